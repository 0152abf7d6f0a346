//! INV-16: what a debt costs.

use super::Step;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::value::debt;
use crate::invariants::world::RESERVES;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::ledger::Ledger;
use ballast_policy::regime::Regime;
use proptest::prelude::*;

/// A 365-day year.
const SECONDS: f64 = 31_536_000.0;
/// A utilisation is counted in 2^-24, a rate in 2^-32 of a year's.
const TOLERANCE: f64 = 3e-7;

/// INV-16: whenever books change, the rate in force is that of the present regime's curve at their utilisation, and lies
/// between its ends; and no curve falls.
pub(super) fn inv_16_the_rate_is_on_its_curve(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    for reserve in 0..RESERVES {
        let (old, new) = (
            &step.before.reserves[reserve],
            &step.after.reserves[reserve],
        );
        if old.ledger == new.ledger {
            continue;
        }
        let regime = step.after.effective[new.feed].regime;
        let curve = &new.config.curves[regime as usize];
        let used = utilization(&new.ledger);
        let (expected, found) = (rate_at(curve, used), annual_rate(&new.ledger));
        let tolerance = TOLERANCE * (1.0 + steepness(curve));
        prop_assert!(
            (expected - found).abs() <= tolerance,
            "INV-16: {found} instead of {expected} at {used} in {regime:?}, reserve {reserve}"
        );
        let corners = curve.corners();
        let rates = corners.iter().map(|corner| corner.rate_bps);
        prop_assert!(rates.clone().is_sorted(), "INV-16: {curve:?}");
        let (least, most) = (rates.clone().min().unwrap(), rates.max().unwrap());
        let ends = f64::from(least) / 10_000.0 - TOLERANCE..=f64::from(most) / 10_000.0 + TOLERANCE;
        prop_assert!(ends.contains(&found), "INV-16: {found}");
        tally.add(match regime {
            Regime::Calm => "INV-16: rate in calm",
            Regime::Transition => "INV-16: rate in transition",
            Regime::Stress => "INV-16: rate in stress",
        });
        if used > 0.9 {
            tally.add("INV-16: rate of a reserve that is lent out");
        }
    }
    Ok(())
}

/// A share of one.
#[expect(clippy::cast_precision_loss, reason = "compared within a tolerance")]
fn utilization(ledger: &Ledger) -> f64 {
    let (debt, cash) = (debt(ledger) as f64, ledger.cash.0 as f64);
    if debt == 0.0 {
        0.0
    } else {
        debt / (cash + debt)
    }
}

/// A share of one a year.
#[expect(clippy::cast_precision_loss, reason = "compared within a tolerance")]
fn annual_rate(ledger: &Ledger) -> f64 {
    ledger.rate.0 as f64 / 2f64.powi(64) * SECONDS
}

/// On the straight line between two corners.
fn rate_at(curve: &BorrowCurve, used: f64) -> f64 {
    let corner = |place: usize| {
        let corner = curve.corners()[place];
        let share = f64::from(corner.utilization_bps) / 10_000.0;
        (share, f64::from(corner.rate_bps) / 10_000.0)
    };
    let last = curve.corners().len() - 1;
    let place = (1..last).find(|place| used <= corner(*place).0);
    let place = place.unwrap_or(last);
    let ((low, from), (high, to)) = (corner(place - 1), corner(place));
    from + (to - from) * ((used - low) / (high - low)).clamp(0.0, 1.0)
}

/// How much the rate changes at most over a share of one.
fn steepness(curve: &BorrowCurve) -> f64 {
    let pairs = curve.corners().windows(2);
    let slopes = pairs.map(|pair| {
        let rise = f64::from(pair[1].rate_bps) - f64::from(pair[0].rate_bps);
        rise / f64::from(pair[1].utilization_bps - pair[0].utilization_bps)
    });
    slopes.fold(0.0, f64::max)
}
