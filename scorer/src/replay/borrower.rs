//! Borrowers: each puts up SOL or ETH, borrows USDC to a leverage of its own, and comes back now and then.
//!
//! Sizes are log-normal, leverage uniform. Attentive borrowers repay when their buffer thins; the others hope. All of
//! them would like to borrow up to their target again when prices have risen, on whatever terms then hold.

use super::error::ReplayError;
use super::exchange::{Prices, units_floor};
use super::world::{ETH, SOL, USDC, View, World};
use ballast_client::{address, instruction};
use ballast_policy::health::{Health, Purpose};
use ballast_vm::keypair_for;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Median collateral, dollars, and the spread of its logarithm.
const COLLATERAL: (f64, f64) = (20_000.0, 1.2);
/// Share who put up SOL; the rest puts up ETH.
const SOL_SHARE: f64 = 0.6;
/// How much of its borrow limit a borrower uses, from and to.
const LEVERAGE: (f64, f64) = (0.4, 0.98);
/// Share who watch their position.
const ATTENTIVE: f64 = 0.4;
/// Chance, each step, that an attentive borrower looks, and that anyone wants to borrow more.
const LOOKS: f64 = 0.25;
const WANTS_MORE: f64 = 0.01;
/// An attentive borrower acts above this share of its liquidation limit, and repays this share of its debt.
const THIN_BUFFER: f64 = 0.92;
const REPAYS: f64 = 0.25;
/// No one borrows less than this, dollars.
const LEAST_LOAN: f64 = 50.0;
/// USDC that a borrower has besides, as a share of its collateral.
const SAVINGS: f64 = 0.3;

/// Someone who borrows.
#[derive(Debug)]
pub(super) struct Borrower {
    key: Keypair,
    /// Its position.
    pub(super) position: Address,
    /// Which reserve backs its debt.
    pub(super) collateral: usize,
    tokens: [Address; 2],
    leverage: f64,
    is_attentive: bool,
}

/// How an attempt to borrow ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Borrowing {
    NotWanted,
    Granted,
    Refused,
}

impl Borrower {
    /// Borrower `number`, with its collateral deposited.
    pub(super) fn join(
        world: &mut World,
        number: usize,
        random: &mut ChaCha8Rng,
        prices: &Prices,
    ) -> Result<Self, ReplayError> {
        let key = keypair_for(&format!("borrower {number}"));
        let owner = key.pubkey();
        let collateral = if random.random_bool(SOL_SHARE) {
            SOL
        } else {
            ETH
        };
        let value = log_normal(COLLATERAL, random);
        let amount = units_floor(collateral, value, prices);
        let World { desk, deployment } = world;
        let reserve = deployment.reserves[collateral].accounts;
        let savings = units_floor(USDC, value * SAVINGS, prices);
        let purse = desk.machine.create_tokens(&owner, &reserve.mint, amount)?;
        let usdc = desk.machine.create_tokens(
            &owner,
            &deployment.reserves[USDC].accounts.mint,
            savings,
        )?;
        let position = address::position(&deployment.market, &owner, 0).0;
        let open = instruction::position_open(&desk.machine.payer(), &owner, &deployment.market, 0);
        desk.send("position_open", open, &[&key])?;
        let deposit = instruction::deposit(
            &owner,
            &deployment.market,
            &reserve,
            &position,
            &purse,
            amount,
        );
        desk.send("deposit", deposit, &[&key])?;
        Ok(Self {
            key,
            position,
            collateral,
            tokens: [usdc, purse],
            leverage: random.random_range(LEVERAGE.0..LEVERAGE.1),
            is_attentive: random.random_bool(ATTENTIVE),
        })
    }

    /// Borrows up to the target, if that is worth the trouble.
    pub(super) fn borrow(
        &self,
        world: &mut World,
        view: &mut View,
    ) -> Result<Borrowing, ReplayError> {
        let health = self.health(world, view)?;
        let wanted = fraction(health.borrow_limit.0, self.leverage).saturating_sub(health.debt.0);
        let amount = wanted_units(wanted);
        if amount < units_floor(USDC, LEAST_LOAN, &[1.0; 3]) {
            return Ok(Borrowing::NotWanted);
        }
        self.ask(world, amount)
    }

    /// Asks for what calm terms would have allowed, whatever the terms are now.
    fn ask_on_calm_terms(
        &self,
        world: &mut World,
        view: &mut View,
    ) -> Result<Borrowing, ReplayError> {
        let health = self.health(world, view)?;
        let calm = view.reserve(self.collateral).config.opening_ltv.calm_bps;
        let limit = fraction(health.collateral.0, f64::from(calm) / 10_000.0);
        let amount = wanted_units(fraction(limit, self.leverage).saturating_sub(health.debt.0));
        if amount < units_floor(USDC, LEAST_LOAN, &[1.0; 3]) {
            return Ok(Borrowing::NotWanted);
        }
        self.ask(world, amount)
    }

    fn ask(&self, world: &mut World, amount: u64) -> Result<Borrowing, ReplayError> {
        let World { desk, deployment } = world;
        let borrow = instruction::borrow(
            &self.key.pubkey(),
            &deployment.market,
            &deployment.reserves[USDC].accounts,
            &self.position,
            &self.tokens[0],
            amount,
            &[deployment.reserves[self.collateral].accounts],
        );
        Ok(match desk.attempt("borrow", borrow, &self.key)? {
            Some(_) => Borrowing::Granted,
            None => Borrowing::Refused,
        })
    }

    /// One step of life: perhaps a repayment, perhaps the wish to borrow more.
    pub(super) fn act(
        &self,
        world: &mut World,
        view: &mut View,
        random: &mut ChaCha8Rng,
    ) -> Result<Borrowing, ReplayError> {
        let (looks, wants_more) = (random.random_bool(LOOKS), random.random_bool(WANTS_MORE));
        if self.is_attentive && looks && self.is_thin(world, view)? {
            self.repay(world)?;
            return Ok(Borrowing::NotWanted);
        }
        if wants_more {
            return self.ask_on_calm_terms(world, view);
        }
        Ok(Borrowing::NotWanted)
    }

    fn is_thin(&self, world: &World, view: &mut View) -> Result<bool, ReplayError> {
        let holdings = world.holdings(&self.position)?;
        let health = view.health(&holdings, Purpose::Liquidating)?;
        Ok(health.debt.0 > fraction(health.liquidation_limit.0, THIN_BUFFER))
    }

    /// Repays a part of the debt, as far as the purse goes.
    fn repay(&self, world: &mut World) -> Result<(), ReplayError> {
        let usdc = ballast_policy::unit::ReserveIndex(0);
        let shares = world.holdings(&self.position)?.debt_shares(usdc);
        let purse = world.desk.machine.token_balance(&self.tokens[0])?;
        let amount = fraction(shares.0, REPAYS).min(purse);
        if amount == 0 {
            return Ok(());
        }
        let World { desk, deployment } = world;
        let repay = instruction::repay(
            &self.key.pubkey(),
            &deployment.market,
            &deployment.reserves[USDC].accounts,
            &self.position,
            &self.tokens[0],
            amount,
        );
        desk.attempt("repay", repay, &self.key)?;
        Ok(())
    }

    fn health(&self, world: &World, view: &mut View) -> Result<Health, ReplayError> {
        let holdings = world.holdings(&self.position)?;
        view.health(&holdings, Purpose::Opening)
    }
}

/// `share` of `amount`, rounded down.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "shares of amounts far below 2^53"
)]
fn fraction(amount: u64, share: f64) -> u64 {
    (amount as f64 * share) as u64
}

/// Base units of USDC in a value of policy's dollars (2^-20), rounded down.
fn wanted_units(value: u64) -> u64 {
    u64::try_from((u128::from(value) * 1_000_000) >> 20).unwrap_or(u64::MAX)
}

fn log_normal((median, spread): (f64, f64), random: &mut ChaCha8Rng) -> f64 {
    // Held to a hundred times the median: one whale must not be the whole market.
    LogNormal::new(median.ln(), spread)
        .map_or(median, |sizes| sizes.sample(random).min(median * 100.0))
}
