//! Liquidations and flash loans, as transactions on the market as it stands.

use super::build::{Build, named};
use super::deed::{Act, Deed};
use super::operation::{Between, Ending, Flash, Seizure};
use super::world::RESERVES;
use ballast_client::instruction::{self, LiquidationAccounts};
use solana_address::Address;

impl Build<'_> {
    /// None where there is no debt or no collateral.
    pub(super) fn seizure(self, seizure: &Seizure) -> Option<Deed> {
        let (held, owed) = self.state.used(seizure.user);
        let debt = *owed.get(seizure.debt).or(owed.first())?;
        let collateral = *held.get(seizure.collateral).or(held.first())?;
        let half = self.state.owed(seizure.user, debt).0.div_ceil(2);
        let amount = seizure.amount.of(half, || half);
        let parties = LiquidationAccounts {
            liquidator: self.key(seizure.liquidator),
            position: self.position(seizure.user),
            debt: self.world.accounts(debt),
            source: self.tokens(seizure.liquidator, debt),
            collateral: self.world.accounts(collateral),
            destination: self.tokens(seizure.liquidator, collateral),
        };
        let others = self.others(seizure.user, &[], &[debt, collateral]);
        let (market, receiver) = (self.market(), self.position(seizure.liquidator));
        let (name, mut instruction) = if seizure.is_into {
            let into = instruction::liquidate_into(&market, &parties, &receiver, amount, &others);
            ("liquidate_into", into)
        } else {
            let plain = instruction::liquidate(&market, &parties, amount, &others);
            ("liquidate", plain)
        };
        let act = Act::Liquidate {
            user: seizure.user,
            debt,
            collateral,
            receiver: seizure.is_into.then_some(seizure.liquidator),
        };
        if !seizure.has_prices {
            return Some(Deed::one(name, act, instruction));
        }
        let handles = &self.world.stage.market.reserves;
        let updates = [debt, collateral].map(|reserve| handles[reserve].price_account);
        instruction = instruction::with_prices(instruction, &updates, &[]);
        let mut deed = Deed::one(name, act, instruction);
        deed.acts
            .extend([Act::Refresh(debt), Act::Refresh(collateral)]);
        Some(deed)
    }

    /// A flash loan around other steps.
    pub(super) fn flash(self, flash: &Flash) -> Deed {
        let (user, reserve) = (flash.user, flash.reserve);
        let cash = self.state.reserves[reserve].ledger.cash.0;
        let amount = flash.amount.of(cash / 2, || cash);
        let (market, accounts) = (self.market(), self.world.accounts(reserve));
        let tokens = self.tokens(user, reserve);
        let mut deed = Deed::one(
            "flash_borrow",
            Act::FlashBorrow(reserve),
            instruction::flash_borrow(&market, &accounts, &tokens, amount),
        );
        let mut touched = vec![];
        for between in &flash.between {
            self.between(user, between, &mut touched, &mut deed);
        }
        let endings: &[(usize, Address)] = match flash.ending {
            Ending::Whole => &[(reserve, tokens)],
            Ending::Missing => &[],
            Ending::Other => {
                let other = (reserve + 1) % RESERVES;
                &[(other, self.tokens(user, other))]
            }
            Ending::Twice => &[(reserve, tokens), (reserve, tokens)],
            Ending::Poor => &[(reserve, self.world.empty[reserve])],
        };
        for (reserve, source) in endings {
            let accounts = self.world.accounts(*reserve);
            let payer = self.key(user);
            let repay = instruction::flash_repay(&payer, &market, &accounts, source);
            deed.acts.push(Act::FlashRepay(*reserve));
            deed.instructions.push(repay);
        }
        deed
    }

    fn between(self, user: usize, between: &Between, touched: &mut Vec<usize>, deed: &mut Deed) {
        match *between {
            Between::Move(kind, drawn, amount) => {
                let reserve = self.likely(user, kind, drawn);
                let amount = amount.of_a_move(self.state, user, kind, reserve);
                let moved = self.move_instruction(user, user, kind, reserve, amount, touched);
                touched.push(reserve);
                deed.acts.push(named(kind, user, reserve).1);
                deed.instructions.push(moved);
            }
            Between::Seize(mut seizure) => {
                seizure.liquidator = user;
                if let Some(seized) = self.seizure(&seizure) {
                    deed.acts.extend(seized.acts);
                    deed.instructions.extend(seized.instructions);
                }
            }
            Between::Accrue(reserve) => {
                deed.acts.push(Act::Accrue(reserve));
                deed.instructions.push(self.accrue(reserve, reserve));
            }
        }
    }
}
