//! Transactions that name their accounts by an address lookup table.

use crate::error::{SendError, VmError};
use crate::machine::{Machine, SIGNATURE_LENGTH, Sent};
use ballast_bridge::keypair_for;
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{AddressLookupTableAccount, VersionedMessage, v0};
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

/// The program that owns lookup tables.
const TABLE_PROGRAM: Address =
    Address::from_str_const("AddressLookupTab1e1111111111111111111111111");
/// Bytes of a table before its addresses: that it is one, when it was deactivated (never) and extended last, who may.
const TABLE_HEAD: usize = 56;

impl Machine {
    /// Writes a lookup table of these addresses, as its program would have, a while ago.
    pub fn create_table(
        &mut self,
        addresses: &[Address],
    ) -> Result<AddressLookupTableAccount, VmError> {
        let key = keypair_for(&format!("table of {}", addresses.len())).pubkey();
        let mut data = vec![0; TABLE_HEAD];
        data[0] = 1;
        data[4..12].copy_from_slice(&u64::MAX.to_le_bytes());
        for address in addresses {
            data.extend_from_slice(address.as_ref());
        }
        let account = Account {
            lamports: 1 << 40,
            data,
            owner: TABLE_PROGRAM,
            ..Account::default()
        };
        self.store(&key, account)?;
        let addresses = addresses.to_vec();
        Ok(AddressLookupTableAccount { key, addresses })
    }

    /// As [`Machine::send`], in a versioned transaction that finds in `table` what it can.
    pub fn send_with_table(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        table: &AddressLookupTableAccount,
    ) -> Result<Sent, SendError> {
        let keys = self.signers(signers);
        let refused = |error: String| SendError::Failed {
            error,
            logs: vec![],
        };
        let tables = std::slice::from_ref(table);
        let message =
            v0::Message::try_compile(&self.payer(), instructions, tables, self.blockhash())
                .map_err(|error| refused(error.to_string()))?;
        let message = VersionedMessage::V0(message);
        let wire_length = 1 + keys.len() * SIGNATURE_LENGTH + message.serialize().len();
        let transaction = VersionedTransaction::try_new(message, &keys)
            .map_err(|error| refused(error.to_string()))?;
        drop(keys);
        self.run(transaction, wire_length)
    }
}
