//! When a neighbour fails that is to be judged.

use super::PoolFailure;
use crate::agent::tape::Tape;
use crate::agent::units::{DAY, HOUR};
use crate::number::count;

impl PoolFailure {
    /// `pool` without prices for the day over which collateral falls furthest, on the mean over the tape's assets but the
    /// first: the worst day to be blind.
    pub fn on_worst_day(pool: usize, tape: &Tape) -> Self {
        let assets = tape.symbols().len();
        let left = |at: u64| {
            let left =
                (1..assets).map(|asset| tape.lowest(asset, at, at + DAY) / tape.price(asset, at));
            left.sum::<f64>() / count(assets.saturating_sub(1).max(1))
        };
        let last = tape.end().saturating_sub(DAY).max(tape.start());
        let hours = (tape.start()..=last).step_by(usize::try_from(HOUR).unwrap_or(1));
        let worst = hours.min_by(|one, other| left(*one).total_cmp(&left(*other)));
        let from = worst.unwrap_or(tape.start()) - tape.start();
        Self {
            pool,
            from,
            until: from + DAY,
        }
    }
}
