//! Scores computed ahead, hour by hour: what was known at a full hour holds until the next.

use super::{Reading, ScoreSource};
use crate::agent::config::AssetPlan;
use crate::agent::error::AgentError;
use crate::agent::tape::Tape;
use crate::agent::units::{DAY, HOUR, whole_floor};
use crate::data::Dataset;
use crate::drift::{Chosen, Stance};
use crate::model::Model;
use crate::time::{Timestamp, Window};
use std::collections::BTreeMap;

/// Scores of every feed at every full hour.
#[derive(Clone, Debug)]
pub struct ScoreTable {
    name: String,
    start: u64,
    /// By feed, then by hour.
    rows: Vec<Vec<Option<Reading>>>,
}

impl ScoreTable {
    /// The model's scores over `window`; each feed has the worst of its assets. `tick` is called for every hour.
    ///
    /// # Errors
    /// [`AgentError::Model`]; hours without a price have no score.
    pub fn of_model(
        model: &Model,
        dataset: &Dataset,
        feeds: &[AssetPlan],
        window: Window,
        tick: &dyn Fn(),
    ) -> Result<Self, AgentError> {
        Self::computed(
            "model",
            Chosen::Model,
            model,
            (dataset, feeds, window),
            tick,
        )
    }

    /// The same by the model's volatility baseline alone: no model, but the evidence and the published map.
    ///
    /// # Errors
    /// [`AgentError::Model`].
    pub fn of_baseline(
        model: &Model,
        dataset: &Dataset,
        feeds: &[AssetPlan],
        window: Window,
        tick: &dyn Fn(),
    ) -> Result<Self, AgentError> {
        Self::computed(
            "volatility baseline",
            Chosen::Baseline,
            model,
            (dataset, feeds, window),
            tick,
        )
    }

    /// Perfect foresight: how much of `shock` each feed's collateral falls within the day to come; the first feed has the
    /// worst of all. A whole shock ahead is 85 points, two are a hundred, half of one 20.
    pub fn of_foresight(tape: &Tape, shock: f64) -> Self {
        let hours: Vec<u64> = (tape.start()..=tape.end())
            .step_by(usize_of(HOUR))
            .collect();
        let ahead = |asset: usize| -> Vec<f64> {
            let fall = |at: &u64| 1.0 - tape.lowest(asset, *at, at + DAY) / tape.price(asset, *at);
            hours.iter().map(fall).collect()
        };
        let mut falls: Vec<Vec<f64>> = (1..tape.symbols().len()).map(ahead).collect();
        let worst = (0..hours.len())
            .map(|hour| falls.iter().map(|row| row[hour]).fold(0.0, f64::max))
            .collect();
        falls.insert(0, worst);
        let rows = falls.into_iter().map(|row| {
            let reading = |fall: f64| Some(foreseen(fall / shock));
            row.into_iter().map(reading).collect()
        });
        Self {
            name: "foresight".to_owned(),
            start: tape.start(),
            rows: rows.collect(),
        }
    }

    /// A table of these rows: by feed, then by hour from Unix second `start` on.
    pub fn new(name: &str, start: u64, rows: Vec<Vec<Option<Reading>>>) -> Self {
        Self {
            name: name.to_owned(),
            start,
            rows,
        }
    }

    fn computed(
        name: &str,
        chosen: Chosen,
        model: &Model,
        (dataset, feeds, window): (&Dataset, &[AssetPlan], Window),
        tick: &dyn Fn(),
    ) -> Result<Self, AgentError> {
        let stance = Stance {
            chosen,
            extra_half_width_hundredths: 0,
            reasons: Vec::new(),
        };
        let mut rows: Vec<Vec<Option<Reading>>> = vec![Vec::new(); feeds.len()];
        for hour in window.hours() {
            let mut scored = BTreeMap::new();
            for asset in feeds.iter().flat_map(|feed| &feed.scored) {
                if !scored.contains_key(asset) {
                    scored.insert(
                        asset.clone(),
                        reading(model, dataset, asset, hour, &stance)?,
                    );
                }
            }
            for (feed, row) in feeds.iter().zip(&mut rows) {
                let readings = feed.scored.iter().filter_map(|asset| *scored.get(asset)?);
                row.push(readings.max_by_key(|reading| reading.score_hundredths));
            }
            tick();
        }
        let start = window
            .from
            .hour_ceil()
            .seconds_floor()
            .max(0)
            .cast_unsigned();
        Ok(Self::new(name, start, rows))
    }
}

fn reading(
    model: &Model,
    dataset: &Dataset,
    asset: &str,
    hour: Timestamp,
    stance: &Stance,
) -> Result<Option<Reading>, AgentError> {
    match model.score_guarded(dataset, asset, hour, stance) {
        Ok(scored) => Ok(Some(Reading {
            score_hundredths: scored.score_hundredths,
            half_width_hundredths: scored.half_width_hundredths,
        })),
        Err(crate::model::ModelError::PriceMissing { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The score of a fall ahead of so many shocks.
fn foreseen(shocks: f64) -> Reading {
    const KNOTS: [(f64, f64); 4] = [(0.0, 0.0), (0.5, 2_000.0), (1.0, 8_500.0), (2.0, 10_000.0)];
    let score = crate::number::interpolate(&KNOTS, shocks);
    Reading {
        score_hundredths: u16::try_from(whole_floor(score.round())).unwrap_or(0),
        half_width_hundredths: 0,
    }
}

fn usize_of(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

impl ScoreSource for ScoreTable {
    fn name(&self) -> &str {
        &self.name
    }

    fn read(&self, feed: usize, at: u64) -> Option<Reading> {
        let hour = at.checked_sub(self.start)? / HOUR;
        let row = self.rows.get(feed)?;
        // What was last known holds on: a publisher of an hour without a price repeats itself.
        let until = usize_of(hour).saturating_add(1).min(row.len());
        row[..until]
            .iter()
            .rev()
            .take(2)
            .find_map(|reading| *reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foresight_knows_the_fall_before_it_and_calm_after() {
        let hours = 50;
        let mut prices = vec![100.0; hours];
        for price in &mut prices[30..] {
            *price = 90.0;
        }
        let symbols = ["USDC", "SOL"].map(str::to_owned).to_vec();
        let depths = vec![vec![1e6; hours]; 2];
        let tape = Tape::from_parts(symbols, 0, 3_600, vec![vec![1.0; hours], prices], depths);
        let table = ScoreTable::of_foresight(&tape.unwrap(), 0.1);
        let score = |hour: u64| table.read(1, hour * 3_600).unwrap().score_hundredths;

        assert_eq!((score(3), score(10), score(29)), (0, 8_500, 8_500));
        assert_eq!(score(30), 0);
        assert_eq!(table.read(0, 10 * 3_600), table.read(1, 10 * 3_600));
    }

    #[test]
    fn a_reading_holds_for_its_hour_and_one_more_without_a_price() {
        let reading = Reading {
            score_hundredths: 5,
            half_width_hundredths: 1,
        };
        let table = ScoreTable::new("test", 3_600, vec![vec![Some(reading), None, None]]);

        let reads = [0, 3_600, 7_199, 7_200, 10_800].map(|at| table.read(0, at).is_some());

        assert_eq!(reads, [false, true, true, true, false]);
    }
}
