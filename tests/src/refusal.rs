//! Why a transaction was refused, and that nothing changed then (INV-8).

use crate::snapshot::Snapshot;
use crate::stage::Stage;
use ballast_client::error::FIRST_ERROR_CODE;
use ballast_policy::Rule;
use ballast_vm::{SendError, Sent};

/// The program's own errors that are about accounts and tokens, by their number past the first code. The policy's are
/// [`Rule`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is described in the program's interface, and held equal to it by a test"
)]
pub enum LendingError {
    WrongMarket = 100,
    WrongOwner = 101,
    WrongVault = 102,
    WrongMint = 103,
    WrongFeed = 104,
    WrongAuthority = 105,
    ClockOutOfRange = 106,
    OracleOwnerNotAllowed = 110,
    OracleAccountTooShort = 111,
    OracleDiscriminatorMismatch = 112,
    OracleNotFullyVerified = 113,
    OracleFeedMismatch = 114,
    SecondSourceMissing = 115,
    FlashLoanOpen = 116,
    FlashRepaymentMissing = 117,
    FlashLoanByCall = 118,
    NoFlashLoan = 119,
    VaultMismatch = 120,
    UnpairedReserve = 121,
    IndexExhausted = 122,
    UnsupportedMint = 123,
    NotGovernanceAccount = 124,
    RightMissing = 125,
    NotOwnersAccount = 126,
    UnknownRight = 127,
    ExtensionNotAllowed = 128,
    ReserveRepeated = 129,
    PublisherNotMuted = 130,
    EmptyKey = 131,
    UnknownChange = 140,
    ChangeNotPending = 141,
    MustBeProposed = 142,
    DurableNonceRefused = 150,
    MarketNotLaunched = 151,
    MarketAlreadyLaunched = 152,
    MarketPaused = 153,
    UnknownRole = 154,
    RoleNotProposed = 155,
    RoleDelayNotOver = 156,
    WrongInstructionsSysvar = 157,
}

impl LendingError {
    /// Every one, by rising number.
    pub const ALL: [Self; 40] = [
        Self::WrongMarket,
        Self::WrongOwner,
        Self::WrongVault,
        Self::WrongMint,
        Self::WrongFeed,
        Self::WrongAuthority,
        Self::ClockOutOfRange,
        Self::OracleOwnerNotAllowed,
        Self::OracleAccountTooShort,
        Self::OracleDiscriminatorMismatch,
        Self::OracleNotFullyVerified,
        Self::OracleFeedMismatch,
        Self::SecondSourceMissing,
        Self::FlashLoanOpen,
        Self::FlashRepaymentMissing,
        Self::FlashLoanByCall,
        Self::NoFlashLoan,
        Self::VaultMismatch,
        Self::UnpairedReserve,
        Self::IndexExhausted,
        Self::UnsupportedMint,
        Self::NotGovernanceAccount,
        Self::RightMissing,
        Self::NotOwnersAccount,
        Self::UnknownRight,
        Self::ExtensionNotAllowed,
        Self::ReserveRepeated,
        Self::PublisherNotMuted,
        Self::EmptyKey,
        Self::UnknownChange,
        Self::ChangeNotPending,
        Self::MustBeProposed,
        Self::DurableNonceRefused,
        Self::MarketNotLaunched,
        Self::MarketAlreadyLaunched,
        Self::MarketPaused,
        Self::UnknownRole,
        Self::RoleNotProposed,
        Self::RoleDelayNotOver,
        Self::WrongInstructionsSysvar,
    ];
}

/// Refusals that are not this program's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Framework: the account must be writable.
    NotWritable,
    /// Framework: a writable account was named twice.
    DuplicateAccount,
    /// Framework: the address is not the one that the seeds derive.
    WrongSeeds,
    /// Framework: fewer accounts than the instruction names.
    TooFewAccounts,
    /// Framework: the instruction's number or arguments cannot be read.
    UnreadableInstruction,
    /// Framework: the account did not sign.
    MissingSignature,
    /// Framework: the account is of another program.
    WrongProgramOwner,
    /// Framework: there is no account.
    NoAccount,
    /// Framework: the account is of another kind.
    WrongKind,
    /// Framework: the account has fewer bytes than its kind.
    TooShort,
    /// Framework: another program was passed.
    WrongProgram,
    /// Runtime: the program may not write to the account.
    MissingPrivilege,
    /// System program: an account stands there already.
    AddressInUse,
    /// Token program: the account does not hold that much.
    InsufficientFunds,
    /// Token program: the account is of another mint.
    MintMismatch,
    /// Token program: the account is someone else's.
    OwnerMismatch,
}

impl Failure {
    /// What the transaction ends with: a custom code, or the runtime's word.
    fn ending(self) -> Ending {
        match self {
            Self::NotWritable => Ending::Code(2_000),
            Self::DuplicateAccount => Ending::Code(2_040),
            Self::WrongSeeds => Ending::Word("InvalidSeeds"),
            Self::TooFewAccounts => Ending::Word("NotEnoughAccountKeys"),
            Self::UnreadableInstruction => Ending::Word("InvalidInstructionData"),
            Self::MissingSignature => Ending::Word("MissingRequiredSignature"),
            Self::WrongProgramOwner => Ending::Word("IllegalOwner"),
            Self::NoAccount => Ending::Word("UninitializedAccount"),
            Self::WrongKind => Ending::Word("InvalidAccountData"),
            Self::TooShort => Ending::Word("AccountDataTooSmall"),
            Self::WrongProgram => Ending::Word("IncorrectProgramId"),
            Self::MissingPrivilege => Ending::Word("PrivilegeEscalation"),
            Self::AddressInUse => Ending::Code(0),
            Self::InsufficientFunds => Ending::Code(1),
            Self::MintMismatch => Ending::Code(3),
            Self::OwnerMismatch => Ending::Code(4),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Ending {
    Code(u32),
    Word(&'static str),
}

/// What a refused transaction is expected to say.
#[derive(Clone, Debug)]
pub struct Refusal {
    name: String,
    ending: Ending,
}

impl From<Rule> for Refusal {
    fn from(rule: Rule) -> Self {
        let code = FIRST_ERROR_CODE + u32::from(rule.number());
        Self {
            name: rule.name().into(),
            ending: Ending::Code(code),
        }
    }
}

impl From<LendingError> for Refusal {
    fn from(error: LendingError) -> Self {
        let code = FIRST_ERROR_CODE + error as u32;
        Self {
            name: format!("{error:?}"),
            ending: Ending::Code(code),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self {
            name: format!("{failure:?}"),
            ending: failure.ending(),
        }
    }
}

/// Fails the test unless the transaction was refused as expected.
#[track_caller]
pub fn assert_refused(result: Result<Sent, SendError>, expected: impl Into<Refusal>) {
    let Refusal { name, ending } = expected.into();
    let error = match result {
        Ok(sent) => panic!("expected {name}, but it went through: {:#?}", sent.logs),
        Err(error) => error,
    };
    let is_expected = match ending {
        Ending::Code(code) => error.code() == Some(code),
        Ending::Word(word) => error.code().is_none() && error.to_string().contains(word),
    };
    assert!(is_expected, "expected {name} ({ending:?}), found {error}");
}

/// Fails the test unless `act` is refused as expected and leaves every account of the market, every token account and
/// every wallet as it was, bit for bit (INV-8).
#[track_caller]
pub fn refused_and_unchanged(
    stage: &mut Stage,
    expected: impl Into<Refusal>,
    act: impl FnOnce(&mut Stage) -> Result<Sent, SendError>,
) {
    let before = Snapshot::take(&stage.machine);
    let result = act(stage);
    assert_refused(result, expected);
    before.assert_unchanged(&stage.machine);
}

/// The rule's number and the two operands that the program logged with a refusal.
pub fn operands(error: &SendError) -> Option<[u64; 3]> {
    error.logs().iter().find_map(|line| {
        let words = line.strip_prefix("Program log: 0x")?;
        let mut numbers = words
            .split(", ")
            .map(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16));
        let mut next = || numbers.next()?.ok();
        Some([next()?, next()?, next()?])
    })
}
