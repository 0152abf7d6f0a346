//! Instruction data that names no instruction.

use ballast_client::PROGRAM_ID;
use ballast_tests::{Failure, Stage, refused_and_unchanged, text};
use serde_json::Value;
use solana_instruction::Instruction;

/// An instruction of this data that names no accounts.
fn bare(data: Vec<u8>) -> Instruction {
    Instruction {
        program_id: PROGRAM_ID,
        accounts: vec![],
        data,
    }
}

#[test]
fn empty_data_and_numbers_of_no_instruction_are_refused() {
    // Given the numbers that the interface gives out
    let interface: Value = serde_json::from_str(&text("idl/lending.json")).unwrap();
    let instructions = interface["instructions"].as_array().unwrap().iter();
    let numbers: Vec<u64> = instructions
        .map(|entry| entry["discriminator"][0].as_u64().unwrap())
        .collect();

    // When any other is sent, or none, then it is refused
    let mut stage = Stage::silent();
    let unknown = (0..=u8::MAX).filter(|number| !numbers.contains(&u64::from(*number)));
    let unknown = unknown.map(|number| vec![number, 0, 0, 0, 0, 0, 0, 0, 0]);
    for data in std::iter::once(vec![]).chain(unknown) {
        let instruction = bare(data);
        refused_and_unchanged(&mut stage, Failure::UnreadableInstruction, |stage| {
            stage.send(&instruction, &[])
        });
    }

    // And each that is given out asks for its accounts
    for number in numbers {
        let instruction = bare(vec![u8::try_from(number).unwrap(); 600]);
        refused_and_unchanged(&mut stage, Failure::TooFewAccounts, |stage| {
            stage.send(&instruction, &[])
        });
    }
}
