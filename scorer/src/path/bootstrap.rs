//! Filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper, Journal of Futures Markets 19, 1999): the joint
//! residuals of real hours, drawn in blocks by the stationary bootstrap (Politis and Romano, JASA 89, 1994), drive every
//! asset's variance from today's volatility.
//!
//! All assets of a step come from the same hour, so that dependence, tails and jumps are those of the data. A block starts at
//! an hour whose time of day lies within two hours of the step's, ends by chance (24 hours on average), and ends where the
//! data have a gap. Where the first block starts is drawn from a sequence that covers the history evenly over scenarios.
//! There are no antithetic pairs: the mirror image of a crash is no market's history.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::RngCore;

use super::random::{Scenarios, below};
use super::residuals::THOUSANDTHS;
use super::walk::{Recursions, Shocks};
use super::{PathError, PathModel, PathSource};
use crate::time::Timestamp;

const HOURS_OF_DAY: usize = 24;

/// How far an hour's time of day may lie from the step's where a block starts.
const TIME_OF_DAY_TOLERANCE: usize = 2;

/// Draws futures out of a model's own hours.
#[derive(Clone, Debug)]
pub struct BootstrapPaths {
    assets: Vec<String>,
    steps: usize,
    step_seconds: u32,
    scenarios: Scenarios,
    recursions: Recursions,
    /// Standardised shocks, hour by hour.
    shocks: Vec<f32>,
    /// Whether a block may go on to the next hour.
    goes_on: Vec<bool>,
    /// Hours at which a block may start, by the step's time of day.
    starts: Vec<Vec<u32>>,
    /// Time of day of the first step.
    first_hour: usize,
    /// A block ends when a draw falls below it.
    ends_below: u32,
}

impl BootstrapPaths {
    /// Scenarios of `steps` hours from the end of the model's window.
    ///
    /// # Errors
    /// [`PathError::StepsZero`].
    pub fn new(model: &PathModel, seed: u64, steps: usize) -> Result<Self, PathError> {
        if steps == 0 {
            return Err(PathError::StepsZero);
        }
        let residuals = &model.residuals;
        let mut goes_on = vec![true; residuals.hours()];
        let mut end = 0;
        for run in &residuals.runs {
            end += run.hours;
            goes_on[end - 1] = false;
        }
        Ok(Self {
            assets: model.symbols(),
            steps,
            step_seconds: model.step_seconds,
            scenarios: Scenarios::of(seed),
            recursions: Recursions::of(model),
            shocks: residuals
                .thousandths
                .iter()
                .copied()
                .map(in_deviations)
                .collect(),
            goes_on,
            starts: starts(residuals.opens()),
            first_hour: hour_of_day(model.window.until),
            ends_below: u32::MAX / model.block_hours,
        })
    }

    /// The hours, by their place among the model's joint hours, whose residuals drive scenario `number`, step by step.
    pub fn source_hours(&self, number: u64) -> Vec<usize> {
        let mut picker = self.picker(number);
        (0..self.steps).map(|step| picker.next(step)).collect()
    }

    /// Writes scenario `number` from the variances of the first step given, in place of today's; calls `seen` with the
    /// variance of each step and asset.
    pub(super) fn fill_from(
        &self,
        variances: Option<&[f64]>,
        number: u64,
        relatives: &mut [f64],
        seen: impl FnMut(f64),
    ) {
        let mut picker = self.picker(number);
        self.recursions
            .walk(variances, &mut picker, relatives, seen);
    }

    fn picker(&self, number: u64) -> Picker<'_> {
        Picker {
            paths: self,
            generator: self.scenarios.generator(number),
            first: self.scenarios.even(number, 0).unwrap_or(number),
            hour: 0,
        }
    }
}

impl PathSource for BootstrapPaths {
    fn assets(&self) -> &[String] {
        &self.assets
    }

    fn steps(&self) -> usize {
        self.steps
    }

    fn step_seconds(&self) -> u32 {
        self.step_seconds
    }

    fn fill(&self, number: u64, relatives: &mut [f64]) {
        self.fill_from(None, number, relatives, |_| {});
    }
}

/// Walks through the hours of one scenario.
struct Picker<'a> {
    paths: &'a BootstrapPaths,
    generator: ChaCha8Rng,
    first: u64,
    hour: usize,
}

impl Picker<'_> {
    #[inline]
    fn next(&mut self, step: usize) -> usize {
        let paths = self.paths;
        let ends = step == 0 || self.generator.next_u32() < paths.ends_below;
        self.hour = if ends || !paths.goes_on[self.hour] {
            let starts = &paths.starts[(paths.first_hour + step) % HOURS_OF_DAY];
            let share = if step == 0 {
                self.first
            } else {
                self.generator.next_u64()
            };
            starts[below(share, starts.len())] as usize
        } else {
            self.hour + 1
        };
        self.hour
    }
}

impl Shocks for Picker<'_> {
    #[inline]
    fn draw(&mut self, step: usize, shocks: &mut [f64]) {
        let hour = self.next(step);
        let row = &self.paths.shocks[hour * shocks.len()..][..shocks.len()];
        for (shock, value) in shocks.iter_mut().zip(row) {
            *shock = f64::from(*value);
        }
    }
}

/// Hours at which a block may start, by time of day; every hour where the data have none of a time of day.
fn starts(opens: impl Iterator<Item = Timestamp>) -> Vec<Vec<u32>> {
    let mut starts = vec![Vec::new(); HOURS_OF_DAY];
    let mut all = Vec::new();
    for (index, open) in (0_u32..).zip(opens) {
        all.push(index);
        let own = hour_of_day(open) + HOURS_OF_DAY;
        for hour in own - TIME_OF_DAY_TOLERANCE..=own + TIME_OF_DAY_TOLERANCE {
            starts[hour % HOURS_OF_DAY].push(index);
        }
    }
    for hours in &mut starts {
        if hours.is_empty() {
            hours.clone_from(&all);
        }
    }
    starts
}

fn hour_of_day(time: Timestamp) -> usize {
    crate::time::hour_of_week(time) % HOURS_OF_DAY
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "thousandths below a hundred million"
)]
fn in_deviations(thousandths: i32) -> f32 {
    (f64::from(thousandths) / THOUSANDTHS) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::testing::{dataset, holed, model, window};

    fn symbols() -> Vec<String> {
        ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec()
    }

    #[test]
    fn blocks_end_where_the_data_have_a_gap() {
        let dataset = holed(dataset(), 40);
        let model = PathModel::fit(&dataset, &symbols(), window()).unwrap();
        let opens: Vec<Timestamp> = model.residuals.opens().collect();
        let paths = BootstrapPaths::new(&model, 3, 200).unwrap();
        let (mut ends, mut crossed, mut went_on) = (0, 0, 0);

        for number in 0..200 {
            for pair in paths.source_hours(number).windows(2) {
                let is_end = opens
                    .get(pair[0] + 1)
                    .is_none_or(|next| *next != opens[pair[0]].plus_hours(1));
                ends += i32::from(is_end);
                crossed += i32::from(is_end && pair[1] == pair[0] + 1);
                went_on += i32::from(pair[1] == pair[0] + 1);
            }
        }

        assert!(model.residuals.runs.len() > 100 && ends > 500, "{ends}");
        // A fresh block begins at the very next hour once in a thousand times.
        assert!(
            crossed < 5 && went_on > 20_000,
            "{crossed} of {ends} crossed, {went_on} went on"
        );
    }

    #[test]
    fn blocks_begin_near_the_time_of_day_and_cover_the_history_evenly() {
        let model = model();
        let opens: Vec<Timestamp> = model.residuals.opens().collect();
        let paths = BootstrapPaths::new(&model, 8, 1).unwrap();
        let first: Vec<usize> = (0..1_000)
            .map(|number| paths.source_hours(number)[0])
            .collect();
        let now = hour_of_day(model.window.until);

        for &hour in &first {
            let apart = (hour_of_day(opens[hour]) + HOURS_OF_DAY - now) % HOURS_OF_DAY;
            assert!(apart.min(HOURS_OF_DAY - apart) <= TIME_OF_DAY_TOLERANCE);
        }
        let early = first.iter().filter(|&&hour| hour < opens.len() / 2).count();
        // By chance the standard deviation would be 16.
        assert!(early.abs_diff(500) <= 4, "{early}");
    }

    #[test]
    fn mean_length_of_blocks_is_a_day() {
        let model = model();
        let paths = BootstrapPaths::new(&model, 9, 500).unwrap();
        let mut fresh = 0_u32;
        for number in 0..40 {
            let hours = paths.source_hours(number);
            fresh += hours
                .windows(2)
                .map(|pair| u32::from(pair[1] != pair[0] + 1))
                .sum::<u32>();
        }

        let mean = f64::from(40 * 499) / f64::from(fresh);
        assert!((mean / 24.0 - 1.0).abs() < 0.1, "{mean}");
    }
}
