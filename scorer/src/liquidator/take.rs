//! From an offer to a transaction: the prices that it needs travel with it, and it is simulated first.

use ballast_client::event::{Event, PositionLiquidated, in_logs};
use ballast_client::instruction::{self, LiquidationAccounts};
use ballast_client::layout::Position;
use ballast_policy::unit::ReserveIndex;
use ballast_vm::policy_holdings;
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;
use tokio_util::sync::CancellationToken;

use super::{Offer, ProfitConfig, Purse};
use crate::crank::used;
use crate::keeper::Scene;
use crate::key::SigningKey;
use crate::send::{SendError, Sender};

/// What became of an offer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TakenOutcome {
    /// It landed.
    Landed {
        /// The transaction.
        signature: String,
        /// Its slot.
        slot: u64,
        /// What was repaid, base units.
        repaid: u64,
        /// What was paid out, base units.
        paid: u64,
        /// The transaction's fee, lamports.
        fee_lamports: u64,
        /// Compute units.
        units: u64,
    },
    /// A dry run: it would have been sent.
    Planned {
        /// Compute units.
        units: u64,
    },
    /// After the transaction's fee it pays less than the least.
    Unprofitable {
        /// Profit after the fee, dollars.
        profit_dollars: f64,
    },
    /// Somebody was first, or it is healthy again.
    Late {
        /// The rule that refused it.
        reason: String,
    },
    /// It failed.
    Failed {
        /// Why.
        reason: String,
    },
    /// It may still land: what it would repay counts as spent.
    Unknown {
        /// Why it is not known.
        reason: String,
    },
}

impl TakenOutcome {
    /// Whether what it would repay was spent, or may have been.
    pub fn may_have_spent(&self) -> bool {
        matches!(self, Self::Landed { .. } | Self::Unknown { .. })
    }

    /// Its name in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Landed { .. } => "landed",
            Self::Planned { .. } => "planned",
            Self::Unprofitable { .. } => "unprofitable",
            Self::Late { .. } => "late",
            Self::Failed { .. } => "failed",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// An offer and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Taken {
    /// The offer.
    #[serde(flatten)]
    pub offer: Offer,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: TakenOutcome,
}

/// Who takes offers.
#[derive(Debug)]
pub(super) struct Taker<'a> {
    pub(super) sender: &'a Sender,
    pub(super) key: &'a SigningKey,
    pub(super) profit: &'a ProfitConfig,
    pub(super) is_dry: bool,
}

impl Taker<'_> {
    /// Simulates the offer and, when it still pays after its fee, sends it.
    pub(super) async fn take(
        &self,
        scene: &Scene,
        purse: &Purse,
        position: &Position,
        offer: &Offer,
        stop: &CancellationToken,
    ) -> TakenOutcome {
        let payer = self.key.address();
        let Some(work) = instructions(scene, purse, position, offer, &payer) else {
            let reason = "its reserves are not all known".to_owned();
            return TakenOutcome::Failed { reason };
        };
        if self.is_dry {
            return match self.sender.simulate(&work, &payer).await {
                Ok(simulation) => TakenOutcome::Planned {
                    units: simulation.units,
                },
                Err(error) => unsent(&error),
            };
        }
        let signers = std::slice::from_ref(self.key);
        let prepared = match self.sender.prepare(&work, signers, 0).await {
            Ok(prepared) => prepared,
            Err(error) => return unsent(&error),
        };
        let lamports = SIGNATURE_LAMPORTS + prepared.ticket.priority_fee_lamports();
        let profit_dollars = offer.gain_dollars - self.fee_dollars(lamports);
        if profit_dollars < self.profit.least_dollars {
            return TakenOutcome::Unprofitable { profit_dollars };
        }
        match self.sender.deliver(&prepared, stop).await {
            Ok(landed) => {
                let moved = self.moved(&landed.signature).await;
                TakenOutcome::Landed {
                    signature: landed.signature.to_string(),
                    slot: landed.slot,
                    repaid: moved.map_or(offer.repaid, |moved| moved.repaid),
                    paid: moved.map_or(offer.paid, |moved| moved.seized - moved.fee),
                    fee_lamports: lamports,
                    units: prepared.units_simulated,
                }
            }
            Err(error @ SendError::Ambiguous { .. }) => TakenOutcome::Unknown {
                reason: error.to_string(),
            },
            Err(error) => unsent(&error),
        }
    }

    /// What a fee costs, dollars.
    pub(super) fn fee_dollars(&self, lamports: u64) -> f64 {
        const LAMPORTS: f64 = 1e9;
        #[expect(clippy::cast_precision_loss, reason = "lamports of a fee")]
        let lamports = lamports as f64;
        lamports / LAMPORTS * self.profit.sol_dollars
    }

    /// What the transaction moved, by its event.
    async fn moved(&self, signature: &solana_signature::Signature) -> Option<PositionLiquidated> {
        let executed = self.sender.endpoints().transaction(signature).await;
        let logs = executed.ok().flatten()?.logs;
        in_logs(&logs).into_iter().find_map(|event| match event {
            Event::PositionLiquidated(moved) => Some(moved),
            _ => None,
        })
    }
}

/// What a signature costs, lamports.
pub(super) const SIGNATURE_LAMPORTS: u64 = 5_000;

/// Rules by which the program refuses whoever comes second.
const LATE: [&str; 5] = [
    "PositionHealthy",
    "CloseFactorExceeded",
    "LiquidationDepthExhausted",
    "NotWeakestCollateral",
    "NotHeaviestDebt",
];

fn unsent(error: &SendError) -> TakenOutcome {
    let reason = error.to_string();
    let rule = error.revert().and_then(|revert| revert.rule);
    match rule {
        Some(rule) if LATE.contains(&rule.name) => TakenOutcome::Late { reason },
        _ => TakenOutcome::Failed { reason },
    }
}

/// The liquidation with the updates that it needs, and the writing off of what nothing backs after it.
fn instructions(
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
