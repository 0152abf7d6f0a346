//! What sets a market up.

use super::Builder;
use crate::address::{self, SYSTEM_PROGRAM, TOKEN_PROGRAM};
use crate::layout::{FeedConfig, ReserveConfig, Roles};
use solana_address::Address;
use solana_instruction::Instruction;

/// Creates the market of `governance` under `index`; governance keeps its own role, whatever `roles` say of it.
pub fn market_init(
    payer: &Address,
    governance: &Address,
    index: u16,
    roles: &Roles,
) -> Instruction {
    Builder::new(0)
        .payer(payer)
        .signer(governance)
        .writable(&address::market(governance, index).0)
        .readonly(&SYSTEM_PROGRAM)
        .data(&index.to_le_bytes())
        .data(bytemuck::bytes_of(roles))
        .build()
}

/// Creates a market's next feed, whose number `index` must be; its first consensus departs from `start`, hundredths of a
/// point.
pub fn feed_init(
    payer: &Address,
    governance: &Address,
    market: &Address,
    index: u16,
    config: &FeedConfig,
    start: u16,
) -> Instruction {
    Builder::new(1)
        .payer(payer)
        .signer(governance)
        .writable(market)
        .writable(&address::feed(market, index).0)
        .readonly(&SYSTEM_PROGRAM)
        .data(bytemuck::bytes_of(config))
        .data(&start.to_le_bytes())
        .build()
}

/// Lists a publisher.
pub fn publisher_add(
    admin: &Address,
    market: &Address,
    feed: &Address,
    publisher: &Address,
) -> Instruction {
    Builder::new(2)
        .signer(admin)
        .readonly(market)
        .writable(feed)
        .data(publisher.as_ref())
        .build()
}

/// Takes a publisher's vote away.
pub fn publisher_mute(
    authority: &Address,
    market: &Address,
    feed: &Address,
    publisher: &Address,
) -> Instruction {
    Builder::new(3)
        .signer(authority)
        .readonly(market)
        .writable(feed)
        .data(publisher.as_ref())
        .build()
}

/// Names the key that takes a publisher's slot over with its first report.
pub fn publisher_rotate(
    admin: &Address,
    publisher: &Address,
    market: &Address,
    feed: &Address,
    successor: &Address,
) -> Instruction {
    Builder::new(5)
        .signer(admin)
        .signer(publisher)
        .readonly(market)
        .writable(feed)
        .data(successor.as_ref())
        .build()
}

/// Hears a muted publisher again, without a vote at first.
pub fn publisher_unmute(
    admin: &Address,
    market: &Address,
    feed: &Address,
    publisher: &Address,
) -> Instruction {
    Builder::new(6)
        .signer(admin)
        .readonly(market)
        .writable(feed)
        .data(publisher.as_ref())
        .build()
}

/// Adds a market's next reserve, whose number `index` must be.
#[expect(
    clippy::too_many_arguments,
    reason = "each is an account or an argument of the instruction"
)]
pub fn reserve_init(
    payer: &Address,
    governance: &Address,
    market: &Address,
    index: u16,
    feed: &Address,
    mint: &Address,
    oracle_feed_id: &[u8; 32],
    config: &ReserveConfig,
) -> Instruction {
    let reserve = address::reserve(market, index).0;
    Builder::new(4)
        .payer(payer)
        .signer(governance)
        .writable(market)
        .readonly(feed)
        .readonly(mint)
        .writable(&reserve)
        .writable(&address::vault(&reserve).0)
        .readonly(&TOKEN_PROGRAM)
        .readonly(&SYSTEM_PROGRAM)
        .data(oracle_feed_id)
        .data(bytemuck::bytes_of(config))
        .build()
}
