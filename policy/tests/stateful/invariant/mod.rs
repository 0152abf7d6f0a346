//! The invariants, by the numbers under which every test of the project holds them.

pub(crate) mod accounting;
pub(crate) mod feed;
pub(crate) mod health;
pub(crate) mod limit;
pub(crate) mod round_trip;
