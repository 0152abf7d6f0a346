//! From accounts and the clock to what policy needs, with every relation between accounts proved on the way.

use crate::error::LendingError;
use crate::event::BreakerTripped;
use crate::state::{ChangeKind, Market, PENDING, PendingChange, Position, Reserve, RiskFeed};
use alloc::vec::Vec;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ballast_policy::action::{MarketMut, PriceMut, ReserveMut};
use ballast_policy::feed::Effective;
use ballast_policy::health::{ReserveSource, ReserveView};
use ballast_policy::unit::{ReserveIndex, Timestamp};
use ballast_policy::{PolicyError, Rule};
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

/// The error until governance has launched the market.
#[inline(always)]
pub fn check_launched(market: &Market) -> Result<()> {
    require!(market.launched_at != 0, LendingError::MarketNotLaunched);
    Ok(())
}

/// The error while the market is paused. Only what makes a position riskier asks this.
#[inline(always)]
pub fn check_not_paused(market: &Market, now: Timestamp) -> Result<()> {
    require!(now.0 >= market.paused_until, LendingError::MarketPaused);
    Ok(())
}

/// The error unless the reserve is the market's and follows this feed.
pub fn check_reserve(
    reserve: &Account<Reserve>,
    feed: &Account<RiskFeed>,
    market: &Account<Market>,
) -> Result<()> {
    require!(
        address_eq(&reserve.market, market.address()),
        LendingError::WrongMarket
    );
    require!(
        address_eq(&reserve.feed, feed.address()),
        LendingError::WrongFeed
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

/// The error unless the position is of the reserve's market.
pub fn check_same_market(position: &Position, reserve: &Reserve) -> Result<()> {
    require!(
        address_eq(&position.market, &reserve.market),
        LendingError::WrongMarket
    );
    Ok(())
}

/// The error unless the reserve follows this feed.
pub fn check_feed(reserve: &Reserve, feed: &Account<RiskFeed>) -> Result<()> {
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

/// The error unless the vault and the mint are the reserve's.
pub fn check_vault(
    reserve: &Reserve,
    vault: &UncheckedAccount,
    mint: &UncheckedAccount,
) -> Result<()> {
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

impl RiskFeed {
    /// What terms follow at `now`.
    #[inline(always)]
    pub fn effective(&self, now: Timestamp) -> Effective {
        self.state.policy().effective(self.config.policy(), now)
    }
}

impl Market {
    /// As an action changes it.
    #[inline(always)]
    pub fn as_policy_mut(&mut self) -> MarketMut<'_> {
        MarketMut {
            limits: self.limits.policy(),
            flows: self.flows.policy_mut(),
        }
    }
}

impl Reserve {
    /// As an action changes it.
    #[inline(always)]
    pub fn as_policy_mut(&mut self, effective: Effective) -> ReserveMut<'_> {
        ReserveMut {
            index: ReserveIndex(self.index),
            ledger: self.ledger.policy_mut(),
            flows: self.flows.policy_mut(),
            config: self.config.policy(),
            limits: self.limits.policy(),
            ramp: self.ramp.policy(),
            price: self.price.policy(),
            second: (self.has_second != 0).then_some(self.second_price.policy()),
            effective,
        }
    }

    /// The part that a price changes.
    pub fn as_price_mut(&mut self) -> PriceMut<'_> {
        PriceMut {
            price: self.price.policy_mut(),
            second: (self.has_second != 0).then_some(self.second_price.policy_mut()),
            flows: self.flows.policy_mut(),
            limits: self.limits.policy(),
            rules: self.config.price.policy(),
            decimals: self.decimals,
        }
    }

    /// As a valuation sees it.
    #[inline(always)]
    pub fn as_policy(&self, effective: Effective) -> ReserveView<'_> {
        ReserveView {
            ledger: self.ledger.policy(),
            config: self.config.policy(),
            limits: self.limits.policy(),
            flows: self.flows.policy(),
            ramp: self.ramp.policy(),
            price: self.price.policy(),
            second: (self.has_second != 0).then_some(self.second_price.policy()),
            effective,
        }
    }
}

/// Which breakers of a reserve were in force before an instruction, so that those it trips are told.
pub struct BreakerWatch {
    before: u64,
    now: Timestamp,
}

impl BreakerWatch {
    /// Remembers what is in force.
    #[inline(always)]
    pub fn begin(reserve: &Reserve, now: Timestamp) -> Self {
        let before = latched(reserve, now);
        Self { before, now }
    }

    /// Logs the breakers that have tripped since.
    #[inline(always)]
    pub fn tell(&self, reserve: &Account<Reserve>) {
        let breakers = latched(reserve, self.now) & !self.before;
        if breakers != 0 {
            emit!(BreakerTripped {
                reserve: *reserve.address(),
                breakers
            });
        }
    }
}

#[inline(always)]
fn latched(reserve: &Reserve, now: Timestamp) -> u64 {
    let rules = &reserve.limits.policy().breakers;
    reserve.flows.breakers.policy().latched(rules, now)
}

/// The other reserves that a position uses, each with its feed: the accounts after the named ones, in pairs.
pub struct OtherReserves {
    pairs: Vec<(Account<Reserve>, Account<RiskFeed>)>,
    now: Timestamp,
}

impl OtherReserves {
    /// Loads the pairs and proves that each is a reserve of `market` with the feed that it follows.
    pub fn load(
        accounts: &[AccountView],
        market: &Account<Market>,
        now: Timestamp,
    ) -> Result<Self> {
        let (chunks, rest) = accounts.as_chunks::<2>();
        require!(rest.is_empty(), LendingError::UnpairedReserve);
        let mut pairs = Vec::with_capacity(chunks.len());
        for [reserve, feed] in chunks {
            let reserve = Account::<Reserve>::load(*reserve)?;
            let feed = Account::<RiskFeed>::load(*feed)?;
            check_reserve(&reserve, &feed, market)?;
            pairs.push((reserve, feed));
        }
        Ok(Self { pairs, now })
    }
}

impl ReserveSource for OtherReserves {
    fn reserve(&self, index: ReserveIndex) -> core::result::Result<ReserveView<'_>, PolicyError> {
        let found = self
            .pairs
            .iter()
            .find(|(reserve, _)| reserve.index == index.0);
        match found {
            Some((reserve, feed)) => Ok(reserve.as_policy(feed.effective(self.now))),
            None => Err(Rule::ReserveMissing.broken(u64::from(index.0), 0)),
        }
    }
}
