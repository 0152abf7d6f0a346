//! Everyone comes, and what is due first.

use super::{Event, SWEEPS_EVERY, World, observe};
use crate::agent::borrower::Borrower;
use crate::agent::clock::Queue;
use crate::agent::config::SimulationConfig;
use crate::agent::contagion::{self, Neighbours};
use crate::agent::depositor::Flight;
use crate::agent::error::AgentError;
use crate::agent::journal::Journal;
use crate::agent::open;
use crate::agent::random::{Stream, exponential, stream};
use crate::agent::score::ScoreSource;
use crate::agent::steward::{Opening, Steward};
use crate::agent::tape::Tape;
use crate::agent::units::{DAY, float, whole_floor};
use crate::number::count;
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;

impl<'a> World<'a> {
    pub(super) fn open(
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
            neighbours: Neighbours::new(scene.pools.len()),
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
            let draw = || Borrower::draw(who, &config.borrowers, &self.shares, now);
            let (scene, people) = (&mut self.scene, &mut self.people);
            let pools = scene.pools.len();
            let (first, second) = (number % pools, (number + 1) % pools);
            let count = config.borrowers.count;
            if scene.contagion.is_shared(number, count, pools) {
                contagion::join_both(scene, people, [draw(), draw()], [first, second], now);
                continue;
            }
            let mut borrower = draw();
            borrower.pool = first;
            if borrower.join(scene, false, now) {
                people.borrowers.push(borrower);
            }
        }
        for (pool, opening) in self.scene.pools.iter_mut().zip(openings) {
            open::limit(pool, opening, now);
            // What is counted begins with the market as it stands.
            pool.journal = Journal::default();
        }
    }

    pub(super) fn plan_everyone(&mut self) {
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

    pub(super) fn arrive(&mut self, now: u64) {
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
}
