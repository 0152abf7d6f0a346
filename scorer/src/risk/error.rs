//! Why a risk cannot be computed.

use std::path::PathBuf;

use ballast_policy::PolicyError;

/// Why a risk cannot be computed.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum RiskError {
    /// No position owes anything.
    #[error("no position owes anything: there is nothing that could be lost")]
    DebtsEmpty,

    /// Policy refuses to value something.
    #[error("policy refuses to value it: {0}")]
    Policy(PolicyError),

    /// Policy refuses to value a position.
    #[error("position of {owner}: {source}")]
    Position {
        owner: String,
        source: Box<RiskError>,
    },

    /// Paths do not fit the portfolio.
    #[error(
        "paths draw {found:?}, the portfolio holds {expected:?}: give paths of the same assets in the same order"
    )]
    AssetsDiffer {
        found: Vec<String>,
        expected: Vec<String>,
    },

    /// Too few scenarios for the tails that are asked for.
    #[error("{found} scenarios: the 99 % tail needs {least} at least")]
    TooFewScenarios { found: usize, least: usize },

    /// A setting outside its range.
    #[error("{what} is {value}: expected {expected}")]
    SettingOutOfRange {
        what: &'static str,
        value: f64,
        expected: &'static str,
    },

    /// An asset whose futures nobody knows.
    #[error(
        "asset {symbol} is neither in the path model ({known}) nor a stablecoin: fit a model that holds it (scorer fit --assets)"
    )]
    AssetNotFitted { symbol: String, known: String },

    /// A plot that could not be drawn.
    #[error("{figure} cannot be drawn: {reason}")]
    PlotFailed {
        figure: &'static str,
        reason: String,
    },

    /// A page that could not be written.
    #[error("{}: cannot be written: {reason}", file.display())]
    PageUnwritable { file: PathBuf, reason: String },

    /// An asset that the portfolio does not have.
    #[error("asset {symbol} is not in the portfolio: {known}")]
    AssetUnknown { symbol: String, known: String },
}

impl From<PolicyError> for RiskError {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}

impl RiskError {
    pub(super) fn of(self, owner: &str) -> Self {
        Self::Position {
            owner: owner.to_owned(),
            source: Box::new(self),
        }
    }
}
