//! One sequence on both sides.

use super::compare::{assert_same_refusal, assert_told, read};
use super::model::Model;
use super::rebuild::Rebuilt;
use super::step::{Amount, Step};
use ballast_client::instruction::{RewardAccounts, RewardSide};
use ballast_policy::market::Action;
use ballast_policy::reward::Side;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use ballast_tests::{Actor, ETH, SOL, Stage, USDC};
use ballast_vm::{DeploymentPlan, SendError, Sent};

/// The program's market and policy's, which must not differ.
pub(crate) struct Play {
    pub(super) stage: Stage,
    actors: Vec<Actor>,
    pub(super) model: Model,
    pub(super) rebuilt: Rebuilt,
    rewards: [Rewarded; 2],
}

/// A side of a reserve that is rewarded.
struct Rewarded {
    reserve: usize,
    side: Side,
    accounts: RewardAccounts,
}

impl Play {
    /// Both sides with three users, each of whom has put one token in.
    pub(crate) fn begin(plan: &DeploymentPlan) -> Self {
        let mut stage = Stage::calm(plan);
        let names = ["first", "second", "third"];
        let actors: Vec<Actor> = names.iter().map(|name| stage.actor(name)).collect();
        for (reserve, actor) in actors.iter().enumerate() {
            let amount = Amount::Usual(1_000).of(reserve);
            stage.deposit(actor, reserve, amount).unwrap();
        }
        let rewards = [
            rewarded(&mut stage, SOL, Side::Deposit),
            rewarded(&mut stage, USDC, Side::Borrow),
        ];
        let model = read(&stage, &actors);
        Self {
            rewards,
            rebuilt: Rebuilt::from(&model, &stage, &actors),
            stage,
            actors,
            model,
        }
    }

    /// Takes a step on both sides and compares them; whether it went through.
    pub(crate) fn take(&mut self, number: usize, step: &Step) -> bool {
        let went_through = self.step(step);
        let found = read(&self.stage, &self.actors);
        assert_eq!(found, self.model, "after step {number}, {step:?}");
        for reserve in [SOL, USDC, ETH] {
            // Nothing but the market's own actions moved a token: INV-1 with equality.
            let cash = self.model.reserves[reserve].ledger.cash.0;
            assert_eq!(
                self.stage.vault_balance(reserve),
                cash,
                "after step {number}, {step:?}"
            );
        }
        went_through
    }

    /// Fails the test unless the log of all steps leads to what is stored.
    pub(crate) fn assert_the_log_tells_all(&self) {
        self.rebuilt.assert_is(&self.model, &self.actors);
    }

    fn step(&mut self, step: &Step) -> bool {
        match *step {
            Step::Deposit(actor, reserve, amount) => {
                let amount = amount.of(reserve);
                let sent = self.stage.deposit(&self.actors[actor], reserve, amount);
                self.acted(
                    sent,
                    actor,
                    actor,
                    Action::Deposit(index(reserve), TokenAmount(amount)),
                )
            }
            Step::Withdraw(actor, reserve, amount) => {
                let amount = amount.of(reserve);
                let sent = self.stage.withdraw(&self.actors[actor], reserve, amount);
                self.acted(
                    sent,
                    actor,
                    actor,
                    Action::Withdraw(index(reserve), TokenAmount(amount)),
                )
            }
            Step::Borrow(actor, reserve, amount) => {
                let amount = amount.of(reserve);
                let sent = self.stage.borrow(&self.actors[actor], reserve, amount);
                self.acted(
                    sent,
                    actor,
                    actor,
                    Action::Borrow(index(reserve), TokenAmount(amount)),
                )
            }
            Step::Leverage(actor, reserve, percent) => {
                let amount = self.model.room(actor, reserve, self.now()) / 100 * u64::from(percent);
                let sent = self.stage.borrow(&self.actors[actor], reserve, amount);
                self.acted(
                    sent,
                    actor,
                    actor,
                    Action::Borrow(index(reserve), TokenAmount(amount)),
                )
            }
            Step::Repay(actor, reserve, amount) => {
                let amount = amount.of(reserve);
                let sent = self.stage.repay(&self.actors[actor], reserve, amount);
                self.acted(
                    sent,
                    actor,
                    actor,
                    Action::Repay(index(reserve), TokenAmount(amount)),
                )
            }
            Step::Liquidate {
                liquidator,
                borrower,
                debt,
                collateral,
                amount,
                is_aimed,
            } => {
                let (debt, collateral) = if is_aimed {
                    self.target(borrower, debt, collateral)
                } else {
                    (debt, collateral)
                };
                let amount = amount.of(debt);
                let (by, of) = (&self.actors[liquidator], &self.actors[borrower]);
                let sent = self.stage.liquidate(by, of, debt, collateral, amount);
                let action = Action::Liquidate {
                    debt: index(debt),
                    collateral: index(collateral),
                    amount: TokenAmount(amount),
                };
                self.acted(sent, liquidator, borrower, action)
            }
            Step::Claim(actor, side) => self.claim(actor, side),
            _ => self.risk_step(step),
        }
    }

    /// The first debt and the first deposit of a borrower, or the given ones where there is none.
    fn target(&self, borrower: usize, debt: usize, collateral: usize) -> (usize, usize) {
        let position = &self.model.positions[borrower];
        let owed = position.borrows.iter().find(|slot| !slot.shares.is_zero());
        let held = position.deposits.iter().find(|slot| !slot.shares.is_zero());
        match (owed, held) {
            (Some(owed), Some(held)) => (owed.reserve.0.into(), held.reserve.0.into()),
            _ => (debt, collateral),
        }
    }

    /// A claim never fails; it may pay nothing.
    fn claim(&mut self, actor: usize, side: usize) -> bool {
        let (now, rewarded) = (self.now(), &self.rewards[side]);
        let (reserve, side) = (index(rewarded.reserve), rewarded.side);
        let claimed = self.stage.claim(&rewarded.accounts, &self.actors[actor]);
        let (paid, sent) = claimed.unwrap();
        let mut position = self.model.positions[actor];
        let mut market = self.model.market();
        let expected = market.claim_reward(&mut position, reserve, side, now);
        self.model.positions[actor] = position;
        assert_eq!(TokenAmount(paid), expected.unwrap());
        self.rebuilt.take(&sent.events, now);
        paid != 0
    }

    /// Holds the program's answer to an action against policy's.
    fn acted(
        &mut self,
        sent: Result<Sent, SendError>,
        actor: usize,
        holder: usize,
        action: Action,
    ) -> bool {
        let now = self.now();
        match self.model.act(actor, holder, action, now) {
            Ok(outcome) => {
                let sent = sent.unwrap_or_else(|error| panic!("policy allows {action:?}: {error}"));
                assert_told(&sent, action, outcome);
                self.rebuilt.take(&sent.events, now);
                true
            }
            Err(refused) => {
                assert_same_refusal(sent, refused);
                false
            }
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp(self.stage.machine.now())
    }
}

/// Rewards that are given within a year.
fn rewarded(stage: &mut Stage, reserve: usize, side: Side) -> Rewarded {
    let of = match side {
        Side::Deposit => RewardSide::Deposit,
        Side::Borrow => RewardSide::Borrow,
    };
    let accounts = stage.rewards(reserve, of);
    stage.open_rewards(&accounts).unwrap();
    stage
        .fund_rewards(&accounts, 900_000_000, 31_536_000)
        .unwrap();
    Rewarded {
        reserve,
        side,
        accounts,
    }
}

fn index(reserve: usize) -> ReserveIndex {
    ReserveIndex(u16::try_from(reserve).unwrap())
}
