//! The objects of a snapshot file.

use std::collections::BTreeMap;

use ballast_policy::config::ReserveConfig;
use ballast_policy::control::ReserveLimits;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{AccountSpec, AssetSpec, PortfolioError};

/// What is said of a market.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarketJson {
    #[serde(default)]
    pub(super) time: u64,
    pub(super) score: Option<f64>,
}

/// A whole file; its parts are read one by one, so that an error has its line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentJson<'a> {
    #[serde(default)]
    pub(super) time: u64,
    pub(super) score: Option<f64>,
    #[serde(borrow)]
    pub(super) assets: Vec<&'a RawValue>,
    #[serde(borrow)]
    pub(super) positions: Vec<&'a RawValue>,
}

/// A line of JSON lines.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LineJson {
    Market(MarketJson),
    Asset(AssetJson),
    Position(PositionJson),
}

/// Which preset.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Terms {
    #[default]
    Volatile,
    Stable,
}

/// An asset.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AssetJson {
    symbol: String,
    decimals: Option<u8>,
    price: f64,
    #[serde(default)]
    confidence: f64,
    #[serde(default)]
    terms: Terms,
    borrow_cap: Option<f64>,
    threshold: Option<f64>,
    opening_ltv: Option<f64>,
    close_factor: Option<f64>,
    least_bonus: Option<f64>,
    most_bonus: Option<f64>,
}

/// A position.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PositionJson {
    owner: String,
    #[serde(default)]
    deposits: BTreeMap<String, f64>,
    #[serde(default)]
    borrows: BTreeMap<String, f64>,
}

impl AssetJson {
    /// As the builder takes it.
    pub(super) fn spec(&self) -> Result<AssetSpec, PortfolioError> {
        const DEFAULT_CAP_USD: f64 = 1e7;
        const DEFAULT_DECIMALS: u8 = 9;
        const MOST_DECIMALS: u8 = 19;
        let decimals = self.decimals.unwrap_or(DEFAULT_DECIMALS);
        if decimals > MOST_DECIMALS {
            return Err(PortfolioError::OutOfRange {
                what: format!("decimals of {}", self.symbol),
                value: f64::from(decimals),
                expected: "at most 19",
            });
        }
        let cap = self.borrow_cap.unwrap_or(DEFAULT_CAP_USD / self.price);
        Ok(AssetSpec {
            symbol: self.symbol.clone(),
            decimals,
            price: self.price,
            confidence: self.confidence,
            config: self.config(base_units(cap, decimals))?,
            limits: ReserveLimits::NONE,
        })
    }

    fn config(&self, cap: TokenAmount) -> Result<ReserveConfig, PortfolioError> {
        let mut config = match self.terms {
            Terms::Volatile => preset::volatile(cap),
            Terms::Stable => preset::stable(cap),
        };
        if let Some(share) = self.fraction("threshold", self.threshold)? {
            config.liquidation_threshold_bps = share;
        }
        if let Some(share) = self.fraction("opening_ltv", self.opening_ltv)? {
            config.opening_ltv.calm_bps = share;
            config.opening_ltv.stress_bps = config.opening_ltv.stress_bps.min(share);
        }
        let rules = &mut config.liquidation;
        if let Some(share) = self.fraction("close_factor", self.close_factor)? {
            rules.close_factor_bps = share;
        }
        if let Some(share) = self.fraction("least_bonus", self.least_bonus)? {
            rules.least_bonus_bps = share;
        }
        if let Some(share) = self.fraction("most_bonus", self.most_bonus)? {
            rules.most_bonus_bps = [share; 3];
        }
        Ok(config)
    }

    fn fraction(&self, what: &str, value: Option<f64>) -> Result<Option<u16>, PortfolioError> {
        match value {
            Some(share) if !(0.0..=1.0).contains(&share) => Err(PortfolioError::OutOfRange {
                what: format!("the {what} of {}", self.symbol),
                value: share,
                expected: "a fraction from 0 to 1",
            }),
            share => Ok(share.map(basis_points)),
        }
    }
}

impl PositionJson {
    /// As the builder takes it.
    pub(super) fn spec(
        &self,
        find: impl Fn(&str) -> Result<usize, PortfolioError>,
    ) -> Result<AccountSpec, PortfolioError> {
        let side = |amounts: &BTreeMap<String, f64>| {
            let found = amounts
                .iter()
                .map(|(symbol, &amount)| Ok((find(symbol)?, amount)));
            found.collect::<Result<Vec<_>, PortfolioError>>()
        };
        Ok(AccountSpec {
            owner: self.owner.clone(),
            deposits: side(&self.deposits)?,
            borrows: side(&self.borrows)?,
            group: 0,
        })
    }
}

/// Base units of `amount` tokens for a cap: held between zero and what fits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what fits 62 bits"
)]
pub(super) fn base_units(amount: f64, decimals: u8) -> TokenAmount {
    let scale = (0..decimals).fold(1.0, |power, _| power * 10.0);
    TokenAmount((amount * scale).clamp(0.0, 4.0e18) as u64)
}

/// A fraction from 0 to 1 in basis points, to the nearest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers check that the fraction lies between 0 and 1"
)]
pub(super) fn basis_points(fraction: f64) -> u16 {
    (fraction * 10_000.0).round() as u16
}
