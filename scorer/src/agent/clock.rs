//! Time in the agent market: events in the order in which they are due, ties in the order in which they were planned.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Events by the second at which they are due.
#[derive(Debug)]
pub(super) struct Queue<E> {
    heap: BinaryHeap<Reverse<Entry<E>>>,
    planned: u64,
}

#[derive(Debug)]
struct Entry<E> {
    at: u64,
    number: u64,
    event: E,
}

impl<E> Queue<E> {
    pub(super) fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            planned: 0,
        }
    }

    /// Plans `event` for second `at`.
    pub(super) fn plan(&mut self, at: u64, event: E) {
        self.planned += 1;
        let number = self.planned;
        self.heap.push(Reverse(Entry { at, number, event }));
    }

    /// The next event and when it is due.
    pub(super) fn next(&mut self) -> Option<(u64, E)> {
        let Reverse(entry) = self.heap.pop()?;
        Some((entry.at, entry.event))
    }
}

impl<E> Entry<E> {
    const fn key(&self) -> (u64, u64) {
        (self.at, self.number)
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_one_second_come_in_the_order_of_their_planning() {
        let mut queue = Queue::new();
        for (at, event) in [(7, 'c'), (3, 'a'), (7, 'd'), (3, 'b')] {
            queue.plan(at, event);
        }

        let order: Vec<_> = std::iter::from_fn(|| queue.next()).collect();

        assert_eq!(order, [(3, 'a'), (3, 'b'), (7, 'c'), (7, 'd')]);
    }
}
