//! Who may do what to a position (INV-7).

use super::Step;
use crate::invariants::deed::Act;
use crate::invariants::judge::Tally;
use ballast_client::layout::{Account as _, Position};

/// The rights of a delegate, by their bits.
const DEPOSIT: u8 = 1;
const WITHDRAW: u8 = 2;
const BORROW: u8 = 4;

/// Whether a signer may do this: the position's owner; for a move of tokens also a delegate with the right to it; anyone where
/// it can only do the position good.
pub(super) fn is_given(step: &Step<'_>, act: Act, tally: &mut Tally) -> bool {
    let (user, right) = match act {
        Act::Deposit(user, _) => (user, DEPOSIT),
        Act::Withdraw(user, _) => (user, WITHDRAW),
        Act::Borrow(user, _) => (user, BORROW),
        Act::Open(user) | Act::Close(user) | Act::Join(user) | Act::Delegate(user) => (user, 0),
        _ => return true,
    };
    let actor = &step.world.actors[user];
    if step.signs(&actor.address()) {
        return true;
    }
    let Some(data) = step.images.0.data(&actor.position) else {
        return false;
    };
    let position = Position::decode(data).unwrap();
    tally.add("INV-7: done by a delegate");
    position.rights & right != 0 && step.signs(&position.delegate)
}
