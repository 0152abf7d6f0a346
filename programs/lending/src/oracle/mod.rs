//! Oracles: from foreign account bytes to a policy quote. One source a file.

mod pyth;

pub use pyth::read_price_update;
