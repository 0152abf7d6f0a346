//! Lenders: they put USDC in before the window, and some run when little of it is left in the vault.

use super::error::ReplayError;
use super::exchange::{Prices, units_floor};
use super::world::{USDC, World};
use ballast_client::{address, instruction};
use ballast_vm::keypair_for;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Mean deposit, dollars.
const MEAN_DEPOSIT: f64 = 250_000.0;
/// Utilisation beyond which lenders grow nervous.
const NERVOUS_ABOVE: f64 = 0.9;
/// Chance, each step, that a nervous lender asks for everything back.
const PANIC: f64 = 0.02;

/// Someone who lends USDC.
#[derive(Debug)]
pub(super) struct Lender {
    key: Keypair,
    position: Address,
    tokens: Address,
    has_left: bool,
}

impl Lender {
    /// Lender `number`, with its deposit made.
    pub(super) fn join(
        world: &mut World,
        number: usize,
        random: &mut ChaCha8Rng,
        prices: &Prices,
    ) -> Result<Self, ReplayError> {
        let key = keypair_for(&format!("lender {number}"));
        let owner = key.pubkey();
        let amount = units_floor(USDC, MEAN_DEPOSIT * random.random_range(0.2..1.8), prices);
        let World { desk, deployment } = world;
        let reserve = deployment.reserves[USDC].accounts;
        let tokens = desk.machine.create_tokens(&owner, &reserve.mint, amount)?;
        let position = address::position(&deployment.market, &owner, 0).0;
        let open = instruction::position_open(&desk.machine.payer(), &owner, &deployment.market, 0);
        desk.send("position_open", open, &[&key])?;
        let deposit = instruction::deposit(
            &owner,
            &deployment.market,
            &reserve,
            &position,
            &tokens,
            amount,
        );
        desk.send("deposit", deposit, &[&key])?;
        Ok(Self {
            key,
            position,
            tokens,
            has_left: false,
        })
    }

    /// Looks at the vault; perhaps takes back what it still holds of this lender's money.
    pub(super) fn act(
        &mut self,
        world: &mut World,
        utilization: f64,
        random: &mut ChaCha8Rng,
    ) -> Result<(), ReplayError> {
        let panics = random.random_bool(PANIC);
        if self.has_left || utilization < NERVOUS_ABOVE || !panics {
            return Ok(());
        }
        let World { desk, deployment } = world;
        let withdraw = instruction::withdraw(
            &self.key.pubkey(),
            &deployment.market,
            &deployment.reserves[USDC].accounts,
            &self.position,
            &self.tokens,
            u64::MAX,
            &[],
        );
        self.has_left = desk.attempt("withdraw", withdraw, &self.key)?.is_some();
        Ok(())
    }
}
