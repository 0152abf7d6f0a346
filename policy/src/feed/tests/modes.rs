use super::*;

fn feed_in(mode: Mode, score: u16, regime: Regime) -> FeedState {
    FeedState {
        mode: mode as u8,
        ..confirmed(score, regime)
    }
}

/// Accepts whatever the feed recommends.
fn accept(state: &mut FeedState, config: &FeedConfig, at: Timestamp) -> Result<()> {
    let made = state.recommendation;
    state.accept(config, (made.score, Regime::from_byte(made.regime)), at)
}

#[test]
fn a_monitored_market_hears_everything_and_moves_nothing() {
    let mut state = feed_in(Mode::Monitoring, 2_000, Regime::Calm);
    for seconds in (120..100_000).step_by(120) {
        round(&mut state, 9_500, seconds);
        assert_eq!(in_force(&state, seconds), (2_000, Regime::Calm));
    }
    assert_eq!(state.raw, Score(9_500));
    assert_eq!(state.recommendation, Recommendation::default());
    let silent = state.effective(&feed_config(), later(10_000_000));
    assert_eq!(
        (silent.score, silent.status),
        (Score(2_000), FeedStatus::Fixed)
    );
}

#[test]
fn an_advisory_market_moves_when_the_recommendation_is_accepted_and_not_before() {
    let mut state = feed_in(Mode::Advisory, 2_000, Regime::Calm);
    round(&mut state, 5_500, 120);
    assert_eq!(in_force(&state, 120), (2_000, Regime::Calm));
    accept(&mut state, &feed_config(), later(130)).unwrap();
    assert_eq!(in_force(&state, 130), (5_500, Regime::Transition));
    assert_eq!(state.regime_since, later(130));
    let again = accept(&mut state, &feed_config(), later(130)).unwrap_err();
    assert_eq!(again.rule, Rule::NoRecommendation);
}

#[test]
fn a_recommendation_expires() {
    let mut state = feed_in(Mode::Advisory, 2_000, Regime::Calm);
    round(&mut state, 5_500, 0);
    let (mut in_time, before) = (state, state);
    accept(&mut in_time, &feed_config(), later(600)).unwrap();
    let error = accept(&mut state, &feed_config(), later(601)).unwrap_err();
    assert_eq!(error.rule, Rule::RecommendationExpired);
    assert_eq!(state, before);
}

#[test]
fn a_recommendation_that_a_round_replaced_is_not_accepted_in_its_place() {
    // Given a recommendation that somebody agreed to
    let mut state = feed_in(Mode::Advisory, 2_000, Regime::Calm);
    round(&mut state, 5_500, 120);
    let agreed = (Score(5_500), Regime::Transition);

    // When a round recommends another score, or the same one in another regime, before it lands
    let mut other = state;
    round(&mut other, 6_000, 240);
    let before = other;
    let error = other
        .accept(&feed_config(), agreed, later(250))
        .unwrap_err();
    assert_eq!(error, Rule::RecommendationReplaced.broken(6_000, 5_500));
    assert_eq!(other, before);
    let wrong = (Score(5_500), Regime::Calm);
    let error = state.accept(&feed_config(), wrong, later(130)).unwrap_err();
    assert_eq!(error, Rule::RecommendationReplaced.broken(1, 0));

    // Then what was agreed to is accepted where it stands
    state.accept(&feed_config(), agreed, later(130)).unwrap();
}

#[test]
fn a_recommendation_made_for_other_terms_is_refused() {
    let config = FeedConfig {
        recommendation_seconds: 3_600,
        ..feed_config()
    };
    let mut state = feed_in(Mode::Advisory, 4_000, Regime::Transition);
    state.regime_since = later(0);
    state.score = Score(5_500);
    let reports = reports(&[1_000; 5], later(120));
    state.advance(&config, &reports, later(120)).unwrap();
    assert_eq!(state.recommendation.score, Score(4_500));
    // Silence has tightened since.
    let error = accept(&mut state, &config, later(120 + 700)).unwrap_err();
    assert_eq!(error.rule, Rule::RecommendationSuperseded);
}

#[test]
fn silence_tightens_an_advisory_market_and_the_return_departs_from_there() {
    let mut state = feed_in(Mode::Advisory, 2_000, Regime::Calm);
    assert_eq!(in_force(&state, 3_600).1, Regime::Stress);
    round(&mut state, 2_000, 3_600);
    assert_eq!(in_force(&state, 3_600), (10_000, Regime::Stress));
}

#[test]
fn inv_20_accepted_loosenings_are_charged_to_the_day_budget_and_keep_their_interval() {
    let config = FeedConfig {
        loosen_step: 400,
        day_budget: 2_000,
        ..feed_config()
    };
    let mut state = feed_in(Mode::Advisory, 9_000, Regime::Stress);
    let mut at = 120;
    let mut hold = |state: &mut FeedState, wait: u64| {
        at += wait;
        let reports = reports(&[1_000; 5], later(at));
        state.advance(&config, &reports, later(at)).unwrap();
        accept(state, &config, later(at))
    };
    hold(&mut state, 0).unwrap();
    assert_eq!(state.score, Score(8_600));
    let early = hold(&mut state, 10).unwrap_err();
    assert_eq!(early.rule, Rule::NoRecommendation);
    hold(&mut state, 110).unwrap();
    for _ in 0..30 {
        let _ = hold(&mut state, 120);
    }
    // Four steps at once, and then what drains: 400 a day, 17 in an hour.
    assert!(
        (7_375..=7_400).contains(&state.score.0),
        "{:?}",
        state.score
    );
}

#[test]
fn two_acceptances_within_one_interval_are_refused() {
    let mut state = feed_in(Mode::Advisory, 9_000, Regime::Stress);
    round(&mut state, 1_000, 120);
    state.throttle.loosened_at = later(119);
    let error = accept(&mut state, &feed_config(), later(120)).unwrap_err();
    assert_eq!(error.rule, Rule::LoosenedTooRecently);
    state.throttle.loosened_at = Timestamp(0);
    state.throttle.budget.level = 3_500;
    state.throttle.budget.updated_at = later(120);
    let error = accept(&mut state, &feed_config(), later(120)).unwrap_err();
    assert_eq!(error.rule, Rule::DayBudgetExceeded);
}

#[test]
fn an_advisory_regime_falls_by_acceptance_after_its_confirmations() {
    let mut state = feed_in(Mode::Advisory, 6_000, Regime::Stress);
    state.regime_since = Timestamp(NOW.0 - 1_800);
    for seconds in [120, 240, 360, 480] {
        round(&mut state, 1_000, seconds);
        assert_eq!(in_force(&state, seconds), (6_000, Regime::Stress));
    }
    accept(&mut state, &feed_config(), later(481)).unwrap();
    assert_eq!(in_force(&state, 481), (6_000, Regime::Transition));
    assert_eq!(state.confirmations, 0);
}

#[test]
fn no_recommendation_is_accepted_in_another_mode() {
    for mode in [Mode::Autonomous, Mode::Monitoring] {
        let mut state = feed_in(Mode::Advisory, 2_000, Regime::Calm);
        round(&mut state, 5_500, 120);
        state.mode = mode as u8;
        let error = accept(&mut state, &feed_config(), later(130)).unwrap_err();
        assert_eq!(error.rule, Rule::NoRecommendation);
    }
}

#[test]
fn a_change_of_mode_keeps_the_terms_of_the_moment() {
    let config = feed_config();
    for (from, to) in [
        (Mode::Autonomous, Mode::Monitoring),
        (Mode::Monitoring, Mode::Autonomous),
        (Mode::Autonomous, Mode::Advisory),
    ] {
        for seconds in [0, 600, 2_000, 3_599, 5_000] {
            let mut state = feed_in(from, 3_000, Regime::Calm);
            let before = state.effective(&config, later(seconds));
            state.set_mode(&config, to, later(seconds));
            let after = state.effective(&config, later(seconds));
            assert!(after.score >= before.score && after.regime >= before.regime);
            if to == Mode::Monitoring {
                assert_eq!((after.score, after.regime), (before.score, before.regime));
            }
        }
    }
}

#[test]
fn an_unknown_mode_is_the_autonomous_one() {
    for byte in [0, 3, 255] {
        assert_eq!(Mode::from_byte(byte), Mode::Autonomous);
    }
}

#[test]
fn only_an_autonomous_market_follows_the_depth_and_a_change_of_mode_forgets_it() {
    let thin = |mode| {
        let mut state = feed_in(mode, 2_000, Regime::Calm);
        let mut reports = reports(&[2_000; 5], NOW);
        for report in &mut reports {
            report.depth_bps = 4_000;
        }
        state.advance(&feed_config(), &reports, NOW).unwrap();
        state
    };
    let depth = |state: &FeedState| state.effective(&feed_config(), NOW).depth_bps;
    let mut autonomous = thin(Mode::Autonomous);
    assert_eq!(depth(&autonomous), 4_000);
    assert_eq!(depth(&thin(Mode::Advisory)), 10_000);
    assert_eq!(depth(&thin(Mode::Monitoring)), 10_000);
    autonomous.set_mode(&feed_config(), Mode::Advisory, NOW);
    assert_eq!(depth(&autonomous), 10_000);
}
