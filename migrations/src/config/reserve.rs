//! A reserve: a token, its oracle and its published bounds.

use super::replace;
use ballast_policy::config::ReserveConfig;
use ballast_policy::control::ReserveLimits;
use ballast_policy::preset;
use ballast_policy::unit::{Score, TokenAmount};
use serde::Deserialize;

/// Which published preset a reserve begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A token whose price moves.
    Volatile,
    /// A token held to a dollar.
    Stable,
}

/// Which flow limits and breakers a reserve begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LimitSettings {
    /// The published ones for its cap, which the program sets by itself.
    Published,
    /// None: for tests.
    None,
}

/// A reserve.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveSettings {
    /// Name of its asset.
    pub asset: String,
    /// Its token's mint: an address, or `name:NAME` on local networks.
    pub mint: String,
    /// Decimals of the token; checked against the mint.
    pub decimals: u8,
    /// `spl-token` or `token-2022`.
    #[serde(default = "spl_token")]
    pub token_program: String,
    /// The feed that it follows, by its name in this file.
    pub feed: String,
    /// The oracle's id of its price: 64 hexadecimal digits, or `name:NAME` on local networks.
    pub oracle: String,
    /// The preset.
    pub kind: Kind,
    /// The most that may be owed in calm, whole tokens.
    pub cap: u64,
    /// Flow limits and breakers.
    #[serde(default = "published")]
    pub limits: LimitSettings,
    /// Where it differs from the preset.
    #[serde(default)]
    pub overrides: ReserveOverrides,
}

fn spl_token() -> String {
    "spl-token".into()
}

const fn published() -> LimitSettings {
    LimitSettings::Published
}

/// Where a reserve differs from its preset.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveOverrides {
    /// The most that may be deposited, whole tokens.
    pub deposit_cap: Option<u64>,
    /// Opening LTV in calm, basis points.
    pub calm_ltv_bps: Option<u16>,
    /// Opening LTV at its lowest, basis points.
    pub stress_ltv_bps: Option<u16>,
    /// Score at which the opening LTV begins to fall, hundredths of a point.
    pub ltv_fall_start: Option<u16>,
    /// Score at which it is at its lowest, hundredths of a point.
    pub ltv_fall_end: Option<u16>,
    /// Liquidation threshold, basis points.
    pub threshold_bps: Option<u16>,
    /// What a debt weighs, basis points.
    pub borrow_weight_bps: Option<u16>,
    /// The protocol's part of the interest, basis points.
    pub fee_share_bps: Option<u16>,
    /// Fee of a borrow, basis points.
    pub origination_fee_bps: Option<u16>,
    /// The part of fees that is kept for bad debt, basis points.
    pub insurance_share_bps: Option<u16>,
    /// The oldest price, seconds.
    pub max_price_age: Option<u32>,
    /// The widest confidence, basis points.
    pub max_confidence_bps: Option<u16>,
}

impl ReserveSettings {
    /// `whole` tokens in base units; `None` past 64 bits.
    fn base_units(&self, whole: u64) -> Option<TokenAmount> {
        let scale = 10u64.checked_pow(self.decimals.into())?;
        whole.checked_mul(scale).map(TokenAmount)
    }

    /// The preset with what the file replaces; `None` when an amount is past 64 bits.
    pub fn config(&self) -> Option<ReserveConfig> {
        let cap = self.base_units(self.cap)?;
        let mut config = match self.kind {
            Kind::Volatile => preset::volatile(cap),
            Kind::Stable => preset::stable(cap),
        };
        let given = &self.overrides;
        if let Some(whole) = given.deposit_cap {
            config.deposit_cap = self.base_units(whole)?;
        }
        let ltv = &mut config.opening_ltv;
        replace(&mut ltv.calm_bps, given.calm_ltv_bps);
        replace(&mut ltv.stress_bps, given.stress_ltv_bps);
        replace(&mut ltv.fall_start, given.ltv_fall_start.map(Score));
        replace(&mut ltv.fall_end, given.ltv_fall_end.map(Score));
        let threshold = &mut config.liquidation_threshold_bps;
        replace(threshold, given.threshold_bps);
        replace(&mut config.borrow_weight_bps, given.borrow_weight_bps);
        replace(&mut config.fee_share_bps, given.fee_share_bps);
        replace(&mut config.origination_fee_bps, given.origination_fee_bps);
        replace(&mut config.insurance_share_bps, given.insurance_share_bps);
        replace(&mut config.price.max_age, given.max_price_age);
        let confidence = &mut config.price.max_confidence_bps;
        replace(confidence, given.max_confidence_bps);
        Some(config)
    }

    /// Its flow limits and breakers; `None` when an amount is past 64 bits.
    pub fn limits(&self) -> Option<ReserveLimits> {
        Some(match self.limits {
            LimitSettings::Published => preset::reserve_limits(self.base_units(self.cap)?),
            LimitSettings::None => ReserveLimits::NONE,
        })
    }
}
