//! INV-23 and INV-24: what moves a feed, and what may make it milder.

use crate::common::World;
use crate::operation::Operation;
use crate::run::Verdict;
use ballast_policy::consensus::{Consensus, TooFew};
use ballast_policy::market::Feed;
use ballast_policy::unit::Timestamp;
use proptest::prelude::*;

/// INV-24: without a round on this feed neither time nor anything else makes it milder.
pub(crate) fn is_no_milder_unless_advanced(
    before: &World,
    after: &World,
    operation: Operation,
) -> Verdict {
    let advanced = match operation {
        Operation::Advance(feed) | Operation::Round { feed, .. } => Some(feed),
        _ => None,
    };
    for (position, (old, new)) in before.feeds.iter().zip(&after.feeds).enumerate() {
        if Some(position) == advanced {
            continue;
        }
        let old = old.state.effective(&old.config, before.now);
        let new = new.state.effective(&new.config, after.now);
        prop_assert!(new.score >= old.score, "INV-24: {old:?} {new:?}");
        prop_assert!(new.regime >= old.regime, "INV-24: {old:?} {new:?}");
    }
    Ok(())
}

/// INV-23 and INV-24: below the quorum nothing changes. With it the score lies among the fresh reports, or stays; it
/// falls, and a regime is left for the next, only when the reports agree.
pub(crate) fn is_moved_by_agreement_only(
    before: &Feed,
    after: &Feed,
    agreed: Result<Consensus, TooFew>,
    now: Timestamp,
) -> Verdict {
    let Ok(agreed) = agreed else {
        prop_assert_eq!(before, after, "INV-24");
        return Ok(());
    };
    let max_age = u64::from(before.config.max_report_age);
    // Before the round: a publisher whom it mutes had its vote in it.
    let fresh = before
        .reports
        .iter()
        .filter(|report| report.is_fresh(now, max_age));
    let scores: Vec<_> = fresh.map(|report| report.score).collect();
    let (least, most) = (*scores.iter().min().unwrap(), *scores.iter().max().unwrap());
    prop_assert!(
        scores.len() >= usize::from(agreed.quorum),
        "INV-23: {agreed:?}"
    );
    let old = before.state.effective(&before.config, now);
    let new = after.state.effective(&after.config, now);
    prop_assert!(
        (least.min(old.score)..=most.max(old.score)).contains(&after.state.score),
        "INV-23: {agreed:?}"
    );
    let (config, then) = (&before.config, after.state.score.0);
    prop_assert!(
        then.saturating_sub(old.score.0) <= config.tighten_step,
        "INV-19: {old:?} to {then}"
    );
    prop_assert!(
        old.score.0.saturating_sub(then) <= config.loosen_step,
        "INV-19: {old:?} to {then}"
    );
    if new.score < old.score || new.regime < old.regime {
        prop_assert!(
            agreed.may_loosen(before.config.max_spread),
            "INV-24: {agreed:?}"
        );
        prop_assert!(
            new.regime as u8 + 1 >= old.regime as u8,
            "INV-24: {old:?} {new:?}"
        );
    }
    Ok(())
}
