//! Who signs, which accounts belong together, and when: every relation that an instruction proves before it acts.

use crate::error::{LendingError, refused};
use crate::mint::check_token_program;
use crate::state::{
    ChangeKind, Market, PENDING, PendingChange, Position, Reserve, Right, RiskFeed,
};
use crate::token;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ballast_policy::change::ChangeClass;
use ballast_policy::reward::Side;
use ballast_policy::unit::Timestamp;
use pinocchio::sysvars::instructions::{INSTRUCTIONS_ID, Instructions};

/// How the data of the System program's `AdvanceNonceAccount` begins.
const ADVANCE_NONCE_ACCOUNT: [u8; 4] = 4_u32.to_le_bytes();

/// The chain's time.
pub fn now() -> Result<Timestamp> {
    let seconds = Clock::get()?.unix_timestamp;
    match u64::try_from(seconds) {
        Ok(seconds) => Ok(Timestamp(seconds)),
        Err(_) => Err(LendingError::ClockOutOfRange.into()),
    }
}

/// The error unless `signer` is `holder`.
pub fn check_role(signer: &Signer, holder: &Address) -> Result<()> {
    require!(
        address_eq(signer.address(), holder),
        LendingError::WrongAuthority
    );
    Ok(())
}

/// The error if the transaction begins with the advance of a durable nonce, or `instructions` is not the sysvar that
/// lists its instructions.
///
/// A signature under a recent blockhash is void after two minutes; one under a durable nonce stays good until someone
/// uses it, so that a signer who was deceived once is robbed whenever it suits (Drift, April 2026). The runtime takes a
/// nonce only from the first top-level instruction, which this reads through any depth of calls.
#[inline(never)]
pub fn refuse_durable_nonce(instructions: &AccountView) -> Result<()> {
    require!(
        address_eq(instructions.address(), &INSTRUCTIONS_ID),
        LendingError::WrongInstructionsSysvar
    );
    let listed = Instructions::try_from(instructions)?;
    let first = listed.load_instruction_at(0)?;
    let is_nonce = address_eq(first.get_program_id(), &System::id())
        && first
            .get_instruction_data()
            .starts_with(&ADVANCE_NONCE_ACCOUNT);
    require!(!is_nonce, LendingError::DurableNonceRefused);
    Ok(())
}

/// The error unless the change is the market's, pending, of this kind and for this target.
pub fn check_change(
    change: &PendingChange,
    market: &Account<Market>,
    kind: ChangeKind,
    target: &Address,
) -> Result<()> {
    require!(
        address_eq(&change.market, market.address()),
        LendingError::WrongMarket
    );
    require!(
        change.kind == kind as u8 && address_eq(&change.target, target),
        LendingError::UnknownChange
    );
    require!(change.status == PENDING, LendingError::ChangeNotPending);
    Ok(())
}

/// The error unless a change of `class` may be executed now: its delay runs from its proposal, or from the launch of the
/// market where that came later, so that nothing is due at the launch that was proposed before it.
pub fn check_due(
    change: &PendingChange,
    market: &Market,
    class: ChangeClass,
    now: Timestamp,
) -> Result<()> {
    let since = Timestamp(change.proposed_at.max(market.launched_at));
    let delays = market.delays();
    delays.check_due(class, since, now).map_err(refused)
}

/// The error until governance has launched the market.
#[inline(always)]
pub fn check_launched(market: &Market) -> Result<()> {
    require!(market.launched_at != 0, LendingError::MarketNotLaunched);
    Ok(())
}

/// The error while the market's pause stops borrowing.
#[inline(always)]
pub fn check_borrowing_not_paused(market: &Market, now: Timestamp) -> Result<()> {
    let is_stopped = market.pause().stops_borrowing(now);
    require!(!is_stopped, LendingError::MarketPaused);
    Ok(())
}

/// The error unless the reserve is the market's, follows this feed, and has no flash loan out.
pub fn check_reserve(
    reserve: &Account<Reserve>,
    feed: &Account<RiskFeed>,
    market: &Account<Market>,
) -> Result<()> {
    check_no_flash_loan(reserve)?;
    check_market_reserve(reserve, feed, market)
}

/// The error while a flash loan of this reserve is out (INV-9).
///
/// What does not say that it goes with one is refused. What does are the five moves of users' tokens, which are what
/// flash loans are for: they leave books that do not know of the loan as true as they found them.
#[inline(always)]
pub fn check_no_flash_loan(reserve: &Reserve) -> Result<()> {
    require!(reserve.flash.amount == 0, LendingError::FlashLoanOpen);
    Ok(())
}

/// The error unless the reserve is the market's and follows this feed, a flash loan out or not.
pub fn check_market_reserve(
    reserve: &Account<Reserve>,
    feed: &Account<RiskFeed>,
    market: &Account<Market>,
) -> Result<()> {
    check_pair(reserve, feed.address(), market)
}

/// The same of a feed that is known by its address.
#[inline(always)]
pub fn check_pair(
    reserve: &Account<Reserve>,
    feed: &Address,
    market: &Account<Market>,
) -> Result<()> {
    require!(
        address_eq(&reserve.market, market.address()),
        LendingError::WrongMarket
    );
    require!(address_eq(&reserve.feed, feed), LendingError::WrongFeed);
    Ok(())
}

/// The error unless the reserve is the market's.
pub fn check_reserve_of(reserve: &Reserve, market: &Account<Market>) -> Result<()> {
    require!(
        address_eq(&reserve.market, market.address()),
        LendingError::WrongMarket
    );
    Ok(())
}

/// The error unless the vault and the mint are those of what this side of the reserve earns.
pub fn check_reward_vault(
    reserve: &Reserve,
    side: Side,
    vault: &UncheckedAccount,
    mint: &UncheckedAccount,
) -> Result<()> {
    let (_, token) = reserve.rewards(side);
    require!(
        address_eq(&token.vault, vault.address()),
        LendingError::WrongVault
    );
    require!(
        address_eq(&token.mint, mint.address()),
        LendingError::WrongMint
    );
    Ok(())
}

/// The error unless the position is the market's.
pub fn check_position(position: &Position, market: &Account<Market>) -> Result<()> {
    require!(
        address_eq(&position.market, market.address()),
        LendingError::WrongMarket
    );
    Ok(())
}

/// The error unless the reserve follows this feed and has no flash loan out.
pub fn check_feed(reserve: &Reserve, feed: &Account<RiskFeed>) -> Result<()> {
    check_no_flash_loan(reserve)?;
    require!(
        address_eq(&reserve.feed, feed.address()),
        LendingError::WrongFeed
    );
    Ok(())
}

/// The error unless `owner` owns the position.
pub fn check_owner(position: &Position, owner: &Signer) -> Result<()> {
    require!(
        address_eq(&position.owner, owner.address()),
        LendingError::WrongOwner
    );
    Ok(())
}

/// The error unless `signer` owns the position, or is its delegate with this right and `tokens`, where they are paid out,
/// are the owner's.
#[inline(always)]
pub fn check_authority(
    position: &Position,
    signer: &Signer,
    right: Right,
    tokens: &UncheckedAccount,
) -> Result<()> {
    if address_eq(&position.owner, signer.address()) {
        return Ok(());
    }
    check_delegate(position, signer, right, tokens)
}

#[cold]
#[inline(never)]
fn check_delegate(
    position: &Position,
    signer: &Signer,
    right: Right,
    tokens: &UncheckedAccount,
) -> Result<()> {
    require!(
        position.rights != 0 && address_eq(&position.delegate, signer.address()),
        LendingError::WrongOwner
    );
    require!(
        position.rights & right as u8 != 0,
        LendingError::RightMissing
    );
    if right != Right::Deposit {
        let holder = token::owner(tokens.account())?;
        require!(
            holder == position.owner.to_bytes(),
            LendingError::NotOwnersAccount
        );
    }
    Ok(())
}

/// The error unless the vault and the mint are the reserve's, and the program the one that moves its tokens.
pub fn check_vault(
    reserve: &Reserve,
    vault: &UncheckedAccount,
    mint: &UncheckedAccount,
    program: &UncheckedAccount,
) -> Result<()> {
    check_token_program(reserve.token_kind, program)?;
    require!(
        address_eq(&reserve.vault, vault.address()),
        LendingError::WrongVault
    );
    require!(
        address_eq(&reserve.mint, mint.address()),
        LendingError::WrongMint
    );
    Ok(())
}
