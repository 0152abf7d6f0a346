//! The numbers of the synthetic market. They were set so that its statistics are of the order of
//! those of BTC, ETH and SOL against USDT from 2018 to 2025: hourly volatility, share of hours
//! followed by a fall of 8 % within a day (BTC 3 %, ETH 7 %, SOL 14 %), funding and DVOL in calm and
//! in crashes (DVOL 37 to 60 before, 92 to 145 at the height; funding down to -0.12 %), and falls in
//! crash weeks (the FTX week of November 2022: BTC -26 %, ETH -33 %, SOL -63 %).
//! `cargo test -p ballast-scorer --test synthetic_statistics -- --nocapture` prints what they give.

/// State of the market, a Markov chain in steps of one hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regime {
    /// The usual state.
    Calm,
    /// Nervous: twice the volatility, jumps more frequent.
    Transition,
    /// Panic: five times the volatility, everything moves together.
    Stress,
}

/// What the market is like in one regime.
#[derive(Clone, Copy, Debug)]
pub(super) struct RegimeParameters {
    /// Standard deviation of BTC's hourly logarithmic return.
    pub(super) volatility: f64,
    /// Correlation of the assets' hourly returns.
    pub(super) correlation: f64,
    /// Jumps of the whole market per hour.
    pub(super) jumps_per_hour: f64,
    /// Mean size of BTC's jump, a logarithmic return.
    pub(super) jump_size: f64,
    /// Chance per hour to leave for another regime.
    pub(super) leaves_per_hour: f64,
    /// Where it leaves to, and with which chance; the chances sum to 1.
    pub(super) leaves_to: [(Regime, f64); 2],
}

impl Regime {
    pub(super) const fn parameters(self) -> RegimeParameters {
        match self {
            Self::Calm => RegimeParameters {
                volatility: 0.004_2,
                correlation: 0.65,
                jumps_per_hour: 0.001_5,
                jump_size: 0.02,
                leaves_per_hour: 1.0 / 240.0,
                leaves_to: [(Self::Transition, 0.95), (Self::Stress, 0.05)],
            },
            Self::Transition => RegimeParameters {
                volatility: 0.008_5,
                correlation: 0.75,
                jumps_per_hour: 0.004,
                jump_size: 0.025,
                leaves_per_hour: 1.0 / 60.0,
                leaves_to: [(Self::Calm, 0.8), (Self::Stress, 0.2)],
            },
            Self::Stress => RegimeParameters {
                volatility: 0.018,
                correlation: 0.9,
                jumps_per_hour: 0.01,
                jump_size: 0.03,
                leaves_per_hour: 1.0 / 30.0,
                leaves_to: [(Self::Transition, 0.9), (Self::Calm, 0.1)],
            },
        }
    }
}

/// What is particular to an asset.
#[derive(Clone, Copy, Debug)]
pub(super) struct AssetParameters {
    /// Symbol.
    pub(super) symbol: &'static str,
    /// First price, and the price that the path is drawn back to, in USDT.
    pub(super) price: f64,
    /// Volatility and jumps relative to BTC's.
    pub(super) beta: f64,
    /// Usual hourly volume, in units of the asset.
    pub(super) volume: f64,
    /// Fall in a crash of full severity (the FTX week), a fraction of the price.
    pub(super) crash_fall: f64,
}

/// The assets that can be generated.
pub(super) const ASSETS: [AssetParameters; 3] = [
    AssetParameters {
        symbol: "BTC",
        price: 30_000.0,
        beta: 1.0,
        volume: 2_500.0,
        crash_fall: 0.26,
    },
    AssetParameters {
        symbol: "ETH",
        price: 2_000.0,
        beta: 1.4,
        volume: 20_000.0,
        crash_fall: 0.33,
    },
    AssetParameters {
        symbol: "SOL",
        price: 60.0,
        beta: 2.1,
        volume: 180_000.0,
        crash_fall: 0.63,
    },
];

/// Degrees of freedom of the returns' Student t: finite variance, infinite kurtosis.
pub(super) const TAIL_FREEDOM: f64 = 4.0;
/// Share by which the log volatility moves to its regime's level each hour (half-life 5 hours).
pub(super) const VOLATILITY_PULL: f64 = 0.13;
/// Standard deviation of the log volatility's own hourly noise.
pub(super) const VOLATILITY_NOISE: f64 = 0.1;
/// Chance that a jump is downward.
pub(super) const JUMP_DOWN_CHANCE: f64 = 0.6;
/// Share by which the log price is drawn back to its anchor each hour (half-life of 4 months), so
/// that a decade of data stays at plausible prices.
pub(super) const PRICE_PULL: f64 = 0.000_25;
/// Wicks beyond open and close, in hourly standard deviations.
pub(super) const WICK_SCALE: f64 = 0.35;
/// Volume rises with volatility to this power.
pub(super) const VOLUME_POWER: f64 = 0.8;
/// Standard deviation of the log volume's noise.
pub(super) const VOLUME_NOISE: f64 = 0.35;

/// Funding at rest, per 8 hours (the exchanges' interest component).
pub(super) const FUNDING_BASE: f64 = 0.000_1;
/// Funding per unit of the last day's logarithmic return.
pub(super) const FUNDING_PER_RETURN: f64 = 0.003;
/// Standard deviation of funding's noise.
pub(super) const FUNDING_NOISE: f64 = 0.000_05;
/// Exchanges cap funding at this size.
pub(super) const FUNDING_CAP: f64 = 0.003;

/// Options cost more than volatility turns out: DVOL over annualised realised volatility.
pub(super) const IMPLIED_PREMIUM: f64 = 1.15;
/// Share by which log DVOL moves to its target each hour.
pub(super) const IMPLIED_PULL: f64 = 0.03;
/// Standard deviation of log DVOL's hourly noise.
pub(super) const IMPLIED_NOISE: f64 = 0.008;
/// Range of DVOL, in percent.
pub(super) const IMPLIED_RANGE: (f64, f64) = (30.0, 170.0);

/// Hours of nervousness before a crash.
pub(super) const CRASH_PRELUDE_HOURS: i64 = 36;
/// Hours over which a crash falls.
pub(super) const CRASH_HOURS: i64 = 72;
/// Hours of nervousness after it.
pub(super) const CRASH_AFTERMATH_HOURS: i64 = 96;
/// Volatility of a crash's own noise, relative to stress: most of its movement is the fall.
pub(super) const CRASH_NOISE_SHARE: f64 = 0.6;
/// Mean hours between unscheduled crashes: two and a half a year.
pub(super) const CRASH_SPACING_HOURS: f64 = 3_500.0;
/// Severity of unscheduled crashes relative to the FTX week.
pub(super) const CRASH_SEVERITY: (f64, f64) = (0.4, 1.0);
