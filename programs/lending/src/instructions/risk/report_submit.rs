//! Take one publisher's report.

use crate::error::refused;
use crate::guard::now;
use crate::state::RiskFeed;
use anchor_lang::prelude::*;
use ballast_policy::Rule;
use ballast_policy::report::Submission;

/// What a publisher says.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ReportArguments {
    /// Must exceed the publisher's last.
    pub sequence: u64,
    /// Unix seconds at which the inputs were seen.
    pub observed_at: u64,
    /// Risk, hundredths of a point, at most 10 000.
    pub score: u16,
    /// Half of the interval that the publisher vouches for, hundredths of a point.
    pub half_width: u16,
    /// SHA-256 of the model artifact.
    pub model_hash: [u8; 32],
    /// SHA-256 of the inputs.
    pub input_hash: [u8; 32],
}

/// Accounts of `report_submit`.
#[derive(Accounts)]
pub struct ReportSubmit {
    /// A listed publisher.
    pub publisher: Signer,
    /// The feed that it reports to.
    #[account(mut)]
    pub feed: Account<RiskFeed>,
}

impl ReportSubmit {
    /// 1. The signer is a listed publisher that votes.
    /// 2. Score and half-width are at most 100 points, the sequence increases, and the observation is recent, not
    ///    from the future and not before the last one.
    /// 3. The report replaces the publisher's last; hashes are kept for the audit.
    pub fn submit(&mut self, arguments: &ReportArguments) -> Result<()> {
        let unknown = || refused(Rule::UnknownPublisher.broken(0, 0));
        let slot = self
            .feed
            .slot_of(self.publisher.address())
            .ok_or_else(unknown)?;
        let feed = &mut *self.feed;
        let times = feed.config.policy().report_times();
        let submission = Submission {
            sequence: arguments.sequence,
            observed_at: ballast_policy::unit::Timestamp(arguments.observed_at),
            score: arguments.score,
            half_width: arguments.half_width,
        };
        let report = feed.reports.get_mut(slot).ok_or_else(unknown)?;
        report
            .policy_mut()
            .accept(&submission, now()?, times)
            .map_err(refused)?;
        let publisher = feed.publishers.get_mut(slot).ok_or_else(unknown)?;
        publisher.model_hash = arguments.model_hash;
        publisher.input_hash = arguments.input_hash;
        Ok(())
    }
}
