//! The opening: the market as its steward publishes it, and everyone's arrival.

use super::arbitrageur::Arbitrageur;
use super::attack::Attacker;
use super::book::Book;
use super::borrower::Borrower;
use super::config::{Fault, PlannedFault, SimulationConfig};
use super::contagion::ContagionConfig;
use super::depositor::Depositor;
use super::error::AgentError;
use super::liquidator::Liquidator;
use super::oracle::Oracle;
use super::pool::Pool;
use super::publisher::Publisher;
use super::random::{Stream, stream};
use super::scene::Scene;
use super::steward::{MarketPlan, Opening, ReservePlan};
use super::tape::Tape;
use super::units::{tokens_floor, whole_floor};
use ballast_policy::control::{MarketLimits, ReserveFlows, ReserveLimits};
use ballast_policy::feed::FeedState;
use ballast_policy::ledger::Ledger;
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::mode::Mode;
use ballast_policy::preset;
use ballast_policy::price::CachedPrice;
use ballast_policy::regime::Regime;
use ballast_policy::report::Standing;
use ballast_policy::reward::RewardStream;
use ballast_policy::schedule::Schedule;
use ballast_policy::unit::{Timestamp, TokenAmount, Usd};

/// A market that nobody wants anything of is still made for so much, dollars.
const LEAST_SUPPLY: f64 = 100_000.0;

/// What the first borrowers bring and want, dollars, under whatever terms: the same for every steward.
#[derive(Debug)]
pub(super) struct Demand {
    /// Collateral by reserve.
    collateral: Vec<f64>,
    /// What depositors supply for it.
    pub(super) supply: f64,
}

impl Demand {
    /// By the borrowers' own draws, which this leaves as they are.
    pub(super) fn of(config: &SimulationConfig) -> Self {
        let shares: Vec<f64> = config.assets.iter().map(|asset| asset.share).collect();
        let calm = f64::from(preset::volatile(TokenAmount(1)).opening_ltv.calm_bps) / 10_000.0;
        let (mut collateral, mut wanted) = (vec![0.0; config.assets.len()], 0.0);
        for number in 0..config.borrowers.count {
            let who = (config.seed, Stream::Borrower, number);
            let profile = Borrower::draw(who, &config.borrowers, &shares, 0).profile;
            collateral[profile.collateral] += profile.worth;
            wanted += profile.worth * profile.leverage * calm;
        }
        Self {
            collateral,
            supply: (wanted / config.depositors.calm_utilization).max(LEAST_SUPPLY),
        }
    }
}

/// What the market is made for, at the prices of the tape's begin: the most that may be owed is the supply; collateral's
/// caps, of which deposits may take twice, leave room for half as much again.
pub(super) fn plan(
    config: &SimulationConfig,
    demand: &Demand,
    tape: &Tape,
    pools: usize,
) -> MarketPlan {
    let parts = super::units::float(pools.max(1) as u64);
    let reserves = config.assets.iter().enumerate().map(|(index, asset)| {
        let worth = if index == 0 {
            demand.supply
        } else {
            (0.75 * demand.collateral[index]).max(LEAST_SUPPLY)
        };
        let price = tape.price(index, tape.start());
        ReservePlan {
            symbol: asset.symbol.clone(),
            decimals: asset.decimals,
            cap: tokens_floor(worth / parts, price, asset.decimals),
            is_lent: index == 0,
        }
    });
    let size = (demand.supply + demand.collateral.iter().sum::<f64>()) / parts;
    MarketPlan {
        reserves: reserves.collect(),
        size: Usd::from_dollars(whole_floor(size)),
    }
}

/// An empty pool as `opening` has it, without limits of flow, for a day's inflow is far less than everyone at once.
pub(super) fn pool(
    config: &SimulationConfig,
    opening: &Opening,
    now: u64,
) -> Result<Pool, AgentError> {
    opening.feed.validate()?;
    let opened = Timestamp(now);
    let mut reserves = Vec::new();
    for (index, (reserve, limits)) in opening.reserves.iter().enumerate() {
        reserve.validate()?;
        limits.validate()?;
        let limits = ReserveLimits {
            liquidated: limits.liquidated,
            ..ReserveLimits::NONE
        };
        // Nothing flowed, but choosing limits has settled that.
        let mut flows = ReserveFlows::default();
        flows.settle(&limits, Regime::Calm, opened);
        reserves.push(Reserve {
            ledger: Ledger::opened(opened),
            config: *reserve,
            limits,
            flows,
            schedule: Schedule::default(),
            price: CachedPrice::default(),
            second: None,
            deposit_rewards: RewardStream::default(),
            borrow_rewards: RewardStream::default(),
            feed: index,
        });
    }
    let mut feed = Feed {
        config: opening.feed,
        state: FeedState::opened(opening.score, Mode::Autonomous)?,
        ..Feed::default()
    };
    if opening.mode != Mode::Autonomous {
        // As a new market's feed comes by another mode: by a change.
        feed.state.set_mode(&opening.feed, opening.mode, opened);
    }
    for report in feed.reports.iter_mut().take(config.publishers.count) {
        report.standing = Standing::Voting as u8;
    }
    let feeds = vec![feed; reserves.len()];
    let decimals = config.assets.iter().map(|asset| asset.decimals).collect();
    let mut pool = Pool::new(reserves, feeds, MarketLimits::NONE, decimals);
    if config.records_operations {
        pool.record();
    }
    Ok(pool)
}

/// Puts the published limits into force.
pub(super) fn limit(pool: &mut Pool, opening: &Opening, now: u64) {
    let limits = opening.reserves.iter().map(|(_, limits)| *limits);
    let limits: Vec<ReserveLimits> = limits.collect();
    pool.limit(&limits, &opening.limits, now);
}

/// The world outside the pools.
pub(super) fn scene<'a>(
    config: &'a SimulationConfig,
    tape: &'a Tape,
    pools: Vec<Pool>,
) -> Scene<'a> {
    let span = (tape.start(), tape.end());
    let oracle = |asset: usize| {
        let mut random = stream(config.seed, Stream::Oracle, asset);
        let gaps = config.oracle_gaps.iter().filter(|(of, ..)| *of == asset);
        let planned: Vec<_> = gaps
            .map(|(_, from, until)| (span.0 + from, span.0 + until))
            .collect();
        Oracle::new(&config.oracle, &planned, span, &mut random)
    };
    let contagion = config.contagion.clone();
    let contagion = contagion.unwrap_or_else(ContagionConfig::books_alone);
    let groups = if contagion.common_books {
        1
    } else {
        pools.len()
    };
    let assets = config.assets.len();
    let places = groups * assets;
    Scene {
        config,
        tape,
        contagion,
        books: vec![Book::new(config.book.half_life_seconds); places],
        // The oracles of an asset have the same outages in every pool.
        oracles: (0..places).map(|place| oracle(place % assets)).collect(),
        pools,
    }
}

/// Everyone.
#[derive(Debug)]
pub(super) struct People {
    pub(super) borrowers: Vec<Borrower>,
    pub(super) depositors: Vec<Depositor>,
    pub(super) liquidators: Vec<Liquidator>,
    pub(super) publishers: Vec<Publisher>,
    /// By group of books.
    pub(super) arbitrageurs: Vec<Arbitrageur>,
    pub(super) attacker: Option<Attacker>,
}

/// Depositors, liquidators, publishers, the arbitrageur, the attacker; borrowers come once terms stand.
pub(super) fn people(scene: &mut Scene<'_>, supply: f64, now: u64) -> People {
    let config = scene.config;
    let pools = scene.pools.len();
    let draw = |number| Depositor::draw(config.seed, number, &config.depositors);
    let mut depositors: Vec<Depositor> = (0..config.depositors.count).map(draw).collect();
    let weights: f64 = depositors.iter().map(Depositor::weight).sum();
    for (number, depositor) in depositors.iter_mut().enumerate() {
        depositor.pool = number % pools;
        let part = supply * depositor.weight() / weights;
        // What is kept back comes on top of the supply.
        let kept_back = config.depositors.kept_back;
        depositor.join(scene, part / (1.0 - kept_back).max(0.01), kept_back, now);
    }
    let liquidators = (0..config.liquidators.count)
        .flat_map(|number| (0..pools).map(move |pool| (number, pool)))
        .map(|(number, pool)| Liquidator::join(number, pool, scene, now))
        .collect();
    let mut published = config.publishers.clone();
    if let Some(plan) = &config.attack {
        let controlled = published.count.saturating_sub(plan.controlled)..published.count;
        published
            .faults
            .extend(controlled.map(|publisher| PlannedFault {
                publisher,
                fault: Fault::Liar(plan.lie),
                from: plan.at.saturating_sub(plan.lead),
                until: plan.at + plan.hold,
            }));
    }
    let publish = |slot| Publisher::new(slot, &published, config.seed, now);
    People {
        borrowers: Vec::new(),
        depositors,
        liquidators,
        publishers: (0..published.count).map(publish).collect(),
        arbitrageurs: (0..scene.books.len() / config.assets.len())
            .map(|group| Arbitrageur::new(&config.arbitrage, group))
            .collect(),
        attacker: config
            .attack
            .as_ref()
            .map(|plan| Attacker::join(plan, scene, now)),
    }
}
