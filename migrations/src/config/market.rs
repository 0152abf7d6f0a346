//! The market: who governs it, and what no setting ever exceeds.

use super::replace;
use ballast_policy::bounds::Bounds;
use serde::Deserialize;

/// The market.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketSettings {
    /// Chosen freely, so that one key can govern several markets.
    #[serde(default)]
    pub index: u16,
    /// Who governs it in the end: an address such as a multisig's vault, or a key.
    pub governance: String,
    /// Who creates it and hands it over before the launch; governance itself where it is absent. The market's address
    /// derives from whoever creates it.
    pub creator: Option<String>,
    /// Whether the setup phase ends.
    #[serde(default)]
    pub launch: bool,
    /// What the market holds about, dollars: its flow limits follow from it. 0 for none.
    pub size_dollars: u64,
    /// The other roles.
    pub roles: RoleSettings,
    /// What no setting ever exceeds.
    #[serde(default)]
    pub bounds: BoundsSettings,
}

/// The other roles.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSettings {
    /// Proposes limits.
    pub risk_admin: String,
    /// Pauses, mutes and cancels.
    pub guardian: String,
    /// Proposes publishers.
    pub publisher_admin: String,
}

/// Where the hard bounds differ from `Bounds::STANDARD`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundsSettings {
    /// How long what loosens waits, seconds.
    pub loosen_seconds: Option<u32>,
    /// How long a change of structure and a role's transfer wait, seconds.
    pub structure_seconds: Option<u32>,
    /// How long a change that is due can be executed, seconds.
    pub validity_seconds: Option<u32>,
    /// A threshold's way down takes this long at least, seconds.
    pub ramp_seconds: Option<u32>,
    /// The highest annual rate, basis points.
    pub max_rate_bps: Option<u32>,
    /// The oldest price, seconds.
    pub max_price_age: Option<u32>,
    /// The widest confidence, basis points.
    pub max_confidence_bps: Option<u16>,
    /// The highest opening LTV, basis points.
    pub max_opening_ltv_bps: Option<u16>,
    /// The highest liquidation threshold, basis points.
    pub max_threshold_bps: Option<u16>,
    /// The most that a feed may loosen in 24 hours, hundredths of a point.
    pub max_day_budget: Option<u16>,
    /// How far a new price source may lie from the old price, basis points.
    pub oracle_band_bps: Option<u16>,
    /// The most that a ramp lowers a threshold in a day, basis points.
    pub ramp_day_bps: Option<u16>,
    /// No feed has a smaller quorum.
    pub min_publishers: Option<u8>,
}

impl BoundsSettings {
    /// The standard bounds with what the file replaces.
    pub fn bounds(&self) -> Bounds {
        let mut bounds = Bounds::STANDARD;
        replace(&mut bounds.loosen_seconds, self.loosen_seconds);
        replace(&mut bounds.structure_seconds, self.structure_seconds);
        replace(&mut bounds.validity_seconds, self.validity_seconds);
        replace(&mut bounds.ramp_seconds, self.ramp_seconds);
        replace(&mut bounds.max_rate_bps, self.max_rate_bps);
        replace(&mut bounds.max_price_age, self.max_price_age);
        replace(&mut bounds.max_confidence_bps, self.max_confidence_bps);
        replace(&mut bounds.max_opening_ltv_bps, self.max_opening_ltv_bps);
        replace(&mut bounds.max_threshold_bps, self.max_threshold_bps);
        replace(&mut bounds.max_day_budget, self.max_day_budget);
        replace(&mut bounds.oracle_band_bps, self.oracle_band_bps);
        replace(&mut bounds.ramp_day_bps, self.ramp_day_bps);
        replace(&mut bounds.min_publishers, self.min_publishers);
        bounds
    }
}
