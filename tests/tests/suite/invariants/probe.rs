//! What is tried and undone: INV-6, INV-10, INV-11 and INV-17 ask what would happen.

use super::amount::Amount;
use super::check::tell;
use super::judge::Verdict;
use super::operation::Kind;
use super::run::Run;
use super::state::{State, balance, holdings, index};
use super::value::{debt, worth_floor};
use super::world::{ISO, USERS};
use ballast_client::layout;
use ballast_policy::ledger::Ledger;
use ballast_vm::Machine;
use proptest::prelude::*;
use solana_instruction::Instruction;

/// A thousand years, after which every index has reached its end.
const THOUSAND_YEARS: u64 = 1_000 * 31_536_000;

impl Run<'_> {
    /// INV-6: going there and back at once never profits, in one step each way or in two.
    pub(super) fn round_trip(&mut self, user: usize, reserve: usize, amount: Amount) -> Verdict {
        for (there, back) in [(Kind::Deposit, Kind::Withdraw), (Kind::Borrow, Kind::Repay)] {
            let all = amount.of_a_move(&self.state, user, there, reserve);
            let (part, rest) = (all / 3, all - all / 3);
            let ways = [
                vec![(there, all), (back, all)],
                vec![(there, all), (back, part), (back, rest)],
                vec![(there, part), (there, rest), (back, all)],
            ];
            for way in ways {
                let verdict = self.inv_6_there_and_back(user, reserve, &way);
                self.judge.take(6, verdict)?;
            }
        }
        Ok(())
    }

    fn inv_6_there_and_back(
        &mut self,
        user: usize,
        reserve: usize,
        way: &[(Kind, u64)],
    ) -> Verdict {
        let build = self.build();
        let step = |(kind, amount): &(Kind, u64)| {
            build.move_instruction(user, user, *kind, reserve, *amount, &[reserve])
        };
        let all: Vec<Instruction> = way.iter().map(step).collect();
        let Ok(trial) = self.machine.try_on_trust(&all) else {
            return Ok(());
        };
        let tokens = build.tokens(user, reserve);
        let had = self.balance_of(&tokens);
        let has = balance(trial.data(&tokens).unwrap());
        prop_assert!(has <= had, "INV-6: {way:?}: {had} tokens became {has}");
        let before = self.state.position(user);
        let after = holdings(trial.data(&build.position(user)).unwrap());
        let at = index(reserve);
        prop_assert!(
            after.deposit_shares(at) <= before.deposit_shares(at),
            "INV-6: {way:?} gained a deposit"
        );
        prop_assert!(
            after.debt_shares(at) >= before.debt_shares(at),
            "INV-6: {way:?} lost a debt"
        );
        self.judge.tally.add(match way[0].0 {
            Kind::Deposit => "INV-6: deposited and withdrawn",
            _ => "INV-6: borrowed and repaid",
        });
        Ok(())
    }

    fn balance_of(&self, tokens: &solana_address::Address) -> u64 {
        balance(&self.machine.account(tokens).unwrap().data)
    }

    /// INV-10: a user without debt takes out all it holds, as far as the cash goes.
    pub(super) fn leave(&mut self, user: usize) -> Verdict {
        if !self.state.position(user).is_free_of_debt() {
            return Ok(());
        }
        for reserve in self.state.used(user).0 {
            let verdict = self.inv_10_what_is_held_can_be_taken(user, reserve);
            self.judge.take(10, verdict)?;
        }
        Ok(())
    }

    fn inv_10_what_is_held_can_be_taken(&mut self, user: usize, reserve: usize) -> Verdict {
        let shares = self.state.position(user).deposit_shares(index(reserve)).0;
        let accrued = self.state.accrued(reserve);
        let ledger = &accrued.reserves[reserve].ledger;
        let (worth, cash) = (worth_floor(ledger, shares), ledger.cash.0);
        let (asked, paid) = if worth <= u128::from(cash) {
            (u64::MAX, u64::try_from(worth).unwrap())
        } else {
            (cash, cash)
        };
        if asked == 0 {
            return Ok(());
        }
        let build = self.build();
        let leave = build.move_instruction(user, user, Kind::Withdraw, reserve, asked, &[]);
        let trial = self.machine.try_on_trust(&[leave]);
        prop_assert!(trial.is_ok(), "INV-10: {:?}", trial.err());
        let vault = balance(trial.unwrap().data(&self.world.vaults[reserve]).unwrap());
        prop_assert_eq!(self.state.vaults[reserve] - vault, paid, "INV-10");
        tell(
            &self.state,
            reserve,
            "INV-10: withdrawn",
            &mut self.judge.tally,
        );
        Ok(())
    }

    /// INV-11: what a user owes is repaid in parts and whole, by itself or another.
    pub(super) fn settle(&mut self, user: usize, payer: usize) -> Verdict {
        for reserve in self.state.used(user).1 {
            let verdict = self.inv_11_any_part_can_be_repaid(user, payer, reserve);
            self.judge.take(11, verdict)?;
        }
        Ok(())
    }

    fn inv_11_any_part_can_be_repaid(
        &mut self,
        user: usize,
        payer: usize,
        reserve: usize,
    ) -> Verdict {
        let owed = self.state.owed(user, reserve).0;
        let build = self.build();
        let parts = [1, owed / 3 + 1, u64::MAX]
            .map(|amount| build.move_instruction(user, payer, Kind::Repay, reserve, amount, &[]));
        for part in &parts {
            let trial = self.machine.try_on_trust(std::slice::from_ref(part));
            prop_assert!(trial.is_ok(), "INV-11: of {owed}: {:?}", trial.err());
        }
        let trial = self.machine.try_on_trust(&parts[2..]).unwrap();
        let left = holdings(trial.data(&build.position(user)).unwrap());
        prop_assert!(left.debt_shares(index(reserve)).is_zero(), "INV-11");
        tell(
            &self.state,
            reserve,
            "INV-11: repaid",
            &mut self.judge.tally,
        );
        if payer != user {
            self.judge.tally.add("INV-11: repaid by another");
        }
        Ok(())
    }

    /// INV-17: interest is counted in one step and in two.
    pub(super) fn accrue_twice(&mut self, reserve: usize, first: u64, second: u64) -> Verdict {
        let verdict = self.inv_17_twice_is_once(reserve, first, second);
        self.judge.take(17, verdict)?;
        let verdict = self.inv_17_a_thousand_years_stop_nobody(reserve);
        self.judge.take(17, verdict)
    }

    fn inv_17_twice_is_once(&mut self, reserve: usize, first: u64, second: u64) -> Verdict {
        let accrue = self.build().accrue(reserve, reserve);
        // What begins at the rate of now, not of when it was counted last.
        let mut start = self.machine.fork();
        let begun = accrued_after(&mut start, 0, &accrue);
        let again = accrued_after(&mut start, 0, &accrue);
        prop_assert_eq!(begun, again, "INV-17: no time, no interest");
        let once = accrued_after(&mut start.fork(), first + second, &accrue);
        let mut halfway = start.fork();
        let between = accrued_after(&mut halfway, first, &accrue);
        let twice = accrued_after(&mut halfway, second, &accrue);
        let (least, most) = (debt(&once), debt(&twice));
        // The series is exact to 2^-44 up to an exponent of 2^-10, and every doubling from there on doubles its error.
        let exponent = (u128::from(begun.rate.0) * u128::from(first + second)) >> 64;
        let rounding = (least >> 33) * (exponent + 1) + 2;
        prop_assert!(
            most + rounding >= least,
            "INV-17: {begun:?} {once:?} {twice:?}"
        );
        // The rate that held at first, where it held throughout.
        if between.rate == begun.rate {
            prop_assert!(
                least + rounding >= most,
                "INV-17: {begun:?} {once:?} {twice:?}"
            );
            if least > debt(&begun) {
                self.judge.tally.add("INV-17: in two steps as in one");
            }
        }
        if reserve == ISO && least > debt(&begun) {
            self.judge.tally.add("INV-17: at a rate that never changes");
        }
        self.judge.tally.add("INV-17: counted twice");
        Ok(())
    }

    /// However much has grown meanwhile, interest is counted; who owes can pay, and who owes nothing can withdraw.
    fn inv_17_a_thousand_years_stop_nobody(&mut self, reserve: usize) -> Verdict {
        let build = self.build();
        let mut later = self.machine.fork();
        let accrue = build.accrue(reserve, reserve);
        let before = self.state.reserves[reserve].ledger.index;
        let ledger = accrued_after(&mut later, THOUSAND_YEARS, &accrue);
        prop_assert!(ledger.index >= before, "INV-17: {ledger:?}");
        for user in 0..USERS {
            let position = self.state.position(user);
            let at = index(reserve);
            let kind = if !position.debt_shares(at).is_zero() {
                Kind::Repay
            } else if position.is_free_of_debt() && !position.deposit_shares(at).is_zero() {
                Kind::Withdraw
            } else {
                continue;
            };
            // After a loss the last shares may be worth less than a unit.
            let worth = worth_floor(&ledger, position.deposit_shares(at).0);
            if kind == Kind::Withdraw && (ledger.cash.is_zero() || worth == 0) {
                continue;
            }
            let one = build.move_instruction(user, user, kind, reserve, 1, &[]);
            let trial = later.try_on_trust(&[one]);
            prop_assert!(trial.is_ok(), "INV-17: {kind:?}: {:?}", trial.err());
        }
        if ledger.index > before {
            self.judge.tally.add("INV-17: a thousand years on");
        }
        Ok(())
    }
}

/// The books once `seconds` have passed and interest was counted.
fn accrued_after(machine: &mut Machine, seconds: u64, accrue: &Instruction) -> Ledger {
    machine.warp(seconds);
    machine.send_on_trust(std::slice::from_ref(accrue)).unwrap();
    let reserve: layout::Reserve = machine.read(&accrue.accounts[0].pubkey).unwrap();
    ballast_vm::ledger(&reserve.ledger)
}

/// INV-10 and INV-11 at the end: those who are left held more than the cash of the reserve.
pub(super) fn nobody_is_left(state: &State, left: &[usize]) -> Verdict {
    prop_assert!(
        left.is_empty(),
        "INV-10: {left:?} cannot leave: {:?}",
        state.positions
    );
    Ok(())
}
