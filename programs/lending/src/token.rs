//! Token transfers in and out of a reserve's vault.
//!
//! Each asserts the vault's balance before and after, so that what the books say moved is what moved. The token
//! program is called directly: the framework's wrapper builds the same instruction on the heap for 5 000 units more.

use crate::constants::RESERVE_SEED;
use crate::error::{LendingError, refused};
use crate::mint::{WITH_FEE, token_kind, transfer_fee};
use crate::state::Reserve;
use anchor_lang::prelude::*;
use ballast_policy::unit::TokenAmount;
use pinocchio::cpi::{Seed, Signer as SeedSigner};
use pinocchio_token_2022::instructions::TransferChecked;

/// Where a token account keeps its owner.
const OWNER_OFFSET: usize = 32;
/// Where a token account keeps its amount.
const AMOUNT_OFFSET: usize = 64;
/// Where a mint keeps its decimals.
const DECIMALS_OFFSET: usize = 44;

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
        let after = self.take_in(owner, amount, reserve.token_kind, reserve.decimals)?;
        check_covered(after, reserve)
    }

    /// Moves `amount` from the vault to the user, signed by the reserve's address. Where the token takes a fee of its
    /// transfers, the user gets less.
    pub fn pay(&self, reserve: &Account<Reserve>, amount: TokenAmount) -> Result<()> {
        let after = self.pay_out(reserve, amount, reserve.decimals)?;
        check_covered(after, reserve)
    }

    /// The same as [`Transfer::take`] for a token of this kind; returns what the vault holds then.
    #[inline(always)]
    fn take_in(
        &self,
        owner: &AccountView,
        amount: TokenAmount,
        kind: u8,
        decimals: u8,
    ) -> Result<u64> {
        let before = balance(self.vault)?;
        let sent = if kind == WITH_FEE {
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
            decimals,
            token_program: self.program.address(),
        }
        .invoke()?;
        let expected = before.checked_add(amount.0);
        check_moved(self.vault, expected)
    }

    /// The same as [`Transfer::pay`] for a token of these decimals; returns what the vault holds then.
    #[inline(always)]
    fn pay_out(
        &self,
        reserve: &Account<Reserve>,
        amount: TokenAmount,
        decimals: u8,
    ) -> Result<u64> {
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
            decimals,
            token_program: self.program.address(),
        }
        .invoke_signed(&[SeedSigner::from(&seeds)])?;
        let expected = before.checked_sub(amount.0);
        check_moved(self.vault, expected)
    }
}

/// A transfer between a user and the vault of a side's rewards, whose token need not be the reserve's.
pub struct RewardTransfer<'a> {
    transfer: Transfer<'a>,
    kind: u8,
    decimals: u8,
}

impl<'a> RewardTransfer<'a> {
    /// Proves that the program is the one of the mint's kind.
    #[cold]
    pub fn new(transfer: Transfer<'a>) -> Result<Self> {
        let kind = token_kind(transfer.mint)?;
        require!(
            transfer.mint.owned_by(transfer.program.address()),
            ProgramError::IncorrectProgramId
        );
        let [decimals] = field::<DECIMALS_OFFSET, 1>(transfer.mint)?;
        Ok(Self {
            transfer,
            kind,
            decimals,
        })
    }

    /// What the vault holds.
    pub fn held(&self) -> Result<TokenAmount> {
        balance(self.transfer.vault).map(TokenAmount)
    }

    /// Moves tokens into the vault, so that exactly `amount` arrives.
    #[cold]
    pub fn take(&self, owner: &AccountView, amount: TokenAmount) -> Result<()> {
        let transfer = &self.transfer;
        transfer.take_in(owner, amount, self.kind, self.decimals)?;
        Ok(())
    }

    /// Moves `amount` out of the vault, signed by the reserve's address.
    #[cold]
    pub fn pay(&self, reserve: &Account<Reserve>, amount: TokenAmount) -> Result<()> {
        self.transfer.pay_out(reserve, amount, self.decimals)?;
        Ok(())
    }
}

#[cold]
fn gross_ceil(mint: &AccountView, amount: TokenAmount) -> Result<TokenAmount> {
    transfer_fee(mint)?.gross_ceil(amount).map_err(refused)
}

/// The transfer moved what was asked: what the vault holds after it.
#[inline(always)]
fn check_moved(vault: &AccountView, expected: Option<u64>) -> Result<u64> {
    let after = balance(vault)?;
    require!(Some(after) == expected, LendingError::VaultMismatch);
    Ok(after)
}

/// INV-1: the vault, with a flash loan that is out, covers the books.
#[inline(always)]
fn check_covered(after: u64, reserve: &Reserve) -> Result<()> {
    let covered = after.saturating_add(reserve.flash.amount);
    require!(covered >= reserve.ledger.cash, LendingError::VaultMismatch);
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
