//! Which policy parameters would have cost least: proposed on past scenes, judged on later ones.
//!
//! ```text
//! preset --draw--> candidates --policy--> legal ones          an illegal one is refused, never repaired
//! legal ones x training scenes x few seeds  -> cost -> best third -> three times the seeds -> ... -> one
//! that one and the preset x later scenes x many seeds -> paired difference -> change bundle
//! ```
//!
//! The search is random with successive halving (Jamieson and Talwalkar, "Non-stochastic best arm identification and
//! hyperparameter optimization", AISTATS 2016): all candidates meet the same seeds, so that what chance decides is the same for
//! all. Scenes from the day of validation on are not played before the search has ended. What comes out proposes and decides
//! nothing: [`Bundle`] says what would change, how policy classes each change, and on what evidence.

mod bundle;
mod candidate;
mod draw;
mod each;
mod error;
mod evidence;
mod field;
mod objective;
mod parameter;
mod play;
mod search;
mod verdict;

pub use bundle::{Bundle, ChangeEntry, ChangedValue, MarketShape, ReserveShape, bundle, changes};
pub use candidate::{Candidate, Illegal, Tuned};
pub use draw::{Drawn, draw};
pub use error::TuneError;
pub use evidence::{Evidence, SceneRecord, SearchRecord, Side};
pub use objective::{COLLATERAL_A_BORROWER, Cost, CostPart, Weights};
pub use parameter::{PARAMETERS, Parameter, Range};
pub use play::{Ground, Plays, Terms};
pub use search::{Found, Rung, SearchConfig, search};
pub use verdict::{Comparison, PartRow, compare};
