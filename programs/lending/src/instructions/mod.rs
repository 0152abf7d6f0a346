//! One instruction a file: arguments, accounts, validate, handler, invariant check.

mod governance;
mod risk;
mod user;

pub use governance::*;
pub use risk::*;
pub use user::*;
