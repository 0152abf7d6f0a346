//! Why did terms change? From the chain's events to the reports behind them, and from those to the publishers' inputs.
//!
//! `history` reads a feed's transactions, `change` replays them (who had said what when a round was held), `witness` finds each
//! report in the publishers' databases and checks that what is written there has the hash that the chain holds.

mod change;
mod history;
mod witness;

pub use change::{Change, Spoken, changes};
pub use history::{HistoryRequest, Seen, history};
pub use witness::{Witness, witness};
