//! A pause: a guardian stops new risk for a while, in every reserve at once.
//!
//! Whatever makes a position riskier is refused: borrowing, and withdrawing with debt. Every exit stays open: repaying,
//! depositing, liquidations, withdrawals without debt. It ends by itself and may be renewed; there is no unpause, which
//! would be a loosening without a timelock.

use crate::unit::Timestamp;

/// How long a pause lasts, seconds: 72 hours, long enough to find out what happened over a weekend, short enough that a
/// stolen guardian's key cannot hold positions for ever without renewing in public.
pub const PAUSE_SECONDS: u64 = 259_200;

/// A market's pause. Until zero: there never was one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pause {
    /// Until when it lasts, Unix seconds.
    pub until: Timestamp,
}

impl Pause {
    /// One that begins at `now`, in place of whichever ran.
    #[inline(always)]
    pub const fn begin(now: Timestamp) -> Self {
        Self {
            until: Timestamp(now.0.saturating_add(PAUSE_SECONDS)),
        }
    }

    /// True while it lasts.
    #[inline(always)]
    pub const fn is_on(self, now: Timestamp) -> bool {
        now.0 < self.until.0
    }

    /// True when borrowing is refused at `now`.
    #[inline(always)]
    pub const fn stops_borrowing(self, now: Timestamp) -> bool {
        self.is_on(now)
    }

    /// True when a withdrawal by whoever owes something, or owes nothing, is refused at `now`.
    #[inline(always)]
    pub const fn stops_withdrawing(self, owes: bool, now: Timestamp) -> bool {
        owes && self.is_on(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_lasts_seventy_two_hours_and_ends_by_itself() {
        let begun = Timestamp(1_000);
        let pause = Pause::begin(begun);
        let last = begun.0 + 72 * 3_600 - 1;
        assert!(pause.is_on(begun) && pause.is_on(Timestamp(last)));
        assert!(!pause.is_on(Timestamp(last + 1)));
        assert!(!Pause::default().is_on(Timestamp(0)));
    }

    #[test]
    fn a_pause_stops_new_debt_and_leaves_exits_without_debt_open() {
        let now = Timestamp(1_000);
        let pause = Pause::begin(now);
        assert!(pause.stops_borrowing(now));
        assert!(pause.stops_withdrawing(true, now));
        assert!(!pause.stops_withdrawing(false, now));
        assert!(!pause.stops_withdrawing(true, pause.until));
    }
}
