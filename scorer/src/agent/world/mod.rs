//! The run: every event in its turn, until the tape ends.

mod begin;
mod observe;
mod turn;

use crate::agent::clock::Queue;
use crate::agent::config::SimulationConfig;
use crate::agent::contagion::{self, Neighbours};
use crate::agent::depositor::Flight;
use crate::agent::error::AgentError;
use crate::agent::journal::Journal;
use crate::agent::measure::Outcome;
use crate::agent::open::People;
use crate::agent::operation::Recording;
use crate::agent::pool::Pool;
use crate::agent::scene::Scene;
use crate::agent::score::ScoreSource;
use crate::agent::steward::Steward;
use crate::agent::tape::Tape;
use crate::agent::units::HOUR;
use crate::number::count;
use ballast_policy::curve::BorrowCurve;
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
    neighbours: Neighbours,
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

impl World<'_> {
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
                let is_shown = self.scene.poll_oracles(now);
                self.wake_liquidators(&is_shown, now);
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
            Event::Borrower(index) => {
                if self.scene.contagion.one_wallet {
                    contagion::take_wallet(&mut self.scene, &mut self.people, index);
                }
                self.people.borrowers[index].look(&mut self.scene, now)
            }
            Event::Depositor(index) => Some(self.depositor(index, now)),
            Event::Liquidator(index) => {
                let liquidator = &mut self.people.liquidators[index];
                let next = liquidator.look(&mut self.scene, now);
                liquidator.is_awake = next.is_some();
                next
            }
            Event::Arbitrage => {
                let arbitrageurs = self.people.arbitrageurs.iter_mut();
                let looks = arbitrageurs.map(|trader| trader.look(&mut self.scene, now));
                looks.min()
            }
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
