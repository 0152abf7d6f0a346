//! What an integrator, a dashboard or a risk team wants to know of a reserve's terms, in one value.

use crate::feed::{FeedConfig, FeedState, FeedStatus};
use crate::health::ReserveView;
use crate::num::BPS_ONE;
use crate::regime::Regime;
use crate::terms::Terms;
use crate::unit::{Score, Timestamp, TokenAmount};

/// A reserve's terms at one moment, and what bounds them.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermsView {
    /// Earliest time at which the score may fall, if a round is held then and all else is in order; 0 while it cannot.
    pub score_loosens_from: Timestamp,
    /// Earliest time at which the regime may be left; 0 in calm and while it cannot.
    pub regime_loosens_from: Timestamp,
    /// When silence begins to tighten; 0 where it does not.
    pub silence_tightens_from: Timestamp,
    /// The most that may be owed to the reserve, base units.
    pub borrow_cap: TokenAmount,
    /// What may still be borrowed: under the cap and the cash, base units.
    pub borrow_room: TokenAmount,
    /// What may still be deposited under its cap, base units.
    pub deposit_room: TokenAmount,
    /// The rate that the curve asks at the present utilisation, 2^-64 per second.
    pub rate: u64,
    /// What may still be loosened now of the day's budget, hundredths of a point.
    pub budget_room: u16,
    /// The score that terms follow, hundredths of a point.
    pub score: u16,
    /// The last median, before the throttle, hundredths of a point.
    pub raw: u16,
    /// How much of this collateral's value new debt may use, basis points.
    pub opening_ltv_bps: u16,
    /// Where open positions may be liquidated, basis points.
    pub liquidation_threshold_bps: u16,
    /// Share of the reserve that is lent out, basis points.
    pub utilization_bps: u16,
    /// 0 calm, 1 transition, 2 stress.
    pub regime: u8,
    /// See [`FeedStatus`].
    pub status: u8,
    /// See [`crate::mode::Mode`].
    pub mode: u8,
    /// Which rule decided the last round: [`crate::throttle::Bound`].
    pub bound_by: u8,
}

impl TermsView {
    /// The view of `reserve`, whose feed is in `state`, at `now`.
    pub fn of(
        reserve: &ReserveView<'_>,
        state: &FeedState,
        config: &FeedConfig,
        now: Timestamp,
    ) -> Self {
        let effective = reserve.effective;
        let terms = Terms::new(reserve.config, effective);
        let ledger = reserve.ledger;
        let debt = ledger.index_at(now).owed_ceil(ledger.debt_shares);
        let room = terms.borrow_cap.0.saturating_sub(debt.0).min(ledger.cash.0);
        let total = ledger.cash.0.saturating_add(debt.0);
        let share = u128::from(debt.0)
            .saturating_mul(u128::from(BPS_ONE))
            .checked_div(u128::from(total.max(1)));
        let assets = ledger.total_assets().0;
        let limit = config.loosening();
        let budget = state.throttle.budget.room(&limit, Regime::Calm, now);
        Self {
            score_loosens_from: state.score_loosens_from(config, effective.score),
            regime_loosens_from: state.regime_loosens_from(config, effective.regime),
            silence_tightens_from: match effective.status {
                FeedStatus::Held => Timestamp(
                    state
                        .consensus_at
                        .0
                        .saturating_add(u64::from(config.hold_seconds)),
                ),
                _ => Timestamp::ZERO,
            },
            borrow_cap: terms.borrow_cap,
            borrow_room: TokenAmount(room),
            deposit_room: TokenAmount(reserve.config.deposit_cap.0.saturating_sub(assets)),
            rate: terms
                .curve
                .rate_floor(ledger.utilization())
                .per_second_floor()
                .0,
            budget_room: u16::try_from(budget).unwrap_or(u16::MAX),
            score: effective.score.0,
            raw: state.raw.0,
            opening_ltv_bps: terms.opening_ltv_bps,
            liquidation_threshold_bps: reserve.config.liquidation_threshold_bps,
            utilization_bps: u16::try_from(share.unwrap_or(0)).unwrap_or(u16::MAX),
            regime: effective.regime as u8,
            status: effective.status as u8,
            mode: state.mode() as u8,
            bound_by: state.throttle.bound_by,
        }
    }
}

impl FeedState {
    /// The later of the next counted round and the end of the loosening interval, moved on by the rounds that the row of
    /// confirmations still lacks; 0 where the score is at its floor.
    fn score_loosens_from(&self, config: &FeedConfig, score: Score) -> Timestamp {
        if score <= Regime::from_byte(self.regime).left_under() || self.consensus_at.is_zero() {
            return Timestamp::ZERO;
        }
        let round = u64::from(config.round_seconds);
        let lacking = config
            .confirmations
            .saturating_sub(self.throttle.lower_rounds)
            .max(1);
        let confirmed = self
            .counted_at
            .0
            .saturating_add(round.saturating_mul(u64::from(lacking)));
        let interval = u64::from(config.loosen_interval_seconds);
        Timestamp(confirmed.max(self.throttle.loosened_at.0.saturating_add(interval)))
    }

    /// The end of the dwell or of the missing confirmations, whichever is later; 0 in calm.
    fn regime_loosens_from(&self, config: &FeedConfig, regime: Regime) -> Timestamp {
        if regime == Regime::Calm || self.consensus_at.is_zero() {
            return Timestamp::ZERO;
        }
        let round = u64::from(config.round_seconds);
        let lacking = config
            .confirmations
            .saturating_sub(self.confirmations)
            .max(1);
        let confirmed = self
            .counted_at
            .0
            .saturating_add(round.saturating_mul(u64::from(lacking)));
        let dwelt = self
            .regime_since
            .0
            .saturating_add(u64::from(config.min_dwell_seconds));
        Timestamp(confirmed.max(dwelt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{NOW, certain_price, feed_config, reports, reserve_config};
    use crate::ledger::Ledger;
    use crate::mode::Mode;

    fn lent() -> Ledger {
        let mut ledger = Ledger::opened(NOW);
        ledger.deposit(TokenAmount(1_000_000)).unwrap();
        ledger.borrow(TokenAmount(250_000)).unwrap();
        ledger
    }

    fn view(state: &FeedState, now: Timestamp) -> TermsView {
        let (ledger, config, price) = (lent(), reserve_config(), certain_price(0));
        let reserve = ReserveView {
            ledger: &ledger,
            config: &config,
            price: &price,
            effective: state.effective(&feed_config(), now),
        };
        TermsView::of(&reserve, state, &feed_config(), now)
    }

    fn later(seconds: u64) -> Timestamp {
        Timestamp(NOW.0 + seconds)
    }

    #[test]
    fn the_view_says_what_terms_are_and_what_room_there_is() {
        let mut state = FeedState::opened(Score(2_000), Mode::Autonomous).unwrap();
        state
            .advance(&feed_config(), &reports(&[2_000; 5], NOW), NOW)
            .unwrap();
        let view = view(&state, NOW);
        assert_eq!((view.score, view.raw, view.regime), (2_000, 2_000, 0));
        assert_eq!(
            (view.opening_ltv_bps, view.liquidation_threshold_bps),
            (7_500, 8_000)
        );
        assert_eq!(
            (view.borrow_cap.0, view.borrow_room.0),
            (3_000_000, 750_000)
        );
        assert_eq!(
            (view.deposit_room.0, view.utilization_bps),
            (9_000_000, 2_500)
        );
        assert_eq!(view.silence_tightens_from, later(600));
        assert_eq!(view.regime_loosens_from, Timestamp::ZERO);
    }

    #[test]
    fn no_round_before_the_time_that_it_names_loosens_and_one_at_it_does() {
        // Given stress, and everyone calm from now on
        let config = feed_config();
        let mut state = FeedState::opened(Score(9_000), Mode::Autonomous).unwrap();
        state
            .advance(&config, &reports(&[9_000; 5], NOW), NOW)
            .unwrap();
        let mut now = NOW;
        for _ in 0..40 {
            let named = view(&state, now);
            let before = state.effective(&config, now);
            now = Timestamp(now.0 + 60);
            state
                .advance(&config, &reports(&[1_000; 5], now), now)
                .unwrap();
            let after = state.effective(&config, now);

            // When the score or the regime falls, then not before the time that the view named
            if after.score < before.score {
                assert!(now >= named.score_loosens_from, "{named:?}");
            }
            if after.regime < before.regime {
                assert!(now >= named.regime_loosens_from, "{named:?}");
            }
            // And a score that may fall now does, unless the budget is spent
            if now >= named.score_loosens_from && !named.score_loosens_from.is_zero() {
                assert!(
                    after.score < before.score || named.budget_room == 0,
                    "{named:?}"
                );
            }
        }
        assert!(state.score < Score(6_000));
    }

    #[test]
    fn a_feed_that_was_never_heard_promises_nothing() {
        let state = FeedState::opened(Score(2_000), Mode::Autonomous).unwrap();
        let view = view(&state, NOW);
        assert_eq!((view.score, view.regime, view.status), (10_000, 2, 2));
        assert_eq!(view.score_loosens_from, Timestamp::ZERO);
        assert_eq!(view.silence_tightens_from, Timestamp::ZERO);
    }
}
