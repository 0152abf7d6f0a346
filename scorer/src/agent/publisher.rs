//! Publishers: each sees the score with a delay and an error of its own, and reports it to every feed; some are at fault
//! for a while.

use super::config::{Fault, PlannedFault, PublisherConfig};
use super::pool::Pool;
use super::random::{Stream, normal, stream};
use super::score::{Reading, ScoreSource};
use super::units::whole_floor;
use ballast_policy::depth::WHOLE_DEPTH_BPS;
use ballast_policy::report::Submission;
use ballast_policy::unit::{Score, Timestamp};
use rand_chacha::ChaCha8Rng;

/// The half-width of who lies: as sure as can be.
const LIAR_HALF_WIDTH: u16 = 50;

/// One publisher.
#[derive(Debug)]
pub(super) struct Publisher {
    slot: usize,
    delay_seconds: u64,
    noise_points: f64,
    faults: Vec<PlannedFault>,
    start: u64,
    sequence: u64,
    frozen: Vec<Option<Reading>>,
    random: ChaCha8Rng,
}

impl Publisher {
    /// Publisher `slot` of a simulation that begins at second `start`.
    pub(super) fn new(slot: usize, config: &PublisherConfig, seed: u64, start: u64) -> Self {
        let steps = config.count.max(2) as u64 - 1;
        let faults = config.faults.iter();
        Self {
            slot,
            delay_seconds: config.slowest_seconds * slot as u64 / steps,
            noise_points: config.noise_points,
            faults: faults
                .filter(|fault| fault.publisher == slot)
                .copied()
                .collect(),
            start,
            sequence: 0,
            frozen: Vec::new(),
            random: stream(seed, Stream::Publisher, slot),
        }
    }

    /// Reports to every feed of every pool what `source` says; `depth_bps` is how much of its measured depth each feed's
    /// book has, `floor` what the honest see of the pools beside one: by pool and second, hundredths of a point.
    pub(super) fn report(
        &mut self,
        source: &dyn ScoreSource,
        pools: &mut [Pool],
        (depth_bps, floor): (&[u16], &dyn Fn(usize, u64) -> u16),
        now: u64,
    ) {
        self.sequence += 1;
        let fault = self.fault(now);
        self.frozen.resize(depth_bps.len(), None);
        for (feed, &depth_bps) in depth_bps.iter().enumerate() {
            let error = self.noise_points * 100.0 * normal(&mut self.random);
            // Before the slowest has seen anything it says what there is.
            let seen = source.read(feed, now.saturating_sub(self.delay_seconds));
            let seen = seen.or_else(|| source.read(feed, now));
            let seen = match fault {
                Some(Fault::Silent) => None,
                Some(Fault::Frozen) => self.frozen[feed],
                Some(Fault::Liar(score)) => Some(Reading {
                    score_hundredths: score,
                    half_width_hundredths: LIAR_HALF_WIDTH,
                }),
                None => seen.map(|reading| blurred(reading, error)),
            };
            if fault.is_none() {
                self.frozen[feed] = seen;
            }
            let Some(reading) = seen else { continue };
            let submission = Submission {
                sequence: self.sequence,
                observed_at: Timestamp(now),
                score: reading.score_hundredths,
                half_width: reading.half_width_hundredths,
                depth_bps: depth_bps.min(WHOLE_DEPTH_BPS),
            };
            for (number, pool) in pools.iter_mut().enumerate() {
                let mut submission = submission;
                if fault.is_none() {
                    let seen = floor(number, now.saturating_sub(self.delay_seconds));
                    submission.score = submission.score.max(seen);
                }
                pool.submit(feed, self.slot, &submission, now);
            }
        }
    }

    fn fault(&self, now: u64) -> Option<Fault> {
        let since = now.saturating_sub(self.start);
        let mut faults = self.faults.iter();
        faults
            .find(|fault| fault.from <= since && since < fault.until)
            .map(|fault| fault.fault)
    }
}

/// An honest reading with an error of hundredths of a point.
fn blurred(reading: Reading, error: f64) -> Reading {
    let score = f64::from(reading.score_hundredths) + error;
    let held = whole_floor(score.round()).min(u64::from(Score::MAX.0));
    Reading {
        score_hundredths: u16::try_from(held).unwrap_or(Score::MAX.0),
        ..reading
    }
}
