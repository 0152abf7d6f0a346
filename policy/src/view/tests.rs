use super::*;
use crate::control::{ReserveFlows, ReserveLimits};
use crate::fixture::{NOW, certain_price, feed_config, reports, reserve_config};
use crate::ledger::Ledger;
use crate::mode::Mode;
use crate::schedule::Schedule;
use crate::unit::Score;

fn lent() -> Ledger {
    let mut ledger = Ledger::opened(NOW);
    ledger.deposit(TokenAmount(1_000_000)).unwrap();
    ledger
        .borrow(TokenAmount(250_000), TokenAmount::ZERO)
        .unwrap();
    ledger
}

fn view(state: &FeedState, now: Timestamp) -> TermsView {
    let (ledger, config, price) = (lent(), reserve_config(), certain_price(0));
    let reserve = ReserveView {
        ledger: &ledger,
        config: &config,
        limits: &ReserveLimits::NONE,
        flows: &ReserveFlows::default(),
        schedule: &Schedule::default(),
        price: &price,
        second: None,
        effective: state.effective(&feed_config(), now),
    };
    let market = (&MarketLimits::NONE, &MarketFlows::default());
    TermsView::of(&reserve, (state, &feed_config()), market, now)
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
