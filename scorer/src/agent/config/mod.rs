//! Who takes part in a simulation, and on what terms they trade outside the pool. Times in seconds, money in dollars.

mod assumed;
mod check;

use super::attack::AttackPlan;
use super::contagion::ContagionConfig;
use serde::Serialize;

/// A simulation.
#[derive(Clone, Debug, Serialize)]
pub struct SimulationConfig {
    /// Draws everyone. The same seed gives the same run, to the byte.
    pub seed: u64,
    /// The reserves; the first is lent, the others are collateral.
    pub assets: Vec<AssetPlan>,
    /// Who borrows.
    pub borrowers: BorrowerConfig,
    /// Who deposits what is lent.
    pub depositors: DepositorConfig,
    /// Who liquidates.
    pub liquidators: LiquidatorConfig,
    /// Who closes the gap between the local book and the market.
    pub arbitrage: ArbitrageConfig,
    /// The local books.
    pub book: BookConfig,
    /// The oracles.
    pub oracle: OracleConfig,
    /// The publishers of every feed.
    pub publishers: PublisherConfig,
    /// Seconds between two samples of the whole market.
    pub sample_seconds: u64,
    /// Events between two checks of the books; zero: only at the end.
    pub check_every_events: u64,
    /// Windows in which an asset's oracle is silent: its index, from and until, seconds after the begin.
    pub oracle_gaps: Vec<(usize, u64, u64)>,
    /// Whether to keep what every pool was told, for another implementation to do the same.
    pub records_operations: bool,
    /// What ties several pools together, and which of them fails; none: the same books alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contagion: Option<ContagionConfig>,
    /// Who attacks, if anyone does.
    pub attack: Option<AttackPlan>,
    /// A fall within a day that makes a crash, as a fraction: what is not near one is a quiet time.
    pub crash_fall: f64,
}

/// A reserve's asset.
#[derive(Clone, Debug, Serialize)]
pub struct AssetPlan {
    /// Its symbol.
    pub symbol: String,
    /// Decimals of its token.
    pub decimals: u8,
    /// Assets whose worst score its feed follows.
    pub scored: Vec<String>,
    /// The share of borrowers who put it up; the first asset's is not read.
    pub share: f64,
}

/// Who borrows.
#[derive(Clone, Debug, Serialize)]
pub struct BorrowerConfig {
    /// How many there are when the simulation begins.
    pub count: usize,
    /// Median collateral, and the standard deviation of its logarithm.
    pub collateral_median: f64,
    /// See [`Self::collateral_median`].
    pub collateral_spread: f64,
    /// The share of whales, whose collateral is Pareto from ten medians on, with this exponent; at most a hundred medians.
    pub whale_share: f64,
    /// See [`Self::whale_share`].
    pub whale_exponent: f64,
    /// How much of the calm borrow limit a borrower would like to use, from and to.
    pub leverage: (f64, f64),
    /// Shares of those who add to their buffer, who flee, and who loop; the others never act on danger.
    pub top_up_share: f64,
    /// See [`Self::top_up_share`].
    pub flee_share: f64,
    /// See [`Self::top_up_share`].
    pub loop_share: f64,
    /// Median of the highest annual rate that a borrower bears, as a fraction.
    pub rate_tolerance: f64,
    /// Newcomers a day, as a share of [`Self::count`], in calm and at a low rate.
    pub arrivals_a_day: f64,
    /// Mean days until a borrower closes its position by itself.
    pub stay_days: f64,
}

/// Who deposits.
#[derive(Clone, Debug, Serialize)]
pub struct DepositorConfig {
    /// How many there are.
    pub count: usize,
    /// The utilisation that their supply makes when everyone borrows what it wants on calm terms.
    pub calm_utilization: f64,
    /// The share of what they have that they keep back, to bring when it pays.
    pub kept_back: f64,
    /// The utilisation above which one leaves: drawn from and to.
    pub leaves_above: (f64, f64),
    /// The share of deposits that must leave within six hours to make one follow: drawn from and to.
    pub contagion: (f64, f64),
    /// Mean seconds between two looks.
    pub look_seconds: f64,
    /// Median of the annual rate for which one deposits, as a fraction.
    pub wanted_rate: f64,
}

/// Who liquidates.
#[derive(Clone, Debug, Serialize)]
pub struct LiquidatorConfig {
    /// How many compete.
    pub count: usize,
    /// What each has.
    pub capital: f64,
    /// Seconds between a price and acting on it: of the fastest, and more of each next one.
    pub latency_seconds: (u64, u64),
    /// What a transaction costs.
    pub gas: f64,
    /// The least profit, after gas and slippage.
    pub least_profit: f64,
    /// Seconds until what was sold can be used again.
    pub settle_seconds: u64,
}

/// Who closes the gap between the local book and the market.
#[derive(Clone, Debug, Serialize)]
pub struct ArbitrageConfig {
    /// What they have together.
    pub capital: f64,
    /// Seconds between two looks.
    pub latency_seconds: u64,
    /// Seconds until capital is back.
    pub settle_seconds: u64,
    /// The gap that pays for the trade, as a fraction.
    pub least_gap: f64,
}

/// The local books.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BookConfig {
    /// How much of the venue's depth they have.
    pub share_of_depth: f64,
    /// Seconds in which half of an impact is gone by itself.
    pub half_life_seconds: f64,
}

/// The oracles.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OracleConfig {
    /// Seconds between two looks at whether to publish.
    pub poll_seconds: u64,
    /// How old the price is that is published.
    pub lag_seconds: u64,
    /// Seconds after which a price is published anew.
    pub heartbeat_seconds: u64,
    /// The move after which a price is published at once, as a fraction.
    pub deviation: f64,
    /// Half-width at rest, as a share of the price.
    pub confidence: f64,
    /// The weight of the local book in the price.
    pub book_share: f64,
    /// Mean days between two outages of an asset's oracle; zero: there are none.
    pub outage_every_days: f64,
    /// Median length of an outage.
    pub outage_median_seconds: f64,
}

/// The publishers of every feed.
#[derive(Clone, Debug, Serialize)]
pub struct PublisherConfig {
    /// How many there are.
    pub count: usize,
    /// Seconds between two reports.
    pub report_seconds: u64,
    /// Seconds by which the slowest sees the world late.
    pub slowest_seconds: u64,
    /// Standard deviation of each one's honest error, points.
    pub noise_points: f64,
    /// Seconds between two rounds.
    pub round_seconds: u64,
    /// What goes wrong.
    pub faults: Vec<PlannedFault>,
}

/// A publisher's fault for a while.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PlannedFault {
    /// Who: from zero.
    pub publisher: usize,
    /// What it does.
    pub fault: Fault,
    /// From when, seconds after the begin.
    pub from: u64,
    /// Until when, seconds after the begin.
    pub until: u64,
}

/// What can be wrong with a publisher.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Fault {
    /// It says nothing.
    Silent,
    /// It repeats the last score that it saw before.
    Frozen,
    /// It says this score, hundredths of a point, with full certainty.
    Liar(u16),
}
