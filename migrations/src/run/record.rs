//! What the journal is told of a step.

use super::Migration;
use crate::error::MigrateError;
use crate::journal::{Entry, Journal, Stage, now};
use crate::step::Step;
use sha2::{Digest, Sha256};
use solana_address::Address;
use solana_signature::Signature;

/// A step that was written down as begun.
pub(super) struct Record<'a> {
    journal: &'a Journal,
    subject: Address,
    begun: Entry,
}

impl Migration {
    /// Writes down that `step` begins, so that what it sends is known of whatever happens; nothing without a journal.
    pub(super) fn note_begun<'a>(
        &self,
        step: &dyn Step,
        transactions: usize,
        journal: Option<&'a Journal>,
    ) -> Result<Option<Record<'a>>, MigrateError> {
        let Some(journal) = journal else {
            return Ok(None);
        };
        let subject = step.subject();
        let begun = Entry {
            time: now(),
            genesis: self.genesis.clone(),
            step: step.name(),
            stage: Stage::Begun,
            subject: subject.to_string(),
            before: self.hash(&subject)?,
            after: None,
            signatures: vec![],
            transactions,
            reason: None,
        };
        journal.add(&begun)?;
        Ok(Some(Record {
            journal,
            subject,
            begun,
        }))
    }

    /// Writes down how it ended, with every signature that is known.
    pub(super) fn note_end(
        &self,
        record: Record<'_>,
        ended: &Result<(), MigrateError>,
        signatures: &[Signature],
    ) -> Result<(), MigrateError> {
        let reason = ended.as_ref().err().map(MigrateError::to_string);
        let stage = match reason {
            None => Stage::Done,
            Some(_) => Stage::Stopped,
        };
        record.journal.add(&Entry {
            time: now(),
            stage,
            // A node that fails now has often failed the step already: the line must not be lost with it.
            after: self.hash(&record.subject).ok(),
            signatures: signatures.iter().map(Signature::to_string).collect(),
            transactions: signatures.len(),
            reason,
            ..record.begun
        })
    }

    /// Writes down that `step` is done, where a run before this one, as its last line says, began it and did not see its end.
    pub(super) fn note_found(
        &self,
        step: &dyn Step,
        unended: &[Entry],
        journal: Option<&Journal>,
    ) -> Result<(), MigrateError> {
        let (name, subject) = (step.name(), step.subject());
        let address = subject.to_string();
        let mut unended = unended.iter();
        let begun = unended.find(|entry| entry.step == name && entry.subject == address);
        let (Some(journal), Some(begun)) = (journal, begun) else {
            return Ok(());
        };
        journal.add(&Entry {
            time: now(),
            stage: Stage::Found,
            after: Some(self.hash(&subject)?),
            signatures: vec![],
            transactions: 0,
            reason: None,
            ..begun.clone()
        })
    }

    /// SHA-256 of an account's bytes, hexadecimal; empty where none stands.
    fn hash(&self, address: &Address) -> Result<String, MigrateError> {
        let Some((_, data)) = self.chain.account(address)? else {
            return Ok(String::new());
        };
        Ok(hex::encode(Sha256::digest(&data)))
    }
}
