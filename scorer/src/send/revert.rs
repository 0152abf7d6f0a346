//! A transaction's error in words: which instruction, of which program, by which rule.

use std::fmt;

use ballast_client::{PROGRAM_ID, ProgramError, error::operands_in_logs};
use solana_address::Address;
use solana_client::rpc_response::TransactionError;
use solana_instruction::Instruction;
use solana_instruction::error::InstructionError;

/// Why an instruction reverted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revert {
    /// Its number in the transaction, from zero.
    pub instruction: u8,
    /// The program it was sent to, where that is known.
    pub program: Option<Address>,
    /// The program's own code.
    pub code: Option<u32>,
    /// The lending program's rule, when it is one of its.
    pub rule: Option<ProgramError>,
    /// The rule's operands from the log: what was found, and the bound.
    pub operands: Option<(u64, u64)>,
    /// The runtime's words.
    pub reason: String,
}

impl Revert {
    /// Reads a transaction's error; none when no instruction is to blame. `instructions` are those of the transaction.
    pub fn of(
        error: &TransactionError,
        instructions: &[Instruction],
        logs: &[String],
    ) -> Option<Self> {
        let TransactionError::InstructionError(number, cause) = error else {
            return None;
        };
        let program = instructions.get(usize::from(*number));
        let program = program.map(|instruction| instruction.program_id);
        let code = match cause {
            InstructionError::Custom(code) => Some(*code),
            _ => None,
        };
        // A transaction that is read back has no list of programs: the code's range says whose it is.
        let is_own = program.is_none_or(|program| program == PROGRAM_ID);
        let rule = code.filter(|_| is_own).and_then(ProgramError::of);
        Some(Self {
            instruction: *number,
            program,
            code,
            rule,
            operands: rule.and_then(|rule| operands_in_logs(logs, rule.code)),
            reason: cause.to_string(),
        })
    }

    /// An error for which no instruction is to blame.
    pub(super) fn of_transaction(error: &TransactionError) -> Self {
        Self {
            instruction: 0,
            program: None,
            code: None,
            rule: None,
            operands: None,
            reason: error.to_string(),
        }
    }

    /// The rule's name, when it is one of the lending program's.
    pub fn name(&self) -> Option<&'static str> {
        self.rule.map(|rule| rule.name)
    }
}

impl fmt::Display for Revert {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "instruction {}: ", self.instruction)?;
        match self.rule {
            Some(rule) => write!(formatter, "{}: {}", rule.name, rule.message)?,
            None => write!(formatter, "{}", self.reason)?,
        }
        if let Some((actual, bound)) = self.operands {
            write!(formatter, " (found {actual}, bound {bound})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(program: Address) -> Instruction {
        Instruction::new_with_bytes(program, &[], Vec::new())
    }

    #[test]
    fn rule_of_the_lending_program_is_named_with_its_operands() {
        let error = TransactionError::InstructionError(1, InstructionError::Custom(6042));
        let logs = ["Program log: 0x2a, 0x5, 0x7, 0x0, 0x0".to_owned()];
        let instructions = [to(Address::new_from_array([9; 32])), to(PROGRAM_ID)];

        let revert = Revert::of(&error, &instructions, &logs).unwrap();

        assert_eq!(revert.name(), Some("SequenceNotIncreasing"));
        let expected = "instruction 1: SequenceNotIncreasing: the report's sequence does not increase (found 5, bound 7)";
        assert_eq!(revert.to_string(), expected);
    }

    #[test]
    fn same_code_of_another_program_is_not_named() {
        let error = TransactionError::InstructionError(0, InstructionError::Custom(6042));
        let instructions = [to(Address::new_from_array([9; 32]))];

        let revert = Revert::of(&error, &instructions, &[]).unwrap();

        assert_eq!((revert.code, revert.name()), (Some(6042), None));
    }

    #[test]
    fn error_of_the_transaction_itself_is_no_revert() {
        assert_eq!(
            Revert::of(&TransactionError::AccountNotFound, &[], &[]),
            None
        );
    }
}
