//! The market of the plan.

use crate::config::MarketSettings;
use crate::error::MigrateError;
use ballast_bridge::{layout_bounds, layout_market_limits};
use ballast_client::address;
use ballast_client::layout::{self, Roles};
use ballast_policy::bounds::Bounds;
use ballast_policy::control::MarketLimits;
use ballast_policy::preset;
use ballast_policy::unit::Usd;
use solana_address::Address;

/// The market.
#[derive(Debug)]
pub struct MarketPlan {
    /// Its address.
    pub address: Address,
    /// Its number among its creator's.
    pub index: u16,
    /// Who creates it.
    pub creator: Address,
    /// Who governs it in the end.
    pub governance: Address,
    /// Who else has a role; `governance` is the creator.
    pub roles: Roles,
    /// What no setting exceeds.
    pub bounds: Bounds,
    /// The same as the program stores it.
    pub layout_bounds: layout::Bounds,
    /// Flow limits over all reserves, as the program stores them.
    pub limits: layout::MarketLimits,
    /// Whether there are flow limits at all.
    pub is_limited: bool,
    /// Whether the setup phase ends.
    pub launch: bool,
}

impl MarketPlan {
    pub(super) fn of(
        settings: &MarketSettings,
        hold: &mut impl FnMut(&str, &str) -> Result<Address, MigrateError>,
    ) -> Result<Self, MigrateError> {
        let governance = hold("market.governance", &settings.governance)?;
        let creator = match &settings.creator {
            Some(creator) => hold("market.creator", creator)?,
            None => governance,
        };
        let roles = &settings.roles;
        let roles = Roles {
            governance: creator,
            risk_admin: hold("market.roles.risk_admin", &roles.risk_admin)?,
            guardian: hold("market.roles.guardian", &roles.guardian)?,
            publisher_admin: hold("market.roles.publisher_admin", &roles.publisher_admin)?,
        };
        let bounds = settings.bounds.bounds();
        bounds.validate().map_err(|error| MigrateError::Refused {
            setting: "market.bounds".into(),
            reason: format!("{error:?}"),
        })?;
        let is_limited = settings.size_dollars != 0;
        let limits = if is_limited {
            preset::market_limits(Usd::from_dollars(settings.size_dollars))
        } else {
            MarketLimits::NONE
        };
        Ok(Self {
            address: address::market(&creator, settings.index).0,
            index: settings.index,
            creator,
            governance,
            roles,
            bounds,
            layout_bounds: layout_bounds(&bounds),
            limits: layout_market_limits(&limits),
            is_limited,
            launch: settings.launch,
        })
    }
}
