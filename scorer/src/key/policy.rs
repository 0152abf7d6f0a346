//! What a signer signs: transactions of the lending program, of instructions that the key is served for ([`Purpose`]), that
//! need no other signature; and for a publisher the head of its score log ([`LogHead`]), which can be no transaction.
//!
//! Whoever reaches the signer can then do what the program that it is served to does, and neither move the key's balance nor
//! give away what else the key may sign. What a transaction pays is bounded too: its priority fee, by its own compute budget.

use ballast_client::PROGRAM_ID;
use solana_address::Address;
use solana_message::VersionedMessage;
use solana_message::compiled_instruction::CompiledInstruction;

use super::{LogHead, Purpose};

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct SigningPolicy {
    /// The program that instructions must go to.
    pub program: Address,
    /// What the key is served for: which of the program's instructions.
    pub purpose: Purpose,
    /// The most that a transaction may offer as priority fee, lamports.
    pub priority_fee_most: u64,
}

impl Default for SigningPolicy {
    fn default() -> Self {
        Self {
            program: PROGRAM_ID,
            purpose: Purpose::default(),
            priority_fee_most: 1_000_000,
        }
    }
}

/// Why a message is not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Bytes that are no transaction message, or not its only form.
    #[error("it is no transaction message")]
    NoMessage,
    /// A message with address tables: what it touches cannot be seen.
    #[error("it looks addresses up in tables")]
    LookedUp,
    /// The key is not among the signers.
    #[error("it needs no signature of {address}")]
    NotSigner {
        /// The key.
        address: Address,
    },
    /// Others are to sign too.
    #[error(
        "it needs {signers} signatures, and is signed only where that of {address} is the only one"
    )]
    OtherSigners {
        /// How many it needs.
        signers: usize,
        /// The key.
        address: Address,
    },
    /// An instruction of another program.
    #[error("its instruction {index} goes to {program}")]
    ForeignProgram {
        /// Which instruction, from zero.
        index: usize,
        /// Where it goes.
        program: Address,
    },
    /// An instruction of the program that the key is not served for.
    #[error(
        "its instruction {index} is the program's number {}, which a {purpose} does not send (scorer signer --for)",
        number.map_or_else(|| "none".to_owned(), |number| number.to_string())
    )]
    NotItsWork {
        /// Which instruction, from zero.
        index: usize,
        /// Its first byte.
        number: Option<u8>,
        /// What the key is served for.
        purpose: &'static str,
    },
    /// A liquidation in another market.
    #[error(
        "its instruction {index} liquidates in {market} (scorer signer --market names another)"
    )]
    ForeignMarket {
        /// Which instruction, from zero.
        index: usize,
        /// Where it liquidates.
        market: Address,
    },
    /// A liquidation that pays out to somebody else.
    #[error(
        "its instruction {index} pays out to {destination}, not to the key's associated token account"
    )]
    ForeignDestination {
        /// Which instruction, from zero.
        index: usize,
        /// The token account that is paid.
        destination: Address,
    },
    /// A text that names no head of a score log.
    #[error("it is no head of a score log: only such a text is signed")]
    NoLogHead,
    /// The head of a score log, where the key is served to somebody who keeps none.
    #[error("it is the head of a score log, which a {purpose} does not keep (scorer signer --for)")]
    NoLog {
        /// What the key is served for.
        purpose: &'static str,
    },
    /// No instruction of the program.
    #[error("it has no instruction of {program}")]
    NothingToDo {
        /// The program.
        program: Address,
    },
    /// A priority fee above the bound.
    #[error("it offers a priority fee of {lamports} lamports, at most {most}")]
    FeeTooHigh {
        /// What it offers.
        lamports: u64,
        /// The bound.
        most: u64,
    },
}

impl SigningPolicy {
    /// Judges a serialized transaction message that the key at `address` is to sign.
    ///
    /// # Errors
    /// [`PolicyError`], by the first rule that it breaks.
    pub fn judge(&self, message: &[u8], address: &Address) -> Result<(), PolicyError> {
        let parsed: VersionedMessage =
            wincode::deserialize(message).map_err(|_| PolicyError::NoMessage)?;
        // Trailing bytes or another encoding of the same message are no message.
        if parsed.serialize() != message || parsed.sanitize().is_err() {
            return Err(PolicyError::NoMessage);
        }
        if parsed
            .address_table_lookups()
            .is_some_and(|tables| !tables.is_empty())
        {
            return Err(PolicyError::LookedUp);
        }
        let keys = parsed.static_account_keys();
        let signers = usize::from(parsed.header().num_required_signatures);
        if !keys.iter().take(signers).any(|key| key == address) {
            let address = *address;
            return Err(PolicyError::NotSigner { address });
        }
        if signers > 1 {
            let address = *address;
            return Err(PolicyError::OtherSigners { signers, address });
        }
        self.judge_instructions(parsed.instructions(), keys, address)
    }

    /// The head of a score log that `text` names, where the key is served to somebody who keeps one.
    ///
    /// # Errors
    /// [`PolicyError`], by the first rule that it breaks.
    pub fn judge_log_head(&self, text: &str) -> Result<LogHead, PolicyError> {
        let head = LogHead::parse(text).ok_or(PolicyError::NoLogHead)?;
        match self.purpose {
            Purpose::Publisher => Ok(head),
            purpose @ (Purpose::Crank | Purpose::Liquidator { .. }) => {
                let purpose = purpose.name();
                Err(PolicyError::NoLog { purpose })
            }
        }
    }

    fn judge_instructions(
        &self,
        instructions: &[CompiledInstruction],
        keys: &[Address],
        address: &Address,
    ) -> Result<(), PolicyError> {
        let mut budget = Budget::default();
        let mut own = 0_usize;
        for (index, instruction) in instructions.iter().enumerate() {
            let program = keys.get(usize::from(instruction.program_id_index));
            let program = program.copied().ok_or(PolicyError::NoMessage)?;
            if program == solana_compute_budget_interface::ID {
                budget.read(&instruction.data);
            } else if program == self.program {
                self.purpose.judge(index, instruction, keys, address)?;
                own += 1;
            } else {
                return Err(PolicyError::ForeignProgram { index, program });
            }
        }
        if own == 0 {
            let program = self.program;
            return Err(PolicyError::NothingToDo { program });
        }
        let (lamports, most) = (budget.priority_fee(own), self.priority_fee_most);
        if lamports > most {
            return Err(PolicyError::FeeTooHigh { lamports, most });
        }
        Ok(())
    }
}

/// The compute budget that a transaction sets.
#[derive(Default)]
struct Budget {
    units: Option<u32>,
    micro_lamports: u64,
}

impl Budget {
    /// Instructions 2 and 3 of the compute budget program: limit and price of a unit.
    fn read(&mut self, data: &[u8]) {
        match data {
            [2, rest @ ..] => {
                self.units = rest.first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
            }
            [3, rest @ ..] => {
                let price = rest.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
                self.micro_lamports = price.unwrap_or(u64::MAX);
            }
            _ => {}
        }
    }

    /// What is paid on top, lamports, rounded up. Without a limit an instruction may use 200,000 units.
    fn priority_fee(&self, instructions: usize) -> u64 {
        const UNITS_UNSET: u64 = 200_000;
        const UNITS_MOST: u64 = 1_400_000;
        const MICRO: u128 = 1_000_000;
        let instructions = u64::try_from(instructions).unwrap_or(u64::MAX);
        let unset = instructions.saturating_mul(UNITS_UNSET);
        let units = self.units.map_or(unset, u64::from).min(UNITS_MOST);
        let fee = (u128::from(units) * u128::from(self.micro_lamports)).div_ceil(MICRO);
        u64::try_from(fee).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests;
