//! Lenders, borrowers, liquidators and a visitor, whom a person at the dashboard may be. Sizes and leverage go by their numbers, so that every run meets the same people.

use super::token::{account_of, authority, give, mint_of};
use super::{ASSETS, Asset, Scene, VISITOR};
use crate::error::LocalnetError;
use crate::tape::Tape;
use ballast_bridge::keypair_for;
use ballast_client::instruction::ReserveAccounts;
use ballast_client::layout::Reserve;
use ballast_client::{address, instruction};
use ballast_migrations::{Chain, MigrateError, Work};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use solana_system_interface::instruction::transfer;

/// Index of the asset that is lent.
const DOLLARS: usize = 0;
/// What a lender deposits, dollars.
const LENT: u64 = 500_000;
/// What a liquidator holds, dollars.
const BUDGET: u64 = 2_000_000;
/// What the visitor holds of each asset, dollars.
const ALLOWANCE: u64 = 50_000;
/// What a borrower holds for fees, lamports.
const FEES: u64 = 1_000_000_000;
/// What a borrower's collateral is worth, dollars: the least, and more by number.
const LEAST_COLLATERAL: usize = 5_000;
/// The least share of it that is borrowed, percent, and how many steps of one percent there are above.
const LEAST_SHARE: usize = 40;
const SHARES: usize = 29;

/// Everyone, on a market.
pub(super) struct Crowd<'a> {
    pub(super) chain: &'a Chain,
    pub(super) market: Address,
    pub(super) tape: &'a Tape,
}

impl Crowd<'_> {
    /// Everyone who is not there yet comes: first with tokens, then with deposits, then with debts.
    pub(super) fn arrive(&self, scene: &Scene) -> Result<(), LocalnetError> {
        let (mut purses, mut deposits, mut debts) = (vec![], vec![], vec![]);
        for number in 0..scene.lenders {
            let key = keypair_for(&format!("lender {number}"));
            if self.is_new(&key)? {
                let amount = base_units(&ASSETS[DOLLARS], LENT);
                purses.push(self.purse(&key, &[(DOLLARS, amount)]));
                deposits.push(self.deposit(&key, DOLLARS, amount)?);
            }
        }
        for number in 0..scene.borrowers {
            let key = keypair_for(&format!("borrower {number}"));
            if self.is_new(&key)? {
                let collateral = 1 + number % (ASSETS.len() - 1);
                let (amount, debt) = self.size(number, collateral);
                let mut purse = self.purse(&key, &[(collateral, amount), (DOLLARS, 0)]);
                let fees = transfer(&self.chain.payer(), &key.pubkey(), FEES);
                purse.instructions.push(fees);
                purses.push(purse);
                deposits.push(self.deposit(&key, collateral, amount)?);
                debts.push(self.borrow(&key, collateral, debt)?);
            }
        }
        for number in 0..scene.liquidators {
            let key = keypair_for(&format!("liquidator {number}"));
            let account = account_of(&key.pubkey(), &mint_of(ASSETS[DOLLARS].symbol));
            if self.chain.account(&account)?.is_none() {
                let amount = base_units(&ASSETS[DOLLARS], BUDGET);
                let mut holds = vec![(DOLLARS, amount)];
                holds.extend((1..ASSETS.len()).map(|asset| (asset, 0)));
                purses.push(self.purse(&key, &holds));
            }
        }
        let visitor = keypair_for(VISITOR);
        let account = account_of(&visitor.pubkey(), &mint_of(ASSETS[DOLLARS].symbol));
        if self.chain.account(&account)?.is_none() {
            let holds = (0..ASSETS.len()).map(|asset| (asset, self.worth(asset, ALLOWANCE)));
            purses.push(self.purse(&visitor, &holds.collect::<Vec<_>>()));
        }
        for work in [purses, deposits, debts] {
            self.chain.send_all(&work)?;
        }
        Ok(())
    }

    fn is_new(&self, key: &Keypair) -> Result<bool, MigrateError> {
        let position = address::position(&self.market, &key.pubkey(), 0).0;
        Ok(self.chain.account(&position)?.is_none())
    }

    /// Collateral and debt of a borrower, base units.
    fn size(&self, number: usize, collateral: usize) -> (u64, u64) {
        let worth = (LEAST_COLLATERAL + 1_000 * (number * 7 % 20)) as u64;
        let share = (LEAST_SHARE + number * 11 % SHARES) as u64;
        let debt = base_units(&ASSETS[DOLLARS], worth * share / 100);
        (self.worth(collateral, worth), debt)
    }

    /// So many dollars of an asset at the day's first price, base units.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "thousands of dollars"
    )]
    fn worth(&self, asset: usize, dollars: u64) -> u64 {
        let asset = &ASSETS[asset];
        let start = self.tape.window.from.millis();
        let price = self.tape.price(asset.symbol, start).unwrap_or(1.0);
        (dollars as f64 / price * 10f64.powi(i32::from(asset.decimals))) as u64
    }

    fn work(&self, instructions: Vec<Instruction>, signer: Keypair) -> Work {
        debug_assert!(instructions.len() < 16 && self.market != Address::default());
        Work {
            instructions,
            signers: vec![signer],
        }
    }

    fn purse(&self, key: &Keypair, holds: &[(usize, u64)]) -> Work {
        let owner = key.pubkey();
        let gifts = holds.iter().flat_map(|(asset, amount)| {
            give(
                &self.chain.payer(),
                &owner,
                &mint_of(ASSETS[*asset].symbol),
                *amount,
            )
        });
        self.work(gifts.collect(), authority())
    }

    fn accounts(&self, asset: usize) -> Result<ReserveAccounts, MigrateError> {
        let index = u16::try_from(asset).unwrap_or(u16::MAX);
        let address = address::reserve(&self.market, index).0;
        let reserve = self.chain.read::<Reserve>(&address)?;
        let reserve = reserve.ok_or(MigrateError::Account {
            address,
            expected: "a reserve",
            reason: "it does not stand".into(),
        })?;
        Ok(ReserveAccounts {
            reserve: address,
            feed: reserve.feed,
            mint: reserve.mint,
            token_program: ballast_client::address::TOKEN_PROGRAM,
        })
    }

    fn deposit(&self, key: &Keypair, asset: usize, amount: u64) -> Result<Work, MigrateError> {
        let (owner, market) = (key.pubkey(), &self.market);
        let accounts = self.accounts(asset)?;
        let position = address::position(market, &owner, 0).0;
        let source = account_of(&owner, &accounts.mint);
        let open = instruction::position_open(&self.chain.payer(), &owner, market, 0);
        let deposit = instruction::deposit(&owner, market, &accounts, &position, &source, amount);
        Ok(self.work(vec![open, deposit], key.insecure_clone()))
    }

    fn borrow(&self, key: &Keypair, collateral: usize, amount: u64) -> Result<Work, MigrateError> {
        let (owner, market) = (key.pubkey(), &self.market);
        let (dollars, backing) = (self.accounts(DOLLARS)?, self.accounts(collateral)?);
        let position = address::position(market, &owner, 0).0;
        let destination = account_of(&owner, &dollars.mint);
        let borrow = instruction::borrow(
            &owner,
            market,
            &dollars,
            &position,
            &destination,
            amount,
            &[backing],
        );
        Ok(self.work(vec![borrow], key.insecure_clone()))
    }
}

/// Whole tokens in base units.
fn base_units(asset: &Asset, whole: u64) -> u64 {
    whole.saturating_mul(10u64.saturating_pow(asset.decimals.into()))
}
