//! Liquidators: they watch positions, repay where it pays, and sell what they seize at the market price.

use super::borrower::Borrower;
use super::error::ReplayError;
use super::exchange::{Prices, dollars, units_floor};
use super::world::{ETH, SOL, USDC, View, World};
use ballast_client::event::Event;
use ballast_client::instruction::{self, LiquidationAccounts};
use ballast_policy::health::Purpose;
use ballast_policy::unit::Usd;
use ballast_vm::keypair_for;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::BTreeMap;

/// USDC that each begins with, dollars.
const CAPITAL: f64 = 300_000.0;
/// A smaller repayment is not worth the fees, dollars.
const LEAST_REPAYMENT: f64 = 20.0;
/// Liquidations that one manages in a step.
const CAPACITY: usize = 12;

/// Someone who liquidates.
#[derive(Debug)]
pub(super) struct Liquidator {
    key: Keypair,
    tokens: BTreeMap<usize, Address>,
    /// Steps between seeing an unhealthy position and acting on it.
    latency: usize,
    seen: BTreeMap<Address, usize>,
}

impl Liquidator {
    /// Liquidator `number`; every third one is a step slow.
    pub(super) fn join(world: &mut World, number: usize) -> Result<Self, ReplayError> {
        let key = keypair_for(&format!("liquidator {number}"));
        let mut tokens = BTreeMap::new();
        for reserve in [USDC, SOL, ETH] {
            let capital = if reserve == USDC { CAPITAL } else { 0.0 };
            let amount = units_floor(reserve, capital, &[1.0; 3]);
            let mint = world.deployment.reserves[reserve].accounts.mint;
            tokens.insert(
                reserve,
                world
                    .desk
                    .machine
                    .create_tokens(&key.pubkey(), &mint, amount)?,
            );
        }
        Ok(Self {
            key,
            tokens,
            latency: usize::from(number % 3 == 2),
            seen: BTreeMap::new(),
        })
    }

    /// Liquidates what pays among `unhealthy`; returns how many and how much debt was repaid, dollars.
    pub(super) fn act(
        &mut self,
        world: &mut World,
        unhealthy: &[&Borrower],
        step: usize,
        prices: &Prices,
    ) -> Result<(usize, f64), ReplayError> {
        let (mut count, mut repaid) = (0, 0.0);
        self.seen.retain(|position, _| {
            unhealthy
                .iter()
                .any(|borrower| borrower.position == *position)
        });
        for borrower in unhealthy {
            let since = *self.seen.entry(borrower.position).or_insert(step);
            if step < since + self.latency || count >= CAPACITY {
                continue;
            }
            if let Some(amount) = self.liquidate(world, borrower)? {
                count += 1;
                repaid += dollars(USDC, amount, prices);
                self.sell(world, borrower.collateral, prices)?;
            }
        }
        Ok((count, repaid))
    }

    /// Repays as much as is allowed and affordable; `None` when it does not pay or the program refuses.
    fn liquidate(
        &self,
        world: &mut World,
        borrower: &Borrower,
    ) -> Result<Option<u64>, ReplayError> {
        let purse = world.desk.machine.token_balance(&self.tokens[&USDC])?;
        let amount = allowed(world, borrower)?.min(purse);
        if amount < units_floor(USDC, LEAST_REPAYMENT, &[1.0; 3]) {
            return Ok(None);
        }
        let World { desk, deployment } = world;
        let parties = LiquidationAccounts {
            liquidator: self.key.pubkey(),
            position: borrower.position,
            debt: deployment.reserves[USDC].accounts,
            source: self.tokens[&USDC],
            collateral: deployment.reserves[borrower.collateral].accounts,
            destination: self.tokens[&borrower.collateral],
        };
        let liquidate = instruction::liquidate(&deployment.market, &parties, amount, &[]);
        let sent = desk.attempt("liquidate", liquidate, &self.key)?;
        Ok(sent.and_then(|sent| {
            sent.events.iter().find_map(|event| match event {
                Event::PositionLiquidated(liquidated) => Some(liquidated.repaid),
                _ => None,
            })
        }))
    }

    /// Turns the seized tokens into USDC at the market price.
    fn sell(&self, world: &mut World, reserve: usize, prices: &Prices) -> Result<(), ReplayError> {
        let World { desk, deployment } = world;
        let machine = &mut desk.machine;
        let seized = machine.token_balance(&self.tokens[&reserve])?;
        let cash = machine.token_balance(&self.tokens[&USDC])?;
        let gained = units_floor(USDC, dollars(reserve, seized, prices), prices);
        let owner = self.key.pubkey();
        machine.create_tokens(&owner, &deployment.reserves[reserve].accounts.mint, 0)?;
        machine.create_tokens(
            &owner,
            &deployment.reserves[USDC].accounts.mint,
            cash.saturating_add(gained),
        )?;
        Ok(())
    }
}

/// As much as one liquidation may repay, base units of USDC.
fn allowed(world: &World, borrower: &Borrower) -> Result<u64, ReplayError> {
    let holdings = world.holdings(&borrower.position)?;
    let shares = holdings.debt_shares(ballast_policy::unit::ReserveIndex(0));
    let mut view = world.view()?;
    let health = view.health(&holdings, Purpose::Liquidating)?;
    let reserve = view.reserve(USDC);
    let owed = reserve.ledger.index.owed_ceil(shares);
    // A debt beyond all prices is none that this liquidator can repay.
    let value = reserve.price.high.value_ceil(owed).unwrap_or(Usd(u64::MAX));
    let rules = &reserve.config.liquidation;
    Ok(rules.allowed_repayment(owed.0, value, &health.exposure()))
}

/// The borrowers past their liquidation threshold, and the debt that no collateral covers, dollars.
pub(super) fn find_unhealthy<'a>(
    world: &World,
    view: &mut View,
    borrowers: &'a [Borrower],
) -> Result<(Vec<&'a Borrower>, f64), ReplayError> {
    let (mut unhealthy, mut uncovered) = (Vec::new(), 0);
    for borrower in borrowers {
        let holdings = world.holdings(&borrower.position)?;
        let health = view.health(&holdings, Purpose::Liquidating)?;
        if health.check_may_liquidate().is_ok() {
            unhealthy.push(borrower);
        }
        uncovered += health.debt.0.saturating_sub(health.collateral.0);
    }
    Ok((unhealthy, policy_dollars(uncovered)))
}

#[expect(clippy::cast_precision_loss, reason = "for people and plots")]
fn policy_dollars(value: u64) -> f64 {
    value as f64 / f64::from(1u32 << 20)
}
