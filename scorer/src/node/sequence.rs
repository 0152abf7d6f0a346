//! The number of the next report: above the chain's and above every one that this node ever wrote down.
//!
//! The database holds a number before its report is sent, so a node that died in between never uses it for other content; the
//! chain holds those of a node that stands beside it, or of a database that was lost.

/// The next number; None where numbers are used up.
pub fn next(on_chain: u64, in_database: Option<u64>) -> Option<u64> {
    on_chain.max(in_database.unwrap_or(0)).checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn number_lies_above_both_records() {
        assert_eq!(next(0, None), Some(1));
        assert_eq!(next(7, Some(3)), Some(8), "the database was lost");
        assert_eq!(
            next(7, Some(9)),
            Some(10),
            "two were sent and did not arrive"
        );
        assert_eq!(next(u64::MAX, None), None);
    }
}
