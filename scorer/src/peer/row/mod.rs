//! The peers as stewards of a simulated market.

mod adaptive;
mod fixed;
mod slow;

pub use adaptive::Adaptive;
pub use fixed::Fixed;
pub use slow::Slow;
