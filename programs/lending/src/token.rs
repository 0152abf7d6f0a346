//! Token transfers in and out of a reserve's vault.
//!
//! Each asserts the vault's balance before and after, so that what the books say moved is what moved. The token
//! program is called directly: the framework's wrapper builds the same instruction on the heap for 5 000 units more.

use crate::constants::RESERVE_SEED;
use crate::error::{LendingError, refused};
use crate::mint::{WITH_FEE, transfer_fee};
use crate::state::Reserve;
use anchor_lang::prelude::*;
use ballast_policy::unit::TokenAmount;
use pinocchio::cpi::{Seed, Signer as SeedSigner};
use pinocchio_token_2022::instructions::TransferChecked;

/// Where a token account keeps its owner.
const OWNER_OFFSET: usize = 32;
/// Where a token account keeps its amount.
const AMOUNT_OFFSET: usize = 64;

/// The accounts of one transfer between a user and a vault.
#[derive(Clone, Copy)]
pub struct Transfer<'a> {
    /// The user's token account.
    pub user: &'a AccountView,
    /// The reserve's vault, proved to be it by address.
    pub vault: &'a AccountView,
    /// The reserve's mint, proved to be it by address.
    pub mint: &'a AccountView,
    /// The program that owns the tokens, proved to be the mint's kind.
    pub program: &'a AccountView,
}

impl Transfer<'_> {
    /// Moves tokens from the user to the vault, signed by `owner`, so that exactly `amount` arrives: where the token takes a
    /// fee of its transfers, more is sent.
    pub fn take(&self, owner: &AccountView, amount: TokenAmount, reserve: &Reserve) -> Result<()> {
        let before = balance(self.vault)?;
        let sent = if reserve.token_kind == WITH_FEE {
            gross_ceil(self.mint, amount)?
        } else {
            amount
        };
        TransferChecked {
            from: self.user,
            mint: self.mint,
            to: self.vault,
            authority: owner,
            amount: sent.0,
            decimals: reserve.decimals,
            token_program: self.program.address(),
        }
        .invoke()?;
        let expected = before.checked_add(amount.0);
        check_vault(self.vault, expected, reserve)
    }

    /// Moves `amount` from the vault to the user, signed by the reserve's address. Where the token takes a fee of its
    /// transfers, the user gets less.
    pub fn pay(&self, reserve: &Account<Reserve>, amount: TokenAmount) -> Result<()> {
        let before = balance(self.vault)?;
        let index = reserve.index.to_le_bytes();
        let bump = [reserve.bump];
        let seeds = [
            Seed::from(RESERVE_SEED),
            Seed::from(reserve.market.as_ref()),
            Seed::from(index.as_slice()),
            Seed::from(bump.as_slice()),
        ];
        TransferChecked {
            from: self.vault,
            mint: self.mint,
            to: self.user,
            authority: reserve.view(),
            amount: amount.0,
            decimals: reserve.decimals,
            token_program: self.program.address(),
        }
        .invoke_signed(&[SeedSigner::from(&seeds)])?;
        let expected = before.checked_sub(amount.0);
        check_vault(self.vault, expected, reserve)
    }
}

#[cold]
fn gross_ceil(mint: &AccountView, amount: TokenAmount) -> Result<TokenAmount> {
    transfer_fee(mint)?.gross_ceil(amount).map_err(refused)
}

/// INV-1: the transfer moved what was asked, and the vault, with a flash loan that is out, covers the books.
fn check_vault(vault: &AccountView, expected: Option<u64>, reserve: &Reserve) -> Result<()> {
    let after = balance(vault)?;
    let covered = after.saturating_add(reserve.flash.amount);
    require!(
        Some(after) == expected && covered >= reserve.ledger.cash,
        LendingError::VaultMismatch
    );
    Ok(())
}

/// Who owns a token account.
pub fn owner(account: &AccountView) -> Result<[u8; 32]> {
    field::<OWNER_OFFSET, 32>(account)
}

/// The amount in a token account.
#[inline(always)]
fn balance(account: &AccountView) -> Result<u64> {
    field::<AMOUNT_OFFSET, 8>(account).map(u64::from_le_bytes)
}

/// `LENGTH` bytes at `OFFSET` of a token account.
#[inline(always)]
fn field<const OFFSET: usize, const LENGTH: usize>(account: &AccountView) -> Result<[u8; LENGTH]> {
    let data = account.try_borrow()?;
    data.get(OFFSET..)
        .and_then(|rest| rest.first_chunk::<LENGTH>())
        .copied()
        .ok_or_else(|| LendingError::VaultMismatch.into())
}
