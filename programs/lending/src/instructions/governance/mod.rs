//! What sets a market up, and who may.

mod change_cancel;
mod change_execute_feed;
mod change_execute_market;
mod change_execute_oracle;
mod change_execute_reserve;
mod change_propose;
mod feed_init;
mod market_init;
mod market_launch;
mod pause;
mod publisher_add;
mod publisher_mute;
mod publisher_rotate;
mod publisher_unmute;
mod reserve_init;
mod role_accept;
mod role_cancel;
mod role_propose;

pub use change_cancel::*;
pub use change_execute_feed::*;
pub use change_execute_market::*;
pub use change_execute_oracle::*;
pub use change_execute_reserve::*;
pub use change_propose::*;
pub use feed_init::*;
pub use market_init::*;
pub use market_launch::*;
pub use pause::*;
pub use publisher_add::*;
pub use publisher_mute::*;
pub use publisher_rotate::*;
pub use publisher_unmute::*;
pub use reserve_init::*;
pub use role_accept::*;
pub use role_cancel::*;
pub use role_propose::*;
