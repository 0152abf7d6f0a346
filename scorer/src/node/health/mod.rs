//! How the node does, for whoever asks over HTTP: `/live`, `/ready` and `/metrics`.

mod metrics;
mod server;
mod status;

pub use metrics::{BackfillSums, FeedLabels, Metrics, VenueSums};
pub use server::{Requests, ServeError, serve};
pub use status::{Readiness, Status};
