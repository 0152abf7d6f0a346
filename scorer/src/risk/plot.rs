//! How scenarios' losses are spread: a histogram with its statistics as lines.

use crate::html::{BLUE, ORANGE, PURPLE, VERMILION};
use plotters::prelude::*;

use super::RiskError;
use super::words::dollars;
use crate::number::count;

const SIZE: (u32, u32) = (640, 320);
const BARS: usize = 60;

/// A statistic to mark, in dollars.
pub(super) type Mark = (&'static str, f64);

/// The spread of those `losses` that are above zero, as SVG; none where none is. The share of scenarios is on a logarithmic
/// axis, so that single ones of the tail are seen.
pub(super) fn histogram(
    figure: &'static str,
    losses: &[f64],
    marks: &[Mark],
) -> Result<Option<String>, RiskError> {
    let most = losses.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return Ok(None);
    }
    let mut svg = String::new();
    draw(&mut svg, losses, marks, most).map_err(|error| RiskError::PlotFailed {
        figure,
        reason: error.to_string(),
    })?;
    Ok(Some(svg))
}

/// How many losses above zero fall into each of equal bars up to `most`.
fn counts(losses: &[f64], most: f64) -> Vec<usize> {
    let mut counts = vec![0; BARS];
    for loss in losses.iter().filter(|loss| **loss > 0.0) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place among the bars, held at their end"
        )]
        let bar = (loss / most * count(BARS)) as usize;
        counts[bar.min(BARS - 1)] += 1;
    }
    counts
}

fn draw(
    svg: &mut String,
    losses: &[f64],
    marks: &[Mark],
    most: f64,
) -> Result<(), Box<dyn std::error::Error>> {
    let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let scenarios = count(losses.len());
    let counts = counts(losses, most);
    let tallest = count(counts.iter().copied().max().unwrap_or(1)) / scenarios;
    let floor = 0.5 / scenarios;
    let top = 2.0 * tallest;
    let mut chart = ChartBuilder::on(&area)
        .margin(12)
        .margin_right(36)
        .x_label_area_size(40)
        .y_label_area_size(64)
        .build_cartesian_2d(0.0..1.03 * most, (floor..top).log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(6)
        .x_label_formatter(&|value| dollars(*value))
        .x_desc("dollars")
        .y_label_formatter(&|share| percent(*share))
        .y_desc("share of scenarios")
        .label_style(("sans-serif", 13))
        .draw()?;
    let width = most / count(BARS);
    let bars = counts.iter().enumerate().filter(|(_, found)| **found > 0);
    chart.draw_series(bars.map(|(bar, &found)| {
        let left = count(bar) * width;
        let share = count(found) / scenarios;
        Rectangle::new([(left, floor), (left + 0.9 * width, share)], BLUE.filled())
    }))?;
    for ((name, value), color) in marks.iter().zip([ORANGE, VERMILION, PURPLE]) {
        let line = PathElement::new(vec![(*value, floor), (*value, top)], color.stroke_width(2));
        chart
            .draw_series(std::iter::once(line))?
            .label(format!("{name}: {}", dollars(*value)))
            .legend(move |(x, y)| {
                PathElement::new(vec![(x, y), (x + 16, y)], color.stroke_width(2))
            });
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .label_font(("sans-serif", 13))
        .draw()?;
    area.present()?;
    Ok(())
}

/// Percent without what the arithmetic leaves behind the sixth digit.
fn percent(share: f64) -> String {
    let digits = format!("{:.6}", 100.0 * share);
    let short = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{short} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_has_no_digits_of_rounding() {
        assert_eq!(percent(0.0003), "0.03 %");
        assert_eq!(percent(0.07), "7 %");
        assert_eq!(percent(1.0), "100 %");
    }

    #[test]
    fn every_loss_above_zero_is_in_one_bar() {
        let counts = counts(&[0.0, 0.0, 1.0, 30.0, 60.0], 60.0);

        assert_eq!(counts.iter().sum::<usize>(), 3);
        assert_eq!((counts[1], counts[30], counts[59]), (1, 1, 1));
    }

    #[test]
    fn nothing_lost_is_no_plot() {
        assert!(histogram("x", &[0.0; 5], &[]).unwrap().is_none());
    }
}
