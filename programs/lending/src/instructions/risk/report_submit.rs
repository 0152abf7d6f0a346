//! Take one publisher's report.

use crate::error::refused;
use crate::event::ReportIgnored;
use crate::guard::now;
use crate::state::RiskFeed;
use anchor_lang::prelude::*;
use ballast_policy::Rule;
use ballast_policy::publisher::submit;
use ballast_policy::report::{Receipt, Submission};
use ballast_policy::unit::Timestamp;

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
    /// How much of the depth that governance measured the books have, basis points, at most 10 000; all of it where the
    /// publisher sees no book.
    pub depth_bps: u16,
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
    /// 1. The signer is a listed publisher that is not muted, or the successor that one named, in time.
    /// 2. Score and half-width are at most 100 points, the depth at most one, and the observation is not from the future.
    /// 3. A report that says nothing new (its sequence does not increase, or it was observed too long ago or before the
    ///    last one) changes nothing and is logged: an error would burn the batch that it came in.
    /// 4. The report replaces the publisher's last; hashes are kept for the audit. A successor takes the slot over.
    pub fn submit(&mut self, arguments: &ReportArguments) -> Result<()> {
        let now = now()?;
        let (slot, succeeds) = self.slot(now)?;
        let unknown = || refused(Rule::UnknownPublisher.broken(0, 0));
        let feed = &mut *self.feed;
        let times = feed.config.policy().report_times();
        let submission = Submission {
            sequence: arguments.sequence,
            observed_at: Timestamp(arguments.observed_at),
            score: arguments.score,
            half_width: arguments.half_width,
            depth_bps: arguments.depth_bps,
        };
        let report = feed.reports.get_mut(slot).ok_or_else(unknown)?;
        let record = feed.records.get_mut(slot).ok_or_else(unknown)?;
        let receipt = submit(
            report.policy_mut(),
            record.policy_mut(),
            &submission,
            now,
            times,
        );
        if let Receipt::Ignored(rule) = receipt.map_err(refused)? {
            emit!(ReportIgnored {
                feed: *self.feed.address(),
                publisher: *self.publisher.address(),
                sequence: arguments.sequence,
                rule: u64::from(rule.number()),
            });
            return Ok(());
        }
        let publisher = feed.publishers.get_mut(slot).ok_or_else(unknown)?;
        publisher.model_hash = arguments.model_hash;
        publisher.input_hash = arguments.input_hash;
        if succeeds {
            publisher.key = publisher.successor;
            publisher.successor = Address::default();
            publisher.successor_until = 0;
        }
        Ok(())
    }

    /// The signer's slot, and whether it is its publisher's successor.
    fn slot(&self, now: Timestamp) -> Result<(usize, bool)> {
        let key = self.publisher.address();
        if let Some(slot) = self.feed.slot_of(key) {
            return Ok((slot, false));
        }
        let slot = self.feed.slot_of_successor(key, now.0);
        let slot = slot.ok_or_else(|| refused(Rule::UnknownPublisher.broken(0, 0)))?;
        Ok((slot, true))
    }
}
