//! What a signer signs: transactions of the lending program and nothing else.
//!
//! A stolen connection to the signer can then do what a publisher may, not move the key's balance. What it pays is
//! bounded too: the priority fee of a transaction, by its own compute budget.

use ballast_client::PROGRAM_ID;
use solana_address::Address;
use solana_message::VersionedMessage;
use solana_message::compiled_instruction::CompiledInstruction;

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct SigningPolicy {
    /// The program that instructions must go to.
    pub program: Address,
    /// The most that a transaction may offer as priority fee, lamports.
    pub priority_fee_most: u64,
}

impl Default for SigningPolicy {
    fn default() -> Self {
        Self {
            program: PROGRAM_ID,
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
    /// An instruction of another program.
    #[error("its instruction {index} goes to {program}")]
    ForeignProgram {
        /// Which instruction, from zero.
        index: usize,
        /// Where it goes.
        program: Address,
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
        self.judge_instructions(parsed.instructions(), keys)
    }

    fn judge_instructions(
        &self,
        instructions: &[CompiledInstruction],
        keys: &[Address],
    ) -> Result<(), PolicyError> {
        let mut budget = Budget::default();
        let mut own = 0_usize;
        for (index, instruction) in instructions.iter().enumerate() {
            let program = keys.get(usize::from(instruction.program_id_index));
            let program = program.copied().ok_or(PolicyError::NoMessage)?;
            if program == solana_compute_budget_interface::ID {
                budget.read(&instruction.data);
            } else if program == self.program {
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
mod tests {
    use ballast_client::instruction;
    use solana_compute_budget_interface::ComputeBudgetInstruction;
    use solana_instruction::{AccountMeta, Instruction};
    use solana_message::{Message, VersionedMessage};

    use super::*;

    fn key() -> Address {
        Address::new_from_array([1; 32])
    }

    fn own() -> Instruction {
        instruction::position_open(&key(), &key(), &Address::new_from_array([2; 32]), 0)
    }

    fn transfer() -> Instruction {
        let to = Address::new_from_array([3; 32]);
        let accounts = vec![AccountMeta::new(key(), true), AccountMeta::new(to, false)];
        let data = [&2_u32.to_le_bytes()[..], &1_000_u64.to_le_bytes()].concat();
        Instruction::new_with_bytes(ballast_client::address::SYSTEM_PROGRAM, &data, accounts)
    }

    fn bytes(instructions: &[Instruction]) -> Vec<u8> {
        VersionedMessage::Legacy(Message::new(instructions, Some(&key()))).serialize()
    }

    fn judged(instructions: &[Instruction]) -> Result<(), PolicyError> {
        SigningPolicy::default().judge(&bytes(instructions), &key())
    }

    #[test]
    fn own_instructions_with_a_budget_are_signed() {
        let limit = ComputeBudgetInstruction::set_compute_unit_limit(10_000);
        let price = ComputeBudgetInstruction::set_compute_unit_price(1_000_000);

        assert_eq!(judged(&[limit, price, own(), own()]), Ok(()));
    }

    #[test]
    fn transfer_beside_or_in_place_of_an_own_instruction_is_refused() {
        for (instructions, at) in [(vec![transfer()], 0), (vec![own(), transfer()], 1)] {
            let refused = judged(&instructions);

            let program = ballast_client::address::SYSTEM_PROGRAM;
            let index = at;
            assert_eq!(refused, Err(PolicyError::ForeignProgram { index, program }));
        }
    }

    #[test]
    fn budget_alone_is_refused() {
        let price = ComputeBudgetInstruction::set_compute_unit_price(1);

        assert!(matches!(
            judged(&[price]),
            Err(PolicyError::NothingToDo { .. })
        ));
    }

    #[test]
    fn fee_above_the_bound_is_refused() {
        let limit = |units| ComputeBudgetInstruction::set_compute_unit_limit(units);
        let price = |micro| ComputeBudgetInstruction::set_compute_unit_price(micro);

        assert_eq!(judged(&[limit(1_000), price(1_000_000_000), own()]), Ok(()));
        let dear = judged(&[limit(1_000), price(1_000_001_000), own()]);
        let (lamports, most) = (1_000_001, 1_000_000);
        assert_eq!(dear, Err(PolicyError::FeeTooHigh { lamports, most }));
        // Without a limit the runtime's own counts.
        assert!(judged(&[price(6_000_000), own()]).is_err());
        assert!(judged(&[price(u64::MAX), limit(1_400_000), own()]).is_err());
    }

    #[test]
    fn messages_of_others_and_bytes_that_are_none_are_refused() {
        let policy = SigningPolicy::default();
        let stranger = Address::new_from_array([9; 32]);
        let good = bytes(&[own()]);
        let trailing = [&good[..], &[0]].concat();

        let refused = policy.judge(&good, &stranger);
        assert!(matches!(refused, Err(PolicyError::NotSigner { .. })));
        for bytes in [&trailing[..], &good[..20], &[], &[255; 40]] {
            assert_eq!(policy.judge(bytes, &key()), Err(PolicyError::NoMessage));
        }
    }
}
