//! The message that Squads v4 takes in `vault_transaction_create`: Solana's own message without a payer, signatures or
//! blockhash, lengths in one byte (of data in two). Source: `TransactionMessage` in Squads' published program (v4).

use super::ListTooLong;
use solana_message::Message;

/// `message` as `vault_transaction_create` wants it; its first signer is the vault.
///
/// # Errors
/// [`ListTooLong`], when a list is longer than its length can say.
pub(super) fn vault_message(message: &Message) -> Result<Vec<u8>, ListTooLong> {
    let header = &message.header;
    let signers = header.num_required_signatures;
    let keys = short(message.account_keys.len())?;
    let writable_signers = signers.saturating_sub(header.num_readonly_signed_accounts);
    let others = keys.saturating_sub(signers);
    let writable_others = others.saturating_sub(header.num_readonly_unsigned_accounts);
    let mut bytes = vec![signers, writable_signers, writable_others, keys];
    for key in &message.account_keys {
        bytes.extend_from_slice(key.as_ref());
    }
    bytes.push(short(message.instructions.len())?);
    for instruction in &message.instructions {
        bytes.push(instruction.program_id_index);
        bytes.push(short(instruction.accounts.len())?);
        bytes.extend_from_slice(&instruction.accounts);
        let length = instruction.data.len();
        let length = u16::try_from(length).map_err(|_| ListTooLong { length })?;
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&instruction.data);
    }
    // No address lookup tables.
    bytes.push(0);
    Ok(bytes)
}

fn short(length: usize) -> Result<u8, ListTooLong> {
    u8::try_from(length).map_err(|_| ListTooLong { length })
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_address::Address;
    use solana_instruction::{AccountMeta, Instruction};

    #[test]
    fn vault_signs_first_and_roles_of_accounts_are_counted_as_squads_counts_them() {
        // Given an instruction that a vault signs, with one more account of each kind
        let [vault, read, written, program] =
            [1, 2, 3, 4].map(|byte| Address::new_from_array([byte; 32]));
        let accounts = vec![
            AccountMeta::new_readonly(read, false),
            AccountMeta::new(written, false),
            AccountMeta::new(vault, true),
        ];
        let one = Instruction::new_with_bytes(program, &[9, 8, 7], accounts);

        // When it is written for the vault
        let bytes = vault_message(&Message::new(&[one], Some(&vault))).unwrap();

        // Then one signer, which is written, and one written account beside it come first, in this order
        assert_eq!(bytes[..4], [1, 1, 1, 4]);
        let keys = [vault, written, read, program];
        let said = bytes[4..132].chunks(32);
        assert!(said.zip(&keys).all(|(said, key)| said == key.as_ref()));
        // And the instruction names its program and accounts by their places
        let (program, read, written, vault) = (3, 2, 1, 0);
        let data = [3, 0, 9, 8, 7];
        let expected = [&[1, program, 3, read, written, vault][..], &data, &[0]].concat();
        assert_eq!(bytes[132..], expected);
    }

    #[test]
    fn another_signer_stands_behind_the_vault_and_is_not_written() {
        // Given an instruction that a vault and one more key sign, the vault read as the other is
        let [vault, other, program] = [1, 2, 3].map(|byte| Address::new_from_array([byte; 32]));
        let accounts = vec![
            AccountMeta::new_readonly(other, true),
            AccountMeta::new_readonly(vault, true),
        ];
        let one = Instruction::new_with_bytes(program, &[], accounts);

        // When it is written for the vault
        let bytes = vault_message(&Message::new(&[one], Some(&vault))).unwrap();

        // Then two sign, of which the vault, that pays, is first and alone written: whoever executes it brings the other's
        // signature along
        assert_eq!(bytes[..4], [2, 1, 0, 3]);
        assert_eq!(bytes[4..36], [1; 32]);
        assert_eq!(bytes[36..68], [2; 32]);
    }

    #[test]
    fn data_that_no_length_can_say_are_refused() {
        let vault = Address::new_from_array([1; 32]);
        let one = Instruction::new_with_bytes(vault, &vec![0; 65_536], vec![]);

        let refused = vault_message(&Message::new(&[one], Some(&vault))).unwrap_err();

        assert!(refused.to_string().contains("65536"), "{refused}");
    }
}
