use super::*;
use crate::fixture::{NOW, cases};
use crate::unit::Timestamp;
use proptest::prelude::*;

const RULE: BreakerRule = BreakerRule {
    threshold: 1_000,
    duration_seconds: 3_600,
    cooldown_seconds: 7_200,
    verdicts: [Verdict::Halt as u8, Verdict::Reduce as u8, 0],
    padding: [0; 5],
};
const RULES: BreakerRules = [RULE; BREAKERS];
const QUIET: Signals = Signals {
    score_jumped_at: Timestamp::ZERO,
    is_degraded: false,
    is_second_silent: false,
};

fn after(seconds: u64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

fn tripped(breaker: Breaker) -> Breakers {
    let mut breakers = Breakers::default();
    assert!(breakers.observe(breaker, &RULES, 1_000, NOW));
    breakers
}

fn vote(breakers: &Breakers, kind: Kind, now: Timestamp) -> Verdict {
    breakers.verdict(&RULES, kind, QUIET, now).0
}

#[test]
fn a_measure_under_the_threshold_trips_nothing() {
    for breaker in Breaker::ALL {
        let mut breakers = Breakers::default();
        assert!(!breakers.observe(breaker, &RULES, 999, NOW));
        assert_eq!(breakers, Breakers::default());
    }
}

#[test]
fn each_latched_breaker_votes_by_kind_and_names_itself() {
    for breaker in Breaker::ALL {
        if breaker == Breaker::FeedDegraded {
            continue;
        }
        let breakers = tripped(breaker);
        let error = breakers
            .check(&RULES, Kind::Borrow, QUIET, NOW)
            .unwrap_err();
        assert_eq!(error, Rule::BorrowHalted.broken(breaker.number(), 0));
        assert_eq!(vote(&breakers, Kind::Back, NOW), Verdict::Reduce);
        assert_eq!(vote(&breakers, Kind::Release, NOW), Verdict::Allow);
    }
}

#[test]
fn a_halted_withdrawal_with_debt_has_a_name_of_its_own() {
    let mut rules = RULES;
    rules[Breaker::Outflow as usize].verdicts = [0, 0, 2];
    let mut breakers = Breakers::default();
    breakers.observe(Breaker::Outflow, &rules, 5_000, NOW);
    let error = breakers
        .check(&rules, Kind::Release, QUIET, NOW)
        .unwrap_err();
    assert_eq!(error.rule, Rule::ReleaseHalted);
}

#[test]
fn the_strictest_of_two_votes_wins() {
    let mut rules = RULES;
    rules[Breaker::PriceJump as usize].verdicts = [1, 0, 0];
    let mut breakers = tripped(Breaker::Outflow);
    breakers.observe(Breaker::PriceJump, &rules, 1_000, NOW);
    let (verdict, by) = breakers.verdict(&rules, Kind::Borrow, QUIET, NOW);
    assert_eq!((verdict, by), (Verdict::Halt, Some(Breaker::Outflow)));
}

#[test]
fn a_breaker_ends_by_itself_and_may_not_trip_again_before_its_cool_down() {
    let mut breakers = tripped(Breaker::PriceJump);
    assert_eq!(vote(&breakers, Kind::Borrow, after(3_599)), Verdict::Halt);
    assert_eq!(vote(&breakers, Kind::Borrow, after(3_600)), Verdict::Allow);
    assert!(!breakers.observe(Breaker::PriceJump, &RULES, 9_999, after(7_199)));
    assert_eq!(vote(&breakers, Kind::Borrow, after(7_199)), Verdict::Allow);
    assert!(breakers.observe(Breaker::PriceJump, &RULES, 9_999, after(7_200)));
}

#[test]
fn sweeping_forgets_what_is_over_and_nothing_else() {
    let mut breakers = tripped(Breaker::PriceJump);
    breakers.observe(Breaker::Outflow, &RULES, 1_000, after(1_000));
    breakers.sweep(&RULES, after(3_600));
    assert_eq!(breakers.tripped, Breaker::Outflow.bit());
    assert_eq!(breakers.tripped_at(Breaker::PriceJump), NOW);
}

#[test]
fn a_release_needs_a_quarter_of_the_duration_and_a_cause_that_is_gone() {
    let mut breakers = tripped(Breaker::PriceJump);
    let early = breakers.release(Breaker::PriceJump, &RULES, 0, after(899));
    assert_eq!(early, Err(Rule::BreakerHeldTooShort.broken(899, 900)));
    let stands = breakers.release(Breaker::PriceJump, &RULES, 1_000, after(900));
    assert_eq!(stands, Err(Rule::BreakerCauseStands.broken(1_000, 1_000)));
    breakers
        .release(Breaker::PriceJump, &RULES, 999, after(900))
        .unwrap();
    assert_eq!(vote(&breakers, Kind::Borrow, after(900)), Verdict::Allow);
    let again = breakers.release(Breaker::PriceJump, &RULES, 0, after(900));
    assert_eq!(again.unwrap_err().rule, Rule::BreakerNotTripped);
    // The cool-down counts from the trip, released or not.
    assert!(!breakers.observe(Breaker::PriceJump, &RULES, 9_999, after(7_199)));
}

#[test]
fn what_was_released_comes_back_with_its_cause_for_the_rest_of_its_time() {
    let mut breakers = tripped(Breaker::UtilizationSpike);
    breakers
        .release(Breaker::UtilizationSpike, &RULES, 0, after(900))
        .unwrap();
    assert!(!breakers.observe(Breaker::UtilizationSpike, &RULES, 1_000, after(1_000)));
    assert_eq!(vote(&breakers, Kind::Borrow, after(1_000)), Verdict::Halt);
    assert_eq!(breakers.tripped_at(Breaker::UtilizationSpike), NOW);
    assert_eq!(vote(&breakers, Kind::Borrow, after(3_600)), Verdict::Allow);
    assert!(!breakers.observe(Breaker::UtilizationSpike, &RULES, 1_000, after(3_700)));
    assert_eq!(vote(&breakers, Kind::Borrow, after(3_700)), Verdict::Allow);
}

#[test]
fn a_trip_that_is_undone_at_once_leaves_no_cool_down_and_later_it_goes_on() {
    let mut breakers = tripped(Breaker::Outflow);
    breakers.undo(Breaker::Outflow, NOW);
    assert_eq!(breakers, Breakers::default());
    assert!(breakers.observe(Breaker::Outflow, &RULES, 1_000, after(1)));

    let mut breakers = tripped(Breaker::Outflow);
    breakers.undo(Breaker::Outflow, after(1));
    assert_eq!(vote(&breakers, Kind::Borrow, after(1)), Verdict::Allow);
    // What comes back within its time is in force for the rest of it; a new trip waits for the cool-down.
    assert!(!breakers.observe(Breaker::Outflow, &RULES, 1_000, after(2)));
    assert_eq!(vote(&breakers, Kind::Borrow, after(2)), Verdict::Halt);
    assert_eq!(breakers.tripped_at(Breaker::Outflow), NOW);
}

#[test]
fn a_score_jump_is_in_force_before_anyone_latches_it() {
    let jumped = Signals {
        score_jumped_at: NOW,
        ..QUIET
    };
    let mut breakers = Breakers::default();
    let (verdict, by) = breakers.verdict(&RULES, Kind::Borrow, jumped, after(10));
    assert_eq!((verdict, by), (Verdict::Halt, Some(Breaker::ScoreJump)));
    assert!(breakers.observe_feed(&RULES, jumped));
    assert!(!breakers.observe_feed(&RULES, jumped));
    assert_eq!(vote(&breakers, Kind::Borrow, after(10)), Verdict::Halt);
    let (verdict, _) = breakers.verdict(&RULES, Kind::Borrow, jumped, after(3_600));
    assert_eq!(verdict, Verdict::Allow);
    let again = Signals {
        score_jumped_at: after(4_000),
        ..jumped
    };
    let (verdict, _) = breakers.verdict(&RULES, Kind::Borrow, again, after(4_000));
    assert_eq!(verdict, Verdict::Allow, "within the cool-down");
    let until = breakers.until(Breaker::ScoreJump, &RULE, again, after(4_000));
    assert_eq!(until, Timestamp::ZERO);
}

#[test]
fn a_degraded_feed_votes_for_as_long_as_it_is_degraded() {
    let degraded = Signals {
        is_degraded: true,
        ..QUIET
    };
    let breakers = Breakers::default();
    let (verdict, by) = breakers.verdict(&RULES, Kind::Borrow, degraded, after(1 << 30));
    assert_eq!((verdict, by), (Verdict::Halt, Some(Breaker::FeedDegraded)));
    assert_eq!(vote(&breakers, Kind::Borrow, NOW), Verdict::Allow);
}

#[test]
fn rules_without_a_pause_between_trips_are_refused() {
    let with = |change: fn(&mut BreakerRule)| {
        let mut rule = RULE;
        change(&mut rule);
        rule.validate().unwrap_err().rule
    };
    let equal = with(|rule| rule.cooldown_seconds = 3_600);
    assert_eq!(equal, Rule::CooldownNotLonger);
    let long = with(|rule| rule.cooldown_seconds = MAX_COOLDOWN_SECONDS + 1);
    assert_eq!(long, Rule::SettingOutOfRange);
    let unknown = with(|rule| rule.verdicts = [3, 0, 0]);
    assert_eq!(unknown, Rule::SettingOutOfRange);
    RULE.validate().unwrap();
    BreakerRule::default().validate().unwrap();
}

#[test]
fn reduce_means_the_strictest_terms_and_says_nothing_of_the_feed() {
    let mut held = Effective::CONSERVATIVE;
    held.status = crate::feed::FeedStatus::Held;
    held.score = crate::unit::Score(10);
    let reduced = Verdict::Reduce.terms(held);
    assert_eq!(reduced.score, Effective::CONSERVATIVE.score);
    assert_eq!(reduced.regime, Effective::CONSERVATIVE.regime);
    assert_eq!(reduced.status, crate::feed::FeedStatus::Held);
    assert_eq!(Verdict::from_byte(200), Verdict::Halt);
}

mod detector {
    use super::*;
    use crate::breaker::price::distance_bps_floor;
    use crate::breaker::share::{Lent, fullness_bps_floor, is_full_to};
    use crate::feed::FeedStatus;
    use crate::limiter::{Bucket, Limit};
    use crate::price::{CachedPrice, PriceRules};
    use crate::regime::Regime;
    use crate::unit::{PricePerUnit, TokenAmount};

    #[test]
    fn a_price_jump_at_the_edge_of_a_window_is_seen() {
        let mut reference = PriceReference::default();
        assert_eq!(reference.observe(PricePerUnit(1_000), 600, false, NOW), 0);
        assert_eq!(
            reference.observe(PricePerUnit(1_050), 600, false, after(599)),
            500
        );
        assert_eq!(
            reference.observe(PricePerUnit(700), 600, false, after(600)),
            3_000
        );
        assert_eq!(
            reference.observe(PricePerUnit(700), 600, false, after(601)),
            0
        );
    }

    #[test]
    fn many_small_steps_in_one_window_add_up_to_a_jump() {
        let mut reference = PriceReference::default();
        let mut last = 0;
        for step in 0..10 {
            let price = PricePerUnit(1_000 - step * 20);
            last = reference.observe(price, 600, false, after(step * 60));
        }
        assert_eq!(last, 1_800);
    }

    #[test]
    fn a_distance_from_nothing_is_none_and_a_huge_one_saturates() {
        assert_eq!(distance_bps_floor(PricePerUnit(5), PricePerUnit::ZERO), 0);
        assert_eq!(
            distance_bps_floor(PricePerUnit(u64::MAX), PricePerUnit(1)),
            u64::MAX
        );
    }

    #[test]
    fn a_second_source_that_is_silent_or_stale_stops_until_it_speaks() {
        let rules = PriceRules {
            max_age: 60,
            ..PriceRules::default()
        };
        let at = |published_at| CachedPrice {
            mid: PricePerUnit(1_000),
            published_at,
            ..CachedPrice::default()
        };
        let signals = |second: Option<CachedPrice>| {
            let mut held = Effective::CONSERVATIVE;
            held.status = FeedStatus::Held;
            Signals::of(held, second.as_ref(), &rules, after(30))
        };
        let vote = |second| {
            let breakers = Breakers::default();
            breakers.verdict(&RULES, Kind::Borrow, signals(second), after(30))
        };
        let stopped = (Verdict::Halt, Some(Breaker::SourcesDisagree));
        assert_eq!(vote(Some(CachedPrice::default())), stopped);
        assert_eq!(vote(Some(at(Timestamp(NOW.0 - 31)))), stopped);
        assert_eq!(
            vote(Some(at(Timestamp(NOW.0 - 30)))),
            (Verdict::Allow, None)
        );
        assert_eq!(
            vote(None),
            (Verdict::Allow, None),
            "there is but one source"
        );
    }

    #[test]
    fn utilization_is_measured_and_compared_alike() {
        let lent = |debt, cash| Lent {
            debt: TokenAmount(debt),
            cash: TokenAmount(cash),
        };
        let bps = |lent: Lent| lent.utilization_bps_floor();
        assert_eq!(
            (bps(lent(0, 0)), bps(lent(95, 5)), bps(lent(5, 0))),
            (0, 9_500, 10_000)
        );
        assert!(lent(95, 5).is_at_least(9_500) && !lent(95, 5).is_at_least(9_501));
        assert!(!lent(0, 0).is_at_least(1), "nothing is no spike");
    }

    #[test]
    fn fullness_of_no_limit_is_zero_and_of_no_room_is_everything() {
        let bucket = Bucket {
            level: 50,
            updated_at: NOW,
        };
        let limit = Limit {
            capacities: [200, 100, 0],
            window_seconds: 60,
            padding: 0,
        };
        let full = |limit: &Limit, regime| fullness_bps_floor(&bucket, limit, regime, NOW);
        assert_eq!(full(&limit, Regime::Calm), 2_500);
        assert_eq!(full(&limit, Regime::Stress), u64::MAX);
        assert_eq!(full(&Limit::NONE, Regime::Stress), 0);
        for regime in Regime::ALL {
            for bps in [1, 2_499, 2_500, 2_501, 10_000] {
                let measured = full(&limit, regime) >= bps;
                assert_eq!(is_full_to(50, &limit, regime, bps), measured, "{bps}");
            }
        }
        assert!(!is_full_to(50, &Limit::NONE, Regime::Calm, 1));
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Whoever trips a breaker at every chance holds it for at most duration / cool-down of the time, plus one trip.
    #[test]
    fn prop_nobody_holds_a_market_shut(
        duration in 60u32..20_000,
        longer in 1u32..20_000,
        gaps in prop::collection::vec(0u64..5_000, 1..200),
    ) {
        let rule = BreakerRule {
            duration_seconds: duration,
            cooldown_seconds: duration + longer,
            ..RULE
        };
        let rules = [rule; BREAKERS];
        let mut breakers = Breakers::default();
        let (mut now, mut held) = (NOW, 0u64);
        for gap in &gaps {
            breakers.observe(Breaker::UtilizationSpike, &rules, u64::MAX, now);
            let end = breakers.tripped_at(Breaker::UtilizationSpike).0 + u64::from(duration);
            held += end.saturating_sub(now.0).min(*gap);
            now = Timestamp(now.0 + gap);
        }
        let elapsed = now.since(NOW);
        let cycles = elapsed / u64::from(duration + longer) + 1;
        prop_assert!(held <= cycles * u64::from(duration), "{held} of {elapsed}");
    }
}
