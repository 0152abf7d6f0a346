//! What sets a market up, and who may.

use super::Builder;
use crate::address::{self, INSTRUCTIONS_SYSVAR, SYSTEM_PROGRAM};
use crate::layout::{Bounds, FeedConfig, MarketLimits, ReserveConfig, Role, Roles};
use solana_address::Address;
use solana_instruction::Instruction;

/// Creates the market of `governance` under `index`; governance keeps its own role, whatever `roles` say of it.
pub fn market_init(
    payer: &Address,
    governance: &Address,
    index: u16,
    roles: &Roles,
    bounds: &Bounds,
    limits: &MarketLimits,
) -> Instruction {
    Builder::new(0)
        .payer(payer)
        .signer(governance)
        .writable(&address::market(governance, index).0)
        .readonly(&SYSTEM_PROGRAM)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&index.to_le_bytes())
        .data(bytemuck::bytes_of(roles))
        .data(bytemuck::bytes_of(bounds))
        .data(bytemuck::bytes_of(limits))
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
        .readonly(&INSTRUCTIONS_SYSVAR)
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
        .readonly(&INSTRUCTIONS_SYSVAR)
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
        .readonly(&INSTRUCTIONS_SYSVAR)
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
        .readonly(&INSTRUCTIONS_SYSVAR)
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
    token_program: &Address,
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
        .readonly(token_program)
        .readonly(&SYSTEM_PROGRAM)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(oracle_feed_id)
        .data(bytemuck::bytes_of(config))
        .build()
}

/// Ends a market's setup phase, for ever.
pub fn market_launch(governance: &Address, market: &Address) -> Instruction {
    Builder::new(7)
        .signer(governance)
        .writable(market)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .build()
}

/// Stops borrows, and withdrawals with debt, for 72 hours; signed by the guardian or governance.
pub fn pause(authority: &Address, market: &Address) -> Instruction {
    Builder::new(8).signer(authority).writable(market).build()
}

/// Proposes `holder` for a role.
pub fn role_propose(
    governance: &Address,
    market: &Address,
    role: Role,
    holder: &Address,
) -> Instruction {
    Builder::new(9)
        .signer(governance)
        .writable(market)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&[role as u8])
        .data(holder.as_ref())
        .build()
}

/// Accepts a role; signed by its proposed holder.
pub fn role_accept(holder: &Address, market: &Address, role: Role) -> Instruction {
    Builder::new(16)
        .signer(holder)
        .writable(market)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&[role as u8])
        .build()
}

/// Cancels a role's transfer; signed by governance, or by the guardian for every role but its own.
pub fn role_cancel(authority: &Address, market: &Address, role: Role) -> Instruction {
    Builder::new(17)
        .signer(authority)
        .writable(market)
        .data(&[role as u8])
        .build()
}
