//! Forks, trials and images of a machine: for tests that ask what would happen, thousands of times a second.

use super::{Machine, SIGNATURE_LENGTH, Sent, failure};
use crate::error::SendError;
use litesvm::types::SimulatedTransactionInfo;
use solana_account::{AccountSharedData, ReadableAccount};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_message::{Message, VersionedMessage};
use solana_transaction::versioned::VersionedTransaction;
use std::collections::HashMap;

/// Every account of a machine at one moment. Cheap to take: bytes are shared until someone changes them.
#[derive(Clone, Debug, Default)]
pub struct Image(HashMap<Address, AccountSharedData>);

/// A transaction that was tried and left no trace.
#[derive(Debug)]
pub struct Trial {
    accounts: Vec<(Address, AccountSharedData)>,
}

impl Image {
    /// An account's bytes.
    pub fn data(&self, address: &Address) -> Option<&[u8]> {
        self.0.get(address).map(ReadableAccount::data)
    }

    /// An account's lamports; none for an absent one.
    pub fn lamports(&self, address: &Address) -> u64 {
        self.0.get(address).map_or(0, ReadableAccount::lamports)
    }

    /// The accounts that differ in `later`, those that came and those that went included.
    pub fn changed(&self, later: &Self) -> Vec<Address> {
        let new = later.0.iter().filter(|(address, account)| {
            let before = self.0.get(*address);
            before.is_none_or(|before| !is_same(before, account))
        });
        let gone = self
            .0
            .keys()
            .filter(|address| !later.0.contains_key(*address));
        let new = new.map(|(address, _)| address);
        new.chain(gone).copied().collect()
    }
}

impl Trial {
    /// An account's bytes as the transaction would have left them, if it named the account.
    pub fn data(&self, address: &Address) -> Option<&[u8]> {
        let mut accounts = self.accounts.iter();
        let found = accounts.find(|(other, _)| other == address);
        found.map(|(_, account)| account.data())
    }
}

/// Equal in every byte; what shares its bytes is not compared.
fn is_same(left: &AccountSharedData, right: &AccountSharedData) -> bool {
    let is_shared = left.data().as_ptr() == right.data().as_ptr()
        && left.lamports() == right.lamports()
        && left.owner() == right.owner();
    is_shared || left == right
}

impl Machine {
    /// A copy that takes signatures on trust: what is done to one is not done to the other.
    ///
    /// The message still says who signs, and the programs still ask; only nobody proves it.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self {
            svm: self.svm.clone().with_sigverify(false),
            // A copy is traced by nobody.
            recorder: None,
            payer: self.payer.insecure_clone(),
            now: self.now,
        }
    }

    /// Sends one transaction of a [`Machine::fork`], paid by the payer and signed, on trust, by all whom it names as
    /// signers.
    pub fn send_on_trust(&mut self, instructions: &[Instruction]) -> Result<Sent, SendError> {
        let (transaction, wire_length) = self.on_trust(instructions);
        self.run(transaction, wire_length)
    }

    /// What [`Machine::send_on_trust`] would come to; nothing is changed.
    pub fn try_on_trust(&self, instructions: &[Instruction]) -> Result<Trial, SendError> {
        let (transaction, _) = self.on_trust(instructions);
        match self.svm.simulate_transaction(transaction) {
            Ok(SimulatedTransactionInfo { post_accounts, .. }) => Ok(Trial {
                accounts: post_accounts,
            }),
            Err(failed) => Err(failure(failed)),
        }
    }

    fn on_trust(&self, instructions: &[Instruction]) -> (VersionedTransaction, usize) {
        let payer = self.payer();
        let message = Message::new_with_blockhash(instructions, Some(&payer), &self.blockhash());
        let signatures = usize::from(message.header.num_required_signatures);
        let wire_length = 1 + signatures * SIGNATURE_LENGTH + message.serialize().len();
        let transaction = VersionedTransaction {
            signatures: std::iter::repeat_with(Default::default)
                .take(signatures)
                .collect(),
            message: VersionedMessage::Legacy(message),
        };
        (transaction, wire_length)
    }

    /// Every account as it stands.
    pub fn image(&self) -> Image {
        let accounts = self.svm.accounts_db().inner.iter();
        let accounts = accounts.map(|(address, account)| (*address, account.clone()));
        Image(accounts.collect())
    }
}
