//! What happened, as fixed-size log entries. Names are in the past tense; amounts in base units.

use crate::state::{PositionView, TermsView};
use anchor_lang::prelude::*;

/// A market was created.
#[event(bytemuck)]
pub struct MarketCreated {
    /// The market.
    pub market: Address,
    /// Who governs it.
    pub governance: Address,
}

/// A feed was created.
#[event(bytemuck)]
pub struct FeedCreated {
    /// The feed.
    pub feed: Address,
    /// Its market.
    pub market: Address,
}

/// A publisher was listed.
#[event(bytemuck)]
pub struct PublisherAdded {
    /// The feed.
    pub feed: Address,
    /// The publisher's key.
    pub publisher: Address,
    /// Its slot.
    pub slot: u64,
}

/// A publisher lost its vote.
#[event(bytemuck)]
pub struct PublisherMuted {
    /// The feed.
    pub feed: Address,
    /// The publisher's key.
    pub publisher: Address,
    /// Its slot.
    pub slot: u64,
}

/// A publisher is heard again, without a vote at first.
#[event(bytemuck)]
pub struct PublisherUnmuted {
    /// The feed.
    pub feed: Address,
    /// The publisher's key.
    pub publisher: Address,
    /// Its slot.
    pub slot: u64,
}

/// A publisher proved itself in shadow and votes from now on.
#[event(bytemuck)]
pub struct PublisherPromoted {
    /// The feed.
    pub feed: Address,
    /// The publisher's key.
    pub publisher: Address,
    /// Its slot.
    pub slot: u64,
}

/// A publisher named the key that takes its slot over.
#[event(bytemuck)]
pub struct PublisherRotated {
    /// The feed.
    pub feed: Address,
    /// The present key.
    pub publisher: Address,
    /// The key that takes over with its first report.
    pub successor: Address,
    /// Unix seconds until which it may.
    pub until: u64,
}

/// A reserve was created.
#[event(bytemuck)]
pub struct ReserveCreated {
    /// The reserve.
    pub reserve: Address,
    /// Its token.
    pub mint: Address,
    /// The feed that it follows.
    pub feed: Address,
    /// Its index in the market.
    pub index: u64,
}

/// A position was opened.
#[event(bytemuck)]
pub struct PositionOpened {
    /// The position.
    pub position: Address,
    /// Its owner.
    pub owner: Address,
}

/// A position was closed and its rent returned.
#[event(bytemuck)]
pub struct PositionClosed {
    /// The position.
    pub position: Address,
    /// Its owner.
    pub owner: Address,
}

/// A price was loaded into a reserve, per base unit in 2^-64 dollars.
#[event(bytemuck)]
pub struct PriceLoaded {
    /// The reserve.
    pub reserve: Address,
    /// For collateral.
    pub low: u64,
    /// For the exchange in a liquidation.
    pub mid: u64,
    /// For debt.
    pub high: u64,
    /// Unix seconds of publication.
    pub published_at: u64,
}

/// Tokens were deposited.
#[event(bytemuck)]
pub struct ReserveDeposited {
    /// The position that gained shares.
    pub position: Address,
    /// Tokens taken in.
    pub amount: u64,
    /// Shares gained.
    pub shares: u64,
    /// The reserve's index.
    pub reserve: u64,
}

/// Tokens were withdrawn.
#[event(bytemuck)]
pub struct ReserveWithdrawn {
    /// The position that lost shares.
    pub position: Address,
    /// Tokens paid out.
    pub amount: u64,
    /// Shares burned.
    pub shares: u64,
    /// The reserve's index.
    pub reserve: u64,
}

/// Tokens were borrowed.
#[event(bytemuck)]
pub struct ReserveBorrowed {
    /// The position that owes.
    pub position: Address,
    /// Tokens paid out.
    pub amount: u64,
    /// Debt shares gained.
    pub shares: u64,
    /// The reserve's index.
    pub reserve: u32,
    /// The score that the terms followed, hundredths of a point.
    pub score: u16,
    /// The regime: 0 calm, 1 transition, 2 stress.
    pub regime: u16,
    /// What is owed on top at once, the protocol's.
    pub fee: u64,
}

/// The host of a borrow was paid its part of the fee.
#[event(bytemuck)]
pub struct HostPaid {
    /// The reserve.
    pub reserve: Address,
    /// The host's token account.
    pub host: Address,
    /// Tokens paid out, the protocol's until then.
    pub amount: u64,
}

/// Tokens were repaid.
#[event(bytemuck)]
pub struct ReserveRepaid {
    /// The position whose debt fell.
    pub position: Address,
    /// Tokens taken in.
    pub amount: u64,
    /// Debt shares extinguished.
    pub shares: u64,
    /// The reserve's index.
    pub reserve: u64,
}

/// Part of an unhealthy position was liquidated.
#[event(bytemuck)]
pub struct PositionLiquidated {
    /// The position.
    pub position: Address,
    /// Who repaid and seized.
    pub liquidator: Address,
    /// Tokens of the debt reserve taken in.
    pub repaid: u64,
    /// Tokens of the collateral reserve that the position lost.
    pub seized: u64,
    /// The part of them that the protocol kept.
    pub fee: u64,
    /// Debt shares extinguished.
    pub debt_shares: u64,
    /// Deposit shares burned.
    pub deposit_shares: u64,
    /// What the liquidator earned on top, before the protocol's part, basis points.
    pub bonus_bps: u32,
    /// Index of the reserve that was repaid.
    pub debt_reserve: u16,
    /// Index of the reserve that was seized.
    pub collateral_reserve: u16,
}

/// What a liquidation seized became a deposit of the liquidator's.
#[event(bytemuck)]
pub struct SeizureDeposited {
    /// The position that gained shares.
    pub receiver: Address,
    /// Shares gained.
    pub shares: u64,
    /// The reserve's index.
    pub reserve: u64,
}

/// A position was noted as unhealthy, so that the bonus for liquidating it grows, or as healthy again.
#[event(bytemuck)]
pub struct PositionMarked {
    /// The position.
    pub position: Address,
    /// When the spell was first noted, Unix seconds; zero: it is healthy.
    pub unhealthy_since: u64,
}

/// An owner let someone else do a part of what it may.
#[event(bytemuck)]
pub struct PositionDelegated {
    /// The position.
    pub position: Address,
    /// Who; all zero: no one.
    pub delegate: Address,
    /// 1 deposit, 2 withdraw to the owner, 4 borrow to the owner, added.
    pub rights: u64,
}

/// A position joined a group, or left it.
#[event(bytemuck)]
pub struct PositionJoined {
    /// The position.
    pub position: Address,
    /// The group; zero: none.
    pub group: u64,
}

/// A debt that nothing backs was written off.
#[event(bytemuck)]
pub struct BadDebtResolved {
    /// The position that owed it.
    pub position: Address,
    /// What was written off.
    pub amount: u64,
    /// The part that the protocol's uncollected fees bore.
    pub fees: u64,
    /// The part that the insurance bore.
    pub insurance: u64,
    /// The part that depositors bore.
    pub depositors: u64,
    /// Debt shares extinguished.
    pub shares: u64,
    /// The reserve's index.
    pub reserve: u64,
}

/// Someone gave tokens to a reserve for bad debt.
#[event(bytemuck)]
pub struct ReserveInsured {
    /// The reserve.
    pub reserve: Address,
    /// Who gave them.
    pub payer: Address,
    /// How many.
    pub amount: u64,
}

/// The protocol's fees were paid out.
#[event(bytemuck)]
pub struct FeesCollected {
    /// The reserve.
    pub reserve: Address,
    /// The token account that gained them.
    pub destination: Address,
    /// What was paid.
    pub amount: u64,
    /// What was set aside for bad debt.
    pub insured: u64,
}

/// Tokens were lent for the length of a transaction.
#[event(bytemuck)]
pub struct FlashLoanTaken {
    /// The reserve.
    pub reserve: Address,
    /// How many.
    pub amount: u64,
    /// What is due on top.
    pub fee: u64,
}

/// A flash loan came back with its fee.
#[event(bytemuck)]
pub struct FlashLoanRepaid {
    /// The reserve.
    pub reserve: Address,
    /// What was paid in all.
    pub amount: u64,
    /// The part of it that was the fee.
    pub fee: u64,
}

/// Breakers of a reserve tripped.
#[event(bytemuck)]
pub struct BreakerTripped {
    /// The reserve.
    pub reserve: Address,
    /// A bit per breaker that is in force from now on and was not before.
    pub breakers: u64,
}

/// A breaker was ended before its time, because what tripped it was over.
#[event(bytemuck)]
pub struct BreakerReleased {
    /// The reserve.
    pub reserve: Address,
    /// The breaker's number.
    pub breaker: u64,
}

/// A consensus was reached.
#[event(bytemuck)]
pub struct ConsensusReached {
    /// The feed.
    pub feed: Address,
    /// Number of the round.
    pub round: u64,
    /// The score that terms follow after it, hundredths of a point.
    pub score: u16,
    /// The median, before the throttle, hundredths of a point.
    pub raw: u16,
    /// Largest minus smallest report, hundredths of a point.
    pub spread: u16,
    /// The depth that liquidations follow after it, basis points: the reports' lower median in an autonomous market, else all.
    pub depth_bps: u16,
    /// The regime after it.
    pub regime: u8,
    /// The regime before it.
    pub regime_before: u8,
    /// Fresh reports.
    pub fresh: u8,
    /// Reports needed.
    pub quorum: u8,
    /// Which rule decided how far it moved: `ballast_policy::throttle::Bound`.
    pub bound_by: u8,
    /// 0 autonomous, 1 advisory, 2 monitoring.
    pub mode: u8,
    /// Zero.
    pub padding: [u8; 2],
}

/// A report said nothing new and changed nothing.
#[event(bytemuck)]
pub struct ReportIgnored {
    /// The feed.
    pub feed: Address,
    /// Who reported.
    pub publisher: Address,
    /// The report's sequence.
    pub sequence: u64,
    /// The number of the rule by which it says nothing new.
    pub rule: u64,
}

/// What an advisory feed recommended was accepted.
#[event(bytemuck)]
pub struct RecommendationAccepted {
    /// The feed.
    pub feed: Address,
    /// Who accepted.
    pub authority: Address,
    /// The score that terms follow from now on, hundredths of a point.
    pub score: u32,
    /// The regime: 0 calm, 1 transition, 2 stress.
    pub regime: u32,
}

/// Too few reports were fresh: the feed degrades by its own age.
#[event(bytemuck)]
pub struct QuorumMissed {
    /// The feed.
    pub feed: Address,
    /// Unix seconds of the last consensus; 0 for never.
    pub consensus_at: u64,
    /// Fresh reports.
    pub fresh: u32,
    /// Reports needed.
    pub quorum: u32,
}

/// A market left its setup phase: it takes deposits, and every loosening waits from now on.
#[event(bytemuck)]
pub struct MarketLaunched {
    /// The market.
    pub market: Address,
    /// Unix seconds.
    pub launched_at: u64,
}

/// A market was paused, or its pause was renewed.
#[event(bytemuck)]
pub struct MarketPauseExtended {
    /// The market.
    pub market: Address,
    /// The guardian or governance, whichever signed.
    pub authority: Address,
    /// When the pause ends by itself, Unix seconds.
    pub paused_until: u64,
}

/// A role's transfer was proposed.
#[event(bytemuck)]
pub struct RoleProposed {
    /// The market.
    pub market: Address,
    /// Who may accept.
    pub holder: Address,
    /// From when on, Unix seconds.
    pub not_before: u64,
    /// The role: 0 governance, 1 risk admin, 2 guardian, 3 publisher admin.
    pub role: u64,
}

/// A role has a new holder.
#[event(bytemuck)]
pub struct RoleAccepted {
    /// The market.
    pub market: Address,
    /// The new holder.
    pub holder: Address,
    /// The role: 0 governance, 1 risk admin, 2 guardian, 3 publisher admin.
    pub role: u64,
}

/// A role's transfer was cancelled.
#[event(bytemuck)]
pub struct RoleCancelled {
    /// The market.
    pub market: Address,
    /// Who would have held it.
    pub holder: Address,
    /// The role: 0 governance, 1 risk admin, 2 guardian, 3 publisher admin.
    pub role: u64,
}

/// A side's rewards were opened.
#[event(bytemuck)]
pub struct RewardsOpened {
    /// The reserve.
    pub reserve: Address,
    /// The token that is given.
    pub mint: Address,
    /// 0 deposits, 1 debts.
    pub side: u64,
    /// Which life of the stream.
    pub generation: u64,
}

/// Tokens were given to a side's rewards.
#[event(bytemuck)]
pub struct RewardsFunded {
    /// The reserve.
    pub reserve: Address,
    /// Who gave them.
    pub authority: Address,
    /// How many, base units of the reward token.
    pub amount: u64,
    /// When all will be emitted, Unix seconds.
    pub until: u64,
    /// 0 deposits, 1 debts.
    pub side: u64,
}

/// What a position had earned was paid to its owner.
#[event(bytemuck)]
pub struct RewardClaimed {
    /// The position.
    pub position: Address,
    /// The reserve.
    pub reserve: Address,
    /// How much, base units of the reward token.
    pub amount: u64,
    /// 0 deposits, 1 debts.
    pub side: u64,
}

/// A side's rewards were closed, and what nobody had claimed went back.
#[event(bytemuck)]
pub struct RewardsRetired {
    /// The reserve.
    pub reserve: Address,
    /// Where it went.
    pub destination: Address,
    /// How much, base units of the reward token.
    pub amount: u64,
    /// 0 deposits, 1 debts.
    pub side: u64,
}

/// A change was proposed.
#[event(bytemuck)]
pub struct ChangeProposed {
    /// The change.
    pub change: Address,
    /// Its market.
    pub market: Address,
    /// What it changes.
    pub target: Address,
    /// Who proposed it.
    pub proposer: Address,
    /// 0 a reserve's settings, 1 a feed's settings, 2 a feed's mode, 3 a new publisher, 4 a reserve's limits, 5 the market's
    /// limits, 6 a reserve's price sources, 7 a lower threshold.
    pub kind: u64,
}

/// A change took effect.
#[event(bytemuck)]
pub struct ChangeExecuted {
    /// The change.
    pub change: Address,
    /// What it changed.
    pub target: Address,
    /// 0 tightened, 1 loosened, 2 structure.
    pub class: u64,
}

/// A change was given up.
#[event(bytemuck)]
pub struct ChangeCancelled {
    /// The change.
    pub change: Address,
    /// Who gave it up.
    pub authority: Address,
}

/// A reserve's terms were looked at.
#[event(bytemuck)]
pub struct TermsViewed {
    /// The reserve.
    pub reserve: Address,
    /// The feed that it follows.
    pub feed: Address,
    /// What was seen.
    pub view: TermsView,
}

/// A position was looked at.
#[event(bytemuck)]
pub struct PositionViewed {
    /// The position.
    pub position: Address,
    /// The reserve that the rooms are of.
    pub reserve: Address,
    /// What it is worth, and what may be done.
    pub view: PositionView,
}
