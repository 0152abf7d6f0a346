//! Whether a stored reference could have been written by [`References::fit`].

use super::{DriftError, Reference, References};

/// How far the shares may sum from 1 by rounding.
const SHARES_TOLERANCE: f64 = 1e-9;

impl References {
    /// Refuses what [`Self::fit`] could not have written.
    ///
    /// # Errors
    /// [`DriftError::ReferenceUnsound`].
    pub fn check(&self) -> Result<(), DriftError> {
        self.0.iter().try_for_each(|reference| {
            reference.broken_rule().map_or(Ok(()), |rule| {
                let feature = reference.feature.clone();
                Err(DriftError::ReferenceUnsound { feature, rule })
            })
        })
    }
}

impl Reference {
    fn broken_rule(&self) -> Option<&'static str> {
        let is_share = |share: &f64| (0.0..=1.0).contains(share);
        let total = self.shares.iter().sum::<f64>();
        let was_known = !self.shares.is_empty();
        let rules = [
            (
                self.edges.iter().all(|edge| edge.is_finite())
                    && self.edges.windows(2).all(|pair| pair[0] < pair[1]),
                "edges ascend",
            ),
            (
                self.shares.len() == self.edges.len() + 1 || (!was_known && self.edges.is_empty()),
                "one share more than edges",
            ),
            (
                self.shares.iter().all(is_share)
                    && (!was_known || (total - 1.0).abs() < SHARES_TOLERANCE),
                "shares sum to 1",
            ),
            (
                is_share(&self.missing_share),
                "the missing share is a share",
            ),
            (
                self.independent_rows.is_finite() && self.independent_rows >= 0.0,
                "independent rows are a number of rows",
            ),
            (
                self.correlation_hours.is_finite()
                    && self.correlation_hours >= 1.0
                    && self.still_hours_longest >= 0,
                "hours are positive",
            ),
        ];
        rules
            .iter()
            .find(|(holds, _)| !holds)
            .map(|(_, rule)| *rule)
    }
}
