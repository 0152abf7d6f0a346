//! Floors by evidence: their rules, asked at round numbers, and what came after them.

use crate::card::{number, percent};
use crate::data::PoolReading;
use crate::evaluate::Evaluation;
use crate::evidence::{depth_floor_hundredths, funding_floor_hundredths, pools_floor_hundredths};
use crate::label::SHOCK_DEFAULT;
use crate::model::{Model, score_map};
use crate::published::markdown::table;

const HEAD: &str = "\
## Floors by evidence

What has just been seen sets a floor under the score, by published rules and not by training (`evidence/`). Evidence never lowers
a score.

";

/// The section.
pub(super) fn floors(evaluation: &Evaluation, model: &Model) -> String {
    let falls = "A fall in progress: what the price has lost beyond an ordinary move counts towards the shock, and the forecast \
                 is asked about the rest of the way. The score, by the forecast and by the abnormal fall so far, for a shock of";
    format!(
        "{HEAD}{falls} {}:\n\n{}\nDepth: how many times less the book holds than its median of 30 days. Funding: a rate that \
         shorts pay, for 8 hours. Pools: what another lending pool has lost of its \
         loans, or how much of its deposits is lent out, the higher floor of the two; the worst of all pools counts, and the floor ends \
         where stress begins, so that no false reading of a pool moves the score further.\n\n{}\n{}\n{}\n{}\nWhat decided the score, and how often the price stood a shock below (a) the price \
         then and (b) its high of the 24 hours before, within 24 hours. A floor answers (b) rather than (a).\n\n{}",
        percent(Some(SHOCK_DEFAULT), 0),
        falling(model),
        depth(),
        funding(),
        pools_lost(),
        pools_used(),
        decided(evaluation),
    )
}

fn falling(model: &Model) -> String {
    const FALLS: [f64; 4] = [0.02, 0.04, 0.06, 0.08];
    const FORECASTS: [u16; 4] = [1_000, 2_000, 3_000, 4_500];
    let mut header = vec!["forecast".to_owned()];
    header.extend(FALLS.map(|fall| format!("{} below", percent(Some(fall), 0))));
    let rows = FORECASTS.map(|forecast| {
        let probability = score_map::probability(forecast);
        let floor = |fall| {
            model
                .fall_floor(probability, fall, SHOCK_DEFAULT)
                .max(forecast)
        };
        let mut row = vec![points(forecast)];
        row.extend(FALLS.map(|fall| points(floor(fall))));
        row
    });
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, &rows)
}

fn depth() -> String {
    const TIMES: [f64; 5] = [2.0, 3.0, 4.0, 5.0, 6.0];
    // A hair more, so that rounding does not decide on which side of the ladder's foot a whole number falls.
    const HAIR: f64 = 1.0 + 1e-6;
    let mut header = vec!["depth, times less".to_owned()];
    header.extend(TIMES.map(|times| format!("{times:.0}")));
    let mut row = vec!["floor".to_owned()];
    row.extend(TIMES.map(|times| points(depth_floor_hundredths(1.0, times * HAIR))));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, &[row])
}

fn funding() -> String {
    const RATES: [f64; 5] = [-0.000_5, -0.000_75, -0.001, -0.001_5, -0.002];
    let mut header = vec!["funding".to_owned()];
    header.extend(RATES.map(|rate| percent(Some(rate), 3)));
    let mut row = vec!["floor".to_owned()];
    row.extend(RATES.map(|rate| points(funding_floor_hundredths(rate))));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, &[row])
}

fn pools_lost() -> String {
    const LOST: [f64; 5] = [0.002, 0.005, 0.02, 0.05, 0.2];
    pools("another pool has lost", &LOST, |lost| pool(0.0, lost))
}

fn pools_used() -> String {
    const USED: [f64; 5] = [0.95, 0.98, 0.99, 0.995, 1.0];
    pools("another pool lent out", &USED, |used| pool(used, 0.0))
}

fn pools(name: &str, values: &[f64], reading: impl Fn(f64) -> PoolReading) -> String {
    let mut header = vec![name.to_owned()];
    header.extend(values.iter().map(|value| percent(Some(*value), 1)));
    let mut row = vec!["floor".to_owned()];
    let floors = values
        .iter()
        .map(|value| points(pools_floor_hundredths(&reading(*value))));
    row.extend(floors);
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, &[row])
}

fn pool(utilization: f64, bad_debt_share: f64) -> PoolReading {
    PoolReading {
        utilization,
        bad_debt_share,
        borrowed_usd: 0.0,
        top_borrower_share: 0.0,
        debt_to_collateral: 0.0,
        oracle_age_seconds: 0.0,
        stress: 0.0,
    }
}

fn decided(evaluation: &Evaluation) -> String {
    let rows = evaluation.floors.iter().map(|floor| {
        vec![
            floor.cause.clone(),
            floor.hours.to_string(),
            percent(Some(floor.share), 2),
            number(floor.raised_points, 1),
            percent(floor.promised, 1),
            percent(floor.below_price, 1),
            percent(floor.below_high, 1),
        ]
    });
    let header = [
        "decided by",
        "hours",
        "share",
        "points raised",
        "score promises",
        "(a) below the price",
        "(b) below the day's high",
    ];
    table(&header, &rows.collect::<Vec<_>>())
}

fn points(hundredths: u16) -> String {
    format!("{:.1}", f64::from(hundredths) / 100.0)
}
