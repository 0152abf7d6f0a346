//! Hands this node's slots to its next key: `publisher_rotate`, signed by the publisher admin and the present key together.
//!
//! ```text
//! configuration -> look (feeds, markets, balances) -> step of each feed, which knows no network -> simulate
//!                    -> sign by both, send, look again
//!                    -> or written out for whoever holds the other signature (ballast_client::unsigned)
//! ```
//!
//! The present key stays good until the successor's first report, so that no feed misses one. Naming the same successor again
//! begins its time anew and nothing else, so nothing has to be written down before it is sent.

mod error;
mod look;
mod send;
mod sign;
mod step;

pub use error::{Hindered, RotationError, Why};
pub use look::{Hand, Rotation, Target};
pub use send::{Sent, await_named, send, simulate};
pub use sign::{Batch, Outside, signers};
pub use step::{Hindrance, Named, Step, step};
