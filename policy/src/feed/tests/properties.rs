use super::*;

/// Any bytes that an account could hold, around [`NOW`].
fn states() -> impl Strategy<Value = FeedState> {
    let times = (0u64..8_000, 0u64..8_000, 0u64..8_000);
    (times, any::<u16>(), any::<u8>(), any::<u8>(), any::<bool>()).prop_map(
        |((consensus, since, counted), score, regime, confirmations, never)| FeedState {
            consensus_at: Timestamp(if never { 0 } else { NOW.0 - 4_000 + consensus }),
            regime_since: Timestamp(NOW.0 - since),
            counted_at: Timestamp(NOW.0 - counted),
            score: Score(score),
            regime,
            confirmations,
            rounds: 1,
            ..FeedState::default()
        },
    )
}

/// Fresh and old, narrow and wide, voting and muted reports; close together about every other time.
fn any_reports() -> impl Strategy<Value = Reports> {
    let one = (0u16..=10_000, 0u64..90, 0u16..700, 0u8..8);
    let many = prop::collection::vec(one, MAX_PUBLISHERS);
    (many, 0u16..9_000, any::<bool>(), 1usize..=MAX_PUBLISHERS).prop_map(
        |(many, base, is_close, publishers)| {
            let mut all = Reports::default();
            for (report, (score, age, half_width, muted)) in
                all.iter_mut().zip(many).take(publishers)
            {
                *report = Report {
                    sequence: 1,
                    observed_at: Timestamp(NOW.0 - age),
                    score: Score(if is_close { base + score / 10 } else { score }),
                    half_width,
                    standing: if muted == 0 {
                        Standing::Silent
                    } else {
                        Standing::Voting
                    } as u8,
                    depth_bps: 10_000,
                    padding: 0,
                };
            }
            all
        },
    )
}

/// Anything within the bounds of the settings.
fn configs() -> impl Strategy<Value = FeedConfig> {
    let times = (1u32..=3_600, 1u32..=3_600, 0u32..=3_600, 1u32..=3_600);
    (times, 0u16..=10_000, 0u16..=700, 1u8..=5, 1u8..=5).prop_map(
        |((hold, decay, dwell, round), spread, half_width, publishers, confirmations)| FeedConfig {
            hold_seconds: hold,
            conservative_seconds: hold + decay,
            min_dwell_seconds: dwell,
            round_seconds: round,
            max_spread: spread,
            max_half_width: half_width,
            min_publishers: publishers,
            confirmations,
            ..feed_config()
        },
    )
}

fn fresh_scores(reports: &Reports, config: &FeedConfig, widest: u16) -> std::vec::Vec<Score> {
    let is_fresh = |report: &&Report| report.is_fresh(NOW, u64::from(config.max_report_age));
    let fresh = reports.iter().filter(is_fresh);
    fresh
        .filter(|report| report.half_width <= widest)
        .map(|report| report.score)
        .collect()
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn prop_inv_24_without_a_consensus_time_never_loosens(
        state in states(), config in configs(), from in 0u64..10_000, wait in 0u64..10_000,
    ) {
        let from = Timestamp(NOW.0 - 5_000 + from);
        let (first, then) = (
            state.effective(&config, from),
            state.effective(&config, Timestamp(from.0 + wait)),
        );
        prop_assert!(then.score >= first.score);
        prop_assert!(then.regime >= first.regime);
        prop_assert!(then.status >= first.status);
        prop_assert!(then.score <= Score::MAX);
    }

    #[test]
    fn prop_inv_23_the_score_stays_among_the_fresh_reports_and_what_was_in_force(
        state in states(), config in configs(), reports in any_reports(),
    ) {
        let (mut after, before) = (state, state.effective(&config, NOW));
        if after.advance(&config, &reports, NOW).is_ok() {
            let fresh = fresh_scores(&reports, &config, u16::MAX);
            prop_assert!(after.score >= *fresh.iter().min().unwrap());
            prop_assert!(after.score <= before.score.max(*fresh.iter().max().unwrap()));
        } else {
            prop_assert_eq!(after, state);
        }
    }

    #[test]
    fn prop_a_round_loosens_only_by_agreement_of_narrow_reports(
        state in states(), config in configs(), reports in any_reports(),
    ) {
        let (mut after, before) = (state, state.effective(&config, NOW));
        let agreed = after.advance(&config, &reports, NOW);
        let then = after.effective(&config, NOW);
        if then.score < before.score || then.regime < before.regime {
            let agreed = agreed.unwrap().consensus;
            prop_assert!(agreed.may_loosen(config.max_spread));
            let narrow = fresh_scores(&reports, &config, config.max_half_width);
            prop_assert!(narrow.len() >= usize::from(agreed.quorum));
            let at_most = narrow.iter().filter(|score| **score <= after.score.max(then.score));
            prop_assert!(at_most.count() * 2 > narrow.len());
        }
    }

    #[test]
    fn prop_a_round_leaves_at_most_one_regime_and_only_when_it_counts(
        state in states(), config in configs(), reports in any_reports(),
    ) {
        let (mut after, before) = (state, state.effective(&config, NOW));
        let agreed = after.advance(&config, &reports, NOW);
        let then = after.effective(&config, NOW);
        if agreed.is_ok() {
            prop_assert!(then.regime >= Regime::entered_at(after.score));
        }
        if then.regime < before.regime {
            prop_assert_eq!(then.regime as u8 + 1, before.regime as u8);
            prop_assert!(NOW.since(state.counted_at) >= u64::from(config.round_seconds));
            prop_assert_eq!((after.counted_at, after.confirmations), (NOW, 0));
        }
    }
}
