//! How good the score is, on any window, always beside four baselines.
//!
//! [`evaluate`] makes one table of every hour of every asset ([`Table`]: what each forecaster said, what came) and judges
//! parts of it: pooled, per year, per asset, per year and asset, and each crash by itself. The source of the scores is a
//! trained model, which must not have seen the window, or a configuration that is trained anew for each calendar year on what
//! came before it. There is no random split anywhere: every forecaster is fitted on rows that end, label and embargo
//! included, before the first row it is judged on.

mod band_tail;
mod crash;
mod crash_window;
mod error;
mod floor;
mod fold;
mod forecaster;
mod liquidity;
mod quiet;
mod reference;
mod regimes;
pub mod report;
mod request;
mod row;
mod scores;
mod section;
mod summary;
mod table;
mod tail;
mod years;

pub use crash::{CrashAsset, CrashEvaluation, CrashPoint, LeadTime, MarketLead};
pub use crash_window::{CRASH_WINDOWS, CrashWindow, detect_crashes};
pub use error::EvaluateError;
pub use floor::FloorReport;
pub use fold::Fold;
pub use forecaster::{FORECASTERS, ForecasterKind};
pub use liquidity::LiquidityReport;
pub use quiet::{QuietRegimes, QuietReport, quiet_months};
pub use reference::{REFERENCE, REFERENCE_QLIKE, ReferenceRow};
pub use request::{Depths, EvaluateRequest, Overlap, Source, TrainedSource};
pub use row::{Forecast, Row};
pub use scores::{ScorePoint, ScoreSource};
pub use section::{ForecasterReport, Section, ShorterHorizon};
pub use summary::{Curve, Evaluation, JudgedAsset, SCHEMA_VERSION, TailDay};
pub use table::{Table, table};
pub use tail::TailReport;
pub use years::{year_start, years_of};

use crate::data::Dataset;

/// Judges the scores of `request` on `dataset`. `on_step` is called after each of [`EvaluateRequest::steps`].
///
/// # Errors
/// [`EvaluateError`]: a window that the model was trained on, data that cannot be judged, or training that failed.
pub fn evaluate(
    dataset: &Dataset,
    request: &EvaluateRequest<'_>,
    on_step: &dyn Fn(),
) -> Result<Evaluation, EvaluateError> {
    let table = table(dataset, request, on_step)?;
    let evaluation = summary::summarise(dataset, request, &table)?;
    on_step();
    Ok(evaluation)
}
