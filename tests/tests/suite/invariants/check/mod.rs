//! The invariants by their numbers: each judges a transaction by the accounts before and after it, and by nothing else.

mod authority;
mod books;
mod caps;
mod exits;
mod health;
mod liquidation;
mod rates;
mod rewards;
mod trace;

pub(super) use exits::tell;

use super::deed::{Act, Deed};
use super::judge::{Judge, Tally, Verdict};
use super::state::State;
use super::world::World;
use ballast_client::error::FIRST_ERROR_CODE;
use ballast_policy::Rule;
use ballast_vm::{Image, SendError, Sent};
use solana_address::Address;

/// What is asked of rewards has no number among the invariants; this tells its verdicts apart.
pub(super) const REWARDS: u8 = 100;
/// The same of hosts.
pub(super) const HOSTS: u8 = 101;

/// One transaction and what it did.
pub(super) struct Step<'a> {
    pub(super) world: &'a World,
    /// What was sent.
    pub(super) deed: &'a Deed,
    /// What came of it.
    pub(super) result: &'a Result<Sent, SendError>,
    /// The market before.
    pub(super) before: &'a State,
    /// The market after.
    pub(super) after: &'a State,
    /// All accounts before and after.
    pub(super) images: (&'a Image, &'a Image),
    /// Those that differ.
    pub(super) changed: &'a [Address],
}

/// What an invariant says about a transaction.
type Check = fn(&Step<'_>, &mut Tally) -> Verdict;

/// What is asked after every transaction.
const CHECKS: [(u8, Check); 16] = [
    (1, books::inv_1_the_vault_holds_what_the_books_say),
    (2, books::inv_2_claims_are_covered),
    (3, books::inv_3_share_price_never_falls_but_by_loss),
    (4, books::inv_4_debt_index_never_falls),
    (5, books::inv_5_parts_are_the_whole),
    (7, trace::inv_7_nothing_else_changes),
    (8, trace::inv_8_a_failure_leaves_no_trace),
    (9, trace::inv_9_no_flash_loan_is_left),
    (10, exits::inv_10_without_debt_all_can_be_withdrawn),
    (11, exits::inv_11_debt_can_always_be_repaid),
    (12, health::inv_12_only_the_backed_borrow_and_withdraw),
    (13, health::inv_13_no_one_else_is_worse_off),
    (14, liquidation::inv_14_the_unhealthy_are_improved),
    (15, caps::inv_15_caps_bind_only_increases),
    (16, rates::inv_16_the_rate_is_on_its_curve),
    (REWARDS, rewards::streams_give_what_they_were_given),
];

/// Asks every invariant about a transaction.
pub(super) fn every(step: &Step<'_>, judge: &mut Judge) -> Verdict {
    for (number, check) in CHECKS {
        let verdict = check(step, &mut judge.tally);
        judge.take(number, verdict)?;
    }
    Ok(())
}

impl Step<'_> {
    /// What it was about, if it was one thing; prices and a host may come along.
    pub(super) fn single(&self) -> Option<Act> {
        let mut acts = self.deed.acts.iter();
        let mut acts = acts
            .by_ref()
            .filter(|act| !matches!(act, Act::Refresh(_) | Act::Host(..)));
        let first = acts.next().copied();
        first.filter(|_| acts.next().is_none())
    }

    /// Whether this key signs it, the payer of its fee aside.
    pub(super) fn signs(&self, key: &Address) -> bool {
        let mut metas = self
            .deed
            .instructions
            .iter()
            .flat_map(|each| &each.accounts);
        metas.any(|meta| meta.is_signer && meta.pubkey == *key)
    }

    /// Whether it went through.
    pub(super) fn is_done(&self) -> bool {
        self.result.is_ok()
    }

    /// Whether it was refused by this rule.
    pub(super) fn broke(&self, rule: Rule) -> bool {
        let code = self.result.as_ref().err().and_then(SendError::code);
        code == Some(FIRST_ERROR_CODE + u32::from(rule.number()))
    }

    /// Whether it changed an account.
    pub(super) fn has_changed(&self, address: &Address) -> bool {
        self.changed.contains(address)
    }
}
