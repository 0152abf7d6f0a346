//! What a data set holds, in one number.

use crate::data::Dataset;
use sha2::{Digest, Sha256};

/// SHA-256, in hex, over the bars, funding, implied volatility and readings of pools of `dataset`: two machines with the same data have the same.
/// Missing hours count as missing.
pub fn digest(dataset: &Dataset) -> String {
    let mut digest = Sha256::new();
    let mut numbers = |values: &[f64]| {
        for value in values {
            digest.update(value.to_bits().to_le_bytes());
        }
    };
    for (symbol, history) in &dataset.assets {
        numbers(&symbol.bytes().map(f64::from).collect::<Vec<_>>());
        numbers(&[millis(history.bars().window().from.millis())]);
        for bar in history.bars().slots() {
            match bar {
                Some(bar) => numbers(&[bar.open, bar.high, bar.low, bar.close, bar.volume]),
                None => numbers(&[f64::NAN]),
            }
        }
        for funding in history.funding() {
            numbers(&[millis(funding.time.millis()), funding.rate]);
        }
    }
    if let Some(implied) = &dataset.implied_volatility {
        numbers(&[millis(implied.window().from.millis())]);
        for value in implied.slots() {
            numbers(&[value.map_or(f64::NAN, |value| value.close)]);
        }
    }
    for (reserve, readings) in &dataset.market.pools {
        numbers(&reserve.bytes().map(f64::from).collect::<Vec<_>>());
        for (time, reading) in readings.entries() {
            numbers(&[
                millis(time.millis()),
                reading.utilization,
                reading.bad_debt_share,
            ]);
        }
    }
    hex::encode(digest.finalize())
}

#[expect(clippy::cast_precision_loss, reason = "times stay below 2^53 ms")]
fn millis(value: i64) -> f64 {
    value as f64
}
