//! INV-10 and INV-11: who owes nothing can always leave, and who owes can always pay.

use super::Step;
use crate::invariants::deed::Act;
use crate::invariants::judge::{Tally, Verdict};
use crate::invariants::state::{State, balance, index};
use crate::invariants::value::worth_floor;
use ballast_policy::regime::Regime;
use proptest::prelude::*;

/// What is out of order in the market while someone leaves or pays: what neither may depend on.
pub(in crate::invariants) fn tell(state: &State, reserve: usize, what: &str, tally: &mut Tally) {
    let of = &state.reserves[reserve];
    let latched = of.flows.breakers.latched(&of.limits.breakers, state.now);
    let states = [
        ("", true),
        (", paused", state.now.0 < state.paused_until),
        (
            ", stress",
            state.effective[of.feed].regime == Regime::Stress,
        ),
        (
            ", no price",
            of.price.check_usable(&of.config.price, state.now).is_err(),
        ),
        (", breaker", latched != 0),
    ];
    for (suffix, _) in states.into_iter().filter(|(_, is_so)| *is_so) {
        tally.add(&format!("{what}{suffix}"));
    }
}

/// The amount that the only instruction asks for.
fn amount(step: &Step<'_>) -> u64 {
    let data = &step.deed.instructions[0].data;
    u64::from_le_bytes(*data[1..].first_chunk().unwrap())
}

/// Whether who signs has twice what is owed: more than the token's own fee could ask for.
fn can_afford(step: &Step<'_>, reserve: usize, owed: u64) -> bool {
    let actors = step.world.actors.iter();
    let mut payers = actors.filter(|actor| step.signs(&actor.address()));
    payers.any(|payer| {
        let tokens = step.images.0.data(&payer.tokens[reserve]);
        balance(tokens.unwrap()) / 2 >= owed
    })
}

/// INV-10: without debt all that is held can be withdrawn as far as the cash goes, whatever prices, feeds, breakers and pauses
/// say.
pub(super) fn inv_10_without_debt_all_can_be_withdrawn(
    step: &Step<'_>,
    tally: &mut Tally,
) -> Verdict {
    // Who brings a price along asks for it to be loaded.
    let [Act::Withdraw(user, reserve)] = step.deed.acts[..] else {
        return Ok(());
    };
    let position = step.before.position(user);
    let shares = position.deposit_shares(index(reserve)).0;
    if !step.signs(&step.world.actors[user].address()) || shares == 0 || !position.is_free_of_debt()
    {
        return Ok(());
    }
    let accrued = step.before.accrued(reserve);
    let ledger = &accrued.reserves[reserve].ledger;
    let worth = worth_floor(ledger, shares);
    let asked = match amount(step) {
        u64::MAX => worth,
        asked => u128::from(asked),
    };
    if amount(step) == 0 || asked > worth || asked > u128::from(ledger.cash.0) {
        return Ok(());
    }
    prop_assert!(step.is_done(), "INV-10: {:?}", step.result);
    let paid = step.before.vaults[reserve] - step.after.vaults[reserve];
    prop_assert_eq!(u128::from(paid), asked, "INV-10");
    tell(step.before, reserve, "INV-10: withdrawn", tally);
    Ok(())
}

/// INV-11: any part of a debt can be repaid, by anyone, in every regime, pause and state of prices; and all of it ends it.
pub(super) fn inv_11_debt_can_always_be_repaid(step: &Step<'_>, tally: &mut Tally) -> Verdict {
    let Some(Act::Repay(user, reserve)) = step.single() else {
        return Ok(());
    };
    let owed = step.before.owed(user, reserve).0;
    if owed == 0 || amount(step) == 0 || !can_afford(step, reserve, owed) {
        return Ok(());
    }
    prop_assert!(step.is_done(), "INV-11: {:?}", step.result);
    let paid = step.after.vaults[reserve] - step.before.vaults[reserve];
    prop_assert_eq!(paid, owed.min(amount(step)), "INV-11");
    if paid == owed {
        prop_assert_eq!(step.after.owed(user, reserve).0, 0, "INV-11");
    }
    tell(step.before, reserve, "INV-11: repaid", tally);
    if !step.signs(&step.world.actors[user].address()) {
        tally.add("INV-11: repaid by another");
    }
    Ok(())
}
