//! What the crank, the liquidator and the monitor share: one consistent view of a market, oracle updates, the pace of
//! looks, and health over HTTP.

mod config;
mod error;
mod metrics;
mod oracle;
mod pace;
mod scene;
mod server;
mod token;

pub use config::{MarketConfig, OracleConfig};
pub use error::KeeperError;
pub use metrics::{Health, KeeperMetrics, Labels, Level};
pub use oracle::{PriceAccount, push_account};
pub use pace::{Pace, jitter};
pub use scene::{Books, Placed, Reader, Scene};
pub use server::serve;
pub use token::{token_account, token_balance};
