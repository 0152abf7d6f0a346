//! A derived address that signs, as a multisig's vault does: through the test program `programs/signer`.

use ballast_vm::{Machine, keypair_for, repository_root};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// A vault and the member who decides for it.
#[derive(Debug)]
pub struct Vault {
    /// Signs the transaction.
    pub member: Keypair,
    /// Signs the calls: `["vault", member]`.
    pub address: Address,
    bump: u8,
    program: Address,
}

impl Vault {
    /// The vault of the member of this name, with lamports; the program is installed.
    pub fn open(machine: &mut Machine, name: &str) -> Self {
        let path = repository_root().join("target/deploy/signer.so");
        let program = keypair_for("signer program").pubkey();
        machine.add_program(&program, &path).unwrap();
        let member = keypair_for(name);
        let owner = member.pubkey();
        let seeds = [b"vault".as_slice(), owner.as_ref()];
        let (address, bump) = Address::find_program_address(&seeds, &program);
        machine.fund(&address, 1 << 40).unwrap();
        Self {
            member,
            address,
            bump,
            program,
        }
    }

    /// `instruction`, which the vault has to sign, as the member sends it.
    pub fn call(&self, instruction: &Instruction) -> Instruction {
        self.call_as(self.bump, self.address, instruction)
    }

    /// The same with any address in the vault's place.
    pub fn call_as(&self, bump: u8, vault: Address, instruction: &Instruction) -> Instruction {
        let place = instruction
            .accounts
            .iter()
            .position(|meta| meta.pubkey == vault)
            .expect("the vault signs");
        let mut accounts = vec![
            AccountMeta::new_readonly(self.member.pubkey(), true),
            AccountMeta::new_readonly(instruction.program_id, false),
        ];
        accounts.extend(instruction.accounts.iter().cloned());
        for meta in &mut accounts[2..] {
            meta.is_signer &= meta.pubkey != vault;
        }
        let mut data = vec![bump, u8::try_from(place).expect("few accounts")];
        data.extend_from_slice(&instruction.data);
        Instruction {
            program_id: self.program,
            accounts,
            data,
        }
    }
}
