//! An explanation as text: one line a feature, with a bar to the left of the middle for what calms
//! and to the right for what alarms.

use std::fmt::Write as _;

use super::Explanation;

/// Characters on either side of the middle.
const BAR: usize = 14;

impl Explanation {
    /// A table of the `most` features that move the score furthest; what the others add is one
    /// line.
    pub fn table(&self, most: usize) -> String {
        let top = self.top(most);
        let widest = top
            .iter()
            .map(|feature| feature.name.len())
            .max()
            .unwrap_or(0);
        let raised = self.raised.as_ref().map_or(0, |raised| raised.by.len());
        let width = widest.max("999 others".len()).max(raised);
        let largest = top.first().map_or(0.0, |feature| feature.points.abs());
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{:width$}  {:>10}  {:>8}",
            "feature", "value", "points"
        );
        let _ = writeln!(
            text,
            "{:width$}  {:>10}  {:>8.2}",
            "base", "", self.base_points
        );
        for feature in top {
            let value = feature.value.map_or_else(|| "missing".to_owned(), number);
            let bar = bar(feature.points, largest);
            let (name, points) = (&feature.name, feature.points);
            let _ = writeln!(text, "{name:width$}  {value:>10}  {points:>+8.2}  {bar}");
        }
        if let Some((others, points)) = self.rest(most) {
            let name = others_name(others);
            let _ = writeln!(text, "{name:width$}  {:>10}  {points:>+8.2}", "");
        }
        if let Some(raised) = &self.raised {
            let (forecast, by, points) = (self.forecast_points, &raised.by, raised.points);
            let _ = writeln!(text, "{:width$}  {:>10}  {forecast:>8.2}", "forecast", "");
            let _ = writeln!(text, "{by:width$}  {:>10}  {points:>+8.2}", "");
        }
        let _ = writeln!(
            text,
            "{:width$}  {:>10}  {:>8.2}",
            "score", "", self.score_points
        );
        text
    }
}

/// What the line of all other features is called.
pub(super) fn others_name(others: usize) -> String {
    if others == 1 {
        "1 other".to_owned()
    } else {
        format!("{others} others")
    }
}

fn number(value: f64) -> String {
    if value == 0.0 || (1e-3..1e5).contains(&value.abs()) {
        format!("{value:.4}")
    } else {
        format!("{value:.2e}")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of 14 characters"
)]
fn bar(points: f64, largest: f64) -> String {
    let share = if largest > 0.0 {
        points.abs() / largest
    } else {
        0.0
    };
    let length = (share * crate::number::count(BAR)).round() as usize;
    let marks = "#".repeat(length);
    if points < 0.0 {
        format!("{marks:>BAR$}|")
    } else {
        format!("{:>BAR$}|{marks}", "")
    }
}

#[cfg(test)]
mod tests {
    use super::super::explanation::example;

    #[test]
    fn table_shows_base_features_others_and_score() {
        let table = example().table(3);

        let expected = "\
feature                  value    points
base                               18.00
log_volatility_24h     -4.2500     +8.00                |##############
funding_level          1.00e-4     +4.00                |#######
drawdown_168h           0.0310     -2.00            ####|
1 other                            +0.00
score                              28.00
";
        assert_eq!(table, expected);
    }

    #[test]
    fn what_was_seen_stands_between_forecast_and_score() {
        let table = example().raised("fall in progress", 12.25).table(1);

        let expected = "\
forecast                           28.00
fall in progress                  +12.25
score                              40.25
";
        assert!(table.ends_with(expected), "{table}");
    }

    #[test]
    fn missing_value_is_called_missing() {
        assert!(
            example()
                .table(9)
                .contains("volume_ratio           missing     +0.00")
        );
        assert!(!example().table(9).contains("others"));
    }
}
