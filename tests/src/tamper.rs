//! What the framework must refuse of any instruction: each account in turn unsigned, read-only, someone else's, of
//! another kind, cut short, or missing.

use crate::refusal::{Failure, refused_and_unchanged};
use crate::stage::Stage;
use ballast_client::address::SYSTEM_PROGRAM;
use ballast_client::layout::{Account as _, Market, PendingChange, Position, Reserve, RiskFeed};
use ballast_vm::{SendError, Sent};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;

/// What an account of an instruction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A wallet that signs.
    Signer,
    /// An account of this program, of the kind with this discriminator.
    Program([u8; 8]),
    /// An executable program.
    Executable,
    /// An account that the instruction creates.
    Created,
    /// Checked by the instruction itself, and tested there.
    Other,
}

impl Kind {
    /// The market.
    pub const MARKET: Self = Self::Program(Market::DISCRIMINATOR);
    /// A feed.
    pub const FEED: Self = Self::Program(RiskFeed::DISCRIMINATOR);
    /// A reserve.
    pub const RESERVE: Self = Self::Program(Reserve::DISCRIMINATOR);
    /// A position.
    pub const POSITION: Self = Self::Program(Position::DISCRIMINATOR);
    /// A change.
    pub const CHANGE: Self = Self::Program(PendingChange::DISCRIMINATOR);
}

/// A way to break one account.
type Break = fn(&mut Account);

/// Who signs, and what follows in the transaction.
struct By<'a> {
    signers: &'a [&'a Keypair],
    after: &'a [Instruction],
}

impl By<'_> {
    /// Whether what follows makes the account writable for the whole transaction.
    fn writes(&self, address: &Address) -> bool {
        let mut metas = self.after.iter().flat_map(|each| &each.accounts);
        metas.any(|meta| meta.is_writable && meta.pubkey == *address)
    }
}

/// Fails the test unless every broken form of `good` is refused with its own error and without a trace, and `good`
/// itself goes through in the end. `kinds` are those of the instruction's accounts, in order; where a program is among
/// them, it is the last that the instruction names.
#[track_caller]
pub fn every_account_is_checked(
    stage: &mut Stage,
    good: &Instruction,
    signers: &[&Keypair],
    kinds: &[Kind],
) {
    every_account_is_checked_before(stage, good, &[], signers, kinds);
}

/// The same for an instruction that names no program, `named` accounts of it and then others.
#[track_caller]
pub fn every_account_is_checked_up_to(
    stage: &mut Stage,
    good: &Instruction,
    named: usize,
    kinds: &[Kind],
) {
    let by = By {
        signers: &[],
        after: &[],
    };
    check(stage, good, &by, kinds, named);
}

/// The same for an instruction that needs others after it in its transaction.
#[track_caller]
pub fn every_account_is_checked_before(
    stage: &mut Stage,
    good: &Instruction,
    after: &[Instruction],
    signers: &[&Keypair],
    kinds: &[Kind],
) {
    let last_program = kinds.iter().rposition(|kind| *kind == Kind::Executable);
    let named = last_program.map_or(kinds.len(), |place| place + 1);
    check(stage, good, &By { signers, after }, kinds, named);
}

#[track_caller]
fn check(stage: &mut Stage, good: &Instruction, by: &By<'_>, kinds: &[Kind], named: usize) {
    assert_eq!(
        good.accounts.len(),
        kinds.len(),
        "one kind for each account"
    );
    for (place, kind) in kinds.iter().enumerate() {
        println!("account {place}: {kind:?}");
        let meta = &good.accounts[place];
        match kind {
            Kind::Signer => unsigned_is_refused(stage, good, by, place),
            Kind::Program(_) => broken_bytes_are_refused(stage, good, by, meta),
            Kind::Executable => another_program_is_refused(stage, good, by, place),
            Kind::Created | Kind::Other => {}
        }
        if meta.is_writable && meta.pubkey != stage.machine.payer() && !by.writes(&meta.pubkey) {
            read_only_is_refused(stage, good, by, place, *kind);
        }
    }
    truncation_is_refused(stage, good, by, named);
    send(stage, good, by).unwrap();
}

/// `good` with the accounts at these places replaced.
pub fn with_accounts(good: &Instruction, replaced: &[(usize, Address)]) -> Instruction {
    let mut instruction = good.clone();
    for (place, address) in replaced {
        instruction.accounts[*place].pubkey = *address;
    }
    instruction
}

fn unsigned_is_refused(stage: &mut Stage, good: &Instruction, by: &By<'_>, place: usize) {
    if good.accounts[place].pubkey == stage.machine.payer() {
        return;
    }
    let instruction = with_meta(good, place, |meta| meta.is_signer = false);
    refused_and_unchanged(stage, Failure::MissingSignature, |stage| {
        send(stage, &instruction, by)
    });
}

fn read_only_is_refused(
    stage: &mut Stage,
    good: &Instruction,
    by: &By<'_>,
    place: usize,
    kind: Kind,
) {
    let instruction = with_meta(good, place, |meta| meta.is_writable = false);
    let expected = match kind {
        // The framework reads both flags of a signer at once.
        Kind::Signer => Failure::MissingSignature,
        Kind::Created => Failure::MissingPrivilege,
        _ => Failure::NotWritable,
    };
    refused_and_unchanged(stage, expected, |stage| send(stage, &instruction, by));
}

fn broken_bytes_are_refused(
    stage: &mut Stage,
    good: &Instruction,
    by: &By<'_>,
    meta: &AccountMeta,
) {
    let address = &meta.pubkey;
    // The framework looks at a writable account's length first.
    let absent = if meta.is_writable {
        Failure::TooShort
    } else {
        Failure::NoAccount
    };
    let breaks: [(Failure, Break); 4] = [
        (Failure::WrongProgramOwner, |account| {
            account.owner = SYSTEM_PROGRAM;
        }),
        (Failure::WrongKind, |account| {
            account.data[..8].copy_from_slice(&[1; 8]);
        }),
        (Failure::TooShort, |account| {
            account.data.truncate(account.data.len() - 1);
        }),
        (absent, |account| *account = Account::default()),
    ];
    let sound = stage.machine.account(address).unwrap();
    for (expected, change) in breaks {
        let mut broken = sound.clone();
        change(&mut broken);
        stage.machine.store(address, broken).unwrap();
        refused_and_unchanged(stage, expected, |stage| send(stage, good, by));
    }
    stage.machine.store(address, sound).unwrap();
}

fn another_program_is_refused(stage: &mut Stage, good: &Instruction, by: &By<'_>, place: usize) {
    let instruction = with_accounts(good, &[(place, ballast_client::PROGRAM_ID)]);
    refused_and_unchanged(stage, Failure::WrongProgram, |stage| {
        send(stage, &instruction, by)
    });
}

fn truncation_is_refused(stage: &mut Stage, good: &Instruction, by: &By<'_>, named: usize) {
    let mut short = good.clone();
    short.accounts.truncate(named - 1);
    refused_and_unchanged(stage, Failure::TooFewAccounts, |stage| {
        send(stage, &short, by)
    });
    if good.data.len() > 1 {
        let mut short = good.clone();
        short.data.pop();
        refused_and_unchanged(stage, Failure::UnreadableInstruction, |stage| {
            send(stage, &short, by)
        });
    }
}

fn with_meta(
    good: &Instruction,
    place: usize,
    change: impl FnOnce(&mut AccountMeta),
) -> Instruction {
    let mut instruction = good.clone();
    change(&mut instruction.accounts[place]);
    instruction
}

/// Sends with those of the signers that the instructions still ask to sign.
fn send(stage: &mut Stage, instruction: &Instruction, by: &By<'_>) -> Result<Sent, SendError> {
    let mut instructions = vec![instruction.clone()];
    instructions.extend_from_slice(by.after);
    let asked = |key: &&&Keypair| {
        let address = solana_signer::Signer::pubkey(**key);
        let mut metas = instructions.iter().flat_map(|each| &each.accounts);
        metas.any(|meta| meta.is_signer && meta.pubkey == address)
    };
    let signers: Vec<&Keypair> = by.signers.iter().filter(asked).copied().collect();
    stage.machine.send(&instructions, &signers)
}
