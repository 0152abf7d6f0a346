//! Every struct of the client has the size and the fields of the interface, at the same offsets.

use super::types::{Field, fields};
use ballast_client::event;
use ballast_client::layout::{
    BorrowCurve, BorrowIndex, BorrowSlot, CachedPrice, CurvePoint, DepositSlot, FeedConfig,
    FeedState, Holdings, Ledger, LtvBounds, Market, PendingRole, Position, PriceRules, Publisher,
    Report, Reserve, ReserveConfig, RiskFeed, Roles,
};
use std::mem::{offset_of, size_of};

/// `(name, size, alignment, fields)` of a struct of the client.
type Layout = (&'static str, usize, usize, Vec<Field>);

/// The size of the field that `project` leads to.
const fn size_of_field<T, F>(_project: fn(&T) -> &F) -> usize {
    size_of::<F>()
}

macro_rules! layouts {
    ($($name:path as $text:ident { $($field:ident)* })*) => {
        vec![$((
            stringify!($text),
            size_of::<$name>(),
            align_of::<$name>(),
            vec![$((
                stringify!($field).to_owned(),
                offset_of!($name, $field),
                size_of_field(|value: &$name| &value.$field),
            )),*],
        )),*]
    };
}

fn accounts() -> Vec<Layout> {
    layouts! {
        Market as Market { roles launched_at structure_delay paused_until pending_roles reserve_count feed_count index bump padding }
        PendingRole as PendingRole { holder not_before }
        Roles as Roles { governance risk_admin guardian publisher_admin }
        Position as Position { market owner holdings index bump padding }
        Holdings as Holdings { deposits borrows }
        DepositSlot as DepositSlot { shares reserve padding }
        BorrowSlot as BorrowSlot { shares reserve padding }
        Reserve as Reserve {
            market mint vault feed oracle_feed_id ledger price config index decimals bump vault_bump padding
        }
        Ledger as Ledger { cash deposit_shares debt_shares index fees_owed rate accrued_at }
        BorrowIndex as BorrowIndex { whole fraction }
        CachedPrice as CachedPrice { low mid high published_at }
        ReserveConfig as ReserveConfig {
            curves borrow_caps deposit_cap price opening_ltv liquidation_threshold_bps
            liquidation_bonus_bps close_factor_bps fee_share_bps
        }
        BorrowCurve as BorrowCurve { points length }
        CurvePoint as CurvePoint { rate_bps utilization_bps padding }
        LtvBounds as LtvBounds { calm_bps stress_bps fall_start fall_end }
        PriceRules as PriceRules { max_age max_ahead max_confidence_bps confidence_multiple padding }
        RiskFeed as RiskFeed { market config state reports publishers index bump padding }
        FeedConfig as FeedConfig {
            max_report_age max_report_ahead hold_seconds conservative_seconds min_dwell_seconds
            round_seconds max_spread max_half_width min_publishers confirmations padding
        }
        FeedState as FeedState {
            consensus_at regime_since counted_at rounds score spread regime confirmations fresh quorum
        }
        Report as Report { sequence observed_at score half_width is_voting padding }
        Publisher as Publisher { key model_hash input_hash }
    }
}

fn events() -> Vec<Layout> {
    layouts! {
        event::MarketCreated as MarketCreated { market governance }
        event::FeedCreated as FeedCreated { feed market }
        event::PublisherAdded as PublisherAdded { feed publisher slot }
        event::PublisherMuted as PublisherMuted { feed publisher slot }
        event::ReserveCreated as ReserveCreated { reserve mint feed index }
        event::PositionOpened as PositionOpened { position owner }
        event::PositionClosed as PositionClosed { position owner }
        event::ReserveDeposited as ReserveDeposited { position amount shares reserve }
        event::ReserveWithdrawn as ReserveWithdrawn { position amount reserve }
        event::ReserveBorrowed as ReserveBorrowed { position amount shares reserve score regime }
        event::ReserveRepaid as ReserveRepaid { position amount reserve }
        event::PositionLiquidated as PositionLiquidated {
            position liquidator repaid seized debt_reserve collateral_reserve
        }
        event::ConsensusReached as ConsensusReached {
            feed round score spread regime regime_before fresh quorum
        }
        event::QuorumMissed as QuorumMissed { feed consensus_at fresh quorum }
        event::MarketLaunched as MarketLaunched { market launched_at }
        event::MarketPauseExtended as MarketPauseExtended { market authority paused_until }
        event::RoleProposed as RoleProposed { market holder not_before role }
        event::RoleAccepted as RoleAccepted { market holder role }
        event::RoleCancelled as RoleCancelled { market holder role }
    }
}

#[test]
fn every_struct_has_the_interfaces_size_and_offsets() {
    // Given every struct that the interface defines, but for the arguments that builders write field by field
    let interface = super::interface();
    let types = interface["types"].as_array().unwrap().iter();
    let mut named: Vec<&str> = types.map(|entry| entry["name"].as_str().unwrap()).collect();
    named.retain(|name| *name != "ReportArguments");
    named.sort_unstable();

    // When the client's are held against them
    let client = [accounts(), events()].concat();
    for (name, size, align, layout) in &client {
        let (shape, expected) = fields(&interface, name);
        assert_eq!(layout, &expected, "{name}");
        assert_eq!((*size, *align), (shape.size, shape.align), "{name}");
    }

    // Then none is missing
    let mut known: Vec<&str> = client.iter().map(|(name, ..)| *name).collect();
    known.sort_unstable();
    assert_eq!(named, known);
}
