//! Walking a series row by row: what stands in one row and the row before, and findings about a row.

use super::finding::{Fault, Finding, Severity};
use super::series::Series;

/// Two numbers of neighbouring rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    /// The later row.
    pub(super) row: usize,
    /// In the row before it.
    pub(super) before: f64,
    /// In it.
    pub(super) now: f64,
}

impl Step {
    /// The power of ten that the step multiplies by, within a tenth; None for 1, for anything else, and from nothing.
    pub(super) fn power_of_ten(&self) -> Option<i32> {
        let ratio = self.now / self.before;
        let is_near = |power: &i32| {
            let whole = (0..power.unsigned_abs()).fold(1.0, |whole, _| whole * 10.0);
            let expected: f64 = if *power > 0 { whole } else { 1.0 / whole };
            (ratio / expected - 1.0).abs() < 0.1
        };
        let mut powers = (-9_i32..=9).filter(|power| *power != 0);
        powers.find(is_near).filter(|_| self.before > 0.0)
    }
}

impl Series {
    /// The step from column `from` of each row to column `to` of the row after it.
    pub(super) fn steps(&self, from: usize, to: usize) -> impl Iterator<Item = Step> {
        let (before, now) = (&self.columns[from], &self.columns[to]);
        let pairs = before.iter().zip(now.iter().skip(1)).enumerate();
        pairs.map(|(earlier, (&before, &now))| Step {
            row: earlier + 1,
            before,
            now,
        })
    }

    /// A finding about a row.
    pub(super) fn finding(
        &self,
        severity: Severity,
        fault: Fault,
        row: usize,
        detail: String,
    ) -> Finding {
        Finding::at(severity, fault, &self.name, self.times[row], detail)
    }

    /// The finding that a row's number is in another unit.
    pub(super) fn other_unit(&self, row: usize, detail: String) -> Finding {
        self.finding(Severity::Error, Fault::Unit, row, detail)
    }

    /// The finding that all its numbers are in another unit.
    pub(super) fn other_unit_throughout(&self, detail: String) -> Finding {
        Finding::whole(Severity::Error, Fault::Unit, &self.name, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_of_ten_is_named_within_a_tenth() {
        let power = |before: f64, now: f64| {
            let step = Step {
                row: 1,
                before,
                now,
            };
            step.power_of_ten()
        };

        assert_eq!(power(2.0, 2_100.0), Some(3));
        assert_eq!(power(2.0, 0.0205), Some(-2));
        assert_eq!(power(2.0, 2.1), None);
        assert_eq!(power(2.0, 24.0), None, "a fifth off");
        assert_eq!(power(0.0, 5.0), None, "from nothing");
    }
}
