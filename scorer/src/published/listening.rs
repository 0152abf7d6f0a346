//! From reports to the score in force: what counts, and what happens when nothing does.

use super::markdown::{duration, hundredths, table};
use ballast_policy::feed::FeedConfig;
use ballast_policy::regime::{
    STRESS_FROM, STRESS_LEFT_UNDER, TRANSITION_FROM, TRANSITION_LEFT_UNDER,
};

pub(super) fn section(feed: &FeedConfig) -> String {
    let rows: Vec<_> = rules(feed)
        .into_iter()
        .map(|(step, rule, file)| vec![step.to_owned(), rule, format!("`{file}`")])
        .collect();
    format!(
        "## From reports to a score\n\n{}\n{SILENCE}",
        table(&["step", "rule", "code"], &rows)
    )
}

const SILENCE: &str = "\
The score in force is computed at every use from the stored state and the clock. No one has to call anything for terms
to tighten when reports stop, and no one can keep them loose by not calling.
";

fn rules(feed: &FeedConfig) -> [(&'static str, String, &'static str); 5] {
    let age = duration(feed.max_report_age.into());
    [
        (
            "report",
            format!(
                "score and half-width 0 to 100 points, depth 0 to 100 %; sequence strictly increasing; observed at most {age} ago, at most {} ahead, not before the last one; a stale or repeated report changes nothing",
                duration(feed.max_report_ahead.into())
            ),
            "report.rs",
        ),
        (
            "consensus",
            format!(
                "of the reports at most {age} old, the upper median of the scores and the lower of the depths; needs a majority of the voting publishers and at least {}",
                feed.min_publishers
            ),
            "consensus.rs",
        ),
        (
            "disagreement",
            format!(
                "when the fresh reports lie more than {} points apart, or fewer than a quorum have a half-width of at most {} points, the score can rise but not fall",
                hundredths(feed.max_spread.into()),
                hundredths(feed.max_half_width.into())
            ),
            "feed.rs",
        ),
        (
            "regime",
            format!(
                "transition from {}, stress from {}; left under {} and {}, and not before the score in force has come down to that line",
                hundredths(TRANSITION_FROM.0.into()),
                hundredths(STRESS_FROM.0.into()),
                hundredths(TRANSITION_LEFT_UNDER.0.into()),
                hundredths(STRESS_LEFT_UNDER.0.into())
            ),
            "regime.rs",
        ),
        (
            "silence",
            format!(
                "T1 = {} after the last consensus the score begins to rise on a straight line to 100 at T2 = {}; a feed that never had a consensus stands at 100",
                duration(feed.hold_seconds.into()),
                duration(feed.conservative_seconds.into())
            ),
            "feed.rs",
        ),
    ]
}
