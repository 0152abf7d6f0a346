//! What the histories reached: a property that is never put to the test proves nothing.

use crate::common::{RESERVES, World};
use ballast_policy::action::Liquidation;
use ballast_policy::feed::FeedStatus;
use ballast_policy::health::Purpose;
use ballast_policy::market::Outcome;
use ballast_policy::regime::Regime;
use ballast_policy::unit::ReserveIndex;
use ballast_policy::{Result, Rule};
use std::collections::BTreeMap;

/// How often each thing happened.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<&'static str, u64>);

impl Tally {
    pub(crate) fn add(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub(crate) fn saw(&mut self, world: &World) {
        for feed in &world.feeds {
            let effective = feed.state.effective(&feed.config, world.now);
            self.add(match effective.regime {
                Regime::Calm => "calm",
                Regime::Transition => "transition",
                Regime::Stress => "stress",
            });
            self.add(match effective.status {
                FeedStatus::Held => "held",
                FeedStatus::Decaying => "decaying",
                FeedStatus::Conservative => "conservative",
                FeedStatus::Fixed => "fixed",
            });
        }
        if RESERVES
            .iter()
            .any(|index| world.ledger(*index).cash.is_zero())
        {
            self.add("no cash");
        }
    }

    pub(crate) fn advanced(&mut self, is_agreed: bool) {
        self.add(if is_agreed {
            "consensus"
        } else {
            "below quorum"
        });
    }

    pub(crate) fn acted(&mut self, outcome: &Result<Outcome>) {
        self.add(match outcome {
            Ok(Outcome::Deposited(_)) => "deposited",
            Ok(Outcome::Withdrawn(_)) => "withdrawn",
            Ok(Outcome::Borrowed(_)) => "borrowed",
            Ok(Outcome::Repaid(_)) => "repaid",
            Ok(Outcome::Liquidated(_)) => "liquidated",
            Err(error) => error.rule.name(),
        });
    }

    pub(crate) fn liquidated(
        &mut self,
        before: &World,
        user: usize,
        collateral: ReserveIndex,
        moved: &Liquidation,
    ) {
        let health = before.clone().health(user, Purpose::Liquidating).unwrap();
        let is_insolvent = health.debt > health.collateral;
        self.add(if is_insolvent { "insolvent" } else { "solvent" });
        if moved.seized >= before.held(user, collateral) {
            self.add("seized whole");
        }
        if moved.seized == before.ledger(collateral).cash {
            self.add("seized all cash");
        }
    }

    /// Panics with the tally unless limits and breakers refused what they are there for.
    pub(crate) fn assert_guards_were_met(&self) {
        let refusals = [
            Rule::OutflowLimitExceeded,
            Rule::InflowLimitExceeded,
            Rule::FreshBorrowLimitExceeded,
            Rule::MarketOutflowLimitExceeded,
            Rule::MarketInflowLimitExceeded,
            Rule::MarketFreshBorrowLimitExceeded,
            Rule::BorrowHalted,
        ];
        for expected in refusals.map(Rule::name) {
            assert!(
                self.0.contains_key(expected),
                "{expected} never happened: {self:#?}"
            );
        }
        eprintln!("{self:#?}");
    }

    /// Panics with the tally unless everything was reached that the market can do.
    pub(crate) fn assert_everything_was_reached(&self) {
        let happenings = [
            "calm",
            "transition",
            "stress",
            "held",
            "decaying",
            "conservative",
            "consensus",
            "below quorum",
            "deposited",
            "withdrawn",
            "borrowed",
            "repaid",
            "liquidated",
            "solvent",
            "insolvent",
            "seized whole",
            "seized all cash",
            "fees collected",
            "written off",
            "joined",
        ];
        let refusals = [
            Rule::ZeroAmount,
            Rule::InsufficientLiquidity,
            Rule::InsufficientShares,
            Rule::DepositCapExceeded,
            Rule::BorrowCapExceeded,
            Rule::BorrowLimitExceeded,
            Rule::PositionHealthy,
            Rule::CloseFactorExceeded,
            Rule::DepositNotFound,
            Rule::BorrowNotFound,
            Rule::DepositAndDebtInOneReserve,
            Rule::PriceTooOld,
            Rule::NotOfGroup,
            Rule::GroupCapExceeded,
        ];
        let refusals = refusals.map(Rule::name);
        for expected in happenings.into_iter().chain(refusals) {
            assert!(
                self.0.contains_key(expected),
                "{expected} never happened: {self:#?}"
            );
        }
        eprintln!("{self:#?}");
    }
}
