//! One crash: who warned, and when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::crash_window::{CrashWindow, detect_crashes};
use super::forecaster::{FORECASTERS, ForecasterKind};
use super::request::EvaluateRequest;
use super::row::Row;
use super::table::Table;
use crate::data::{AssetHistory, Dataset};
use crate::metric::{first_leg, lead_hours};
use crate::time::{Timestamp, Window};
use ballast_policy::regime::{Regime, STRESS_FROM, TRANSITION_FROM};

/// Hours before a crash in which a warning counts. A score that rose earlier and fell again did not warn of it.
pub(super) const RUN_UP_HOURS: i64 = 72;

/// One crash and how each asset's scores met it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrashEvaluation {
    /// What it is called.
    pub name: String,
    /// When it happened.
    pub window: Window,
    /// Assets that had a first leg in it.
    pub assets: Vec<CrashAsset>,
    /// The worst of the assets by the hour, which is what a market's feed gets; None without a first leg.
    pub market: Option<MarketLead>,
}

/// How the worst score of all assets met a crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MarketLead {
    /// The earliest first leg of any asset.
    pub leg: Timestamp,
    /// Who warned when, in the order of [`FORECASTERS`]. An hour of false alarm is one with an asset in stress and no asset's
    /// shock in the 24 hours that followed.
    pub leads: Vec<LeadTime>,
}

/// One asset in one crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrashAsset {
    /// Symbol.
    pub asset: String,
    /// Open of the first hour whose low lay 5 % under the high of the 24 hours before.
    pub leg: Timestamp,
    /// Deepest low inside the window under the running high since 24 hours before it, a fraction.
    pub fall: f64,
    /// Who warned when, in the order of [`FORECASTERS`].
    pub leads: Vec<LeadTime>,
    /// Price and scores from 72 hours before the window to its end, for the plot.
    pub path: Vec<CrashPoint>,
}

/// When a forecaster's score rose.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeadTime {
    /// Who.
    pub forecaster: ForecasterKind,
    /// Hours from its first score of 45 points or more, at most 72 hours before the window, to the leg; negative when late.
    pub transition_hours: Option<i64>,
    /// The same for 65 points.
    pub stress_hours: Option<i64>,
    /// Hours from the start of the run-up to the leg: a lead of as many means that the score was high before.
    pub longest_hours: i64,
    /// Score known as the leg's hour began, in points.
    pub score_at_leg: Option<f64>,
    /// Hours in stress, from 72 hours before the window to its end, with no shock in the 24 hours that followed.
    pub false_alarm_hours: usize,
}

/// One hour of a crash's path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrashPoint {
    /// Decision time.
    pub time: Timestamp,
    /// Price at it.
    pub price: f64,
    /// Score of each of [`FORECASTERS`], in points.
    pub scores: [Option<f64>; FORECASTERS.len()],
}

/// The crashes inside the request's window.
pub(super) fn crashes(
    dataset: &Dataset,
    request: &EvaluateRequest<'_>,
    table: &Table,
) -> Vec<CrashEvaluation> {
    let window = request.window;
    let mut inside: Vec<CrashWindow> = request
        .crashes
        .iter()
        .filter(|crash| window.contains(crash.window.from) && crash.window.until <= window.until)
        .cloned()
        .collect();
    if inside.is_empty() {
        inside = detect_crashes(dataset, &table.shocks, window);
    }
    let evaluations = inside.into_iter().map(|crash| {
        let assets = table
            .shocks
            .keys()
            .enumerate()
            .filter_map(|(index, symbol)| {
                let history = dataset.asset(symbol).ok()?;
                crash_asset(index, symbol, history, crash.window, table)
            });
        let assets: Vec<CrashAsset> = assets.collect();
        CrashEvaluation {
            market: market(&assets, crash.window, table),
            assets,
            name: crash.name,
            window: crash.window,
        }
    });
    evaluations.collect()
}

fn crash_asset(
    index: usize,
    symbol: &str,
    history: &AssetHistory,
    window: Window,
    table: &Table,
) -> Option<CrashAsset> {
    let leg = first_leg(history.bars(), window)?;
    let run_up = Window::new(window.from.plus_hours(-RUN_UP_HOURS), window.until);
    let rows: Vec<&Row> = table
        .rows
        .iter()
        .filter(|row| row.asset == index && run_up.contains(row.time))
        .collect();
    let leads = FORECASTERS.into_iter().enumerate().map(|(place, who)| {
        let scores: Vec<(Timestamp, u16)> = rows
            .iter()
            .filter_map(|row| Some((row.time, row.forecasts[place]?.score_hundredths)))
            .collect();
        let false_alarms = rows.iter().filter(|row| is_false_alarm(row, place)).count();
        lead(who, &scores, leg, false_alarms)
    });
    let path = rows.iter().map(|row| CrashPoint {
        time: row.time,
        price: row.price,
        scores: row
            .forecasts
            .map(|forecast| forecast.map(|forecast| points(forecast.score_hundredths))),
    });
    Some(CrashAsset {
        asset: symbol.to_owned(),
        leg,
        fall: deepest_fall(history, window),
        leads: leads.collect(),
        path: path.collect(),
    })
}

/// How ascending `scores` met `leg`.
fn lead(
    forecaster: ForecasterKind,
    scores: &[(Timestamp, u16)],
    leg: Timestamp,
    false_alarm_hours: usize,
) -> LeadTime {
    let known = || scores.iter().copied();
    LeadTime {
        forecaster,
        transition_hours: lead_hours(known(), leg, TRANSITION_FROM.0),
        stress_hours: lead_hours(known(), leg, STRESS_FROM.0),
        longest_hours: known()
            .next()
            .map_or(0, |(first, _)| leg.hours_since_floor(first)),
        score_at_leg: known()
            .find(|(time, _)| *time == leg)
            .map(|(_, score)| points(score)),
        false_alarm_hours,
    }
}

/// The worst score of all assets against the first leg of any.
fn market(assets: &[CrashAsset], window: Window, table: &Table) -> Option<MarketLead> {
    let leg = assets.iter().map(|asset| asset.leg).min()?;
    let run_up = Window::new(window.from.plus_hours(-RUN_UP_HOURS), window.until);
    let mut hours: BTreeMap<Timestamp, Vec<&Row>> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| run_up.contains(row.time)) {
        hours.entry(row.time).or_default().push(row);
    }
    let leads = FORECASTERS.into_iter().enumerate().map(|(place, who)| {
        let worst = |rows: &Vec<&Row>| {
            let scores = rows.iter().filter_map(|row| row.forecasts[place]);
            scores.map(|forecast| forecast.score_hundredths).max()
        };
        let scores: Vec<(Timestamp, u16)> = hours
            .iter()
            .filter_map(|(time, rows)| Some((*time, worst(rows)?)))
            .collect();
        let is_false = |rows: &&Vec<&Row>| {
            let came = |row: &&Row| row.judged().is_some_and(|(outcome, _)| outcome.event());
            rows.iter().any(|row| is_false_alarm(row, place)) && !rows.iter().any(came)
        };
        let false_alarms = hours.values().filter(is_false).count();
        lead(who, &scores, leg, false_alarms)
    });
    Some(MarketLead {
        leg,
        leads: leads.collect(),
    })
}

fn is_false_alarm(row: &Row, place: usize) -> bool {
    row.judged().is_some_and(|(outcome, forecasts)| {
        forecasts[place].regime == Regime::Stress && !outcome.event()
    })
}

/// Deepest low inside `window` under the running high since 24 hours before it.
fn deepest_fall(history: &AssetHistory, window: Window) -> f64 {
    const BEFORE_HOURS: i64 = 24;
    let (mut high, mut deepest) = (f64::NEG_INFINITY, 0.0_f64);
    for time in Window::new(window.from.plus_hours(-BEFORE_HOURS), window.until).hours() {
        let Some(bar) = history.bars().get(time) else {
            continue;
        };
        high = high.max(bar.open);
        if window.contains(time) {
            deepest = deepest.max(1.0 - bar.low / high);
        }
        high = high.max(bar.high);
    }
    deepest
}

fn points(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}
