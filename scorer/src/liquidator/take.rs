//! From an offer to a transaction: simulated and priced first, judged once more by what that costs, written down, and sent.

use std::collections::BTreeSet;
use std::time::SystemTime;

use ballast_client::event::{Event, PositionLiquidated, in_logs};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_signature::Signature;
use tokio_util::sync::CancellationToken;

use super::{Budget, BudgetConfig, LiquidatorConfig, Offer, ProfitConfig, TakenOutcome};
use crate::keeper::{Attempts, KeeperError};
use crate::key::SigningKey;
use crate::rpc::Endpoints;
use crate::send::{Landed, Prepared, SendError, Sender};

/// What a signature costs, lamports.
const SIGNATURE_LAMPORTS: u64 = 5_000;

/// Takes offers, and remembers what it spent and for which positions a liquidation expired.
#[derive(Debug)]
pub(super) struct Taker {
    sender: Sender,
    key: SigningKey,
    is_dry: bool,
    profit: ProfitConfig,
    limits: BudgetConfig,
    budget: Budget,
    /// The most that a transaction may cost, lamports.
    fee_most: u64,
    attempts: Attempts<Address>,
}

impl Taker {
    /// Nothing was taken yet but what the budget's file says. One that is dry simulates and sends nothing.
    ///
    /// # Errors
    /// A budget's file that cannot be used.
    pub(super) fn new(
        config: &LiquidatorConfig,
        sender: Sender,
        key: SigningKey,
        is_dry: bool,
    ) -> Result<Self, KeeperError> {
        Ok(Self {
            budget: Budget::open(&config.budget.file, &key.address(), is_dry)?,
            sender,
            key,
            is_dry,
            profit: config.profit.clone(),
            limits: config.budget.clone(),
            fee_most: SIGNATURE_LAMPORTS.saturating_add(config.fee.priority_fee_lamports_most()),
            attempts: Attempts::new(config.fee.attempts_most),
        })
    }

    /// Who repays and is paid.
    pub(super) fn address(&self) -> Address {
        self.key.address()
    }

    pub(super) fn is_dry(&self) -> bool {
        self.is_dry
    }

    pub(super) fn endpoints(&self) -> &Endpoints {
        self.sender.endpoints()
    }

    /// What one liquidation may repay now, dollars. The dearest fee is set aside, because fees are spent too.
    pub(super) fn room_dollars(&self) -> f64 {
        let aside = self.fee_dollars(self.fee_most);
        self.budget.room(&self.limits, aside, SystemTime::now())
    }

    /// What an offer must gain before its fee, whatever that is, dollars.
    pub(super) fn gain_dollars_least(&self) -> f64 {
        self.profit.least_dollars + self.fee_dollars(SIGNATURE_LAMPORTS)
    }

    /// Puts the most profitable first, and after all others what expired the last time, so that it holds up nothing but itself.
    pub(super) fn order(&self, offers: &mut [Offer]) {
        let has_expired = |offer: &Offer| self.attempts.has_expired(&offer.position);
        offers.sort_by(|one, other| {
            let by_gain = other.gain_dollars.total_cmp(&one.gain_dollars);
            has_expired(one).cmp(&has_expired(other)).then(by_gain)
        });
    }

    /// Forgets what expired of positions that are not among the `unhealthy` any more.
    pub(super) fn forget_all_but(&mut self, unhealthy: &BTreeSet<Address>) {
        self.attempts.keep(|position| unhealthy.contains(position));
    }

    /// Simulates the offer's `work` and, when it still pays after its fee, sends it, after both were written down as spent.
    pub(super) async fn take(
        &mut self,
        work: &[Instruction],
        offer: &Offer,
        stop: &CancellationToken,
    ) -> TakenOutcome {
        if self.is_dry {
            let simulated = self.sender.simulate(work, &self.address()).await;
            return simulated.map_or_else(
                |error| TakenOutcome::of(&error),
                |simulation| TakenOutcome::Planned {
                    units: simulation.units,
                },
            );
        }
        let taken = self.send(work, offer, stop).await;
        self.note(&offer.position, &taken);
        taken.unwrap_or_else(|error| TakenOutcome::of(&error))
    }

    async fn send(
        &mut self,
        work: &[Instruction],
        offer: &Offer,
        stop: &CancellationToken,
    ) -> Result<TakenOutcome, SendError> {
        let attempt = self.attempt(&offer.position);
        let signers = std::slice::from_ref(&self.key);
        let prepared = self.sender.prepare(work, signers, attempt).await?;
        let fee_lamports = SIGNATURE_LAMPORTS + prepared.ticket.priority_fee_lamports();
        let fee_dollars = self.fee_dollars(fee_lamports);
        let profit_dollars = offer.gain_dollars - fee_dollars;
        if profit_dollars < self.profit.least_dollars {
            return Ok(TakenOutcome::Unprofitable { profit_dollars });
        }
        let spent = offer.repaid_dollars + fee_dollars;
        if let Err(error) = self.budget.spend(spent, SystemTime::now()) {
            let reason = format!("nothing is sent that budget.file cannot note: {error}");
            return Ok(TakenOutcome::Failed { reason });
        }
        match self.sender.deliver(&prepared, stop).await {
            Ok(landed) => Ok(self.landed(offer, &landed, &prepared, fee_lamports).await),
            Err(error) => {
                match error {
                    SendError::Ambiguous { .. } => {}
                    SendError::Reverted { .. } => self.budget.correct(fee_dollars),
                    _ => self.budget.correct(0.0),
                }
                Err(error)
            }
        }
    }

    /// The attempt that the position's next liquidation is.
    pub(super) fn attempt(&self, position: &Address) -> u32 {
        self.attempts.of(position)
    }

    /// Takes in how a liquidation of the position ended, for the price of its next one.
    pub(super) fn note(&mut self, position: &Address, taken: &Result<TakenOutcome, SendError>) {
        match taken {
            Ok(TakenOutcome::Landed { .. }) => self.attempts.forget(position),
            Err(SendError::Dropped { .. }) => self.attempts.expired(*position),
            Err(error) if error.revert().is_some() => self.attempts.forget(position),
            _ => {}
        }
    }

    async fn landed(
        &self,
        offer: &Offer,
        landed: &Landed,
        prepared: &Prepared,
        fee_lamports: u64,
    ) -> TakenOutcome {
        let moved = self.moved(&landed.signature).await;
        TakenOutcome::Landed {
            signature: landed.signature.to_string(),
            slot: landed.slot,
            repaid: moved.map_or(offer.repaid, |moved| moved.repaid),
            paid: moved.map_or(offer.paid, |moved| moved.seized - moved.fee),
            fee_lamports,
            units: prepared.units_simulated,
        }
    }

    /// What the transaction moved, by its event.
    async fn moved(&self, signature: &Signature) -> Option<PositionLiquidated> {
        let executed = self.endpoints().transaction(signature).await;
        let logs = executed.ok().flatten()?.logs;
        in_logs(&logs).into_iter().find_map(|event| match event {
            Event::PositionLiquidated(moved) => Some(moved),
            _ => None,
        })
    }

    /// What a fee costs, dollars.
    fn fee_dollars(&self, lamports: u64) -> f64 {
        const LAMPORTS: f64 = 1e9;
        #[expect(clippy::cast_precision_loss, reason = "lamports of a fee")]
        let lamports = lamports as f64;
        lamports / LAMPORTS * self.profit.sol_dollars
    }
}

#[cfg(test)]
mod tests;
