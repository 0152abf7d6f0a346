//! Why a portfolio is refused. Lines count from one.

use std::path::PathBuf;

use ballast_policy::PolicyError;

/// Why a portfolio is refused.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum PortfolioError {
    /// The file is not there or cannot be read.
    #[error("{}: cannot be read: {reason}", file.display())]
    FileUnreadable { file: PathBuf, reason: String },

    /// What a file says is refused.
    #[error("{}: {source}", file.display())]
    InFile {
        file: PathBuf,
        source: Box<PortfolioError>,
    },

    /// Something on one line of it.
    #[error("line {line}: {source}")]
    OnLine {
        line: usize,
        source: Box<PortfolioError>,
    },

    /// Not the JSON that is expected.
    #[error("{reason}")]
    Malformed { reason: String },

    /// No asset.
    #[error("no asset: give at least the ones that are held and owed")]
    AssetsEmpty,

    /// No position.
    #[error("no position: give at least one")]
    PositionsEmpty,

    /// The same symbol twice.
    #[error("asset {symbol} is there twice")]
    AssetTwice { symbol: String },

    /// A position names an asset that is not listed.
    #[error("asset {symbol} is not among the assets: {known}")]
    AssetUnknown { symbol: String, known: String },

    /// A number that cannot be what it stands for.
    #[error("{what} is {value}: expected {expected}")]
    OutOfRange {
        what: String,
        value: f64,
        expected: &'static str,
    },

    /// More than 64 bits of base units.
    #[error("{amount} {symbol} does not fit 64 bits of base units at {decimals} decimals")]
    AmountTooLarge {
        symbol: String,
        amount: f64,
        decimals: u8,
    },

    /// Policy refuses it.
    #[error("{what}: {broken}")]
    Refused { what: String, broken: PolicyError },

    /// No account of the program.
    #[error("no account of program {program}: name the program that owns them (--program)")]
    ProgramAbsent { program: String },

    /// Not the market that was asked for, or none was and there is not exactly one.
    #[error("{}", market_unknown(asked.as_deref(), known))]
    MarketUnknown {
        asked: Option<String>,
        known: Vec<String>,
    },

    /// Accounts of a chain that are not what they should be.
    #[error("account {address}: {reason}")]
    Account { address: String, reason: String },

    /// A node's answer that is none, or an error.
    #[error("{node}: {reason}")]
    Node { node: String, reason: String },
}

impl PortfolioError {
    pub(super) fn refused(what: impl Into<String>, error: PolicyError) -> Self {
        Self::Refused {
            what: what.into(),
            broken: error,
        }
    }

    pub(super) fn on_line(self, line: usize) -> Self {
        match self {
            named @ Self::OnLine { .. } => named,
            source => Self::OnLine {
                line,
                source: Box::new(source),
            },
        }
    }
}

fn market_unknown(asked: Option<&str>, known: &[String]) -> String {
    match (asked, known) {
        (Some(asked), []) => {
            format!("market {asked} is not among the accounts, nor is any other: list them all")
        }
        (Some(asked), known) => format!("market {asked} is none of {}", known.join(", ")),
        (None, []) => "no market among the accounts: list all that the program owns".to_owned(),
        (None, known) => format!("several markets, name one (--market): {}", known.join(", ")),
    }
}
