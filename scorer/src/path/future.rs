//! Futures as market data: real history, then simulated hours, so that what scores the one scores the other.
//!
//! A simulated hour takes its bar from the real hour whose residuals drive it. Open and wicks, measured in logarithms from
//! the closes, are scaled by the ratio of the two hours' volatilities; volume by the ratio of the two months' mean volumes.
//! Settlements of funding come at 00:00, 08:00 and 16:00 UTC with the rate last settled at the source hour. The implied
//! volatility moves by the source hour's own factor. Where the source hour lacks a series, so does the future. Other series
//! end with the history.

use std::collections::BTreeMap;

use super::joint::JointHours;
use super::model::Variances;
use super::walk::LOG_RETURN_MAX;
use super::{BootstrapPaths, PathError, PathModel, PathSource};
use crate::data::{
    AssetHistory, Bar, Dataset, FundingRate, HourlyGrid, ImpliedVolatility, MarketSeries,
};
use crate::number::{count, exp, ln};
use crate::time::{Timestamp, hour_of_week};

/// Real hours before the simulated ones: 60 days, more than any feature looks back.
pub const HISTORY_HOURS: i64 = 1_440;

/// Hours over which a usual volume is the mean.
const USUAL_HOURS: usize = 720;

/// Hours between settlements of funding.
const FUNDING_HOURS: u8 = 8;

/// Lowest and highest value that a simulated volatility index takes, in percent.
const IMPLIED_RANGE: (f64, f64) = (5.0, 500.0);

/// Futures of one data set under one model and seed.
#[derive(Debug)]
pub struct Futures<'a> {
    dataset: &'a Dataset,
    model: &'a PathModel,
    paths: BootstrapPaths,
    hours: JointHours,
    variances: Variances,
    /// Mean volume of the month before each bar, by asset then slot of its grid.
    usual_volumes: Vec<Vec<f64>>,
    seed: u64,
}

/// The future `number` of `seed`: 60 days of `dataset` up to the end of the model's window, then `hours` simulated ones. Its
/// closes are the prices now times what [`BootstrapPaths`] of the same seed and steps fills for this number, to the bit.
///
/// # Errors
/// Those of [`Futures::new`]. To draw several futures, keep a [`Futures`].
pub fn continue_dataset(
    dataset: &Dataset,
    model: &PathModel,
    seed: u64,
    number: u64,
    hours: usize,
) -> Result<Dataset, PathError> {
    Ok(Futures::new(dataset, model, seed, hours)?.dataset(number))
}

impl<'a> Futures<'a> {
    /// Futures of `hours` hours each. `dataset` holds what `model` was fitted to, since bars are taken from it; what it holds
    /// after the model's window is not looked at.
    ///
    /// # Errors
    /// [`PathError::StepsZero`], [`PathError::Data`] or [`PathError::DatasetDiffers`].
    pub fn new(
        dataset: &'a Dataset,
        model: &'a PathModel,
        seed: u64,
        hours: usize,
    ) -> Result<Self, PathError> {
        let paths = BootstrapPaths::new(model, seed, hours)?;
        let (joint, variances) = model.hours_of(dataset)?;
        let mut usual_volumes = Vec::new();
        for asset in &model.assets {
            usual_volumes.push(usual_volumes_of(dataset.asset(&asset.symbol)?.bars()));
        }
        Ok(Self {
            dataset,
            model,
            paths,
            hours: joint,
            variances,
            usual_volumes,
            seed,
        })
    }

    /// Future `number`.
    pub fn dataset(&self, number: u64) -> Dataset {
        let width = self.model.assets.len();
        let mut relatives = vec![0.0; width * self.paths.steps()];
        let mut variances = Vec::with_capacity(relatives.len());
        self.paths
            .fill_from(None, number, &mut relatives, |variance| {
                variances.push(variance);
            });
        let sources = self.paths.source_hours(number);
        let opens: Vec<Timestamp> = sources
            .iter()
            .map(|&source| self.hours.opens()[source])
            .collect();
        let mut assets = BTreeMap::new();
        for (asset, model) in self.model.assets.iter().enumerate() {
            let Some(history) = self.dataset.assets.get(&model.symbol) else {
                continue;
            };
            let column = |values: &[f64]| {
                values
                    .iter()
                    .skip(asset)
                    .step_by(width)
                    .copied()
                    .collect::<Vec<f64>>()
            };
            let closes: Vec<f64> = column(&relatives)
                .iter()
                .map(|relative| model.price_now * relative)
                .collect();
            let scales: Vec<f64> = column(&variances)
                .iter()
                .zip(&sources)
                .map(|(variance, &source)| (variance / self.variances[asset][source]).sqrt())
                .collect();
            let bars = self.bars(asset, history, &opens, &closes, &scales);
            let funding = self.funding(history, &opens);
            assets.insert(model.symbol.clone(), AssetHistory::new(bars, funding));
        }
        let now = self.model.window.until;
        Dataset {
            origin: format!(
                "{}, future {number} of seed {} from {now}",
                self.dataset.origin, self.seed
            ),
            assets,
            implied_volatility: self
                .dataset
                .implied_volatility
                .as_ref()
                .map(|grid| self.implied(grid, &opens)),
            market: MarketSeries::default(),
            absent: self.dataset.absent.clone(),
        }
    }

    fn bars(
        &self,
        asset: usize,
        history: &AssetHistory,
        opens: &[Timestamp],
        closes: &[f64],
        scales: &[f64],
    ) -> HourlyGrid<Bar> {
        let real = history.bars();
        let usual = &self.usual_volumes[asset];
        let now = self.model.window.until;
        let usual_at = |time: Timestamp| {
            usual
                .get(real.closed_by(time).saturating_sub(1))
                .copied()
                .unwrap_or(0.0)
        };
        let usual_now = usual_at(now);
        let mut previous = self.model.assets[asset].price_now;
        let mut slots = self.history_of(real);
        for ((&open, &close), &scale) in opens.iter().zip(closes).zip(scales) {
            let source = real.get(open);
            let before = real.get(open.plus_hours(-1));
            slots.push(source.zip(before).map(|(source, before)| {
                let volume_scale = match usual_at(open) {
                    usual if usual > 0.0 => usual_now / usual,
                    _ => 1.0,
                };
                let opened = previous * scaled(source.open / before.close, scale);
                Bar {
                    open: opened,
                    high: opened.max(close)
                        * scaled(source.high / source.open.max(source.close), scale).max(1.0),
                    low: opened.min(close)
                        * scaled(source.low / source.open.min(source.close), scale).min(1.0),
                    close,
                    volume: source.volume * volume_scale,
                }
            }));
            previous = close;
        }
        HourlyGrid::new(self.first(), slots)
    }

    fn funding(&self, history: &AssetHistory, opens: &[Timestamp]) -> Vec<FundingRate> {
        let now = self.model.window.until;
        let real = history.funding();
        let known = real.partition_point(|rate| rate.time <= now);
        let first = real.partition_point(|rate| rate.time < self.first());
        let mut rates = real[first.min(known)..known].to_vec();
        for (hour, open) in (1_i64..).zip(opens) {
            let time = now.plus_hours(hour);
            if !hour_of_week(time).is_multiple_of(usize::from(FUNDING_HOURS)) {
                continue;
            }
            let settled = open.plus_hours(1);
            let before = real.partition_point(|rate| rate.time <= settled);
            let last = before.checked_sub(1).map(|index| real[index]);
            if let Some(last) =
                last.filter(|last| last.time > settled.plus_hours(-i64::from(FUNDING_HOURS) - 1))
            {
                rates.push(FundingRate {
                    time,
                    rate: last.rate,
                });
            }
        }
        rates
    }

    fn implied(
        &self,
        real: &HourlyGrid<ImpliedVolatility>,
        opens: &[Timestamp],
    ) -> HourlyGrid<ImpliedVolatility> {
        let mut slots = self.history_of(real);
        let mut level = slots.iter().rev().flatten().next().map(|value| value.close);
        let held = |value: f64| value.clamp(IMPLIED_RANGE.0, IMPLIED_RANGE.1);
        for &open in opens {
            let pair = real.get(open).zip(real.get(open.plus_hours(-1)));
            slots.push(level.zip(pair).map(|(before, (source, source_before))| {
                let close = held(before * source.close / source_before.close);
                level = Some(close);
                ImpliedVolatility {
                    open: before,
                    high: before.max(close) * source.high / source.open.max(source.close),
                    low: before.min(close) * source.low / source.open.min(source.close),
                    close,
                }
            }));
        }
        HourlyGrid::new(self.first(), slots)
    }

    fn first(&self) -> Timestamp {
        self.model.window.until.plus_hours(-HISTORY_HOURS)
    }

    fn history_of<T: Copy>(&self, real: &HourlyGrid<T>) -> Vec<Option<T>> {
        let first = self.first();
        (0..HISTORY_HOURS)
            .map(|hour| real.get(first.plus_hours(hour)).copied())
            .collect()
    }
}

/// A factor of price raised to the power of `scale`, within one step's bound.
fn scaled(factor: f64, scale: f64) -> f64 {
    exp((scale * ln(factor)).clamp(-LOG_RETURN_MAX, LOG_RETURN_MAX))
}

fn usual_volumes_of(bars: &HourlyGrid<Bar>) -> Vec<f64> {
    let slots = bars.slots();
    let (mut sum, mut known) = (0.0, 0_usize);
    let mut means = Vec::with_capacity(slots.len());
    for (index, slot) in slots.iter().enumerate() {
        if let Some(bar) = slot {
            sum += bar.volume;
            known += 1;
        }
        let leaving = index
            .checked_sub(USUAL_HOURS)
            .and_then(|index| slots[index]);
        if let Some(bar) = leaving {
            sum -= bar.volume;
            known -= 1;
        }
        means.push(sum.max(0.0) / count(known.max(1)));
    }
    means
}
