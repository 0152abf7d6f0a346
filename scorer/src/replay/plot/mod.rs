//! Plots as SVG text, one a file.

mod borrow_curves;
mod liquidations;
mod ltv;
mod score;
mod utilization;

use super::error::ReplayError;
use super::record::{Record, Step};
use crate::html::{BLUE, GREEN, GREY, ORANGE, VERMILION};
use crate::time::Timestamp;
use plotters::coord::Shift;
use plotters::prelude::*;

/// A drawing area on an SVG in memory.
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

const SIZE: (u32, u32) = (960, 400);

/// A finished plot.
#[derive(Debug)]
pub(super) struct Plot {
    /// File name without its ending.
    pub(super) name: &'static str,
    /// What it shows, in a sentence.
    pub(super) caption: &'static str,
    /// The SVG.
    pub(super) svg: String,
}

/// Every plot of a replay.
pub(super) fn all(record: &Record) -> Result<Vec<Plot>, ReplayError> {
    Ok(vec![
        plot(
            "score",
            "SOL's score in force, and what each publisher last reported; the lying one is dashed in orange.",
            |area| score::draw(area, &record.steps),
        )?,
        plot(
            "liquidations",
            "SOL's price, and the debt that liquidators repaid in each quarter of an hour.",
            |area| liquidations::draw(area, &record.steps),
        )?,
        plot(
            "utilization",
            "USDC: the share that is lent out, and the annual rate that borrowers pay.",
            |area| utilization::draw(area, &record.steps),
        )?,
        plot(
            "ltv",
            "SOL's opening LTV as a function of the score, and the points that the replay visited.",
            |area| ltv::draw(area, &record.steps),
        )?,
        plot(
            "borrow_curves",
            "USDC's borrow rate against utilisation, one curve for each regime.",
            borrow_curves::draw,
        )?,
    ])
}

fn plot(
    name: &'static str,
    caption: &'static str,
    draw: impl Fn(&Area<'_>) -> Result<(), Box<dyn std::error::Error>>,
) -> Result<Plot, ReplayError> {
    let mut svg = String::new();
    let failed = |reason: String| ReplayError::Plot { plot: name, reason };
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        area.fill(&WHITE)
            .map_err(|error| failed(error.to_string()))?;
        draw(&area).map_err(|error| failed(error.to_string()))?;
        area.present().map_err(|error| failed(error.to_string()))?;
    }
    Ok(Plot { name, caption, svg })
}

/// Hours since the first step.
fn hours(steps: &[Step], time: Timestamp) -> f64 {
    let first = steps.first().map_or(time, |step| step.time);
    let millis = u32::try_from((time.millis() - first.millis()) / 1_000).unwrap_or(0);
    f64::from(millis) / 3_600.0
}

/// A series over time.
fn series(steps: &[Step], value: impl Fn(&Step) -> f64) -> Vec<(f64, f64)> {
    steps
        .iter()
        .map(|step| (hours(steps, step.time), value(step)))
        .collect()
}

/// The span of the steps, hours.
fn span(steps: &[Step]) -> f64 {
    steps
        .last()
        .map_or(1.0, |step| hours(steps, step.time).max(1.0))
}

/// What the axis of time is called.
fn time_axis(steps: &[Step]) -> String {
    steps
        .first()
        .map_or_else(String::new, |step| format!("hours since {}", step.time))
}
