//! The instructions of a liquidation: the prices that it needs travel with it.

use ballast_client::instruction::{self, LiquidationAccounts};
use ballast_client::layout::Position;
use ballast_policy::unit::ReserveIndex;
use ballast_vm::policy_holdings;
use solana_address::Address;
use solana_instruction::Instruction;

use super::{Offer, Purse};
use crate::crank::used;
use crate::keeper::Scene;

/// The liquidation with the updates that it needs, and the writing off of what nothing backs after it; none when its reserves are not
/// all known.
pub(super) fn instructions(
    scene: &Scene,
    purse: &Purse,
    position: &Position,
    offer: &Offer,
    liquidator: &Address,
) -> Option<Vec<Instruction>> {
    let holdings = policy_holdings(position);
    let uses = used(&holdings);
    let others = uses
        .iter()
        .filter(|index| **index != offer.debt && **index != offer.collateral);
    let others = others.map(|index| scene.accounts(*index));
    let others = others.collect::<Option<Vec<_>>>()?;
    let parties = LiquidationAccounts {
        liquidator: *liquidator,
        position: offer.position,
        debt: scene.accounts(offer.debt)?,
        source: purse.account(offer.debt)?,
        collateral: scene.accounts(offer.collateral)?,
        destination: purse.account(offer.collateral)?,
    };
    let liquidate = instruction::liquidate(&scene.address, &parties, offer.repaid, &others);
    let (updates, refreshed) = prices(scene, &uses);
    let mut work = vec![instruction::with_prices(liquidate, &updates, &refreshed)];
    if offer.leaves_bad_debt {
        let owes = holdings.borrows.iter();
        for slot in owes.filter(|slot| !slot.shares.is_zero()) {
            let accounts = scene.accounts(slot.reserve)?;
            work.push(instruction::bad_debt_resolve(
                &scene.address,
                &offer.position,
                &accounts,
            ));
        }
    }
    Some(work)
}

/// The updates that are newer than what is loaded, and the reserves that they are for.
fn prices(scene: &Scene, uses: &[ReserveIndex]) -> (Vec<Address>, Vec<Address>) {
    let (mut updates, mut refreshed) = (Vec::new(), Vec::new());
    let mut books = scene.books.clone();
    for index in uses {
        let (Some(load), Some(accounts)) = (scene.load(&mut books, *index), scene.accounts(*index))
        else {
            continue;
        };
        refreshed.push(accounts.reserve);
        for update in std::iter::once(load.first).chain(load.second) {
            if !updates.contains(&update) {
                updates.push(update);
            }
        }
    }
    (updates, refreshed)
}
