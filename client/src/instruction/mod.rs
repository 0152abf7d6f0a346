//! Instructions: one builder each, with the accounts in the program's order.
//!
//! Amounts are base units; `u64::MAX` stands for everything in `withdraw`, `repay` and `liquidate`.

mod change;
mod governance;
mod reserve;
mod reward;
mod risk;
mod user;

use crate::address::PROGRAM_ID;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

pub use change::{
    Change, change_cancel, change_execute_feed, change_execute_market, change_execute_oracle,
    change_execute_reserve, change_propose,
};
pub use governance::{
    feed_init, market_init, market_launch, pause, publisher_add, publisher_mute, publisher_rotate,
    publisher_unmute, reserve_init, role_accept, role_cancel, role_propose,
};
pub use reserve::{fees_collect, flash_borrow, flash_repay, insure};
pub use reward::{
    RewardAccounts, RewardSide, reward_claim, reward_fund, reward_open, reward_retire,
};
pub use risk::{
    ReportArguments, breaker_release, price_refresh, recommendation_accept, report_submit,
    terms_advance, terms_view,
};
pub use user::{
    LiquidationAccounts, ReserveAccounts, accrue, bad_debt_resolve, borrow, deposit, liquidate,
    liquidate_into, position_close, position_delegate, position_join, position_mark, position_open,
    position_view, repay, with_host, with_prices, withdraw,
};

/// An instruction under construction.
struct Builder(Instruction);

impl Builder {
    fn new(number: u8) -> Self {
        Self(Instruction {
            program_id: PROGRAM_ID,
            accounts: Vec::new(),
            data: vec![number],
        })
    }

    fn signer(self, address: &Address) -> Self {
        self.account(AccountMeta::new_readonly(*address, true))
    }

    fn payer(self, address: &Address) -> Self {
        self.account(AccountMeta::new(*address, true))
    }

    fn writable(self, address: &Address) -> Self {
        self.account(AccountMeta::new(*address, false))
    }

    fn readonly(self, address: &Address) -> Self {
        self.account(AccountMeta::new_readonly(*address, false))
    }

    fn account(mut self, meta: AccountMeta) -> Self {
        self.0.accounts.push(meta);
        self
    }

    fn data(mut self, bytes: &[u8]) -> Self {
        self.0.data.extend_from_slice(bytes);
        self
    }

    fn build(self) -> Instruction {
        self.0
    }
}

/// Adds the price updates of a second source.
fn with_second(builder: Builder, updates: &[Address]) -> Builder {
    updates.iter().fold(builder, Builder::readonly)
}
