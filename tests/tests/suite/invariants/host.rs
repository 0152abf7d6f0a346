//! Borrows that somebody brought: what a host gains comes out of the protocol's fee.

use super::build::signer;
use super::check::HOSTS;
use super::deed::{Act, Deed};
use super::judge::Verdict;
use super::operation::Move;
use super::run::Run;
use ballast_client::layout::{self, Account as _};
use ballast_policy::ledger::Ledger;
use ballast_vm::Trial;
use proptest::prelude::*;

impl Run<'_> {
    /// A host costs the borrower nothing: its position is the same to the byte as without one.
    pub(super) fn move_with_host(&mut self, moved: Move) -> Verdict {
        let plain = self.build().moved(&Move {
            host: None,
            ..moved
        });
        let deed = self.build().moved(&moved);
        let alone = self.machine.try_on_trust(&plain.instructions);
        let is_done = self.act(&deed)?;
        let is_by_another = match deed.acts[0] {
            Act::Borrow(user, _) => signer(user, moved.by) != user,
            _ => false,
        };
        if is_by_another {
            // Whoever acts for an owner names no host.
            self.judge.tally.add("hosts: named by another");
            let verdict = host_is_refused(&deed, is_done);
            return self.judge.take(HOSTS, verdict);
        }
        let verdict = self.host_costs_nothing(&deed, alone.ok(), is_done);
        self.judge.take(HOSTS, verdict)
    }

    fn host_costs_nothing(&mut self, deed: &Deed, alone: Option<Trial>, is_done: bool) -> Verdict {
        prop_assert_eq!(alone.is_some(), is_done, "hosts: {:?}", deed);
        let (Some(alone), Act::Borrow(user, reserve)) = (alone, deed.acts[0]) else {
            return Ok(());
        };
        let position = self.build().position(user);
        let (without, with) = (alone.data(&position), self.image.data(&position));
        prop_assert_eq!(without, with, "hosts: user {}", user);
        let account = self.world.accounts(reserve).reserve;
        let account: layout::Reserve =
            layout::Reserve::decode(alone.data(&account).unwrap()).unwrap();
        let ledger = ballast_vm::ledger(&account.ledger);
        let paid = ledger.cash.0 - self.state.reserves[reserve].ledger.cash.0;
        let debts = |ledger: &Ledger| (ledger.debt_shares, ledger.index, ledger.deposit_shares);
        let kept = &self.state.reserves[reserve].ledger;
        prop_assert_eq!(debts(&ledger), debts(kept), "hosts: {}", reserve);
        prop_assert_eq!(
            ledger.fees_owed.0 - kept.fees_owed.0,
            paid,
            "hosts: {}",
            reserve
        );
        self.judge.tally.add(match paid {
            0 => "hosts: none to pay",
            _ => "hosts: paid",
        });
        Ok(())
    }
}

fn host_is_refused(deed: &Deed, is_done: bool) -> Verdict {
    prop_assert!(!is_done, "hosts: named by another: {deed:?}");
    Ok(())
}
