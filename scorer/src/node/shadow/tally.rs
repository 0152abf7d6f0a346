//! Two models on one feed, tick by tick.

use ballast_policy::regime::Regime;
use ballast_policy::unit::Score;

use super::comparison::{Comparison, Difference, Most, Parting, RegimeShare, Shares};
use super::comparisons::Tick;
use super::held::Held;
use crate::node::audit::ShadowRecord;
use crate::published::bands::name;
use crate::time::{MILLIS_PER_HOUR, Timestamp};

/// Moments that are told, of those at which the regimes began to differ.
const PARTINGS_MOST: usize = 10;

/// Two models on one feed, added up.
#[derive(Debug)]
pub(super) struct Tally {
    feed: String,
    model_hash: String,
    shadow_hash: String,
    from: Timestamp,
    until: Timestamp,
    /// Hundredths of a point and milliseconds.
    differences: Vec<(i32, u64)>,
    most: (i32, Timestamp),
    /// Milliseconds by the own regime and the shadow's.
    regimes: [[u64; 3]; 3],
    /// Milliseconds: own and the shadow's.
    by_baseline: [u64; 2],
    is_apart: bool,
    parted: usize,
    partings: Vec<Parting>,
}

impl Tally {
    pub(super) fn new(tick: &Tick, shadow: &ShadowRecord, from: Timestamp) -> Self {
        Self {
            feed: tick.feed.clone(),
            model_hash: tick.model_hash.clone(),
            shadow_hash: shadow.model_hash.clone(),
            from,
            until: from,
            differences: Vec::new(),
            most: (0, from),
            regimes: [[0; 3]; 3],
            by_baseline: [0; 2],
            is_apart: false,
            parted: 0,
            partings: Vec::new(),
        }
    }

    /// Whether it is of the same feed, model and shadow.
    pub(super) fn is_of(&self, tick: &Tick, shadow: &ShadowRecord) -> bool {
        self.feed == tick.feed
            && self.model_hash == tick.model_hash
            && self.shadow_hash == shadow.model_hash
    }

    /// Adds a tick that stood from `from` on for so long.
    pub(super) fn add(&mut self, tick: &Tick, shadow: &ShadowRecord, from: Timestamp, millis: u64) {
        self.until = Timestamp::from_millis(from.millis().saturating_add_unsigned(millis));
        let difference = i32::from(shadow.score) - i32::from(tick.score);
        self.differences.push((difference, millis));
        if difference.abs() > self.most.0.abs() {
            self.most = (difference, from);
        }
        let regimes = (Regime::entered_at(Score(tick.score)), shadow.regime());
        self.regimes[regimes.0 as usize][regimes.1 as usize] += millis;
        let is_by_baseline = [tick.is_by_baseline, shadow.is_by_baseline];
        for (sum, is_by_baseline) in self.by_baseline.iter_mut().zip(is_by_baseline) {
            *sum += if is_by_baseline { millis } else { 0 };
        }
        let is_apart = regimes.0 != regimes.1;
        if is_apart && !self.is_apart {
            self.parted += 1;
            if self.partings.len() < PARTINGS_MOST {
                self.partings.push(Parting {
                    at: from,
                    own_score: points(tick.score.into()),
                    own: name(regimes.0),
                    shadow_score: points(shadow.score.into()),
                    shadow: name(regimes.1),
                });
            }
        }
        self.is_apart = is_apart;
    }

    /// What it comes to.
    pub(super) fn comparison(self) -> Option<Comparison> {
        let ticks = self.differences.len();
        let held = Held::of(self.differences)?;
        let share = |millis: u64| ratio(millis, held.millis());
        let pairs = Regime::ALL
            .into_iter()
            .flat_map(|own| Regime::ALL.map(|shadow| (own, shadow)));
        let regimes = pairs.map(|(own, shadow)| RegimeShare {
            own: name(own),
            shadow: name(shadow),
            share: share(self.regimes[own as usize][shadow as usize]),
        });
        Some(Comparison {
            feed: self.feed,
            model_hash: self.model_hash,
            shadow_hash: self.shadow_hash,
            from: self.from,
            until: self.until,
            ticks,
            hours: ratio(held.millis(), MILLIS_PER_HOUR.unsigned_abs()),
            difference: Difference {
                mean: held.mean() / 100.0,
                p5: points(held.percentile(5)),
                p50: points(held.percentile(50)),
                p95: points(held.percentile(95)),
                most: Most {
                    points: points(self.most.0),
                    at: self.most.1,
                },
            },
            regimes: regimes.collect(),
            by_baseline: Shares {
                own: share(self.by_baseline[0]),
                shadow: share(self.by_baseline[1]),
            },
            parted: self.parted,
            partings: self.partings,
        })
    }
}

fn points(hundredths: i32) -> f64 {
    f64::from(hundredths) / 100.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "years of milliseconds stay far below 2^53"
)]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
