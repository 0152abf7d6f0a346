//! The VM with its clock, and transactions on it.

mod fork;

pub use fork::{Image, Trial};

use crate::error::{SendError, VmError};
use crate::trace::{Recorder, Trace};
use ballast_bridge::keypair_for;
use ballast_client::event::{self, Event};
use ballast_client::{PROGRAM_ID, layout, oracle};
use litesvm::LiteSVM;
use litesvm::types::{FailedTransactionMetadata, TransactionMetadata};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_instruction::Instruction;
use solana_instruction_error::InstructionError;
use solana_keypair::Keypair;
use solana_message::{Hash, Message};
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Slots are 400 ms long.
const SLOTS_PER_SECOND: f64 = 2.5;

/// Of one signature, bytes.
pub(crate) const SIGNATURE_LENGTH: usize = 64;

/// A Solana VM with the lending program.
pub struct Machine {
    svm: LiteSVM,
    recorder: Option<Recorder>,
    payer: Keypair,
    now: u64,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Machine")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

/// A transaction that went through.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Compute units of the whole transaction.
    pub units: u64,
    /// Its length on the wire, bytes; a cluster takes at most 1 232.
    pub wire_length: usize,
    /// Its log.
    pub logs: Vec<String>,
    /// The program's events, in order.
    pub events: Vec<Event>,
    /// What the last instruction returned.
    pub returned: Vec<u8>,
    /// What its programs executed; empty unless `BALLAST_TRACE` was set when the machine was started.
    pub traces: Vec<Trace>,
}

/// The repository's root, seen from the crate that cargo runs; the present folder where cargo runs nothing.
///
/// It is asked when the program runs. Clones share a build cache, and what was compiled in one of them names that one.
pub fn repository_root() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|folder| Some(Path::new(&folder).parent()?.to_owned()))
        .unwrap_or_default()
}

/// Where the program's binary lies: `BALLAST_SO`, or `target/deploy/lending.so` of this repository.
pub fn program_path() -> PathBuf {
    std::env::var_os("BALLAST_SO").map_or_else(
        || repository_root().join("target/deploy/lending.so"),
        PathBuf::from,
    )
}

impl Machine {
    /// A machine with the program at [`program_path`], its clock at `now` (Unix seconds).
    pub fn start(now: u64) -> Result<Self, VmError> {
        Self::start_with(&program_path(), now)
    }

    /// A machine with the program in `path`.
    pub fn start_with(path: &Path, now: u64) -> Result<Self, VmError> {
        let bytes = read_program(path)?;
        let (svm, recorder) = Recorder::start();
        let mut svm = svm.with_transaction_history(0);
        svm.add_program(PROGRAM_ID, &bytes)
            .map_err(|error| VmError::ProgramRejected(error.to_string()))?;
        let payer = keypair_for("payer");
        let mut machine = Self {
            svm,
            recorder,
            payer,
            now,
        };
        machine.fund(&machine.payer.pubkey(), 1 << 50)?;
        machine.warp_to(now);
        Ok(machine)
    }

    /// Installs another program, the one in `path`, at `address`.
    pub fn add_program(&mut self, address: &Address, path: &Path) -> Result<(), VmError> {
        let bytes = read_program(path)?;
        self.svm
            .add_program(*address, &bytes)
            .map_err(|error| VmError::ProgramRejected(error.to_string()))
    }

    /// Unix seconds.
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Moves the clock forward.
    pub fn warp(&mut self, seconds: u64) {
        self.warp_to(self.now.saturating_add(seconds));
    }

    /// Sets the clock.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "slots only have to rise with time"
    )]
    pub fn warp_to(&mut self, now: u64) {
        self.now = now;
        let mut clock: Clock = self.svm.get_sysvar();
        clock.unix_timestamp = now.cast_signed();
        clock.slot = clock.slot.max((now as f64 * SLOTS_PER_SECOND) as u64);
        self.svm.set_sysvar(&clock);
    }

    /// Sets the chain's time to any value, the machine's own idea of now left alone: for broken clocks.
    pub fn set_chain_time(&mut self, unix_timestamp: i64) {
        let mut clock: Clock = self.svm.get_sysvar();
        clock.unix_timestamp = unix_timestamp;
        self.svm.set_sysvar(&clock);
    }

    /// The key that pays fees and rent.
    pub fn payer(&self) -> Address {
        self.payer.pubkey()
    }

    /// Sets the lamports of a wallet.
    pub fn fund(&mut self, address: &Address, lamports: u64) -> Result<(), VmError> {
        let wallet = Account {
            lamports,
            ..Account::default()
        };
        self.store(address, wallet)
    }

    /// Puts any account at `address`; one without lamports is an absent one.
    pub fn store(&mut self, address: &Address, account: Account) -> Result<(), VmError> {
        self.svm
            .set_account(*address, account)
            .map_err(|error| VmError::AccountRejected(error.to_string()))
    }

    /// Sends one transaction, paid by the payer and signed by it and `signers`.
    pub fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Sent, SendError> {
        let blockhash = self.svm.latest_blockhash().to_bytes();
        self.send_under(blockhash, instructions, signers)
    }

    /// As [`Machine::send`], signed under `blockhash`: a recent one, or the value of a durable nonce that the first
    /// instruction advances.
    pub fn send_under(
        &mut self,
        blockhash: [u8; 32],
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) -> Result<Sent, SendError> {
        let keys = self.signers(signers);
        let message = Message::new(instructions, Some(&self.payer.pubkey()));
        let wire_length = 1 + keys.len() * SIGNATURE_LENGTH + message.serialize().len();
        let transaction = Transaction::new(&keys, message, blockhash.into());
        drop(keys);
        self.run(transaction.into(), wire_length)
    }

    /// The payer and the other signers, each once.
    pub(crate) fn signers<'a>(&'a self, signers: &[&'a Keypair]) -> Vec<&'a Keypair> {
        let mut keys = vec![&self.payer];
        let others = signers.iter();
        keys.extend(others.filter(|key| key.pubkey() != self.payer.pubkey()));
        keys
    }

    /// A recent blockhash.
    pub(crate) fn blockhash(&self) -> Hash {
        self.svm.latest_blockhash()
    }

    /// Runs a signed transaction.
    pub(crate) fn run(
        &mut self,
        transaction: VersionedTransaction,
        wire_length: usize,
    ) -> Result<Sent, SendError> {
        match self.svm.send_transaction(transaction) {
            Ok(TransactionMetadata {
                logs,
                compute_units_consumed: units,
                return_data,
                ..
            }) => {
                let events = event::in_logs(&logs);
                let traces = self.recorder.as_ref().map_or(vec![], Recorder::take);
                Ok(Sent {
                    units,
                    wire_length,
                    logs,
                    events,
                    returned: return_data.data,
                    traces,
                })
            }
            Err(failed) => Err(failure(failed)),
        }
    }

    /// An account of the program.
    pub fn read<T: layout::Account>(&self, address: &Address) -> Result<T, VmError> {
        let account = self.account(address)?;
        T::decode(&account.data).map_err(|source| VmError::AccountUnreadable {
            address: *address,
            source,
        })
    }

    /// Any account.
    pub fn account(&self, address: &Address) -> Result<Account, VmError> {
        self.svm
            .get_account(address)
            .filter(|account| account.lamports > 0)
            .ok_or(VmError::AccountMissing(*address))
    }

    /// Every account that `program` owns, by address.
    pub fn accounts_of(&self, program: &Address) -> BTreeMap<Address, Account> {
        self.svm.get_program_accounts(program).into_iter().collect()
    }

    /// Writes an account as it stands, with rent paid.
    pub fn write(
        &mut self,
        address: &Address,
        owner: &Address,
        data: Vec<u8>,
    ) -> Result<(), VmError> {
        let account = Account {
            lamports: self.svm.minimum_balance_for_rent_exemption(data.len()),
            data,
            owner: *owner,
            executable: false,
            rent_epoch: u64::MAX,
        };
        self.store(address, account)
    }

    /// Writes a price update as the oracle's receiver program would.
    pub fn publish_price(
        &mut self,
        address: &Address,
        update: &oracle::PriceUpdate,
    ) -> Result<(), VmError> {
        self.write(address, &oracle::PYTH_RECEIVER, update.encode())
    }
}

fn read_program(path: &Path) -> Result<Vec<u8>, VmError> {
    std::fs::read(path).map_err(|source| VmError::ProgramMissing {
        path: path.to_path_buf(),
        source,
    })
}

/// The failure in words, or with the program's code.
fn failure(failed: FailedTransactionMetadata) -> SendError {
    let logs = failed.meta.logs;
    match failed.err {
        TransactionError::InstructionError(instruction, InstructionError::Custom(code)) => {
            SendError::Refused {
                instruction,
                code,
                logs,
            }
        }
        error => SendError::Failed {
            error: format!("{error:?}"),
            logs,
        },
    }
}
