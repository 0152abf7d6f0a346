//! Tokens: mints of the SPL Token program, and everyone's associated accounts.

use super::ASSETS;
use crate::error::LocalnetError;
use ballast_bridge::keypair_for;
use ballast_client::address::{
    ASSOCIATED_TOKEN_PROGRAM, SYSTEM_PROGRAM, TOKEN_PROGRAM, associated_token_account,
};
use ballast_migrations::{Chain, Work};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use solana_system_interface::instruction::create_account;

const MINT_LENGTH: usize = 82;
/// The program's instructions, by number.
const MINT_TO: u8 = 7;
const INITIALIZE_MINT: u8 = 20;
/// The associated program's: create it unless it stands.
const CREATE: u8 = 1;

/// Who may mint every token.
pub(super) fn authority() -> Keypair {
    keypair_for("mint authority")
}

/// The mint of `asset`.
pub(super) fn mint_of(asset: &str) -> Address {
    keypair_for(&format!("mint {asset}")).pubkey()
}

/// Where `owner` holds `mint`.
pub(super) fn account_of(owner: &Address, mint: &Address) -> Address {
    associated_token_account(owner, mint, &TOKEN_PROGRAM).0
}

/// Creates the mints that do not stand.
pub(super) fn create_mints(chain: &Chain) -> Result<(), LocalnetError> {
    let rent = chain.rent(MINT_LENGTH)?;
    let mut work = Vec::new();
    for asset in ASSETS {
        let key = keypair_for(&format!("mint {}", asset.symbol));
        let mint = key.pubkey();
        if chain.account(&mint)?.is_some() {
            continue;
        }
        let space = MINT_LENGTH as u64;
        let create = create_account(&chain.payer(), &mint, rent, space, &TOKEN_PROGRAM);
        let mut data = vec![INITIALIZE_MINT, asset.decimals];
        data.extend_from_slice(authority().pubkey().as_ref());
        // Nobody can freeze.
        data.push(0);
        let initialize = Instruction {
            program_id: TOKEN_PROGRAM,
            accounts: vec![AccountMeta::new(mint, false)],
            data,
        };
        work.push(Work {
            instructions: vec![create, initialize],
            signers: vec![key],
        });
    }
    chain.send_all(&work)?;
    Ok(())
}

/// Opens the owner's account of `mint` and mints `amount` into it; the authority signs.
pub(super) fn give(
    payer: &Address,
    owner: &Address,
    mint: &Address,
    amount: u64,
) -> [Instruction; 2] {
    let account = account_of(owner, mint);
    let open = Instruction {
        program_id: ASSOCIATED_TOKEN_PROGRAM,
        accounts: vec![
            AccountMeta::new(*payer, true),
            AccountMeta::new(account, false),
            AccountMeta::new_readonly(*owner, false),
            AccountMeta::new_readonly(*mint, false),
            AccountMeta::new_readonly(SYSTEM_PROGRAM, false),
            AccountMeta::new_readonly(TOKEN_PROGRAM, false),
        ],
        data: vec![CREATE],
    };
    let mut data = vec![MINT_TO];
    data.extend_from_slice(&amount.to_le_bytes());
    let mint_to = Instruction {
        program_id: TOKEN_PROGRAM,
        accounts: vec![
            AccountMeta::new(*mint, false),
            AccountMeta::new(account, false),
            AccountMeta::new_readonly(authority().pubkey(), true),
        ],
        data,
    };
    [open, mint_to]
}
