//! The run: every event in its turn, until the tape ends.

mod observe;

use crate::agent::borrower::Borrower;
use crate::agent::clock::Queue;
use crate::agent::config::SimulationConfig;
use crate::agent::depositor::Flight;
use crate::agent::error::AgentError;
use crate::agent::journal::Journal;
use crate::agent::liquidator::write_off;
use crate::agent::measure::Outcome;
use crate::agent::open::{self, People};
use crate::agent::operation::Recording;
use crate::agent::pool::Pool;
use crate::agent::random::{Stream, exponential, stream};
use crate::agent::scene::Scene;
use crate::agent::score::ScoreSource;
use crate::agent::steward::{Opening, Steward};
use crate::agent::tape::Tape;
use crate::agent::units::{DAY, HOUR, float, whole_floor};
use crate::number::count;
use ballast_policy::curve::BorrowCurve;
use ballast_policy::depth::WHOLE_DEPTH_BPS;
use ballast_policy::preset;
use ballast_policy::unit::{Timestamp, TokenAmount};
use rand_chacha::ChaCha8Rng;

/// Seconds between two looks at every account that owes.
const SWEEPS_EVERY: u64 = 6 * HOUR;

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
            near_crash: observe::near_crash(tape, config.crash_fall),
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
