//! How the node does, for whoever asks over HTTP: what everybody serves, and `/publish`.

mod metrics;
mod server;
mod status;

pub use crate::health::ListenError;
pub use metrics::{BackfillSums, FeedLabels, KeyLabels, Metrics, ShadowMetrics, VenueSums};
pub use server::{Requests, serve};
pub use status::{Readiness, Status};
