//! What the crank, the liquidator and the monitor share: one consistent view of a market, oracle updates, and the loop that
//! looks again and again, with its pace, the probes of its RPC nodes, whether their slot still rises, what is told of it over
//! HTTP, and what is offered for work whose transactions expire.

mod attempts;
mod config;
mod error;
mod keep;
mod metrics;
mod oracle;
mod pace;
mod pulse;
mod scene;
mod token;

pub(crate) use attempts::Attempts;
pub use config::{MarketConfig, OracleConfig};
pub use error::KeeperError;
pub(crate) use keep::{Keeper, keep};
pub use metrics::{Health, KeeperMetrics, Labels};
pub use oracle::{PriceAccount, push_account};
pub use pace::{Pace, jitter};
pub(crate) use pulse::Pulse;
pub use scene::{Books, Placed, Reader, Scene};
pub use token::token_balance;
