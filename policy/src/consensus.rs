//! Many reports become one score: the upper median of the fresh ones, if a quorum is fresh.
//!
//! With dishonest publishers among fewer than half of the fresh reports, the median lies between two honest ones
//! (INV-23). Of an even number the upper middle is taken, which rounds to caution; peers take the lower (Switchboard) or
//! the average (Pyth). Of the depths that they report the lower median is taken, for the same reason.

use crate::report::{MAX_PUBLISHERS, Report, Standing};
use crate::unit::{Score, Timestamp};

/// What the fresh reports say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consensus {
    /// The upper median of the fresh scores.
    pub median: Score,
    /// Largest minus smallest fresh score, hundredths of a point.
    pub spread: u16,
    /// The lower median of the fresh depths, basis points.
    pub depth_bps: u16,
    /// How many reports were fresh.
    pub fresh: u8,
    /// How many of those were narrow enough to vote for looser terms.
    pub narrow: u8,
    /// How many were needed.
    pub quorum: u8,
}

impl Consensus {
    /// True when enough narrow reports agree that terms may loosen.
    pub const fn may_loosen(&self, max_spread: u16) -> bool {
        self.narrow >= self.quorum && self.spread <= max_spread
    }
}

/// Bounds of the aggregation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsensusRules {
    /// Quorum is at least this many, whatever the number of publishers.
    pub min_publishers: u8,
    /// A report older than this many seconds does not count.
    pub max_age: u64,
    /// A report wider than this (hundredths of a point) does not vote for looser terms.
    pub max_half_width: u16,
}

/// The number of fresh reports needed among `voting` publishers: a majority, and never below the floor.
#[inline(always)]
pub fn quorum(voting: u8, min_publishers: u8) -> u8 {
    (voting >> 1).saturating_add(1).max(min_publishers)
}

/// The consensus at `now`, or how many reports were fresh when that is below the quorum.
pub fn consensus(
    reports: &[Report; MAX_PUBLISHERS],
    now: Timestamp,
    rules: &ConsensusRules,
) -> Result<Consensus, TooFew> {
    let mut sorted = [0u16; MAX_PUBLISHERS];
    let (mut voting, mut fresh, mut narrow) = (0u8, 0u8, 0u8);
    let (mut shallowest, mut deepest) = (u16::MAX, 0u16);
    for report in reports {
        voting = voting.saturating_add(u8::from(report.standing == Standing::Voting as u8));
        if !report.is_fresh(now, rules.max_age) {
            continue;
        }
        insert(&mut sorted, usize::from(fresh), report.score.0);
        fresh = fresh.saturating_add(1);
        narrow = narrow.saturating_add(u8::from(report.half_width <= rules.max_half_width));
        shallowest = shallowest.min(report.depth_bps);
        deepest = deepest.max(report.depth_bps);
    }
    let quorum = quorum(voting, rules.min_publishers);
    let scores = sorted.get(..usize::from(fresh)).unwrap_or(&[]);
    let (Some(least), Some(greatest), true) = (scores.first(), scores.last(), fresh >= quorum)
    else {
        return Err(TooFew { fresh, quorum });
    };
    let depth_bps = if shallowest == deepest {
        deepest
    } else {
        lower_median_depth(reports, now, rules)
    };
    let upper_middle = scores.get(usize::from(fresh >> 1)).unwrap_or(greatest);
    Ok(Consensus {
        median: Score(*upper_middle),
        spread: greatest.saturating_sub(*least),
        depth_bps,
        fresh,
        narrow,
        quorum,
    })
}

/// The lower median of the depths of the fresh reports: of an even number the shallower middle, which rounds to caution.
#[cold]
fn lower_median_depth(
    reports: &[Report; MAX_PUBLISHERS],
    now: Timestamp,
    rules: &ConsensusRules,
) -> u16 {
    let mut sorted = [0u16; MAX_PUBLISHERS];
    let mut fresh = 0usize;
    for report in reports {
        if report.is_fresh(now, rules.max_age) {
            insert(&mut sorted, fresh, report.depth_bps);
            fresh = fresh.saturating_add(1);
        }
    }
    let middle = fresh.saturating_sub(1) >> 1;
    sorted.get(middle).copied().unwrap_or(0)
}

/// The upper median of the fresh reports that are narrow enough to vote for looser terms; the strictest when there are
/// none.
#[cold]
pub(crate) fn narrow_median(
    reports: &[Report; MAX_PUBLISHERS],
    now: Timestamp,
    rules: &ConsensusRules,
) -> Score {
    let mut sorted = [0u16; MAX_PUBLISHERS];
    let mut narrow = 0usize;
    for report in reports {
        if report.is_fresh(now, rules.max_age) && report.half_width <= rules.max_half_width {
            insert(&mut sorted, narrow, report.score.0);
            narrow = narrow.saturating_add(1);
        }
    }
    let median = sorted.get(..narrow).and_then(|them| them.get(narrow >> 1));
    median.map_or(Score::MAX, |score| Score(*score))
}

/// Too few fresh reports for a consensus. Not an error: the feed then degrades on its schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFew {
    /// Fresh reports.
    pub fresh: u8,
    /// Fresh reports needed.
    pub quorum: u8,
}

/// Puts `score` into its place among the `length` sorted ones.
#[inline(always)]
fn insert(sorted: &mut [u16; MAX_PUBLISHERS], length: usize, score: u16) {
    let mut carried = score;
    for (position, slot) in sorted.iter_mut().enumerate() {
        if position >= length {
            *slot = carried;
            return;
        }
        if carried < *slot {
            core::mem::swap(&mut carried, slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::cases;
    use proptest::prelude::*;
    use std::vec::Vec;

    const NOW: Timestamp = Timestamp(1_000_000);
    const RULES: ConsensusRules = ConsensusRules {
        min_publishers: 3,
        max_age: 60,
        max_half_width: 1_000,
    };

    fn reports(scores: &[u16]) -> [Report; MAX_PUBLISHERS] {
        let mut reports = [Report::default(); MAX_PUBLISHERS];
        for (report, &score) in reports.iter_mut().zip(scores) {
            *report = Report {
                sequence: 1,
                observed_at: NOW,
                score: Score(score),
                half_width: 100,
                depth_bps: 10_000,
                standing: Standing::Voting as u8,
                padding: 0,
            };
        }
        reports
    }

    fn median(scores: &[u16]) -> u16 {
        consensus(&reports(scores), NOW, &RULES).unwrap().median.0
    }

    #[test]
    fn the_median_is_the_middle_and_of_two_the_upper() {
        assert_eq!(median(&[9, 1, 5]), 5);
        assert_eq!(median(&[1, 9, 5, 7]), 7);
    }

    #[test]
    fn the_depth_is_the_middle_and_of_two_the_shallower() {
        let depth = |depths: &[u16]| {
            let mut reports = reports(&[5; 16][..depths.len()]);
            for (report, depth) in reports.iter_mut().zip(depths) {
                report.depth_bps = *depth;
            }
            consensus(&reports, NOW, &RULES).unwrap().depth_bps
        };
        assert_eq!(depth(&[9_000, 1_000, 5_000]), 5_000);
        assert_eq!(depth(&[1_000, 9_000, 5_000, 7_000]), 5_000);
        assert_eq!(depth(&[10_000; 5]), 10_000);
        // Two of five that see no book, or none that is not full, move it no further than to an honest word
        assert_eq!(depth(&[0, 0, 6_000, 7_000, 8_000]), 6_000);
        assert_eq!(depth(&[10_000, 10_000, 6_000, 7_000, 8_000]), 8_000);
    }

    #[test]
    fn below_quorum_there_is_no_consensus() {
        let few = consensus(&reports(&[1, 2]), NOW, &RULES).unwrap_err();
        assert_eq!(
            few,
            TooFew {
                fresh: 2,
                quorum: 3
            }
        );
        let mut seven = reports(&[1, 2, 3, 4, 5, 6, 7]);
        for report in seven.iter_mut().take(4) {
            report.observed_at = Timestamp(NOW.0 - 61);
        }
        let few = consensus(&seven, NOW, &RULES).unwrap_err();
        assert_eq!(
            few,
            TooFew {
                fresh: 3,
                quorum: 4
            }
        );
    }

    #[test]
    fn wide_reports_count_for_freshness_but_not_for_loosening() {
        let mut wide = reports(&[10, 20, 30]);
        wide[0].half_width = 1_001;
        let agreed = consensus(&wide, NOW, &RULES).unwrap();
        assert_eq!((agreed.fresh, agreed.narrow), (3, 2));
        assert!(!agreed.may_loosen(10_000));
    }

    proptest! {
        #![proptest_config(cases())]
        #[test]
        fn prop_inv_23_a_minority_cannot_leave_the_honest_range(
            honest in prop::collection::vec(0u16..=10_000, 4..=8),
            liars in prop::collection::vec(0u16..=10_000, 0..=3),
        ) {
            let (least, most) = (*honest.iter().min().unwrap(), *honest.iter().max().unwrap());
            let all: Vec<u16> = honest.iter().chain(&liars).copied().collect();
            let median = median(&all);
            prop_assert!((least..=most).contains(&median));
        }

        #[test]
        fn prop_the_order_of_reports_does_not_matter(scores in prop::collection::vec(0u16..=10_000, 3..=16), turn in 0usize..16) {
            let mut turned = scores.clone();
            turned.rotate_left(turn % scores.len());
            prop_assert_eq!(median(&scores), median(&turned));
        }

        #[test]
        fn prop_raising_one_score_never_lowers_the_median(
            scores in prop::collection::vec(0u16..=9_000, 3..=16), which in 0usize..16, lift in 0u16..=1_000,
        ) {
            let mut lifted = scores.clone();
            let which = which % scores.len();
            lifted[which] += lift;
            prop_assert!(median(&lifted) >= median(&scores));
        }
    }
}
