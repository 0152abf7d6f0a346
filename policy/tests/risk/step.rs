//! What can happen to a feed.

use ballast_policy::feed::FeedConfig;
use ballast_policy::mode::Mode;
use proptest::prelude::*;

/// A feed and who publishes to it.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Its settings.
    pub(crate) config: FeedConfig,
    /// How many publish.
    pub(crate) publishers: usize,
    /// Where the first consensus departs from.
    pub(crate) start: u16,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Time passes.
    Wait(u64),
    /// One publisher submits anything: score, half-width, how long ago (or ahead, when negative), how far its sequence
    /// moves.
    Submit {
        publisher: usize,
        score: u16,
        half_width: u16,
        age: i64,
        ahead: u64,
    },
    /// Honest publishers agree around a score, a minority says anything, and a round is held.
    Round { honest: u16, lies: Vec<u16> },
    /// Everyone says a score for several rounds, each as far from the last as a loosening needs.
    Calm { score: u16, rounds: u8 },
    /// A round is held on whatever there is.
    Advance,
    /// The market's mode changes.
    Mode(Mode),
    /// Somebody accepts what is recommended.
    Accept,
    /// A publisher is muted, or heard again in shadow.
    Mute(usize),
    /// See [`Step::Mute`].
    Unmute(usize),
}

/// Settings within their bounds, small enough for a sequence to reach everything.
pub(crate) fn plans() -> impl Strategy<Value = Plan> {
    let times = (1u32..=600, 1u32..=4_000, 0u32..=4_000);
    let throttle = (100u16..=4_499, 20u16..=900, 5u16..=8, 0u16..=3_000);
    let judged = (1u8..=4, 2u8..=6, 2u8..=6, 500u16..=3_000);
    (times, throttle, judged, 3usize..=9, 0u16..=10_000).prop_map(
        |((hold, decay, dwell), (tighten, loosen, days, rise), judged, publishers, start)| {
            let (confirmations, outliers, shadow, spread) = judged;
            let loosen_step = loosen.min(tighten);
            let config = FeedConfig {
                max_report_age: 60,
                max_report_ahead: 5,
                hold_seconds: 60 + hold,
                conservative_seconds: 60 + hold + decay,
                min_dwell_seconds: dwell,
                round_seconds: 70,
                loosen_interval_seconds: 70 + hold % 200,
                recommendation_seconds: 60 + decay % 400,
                rotation_seconds: 3_600,
                max_spread: spread,
                max_half_width: 500,
                tighten_step: tighten,
                loosen_step,
                day_budget: loosen_step * days,
                max_rise: rise,
                score_jump: 1_500,
                outlier_distance: spread / 2,
                min_publishers: 3,
                confirmations,
                outlier_rounds: outliers,
                shadow_rounds: shadow,
            };
            config.validate().unwrap();
            Plan {
                config,
                publishers,
                start,
            }
        },
    )
}

/// Sequences of `length`.
pub(crate) fn steps(length: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), length)
}

fn step() -> impl Strategy<Value = Step> {
    let wait = prop_oneof![
        6 => 1u64..=80,
        2 => 60u64..=700,
        1 => 0u64..=90_000,
    ];
    // Mostly one of a few scores, so that reports agree and the feed comes down as often as up.
    let honest = prop_oneof![3 => 0u16..=1_500, 1 => 0u16..=9_800];
    let submit = (
        0usize..9,
        0u16..=10_500,
        0u16..=10_500,
        -8i64..=70,
        0u64..=2,
    );
    let mode = prop_oneof![
        Just(Mode::Autonomous),
        Just(Mode::Advisory),
        Just(Mode::Monitoring)
    ];
    prop_oneof![
        8 => wait.prop_map(Step::Wait),
        4 => submit.prop_map(|(publisher, score, half_width, age, ahead)| Step::Submit {
            publisher, score, half_width, age, ahead,
        }),
        12 => (honest, prop::collection::vec(0u16..=10_000, 4))
            .prop_map(|(honest, lies)| Step::Round { honest, lies }),
        1 => (0u16..=1_500, 3u8..=12).prop_map(|(score, rounds)| Step::Calm { score, rounds }),
        3 => Just(Step::Advance),
        1 => mode.prop_map(Step::Mode),
        2 => Just(Step::Accept),
        1 => (0usize..9).prop_map(Step::Mute),
        1 => (0usize..9).prop_map(Step::Unmute),
    ]
}
