//! What a set of hourly returns looks like, real or simulated: volatility, tails, clustering, falls within a day, dependence.

use serde::Serialize;

use super::joint::JointHours;
use super::marginal::empirical_quantile;
use crate::number::{count, ln};

const HOURS_PER_YEAR: f64 = 8_766.0;
const DAY_HOURS: usize = 24;

/// Share of the hours whose losses the tail index looks at.
const HILL_SHARE: f64 = 0.005;

/// Share of the hours that count as an asset's worst for the dependence of tails.
const WORST_SHARE: f64 = 0.01;

/// Falls within a day whose frequency is counted, as fractions of the price.
const FALLS: [f64; 3] = [0.08, 0.20, 0.30];

/// Runs of hours that follow each other, each a list of returns by asset.
pub(super) struct Sample {
    /// By asset, then run, then hour.
    columns: Vec<Vec<Vec<f64>>>,
}

impl Sample {
    /// No runs yet of `assets` assets.
    pub(super) fn new(assets: usize) -> Self {
        Self {
            columns: vec![Vec::new(); assets],
        }
    }

    /// Adds a run: returns by asset then hour.
    pub(super) fn push(&mut self, run: Vec<Vec<f64>>) {
        for (column, returns) in self.columns.iter_mut().zip(run) {
            column.push(returns);
        }
    }

    /// The real hours, a run up to each gap.
    pub(super) fn real(hours: &JointHours) -> Self {
        let width = hours.assets().len();
        let mut sample = Self::new(width);
        let mut run = vec![Vec::new(); width];
        for (row, missing) in hours.rows().zip(hours.missing_before()) {
            if missing > 0 {
                sample.push(std::mem::replace(&mut run, vec![Vec::new(); width]));
            }
            for (returns, value) in run.iter_mut().zip(row) {
                returns.push(*value);
            }
        }
        sample.push(run);
        sample
    }

    fn pooled(&self, asset: usize) -> Vec<f64> {
        self.columns[asset].concat()
    }
}

/// Statistics of one asset.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AssetStatistics {
    /// Standard deviation of hourly logarithmic returns, times the root of a year's hours.
    pub annual_volatility: f64,
    /// Kurtosis of hourly logarithmic returns; 3 for a normal distribution.
    pub kurtosis: f64,
    /// Hill's index of the worst half percent of hours: the smaller, the heavier the tail.
    pub tail_index: f64,
    /// Hourly return that one hour in a hundred undercuts.
    pub hour_quantile_1_percent: f64,
    /// Hourly return that one hour in a thousand undercuts.
    pub hour_quantile_0_1_percent: f64,
    /// Logarithmic return over 24 hours that one in a hundred undercuts.
    pub day_quantile_1_percent: f64,
    /// Logarithmic return over 24 hours that one in a thousand undercuts.
    pub day_quantile_0_1_percent: f64,
    /// Autocorrelation of squared hourly returns an hour and a day apart.
    pub squares_autocorrelation: [f64; 2],
    /// Autocorrelation of absolute hourly returns an hour and a day apart.
    pub sizes_autocorrelation: [f64; 2],
    /// Share of hours after which a close of the next 24 hours lies 8, 20 and 30 % or more below.
    pub fall_frequencies: [f64; 3],
}

impl AssetStatistics {
    /// Of one asset of `sample`.
    pub(super) fn of(sample: &Sample, asset: usize) -> Self {
        let runs = &sample.columns[asset];
        let mut sorted = sample.pooled(asset);
        sorted.sort_by(f64::total_cmp);
        let size = count(sorted.len());
        let mean = sorted.iter().sum::<f64>() / size;
        let squares = || sorted.iter().map(|value| (value - mean) * (value - mean));
        let variance = squares().sum::<f64>() / size;
        let fourth_moment = squares().map(|square| square * square).sum::<f64>() / size;
        let mut days = days(runs);
        days.sort_by(f64::total_cmp);
        let clustering =
            |of: fn(f64) -> f64| [1, DAY_HOURS].map(|lag| autocorrelation(runs, lag, of));
        Self {
            annual_volatility: (variance * HOURS_PER_YEAR).sqrt(),
            kurtosis: fourth_moment / (variance * variance),
            tail_index: hill(&sorted),
            hour_quantile_1_percent: empirical_quantile(&sorted, 0.01),
            hour_quantile_0_1_percent: empirical_quantile(&sorted, 0.001),
            day_quantile_1_percent: empirical_quantile(&days, 0.01),
            day_quantile_0_1_percent: empirical_quantile(&days, 0.001),
            squares_autocorrelation: clustering(|value| value * value),
            sizes_autocorrelation: clustering(f64::abs),
            fall_frequencies: fall_frequencies(runs),
        }
    }
}

/// Correlation of two assets' hourly returns.
pub(super) fn correlation(sample: &Sample, one: usize, other: usize) -> f64 {
    let (one, other) = (sample.pooled(one), sample.pooled(other));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count(values.len());
    let (mean_one, mean_other) = (mean(&one), mean(&other));
    let (mut product, mut square_one, mut square_other) = (0.0, 0.0, 0.0);
    for (one, other) in one.iter().zip(&other) {
        let (one, other) = (one - mean_one, other - mean_other);
        product += one * other;
        square_one += one * one;
        square_other += other * other;
    }
    product / (square_one * square_other).sqrt()
}

/// Share of the worst hundredth of one asset's hours that are among the other's too.
pub(super) fn tail_dependence(sample: &Sample, one: usize, other: usize) -> f64 {
    let (one, other) = (sample.pooled(one), sample.pooled(other));
    let bound = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        empirical_quantile(&sorted, WORST_SHARE)
    };
    let (bound_one, bound_other) = (bound(&one), bound(&other));
    let both = one
        .iter()
        .zip(&other)
        .filter(|(one, other)| **one <= bound_one && **other <= bound_other);
    count(both.count()) / (WORST_SHARE * count(one.len()))
}

/// Hill's estimator (Annals of Statistics 3, 1975) on the losses of sorted returns.
fn hill(sorted: &[f64]) -> f64 {
    let losses = sorted.iter().take_while(|value| **value < 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    let worst = (HILL_SHARE * count(sorted.len())) as usize;
    let logarithms: Vec<f64> = losses.take(worst.max(2)).map(|value| ln(-value)).collect();
    let Some((last, above)) = logarithms.split_last() else {
        return f64::NAN;
    };
    count(above.len()) / above.iter().map(|value| value - last).sum::<f64>()
}

/// The mean is that of all runs, so that short runs are not each centred on their own.
fn autocorrelation(runs: &[Vec<f64>], lag: usize, of: fn(f64) -> f64) -> f64 {
    let all = || runs.iter().flatten().map(|value| of(*value));
    let size = count(runs.iter().map(Vec::len).sum());
    let mean = all().sum::<f64>() / size;
    let variance = all()
        .map(|value| (value - mean) * (value - mean))
        .sum::<f64>()
        / size;
    let (mut sum, mut pairs) = (0.0, 0_usize);
    for run in runs {
        for (value, later) in run.iter().zip(run.iter().skip(lag)) {
            sum += (of(*value) - mean) * (of(*later) - mean);
            pairs += 1;
        }
    }
    sum / count(pairs.max(1)) / variance
}

/// Returns over every 24 hours in a row.
fn days(runs: &[Vec<f64>]) -> Vec<f64> {
    let windows = runs.iter().flat_map(|run| run.windows(DAY_HOURS));
    windows.map(|hours| hours.iter().sum()).collect()
}

fn fall_frequencies(runs: &[Vec<f64>]) -> [f64; 3] {
    let mut deepest: Vec<f64> = Vec::new();
    for hours in runs.iter().flat_map(|run| run.windows(DAY_HOURS)) {
        let mut price = 0.0;
        let lowest = hours.iter().fold(0.0_f64, |lowest, value| {
            price += value;
            lowest.min(price)
        });
        deepest.push(lowest);
    }
    FALLS.map(|fall| {
        let bound = ln(1.0 - fall);
        count(deepest.iter().filter(|lowest| **lowest <= bound).count())
            / count(deepest.len().max(1))
    })
}
