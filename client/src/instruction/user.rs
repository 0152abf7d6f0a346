//! What users do.

use super::Builder;
use crate::address::{self, SYSTEM_PROGRAM};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// The accounts of a reserve that moves tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReserveAccounts {
    /// The reserve.
    pub reserve: Address,
    /// The feed that it follows.
    pub feed: Address,
    /// Its mint.
    pub mint: Address,
    /// The program that moves its tokens.
    pub token_program: Address,
}

/// The parties of a liquidation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiquidationAccounts {
    /// Who repays and seizes.
    pub liquidator: Address,
    /// The unhealthy position.
    pub position: Address,
    /// The reserve that is repaid.
    pub debt: ReserveAccounts,
    /// The liquidator's account of the debt token.
    pub source: Address,
    /// The reserve that is seized.
    pub collateral: ReserveAccounts,
    /// The liquidator's account of the collateral token.
    pub destination: Address,
}

/// Opens the position of `owner` under `index`.
pub fn position_open(
    payer: &Address,
    owner: &Address,
    market: &Address,
    index: u16,
) -> Instruction {
    Builder::new(20)
        .payer(payer)
        .signer(owner)
        .readonly(market)
        .writable(&address::position(market, owner, index).0)
        .readonly(&SYSTEM_PROGRAM)
        .data(&index.to_le_bytes())
        .build()
}

/// Closes an empty position.
pub fn position_close(owner: &Address, position: &Address) -> Instruction {
    Builder::new(21).payer(owner).writable(position).build()
}

/// Counts a reserve's interest.
pub fn accrue(reserve: &Address, feed: &Address) -> Instruction {
    Builder::new(22).writable(reserve).readonly(feed).build()
}

/// Deposits from the owner's token account.
pub fn deposit(
    owner: &Address,
    market: &Address,
    reserve: &ReserveAccounts,
    position: &Address,
    source: &Address,
    amount: u64,
) -> Instruction {
    transfer(23, owner, market, reserve, position, source, amount).build()
}

/// Withdraws to `destination`; `others` are the other reserves that the position uses, needed when it has debt.
pub fn withdraw(
    owner: &Address,
    market: &Address,
    reserve: &ReserveAccounts,
    position: &Address,
    destination: &Address,
    amount: u64,
    others: &[ReserveAccounts],
) -> Instruction {
    let builder = transfer(24, owner, market, reserve, position, destination, amount);
    with_others(builder, others).build()
}

/// Borrows to `destination`; `others` are the other reserves that the position uses.
pub fn borrow(
    owner: &Address,
    market: &Address,
    reserve: &ReserveAccounts,
    position: &Address,
    destination: &Address,
    amount: u64,
    others: &[ReserveAccounts],
) -> Instruction {
    let builder = transfer(25, owner, market, reserve, position, destination, amount);
    with_others(builder, others).build()
}

/// Repays from the payer's token account.
pub fn repay(
    payer: &Address,
    market: &Address,
    reserve: &ReserveAccounts,
    position: &Address,
    source: &Address,
    amount: u64,
) -> Instruction {
    transfer(26, payer, market, reserve, position, source, amount).build()
}

/// Liquidates; `others` are the reserves that the position uses beyond the two named.
pub fn liquidate(
    market: &Address,
    parties: &LiquidationAccounts,
    amount: u64,
    others: &[ReserveAccounts],
) -> Instruction {
    let (debt, collateral) = (&parties.debt, &parties.collateral);
    let builder = Builder::new(27)
        .signer(&parties.liquidator)
        .writable(market)
        .writable(&parties.position)
        .readonly(&debt.feed)
        .writable(&debt.reserve)
        .writable(&parties.source)
        .writable(&address::vault(&debt.reserve).0)
        .readonly(&debt.mint)
        .readonly(&collateral.feed)
        .writable(&collateral.reserve)
        .writable(&parties.destination)
        .writable(&address::vault(&collateral.reserve).0)
        .readonly(&collateral.mint)
        .readonly(&debt.token_program)
        .readonly(&collateral.token_program)
        .data(&amount.to_le_bytes());
    with_others(builder, others).build()
}

/// Liquidates for a deposit of `receiver`, a position of the liquidator's; `parties.destination` is not used.
pub fn liquidate_into(
    market: &Address,
    parties: &LiquidationAccounts,
    receiver: &Address,
    amount: u64,
    others: &[ReserveAccounts],
) -> Instruction {
    let (debt, collateral) = (&parties.debt, &parties.collateral);
    let builder = Builder::new(47)
        .signer(&parties.liquidator)
        .writable(market)
        .writable(&parties.position)
        .readonly(&debt.feed)
        .writable(&debt.reserve)
        .writable(&parties.source)
        .writable(&address::vault(&debt.reserve).0)
        .readonly(&debt.mint)
        .readonly(&collateral.feed)
        .writable(&collateral.reserve)
        .writable(receiver)
        .readonly(&debt.token_program)
        .data(&amount.to_le_bytes());
    with_others(builder, others).build()
}

/// Notes that a position is unhealthy; `reserves` are all that it uses.
pub fn position_mark(
    market: &Address,
    position: &Address,
    reserves: &[ReserveAccounts],
) -> Instruction {
    let builder = Builder::new(28).readonly(market).writable(position);
    with_others(builder, reserves).build()
}

/// Lets `delegate` do what `rights` name: 1 deposit, 2 withdraw to the owner, 4 borrow to the owner, added.
pub fn position_delegate(
    owner: &Address,
    position: &Address,
    delegate: &Address,
    rights: u8,
) -> Instruction {
    Builder::new(44)
        .signer(owner)
        .writable(position)
        .data(delegate.as_ref())
        .data(&[rights])
        .build()
}

/// Joins a group, or leaves it for zero.
pub fn position_join(owner: &Address, position: &Address, group: u16) -> Instruction {
    Builder::new(45)
        .signer(owner)
        .writable(position)
        .data(&group.to_le_bytes())
        .build()
}

/// Asks for the view of a position and its rooms in `reserve`; `others` are the other reserves that it uses.
pub fn position_view(
    market: &Address,
    reserve: &ReserveAccounts,
    position: &Address,
    others: &[ReserveAccounts],
) -> Instruction {
    let builder = Builder::new(46)
        .readonly(market)
        .readonly(&reserve.feed)
        .readonly(&reserve.reserve)
        .readonly(position);
    with_others(builder, others).build()
}

/// Writes off what a position owes to a reserve and nothing backs.
pub fn bad_debt_resolve(
    market: &Address,
    position: &Address,
    reserve: &ReserveAccounts,
) -> Instruction {
    Builder::new(29)
        .writable(market)
        .writable(position)
        .readonly(&reserve.feed)
        .writable(&reserve.reserve)
        .build()
}

/// Has an instruction load price updates: `updates` go to its end, and the reserves in `refreshed` are made writable.
///
/// For `borrow`, `withdraw`, `liquidate` and `position_mark`.
pub fn with_prices(
    mut instruction: Instruction,
    updates: &[Address],
    refreshed: &[Address],
) -> Instruction {
    for meta in &mut instruction.accounts {
        meta.is_writable |= refreshed.contains(&meta.pubkey);
    }
    for update in updates {
        let meta = AccountMeta::new_readonly(*update, false);
        instruction.accounts.push(meta);
    }
    instruction
}

/// Names the host of a `borrow`, its token account of what is borrowed: the last account, so after [`with_prices`].
pub fn with_host(mut instruction: Instruction, host: &Address) -> Instruction {
    let meta = AccountMeta::new(*host, false);
    instruction.accounts.push(meta);
    instruction
}

/// The accounts that deposit, withdraw, borrow and repay have in common.
fn transfer(
    number: u8,
    signer: &Address,
    market: &Address,
    reserve: &ReserveAccounts,
    position: &Address,
    tokens: &Address,
    amount: u64,
) -> Builder {
    Builder::new(number)
        .signer(signer)
        .writable(market)
        .readonly(&reserve.feed)
        .writable(&reserve.reserve)
        .writable(position)
        .writable(tokens)
        .writable(&address::vault(&reserve.reserve).0)
        .readonly(&reserve.mint)
        .readonly(&reserve.token_program)
        .data(&amount.to_le_bytes())
}

fn with_others(builder: Builder, others: &[ReserveAccounts]) -> Builder {
    others.iter().fold(builder, |builder, other| {
        builder.readonly(&other.reserve).readonly(&other.feed)
    })
}
