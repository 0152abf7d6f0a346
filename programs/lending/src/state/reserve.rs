//! A reserve: one token's books, price and published bounds.

use super::config::ReserveConfig;
use super::limit::{ReserveFlows, ReserveLimits, Schedule};
use super::mirror::mirror;
use super::position::RewardIndex;
use anchor_lang::prelude::*;
use ballast_policy::{action, index, ledger, price, reward};

mirror! {
    /// Growth of a debt share since the start, `whole + fraction / 2^64`.
    BorrowIndex = index::BorrowIndex {
        /// The integer part.
        whole: u64,
        /// The fractional part, 2^-64.
        fraction: u64,
    }
}

mirror! {
    /// The books. Amounts in base units.
    Ledger = ledger::Ledger {
        /// Tokens in the vault that belong to the market.
        cash: u64,
        /// Sum of all deposit shares.
        deposit_shares: u64,
        /// Sum of all debt shares.
        debt_shares: u64,
        /// What one debt share owes.
        index: BorrowIndex,
        /// The protocol's uncollected part of the interest.
        fees_owed: u64,
        /// The rate in force since `accrued_at`, 2^-64 per second.
        rate: u64,
        /// Unix seconds up to which interest is counted.
        accrued_at: u64,
        /// Set aside for bad debt; it belongs to no depositor.
        insurance: u64,
        /// Debt shares of positions of the reserve's group; part of `debt_shares`.
        group_debt_shares: u64,
        /// What rounding has kept from `fees_owed`, ten-thousandths of a base unit.
        fee_carry: u32,
        /// What losses have taken from the virtual assets, base units.
        virtual_lost: u32,
    }
}

mirror! {
    /// The price per base unit, in 2^-64 dollars. All zero: none yet.
    CachedPrice = price::CachedPrice {
        /// For collateral.
        low: u64,
        /// For the exchange in a liquidation.
        mid: u64,
        /// For debt.
        high: u64,
        /// Unix seconds of publication.
        published_at: u64,
    }
}

mirror! {
    /// A flash loan that is out. All zero: none is.
    FlashLoan = action::FlashLoan {
        /// What was lent, base units.
        amount: u64,
        /// What is due on top, base units.
        fee: u64,
    }
}

mirror! {
    /// What a reserve gives to one of its sides. All zero: it was never opened.
    RewardStream = reward::RewardStream {
        /// What one share has earned in this generation.
        index: RewardIndex,
        /// Funded and not yet emitted, base units of the reward token.
        left: u64,
        /// Emitted and not yet claimed, roundings included, base units of the reward token.
        unclaimed: u64,
        /// When all will be emitted, Unix seconds.
        until: u64,
        /// Up to when it is, Unix seconds.
        emitted_at: u64,
        /// Which life of the stream; zero: never opened.
        generation: u32,
        /// 1: it takes funds; 0: it was retired, or never opened.
        is_open: u32,
    }
}

/// The token of a reward stream, and where it lies. All zero: the stream is not open.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, anchor_lang::IdlType)]
pub struct RewardToken {
    /// The token.
    pub mint: Address,
    /// Where the stream's tokens lie: `["reward", reserve, side, generation]`; the reserve is its authority.
    pub vault: Address,
}

/// A reserve. Address: `["reserve", market, index]`; it is the authority of its vault.
#[account]
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

const _: () = assert!(
    size_of::<Reserve>()
        == 7 * 32
            + 88
            + 2 * 32
            + size_of::<ReserveConfig>()
            + 64
            + 352
            + 176
            + 16
            + 2 * 56
            + 4 * 32
            + 8
);
const _: () = assert!(size_of::<ReserveConfig>() == 3 * 96 + 4 * 8 + 16 + 8 + 24 + 20 + 28);
