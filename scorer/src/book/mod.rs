//! Order books: levels, differences in the right order, what a book is worth, and a reader that
//! judges a recorded stream.
//!
//! `builder` keeps a book in step with a venue by that venue's rule for numbers; `summary` measures
//! depth and slippage; `recording` replays a recorded file and says how well the rebuilt book
//! agrees with the venue's own best bid and ask.

mod builder;
mod judge;
mod level;
mod order_book;
mod recording;
mod report;
mod summary;

pub use builder::{Applied, BookBuilder, BookDiff, BookEdges, BookSnapshot, SequenceRule};
pub use level::Level;
pub use order_book::{BookSide, OrderBook};
pub use recording::{RecordingError, read_recording};
pub use report::{BookReport, Spread};
pub use summary::{BookSummary, DEPTH_BPS, Slippage};
