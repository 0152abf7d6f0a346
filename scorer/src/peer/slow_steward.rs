//! A risk steward like Aave's: the same wish as ours, moved by small steps with long waits between.
//!
//! | parameter | most a step | wait | source |
//! |---|---|---|---|
//! | LTV | 0.5 points | 3 days | Aave's manual risk steward, `DeployStewards.s.sol` |
//! | last slope of the curve | 4 points at full utilisation | 8 hours | Chaos Labs' slope2 agent |
//! | borrow cap | 30 % of itself | 3 days | Ink agents, AIP of 2026-02-19 |
//!
//! Each parameter waits by itself, in both directions. What the steward wishes for is what Ballast's own terms would be at that
//! score, so that the difference between the two is the pace alone.

use super::flat::{FlatTerms, flat};
use ballast_policy::config::ReserveConfig;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::error::Result;
use ballast_policy::unit::{Timestamp, TokenAmount};

const DAY: u64 = 86_400;
const HOUR: u64 = 3_600;

const LTV_STEP_BPS: u16 = 50;
const LTV_WAIT_SECONDS: u64 = 3 * DAY;
const SLOPE_STEP_BPS: u32 = 400;
const SLOPE_WAIT_SECONDS: u64 = 8 * HOUR;
const CAP_STEP_PERCENT: u64 = 30;
const CAP_WAIT_SECONDS: u64 = 3 * DAY;

/// What a steward moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StewardTerms {
    /// Opening LTV, basis points.
    pub opening_ltv_bps: u16,
    /// Annual rate at full utilisation, basis points; what comes before the kink never moves.
    pub full_rate_bps: u32,
    /// The most that may be owed, base units.
    pub borrow_cap: TokenAmount,
}

/// One reserve's terms under a steward.
#[derive(Clone, Copy, Debug)]
pub struct SlowSteward {
    base: ReserveConfig,
    kink: (u16, u32),
    terms: StewardTerms,
    ltv_moved_at: Option<Timestamp>,
    slope_moved_at: Option<Timestamp>,
    cap_moved_at: Option<Timestamp>,
}

impl SlowSteward {
    /// Begins at `terms`; `kink` is the corner of the curve, utilisation and rate in basis points, that stays.
    pub fn new(base: ReserveConfig, kink: (u16, u32), terms: StewardTerms) -> Self {
        Self {
            base,
            kink,
            terms,
            ltv_moved_at: None,
            slope_moved_at: None,
            cap_moved_at: None,
        }
    }

    /// What it has come to.
    pub fn terms(&self) -> StewardTerms {
        self.terms
    }

    /// Moves each parameter that may move towards `wanted`; true when one did.
    pub fn advance(&mut self, wanted: &StewardTerms, now: Timestamp) -> bool {
        let before = self.terms;
        self.move_ltv(wanted, now);
        self.move_slope(wanted, now);
        self.move_cap(wanted, now);
        self.terms != before
    }

    fn move_ltv(&mut self, wanted: &StewardTerms, now: Timestamp) {
        if !is_due(self.ltv_moved_at, LTV_WAIT_SECONDS, now) {
            return;
        }
        let ltv = self.terms.opening_ltv_bps;
        let (least, most) = (
            ltv.saturating_sub(LTV_STEP_BPS),
            ltv.saturating_add(LTV_STEP_BPS),
        );
        self.terms.opening_ltv_bps = wanted.opening_ltv_bps.clamp(least, most);
        if self.terms.opening_ltv_bps != ltv {
            self.ltv_moved_at = Some(now);
        }
    }

    fn move_slope(&mut self, wanted: &StewardTerms, now: Timestamp) {
        if !is_due(self.slope_moved_at, SLOPE_WAIT_SECONDS, now) {
            return;
        }
        let rate = self.terms.full_rate_bps;
        let (_, kink_rate) = self.kink;
        let (least, most) = (
            rate.saturating_sub(SLOPE_STEP_BPS),
            rate.saturating_add(SLOPE_STEP_BPS),
        );
        self.terms.full_rate_bps = wanted.full_rate_bps.clamp(least, most).max(kink_rate);
        if self.terms.full_rate_bps != rate {
            self.slope_moved_at = Some(now);
        }
    }

    fn move_cap(&mut self, wanted: &StewardTerms, now: Timestamp) {
        if !is_due(self.cap_moved_at, CAP_WAIT_SECONDS, now) {
            return;
        }
        let cap = self.terms.borrow_cap.0;
        let step = cap / 100 * CAP_STEP_PERCENT;
        let (least, most) = (cap.saturating_sub(step), cap.saturating_add(step));
        self.terms.borrow_cap = TokenAmount(wanted.borrow_cap.0.clamp(least, most));
        if self.terms.borrow_cap.0 != cap {
            self.cap_moved_at = Some(now);
        }
    }

    /// The reserve's settings on these terms.
    ///
    /// # Errors
    /// [`ballast_policy::PolicyError`] where policy refuses them, such as a curve that is not convex.
    pub fn config(&self) -> Result<ReserveConfig> {
        let (utilization_bps, rate_bps) = self.kink;
        let curve = BorrowCurve::new(&[
            (0, 0),
            (utilization_bps, rate_bps),
            (10_000, self.terms.full_rate_bps),
        ])?;
        let [_, _, most_bonus_bps] = self.base.liquidation.most_bonus_bps;
        let config = flat(
            &self.base,
            &FlatTerms {
                opening_ltv_bps: self.terms.opening_ltv_bps,
                curve,
                borrow_cap: self.terms.borrow_cap,
                most_bonus_bps,
            },
        );
        config.validate()?;
        Ok(config)
    }
}

fn is_due(moved_at: Option<Timestamp>, wait_seconds: u64, now: Timestamp) -> bool {
    moved_at.is_none_or(|moved_at| now.since(moved_at) >= wait_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ballast_policy::preset;

    const CAP: TokenAmount = TokenAmount(1_000_000);
    const CALM: StewardTerms = StewardTerms {
        opening_ltv_bps: 7_500,
        full_rate_bps: 10_000,
        borrow_cap: CAP,
    };
    const STRICT: StewardTerms = StewardTerms {
        opening_ltv_bps: 4_000,
        full_rate_bps: 40_000,
        borrow_cap: TokenAmount(500_000),
    };

    fn steward() -> SlowSteward {
        SlowSteward::new(preset::volatile(CAP), (8_000, 1_000), CALM)
    }

    #[test]
    fn a_crash_of_a_day_moves_the_ltv_by_half_a_point_and_the_slope_three_times() {
        let mut steward = steward();
        let start = 1_700_000_000;

        for hour in 0..24 {
            steward.advance(&STRICT, Timestamp(start + hour * HOUR));
        }

        let terms = steward.terms();
        assert_eq!(terms.opening_ltv_bps, 7_450);
        assert_eq!(terms.full_rate_bps, 11_200);
        assert_eq!(terms.borrow_cap, TokenAmount(700_000));
        steward.config().unwrap();
    }

    #[test]
    fn a_step_is_not_undone_before_its_wait_is_over() {
        let mut steward = steward();
        steward.advance(&STRICT, Timestamp(1_700_000_000));

        steward.advance(&CALM, Timestamp(1_700_000_000 + 3_600));

        assert_eq!(steward.terms().opening_ltv_bps, 7_450);
        assert_eq!(steward.terms().full_rate_bps, 10_400);
    }

    #[test]
    fn at_the_wish_nothing_moves_and_nothing_waits() {
        let mut steward = steward();

        assert!(!steward.advance(&CALM, Timestamp(1_700_000_000)));
        assert!(steward.advance(&STRICT, Timestamp(1_700_000_001)));
    }
}
