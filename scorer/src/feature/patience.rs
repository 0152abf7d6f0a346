//! How old the last value of a series may be before it counts as unknown.

/// Series that come every hour: two may be skipped.
pub(super) const HOURLY: u8 = 3;

/// Depth comes every six hours: one reading may be skipped.
pub(super) const DEPTH: u8 = 12;

/// Implied volatility skips a day a month.
pub(super) const IMPLIED: u8 = 36;
