//! What sets a market up.

mod feed_init;
mod market_init;
mod publisher_add;
mod publisher_mute;
mod publisher_rotate;
mod publisher_unmute;
mod reserve_init;

pub use feed_init::*;
pub use market_init::*;
pub use publisher_add::*;
pub use publisher_mute::*;
pub use publisher_rotate::*;
pub use publisher_unmute::*;
pub use reserve_init::*;
