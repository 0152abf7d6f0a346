//! A market week through the real program: models score, publishers report, the program decides, people react.
//!
//! ```text
//! bars -> tape (prices) ----------------------------+
//! bars -> models -> publishers -> report_submit ----+-> program in a Solana VM -> terms
//!                                 terms_advance ----+                              |
//!         lenders, borrowers, liquidators <---------------------------------------+
//! ```
//!
//! Every arrow into the program is a signed transaction. A step is a quarter of an hour; publishers report on the
//! hour, from bars that closed at or before it. One publisher lies in the middle half of the window.

mod borrower;
mod config;
mod desk;
mod error;
mod exchange;
mod lender;
mod liquidator;
mod plot;
mod publisher;
mod record;
mod report;
mod run;
mod summary;
mod tape;
mod world;

pub use config::ReplayConfig;
pub(crate) use desk::rule_of;
pub use error::ReplayError;
pub use record::{Contribution, Record, RegimeChange, ReportReason, Step};
pub use report::write_report;
pub use run::run;
pub use summary::{Summary, Units};
