//! Oracles: from foreign account bytes to a policy quote. One source a file.

mod pyth;

pub use pyth::{is_price_update, read_price_update};
