//! Purge and embargo: which rows near a boundary would carry one span into the other.
//!
//! - **Purge**: a label at t holds what happens up to t + 24 h. A training row less than 24 hours before the first judged
//!   row has seen the judged span, so it is left out.
//! - **Embargo**: what follows a span still echoes it: volatility clusters, and look-backs reach into it. Rows just after a
//!   judged span must not train a model that is judged on it; and rows just before it are so alike to its first rows that
//!   judging there is flattery. So a margin of [`EMBARGO_HOURS`] more is left out on the side that is trained on.
//!
//! Evaluation here walks forward: nothing is ever trained on rows after the rows that judge it, so the embargo acts before
//! the boundary, on top of the purge. [`embargoed_from`] serves whoever trains after a span that was judged. (Names after
//! López de Prado, Advances in Financial Machine Learning, 2018, chapter 7.)

use super::HORIZON_HOURS;
use crate::time::Timestamp;

/// Hours left out beyond the label's own.
pub const EMBARGO_HOURS: i64 = 24;

/// Hours left out between the last row of one span and the first row of the next: the 24 of the label and the embargo.
pub const PURGE_HOURS: i64 = HORIZON_HOURS + EMBARGO_HOURS;

/// The first decision time that may no longer train what is judged from `boundary` on: a row at or after it is purged.
pub fn purged_until(boundary: Timestamp) -> Timestamp {
    boundary.plus_hours(1 - PURGE_HOURS)
}

/// The first decision time after a judged span that ends at `boundary` that may train again what was judged on it: labels of
/// the span reach a horizon past its end.
pub fn embargoed_from(boundary: Timestamp) -> Timestamp {
    boundary.plus_hours(PURGE_HOURS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_training_label_ends_an_embargo_before_the_first_judged_row() {
        let boundary = Timestamp::from_millis(0);

        let last_row = purged_until(boundary).plus_hours(-1);

        assert_eq!(
            last_row.plus_hours(HORIZON_HOURS),
            boundary.plus_hours(-EMBARGO_HOURS)
        );
    }

    #[test]
    fn first_row_after_a_judged_span_lies_an_embargo_past_its_last_label() {
        let boundary = Timestamp::from_millis(0);
        let last_label_ends = boundary.plus_hours(HORIZON_HOURS);

        assert_eq!(
            embargoed_from(boundary),
            last_label_ends.plus_hours(EMBARGO_HOURS)
        );
    }
}
