//! Jobs for tests.

use ballast_client::instruction;
use solana_address::Address;

use super::{Duty, Job};

/// A job of `duty` to the address of that number.
pub(super) fn job(duty: Duty, target: u8) -> Job {
    let target = Address::new_from_array([target; 32]);
    Job {
        duty,
        target,
        part: 0,
        version: 0,
        why: String::new(),
        instruction: instruction::terms_advance(&target),
    }
}
