//! What would make no market.

use super::SimulationConfig;
use crate::agent::contagion::ContagionConfig;
use crate::agent::error::AgentError;
use crate::agent::units;

impl SimulationConfig {
    /// Checks what would make no market.
    ///
    /// # Errors
    /// [`AgentError::SettingOutOfRange`].
    pub fn validate(&self) -> Result<(), AgentError> {
        let float = |value: usize| units::float(value as u64);
        let checks = [
            (
                "assets",
                float(self.assets.len()),
                self.assets.len() >= 2,
                "two at least",
            ),
            (
                "publishers",
                float(self.publishers.count),
                (1..=16).contains(&self.publishers.count),
                "1 to 16",
            ),
            (
                "depositors",
                float(self.depositors.count),
                self.depositors.count > 0,
                "one at least",
            ),
            (
                "poll_seconds",
                units::float(self.oracle.poll_seconds),
                self.oracle.poll_seconds > 0,
                "positive",
            ),
            (
                "sample_seconds",
                units::float(self.sample_seconds),
                self.sample_seconds > 0,
                "positive",
            ),
            (
                "round_seconds",
                units::float(self.publishers.round_seconds),
                self.publishers.round_seconds > 0,
                "positive",
            ),
            (
                "report_seconds",
                units::float(self.publishers.report_seconds),
                self.publishers.report_seconds > 0,
                "positive",
            ),
            (
                "arbitrage latency_seconds",
                units::float(self.arbitrage.latency_seconds),
                self.arbitrage.latency_seconds > 0,
                "positive",
            ),
            (
                "share_of_depth",
                self.book.share_of_depth,
                self.book.share_of_depth > 0.0,
                "positive",
            ),
        ];
        for (setting, given, holds, rule) in checks {
            if !holds {
                return Err(AgentError::SettingOutOfRange {
                    setting,
                    given,
                    rule,
                });
            }
        }
        self.contagion
            .as_ref()
            .map_or(Ok(()), ContagionConfig::validate)
    }
}
