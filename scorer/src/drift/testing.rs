//! Feeds for tests: hours of two features of one asset.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

use super::Observation;
use crate::time::{MILLIS_PER_HOUR, Timestamp};

pub(super) const HOUR: i64 = MILLIS_PER_HOUR;

pub(super) const NAMES: [&str; 2] = ["log_volatility", "depth"];

/// Hours of both features.
pub(super) struct Feed {
    values: Vec<Vec<Option<f64>>>,
}

impl Feed {
    /// Independent values with mean 0 and variance 1, near to normal.
    pub(super) fn calm(seed: u64, hours: usize) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut uniform = || f64::from(generator.next_u32()) / f64::from(u32::MAX);
        let mut normal = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
        let values = (0..hours).map(|_| vec![Some(normal()), Some(normal())]);
        Self {
            values: values.collect(),
        }
    }

    /// One feature through `change`.
    pub(super) fn with(mut self, column: usize, change: impl Fn(f64) -> f64) -> Self {
        for row in &mut self.values {
            row[column] = row[column].map(&change);
        }
        self
    }

    /// The first feature through `change`, hour after hour.
    pub(super) fn with_memory(mut self, mut change: impl FnMut(f64) -> f64) -> Self {
        for row in &mut self.values {
            row[0] = row[0].map(&mut change);
        }
        self
    }

    pub(super) fn set(&mut self, column: usize, hours: std::ops::Range<usize>, value: Option<f64>) {
        for row in &mut self.values[hours] {
            row[column] = value;
        }
    }

    pub(super) fn rows(&self) -> Vec<Observation<'_>> {
        self.values
            .iter()
            .zip(0..)
            .map(|(values, hour)| Observation {
                time: Timestamp::from_millis(hour * HOUR),
                asset: 0,
                values,
            })
            .collect()
    }
}
