//! INV-12 and INV-13: who may worsen whose health, and how far.

use super::Step;
use crate::invariants::deed::Act;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::state::State;
use crate::invariants::value::Value;
use crate::invariants::world::USERS;
use ballast_policy::Rule;
use proptest::prelude::*;

/// INV-12: whoever has just borrowed, or withdrawn with debt, backs all of it on present terms and is not liquidatable.
pub(super) fn inv_12_only_the_backed_borrow_and_withdraw(
    step: &Step<'_>,
    tally: &mut Tally,
) -> Verdict {
    if !step.is_done() {
        if step.broke(Rule::BorrowLimitExceeded) {
            tally.add("INV-12: refused");
        }
        return Ok(());
    }
    // Prices may fall within a transaction, after what it opened; what comes along with one instruction counts before it.
    let acts = step.deed.acts.iter();
    let has_prices = acts.clone().any(|act| matches!(act, Act::Refresh(_)));
    if has_prices && step.single().is_none() {
        return Ok(());
    }
    for act in acts {
        let (Act::Borrow(user, _) | Act::Withdraw(user, _)) = *act else {
            continue;
        };
        let value = Value::of(step.after, user);
        if value.debt == 0 {
            continue;
        }
        // What is deposited afterwards may keep isolated collateral from backing any more: the owner's own doing.
        let adds = |other: &Act| matches!(*other, Act::Deposit(by, _) if by == user);
        prop_assert!(
            value.weighted_debt <= value.borrow_limit || step.deed.acts.iter().any(adds),
            "INV-12: {value:?}"
        );
        prop_assert!(value.shortfall() <= 0, "INV-12: {value:?}");
        if let Act::Borrow(..) = act {
            owes_what_goes_together(step.after, user, tally)?;
        }
        if has_prices {
            tally.add("INV-12: with prices along");
        }
        tally.add(match act {
            Act::Borrow(..) => "INV-12: borrowed",
            _ => "INV-12: withdrawn with debt",
        });
    }
    Ok(())
}

/// An isolated asset is owed alone, and a position of a group owes assets of its group only.
fn owes_what_goes_together(state: &State, user: usize, tally: &mut Tally) -> Verdict {
    let (_, owed) = state.used(user);
    let group = state.position(user).group;
    for reserve in &owed {
        let config = &state.reserves[*reserve].config;
        if config.is_isolated_debt() {
            prop_assert!(owed.len() == 1, "INV-12: {owed:?}");
            tally.add("INV-12: an isolated asset borrowed");
        }
        if group != 0 {
            prop_assert_eq!(config.group.group, group, "INV-12: {:?}", owed);
            tally.add("INV-12: borrowed in a group");
        }
    }
    Ok(())
}

/// INV-13: at the same time and prices nobody is worse off, except who borrowed, withdrew or was liquidated, and depositors
/// by a loss.
pub(super) fn inv_13_no_one_else_is_worse_off(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    let acts = &step.deed.acts;
    if !step.is_done() || acts.iter().any(|act| matches!(act, Act::Resolve(..))) {
        return Ok(());
    }
    let before = step.before.at_prices_of(step.after);
    let worsened: Vec<usize> = acts.iter().filter_map(|act| act.worsens()).collect();
    for user in (0..USERS).filter(|user| !worsened.contains(user)) {
        let (old, new) = (Value::of(&before, user), Value::of(step.after, user));
        if new.debt == 0 {
            continue;
        }
        prop_assert!(
            new.shortfall() <= old.shortfall(),
            "INV-13: user {user} by {acts:?}: {old:?} {new:?}"
        );
        tally.add("INV-13: health compared");
        if new.shortfall() > 0 {
            tally.add("INV-13: bad health compared");
        }
    }
    Ok(())
}
