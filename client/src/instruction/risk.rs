//! What moves prices, scores and regimes.

use super::{Builder, with_second};
use crate::address::INSTRUCTIONS_SYSVAR;
use solana_address::Address;
use solana_instruction::Instruction;

/// What a publisher says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Loads the price in `price_update` into `reserve`, and that of its second source where it has one.
pub fn price_refresh(
    reserve: &Address,
    price_update: &Address,
    second_updates: &[Address],
) -> Instruction {
    let builder = Builder::new(10).writable(reserve).readonly(price_update);
    with_second(builder, second_updates).build()
}

/// Ends the breaker of this number before its time.
pub fn breaker_release(reserve: &Address, feed: &Address, breaker: u8) -> Instruction {
    Builder::new(14)
        .writable(reserve)
        .readonly(feed)
        .data(&[breaker])
        .build()
}

/// Submits a report.
pub fn report_submit(publisher: &Address, feed: &Address, report: &ReportArguments) -> Instruction {
    Builder::new(11)
        .signer(publisher)
        .writable(feed)
        .data(&report.sequence.to_le_bytes())
        .data(&report.observed_at.to_le_bytes())
        .data(&report.score.to_le_bytes())
        .data(&report.half_width.to_le_bytes())
        .data(&report.depth_bps.to_le_bytes())
        .data(&report.model_hash)
        .data(&report.input_hash)
        .build()
}

/// Holds a round.
pub fn terms_advance(feed: &Address) -> Instruction {
    Builder::new(12).writable(feed).build()
}

/// Has terms follow the score (hundredths of a point) and regime that an advisory feed recommends; refused when it
/// recommends another step by then.
pub fn recommendation_accept(
    authority: &Address,
    market: &Address,
    feed: &Address,
    (score, regime): (u16, u8),
) -> Instruction {
    Builder::new(13)
        .signer(authority)
        .readonly(market)
        .writable(feed)
        .readonly(&INSTRUCTIONS_SYSVAR)
        .data(&score.to_le_bytes())
        .data(&[regime])
        .build()
}

/// Returns and logs a reserve's terms.
pub fn terms_view(reserve: &Address, feed: &Address, market: &Address) -> Instruction {
    Builder::new(18)
        .readonly(reserve)
        .readonly(feed)
        .readonly(market)
        .build()
}
