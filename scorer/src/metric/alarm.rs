//! False alarms: hours in stress that no shock followed.

use serde::{Deserialize, Serialize};

use crate::number::count;

/// One hour of one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmRow {
    /// Whether the regime in force was stress.
    pub is_stress: bool,
    /// Whether the price fell by the shock within the next 24 hours.
    pub event: bool,
}

/// Alarms by hour.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlarmHours {
    /// Hours in stress.
    pub stress: usize,
    /// Of those, hours with no shock in the 24 hours that followed.
    pub without_shock: usize,
    /// The same, for each 168 hours of one asset.
    pub false_per_week: f64,
    /// Share of the hours before a shock that were spent in stress; None without a shock.
    pub recall: Option<f64>,
}

/// Counts over rows of any assets, in any order. None without rows.
pub fn false_alarms(rows: &[AlarmRow]) -> Option<AlarmHours> {
    const HOURS_PER_WEEK: f64 = 168.0;
    let number = |rule: fn(&AlarmRow) -> bool| rows.iter().filter(|row| rule(row)).count();
    let stress = number(|row| row.is_stress);
    let without_shock = number(|row| row.is_stress && !row.event);
    let events = number(|row| row.event);
    (!rows.is_empty()).then(|| AlarmHours {
        stress,
        without_shock,
        false_per_week: HOURS_PER_WEEK * count(without_shock) / count(rows.len()),
        recall: (events > 0).then(|| count(stress - without_shock) / count(events)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_counted_hours() {
        let rows: Vec<AlarmRow> = (0..336)
            .map(|hour| AlarmRow {
                is_stress: (10..20).contains(&hour),
                event: (16..28).contains(&hour),
            })
            .collect();

        let hours = false_alarms(&rows).unwrap();

        assert_eq!((hours.stress, hours.without_shock), (10, 6));
        assert!((hours.false_per_week - 3.0).abs() < 1e-12);
        assert_eq!(hours.recall, Some(4.0 / 12.0));
        assert_eq!(false_alarms(&[]), None);
    }
}
