//! A reserve: one token's books, price and published bounds.

use super::Account;
use super::{ReserveConfig, ReserveFlows, ReserveLimits, RewardIndex, Schedule};
use solana_address::Address;

/// Growth of a debt share since the start, `whole + fraction / 2^64`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct BorrowIndex {
    /// The integer part.
    pub whole: u64,
    /// The fractional part, 2^-64.
    pub fraction: u64,
}

/// The books. Amounts in base units.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Ledger {
    /// Tokens in the vault that belong to the market.
    pub cash: u64,
    /// Sum of all deposit shares.
    pub deposit_shares: u64,
    /// Sum of all debt shares.
    pub debt_shares: u64,
    /// What one debt share owes.
    pub index: BorrowIndex,
    /// The protocol's uncollected part of the interest.
    pub fees_owed: u64,
    /// The rate in force since `accrued_at`, 2^-64 per second.
    pub rate: u64,
    /// Unix seconds up to which interest is counted.
    pub accrued_at: u64,
    /// Set aside for bad debt; it belongs to no depositor.
    pub insurance: u64,
    /// Debt shares of positions of the reserve's group; part of `debt_shares`.
    pub group_debt_shares: u64,
    /// What rounding has kept from `fees_owed`, ten-thousandths of a base unit.
    pub fee_carry: u32,
    /// What losses have taken from the virtual assets, base units.
    pub virtual_lost: u32,
}

/// The price per base unit, in 2^-64 dollars. All zero: none yet.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct CachedPrice {
    /// For collateral.
    pub low: u64,
    /// For the exchange in a liquidation.
    pub mid: u64,
    /// For debt.
    pub high: u64,
    /// Unix seconds of publication.
    pub published_at: u64,
}

/// A flash loan that is out. All zero: none is.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct FlashLoan {
    /// What was lent, base units.
    pub amount: u64,
    /// What is due on top, base units.
    pub fee: u64,
}

/// What a reserve gives to one of its sides. All zero: it was never opened.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct RewardStream {
    /// What one share has earned in this generation.
    pub index: RewardIndex,
    /// Funded and not yet emitted, base units of the reward token.
    pub left: u64,
    /// Emitted and not yet claimed, roundings included, base units of the reward token.
    pub unclaimed: u64,
    /// When all will be emitted, Unix seconds.
    pub until: u64,
    /// Up to when it is, Unix seconds.
    pub emitted_at: u64,
    /// Which life of the stream; zero: never opened.
    pub generation: u32,
    /// 1: it takes funds; 0: it was retired, or never opened.
    pub is_open: u32,
}

/// The token of a reward stream, and where it lies. All zero: the stream is not open.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct RewardToken {
    /// The token.
    pub mint: Address,
    /// Where the stream's tokens lie: `["reward", reserve, side, generation]`; the reserve is its authority.
    pub vault: Address,
}

/// A reserve. Address: `["reserve", market, index]`; it is the authority of its vault.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct Reserve {
    /// The market it belongs to.
    pub market: Address,
    /// The token.
    pub mint: Address,
    /// Where its tokens lie: `["vault", reserve]`.
    pub vault: Address,
    /// The feed that its terms follow.
    pub feed: Address,
    /// The oracle's id of its price.
    pub oracle_feed_id: [u8; 32],
    /// The oracle's id of its second source; all zero without one.
    pub second_feed_id: [u8; 32],
    /// The oracle's id of the rate that the second source's price is multiplied by; all zero without one.
    pub rate_feed_id: [u8; 32],
    /// The books.
    pub ledger: Ledger,
    /// The last believed price.
    pub price: CachedPrice,
    /// The last believed price of the second source; all zero without one.
    pub second_price: CachedPrice,
    /// Published bounds.
    pub config: ReserveConfig,
    /// What governance has set in motion.
    pub schedule: Schedule,
    /// Limits and breakers' rules.
    pub limits: ReserveLimits,
    /// What flowed, and which breakers have tripped.
    pub flows: ReserveFlows,
    /// A flash loan that is out; all zero at the end of every transaction.
    pub flash: FlashLoan,
    /// What who holds deposits earns.
    pub deposit_rewards: RewardStream,
    /// What who owes earns.
    pub borrow_rewards: RewardStream,
    /// The token of the deposits' rewards.
    pub deposit_reward_token: RewardToken,
    /// The token of the debts' rewards.
    pub borrow_reward_token: RewardToken,
    /// Which of the market's reserves.
    pub index: u16,
    /// Decimals of the token.
    pub decimals: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Bump of the vault.
    pub vault_bump: u8,
    /// 1: there is a second source.
    pub has_second: u8,
    /// 0: a mint of the SPL Token program, 1: of Token-2022, 2: of Token-2022 with a transfer fee.
    pub token_kind: u8,
    /// Zero.
    pub padding: u8,
}

impl Account for Reserve {
    const NAME: &'static str = "Reserve";
    const DISCRIMINATOR: [u8; 8] = [43, 242, 204, 202, 26, 247, 59, 127];
}
