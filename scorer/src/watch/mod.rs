//! A monitor of what is public: publishers beside each other, consensus and quorum, regimes, prices, breakers, utilisation. It
//! reads the chain and nothing else, with no key, so that anyone can run it.
//!
//! ```text
//! look (one slot) -> View -> alerts by fixed rules -> table or JSON, exit code, /metrics
//!                                                  -> what began and what ended -> webhook
//! ```
//!
//! That nothing can be seen, or that the chain stands, is an alert as well: silence never says that all is well.

mod alert;
mod config;
mod courier;
mod gauges;
mod news;
mod rules;
mod run;
mod table;
mod view;
mod votes;
mod webhook;

pub use alert::{Alert, Kind};
pub use config::{AlertConfig, SAMPLE, WatchConfig};
pub use rules::alerts;
pub use run::{Report, run};
pub use table::table;
pub use view::{BreakerView, FeedView, PublisherView, ReserveView, View};
pub use votes::Votes;
