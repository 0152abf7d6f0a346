//! A model on trial: what another model would have said beside the one that reports, and not one byte of it on chain.
//!
//! `trial` asks it about the same snapshot, by the same rules and by its own drift. `desk` does so once the reports of a look
//! are on their way, on a thread that nothing waits for; what it says goes into metrics and beside the audit's ticks. `comparisons` reads from those how it would have differed: `tally` adds ticks up, `held` weighs values by time,
//! `comparison` is what comes of it.

mod comparison;
mod comparisons;
mod desk;
mod held;
mod tally;
mod trial;

pub use comparison::{Comparison, Difference, Most, Parting, RegimeShare, Shares};
pub use comparisons::Comparisons;
pub(super) use desk::{Reported, ShadowDesk};
pub(super) use trial::Trial;
