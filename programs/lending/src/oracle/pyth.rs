//! Pyth's `PriceUpdateV2`, read at fixed offsets.
//!
//! | offset | field |
//! |--:|---|
//! | 0 | discriminator |
//! | 8 | write authority |
//! | 40 | verification level: 1 = full, in one byte (0 = partial takes two and shifts all that follows) |
//! | 41 | feed id |
//! | 73 | price i64 |
//! | 81 | confidence u64 |
//! | 89 | exponent i32 |
//! | 93 | publish time i64 |
//! | 109 | exponential moving average i64 |
//!
//! Source: pyth-solana-receiver-sdk 2.0.0, `price_update.rs`; offsets checked by its authors' mainnet dumps. Its own
//! reader does not look at future times, confidence or sign; `ballast_policy::price` does.

use crate::error::LendingError;
use anchor_lang::prelude::*;
use ballast_policy::price::Quote;

/// Programs whose price updates are accepted: Pyth's receiver, and the one it was upgraded to in 2026.
const ALLOWED_OWNERS: [Address; 2] = [
    Address::from_str_const("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ"),
    Address::from_str_const("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp"),
];

/// First 8 bytes of SHA-256("account:PriceUpdateV2").
const DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];
/// Up to the end of the fields that are read; the account itself has 134 bytes.
const LEAST_LENGTH: usize = 133;
const FULL: u8 = 1;

/// True when an oracle program owns the account, which [`read_price_update`] demands as well.
#[inline(always)]
pub fn is_price_update(account: &AccountView) -> bool {
    ALLOWED_OWNERS.iter().any(|owner| account.owned_by(owner))
}

/// The quote in `account`, which must be a fully verified update for `feed_id`.
///
/// 1. Owned by an allowed program.
/// 2. Long enough, and a price update by its discriminator.
/// 3. Verified in full.
/// 4. For the feed that was asked for.
pub fn read_price_update(account: &AccountView, feed_id: &[u8; 32]) -> Result<Quote> {
    require!(
        is_price_update(account),
        LendingError::OracleOwnerNotAllowed
    );
    let data = account.try_borrow()?;
    require!(
        data.len() >= LEAST_LENGTH,
        LendingError::OracleAccountTooShort
    );
    require!(
        field::<0, 8>(&data)? == DISCRIMINATOR,
        LendingError::OracleDiscriminatorMismatch
    );
    require!(
        field::<40, 1>(&data)? == [FULL],
        LendingError::OracleNotFullyVerified
    );
    require!(
        field::<41, 32>(&data)? == *feed_id,
        LendingError::OracleFeedMismatch
    );
    Ok(Quote {
        price: i64::from_le_bytes(field::<73, 8>(&data)?),
        confidence: u64::from_le_bytes(field::<81, 8>(&data)?),
        exponent: i32::from_le_bytes(field::<89, 4>(&data)?),
        published_at: i64::from_le_bytes(field::<93, 8>(&data)?),
        average: i64::from_le_bytes(field::<109, 8>(&data)?),
    })
}

/// `LENGTH` bytes at `OFFSET`.
#[inline(always)]
fn field<const OFFSET: usize, const LENGTH: usize>(data: &[u8]) -> Result<[u8; LENGTH]> {
    data.get(OFFSET..)
        .and_then(|rest| rest.first_chunk::<LENGTH>())
        .copied()
        .ok_or_else(|| LendingError::OracleAccountTooShort.into())
}
