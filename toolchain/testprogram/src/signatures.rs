//! Functions that take more than five registers or return more than one, called every way there is.

pub mod direct;
pub mod indirect;
