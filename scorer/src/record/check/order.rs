//! Times: in milliseconds, ascending, none twice, and where rows are missing.

use super::finding::{Fault, Finding, Severity};
use super::series::Series;
use crate::time::Timestamp;

/// Findings about `series`' times. False when they are in another unit, so that nothing that goes
/// by time is worth looking at.
pub(super) fn check(series: &Series, findings: &mut Vec<Finding>) -> bool {
    if !is_in_millis(series, findings) {
        return false;
    }
    let step = series.kind.step_millis;
    for pair in series.times.windows(2) {
        let (before, time) = (pair[0], pair[1]);
        let waited = time.millis() - before.millis();
        if waited == 0 {
            let detail = "this time is there twice".to_owned();
            findings.push(error(Fault::Duplicate, series, time, detail));
        } else if waited < 0 {
            let detail = format!("comes after {before}: sort the rows by time");
            findings.push(error(Fault::Unsorted, series, time, detail));
        } else if waited > step + step / 2 {
            let start = Timestamp::from_millis(before.millis() + step);
            // Settlements may be seconds late: half a step more is still one row.
            let missing = (waited + step / 2) / step - 1;
            findings.push(Finding::span(
                Severity::Warning,
                Fault::Hole,
                &series.name,
                (start, time),
                match missing {
                    1 => "1 row is missing".to_owned(),
                    _ => format!("{missing} rows are missing"),
                },
            ));
        }
    }
    true
}

fn is_in_millis(series: &Series, findings: &mut Vec<Finding>) -> bool {
    /// 1990-01-01 and 2100-01-01.
    const PLAUSIBLE: std::ops::Range<i64> = 631_152_000_000..4_102_444_800_000;
    let Some(last) = series.times.last().map(|time| time.millis()) else {
        return false;
    };
    if PLAUSIBLE.contains(&last) {
        return true;
    }
    let unit = [
        ("seconds", last.checked_mul(1_000)),
        ("microseconds", Some(last / 1_000)),
        ("nanoseconds", Some(last / 1_000_000)),
    ]
    .into_iter()
    .find(|(_, millis)| millis.is_some_and(|millis| PLAUSIBLE.contains(&millis)))
    .map_or("no known unit", |(unit, _)| unit);
    let detail = format!("time {last} is in {unit}, expected milliseconds since 1970");
    findings.push(Finding::whole(
        Severity::Error,
        Fault::Unit,
        &series.name,
        detail,
    ));
    false
}

fn error(fault: Fault, series: &Series, time: Timestamp, detail: String) -> Finding {
    Finding::at(Severity::Error, fault, &series.name, time, detail)
}
