//! Rewards: tokens that a reserve gives to who holds its deposits, or to who owes it, in proportion to shares and time.
//!
//! ```text
//! emitted  = floor(left x elapsed / (until - last time))      all of it at `until`
//! index   += floor(emitted x 2^64 / shares)
//! earned  += floor(shares held x (index - index seen))        whenever a position's shares change, and at a claim
//! ```
//!
//! There is no rate to round: what is left is spread over the time that is left, so that exactly what was funded is
//! emitted. While nobody holds a share the end moves away instead. What is less than a unit is kept with the slot, in
//! units of 2^-32, so that nobody loses by being counted often; never more is paid than was emitted. A stream that has ended is retired after a while; its next life is another
//! generation with an index of its own, and what a position earned in the last one is forgotten.
//!
//! Source: the index is Synthetix's `StakingRewards` (2019), as in klend's farms and Aave's incentives.

use crate::error::{Result, Rule};
use crate::num::{high_word, low_word, mul_div_floor, widening_mul};
use crate::unit::{Timestamp, TokenAmount};

/// The shortest time over which funds are emitted: an hour. Less is a lottery for who watches.
pub const LEAST_SECONDS: u32 = 3_600;
/// The longest: two years.
pub const MOST_SECONDS: u32 = 63_072_000;
/// For so long after its end a stream keeps what was not claimed: 90 days.
pub const CLAIM_SECONDS: u64 = 7_776_000;

/// Which side of a reserve a stream rewards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// Who holds deposits.
    Deposit = 0,
    /// Who owes.
    Borrow = 1,
}

impl Side {
    /// The side of this number, or [`Rule::SideUnknown`].
    pub const fn from_number(number: u8) -> Result<Self> {
        match number {
            0 => Ok(Self::Deposit),
            1 => Ok(Self::Borrow),
            _ => Err(Rule::SideUnknown.broken(number as u64, 1)),
        }
    }
}

/// What a reserve gives to one of its sides. All zero: it was never opened.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RewardStream {
    /// What one share has earned in this generation, Q64.64.
    pub index: RewardIndex,
    /// Funded and not yet emitted, base units of the reward token.
    pub left: TokenAmount,
    /// Emitted and not yet claimed, roundings included, base units of the reward token.
    pub unclaimed: TokenAmount,
    /// When all will be emitted, Unix seconds.
    pub until: Timestamp,
    /// Up to when it is, Unix seconds.
    pub emitted_at: Timestamp,
    /// Which life of the stream; zero: never opened.
    pub generation: u32,
    /// 1: it takes funds; 0: it was retired, or never opened.
    pub is_open: u32,
}

/// Reward per share since the start of a generation, `whole + fraction / 2^64`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RewardIndex {
    /// The integer part.
    pub whole: u64,
    /// The fractional part, in units of 2^-64.
    pub fraction: u64,
}

/// What a position's slot has earned.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earned {
    /// Up to which index it is counted.
    pub seen: RewardIndex,
    /// Earned and not claimed, base units of the reward token.
    pub owed: TokenAmount,
    /// In which generation it was counted.
    pub generation: u32,
    /// What was earned beyond `owed`, in units of 2^-32: who claims often loses nothing by it.
    pub fraction: u32,
}

impl RewardIndex {
    const fn raw(self) -> u128 {
        ((self.whole as u128) << 64) | self.fraction as u128
    }

    const fn from_raw(raw: u128) -> Self {
        Self {
            whole: high_word(raw),
            fraction: low_word(raw),
        }
    }
}

impl RewardStream {
    /// Emits what is due up to `now` to `shares`, before they change.
    #[inline(always)]
    pub fn advance(&mut self, shares: u64, now: Timestamp) {
        if !self.left.is_zero() {
            self.emit(shares, now);
        }
    }

    #[cold]
    #[inline(never)]
    fn emit(&mut self, shares: u64, now: Timestamp) {
        let elapsed = now.since(self.emitted_at);
        if elapsed == 0 {
            return;
        }
        let length = self.until.since(self.emitted_at);
        self.emitted_at = now;
        if shares == 0 {
            // Nobody to give to: the whole of what is left keeps the whole of its time.
            self.until = Timestamp(self.until.0.saturating_add(elapsed));
            return;
        }
        let emitted = if elapsed >= length {
            self.left.0
        } else {
            mul_div_floor(self.left.0, elapsed, length).unwrap_or(0)
        };
        self.left = TokenAmount(self.left.0.saturating_sub(emitted));
        self.unclaimed = TokenAmount(self.unclaimed.0.saturating_add(emitted));
        let scaled = u128::from(emitted) << 64;
        let grown = scaled.checked_div(u128::from(shares)).unwrap_or(0);
        self.index = RewardIndex::from_raw(self.index.raw().saturating_add(grown));
    }

    /// Opens it: for the first time, or after it was retired.
    pub fn open(&mut self) -> Result<()> {
        if self.is_open != 0 {
            return Err(Rule::RewardsOpen.broken(u64::from(self.generation), 0));
        }
        *self = Self {
            generation: self.generation.saturating_add(1),
            is_open: 1,
            ..Self::default()
        };
        Ok(())
    }

    /// Adds `amount`, to be emitted within `seconds` from `now` together with whatever is left.
    ///
    /// 1. The stream is open, and the amount is not zero.
    /// 2. The time is between [`LEAST_SECONDS`] and [`MOST_SECONDS`].
    /// 3. What is due so far is emitted to `shares`.
    pub fn fund(
        &mut self,
        amount: TokenAmount,
        seconds: u32,
        shares: u64,
        now: Timestamp,
    ) -> Result<()> {
        self.check_open()?;
        if amount.is_zero() {
            return Err(Rule::ZeroAmount.broken(0, 1));
        }
        if !(LEAST_SECONDS..=MOST_SECONDS).contains(&seconds) {
            return Err(Rule::SettingOutOfRange.broken(seconds.into(), MOST_SECONDS.into()));
        }
        self.advance(shares, now);
        self.left = self.left.plus(amount)?;
        // Everything that was funded must fit what a claim and the vault can count.
        self.left.plus(self.unclaimed)?;
        self.emitted_at = now;
        self.until = Timestamp(now.0.saturating_add(seconds.into()));
        Ok(())
    }

    /// Closes it and returns what nobody has claimed, which goes back to governance.
    ///
    /// 1. The stream is open.
    /// 2. All is emitted, or nobody holds a share to give it to, and since its end [`CLAIM_SECONDS`] have passed.
    pub fn retire(&mut self, shares: u64, now: Timestamp) -> Result<TokenAmount> {
        self.check_open()?;
        let due = self.until.0.saturating_add(CLAIM_SECONDS);
        if shares != 0 {
            self.advance(shares, now);
        }
        let was_funded = !self.until.is_zero();
        let is_given = self.left.is_zero() || shares == 0;
        if was_funded && (now.0 < due || !is_given) {
            return Err(Rule::RewardsStillClaimable.broken(now.0, due));
        }
        let rest = self.unclaimed.plus(self.left)?;
        *self = Self {
            generation: self.generation,
            ..Self::default()
        };
        Ok(rest)
    }

    fn check_open(&self) -> Result<()> {
        if self.is_open == 0 {
            return Err(Rule::RewardsClosed.broken(u64::from(self.generation), 0));
        }
        Ok(())
    }

    /// Takes out what `earned` says, at most what was emitted, and returns it.
    pub fn pay(&mut self, earned: &mut Earned) -> TokenAmount {
        let paid = earned.owed.min(self.unclaimed);
        earned.owed = TokenAmount::ZERO;
        self.unclaimed = TokenAmount(self.unclaimed.0.saturating_sub(paid.0));
        paid
    }
}

impl Earned {
    /// Counts what `shares` have earned since the last time, before they change. Costs nothing where there are no rewards.
    #[inline(always)]
    pub fn settle(&mut self, shares: u64, stream: &RewardStream) {
        if stream.generation != 0 {
            self.count(shares, stream);
        }
    }

    /// What was seen of another generation counts for nothing, and neither does what was earned in it: it is retired. These
    /// shares have been held since the present one began, or they would have been counted in it.
    #[cold]
    #[inline(never)]
    fn count(&mut self, shares: u64, stream: &RewardStream) {
        if self.generation != stream.generation {
            *self = Self {
                generation: stream.generation,
                ..Self::default()
            };
        }
        let grown = stream.index.raw().saturating_sub(self.seen.raw());
        let gained = share_q32_floor(grown, shares).saturating_add(u128::from(self.fraction));
        let whole = u64::try_from(gained >> 32).unwrap_or(u64::MAX);
        self.fraction = low_half(gained);
        self.owed = if stream.is_open == 0 {
            // It was retired: nothing is left of it to claim, and nothing keeps the slot.
            TokenAmount::ZERO
        } else {
            TokenAmount(self.owed.0.saturating_add(whole))
        };
        self.seen = stream.index;
    }
}

/// `floor(grown x shares / 2^32)` of a Q64.64: what the shares gain, in units of 2^-32; saturating.
fn share_q32_floor(grown: u128, shares: u64) -> u128 {
    let whole = widening_mul(high_word(grown), shares);
    let part = widening_mul(low_word(grown), shares) >> 32;
    // More than 64 bits of whole units cannot be owed: it stays at the most.
    whole
        .min(u128::from(u64::MAX))
        .saturating_mul(1 << 32)
        .saturating_add(part)
}

/// The lowest 32 bits.
const fn low_half(value: u128) -> u32 {
    let [first, second, third, fourth, ..] = value.to_le_bytes();
    u32::from_le_bytes([first, second, third, fourth])
}

#[cfg(test)]
mod tests;
