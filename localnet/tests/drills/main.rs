//! Drills: what a publisher's node does when something fails, with the real program as a process and a real network in front.
//!
//! Each says what must not happen. They follow one another on one network (`stage`), so that two cores can carry them; those
//! that bend the chain's time or a feed's rules have their own. `make drills` runs them.
#![allow(clippy::unwrap_used, missing_docs)]

mod clock_skew;
mod disk_full;
mod frozen_feed;
mod key_rotated;
mod killed_between;
mod memory;
mod model_swapped;
mod one_key_twice;
mod one_killed;
mod quorum_lost;
mod room;
mod rpc_faults;
mod stage;
