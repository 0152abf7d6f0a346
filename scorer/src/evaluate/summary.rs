//! The result as a document.

use serde::{Deserialize, Serialize};

use super::crash::{CrashEvaluation, crashes};
use super::error::EvaluateError;
use super::floor::{FloorReport, floors};
use super::fold::Fold;
use super::forecaster::{FORECASTERS, ForecasterKind, LOG_HAR, MODEL};
use super::liquidity::{LiquidityReport, liquidity};
use super::quiet::{QuietReport, quiet};
use super::reference::{REFERENCE, ReferenceRow};
use super::request::EvaluateRequest;
use super::row::Row;
use super::section::{JudgedRow, Section, probabilities, section};
use super::table::Table;
use super::years::years_of;
use crate::baseline::TAIL_LEVELS;
use crate::data::Dataset;
use crate::metric::{precision_recall_curve, roc_curve};
use crate::time::{Timestamp, Window};

/// Version of the document's shape: raised when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 2;

/// Points of a plotted curve.
const CURVE_POINTS: usize = 200;
/// Place of the 5 % level in [`TAIL_LEVELS`].
const FIVE_PERCENT: usize = TAIL_LEVELS.len() - 1;

/// An evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Where the data came from.
    pub origin: String,
    /// Decision times judged.
    pub window: Window,
    /// Assets and the falls that they are judged by.
    pub assets: Vec<JudgedAsset>,
    /// The parts of the window, each with its own fit.
    pub folds: Vec<Fold>,
    /// Whether the model was trained on part of the window: then nothing here says how good it is.
    pub is_hindsight: bool,
    /// What a reader must know, in sentences.
    pub notes: Vec<String>,
    /// Everything pooled; then each year; each asset; each year of each asset.
    pub sections: Vec<Section>,
    /// Curves of everything pooled, in the order of [`FORECASTERS`].
    pub curves: Vec<Curve>,
    /// Hours by what decided the model's score, those that the forecast decided first.
    pub floors: Vec<FloorReport>,
    /// Months without a fall of 10 %: every asset pooled, then each.
    pub quiet: Vec<QuietReport>,
    /// Drops of liquidity, by asset, where the depth of its order book is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub liquidity: Vec<LiquidityReport>,
    /// Crashes inside the window.
    pub crashes: Vec<CrashEvaluation>,
    /// Midnight rows for the plot of the 5 % value at risk.
    pub tail_days: Vec<TailDay>,
    /// What others reached in the years of the window.
    pub reference: Vec<ReferenceRow>,
}

/// An asset and the fall that it is judged by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedAsset {
    /// Symbol.
    pub asset: String,
    /// Fall within 24 hours, a fraction.
    pub shock: f64,
}

/// ROC and precision-recall curve of a forecaster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Who.
    pub forecaster: ForecasterKind,
    /// [`roc_curve`].
    pub roc: Vec<(f64, f64)>,
    /// [`precision_recall_curve`].
    pub precision_recall: Vec<(f64, f64)>,
}

/// One day of one asset: what was risked at 5 % and what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TailDay {
    /// Midnight UTC.
    pub time: Timestamp,
    /// Symbol.
    pub asset: String,
    /// Return to the lowest price of the day.
    pub worst_return: f64,
    /// The model's 5 % value at risk.
    pub model: f64,
    /// That of log-HAR.
    pub log_har: f64,
}

impl Evaluation {
    /// The section of a year and an asset, None meaning all.
    pub fn section(&self, year: Option<i32>, asset: Option<&str>) -> Option<&Section> {
        self.sections
            .iter()
            .find(|section| section.year == year && section.asset.as_deref() == asset)
    }
}

pub(super) fn summarise(
    dataset: &Dataset,
    request: &EvaluateRequest<'_>,
    table: &Table,
) -> Result<Evaluation, EvaluateError> {
    let window = request.window;
    let sections = sections(table, window);
    if sections.is_empty() {
        let data = dataset.window().ok_or(EvaluateError::DatasetEmpty)?;
        return Err(EvaluateError::NothingJudged { window, data });
    }
    let judged: Vec<JudgedRow> = table.rows.iter().filter_map(JudgedRow::of).collect();
    let curves = FORECASTERS
        .into_iter()
        .enumerate()
        .map(|(place, forecaster)| {
            let rows = probabilities(place, &judged);
            Curve {
                forecaster,
                roc: roc_curve(&rows, CURVE_POINTS),
                precision_recall: precision_recall_curve(&rows, CURVE_POINTS),
            }
        });
    let years = years_of(window);
    let reference = REFERENCE
        .into_iter()
        .filter(|row| years.iter().any(|(year, _)| *year == row.year));
    Ok(Evaluation {
        schema_version: SCHEMA_VERSION,
        origin: dataset.origin.clone(),
        window,
        assets: table
            .shocks
            .iter()
            .map(|(asset, &shock)| JudgedAsset {
                asset: asset.clone(),
                shock,
            })
            .collect(),
        folds: table.folds.clone(),
        is_hindsight: table.is_hindsight,
        notes: notes(table),
        curves: curves.collect(),
        floors: floors(dataset, table)?,
        quiet: quiet(dataset, table, window)?,
        liquidity: liquidity(&request.depths, table),
        crashes: crashes(dataset, request, table),
        tail_days: tail_days(table, &judged),
        reference: reference.collect(),
        sections,
    })
}

fn sections(table: &Table, window: Window) -> Vec<Section> {
    let years = years_of(window);
    let assets: Vec<&str> = table.shocks.keys().map(String::as_str).collect();
    let judge = |year: Option<&(i32, Window)>, asset: Option<usize>| {
        let is_inside = |row: &&Row| {
            year.is_none_or(|(_, part)| part.contains(row.time))
                && asset.is_none_or(|asset| row.asset == asset)
        };
        let rows: Vec<&Row> = table.rows.iter().filter(is_inside).collect();
        section(
            year.map(|(year, _)| *year),
            asset.map(|asset| assets[asset]),
            &rows,
        )
    };
    let mut sections = vec![judge(None, None)];
    sections.extend(years.iter().map(|year| judge(Some(year), None)));
    sections.extend((0..assets.len()).map(|asset| judge(None, Some(asset))));
    for asset in 0..assets.len() {
        sections.extend(years.iter().map(|year| judge(Some(year), Some(asset))));
    }
    sections.into_iter().flatten().collect()
}

fn tail_days(table: &Table, judged: &[JudgedRow]) -> Vec<TailDay> {
    let assets: Vec<&String> = table.shocks.keys().collect();
    let days = judged.iter().filter(|row| row.is_midnight());
    days.filter_map(|row| {
        let risk = |place: usize| Some(row.forecasts[place].tails?[FIVE_PERCENT].value_at_risk);
        Some(TailDay {
            time: row.time,
            asset: (*assets.get(row.asset)?).clone(),
            worst_return: row.outcome.worst_return(),
            model: risk(MODEL)?,
            log_har: risk(LOG_HAR)?,
        })
    })
    .collect()
}

fn notes(table: &Table) -> Vec<String> {
    let mut notes = Vec::new();
    if table.is_hindsight {
        notes.push(
            "HINDSIGHT: the model was trained on part of this window. Nothing here says how good it is.".to_owned(),
        );
    }
    let unjudged = table
        .rows
        .iter()
        .filter(|row| row.judged().is_none())
        .count();
    notes.push(format!(
        "{unjudged} of {} hours are not judged, because a bar of the next 24 hours or of a look-back is missing. All \
         forecasters are judged on the same rows.",
        table.rows.len()
    ));
    for text in [
        "Labels of neighbouring hours overlap and assets fall together: intervals count days, not rows.",
        "Value at risk and expected shortfall are of the return to the lowest price of the next 24 hours, once a day at \
         midnight UTC. The baselines' come from their variance and the standardised tail of the training rows; the \
         model's are the tail of what followed scores of the same band in training.",
        "Ranking, probability and calibration are the forecast's. Regimes, lead times and false alarms are the published \
         score's, with its floors by evidence.",
        "p-values over several assets are too small, because assets fall together.",
        "Regimes follow the policy's entry lines, confirmations and dwell on one score an hour; the feed's throttle and \
         median are left out. Baselines' probabilities are scored on the same published scale.",
        "Lead time counts from the first score at or over the line, at most 72 hours before the crash window, to the \
         open of the first hour inside the window whose low is 5 % under the high of the 24 hours before; where that is the \
         window's first hour, the fall had begun earlier.",
        "Reference rows were measured elsewhere on BTC, ETH and SOL, judged by falls of 8 %: they mean nothing beside \
         other data, assets or shocks.",
    ] {
        notes.push(text.to_owned());
    }
    notes
}
