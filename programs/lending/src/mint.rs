//! Which tokens are accepted, and what their transfers cost.
//!
//! A mint of the SPL Token program is accepted as it is. One of Token-2022 may carry what is known not to touch the books:
//! a transfer fee, which is paid on top, and descriptions. Everything else is refused, each by its name in the log: a
//! permanent delegate could empty the vault, a hook could refuse a liquidation, an interest-bearing or scaled amount
//! would not be what the books say. (What the framework's own reader does not know, such as a pausable mint, it refuses as
//! no mint at all.)
//!
//! | offset in a mint of Token-2022 | |
//! |--:|---|
//! | 165 | what the account is: 1, a mint |
//! | 166 | extensions: type u16, length u16, value |
//!
//! Source: spl-token-2022-interface 3.1, `extension/mod.rs` and `extension/transfer_fee/mod.rs`.

use crate::error::LendingError;
use anchor_lang::prelude::*;
use anchor_lang::programs::{Token, Token2022};
use anchor_lang::{Id, address_eq};
use ballast_policy::token_fee::TransferFee;
use ballast_policy::unit::TokenAmount;

/// A mint of the SPL Token program.
pub const CLASSIC: u8 = 0;
/// A mint of Token-2022 whose transfers cost nothing.
pub const EXTENDED: u8 = 1;
/// A mint of Token-2022 with a transfer fee.
pub const WITH_FEE: u8 = 2;

/// Where the extensions of a mint begin.
const EXTENSIONS_OFFSET: usize = 166;
/// The extension that holds the transfer fee.
const TRANSFER_FEE: u16 = 1;
/// Extensions that describe and do nothing: metadata, groups, members and the pointers to them.
const DESCRIPTIONS: [u16; 6] = [18, 19, 20, 21, 22, 23];
/// In the transfer fee's value: when the newer fee begins (an epoch), and where the older and the newer stand; each is an
/// epoch, the most that one transfer costs, and a rate.
const OLDER: usize = 72;
const NEWER: usize = 90;

/// What kind of token `mint` is, or the error when it carries an extension that is not allowed.
#[cold]
pub fn token_kind(mint: &AccountView) -> Result<u8> {
    if !mint.owned_by(&Token2022::id()) {
        return Ok(CLASSIC);
    }
    let mut kind = EXTENDED;
    let data = mint.try_borrow()?;
    for (extension, _) in Extensions(&data, EXTENSIONS_OFFSET) {
        if extension == TRANSFER_FEE {
            kind = WITH_FEE;
        } else if !DESCRIPTIONS.contains(&extension) {
            return Err(refused(extension));
        }
    }
    Ok(kind)
}

/// What a transfer of this token costs now.
#[cold]
pub fn transfer_fee(mint: &AccountView) -> Result<TransferFee> {
    let data = mint.try_borrow()?;
    let mut extensions = Extensions(&data, EXTENSIONS_OFFSET);
    let found = extensions.find(|(extension, _)| *extension == TRANSFER_FEE);
    let (_, value) = found.ok_or(LendingError::UnsupportedMint)?;
    let epoch = Clock::get()?.epoch;
    let is_newer = number::<8>(value, NEWER).is_some_and(|from| epoch >= u64::from_le_bytes(from));
    let at = if is_newer { NEWER } else { OLDER };
    let most = number::<8>(value, at.saturating_add(8));
    let rate = number::<2>(value, at.saturating_add(16));
    match (most, rate) {
        (Some(most), Some(rate)) => Ok(TransferFee {
            rate_bps: u16::from_le_bytes(rate),
            most: TokenAmount(u64::from_le_bytes(most)),
        }),
        _ => Err(LendingError::UnsupportedMint.into()),
    }
}

/// The error unless `program` is the one that owns tokens of this kind.
#[inline(always)]
pub fn check_token_program(kind: u8, program: &UncheckedAccount) -> Result<()> {
    let expected = if kind == CLASSIC {
        Token::id()
    } else {
        Token2022::id()
    };
    if address_eq(program.address(), &expected) {
        return Ok(());
    }
    Err(ProgramError::IncorrectProgramId)
}

/// Type and value of each extension, from an offset on.
struct Extensions<'a>(&'a [u8], usize);

impl<'a> Iterator for Extensions<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let Self(data, at) = *self;
        let extension = u16::from_le_bytes(number::<2>(data, at)?);
        let length = usize::from(u16::from_le_bytes(number::<2>(data, at.saturating_add(2))?));
        if extension == 0 {
            return None;
        }
        let start = at.saturating_add(4);
        self.1 = start.saturating_add(length);
        Some((extension, data.get(start..self.1)?))
    }
}

/// `LENGTH` bytes of `data` at `offset`.
fn number<const LENGTH: usize>(data: &[u8], offset: usize) -> Option<[u8; LENGTH]> {
    data.get(offset..)?.first_chunk::<LENGTH>().copied()
}

/// Logs the extension's name.
fn refused(extension: u16) -> Error {
    match extension {
        3 => msg!("not allowed: MintCloseAuthority"),
        4 => msg!("not allowed: ConfidentialTransferMint"),
        6 => msg!("not allowed: DefaultAccountState"),
        9 => msg!("not allowed: NonTransferable"),
        10 => msg!("not allowed: InterestBearingConfig"),
        12 => msg!("not allowed: PermanentDelegate"),
        14 => msg!("not allowed: TransferHook"),
        16 => msg!("not allowed: ConfidentialTransferFeeConfig"),
        24 => msg!("not allowed: ConfidentialMintBurn"),
        25 => msg!("not allowed: ScaledUiAmount"),
        _ => msg!("not allowed: an extension that is not known here"),
    }
    LendingError::ExtensionNotAllowed.into()
}
