//! What is offered for work whose transactions expire: more each time.

use std::collections::BTreeMap;

/// How often transactions for each work have expired in a row, as far as that raises the price of the next.
#[derive(Debug)]
pub(crate) struct Attempts<W> {
    most: u32,
    expired: BTreeMap<W, u32>,
}

impl<W: Ord> Attempts<W> {
    /// None has expired; with `attempts_most` at hand the price is raised so often less one.
    pub(crate) const fn new(attempts_most: u32) -> Self {
        Self {
            most: attempts_most.saturating_sub(1),
            expired: BTreeMap::new(),
        }
    }

    /// The attempt that the work's next transaction is.
    pub(crate) fn of(&self, work: &W) -> u32 {
        self.expired.get(work).copied().unwrap_or_default()
    }

    /// Whether its last transaction expired: then all other work goes before it, so that it holds up none but itself.
    pub(crate) fn has_expired(&self, work: &W) -> bool {
        self.expired.contains_key(work)
    }

    /// Its transaction expired.
    pub(crate) fn expired(&mut self, work: W) {
        let expired = self.expired.entry(work).or_default();
        *expired = expired.saturating_add(1).min(self.most);
    }

    /// What has expired of it no longer matters: its next transaction is the first again.
    pub(crate) fn forget(&mut self, work: &W) {
        self.expired.remove(work);
    }

    /// Forgets all work but that which `is_open`.
    pub(crate) fn keep(&mut self, is_open: impl Fn(&W) -> bool) {
        self.expired.retain(|work, _| is_open(work));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_transaction_that_expired_raises_the_next_of_its_work_until_it_is_forgotten() {
        let mut attempts = Attempts::new(3);

        let mut raised = Vec::new();
        for _ in 0..3 {
            attempts.expired("a");
            raised.push((attempts.of(&"a"), attempts.of(&"b")));
        }
        attempts.forget(&"a");

        assert_eq!(raised, [(1, 0), (2, 0), (2, 0)]);
        assert_eq!(attempts.of(&"a"), 0);
    }

    #[test]
    fn work_that_expired_is_known_though_one_attempt_is_all_there_is_until_it_is_no_longer_open() {
        let mut attempts = Attempts::new(1);
        attempts.expired("a");
        attempts.expired("b");
        let before = ["a", "b", "c"].map(|work| (attempts.of(&work), attempts.has_expired(&work)));

        attempts.keep(|work| *work == "b");

        assert_eq!(before, [(0, true), (0, true), (0, false)]);
        assert_eq!(
            ["a", "b"].map(|work| attempts.has_expired(&work)),
            [false, true]
        );
    }
}
