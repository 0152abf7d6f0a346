//! The run: every event in its turn, until the tape ends.

use super::borrower::Borrower;
use super::clock::Queue;
use super::config::SimulationConfig;
use super::depositor::Flight;
use super::error::AgentError;
use super::journal::{Journal, Sample};
use super::liquidator::write_off;
use super::measure::Outcome;
use super::open::{self, People};
use super::operation::Recording;
use super::pool::Pool;
use super::random::{Stream, exponential, stream};
use super::scene::Scene;
use super::score::ScoreSource;
use super::steward::{Opening, ReserveSignal, Signal, Steward};
use super::tape::Tape;
use super::units::{DAY, HOUR, float, utilization, whole_floor, whole_tokens};
use crate::number::{count, ln};
use ballast_policy::curve::BorrowCurve;
use ballast_policy::depth::WHOLE_DEPTH_BPS;
use ballast_policy::preset;
use ballast_policy::unit::{Timestamp, TokenAmount};
use rand_chacha::ChaCha8Rng;

/// Seconds between two looks at every account that owes.
const SWEEPS_EVERY: u64 = 6 * HOUR;
/// What a newcomer puts up to measure capacity, dollars.
const PROBE: f64 = 10_000.0;

/// Something that is due.
#[derive(Clone, Copy, Debug)]
enum Event {
    Oracles,
    Report(usize),
    Round,
    Borrower(usize),
    Depositor(usize),
    Liquidator(usize),
    Arbitrage,
    Arrival,
    Steward(usize),
    Attack,
    Sweep,
    Sample,
}

/// A pool's result.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulated {
    /// Who set its terms.
    pub steward: String,
    /// Where its scores came from.
    pub scores: String,
    /// The numbers.
    pub outcome: Outcome,
}

/// What a run gives.
#[derive(Debug)]
pub struct Run {
    /// By pool.
    pub pools: Vec<(Simulated, Journal)>,
    /// By pool, where [`SimulationConfig::records_operations`] asks for it.
    pub recordings: Vec<Recording>,
    /// Events that were worked off.
    pub events: u64,
}

/// The market, its people, and what is due.
struct World<'a> {
    scene: Scene<'a>,
    people: People,
    source: &'a dyn ScoreSource,
    stewards: Vec<Box<dyn Steward + 'a>>,
    queue: Queue<Event>,
    flights: Vec<Flight>,
    shares: Vec<f64>,
    arrivals: ChaCha8Rng,
    arrived: usize,
    /// Hourly shown prices of the first pool, by reserve.
    hourly: Vec<Vec<f64>>,
    near_crash: Vec<bool>,
    calm_curve: BorrowCurve,
    events: u64,
}

/// Runs `config` over `tape` with scores from `source`: one pool per steward, which share people, books, prices and
/// publishers. `tick` is called for every simulated hour.
///
/// # Errors
/// Any [`AgentError`]; [`AgentError::InvariantBroken`] where the books do not balance at the end.
pub fn simulate(
    config: &SimulationConfig,
    tape: &Tape,
    source: &dyn ScoreSource,
    stewards: Vec<Box<dyn Steward + '_>>,
    tick: &dyn Fn(),
) -> Result<Run, AgentError> {
    config.validate()?;
    if stewards.is_empty() || tape.symbols().len() != config.assets.len() {
        return Err(AgentError::SettingOutOfRange {
            setting: "stewards or the tape's assets",
            given: count(stewards.len()),
            rule: "one steward at least, and an asset a reserve",
        });
    }
    let mut world = World::open(config, tape, source, stewards)?;
    world.plan_everyone();
    world.run(tick)?;
    Ok(world.finish())
}

impl<'a> World<'a> {
    fn open(
        config: &'a SimulationConfig,
        tape: &'a Tape,
        source: &'a dyn ScoreSource,
        mut stewards: Vec<Box<dyn Steward + 'a>>,
    ) -> Result<Self, AgentError> {
        let now = tape.start();
        let demand = open::Demand::of(config);
        let plan = open::plan(config, &demand, tape, stewards.len());
        let openings: Vec<Opening> = stewards
            .iter_mut()
            .map(|steward| steward.open(&plan))
            .collect::<Result<_, _>>()?;
        let pools = openings
            .iter()
            .map(|opening| open::pool(config, opening, now));
        let pools = pools.collect::<Result<Vec<_>, _>>()?;
        let mut scene = open::scene(config, tape, pools);
        scene.poll_oracles(now);
        let people = open::people(&mut scene, demand.supply, now);
        let cap = plan
            .reserves
            .first()
            .map_or(TokenAmount::ZERO, |reserve| reserve.cap);
        let [calm_curve, ..] = preset::stable(cap).curves;
        let mut world = Self {
            flights: scene.pools.iter().map(|_| Flight::default()).collect(),
            shares: config.assets.iter().map(|asset| asset.share).collect(),
            hourly: vec![Vec::new(); config.assets.len()],
            near_crash: near_crash(tape, config.crash_fall),
            arrivals: stream(config.seed, Stream::Arrivals, 0),
            scene,
            people,
            source,
            stewards,
            queue: Queue::new(),
            arrived: 0,
            calm_curve,
            events: 0,
        };
        world.welcome(&openings, now);
        Ok(world)
    }

    /// First reports and rounds, then borrowers, then limits.
    fn welcome(&mut self, openings: &[Opening], now: u64) {
        for publisher in 0..self.people.publishers.len() {
            self.report(publisher, now);
        }
        for pool in &mut self.scene.pools {
            pool.hold_rounds(now);
        }
        let config = self.scene.config;
        for number in 0..config.borrowers.count {
            let who = (config.seed, Stream::Borrower, number);
            let mut borrower = Borrower::draw(who, &config.borrowers, &self.shares, now);
            borrower.pool = number % self.scene.pools.len();
            if borrower.join(&mut self.scene, false, now) {
                self.people.borrowers.push(borrower);
            }
        }
        for (pool, opening) in self.scene.pools.iter_mut().zip(openings) {
            open::limit(pool, opening, now);
            // What is counted begins with the market as it stands.
            pool.journal = Journal::default();
        }
    }

    fn plan_everyone(&mut self) {
        let now = self.scene.tape.start();
        let config = self.scene.config;
        let every = config.publishers.report_seconds;
        self.queue
            .plan(now + config.oracle.poll_seconds, Event::Oracles);
        let publishers = self.people.publishers.len();
        for publisher in 0..publishers {
            let phase = every * publisher as u64 / publishers as u64;
            self.queue
                .plan(now + every + phase / 4, Event::Report(publisher));
        }
        self.queue
            .plan(now + config.publishers.round_seconds, Event::Round);
        for (index, borrower) in self.people.borrowers.iter_mut().enumerate() {
            self.queue
                .plan(borrower.next_look(now), Event::Borrower(index));
        }
        for (index, depositor) in self.people.depositors.iter_mut().enumerate() {
            self.queue
                .plan(depositor.next_look(now), Event::Depositor(index));
        }
        for (index, steward) in self.stewards.iter().enumerate() {
            if let Some(interval) = steward.interval_seconds() {
                self.queue
                    .plan(now + interval.max(1), Event::Steward(index));
            }
        }
        if let Some(attacker) = &self.people.attacker {
            self.queue.plan(attacker.enters_at(), Event::Attack);
        }
        self.queue.plan(now, Event::Sample);
        self.queue
            .plan(now + config.arbitrage.latency_seconds, Event::Arbitrage);
        self.queue.plan(now + SWEEPS_EVERY, Event::Sweep);
        self.plan_arrival(now);
    }

    fn plan_arrival(&mut self, now: u64) {
        let config = &self.scene.config.borrowers;
        let a_day = config.arrivals_a_day * count(config.count);
        if a_day > 0.0 {
            let wait = exponential(float(DAY) / a_day, &mut self.arrivals);
            self.queue
                .plan(now + whole_floor(wait).max(1), Event::Arrival);
        }
    }

    fn run(&mut self, tick: &dyn Fn()) -> Result<(), AgentError> {
        let end = self.scene.tape.end();
        let every = self.scene.config.check_every_events;
        let mut hour = self.scene.tape.start() / HOUR;
        while let Some((now, event)) = self.queue.next() {
            if now > end {
                break;
            }
            self.events += 1;
            self.work(event, now)?;
            if every > 0 && self.events.is_multiple_of(every) {
                self.check(now)?;
            }
            while now / HOUR > hour {
                hour += 1;
                tick();
            }
        }
        self.check(end)
    }

    fn check(&self, now: u64) -> Result<(), AgentError> {
        self.scene.pools.iter().try_for_each(|pool| pool.check(now))
    }

    fn work(&mut self, event: Event, now: u64) -> Result<(), AgentError> {
        let next = match event {
            Event::Oracles => {
                if self.scene.poll_oracles(now) {
                    self.wake_liquidators(now);
                }
                Some(now + self.scene.config.oracle.poll_seconds)
            }
            Event::Report(publisher) => {
                self.report(publisher, now);
                Some(now + self.scene.config.publishers.report_seconds)
            }
            Event::Round => {
                self.hold_rounds(now);
                Some(now + self.scene.config.publishers.round_seconds)
            }
            Event::Borrower(index) => self.people.borrowers[index].look(&mut self.scene, now),
            Event::Depositor(index) => {
                let depositor = &mut self.people.depositors[index];
                let flight = &mut self.flights[depositor.pool];
                Some(depositor.look(&mut self.scene, flight, now))
            }
            Event::Liquidator(index) => {
                let liquidator = &mut self.people.liquidators[index];
                let next = liquidator.look(&mut self.scene, now);
                liquidator.is_awake = next.is_some();
                next
            }
            Event::Arbitrage => Some(self.people.arbitrageur.look(&mut self.scene, now)),
            Event::Arrival => {
                self.arrive(now);
                None
            }
            Event::Steward(index) => self.steward(index, now)?,
            Event::Attack => {
                let attacker = self.people.attacker.as_mut();
                attacker.and_then(|attacker| attacker.act(&mut self.scene, now))
            }
            Event::Sweep => {
                self.sweep(now);
                Some(now + SWEEPS_EVERY)
            }
            Event::Sample => {
                self.sample(now);
                Some(now + self.scene.config.sample_seconds)
            }
        };
        if let Some(at) = next {
            self.queue.plan(at.max(now + 1), event);
        }
        Ok(())
    }

    fn wake_liquidators(&mut self, now: u64) {
        let mut is_due = Vec::new();
        for pool in &mut self.scene.pools {
            is_due.push(!pool.unhealthy(1, now).is_empty());
        }
        for (index, liquidator) in self.people.liquidators.iter_mut().enumerate() {
            if is_due[liquidator.pool] && !liquidator.is_awake {
                liquidator.is_awake = true;
                self.queue
                    .plan(now + liquidator.latency, Event::Liquidator(index));
            }
        }
    }

    fn report(&mut self, publisher: usize, now: u64) {
        let tape = self.scene.tape;
        let depth = |asset: usize| {
            let left = tape.depth(asset, now) / tape.depth(asset, tape.start());
            let bps = whole_floor(left * f64::from(WHOLE_DEPTH_BPS));
            u16::try_from(bps).unwrap_or(u16::MAX).min(WHOLE_DEPTH_BPS)
        };
        let depths: Vec<u16> = (0..self.scene.config.assets.len()).map(depth).collect();
        let pools = &mut self.scene.pools;
        self.people.publishers[publisher].report(self.source, pools, &depths, now);
    }

    /// Holds rounds, and puts the rates of what they decided into force.
    fn hold_rounds(&mut self, now: u64) {
        for pool in &mut self.scene.pools {
            pool.hold_rounds(now);
            pool.accrue(now);
        }
    }

    fn arrive(&mut self, now: u64) {
        let config = self.scene.config;
        let who = (config.seed, Stream::Newcomer, self.arrived);
        let mut borrower = Borrower::draw(who, &config.borrowers, &self.shares, now);
        borrower.pool = self.arrived % self.scene.pools.len();
        self.arrived += 1;
        if borrower.join(&mut self.scene, true, now) {
            let index = self.people.borrowers.len();
            self.queue
                .plan(borrower.next_look(now), Event::Borrower(index));
            self.people.borrowers.push(borrower);
        }
        self.plan_arrival(now);
    }

    fn steward(&mut self, index: usize, now: u64) -> Result<Option<u64>, AgentError> {
        let signal = self.signal(index);
        let steward = &mut self.stewards[index];
        let mut market = self.scene.pools[index].market();
        steward.act(&mut market, Timestamp(now), &signal)?;
        Ok(steward
            .interval_seconds()
            .map(|interval| now + interval.max(1)))
    }

    fn signal(&self, index: usize) -> Signal {
        let pool = &self.scene.pools[index];
        let reserves = pool.reserves.iter().enumerate();
        let reserves = reserves.map(|(asset, reserve)| ReserveSignal {
            price: pool.shown[asset],
            utilization: utilization(reserve),
            hourly_volatility: volatility(&self.hourly[asset]),
        });
        Signal {
            reserves: reserves.collect(),
        }
    }

    /// Looks at every account that owes: its trigger, and whether anything backs it.
    fn sweep(&mut self, now: u64) {
        for pool in 0..self.scene.pools.len() {
            for account in self.scene.pools[pool].triggers.accounts() {
                self.scene.pools[pool].retrigger(account, now);
                if self.scene.pools[pool].accounts[account]
                    .position
                    .check_no_collateral()
                    .is_ok()
                {
                    write_off(&mut self.scene, pool, account, now);
                }
            }
        }
    }

    fn sample(&mut self, now: u64) {
        if now.is_multiple_of(HOUR) {
            for (history, price) in self.hourly.iter_mut().zip(&self.scene.pools[0].shown) {
                history.push(*price);
            }
        }
        for pool in 0..self.scene.pools.len() {
            let sample = self.sample_of(pool, now);
            self.scene.pools[pool].journal.samples.push(sample);
        }
    }

    fn sample_of(&mut self, index: usize, now: u64) -> Sample {
        let scene = &mut self.scene;
        let assets = 0..scene.config.assets.len();
        let (uncovered, collateral) = scene.uncovered(index, now);
        let capacity = assets
            .clone()
            .skip(1)
            .map(|asset| scene.capacity(index, asset, PROBE, now));
        let capacity = capacity.collect();
        let pool = &scene.pools[index];
        let lent = &pool.reserves[0];
        let debt = whole_tokens(lent.ledger.debt(), pool.decimals[0]);
        let effective = |asset: usize| pool.effective(asset, now);
        let calm_rate = self.calm_curve.rate_floor(lent.ledger.utilization());
        let hour = now.saturating_sub(scene.tape.start()) / HOUR;
        let hour = usize::try_from(hour).unwrap_or(usize::MAX);
        Sample {
            at: now,
            prices: assets
                .clone()
                .map(|asset| scene.tape.price(asset, now))
                .collect(),
            shown: pool.shown.clone(),
            scores: assets
                .clone()
                .map(|asset| f64::from(effective(asset).score.0) / 100.0)
                .collect(),
            regimes: assets.map(|asset| effective(asset).regime as u8).collect(),
            utilization: utilization(lent),
            borrow_rate: pool.borrow_rate(),
            calm_rate: float(calm_rate.0) / float(1 << 32),
            debt: debt * scene.tape.price(0, now),
            collateral,
            uncovered,
            capacity,
            is_near_crash: self
                .near_crash
                .get(hour)
                .or(self.near_crash.last())
                .copied()
                .unwrap_or(false),
        }
    }

    fn finish(mut self) -> Run {
        let recordings = self.scene.pools.iter_mut().filter_map(Pool::recording);
        let recordings = recordings.collect();
        let seconds = self.scene.config.sample_seconds;
        let attack = self.people.attacker.and_then(|attacker| attacker.outcome);
        let pools = self.scene.pools.into_iter().zip(&self.stewards);
        let pools = pools.enumerate().map(|(index, (pool, steward))| {
            let attack = if index == 0 { attack } else { None };
            let simulated = Simulated {
                steward: steward.name().to_owned(),
                scores: self.source.name().to_owned(),
                outcome: Outcome::of(&pool.journal, seconds, attack),
            };
            (simulated, pool.journal)
        });
        Run {
            pools: pools.collect(),
            recordings,
            events: self.events,
        }
    }
}

/// Whether a fall of `shock` within a day begins in the day before each hour, or in it.
fn near_crash(tape: &Tape, shock: f64) -> Vec<bool> {
    let hours = (tape.start()..=tape.end()).step_by(usize::try_from(HOUR).unwrap_or(1));
    let falls: Vec<bool> = hours.map(|at| tape.falls_within_a_day(at, shock)).collect();
    (0..falls.len())
        .map(|hour| falls[hour.saturating_sub(24)..=hour].contains(&true))
        .collect()
}

/// Standard deviation of hourly logarithmic returns over the last day.
fn volatility(hourly: &[f64]) -> Option<f64> {
    let last = hourly.get(hourly.len().checked_sub(25)?..)?;
    let returns: Vec<f64> = last.windows(2).map(|pair| ln(pair[1] / pair[0])).collect();
    let mean = returns.iter().sum::<f64>() / count(returns.len());
    let squares: f64 = returns
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    Some((squares / count(returns.len().saturating_sub(1).max(1))).sqrt())
}
