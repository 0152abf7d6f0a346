//! What happened: the program's log entries.
//!
//! An event is a log line `Program data: BASE64`, whose bytes are an 8-byte discriminator and a fixed body.

use crate::layout::{PositionView, TermsView, decode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use solana_address::Address;

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $discriminator:tt { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[repr(C)]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $type,)*
            }
        )*

        /// Any event of the program.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(
            clippy::large_enum_variant,
            reason = "a few are read at a time, and whoever reads them wants them by value"
        )]
        pub enum Event {
            $($(#[$doc])* $name($name),)*
        }

        /// Every event's name and discriminator.
        pub const EVENTS: &[(&str, [u8; 8])] = &[$((stringify!($name), $discriminator),)*];

        impl Event {
            /// Reads an event from its bytes; `None` when they are of no event of this program.
            pub fn decode(data: &[u8]) -> Option<Self> {
                let head: [u8; 8] = *data.first_chunk()?;
                match head {
                    $(head if head == $discriminator => {
                        decode(data, stringify!($name), $discriminator).ok().map(Event::$name)
                    })*
                    _ => None,
                }
            }
        }
    };
}

events! {
    /// A market was created.
    MarketCreated = [88, 184, 130, 231, 226, 84, 6, 58] {
        /// The market.
        market: Address,
        /// Who governs it.
        governance: Address,
    }
    /// A feed was created.
    FeedCreated = [48, 114, 86, 253, 113, 66, 250, 98] {
        /// The feed.
        feed: Address,
        /// Its market.
        market: Address,
    }
    /// A publisher was listed.
    PublisherAdded = [121, 240, 153, 141, 180, 107, 200, 10] {
        /// The feed.
        feed: Address,
        /// The publisher's key.
        publisher: Address,
        /// Its slot.
        slot: u64,
    }
    /// A publisher lost its vote.
    PublisherMuted = [10, 232, 12, 56, 188, 219, 64, 123] {
        /// The feed.
        feed: Address,
        /// The publisher's key.
        publisher: Address,
        /// Its slot.
        slot: u64,
    }
    /// A publisher is heard again, without a vote at first.
    PublisherUnmuted = [81, 216, 169, 181, 214, 213, 106, 51] {
        /// The feed.
        feed: Address,
        /// The publisher's key.
        publisher: Address,
        /// Its slot.
        slot: u64,
    }
    /// A publisher proved itself in shadow and votes from now on.
    PublisherPromoted = [61, 215, 99, 78, 222, 27, 170, 54] {
        /// The feed.
        feed: Address,
        /// The publisher's key.
        publisher: Address,
        /// Its slot.
        slot: u64,
    }
    /// A publisher named the key that takes its slot over.
    PublisherRotated = [172, 3, 155, 134, 158, 242, 73, 164] {
        /// The feed.
        feed: Address,
        /// The present key.
        publisher: Address,
        /// The key that takes over with its first report.
        successor: Address,
        /// Unix seconds until which it may.
        until: u64,
    }
    /// A reserve was created.
    ReserveCreated = [120, 8, 71, 243, 135, 170, 20, 99] {
        /// The reserve.
        reserve: Address,
        /// Its token.
        mint: Address,
        /// The feed that it follows.
        feed: Address,
        /// Its index in the market.
        index: u64,
    }
    /// A position was opened.
    PositionOpened = [237, 175, 243, 230, 147, 117, 101, 121] {
        /// The position.
        position: Address,
        /// Its owner.
        owner: Address,
    }
    /// A position was closed and its rent returned.
    PositionClosed = [157, 163, 227, 228, 13, 97, 138, 121] {
        /// The position.
        position: Address,
        /// Its owner.
        owner: Address,
    }
    /// A price was loaded into a reserve, per base unit in 2^-64 dollars.
    PriceLoaded = [52, 219, 39, 13, 149, 33, 133, 117] {
        /// The reserve.
        reserve: Address,
        /// For collateral.
        low: u64,
        /// For the exchange in a liquidation.
        mid: u64,
        /// For debt.
        high: u64,
        /// Unix seconds of publication.
        published_at: u64,
    }
    /// Tokens were deposited.
    ReserveDeposited = [97, 31, 143, 158, 209, 4, 254, 91] {
        /// The position that gained shares.
        position: Address,
        /// Tokens taken in.
        amount: u64,
        /// Shares gained.
        shares: u64,
        /// The reserve's index.
        reserve: u64,
    }
    /// Tokens were withdrawn.
    ReserveWithdrawn = [186, 11, 109, 7, 117, 246, 188, 249] {
        /// The position that lost shares.
        position: Address,
        /// Tokens paid out.
        amount: u64,
        /// Shares burned.
        shares: u64,
        /// The reserve's index.
        reserve: u64,
    }
    /// Tokens were borrowed.
    ReserveBorrowed = [85, 62, 160, 185, 124, 90, 153, 250] {
        /// The position that owes.
        position: Address,
        /// Tokens paid out.
        amount: u64,
        /// Debt shares gained.
        shares: u64,
        /// The reserve's index.
        reserve: u32,
        /// The score that the terms followed, hundredths of a point.
        score: u16,
        /// The regime: 0 calm, 1 transition, 2 stress.
        regime: u16,
        /// What is owed on top at once, the protocol's.
        fee: u64,
    }
    /// The host of a borrow was paid its part of the fee.
    HostPaid = [80, 118, 135, 247, 84, 158, 173, 166] {
        /// The reserve.
        reserve: Address,
        /// The host's token account.
        host: Address,
        /// Tokens paid out, the protocol's until then.
        amount: u64,
    }
    /// Tokens were repaid.
    ReserveRepaid = [251, 228, 127, 176, 165, 255, 129, 232] {
        /// The position whose debt fell.
        position: Address,
        /// Tokens taken in.
        amount: u64,
        /// Debt shares extinguished.
        shares: u64,
        /// The reserve's index.
        reserve: u64,
    }
    /// Part of an unhealthy position was liquidated.
    PositionLiquidated = [40, 107, 90, 214, 96, 30, 61, 128] {
        /// The position.
        position: Address,
        /// Who repaid and seized.
        liquidator: Address,
        /// Tokens of the debt reserve taken in.
        repaid: u64,
        /// Tokens of the collateral reserve that the position lost.
        seized: u64,
        /// The part of them that the protocol kept.
        fee: u64,
        /// Debt shares extinguished.
        debt_shares: u64,
        /// Deposit shares burned.
        deposit_shares: u64,
        /// What the liquidator earned on top, before the protocol's part, basis points.
        bonus_bps: u32,
        /// Index of the reserve that was repaid.
        debt_reserve: u16,
        /// Index of the reserve that was seized.
        collateral_reserve: u16,
    }
    /// What a liquidation seized became a deposit of the liquidator's.
    SeizureDeposited = [194, 219, 1, 84, 81, 37, 89, 23] {
        /// The position that gained shares.
        receiver: Address,
        /// Shares gained.
        shares: u64,
        /// The reserve's index.
        reserve: u64,
    }
    /// A position was noted as unhealthy, so that the bonus for liquidating it grows, or as healthy again.
    PositionMarked = [163, 113, 109, 161, 103, 185, 43, 12] {
        /// The position.
        position: Address,
        /// When the spell was first noted, Unix seconds; zero: it is healthy.
        unhealthy_since: u64,
    }
    /// An owner let someone else do a part of what it may.
    PositionDelegated = [72, 163, 105, 189, 92, 120, 40, 233] {
        /// The position.
        position: Address,
        /// Who; all zero: no one.
        delegate: Address,
        /// 1 deposit, 2 withdraw to the owner, 4 borrow to the owner, added.
        rights: u64,
    }
    /// A position joined a group, or left it.
    PositionJoined = [241, 115, 101, 158, 185, 73, 119, 123] {
        /// The position.
        position: Address,
        /// The group; zero: none.
        group: u64,
    }
    /// A debt that nothing backs was written off.
    BadDebtResolved = [235, 148, 192, 89, 43, 66, 170, 243] {
        /// The position that owed it.
        position: Address,
        /// What was written off.
        amount: u64,
        /// The part that the protocol's uncollected fees bore.
        fees: u64,
        /// The part that the insurance bore.
        insurance: u64,
        /// The part that depositors bore.
        depositors: u64,
        /// Debt shares extinguished.
        shares: u64,
        /// The reserve's index.
        reserve: u64,
    }
    /// Someone gave tokens to a reserve for bad debt.
    ReserveInsured = [201, 111, 225, 173, 43, 157, 44, 179] {
        /// The reserve.
        reserve: Address,
        /// Who gave them.
        payer: Address,
        /// How many.
        amount: u64,
    }
    /// The protocol's fees were paid out.
    FeesCollected = [233, 23, 117, 225, 107, 178, 254, 8] {
        /// The reserve.
        reserve: Address,
        /// The token account that gained them.
        destination: Address,
        /// What was paid.
        amount: u64,
        /// What was set aside for bad debt.
        insured: u64,
    }
    /// Tokens were lent for the length of a transaction.
    FlashLoanTaken = [245, 234, 26, 213, 203, 193, 229, 143] {
        /// The reserve.
        reserve: Address,
        /// How many.
        amount: u64,
        /// What is due on top.
        fee: u64,
    }
    /// A flash loan came back with its fee.
    FlashLoanRepaid = [9, 204, 105, 115, 70, 7, 25, 198] {
        /// The reserve.
        reserve: Address,
        /// What was paid in all.
        amount: u64,
        /// The part of it that was the fee.
        fee: u64,
    }
    /// Breakers of a reserve tripped.
    BreakerTripped = [248, 29, 234, 230, 10, 90, 65, 84] {
        /// The reserve.
        reserve: Address,
        /// A bit per breaker that is in force from now on and was not before.
        breakers: u64,
    }
    /// A breaker was ended before its time, because what tripped it was over.
    BreakerReleased = [85, 141, 222, 245, 254, 209, 109, 245] {
        /// The reserve.
        reserve: Address,
        /// The breaker's number.
        breaker: u64,
    }
    /// A consensus was reached.
    ConsensusReached = [240, 211, 75, 133, 165, 96, 113, 26] {
        /// The feed.
        feed: Address,
        /// Number of the round.
        round: u64,
        /// The score that terms follow after it, hundredths of a point.
        score: u16,
        /// The median, before the throttle, hundredths of a point.
        raw: u16,
        /// Largest minus smallest report, hundredths of a point.
        spread: u16,
        /// The depth that liquidations follow after it, basis points: the reports' lower median in an autonomous market, else all.
        depth_bps: u16,
        /// The regime after it.
        regime: u8,
        /// The regime before it.
        regime_before: u8,
        /// Fresh reports.
        fresh: u8,
        /// Reports needed.
        quorum: u8,
        /// Which rule decided how far it moved: `ballast_policy::throttle::Bound`.
        bound_by: u8,
        /// 0 autonomous, 1 advisory, 2 monitoring.
        mode: u8,
        /// Zero.
        padding: [u8; 2],
    }
    /// A report said nothing new and changed nothing.
    ReportIgnored = [107, 249, 81, 179, 194, 42, 11, 78] {
        /// The feed.
        feed: Address,
        /// Who reported.
        publisher: Address,
        /// The report's sequence.
        sequence: u64,
        /// The number of the rule by which it says nothing new.
        rule: u64,
    }
    /// What an advisory feed recommended was accepted.
    RecommendationAccepted = [13, 104, 69, 144, 232, 1, 253, 43] {
        /// The feed.
        feed: Address,
        /// Who accepted.
        authority: Address,
        /// The score that terms follow from now on, hundredths of a point.
        score: u32,
        /// The regime: 0 calm, 1 transition, 2 stress.
        regime: u32,
    }
    /// Too few reports were fresh: the feed degrades by its own age.
    QuorumMissed = [13, 165, 239, 94, 151, 235, 165, 187] {
        /// The feed.
        feed: Address,
        /// Unix seconds of the last consensus; 0 for never.
        consensus_at: u64,
        /// Fresh reports.
        fresh: u32,
        /// Reports needed.
        quorum: u32,
    }
    /// A market left its setup phase: it takes deposits, and every loosening waits from now on.
    MarketLaunched = [3, 131, 135, 22, 34, 200, 136, 254] {
        /// The market.
        market: Address,
        /// Unix seconds.
        launched_at: u64,
    }
    /// A market was paused, or its pause was renewed.
    MarketPauseExtended = [52, 128, 56, 252, 241, 144, 235, 155] {
        /// The market.
        market: Address,
        /// The guardian or governance, whichever signed.
        authority: Address,
        /// When the pause ends by itself, Unix seconds.
        paused_until: u64,
    }
    /// A role's transfer was proposed.
    RoleProposed = [168, 105, 155, 70, 211, 61, 123, 252] {
        /// The market.
        market: Address,
        /// Who may accept.
        holder: Address,
        /// From when on, Unix seconds.
        not_before: u64,
        /// The role: 0 governance, 1 risk admin, 2 guardian, 3 publisher admin.
        role: u64,
    }
    /// A role has a new holder.
    RoleAccepted = [130, 219, 17, 167, 202, 238, 104, 50] {
        /// The market.
        market: Address,
        /// The new holder.
        holder: Address,
        /// The role: 0 governance, 1 risk admin, 2 guardian, 3 publisher admin.
        role: u64,
    }
    /// A role's transfer was cancelled.
    RoleCancelled = [101, 113, 118, 115, 200, 217, 239, 208] {
        /// The market.
        market: Address,
        /// Who would have held it.
        holder: Address,
        /// The role: 0 governance, 1 risk admin, 2 guardian, 3 publisher admin.
        role: u64,
    }
    /// A side's rewards were opened.
    RewardsOpened = [160, 2, 64, 59, 88, 206, 218, 38] {
        /// The reserve.
        reserve: Address,
        /// The token that is given.
        mint: Address,
        /// 0 deposits, 1 debts.
        side: u64,
        /// Which life of the stream.
        generation: u64,
    }
    /// Tokens were given to a side's rewards.
    RewardsFunded = [84, 233, 245, 203, 228, 147, 165, 92] {
        /// The reserve.
        reserve: Address,
        /// Who gave them.
        authority: Address,
        /// How many, base units of the reward token.
        amount: u64,
        /// When all will be emitted, Unix seconds.
        until: u64,
        /// 0 deposits, 1 debts.
        side: u64,
    }
    /// What a position had earned was paid to its owner.
    RewardClaimed = [49, 28, 87, 84, 158, 48, 229, 175] {
        /// The position.
        position: Address,
        /// The reserve.
        reserve: Address,
        /// How much, base units of the reward token.
        amount: u64,
        /// 0 deposits, 1 debts.
        side: u64,
    }
    /// A side's rewards were closed, and what nobody had claimed went back.
    RewardsRetired = [79, 142, 183, 75, 13, 45, 161, 159] {
        /// The reserve.
        reserve: Address,
        /// Where it went.
        destination: Address,
        /// How much, base units of the reward token.
        amount: u64,
        /// 0 deposits, 1 debts.
        side: u64,
    }
    /// A change was proposed.
    ChangeProposed = [170, 10, 10, 8, 244, 196, 146, 151] {
        /// The change.
        change: Address,
        /// Its market.
        market: Address,
        /// What it changes.
        target: Address,
        /// Who proposed it.
        proposer: Address,
        /// 0 a reserve's settings, 1 a feed's settings, 2 a feed's mode, 3 a new publisher, 4 a reserve's limits, 5 the market's
        /// limits, 6 a reserve's price sources, 7 a lower threshold.
        kind: u64,
    }
    /// A change took effect.
    ChangeExecuted = [50, 115, 8, 12, 139, 8, 191, 26] {
        /// The change.
        change: Address,
        /// What it changed.
        target: Address,
        /// 0 tightened, 1 loosened, 2 structure.
        class: u64,
    }
    /// A change was given up.
    ChangeCancelled = [139, 179, 97, 81, 214, 21, 119, 93] {
        /// The change.
        change: Address,
        /// Who gave it up.
        authority: Address,
    }
    /// A reserve's terms were looked at.
    TermsViewed = [119, 230, 61, 236, 170, 190, 108, 138] {
        /// The reserve.
        reserve: Address,
        /// The feed that it follows.
        feed: Address,
        /// What was seen.
        view: TermsView,
    }
    /// A position was looked at.
    PositionViewed = [141, 195, 171, 5, 74, 160, 156, 68] {
        /// The position.
        position: Address,
        /// The reserve that the rooms are of.
        reserve: Address,
        /// What it is worth, and what may be done.
        view: PositionView,
    }
}

/// The events in a transaction's log, in order.
pub fn in_logs<'a>(logs: impl IntoIterator<Item = &'a String>) -> Vec<Event> {
    logs.into_iter()
        .filter_map(|line| line.strip_prefix("Program data: "))
        .filter_map(|data| STANDARD.decode(data).ok())
        .filter_map(|bytes| Event::decode(&bytes))
        .collect()
}
