//! What is assumed of everyone, where nothing else is asked for.

use super::{
    ArbitrageConfig, AssetPlan, BookConfig, BorrowerConfig, DepositorConfig, LiquidatorConfig,
    OracleConfig, PublisherConfig, SimulationConfig,
};

impl Default for OracleConfig {
    /// As Pyth on Solana shows prices, with an outage of five minutes every thirty days.
    fn default() -> Self {
        Self {
            poll_seconds: 30,
            lag_seconds: 2,
            heartbeat_seconds: 60,
            deviation: 0.002,
            confidence: 0.0005,
            book_share: 0.2,
            outage_every_days: 30.0,
            outage_median_seconds: 300.0,
        }
    }
}

impl SimulationConfig {
    /// A market of `borrowers` who put up SOL or ETH for USDC, everything else as assumed: sizes, shares and moods come from
    /// no data.
    pub fn new(seed: u64, borrowers: usize) -> Self {
        Self {
            seed,
            assets: vec![
                asset("USDC", 6, &["BTC", "SOL", "ETH"], 0.0),
                asset("SOL", 9, &["SOL"], 0.6),
                asset("ETH", 8, &["ETH"], 0.4),
            ],
            borrowers: BorrowerConfig {
                count: borrowers,
                collateral_median: 20_000.0,
                collateral_spread: 1.2,
                whale_share: 0.02,
                whale_exponent: 1.5,
                leverage: (0.4, 0.98),
                top_up_share: 0.3,
                flee_share: 0.15,
                loop_share: 0.15,
                rate_tolerance: 0.2,
                arrivals_a_day: 0.05,
                stay_days: 30.0,
            },
            depositors: DepositorConfig {
                count: (borrowers / 5).max(5),
                calm_utilization: 0.75,
                kept_back: 0.2,
                leaves_above: (0.88, 0.99),
                contagion: (0.1, 0.5),
                look_seconds: 7_200.0,
                wanted_rate: 0.03,
            },
            liquidators: LiquidatorConfig {
                count: 5,
                capital: 250_000.0,
                latency_seconds: (2, 3),
                gas: 0.5,
                least_profit: 2.0,
                settle_seconds: 900,
            },
            arbitrage: ArbitrageConfig {
                capital: 1_000_000.0,
                latency_seconds: 20,
                settle_seconds: 900,
                least_gap: 0.002,
            },
            book: BookConfig {
                share_of_depth: 0.1,
                half_life_seconds: 1_800.0,
            },
            oracle: OracleConfig::default(),
            publishers: PublisherConfig {
                count: 5,
                report_seconds: 900,
                slowest_seconds: 120,
                noise_points: 1.0,
                round_seconds: 300,
                faults: Vec::new(),
            },
            sample_seconds: 300,
            check_every_events: 0,
            oracle_gaps: Vec::new(),
            records_operations: false,
            contagion: None,
            attack: None,
            crash_fall: 0.08,
        }
    }
}

fn asset(symbol: &str, decimals: u8, scored: &[&str], share: f64) -> AssetPlan {
    AssetPlan {
        symbol: symbol.to_owned(),
        decimals,
        scored: scored.iter().map(|asset| (*asset).to_owned()).collect(),
        share,
    }
}
