//! When a series was listened to without a break.

/// Times of uninterrupted listening, milliseconds. Only what holds a whole step is kept once it is over, so a connection that
/// breaks all the time costs no memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Coverage {
    now: Option<(i64, i64)>,
    over: Vec<(i64, i64)>,
}

impl Coverage {
    /// Something was heard at `at`; whether a step of `step` millis has ended since the last time.
    pub(super) fn hear(&mut self, at: i64, step: i64) -> bool {
        match &mut self.now {
            None => {
                self.now = Some((at, at));
                false
            }
            Some((_, until)) => {
                let before = *until;
                *until = before.max(at);
                before.div_euclid(step) != until.div_euclid(step)
            }
        }
    }

    /// Something may have been missed after what was heard last.
    pub(super) fn cut(&mut self, step: i64) {
        let Some((from, until)) = self.now.take() else {
            return;
        };
        let first = from + (-from).rem_euclid(step);
        if first + step <= until {
            self.over.push((from, until));
        }
    }

    /// Whether everything from `from` to `until` was heard.
    pub(super) fn holds(&self, from: i64, until: i64) -> bool {
        let after = self.over.partition_point(|(begin, _)| *begin <= from);
        let over = after.checked_sub(1).and_then(|place| self.over.get(place));
        let spans = over.into_iter().chain(&self.now);
        spans
            .into_iter()
            .any(|(begin, end)| *begin <= from && *end >= until)
    }

    pub(super) fn forget(&mut self, oldest: i64) {
        self.over.retain(|(_, until)| *until >= oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn break_ends_what_was_heard_and_short_pieces_are_not_kept() {
        let mut coverage = Coverage::default();
        coverage.hear(3, 10);
        assert!(!coverage.hear(9, 10));
        assert!(coverage.hear(21, 10));
        coverage.cut(10);
        coverage.hear(24, 10);
        coverage.cut(10);
        coverage.hear(30, 10);
        coverage.hear(40, 10);

        assert!(coverage.holds(10, 20));
        assert!(!coverage.holds(0, 10), "began within");
        assert!(!coverage.holds(20, 30), "broken within");
        assert!(coverage.holds(30, 40));
        assert!(!coverage.holds(40, 50), "not over");
        assert_eq!(coverage.over.len(), 1);
        coverage.forget(22);
        assert!(!coverage.holds(10, 20));
    }
}
