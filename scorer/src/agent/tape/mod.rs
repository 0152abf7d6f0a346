//! What the market really paid: prices and depth of every asset at fine, equal steps.
//!
//! Asset 0 is what is lent, a dollar unless the data hold its bars. Prices come from five-minute bars where the window has
//! them all, otherwise from hourly bars through their corners ([`expand`]). Depth is what the venue's book holds
//! within half a percent on one side, in dollars ([`depth`]).

mod depth;
mod expand;

use super::error::AgentError;
use super::random::{Stream, stream};
use crate::data::Dataset;
use crate::path::PathSource;
use crate::time::Window;

/// True prices and depths.
#[derive(Clone, Debug, PartialEq)]
pub struct Tape {
    symbols: Vec<String>,
    start: u64,
    step_seconds: u32,
    prices: Vec<Vec<f64>>,
    depths: Vec<Vec<f64>>,
}

impl Tape {
    /// The tape of `symbols` over `window`, whose ends are full hours; the first is what is lent, at a dollar where `dataset`
    /// does not hold it. `seed` draws in which order an hour's extremes came.
    ///
    /// # Errors
    /// [`AgentError::StepUneven`], [`AgentError::WindowEmpty`], [`AgentError::BarsMissing`], [`AgentError::Data`].
    pub fn from_dataset(
        dataset: &Dataset,
        symbols: &[String],
        window: Window,
        step_seconds: u32,
        seed: u64,
    ) -> Result<Self, AgentError> {
        if step_seconds == 0 || !1_200u32.is_multiple_of(step_seconds) {
            return Err(AgentError::StepUneven {
                seconds: step_seconds,
            });
        }
        if window.hours().next().is_none() {
            let Window { from, until } = window;
            return Err(AgentError::WindowEmpty { from, until });
        }
        let hours = window.hours().count();
        let steps = hours * (3_600 / step_seconds as usize) + 1;
        let (mut prices, mut depths) = (Vec::new(), Vec::new());
        for (index, symbol) in symbols.iter().enumerate() {
            if index == 0 && !dataset.assets.contains_key(symbol) {
                prices.push(vec![1.0; steps]);
                depths.push(vec![depth::OF_A_DOLLAR; steps]);
                continue;
            }
            let history = dataset.asset(symbol)?;
            let mut random = stream(seed, Stream::Tape, index);
            prices.push(expand::prices(
                history,
                symbol,
                window,
                step_seconds,
                &mut random,
            )?);
            depths.push(depth::of(history, window, step_seconds));
        }
        let start = window
            .from
            .hour_ceil()
            .seconds_floor()
            .max(0)
            .cast_unsigned();
        Self::from_parts(symbols.to_vec(), start, step_seconds, prices, depths)
    }

    /// Scenario `number` of a path source as a tape from second `start`: `prices` now by asset, then the futures; depths
    /// stay what they are now. What is lent (asset 0) is put before the source's assets, at a dollar.
    ///
    /// # Errors
    /// [`AgentError::TapeUnsound`].
    pub fn from_path(
        paths: &dyn PathSource,
        number: u64,
        lent: &str,
        start: u64,
        prices: &[f64],
        depths: &[f64],
    ) -> Result<Self, AgentError> {
        let count = paths.assets().len();
        let mut relatives = vec![0.0; paths.steps() * count];
        paths.fill(number, &mut relatives);
        let mut symbols = vec![lent.to_owned()];
        symbols.extend(paths.assets().iter().cloned());
        let mut rows = vec![vec![1.0; paths.steps() + 1]];
        let mut books = vec![vec![depth::OF_A_DOLLAR; paths.steps() + 1]];
        for asset in 0..count {
            let now = prices.get(asset).copied().unwrap_or(f64::NAN);
            let after = relatives.chunks_exact(count).map(|row| now * row[asset]);
            rows.push(std::iter::once(now).chain(after).collect());
            let depth = depths.get(asset).copied().unwrap_or(f64::NAN);
            books.push(vec![depth; paths.steps() + 1]);
        }
        Self::from_parts(symbols, start, paths.step_seconds(), rows, books)
    }

    /// A tape of these series: by asset, `prices` in dollars and `depths` in dollars within half a percent on one side, the
    /// first at second `start` (Unix) and then every `step_seconds`.
    ///
    /// # Errors
    /// [`AgentError::TapeUneven`], [`AgentError::TapeUnsound`], [`AgentError::StepUneven`] for a step of zero.
    pub fn from_parts(
        symbols: Vec<String>,
        start: u64,
        step_seconds: u32,
        prices: Vec<Vec<f64>>,
        depths: Vec<Vec<f64>>,
    ) -> Result<Self, AgentError> {
        if step_seconds == 0 {
            return Err(AgentError::StepUneven { seconds: 0 });
        }
        let expected = prices.first().map_or(0, Vec::len);
        for rows in [&prices, &depths] {
            for (index, symbol) in symbols.iter().enumerate() {
                let row = rows.get(index).map_or(&[][..], Vec::as_slice);
                if row.len() != expected || row.is_empty() {
                    return Err(AgentError::TapeUneven {
                        asset: symbol.clone(),
                        found: row.len(),
                        expected,
                    });
                }
                let unsound = |value: &&f64| !(value.is_finite() && **value > 0.0);
                if let Some((step, value)) =
                    row.iter().enumerate().find(|(_, value)| unsound(value))
                {
                    return Err(AgentError::TapeUnsound {
                        asset: symbol.clone(),
                        step,
                        value: *value,
                    });
                }
            }
        }
        Ok(Self {
            symbols,
            start,
            step_seconds,
            prices,
            depths,
        })
    }

    /// Symbols of the assets; the first is what is lent.
    pub fn symbols(&self) -> &[String] {
        &self.symbols
    }

    /// Unix seconds of the first step.
    pub const fn start(&self) -> u64 {
        self.start
    }

    /// Unix seconds of the last step.
    pub fn end(&self) -> u64 {
        let steps = self
            .prices
            .first()
            .map_or(0, |row| row.len().saturating_sub(1));
        self.start + steps as u64 * u64::from(self.step_seconds)
    }

    /// The true price of `asset` at second `at`, dollars: on a straight line between steps, the nearest step's outside.
    pub fn price(&self, asset: usize, at: u64) -> f64 {
        let row = &self.prices[asset];
        let since = at.saturating_sub(self.start);
        let step = u64::from(self.step_seconds);
        let index = usize::try_from(since / step).unwrap_or(usize::MAX);
        let Some(&before) = row.get(index) else {
            return row.last().copied().unwrap_or(1.0);
        };
        let after = row.get(index.saturating_add(1)).copied().unwrap_or(before);
        let rest = u32::try_from(since % step).unwrap_or(0);
        before + (after - before) * (f64::from(rest) / f64::from(self.step_seconds))
    }

    /// What the venue's book of `asset` holds within half a percent on one side at second `at`, dollars.
    pub fn depth(&self, asset: usize, at: u64) -> f64 {
        let row = &self.depths[asset];
        let index = at.saturating_sub(self.start) / u64::from(self.step_seconds);
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        row.get(index).or(row.last()).copied().unwrap_or(1.0)
    }

    /// The lowest true price of `asset` from second `from` up to and including `until`, dollars.
    pub fn lowest(&self, asset: usize, from: u64, until: u64) -> f64 {
        let step = u64::from(self.step_seconds);
        let index =
            |at: u64| usize::try_from(at.saturating_sub(self.start) / step).unwrap_or(usize::MAX);
        let row = &self.prices[asset];
        let end = index(until).saturating_add(1).min(row.len());
        let first = index(from).saturating_add(1).min(end);
        let inside = row[first..end].iter().copied();
        inside.fold(self.price(asset, from), f64::min)
    }

    /// Whether at second `at` some collateral falls by `shock` or more within the day to come.
    pub fn falls_within_a_day(&self, at: u64, shock: f64) -> bool {
        let until = at + super::units::DAY;
        (1..self.symbols.len())
            .any(|asset| self.lowest(asset, at, until) <= (1.0 - shock) * self.price(asset, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tape(prices: Vec<f64>) -> Tape {
        let depths = vec![1e6; prices.len()];
        let (lent, ones) = (vec![1.0; prices.len()], depths.clone());
        let symbols = ["USDC", "SOL"].map(str::to_owned).to_vec();
        Tape::from_parts(symbols, 1_000, 300, vec![lent, prices], vec![ones, depths]).unwrap()
    }

    #[test]
    fn price_lies_on_a_line_between_steps_and_stays_at_the_ends() {
        let tape = tape(vec![10.0, 20.0, 16.0]);

        let prices = [0, 1_000, 1_150, 1_300, 1_450, 9_999].map(|at| tape.price(1, at));

        let expected = [10.0, 10.0, 15.0, 20.0, 18.0, 16.0];
        assert_eq!(prices.map(f64::to_bits), expected.map(f64::to_bits));
        assert_eq!(tape.end(), 1_600);
    }

    #[test]
    fn a_fall_within_the_day_is_seen_from_before_it_and_not_after() {
        let tape = tape(vec![10.0, 10.0, 9.0, 9.5]);

        assert!(tape.falls_within_a_day(1_000, 0.08));
        assert!(!tape.falls_within_a_day(1_600, 0.08));
        assert!((tape.lowest(1, 1_000, 1_450) - 10.0).abs() < 1e-12);
    }

    #[test]
    fn a_price_of_nothing_is_refused_by_its_step() {
        let error = Tape::from_parts(
            vec!["USDC".to_owned()],
            0,
            300,
            vec![vec![1.0, 0.0]],
            vec![vec![1.0, 1.0]],
        );

        assert!(matches!(
            error,
            Err(AgentError::TapeUnsound { step: 1, .. })
        ));
    }
}
