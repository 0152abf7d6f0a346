//! Changes of what governance publishes.

use super::{Builder, with_second};
use crate::address::{self, INSTRUCTIONS_SYSVAR, SYSTEM_PROGRAM};
use crate::layout::{
    ChangeKind, DeleverageRequest, FeedConfig, MarketLimits, OracleSources, PAYLOAD, RampRequest,
    ReserveConfig, ReserveLimits,
};
use solana_address::Address;
use solana_instruction::Instruction;

/// What a change changes, and to what.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A reserve's limits.
    Reserve(Address, Box<ReserveConfig>),
    /// A feed's settings.
    Feed(Address, FeedConfig),
    /// A feed's mode: 0 autonomous, 1 advisory, 2 monitoring.
    Mode(Address, u8),
    /// A new publisher of a feed.
    PublisherAdd(Address, Address),
    /// A reserve's flow limits and breakers.
    ReserveLimits(Address, Box<ReserveLimits>),
    /// The market's flow limits.
    MarketLimits(Address, Box<MarketLimits>),
    /// A reserve's price sources.
    OracleSources(Address, OracleSources),
    /// A lower liquidation threshold of a reserve.
    ThresholdRamp(Address, RampRequest),
    /// Less debt of a reserve.
    Deleverage(Address, DeleverageRequest),
}

impl Change {
    fn parts(&self) -> (ChangeKind, Address, [u8; PAYLOAD]) {
        let (kind, target, bytes) = match self {
            Self::Reserve(reserve, config) => {
                (ChangeKind::Reserve, reserve, bytemuck::bytes_of(&**config))
            }
            Self::Feed(feed, config) => (ChangeKind::Feed, feed, bytemuck::bytes_of(config)),
            Self::Mode(feed, mode) => (ChangeKind::Mode, feed, bytemuck::bytes_of(mode)),
            Self::PublisherAdd(feed, key) => (ChangeKind::PublisherAdd, feed, key.as_ref()),
            Self::ReserveLimits(reserve, limits) => (
                ChangeKind::ReserveLimits,
                reserve,
                bytemuck::bytes_of(&**limits),
            ),
            Self::MarketLimits(market, limits) => (
                ChangeKind::MarketLimits,
                market,
                bytemuck::bytes_of(&**limits),
            ),
            Self::OracleSources(reserve, sources) => (
                ChangeKind::OracleSources,
                reserve,
                bytemuck::bytes_of(sources),
            ),
            Self::ThresholdRamp(reserve, request) => (
                ChangeKind::ThresholdRamp,
                reserve,
                bytemuck::bytes_of(request),
            ),
            Self::Deleverage(reserve, request) => {
                (ChangeKind::Deleverage, reserve, bytemuck::bytes_of(request))
            }
        };
        let mut payload = [0; PAYLOAD];
        for (slot, byte) in payload.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        (kind, *target, payload)
    }
}

/// Proposes a market's next change, whose number `number` must be.
pub fn change_propose(
    payer: &Address,
    proposer: &Address,
    market: &Address,
    number: u64,
    change: &Change,
) -> Instruction {
    let (kind, target, payload) = change.parts();
    Builder::new(30)
        .payer(payer)
        .signer(proposer)
        .writable(market)
        .writable(&address::change(market, number).0)
        .readonly(&SYSTEM_PROGRAM)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&[kind as u8])
        .data(target.as_ref())
        .data(&payload)
        .build()
}

/// Executes a change of a feed, its mode or its publishers.
pub fn change_execute_feed(market: &Address, change: &Address, feed: &Address) -> Instruction {
    Builder::new(31)
        .readonly(market)
        .writable(change)
        .writable(feed)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .build()
}

/// Executes a change of a reserve.
pub fn change_execute_reserve(
    market: &Address,
    change: &Address,
    feed: &Address,
    reserve: &Address,
) -> Instruction {
    Builder::new(32)
        .readonly(market)
        .writable(change)
        .readonly(feed)
        .writable(reserve)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .build()
}

/// Executes a change of the market's flow limits.
pub fn change_execute_market(market: &Address, change: &Address) -> Instruction {
    Builder::new(34)
        .writable(market)
        .writable(change)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .build()
}

/// Executes a change of a reserve's price sources with the new source's update, and the second's if there is to be one.
pub fn change_execute_oracle(
    market: &Address,
    change: &Address,
    feed: &Address,
    reserve: &Address,
    price_update: &Address,
    second_updates: &[Address],
) -> Instruction {
    let builder = Builder::new(35)
        .readonly(market)
        .writable(change)
        .readonly(feed)
        .writable(reserve)
        .readonly(price_update)
        .readonly(&INSTRUCTIONS_SYSVAR);
    with_second(builder, second_updates).build()
}

/// Gives a change up; signed by governance, the guardian or who proposed it.
pub fn change_cancel(authority: &Address, market: &Address, change: &Address) -> Instruction {
    Builder::new(33)
        .signer(authority)
        .readonly(market)
        .writable(change)
        .build()
}
