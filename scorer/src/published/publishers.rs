//! Who publishes: how a publisher comes, is judged, and goes.

use super::markdown::{duration, hundredths, table};
use ballast_policy::feed::FeedConfig;

const MODES: &str = "\
## Modes

| mode | terms |
| --- | --- |
| autonomous | follow the feed, inside the throttle |
| advisory | stay until governance or the risk admin accepts, by its score and regime, what the last round recommends: one throttled step from the terms in force, charged to the day's budget on acceptance, void once terms have moved. Silence still tightens |
| monitoring | stay where they are; reports are heard, compared and logged |
";

pub(super) fn section(feed: &FeedConfig) -> String {
    let round = u64::from(feed.round_seconds);
    let span = |rounds: u8| duration(round * u64::from(rounds));
    let points = |value: u16| format!("{} points", hundredths(value.into()));
    let rows = [
        [
            "added".to_owned(),
            format!(
                "heard and compared without a vote (shadow) until present and within {} of the median for {} counted rounds in a row ({} at least); before the market's launch it votes at once",
                points(feed.outlier_distance),
                feed.shadow_rounds,
                span(feed.shadow_rounds)
            ),
        ],
        [
            "judged".to_owned(),
            "by every counted round: posts, misses, stale runs (three misses in a row), outliers in a row, smoothed distance from the median, all readable on chain".to_owned(),
        ],
        [
            "muted".to_owned(),
            format!(
                "at once by the publisher admin or the guardian; by the program itself after {} counted rounds in a row ({} at least) farther than {} from the median, unless fewer than {} voters would be left",
                feed.outlier_rounds,
                span(feed.outlier_rounds),
                points(feed.outlier_distance),
                feed.min_publishers
            ),
        ],
        [
            "unmuted".to_owned(),
            "by the publisher admin alone, through shadow".to_owned(),
        ],
        [
            "rotated".to_owned(),
            format!(
                "by publisher admin and present key together; the present key is valid until the new one's first report, which has {} to come",
                duration(feed.rotation_seconds.into())
            ),
        ],
    ];
    let table = table(&["a publisher is", "how"], &rows.map(Vec::from));
    format!("## Publishers\n\n{table}\n{MODES}")
}
