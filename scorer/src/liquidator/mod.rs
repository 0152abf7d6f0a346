//! Liquidates what pays, with an inventory of its own.
//!
//! ```text
//! look (one slot) -> newest prices -> health by policy's own formulas -> per unhealthy position and pair of debt and
//!   collateral: the liquidation tried on a copy, as large as the rules, the purse and the budget allow
//!   -> profit = collateral x (1 - cost of selling) - repaid - fee, at mid prices -> the most profitable first
//!   -> simulated with the updates it needs -> signed -> sent -> what it moved, by its event
//! ```
//!
//! It never sends for a position that policy calls healthy at the newest prices, and names the amount that it repays: what
//! changes meanwhile can make the program refuse it, not make it spend more. Whoever comes second is refused by the simulation,
//! or pays a fee for nothing.
//!
//! A liquidation whose transaction expired is never sent again: the look ends there, and the next one judges the position anew, after
//! all others, at a higher price of the transaction, which has to pay as well.

mod budget;
mod config;
#[cfg(test)]
mod fixture;
mod offer;
mod outcome;
mod purse;
mod read;
mod run;
mod take;
mod work;

pub use budget::Budget;
pub use config::{BudgetConfig, LiquidatorConfig, ProfitConfig, SAMPLE, ScanConfig};
pub use offer::{Candidate, Judged, Offer, Refused, judge};
pub use outcome::{Taken, TakenOutcome};
pub use purse::Purse;
pub use run::{Liquidator, Look, run};
