//! Policy's market, with the balances that the program's token transfers would leave.

use ballast_policy::PolicyError;
use ballast_policy::control::{MarketFlows, MarketLimits};
use ballast_policy::health::Purpose;
use ballast_policy::market::{Action, Feed, Market, Outcome, Reserve};
use ballast_policy::position::Position;
use ballast_policy::unit::{Timestamp, TokenAmount, Usd};

/// Everything that the two sides are compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) reserves: Vec<Reserve>,
    pub(crate) feeds: Vec<Feed>,
    pub(crate) limits: MarketLimits,
    pub(crate) flows: MarketFlows,
    pub(crate) positions: Vec<Position>,
    /// Token balances by actor and reserve.
    pub(crate) purses: Vec<Vec<u64>>,
}

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// By a rule of policy.
    ByPolicy(PolicyError),
    /// By the token program: the payer does not hold that much.
    ByBalance,
}

impl From<PolicyError> for Refused {
    fn from(error: PolicyError) -> Self {
        Self::ByPolicy(error)
    }
}

impl Model {
    /// `actor` acts on the position of `holder`, all or nothing.
    pub(crate) fn act(
        &mut self,
        actor: usize,
        holder: usize,
        action: Action,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let mut draft = self.clone();
        let mut market = Market {
            reserves: &mut draft.reserves,
            feeds: &mut draft.feeds,
            limits: &draft.limits,
            flows: &mut draft.flows,
        };
        let outcome = market.apply(&mut draft.positions[holder], action, now)?;
        draft.move_tokens(actor, action, outcome)?;
        *self = draft;
        Ok(outcome)
    }

    /// What `actor` may still borrow of a reserve by its collateral alone, base units.
    pub(crate) fn room(&mut self, actor: usize, reserve: usize, now: Timestamp) -> u64 {
        let price = self.reserves[reserve].price.high;
        let position = self.positions[actor];
        let market = self.market();
        let health = market.health(&position, Purpose::Opening, now);
        let value = health.map_or(Usd::ZERO, |health| {
            Usd(health.borrow_limit.0.saturating_sub(health.debt.0))
        });
        price.amount_floor(value).map_or(0, |amount| amount.0)
    }

    /// Counts interest.
    pub(crate) fn accrue(&mut self, reserve: usize, now: Timestamp) {
        let index = ballast_policy::unit::ReserveIndex(u16::try_from(reserve).unwrap());
        self.market().accrue(index, now).unwrap();
    }

    /// The market in memory.
    pub(crate) fn market(&mut self) -> Market<'_> {
        Market {
            reserves: &mut self.reserves,
            feeds: &mut self.feeds,
            limits: &self.limits,
            flows: &mut self.flows,
        }
    }

    fn move_tokens(
        &mut self,
        actor: usize,
        action: Action,
        outcome: Outcome,
    ) -> Result<(), Refused> {
        let purse = &mut self.purses[actor];
        match (action, outcome) {
            (Action::Deposit(reserve, amount), Outcome::Deposited(_)) => {
                take(purse, reserve.0, amount)
            }
            (Action::Repay(reserve, _), Outcome::Repaid(amount)) => take(purse, reserve.0, amount),
            (Action::Withdraw(reserve, _), Outcome::Withdrawn(amount))
            | (Action::Borrow(reserve, amount), Outcome::Borrowed(_)) => {
                give(purse, reserve.0, amount);
                Ok(())
            }
            (
                Action::Liquidate {
                    debt, collateral, ..
                },
                Outcome::Liquidated(moved),
            ) => {
                take(purse, debt.0, moved.repaid)?;
                give(purse, collateral.0, moved.paid());
                Ok(())
            }
            _ => panic!("{action:?} gave {outcome:?}"),
        }
    }
}

fn take(purse: &mut [u64], reserve: u16, amount: TokenAmount) -> Result<(), Refused> {
    let held = &mut purse[usize::from(reserve)];
    *held = held.checked_sub(amount.0).ok_or(Refused::ByBalance)?;
    Ok(())
}

fn give(purse: &mut [u64], reserve: u16, amount: TokenAmount) {
    purse[usize::from(reserve)] += amount.0;
}
