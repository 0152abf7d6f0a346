//! The invariants by their numbers, see `docs` for where each comes from.

pub(crate) mod accounting;
pub(crate) mod feed;
pub(crate) mod health;
pub(crate) mod round_trip;
