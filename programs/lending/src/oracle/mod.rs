//! Oracles: from foreign account bytes to a policy quote. One source a file.

mod pyth;
mod second;

pub use pyth::{is_price_update, read_price_update};
pub use second::SecondSource;
