//! The invariants, by number; sources in the design's list.

use crate::common::config::reserve_config;
use crate::common::{BTC, SOL, USDC};
use crate::desk::Verdict;
use ballast_policy::Result;
use ballast_policy::feed::{Effective, FeedConfig, FeedStatus, RoundHeld};
use ballast_policy::market::Feed;
use ballast_policy::regime::Regime;
use ballast_policy::report::{Receipt, Report, Standing, Submission};
use ballast_policy::terms::Terms;
use ballast_policy::throttle::worst_case;
use ballast_policy::unit::{Score, Timestamp};
use proptest::prelude::*;

/// INV-18: the count of rounds rises by one for each, and by nothing else.
pub(crate) fn inv_18_one_count_a_round(before: &Feed, after: &Feed) -> Verdict {
    prop_assert_eq!(after.state.rounds, before.state.rounds + 1, "INV-18");
    Ok(())
}

/// INV-19: one round moves the score by one step and the regime by one at most.
pub(crate) fn inv_19_one_step(before: &Feed, was: Effective, is: Effective) -> Verdict {
    if before.state.rounds == 0 {
        return Ok(());
    }
    let config = &before.config;
    prop_assert!(
        is.score.0.saturating_sub(was.score.0) <= config.tighten_step,
        "INV-19: {was:?} to {is:?}"
    );
    prop_assert!(
        was.score.0.saturating_sub(is.score.0) <= config.loosen_step,
        "INV-19: {was:?} to {is:?}"
    );
    prop_assert!(
        (is.regime as u8).abs_diff(was.regime as u8) <= 1,
        "INV-19: {was:?} to {is:?}"
    );
    Ok(())
}

/// INV-20: within any span that ends now, terms have loosened by no more than is published for it.
pub(crate) fn inv_20_within_the_published_worst_case(
    history: &[(u64, u16)],
    config: &FeedConfig,
) -> Verdict {
    let Some((now, score)) = history.last() else {
        return Ok(());
    };
    for (time, stood) in history {
        let loosened = stood.saturating_sub(*score);
        if loosened != 0 {
            let most = worst_case(config, now - time).score;
            prop_assert!(
                loosened <= most,
                "INV-20: {loosened} in {} s, {most} published",
                now - time
            );
        }
    }
    Ok(())
}

/// INV-21: terms loosen only in a counted round of agreement that is not rising, after the confirmations, and never below
/// the median.
pub(crate) fn inv_21_loosening_waits(
    before: &Feed,
    was: Effective,
    is: Effective,
    round: &RoundHeld,
) -> Verdict {
    if is.score >= was.score && is.regime >= was.regime {
        return Ok(());
    }
    let (state, config) = (&before.state, &before.config);
    prop_assert!(round.is_counted, "INV-21: not counted");
    prop_assert!(
        round.consensus.may_loosen(config.max_spread),
        "INV-21: no agreement"
    );
    let ceiling = u32::from(state.counted_raw.0) + u32::from(config.max_rise);
    prop_assert!(
        state.counted_at.is_zero() || u32::from(round.consensus.median.0) <= ceiling,
        "INV-21: rising"
    );
    prop_assert!(was.status == FeedStatus::Held || config.confirmations == 1);
    let row = state.throttle.lower_rounds.max(state.confirmations);
    prop_assert!(
        row.saturating_add(1) >= config.confirmations,
        "INV-21: {row} confirmations"
    );
    prop_assert!(is.score >= round.consensus.median.min(was.score), "INV-21");
    Ok(())
}

/// INV-21: where a quorum observed anew, a median above what is in force takes effect at once, by its whole step.
pub(crate) fn inv_21_tightening_does_not(
    before: &Feed,
    was: Effective,
    is: Effective,
    round: &RoundHeld,
    now: Timestamp,
) -> Verdict {
    let (state, config) = (&before.state, &before.config);
    let epoch = state.throttle.epoch_at.0 + u64::from(config.max_report_ahead);
    let is_new = |report: &&Report| {
        report.standing() == Standing::Voting
            && report.observed_at.0 > epoch
            && report.is_fresh(now, config.max_report_age.into())
    };
    let new = before.reports.iter().filter(is_new).count();
    if new < usize::from(round.consensus.quorum) || round.consensus.median <= was.score {
        return Ok(());
    }
    let edge = if was.regime == Regime::Calm {
        6_499
    } else {
        10_000
    };
    let wanted = round.consensus.median.0;
    let most = (was.score.0 + config.tighten_step).min(edge);
    prop_assert!(
        is.score.0 >= wanted.min(most),
        "INV-21: {was:?} to {is:?}, median {wanted}"
    );
    prop_assert!(is.regime >= Regime::entered_at(is.score), "INV-21: {is:?}");
    Ok(())
}

/// INV-22: whatever is in force, every reserve's terms are one of a kind that its limits allow, whole.
pub(crate) fn inv_22_the_bundle_is_whole(effective: Effective) -> Verdict {
    for index in [USDC, SOL, BTC] {
        let config = reserve_config(index);
        let terms = Terms::new(&config, effective);
        let at = effective.regime as usize;
        prop_assert_eq!(terms.curve, &config.curves[at], "INV-22");
        prop_assert_eq!(terms.borrow_cap, config.borrow_caps[at], "INV-22");
        let ltv = &config.opening_ltv;
        prop_assert!(
            (ltv.stress_bps..=ltv.calm_bps).contains(&terms.opening_ltv_bps),
            "INV-22"
        );
        prop_assert!(
            terms.opening_ltv_bps < config.liquidation_threshold_bps,
            "INV-22"
        );
        prop_assert!(
            effective.regime >= Regime::entered_at(effective.score),
            "INV-22: {effective:?}"
        );
    }
    Ok(())
}

/// INV-23: while fewer than half lie and all who are honest are heard, the median lies among the honest.
pub(crate) fn inv_23_between_honest_reports(raw: Score, honest: &[Report]) -> Verdict {
    let scores = honest.iter().map(|report| report.score);
    let (least, most) = (scores.clone().min().unwrap(), scores.max().unwrap());
    prop_assert!(
        (least..=most).contains(&raw),
        "INV-23: {raw:?} of {honest:?}"
    );
    Ok(())
}

/// INV-24: time alone never loosens.
pub(crate) fn inv_24_time_never_loosens(was: Effective, is: Effective) -> Verdict {
    prop_assert!(
        is.score >= was.score && is.regime >= was.regime,
        "INV-24: {was:?} to {is:?}"
    );
    Ok(())
}

/// INV-25: a report counts once, in order, in time; whatever is not accepted changes nothing.
pub(crate) fn inv_25_accepted_once_in_order_and_in_time(
    before: &Feed,
    after: &Feed,
    slot: usize,
    submission: &Submission,
    receipt: Result<Receipt>,
    now: Timestamp,
) -> Verdict {
    if receipt != Ok(Receipt::Accepted) {
        prop_assert_eq!(before, after, "INV-25");
        return Ok(());
    }
    let (old, new) = (&before.reports[slot], &after.reports[slot]);
    prop_assert!(new.sequence > old.sequence, "INV-25: sequence");
    prop_assert!(new.observed_at >= old.observed_at, "INV-25: order");
    prop_assert!(
        submission.observed_at.0 <= now.0 + 5 && now.since(submission.observed_at) <= 60,
        "INV-25: time"
    );
    prop_assert!(submission.score <= 10_000, "INV-25: range");
    prop_assert_eq!(
        after.records[slot].posts,
        before.records[slot].posts + 1,
        "INV-25"
    );
    Ok(())
}
