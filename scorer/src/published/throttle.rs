//! How fast terms move, and the most that a captured majority of publishers can loosen.

use super::Published;
use super::markdown::{duration, hundredths, percent, table};
use ballast_policy::config::ReserveConfig;
use ballast_policy::limiter::DAY;
use ballast_policy::ltv::bounded_ltv_floor;
use ballast_policy::throttle::worst_case;
use ballast_policy::unit::Score;

/// Spans for which the worst case is published, seconds.
const SPANS: [u64; 3] = [3_600, DAY as u64, 7 * DAY as u64];

const INTRODUCTION: &str = "\
## How fast terms move

Every term is a function of one coordinate, a score and a regime, and only the coordinate is throttled. So the bundle moves
whole or not at all; no term is ever cut on its own. The opening LTV follows the score; borrow curve and caps follow the regime.
";

const WORST: &str = "\
### What a captured majority can do

The most that terms can loosen in any span, whoever publishes and however often a round is called for, from the moment at
which everything is ready for a first step. Terms never loosen beyond the calm ones above, which a market without a signal
would have all the time. A test attacks the program for each span (`inv_20_a_captured_majority_loosens_no_more_than_the_published_worst_case`).
";

pub(super) fn section(published: &Published) -> String {
    [
        INTRODUCTION.to_owned(),
        steps(published),
        WORST.to_owned(),
        worst(published),
    ]
    .join("\n")
}

fn steps(published: &Published) -> String {
    let feed = &published.feed;
    let points = |value: u16| format!("{} points", hundredths(value.into()));
    let header = ["", "tighten", "loosen"];
    let rows = [
        [
            "score (opening LTV)".to_owned(),
            format!(
                "at once, at most {} from where the epoch began; a new epoch needs a quorum that has observed since",
                points(feed.tighten_step)
            ),
            format!(
                "at most {} every {}, at most {} in any 24 h",
                points(feed.loosen_step),
                duration(feed.loosen_interval_seconds.into()),
                points(feed.day_budget)
            ),
        ],
        [
            "regime (curve, caps)".to_owned(),
            "at once, one regime an epoch".to_owned(),
            format!(
                "one at a time, after {} of dwell and once the score has come down to the regime's floor",
                duration(feed.min_dwell_seconds.into())
            ),
        ],
        [
            "needs".to_owned(),
            "a quorum".to_owned(),
            format!(
                "{} counted rounds in a row (at least {} apart, longer than a report lives) that lie lower, agree and are narrow; no rise of the median by more than {} since the last counted round; never below the median",
                feed.confirmations,
                duration(feed.round_seconds.into()),
                points(feed.max_rise)
            ),
        ],
        [
            "after silence".to_owned(),
            "by the clock".to_owned(),
            "from where silence has brought the terms, by the same steps".to_owned(),
        ],
    ];
    table(&header, &rows.map(Vec::from))
}

fn worst(published: &Published) -> String {
    let mut header = vec![
        "within".to_owned(),
        "score".to_owned(),
        "regimes".to_owned(),
    ];
    for (name, _) in &published.reserves {
        header.push(format!("opening LTV, {name}"));
    }
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<_> = SPANS
        .into_iter()
        .map(|span| {
            let most = worst_case(&published.feed, span);
            let mut row = vec![
                duration(span),
                format!("{} points", hundredths(most.score.into())),
                most.regimes.to_string(),
            ];
            for (_, config) in &published.reserves {
                row.push(format!("+{}", percent(rise(config, most.score).into())));
            }
            row
        })
        .collect();
    table(&header, &rows)
}

/// The largest rise of the opening LTV that a fall of the score by `points` brings about, wherever it begins.
fn rise(config: &ReserveConfig, points: u16) -> u16 {
    let ltv = |score: u16| bounded_ltv_floor(&config.opening_ltv, Score(score));
    let rises = (points..=Score::MAX.0).map(|from| ltv(from - points) - ltv(from));
    rises.max().unwrap_or(0)
}
