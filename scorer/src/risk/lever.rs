//! Changes that governance can make and that reach positions which are already open, each as a market in which it holds.
//!
//! Opening LTV, curves and the score are not among them: they bind new debt alone.
//!
//! | lever | in policy | what is assumed |
//! |---|---|---|
//! | close factor | `LiquidationRules::close_factor_bps` of every reserve, up to all | nothing |
//! | threshold | a `ThresholdRamp` on the collateral of an asset, down to its opening LTV | nobody acts on the notice: who is past the new threshold is liquidated in the first step |
//! | cap | the borrow cap of an asset, with a deleverage down to it | every debtor of the asset shrinks in proportion, at the leverage of now |
//! | concentration | `account_borrow_share_bps` of every reserve, with caps at what is owed now | who owes more than the share of all debt in an asset shrinks to it, at the leverage of now |

use ballast_policy::bounds::Bounds;
use ballast_policy::num::BPS_ONE;
use ballast_policy::position::{BorrowSlot, Position};
use ballast_policy::ramp::{RampRequest, ThresholdRamp};
use ballast_policy::unit::{DebtShares, DepositShares};
use serde::Serialize;

use crate::portfolio::Snapshot;

/// What can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lever {
    /// The close factor of every reserve.
    CloseFactor,
    /// The liquidation threshold of a collateral.
    Threshold,
    /// The borrow cap of an asset.
    BorrowCap,
    /// The most of an asset's debt that one account may owe.
    AccountShare,
}

/// A setting of a lever on an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Setting {
    /// Which lever.
    pub lever: Lever,
    /// Which asset; the close factor and an account's share are of all.
    pub asset: usize,
    /// Basis points: the close factor, the threshold, the cap as a share of what is owed now, or an account's share of that.
    pub bps: u16,
}

impl Lever {
    /// Every lever.
    pub const ALL: [Self; 4] = [
        Self::CloseFactor,
        Self::AccountShare,
        Self::Threshold,
        Self::BorrowCap,
    ];

    /// From the setting that changes nothing to the strictest one, basis points; none where it cannot be tightened.
    pub(super) fn range(self, snapshot: &Snapshot, asset: usize) -> Option<(u16, u16)> {
        let config = &snapshot.reserves[asset].config;
        let (loose, strict) = match self {
            Self::CloseFactor => {
                let factors = snapshot.reserves.iter();
                let least = factors.map(|r| r.config.liquidation.close_factor_bps).min();
                (least?, 10_000)
            }
            Self::Threshold => {
                let threshold = config.liquidation_threshold_bps;
                (threshold, (config.opening_ltv.calm_bps + 1).min(threshold))
            }
            Self::BorrowCap | Self::AccountShare => (10_000, 1),
        };
        (loose != strict).then_some((loose, strict))
    }
}

impl Setting {
    /// The market in which it holds.
    pub(super) fn apply(&self, snapshot: &Snapshot) -> Snapshot {
        let mut changed = snapshot.clone();
        match self.lever {
            Lever::CloseFactor => {
                for reserve in &mut changed.reserves {
                    let rules = &mut reserve.config.liquidation;
                    rules.close_factor_bps = rules.close_factor_bps.max(self.bps);
                }
            }
            Lever::Threshold => {
                changed.reserves[self.asset]
                    .config
                    .liquidation_threshold_bps = self.bps;
            }
            Lever::BorrowCap => {
                let part = f64::from(self.bps) / 10_000.0;
                shrink(&mut changed, |slot| {
                    if usize::from(slot.reserve.0) == self.asset {
                        part
                    } else {
                        1.0
                    }
                });
            }
            Lever::AccountShare => {
                let reserves = &snapshot.reserves;
                shrink(&mut changed, |slot| {
                    let whole = reserves[usize::from(slot.reserve.0)].ledger.debt_shares.0;
                    let most = to_float(whole) * f64::from(self.bps) / 10_000.0;
                    most / to_float(slot.shares.0)
                });
            }
        }
        changed
    }

    /// How long a ramp down to it takes at least, seconds, as policy's standard bounds allow; zero for other levers.
    pub(super) fn ramp_seconds(&self, snapshot: &Snapshot) -> u32 {
        const DAY: u32 = 86_400;
        if self.lever != Lever::Threshold {
            return 0;
        }
        let config = &snapshot.reserves[self.asset].config;
        let from = (config.liquidation_threshold_bps, config.group.threshold_bps);
        let is_allowed = |days: u32| {
            let request = RampRequest {
                seconds: days * DAY,
                target_bps: self.bps,
                group_target_bps: config.group.threshold_bps,
            };
            ThresholdRamp::begin(from, request, &Bounds::STANDARD, snapshot.now).is_ok()
        };
        let days = (1..=365).find(|days| is_allowed(*days));
        days.unwrap_or(365) * DAY
    }
}

/// Shrinks each position to the smallest part that `keep` gives for any of its debts, at most all of it.
fn shrink(snapshot: &mut Snapshot, keep: impl Fn(&BorrowSlot) -> f64) {
    for account in &mut snapshot.accounts {
        let debts = account.position.borrows.iter();
        let parts = debts.filter(|slot| !slot.shares.is_zero()).map(&keep);
        let part = parts.fold(1.0, f64::min);
        if part < 1.0 {
            scale(&mut account.position, part);
        }
    }
}

/// Scales what a position holds and owes.
fn scale(position: &mut Position, part: f64) {
    for slot in &mut position.deposits {
        slot.shares = DepositShares(scaled(slot.shares.0, part));
    }
    for slot in &mut position.borrows {
        slot.shares = DebtShares(scaled(slot.shares.0, part));
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of what was 64 bits, from zero"
)]
fn scaled(shares: u64, part: f64) -> u64 {
    (to_float(shares) * part) as u64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "53 bits of an amount are enough"
)]
fn to_float(units: u64) -> f64 {
    units as f64
}

/// A share in basis points as a fraction of one.
pub(super) fn fraction(bps: u16) -> f64 {
    f64::from(bps) / to_float(BPS_ONE)
}
