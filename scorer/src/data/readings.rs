//! Values at uneven times: what somebody looked up now and then.

use crate::time::Timestamp;

/// Values by the time at which they were read and known, ascending.
#[derive(Clone, Debug, PartialEq)]
pub struct Readings<T> {
    entries: Vec<(Timestamp, T)>,
}

impl<T> Default for Readings<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<T> Readings<T> {
    /// The readings in order of time, however they come.
    pub fn new(mut entries: Vec<(Timestamp, T)>) -> Self {
        entries.sort_by_key(|(time, _)| *time);
        Self { entries }
    }

    /// Whether nothing was ever read.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All of them, ascending in time.
    pub fn entries(&self) -> &[(Timestamp, T)] {
        &self.entries
    }

    /// Those read after `after`, up to and including `until`, ascending in time.
    pub fn within(&self, after: Timestamp, until: Timestamp) -> &[(Timestamp, T)] {
        let end = self.entries.partition_point(|(time, _)| *time <= until);
        let start = self.entries.partition_point(|(time, _)| *time <= after);
        &self.entries[start.min(end)..end]
    }

    /// The last one read at or before `time`, less than `hours` before it.
    pub fn last_within(&self, time: Timestamp, hours: i64) -> Option<&(Timestamp, T)> {
        self.within(time.plus_hours(-hours), time).last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_is_known_from_its_own_time_until_it_is_stale() {
        let at = |hours: i64| Timestamp::from_millis(0).plus_hours(hours);
        let readings = Readings::new(vec![(at(9), 'b'), (at(3), 'a')]);
        let last = |hours: i64| readings.last_within(at(hours), 4).map(|entry| entry.1);

        assert_eq!(
            (last(2), last(3), last(6), last(7)),
            (None, Some('a'), Some('a'), None)
        );
        assert_eq!(last(9), Some('b'));
        assert_eq!(readings.within(at(3), at(9)), &[(at(9), 'b')]);
        assert_eq!(readings.within(at(9), at(3)), &[]);
    }
}
