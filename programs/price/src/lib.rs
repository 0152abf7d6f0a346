//! Stands for Pyth's receiver on local networks, at its address. The real one checks the signatures of Pyth's own
//! network; this one believes whoever holds the account, so that a price can be posted by a transaction on every kind of
//! local network alike.
//!
//! | account | what |
//! |--:|---|
//! | 0 | the price account, writable; this program owns it |
//! | 1 | the write authority, who signs |
//!
//! Data: the bytes of a `PriceUpdateV2`, all 134. Bytes 8 to 40 of the account name its write authority; they become
//! account 1 whatever the data say.
//!
//! Not for production: it checks no price.
#![cfg_attr(not(test), no_std)]

use pinocchio::error::ProgramError;
use pinocchio::{AccountView, Address, ProgramResult};

pinocchio::entrypoint!(process);

/// Bytes of an update.
const LENGTH: usize = 134;
/// First 8 bytes of SHA-256("account:PriceUpdateV2").
const DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];
/// Where the write authority stands.
const AUTHORITY: core::ops::Range<usize> = 8..40;

/// 1. The account is this program's and as long as an update; the data are an update.
/// 2. The authority signs; the account itself signs too, unless it already names this authority.
/// 3. The update is written, under that authority.
#[inline(never)]
fn process(program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let [account, authority, ..] = accounts else {
        return Err(ProgramError::NotEnoughAccountKeys);
    };
    if !account.owned_by(program) {
        return Err(ProgramError::InvalidAccountOwner);
    }
    if data.len() != LENGTH || !data.starts_with(&DISCRIMINATOR) {
        return Err(ProgramError::InvalidInstructionData);
    }
    if !authority.is_signer() {
        return Err(ProgramError::MissingRequiredSignature);
    }
    let holder = authority.address().as_ref();
    let is_new_holder = {
        let stored = account.try_borrow()?;
        !stored.starts_with(&DISCRIMINATOR) || stored.get(AUTHORITY) != Some(holder)
    };
    if is_new_holder && !account.is_signer() {
        return Err(ProgramError::IncorrectAuthority);
    }
    let mut stored = account.try_borrow_mut()?;
    if stored.len() != LENGTH {
        return Err(ProgramError::AccountDataTooSmall);
    }
    stored.copy_from_slice(data);
    let Some(place) = stored.get_mut(AUTHORITY) else {
        return Err(ProgramError::AccountDataTooSmall);
    };
    place.copy_from_slice(holder);
    Ok(())
}
