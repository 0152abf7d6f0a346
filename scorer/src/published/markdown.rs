//! Markdown tables, and numbers as people write them.

use ballast_policy::limiter::Limit;
use ballast_policy::num::BPS_ONE;
use std::fmt::Write;

/// A Markdown table.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    line(&mut text, header.iter().copied());
    line(&mut text, header.iter().map(|_| "---"));
    for row in rows {
        line(&mut text, row.iter().map(String::as_str));
    }
    text
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    text.push('|');
    for cell in cells {
        let _ = write!(text, " {cell} |");
    }
    text.push('\n');
}

/// Basis points as a percentage without needless digits: 7 000 as `70 %`, 625 as `6.25 %`.
pub(super) fn percent(bps: u64) -> String {
    format!("{} %", hundredths(bps))
}

/// Hundredths of a point as points: 4 500 as `45`, 250 as `2.5`.
pub(super) fn hundredths(value: u64) -> String {
    let (whole, rest) = (value / 100, value % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

/// Seconds in the largest unit that loses nothing: 3 600 as `1 h`, 1 700 as `1700 s`.
pub(super) fn duration(seconds: u64) -> String {
    for (unit, name) in [(86_400, "d"), (3_600, "h"), (60, "min")] {
        if seconds >= unit && seconds.is_multiple_of(unit) {
            return format!("{} {name}", seconds / unit);
        }
    }
    format!("{seconds} s")
}

/// A limit's capacities as shares of `whole`, mild to strict.
pub(super) fn shares(limit: &Limit, whole: u64) -> String {
    let parts = limit.capacities.map(|capacity| {
        let share = u128::from(capacity) * u128::from(BPS_ONE) / u128::from(whole.max(1));
        percent(u64::try_from(share).unwrap_or(u64::MAX))
    });
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_nothing_and_show_no_needless_digit() {
        assert_eq!(percent(7_000), "70 %");
        assert_eq!(percent(625), "6.25 %");
        assert_eq!(hundredths(250), "2.5");
        assert_eq!(hundredths(5), "0.05");
        assert_eq!(duration(86_400), "1 d");
        assert_eq!(duration(5_400), "90 min");
        assert_eq!(duration(1_700), "1700 s");
        assert_eq!(duration(0), "0 s");
    }

    #[test]
    fn a_table_has_a_line_a_row() {
        let rows = [vec!["1".to_owned(), "2".to_owned()]];
        assert_eq!(
            table(&["a", "b"], &rows),
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
        );
    }
}
