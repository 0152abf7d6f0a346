//! What users do.

mod accrue;
mod bad_debt_resolve;
mod borrow;
mod deposit;
mod fees_collect;
mod flash_borrow;
mod flash_repay;
mod insure;
mod liquidate;
mod liquidate_into;
mod position_close;
mod position_delegate;
mod position_join;
mod position_mark;
mod position_open;
mod position_view;
mod repay;
mod withdraw;

pub use accrue::*;
pub use bad_debt_resolve::*;
pub use borrow::*;
pub use deposit::*;
pub use fees_collect::*;
pub use flash_borrow::*;
pub use flash_repay::*;
pub use insure::*;
pub use liquidate::*;
pub use liquidate_into::*;
pub use position_close::*;
pub use position_delegate::*;
pub use position_join::*;
pub use position_mark::*;
pub use position_open::*;
pub use position_view::*;
pub use repay::*;
pub use withdraw::*;
