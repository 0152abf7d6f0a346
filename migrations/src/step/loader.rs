//! What the upgradeable loader has stored.

use crate::chain::Chain;
use crate::error::MigrateError;
use crate::plan::Plan;
use sha2::{Digest, Sha256};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_loader_v3_interface::get_program_data_address;
use solana_loader_v3_interface::state::UpgradeableLoaderState as Layout;
use solana_signer::Signer as _;

/// The loader.
pub(crate) const LOADER: Address =
    Address::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111");
/// Tags of what it stores.
const BUFFER: u32 = 1;
const PROGRAM_DATA: u32 = 3;

/// A program as it is deployed.
#[derive(Debug)]
pub(super) struct Deployed {
    /// Where it was deployed last: the loader has it called from the next slot on.
    pub(super) slot: u64,
    /// Who may upgrade it.
    pub(super) authority: Option<Address>,
    /// Its bytes, up to its capacity.
    pub(super) bytes: Vec<u8>,
}

impl Deployed {
    /// The program of `plan`; none where none is deployed.
    pub(super) fn read(chain: &Chain, plan: &Plan) -> Result<Option<Self>, MigrateError> {
        let address = get_program_data_address(&plan.program.id);
        let Some((owner, data)) = chain.account(&address)? else {
            return match chain.account(&plan.program.id)? {
                None => Ok(None),
                Some((owner, _)) => Err(not(
                    &plan.program.id,
                    "a program of the upgradeable loader",
                    &format!("{owner} owns it and its program data do not stand"),
                )),
            };
        };
        let expected = "program data of the upgradeable loader";
        if owner != LOADER || tag(&data) != Some(PROGRAM_DATA) {
            return Err(not(&address, expected, &format!("{owner} owns it")));
        }
        let short = || not(&address, expected, "it is too short");
        let slot = data.get(4..).and_then(<[u8]>::first_chunk);
        let slot = u64::from_le_bytes(*slot.ok_or_else(short)?);
        let authority = option(data.get(12..45).ok_or_else(short)?);
        let start = Layout::size_of_programdata_metadata();
        let bytes = data.get(start..).ok_or_else(short)?.to_vec();
        Ok(Some(Self {
            slot,
            authority,
            bytes,
        }))
    }

    /// True when it is `program`, with nothing but zeros behind.
    pub(super) fn is(&self, program: &[u8]) -> bool {
        let rest = self.bytes.get(program.len()..);
        self.bytes.starts_with(program)
            && rest.is_some_and(|rest| rest.iter().all(|byte| *byte == 0))
    }
}

/// A buffer as far as it is written.
#[derive(Debug)]
pub(super) struct Written {
    /// Who may write and use it.
    pub(super) authority: Option<Address>,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

impl Written {
    /// The buffer at `address`; none where none stands.
    pub(super) fn read(chain: &Chain, address: &Address) -> Result<Option<Self>, MigrateError> {
        let Some((owner, data)) = chain.account(address)? else {
            return Ok(None);
        };
        let expected = "a buffer of the upgradeable loader";
        if owner != LOADER || tag(&data) != Some(BUFFER) {
            return Err(not(address, expected, &format!("{owner} owns it")));
        }
        let short = || not(address, expected, "it is too short");
        let authority = option(data.get(4..37).ok_or_else(short)?);
        let start = Layout::size_of_buffer_metadata();
        let bytes = data.get(start..).ok_or_else(short)?.to_vec();
        Ok(Some(Self { authority, bytes }))
    }
}

/// The key of the buffer for `program`: of the payer's secret and the bytes, so that a run finds the buffer that an
/// earlier one left half written, and nobody else can stand in its place.
pub(super) fn buffer_key(payer: &Keypair, program: &[u8]) -> Keypair {
    let mut digest = Sha256::new();
    digest.update(b"ballast buffer");
    digest.update(payer.secret_bytes());
    digest.update(Sha256::digest(program));
    Keypair::new_from_array(digest.finalize().into())
}

/// The buffer of `plan`.
pub(super) fn buffer_address(plan: &Plan) -> Address {
    buffer_key(&plan.payer, &plan.program.bytes).pubkey()
}

/// The buffer's address and data as the payer's writes leave it, for local networks that can be given accounts.
pub(crate) fn written_buffer(plan: &Plan) -> (Address, Vec<u8>) {
    let mut data = BUFFER.to_le_bytes().to_vec();
    data.push(1);
    data.extend_from_slice(plan.payer.pubkey().as_ref());
    data.extend_from_slice(&plan.program.bytes);
    (buffer_address(plan), data)
}

fn tag(data: &[u8]) -> Option<u32> {
    data.first_chunk().copied().map(u32::from_le_bytes)
}

/// An optional address: a byte that says whether there is one, then the address.
fn option(data: &[u8]) -> Option<Address> {
    let (is_there, address) = data.split_first()?;
    let address: [u8; 32] = *address.first_chunk()?;
    (*is_there == 1).then(|| Address::from(address))
}

fn not(address: &Address, expected: &'static str, reason: &str) -> MigrateError {
    MigrateError::Account {
        address: *address,
        expected,
        reason: reason.into(),
    }
}
