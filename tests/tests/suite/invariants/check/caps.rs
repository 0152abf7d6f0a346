//! INV-15: caps bind what adds, and nothing that takes away.

use super::Step;
use crate::invariants::deed::Act;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::state::State;
use crate::invariants::value::{assets, debt, owed_ceil};
use ballast_policy::Rule;
use proptest::prelude::*;

/// How long a cap opens: a week.
const OPENING: u128 = 604_800;

/// Whatever is refused for want of room under a cap.
const CAPS: [Rule; 5] = [
    Rule::DepositCapExceeded,
    Rule::BorrowCapExceeded,
    Rule::AccountDepositExceeded,
    Rule::AccountBorrowExceeded,
    Rule::GroupCapExceeded,
];

/// INV-15: no cap ever stops a withdrawal, a repayment or a liquidation, however far above it a reserve is; and what a
/// deposit or a borrow adds stays within it.
pub(super) fn inv_15_caps_bind_only_increases(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    let Some(act) = step.single() else {
        return Ok(());
    };
    match act {
        Act::Withdraw(..) | Act::Repay(..) | Act::Liquidate { .. } | Act::Resolve(..) => {
            let stopped = CAPS.iter().find(|rule| step.broke(**rule));
            prop_assert!(stopped.is_none(), "INV-15: {act:?}: {stopped:?}");
            count_above(step, act, tally);
        }
        Act::Deposit(_, reserve) if step.is_done() => {
            let cap = deposit_cap(step.after, reserve);
            let assets = assets(&step.after.reserves[reserve].ledger);
            prop_assert!(assets <= i128::from(cap), "INV-15: {assets} past {cap}");
            tally.add("INV-15: deposited under a cap");
            if cap < step.after.reserves[reserve].config.deposit_cap.0 {
                tally.add("INV-15: deposited while the cap opens");
            }
        }
        Act::Borrow(user, reserve) if step.is_done() => {
            stays_within(step, user, reserve)?;
            tally.add("INV-15: borrowed under a cap");
        }
        _ if CAPS.iter().any(|rule| step.broke(*rule)) => tally.add("INV-15: more refused"),
        _ => {}
    }
    Ok(())
}

fn stays_within(step: &Step<'_>, user: usize, reserve: usize) -> Verdict {
    let of = &step.after.reserves[reserve];
    let cap = borrow_cap(step.after, reserve);
    let debt = debt(&of.ledger);
    // Debt shares are rounded up, and so is what they owe.
    let rounding = u128::from(of.ledger.index.whole) + 1;
    prop_assert!(
        cap > 0 && debt <= cap + rounding,
        "INV-15: {debt} past {cap}"
    );
    if step.after.position(user).group != 0 {
        let owed = owed_ceil(of.ledger.index, of.ledger.group_debt_shares.0);
        let cap = of.config.group.borrow_cap.0;
        prop_assert!(owed <= u128::from(cap), "INV-15: the group's {owed}");
    }
    Ok(())
}

/// What may be held: of what became collateral a tenth at first, and all after a week.
fn deposit_cap(state: &State, reserve: usize) -> u64 {
    let of = &state.reserves[reserve];
    let (full, opened) = (of.config.deposit_cap.0, of.schedule.opening.0.0);
    let passed = u128::from(state.now.0 - opened);
    if opened == 0 || passed >= OPENING {
        return full;
    }
    let first = full / 10;
    let grown = u128::from(full - first) * passed / OPENING;
    first + u64::try_from(grown).unwrap()
}

fn borrow_cap(state: &State, reserve: usize) -> u128 {
    let of = &state.reserves[reserve];
    let regime = state.effective[of.feed].regime;
    let cap = of.config.borrow_caps[regime as usize].0;
    let deleverage = &of.schedule.deleverage;
    u128::from(if deleverage.weight_bps == 0 {
        cap
    } else {
        cap.min(deleverage.target.0)
    })
}

/// Counts what went through in a reserve that is above a cap of its own.
fn count_above(step: &Step<'_>, act: Act, tally: &mut Tally) {
    if !step.is_done() {
        return;
    }
    for reserve in act.reserves().into_iter().flatten() {
        let of = &step.before.reserves[reserve];
        let is_above = assets(&of.ledger) > i128::from(of.config.deposit_cap.0)
            || debt(&of.ledger) > borrow_cap(step.before, reserve);
        if is_above {
            tally.add(match act {
                Act::Withdraw(..) => "INV-15: withdrawn above a cap",
                Act::Repay(..) => "INV-15: repaid above a cap",
                Act::Liquidate { .. } => "INV-15: liquidated above a cap",
                _ => "INV-15: written off above a cap",
            });
        }
    }
}
