//! How others set their terms, as far as it is published: what adapting is compared with.
//!
//! ```text
//! Kamino         fixed LTV, thresholds, caps and curve; governance changes them in days
//! Morpho         a curve that scales itself by how long utilisation has been off its target
//! Aave stewards  the terms of the day, moved towards the wanted ones by small steps days apart
//! ```
//!
//! Facts and figures are from the sources named in each file; the code is ours. Every one of them ends in a
//! [`ballast_policy::config::ReserveConfig`] that a market of `policy` runs with, so that all are judged by the same books.

mod adaptive_curve;
mod flat;
mod kamino;
mod row;
mod slow_steward;

pub use adaptive_curve::AdaptiveCurve;
pub use flat::{FlatTerms, flat};
pub use kamino::{kamino_stable, kamino_volatile};
pub use row::{Adaptive, Fixed, Slow};
pub use slow_steward::{SlowSteward, StewardTerms};
