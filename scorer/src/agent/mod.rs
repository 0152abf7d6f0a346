//! An agent market: people, prices and publishers around `policy` itself, event by event.
//!
//! ```text
//! bars -> tape (true prices, depth) -> oracles ------> Market::refresh
//!              |                         ^                  |
//!              +-> local books ----------+                  v
//!                    ^                              borrowers, depositors, liquidators -> Market::apply
//!                    +-- liquidators, loopers, arbitrageur, attacker
//! scores -> publishers -> Feed::submit, hold_round -> terms        stewards -> the market's published limits
//! ```
//!
//! Whatever the market decides, `policy` decides: this module knows who acts when and how much, and what their trades
//! outside cost. [`simulate`] runs a market of a [`SimulationConfig`] over a [`Tape`] under a [`Steward`]; the same seed gives
//! the same [`Outcome`], to the byte. Each agent draws from a stream of its own.
//!
//! What is assumed is written where it is: depth in `tape/depth`, impact in `book`, people in [`SimulationConfig::new`].

mod arbitrageur;
mod attack;
mod book;
mod borrower;
mod check;
mod clock;
mod config;
mod contagion;
mod depositor;
mod error;
mod journal;
mod liquidator;
mod measure;
mod open;
mod operation;
mod oracle;
mod pool;
mod program;
mod publisher;
mod random;
mod report;
mod scene;
mod score;
mod steward;
mod tape;
mod triggers;
mod units;
mod world;

pub use attack::{AttackKind, AttackOutcome, AttackPlan, Found, search};
pub use config::{
    ArbitrageConfig, AssetPlan, BookConfig, BorrowerConfig, DepositorConfig, Fault,
    LiquidatorConfig, OracleConfig, PlannedFault, PublisherConfig, SimulationConfig,
};
pub use contagion::{ContagionConfig, PoolFailure};
pub use error::AgentError;
pub use journal::{Journal, LiquidationRecord, LossRecord, Sample, WaitRecord};
pub use measure::{
    BadDebt, Capacity, Cascade, FalseAlarm, Liquidations, OracleGap, Outcome, Rate, RegimeShares,
    UtilizationSpikes,
};
pub use operation::{Operation, PoolState, Recording, Timed};
pub use program::{Comparison, Difference, ProgramError, Spent, compare};
pub use report::page;
pub use score::{Constant, Reading, ScoreSource, ScoreTable};
pub use steward::{
    Ballast, MarketPlan, Opening, ReservePlan, ReserveSignal, Signal, Static, Steward,
    preset_reserves,
};
pub use tape::Tape;
pub use world::{Run, Simulated, simulate};
