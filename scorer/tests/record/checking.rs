//! What the tests of `data check` share.

use std::path::Path;

use ballast_scorer::record::check::{CheckReport, check};
use ballast_scorer::time::Timestamp;

/// 2023-01-01 00:00 UTC.
pub(crate) const START: i64 = 1_672_531_200_000;
pub(crate) const HOUR: i64 = 3_600_000;

pub(crate) fn checked(folder: &Path) -> CheckReport {
    check(folder, |_| {}).unwrap()
}

pub(crate) fn time(index: i64) -> Timestamp {
    Timestamp::from_millis(START + index * HOUR)
}
