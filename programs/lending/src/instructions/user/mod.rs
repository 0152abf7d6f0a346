//! What users do.

mod accrue;
mod borrow;
mod deposit;
mod liquidate;
mod position_close;
mod position_open;
mod repay;
mod withdraw;

pub use accrue::*;
pub use borrow::*;
pub use deposit::*;
pub use liquidate::*;
pub use position_close::*;
pub use position_open::*;
pub use repay::*;
pub use withdraw::*;
