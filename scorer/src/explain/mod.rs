//! Why a score is what it is: what each feature adds to it, exactly.
//!
//! The forecast is a sum in log-odds, of a linear regression and a share of an ensemble of trees.
//! `shapley` gives the trees' exact Shapley values, `contributions` adds those of the regression and
//! turns the sum into points of the score, `explanation` names them and what evidence put on top;
//! `table` and `waterfall` show them.

mod contributions;
mod explanation;
mod shapley;
mod table;
#[cfg(test)]
pub(crate) mod testing;
mod waterfall;

pub use contributions::{Contributions, Points};
pub use explanation::{Explanation, FeatureContribution, Raised};
pub use shapley::{expected_value, shapley_values};

/// Why a forecast cannot be explained.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each operand is")]
pub enum ExplainError {
    /// The linear regression reads a column that the row lacks.
    #[error("the row has no column {column}, which the linear regression reads")]
    LinearColumnAbsent { column: usize },

    /// The parts are of different widths.
    #[error("{what}: {found}, expected {expected}")]
    WidthsDiffer {
        what: &'static str,
        found: usize,
        expected: usize,
    },

    /// The plot could not be drawn.
    #[error("the waterfall cannot be drawn: {reason}")]
    Plot { reason: String },
}
