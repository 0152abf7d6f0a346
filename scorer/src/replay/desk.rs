//! Every transaction passes here: sent, its units noted, its refusal named.

use super::error::ReplayError;
use super::record::Record;
use super::world::ASSETS;
use ballast_client::error::FIRST_ERROR_CODE;
use ballast_client::event::{BreakerTripped, Event};
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_vm::{Machine, SendError, Sent};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;

/// The machine and the record of what happened on it.
#[derive(Debug)]
pub(super) struct Desk {
    /// The chain.
    pub(super) machine: Machine,
    /// What was seen.
    pub(super) record: Record,
    /// The reserves, in the order of the assets.
    pub(super) reserves: Vec<Address>,
}

impl Desk {
    /// Sends one instruction as its own transaction.
    pub(super) fn send(
        &mut self,
        name: &'static str,
        instruction: Instruction,
        signers: &[&Keypair],
    ) -> Result<Sent, SendError> {
        let sent = self.machine.send(&[instruction], signers)?;
        for event in &sent.events {
            if let Event::BreakerTripped(event) = event {
                self.note_breakers(event);
            }
        }
        self.record.units.entry(name).or_default().push(sent.units);
        Ok(sent)
    }

    /// Notes the breakers that tripped.
    fn note_breakers(&mut self, event: &BreakerTripped) {
        let index = self
            .reserves
            .iter()
            .position(|reserve| *reserve == event.reserve);
        let symbol = index.map_or("?", |index| ASSETS[index].symbol);
        let is_set = |breaker: &Breaker| event.breakers >> breaker.number() & 1 == 1;
        for breaker in Breaker::ALL.into_iter().filter(is_set) {
            let tripped = &mut self.record.tripped_breakers;
            *tripped.entry(format!("{symbol}: {breaker:?}")).or_default() += 1;
        }
    }

    /// Notes a report that broke `rule`.
    pub(super) fn reject(&mut self, rule: Rule) {
        let rejected = &mut self.record.rejected_reports;
        *rejected.entry(rule.name()).or_default() += 1;
    }

    /// Sends what a user wants; a refusal by a rule of the market is noted and is `None`.
    pub(super) fn attempt(
        &mut self,
        name: &'static str,
        instruction: Instruction,
        signer: &Keypair,
    ) -> Result<Option<Sent>, ReplayError> {
        match self.send(name, instruction, &[signer]) {
            Ok(sent) => Ok(Some(sent)),
            Err(error) => {
                let rule = rule_of(&error).ok_or(error)?;
                let key = format!("{name}: {}", rule.name());
                *self.record.refused_actions.entry(key).or_default() += 1;
                Ok(None)
            }
        }
    }
}

/// The market's rule behind a refusal.
pub(crate) fn rule_of(error: &SendError) -> Option<Rule> {
    let number = error.code()?.checked_sub(FIRST_ERROR_CODE)?;
    Rule::ALL
        .iter()
        .copied()
        .find(|rule| u32::from(rule.number()) == number)
}
