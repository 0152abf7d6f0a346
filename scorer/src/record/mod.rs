//! Recording live venues, and reading the recording back.
//!
//! `transport` opens a connector's feeds and hands over every text with the time it came;
//! [`Recorder`] turns them into rows, counts and questions; [`Store`] keeps the rows by kind, venue,
//! instrument and day; [`Replay`] merges them again in the order of receipt; `check` says what is
//! missing from a data folder or wrong with it.

pub mod check;
mod config;
mod counters;
mod decode;
mod encode;
mod error;
mod inbound;
mod keeper;
mod layout;
mod recorder;
mod replay;
mod row;
mod row_reader;
mod row_writer;
mod run;
mod schema;
mod sections;
mod store;
mod tap;
mod transport;

pub use config::RecordConfig;
pub use counters::{Counters, VenueCounters};
pub use error::RecordError;
pub use inbound::{Action, Inbound, Origin};
pub use layout::Day;
pub use recorder::{Recorder, RecorderOptions};
pub use replay::Replay;
pub use row::Row;
pub use run::{Outlet, RecordOptions, Recorded, record, record_to};
pub use store::Store;
pub use tap::{Tap, TapDrops};
pub use transport::{Backoff, NetworkOptions};
pub(crate) use transport::{client, fetch_body};
