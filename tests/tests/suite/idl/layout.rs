//! Every struct of the client has the size and the fields of the interface, at the same offsets.

use super::types::{Field, fields};
use ballast_client::event;
use ballast_client::layout::{
    AssetView, BorrowCurve, BorrowIndex, BorrowSlot, Bounds, BreakerRule, Breakers, Bucket,
    CachedPrice, CurvePoint, Deleverage, DepositSlot, Earned, Fading, FeedConfig, FeedState,
    FlashLoan, GroupTerms, Holdings, Ledger, Limit, LiquidationRules, LtvBounds, Market,
    MarketFlows, MarketLimits, PendingChange, PendingRole, Position, PositionView, PriceReference,
    PriceRules, Publisher, PublisherRecord, Recommendation, Report, Reserve, ReserveConfig,
    ReserveFlows, ReserveLimits, RewardIndex, RewardStream, RewardToken, RiskFeed, Roles, Schedule,
    TermsView, ThresholdRamp, Throttle,
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

#[expect(clippy::too_many_lines, reason = "a table")]
fn accounts() -> Vec<Layout> {
    layouts! {
        AssetView as AssetView { amount value price reserve opening_bps threshold_bps reasons }
        BorrowCurve as BorrowCurve { points length }
        BorrowIndex as BorrowIndex { whole fraction }
        BorrowSlot as BorrowSlot { shares recent charged earned reserve padding }
        Bounds as Bounds {
            loosen_seconds structure_seconds validity_seconds ramp_seconds max_rate_bps max_price_age
            max_confidence_bps max_opening_ltv_bps max_threshold_bps max_day_budget oracle_band_bps
            ramp_day_bps min_publishers padding
        }
        BreakerRule as BreakerRule { threshold duration_seconds cooldown_seconds verdicts padding }
        Breakers as Breakers { tripped tripped_at }
        Bucket as Bucket { level updated_at }
        CachedPrice as CachedPrice { low mid high published_at }
        CurvePoint as CurvePoint { rate_bps utilization_bps padding }
        Deleverage as Deleverage { target starts_at ends_at weight_bps padding }
        DepositSlot as DepositSlot { shares fresh earned reserve padding }
        Earned as Earned { seen owed generation fraction }
        Fading as Fading { amount since until }
        FeedConfig as FeedConfig {
            max_report_age max_report_ahead hold_seconds conservative_seconds min_dwell_seconds
            round_seconds loosen_interval_seconds recommendation_seconds rotation_seconds max_spread
            max_half_width tighten_step loosen_step day_budget max_rise score_jump outlier_distance
            min_publishers confirmations outlier_rounds shadow_rounds
        }
        FeedState as FeedState {
            consensus_at regime_since counted_at rounds jumped_at throttle recommendation score raw
            counted_raw spread depth_bps regime confirmations fresh quorum mode is_disputed
        }
        FlashLoan as FlashLoan { amount fee }
        GroupTerms as GroupTerms { group threshold_bps most_bonus_bps padding opening_ltv borrow_cap }
        Holdings as Holdings { deposits borrows unhealthy_since group padding noted_at }
        Ledger as Ledger {
            cash deposit_shares debt_shares index fees_owed rate accrued_at insurance group_debt_shares
            fee_carry virtual_lost
        }
        Limit as Limit { capacities window_seconds padding }
        LiquidationRules as LiquidationRules {
            dust_dollars least_bonus_bps most_bonus_bps minute_bonus_bps protocol_share_bps close_factor_bps
            full_close_ltv_bps
        }
        LtvBounds as LtvBounds { calm_bps stress_bps fall_start fall_end }
        Market as Market {
            roles launched_at change_count paused_until pending_roles bounds limits flows reserve_count
            feed_count index bump mode
        }
        MarketFlows as MarketFlows { outflow inflow fresh liquidated_out }
        MarketLimits as MarketLimits { outflow inflow fresh }
        PendingChange as PendingChange {
            market proposer target proposed_at number kind status bump padding payload
        }
        PendingRole as PendingRole { holder not_before }
        Position as Position { market owner delegate holdings index bump rights padding }
        PositionView as PositionView {
            collateral borrow_limit seasoned_limit liquidation_limit debt weighted_debt borrow_room
            withdraw_room unhealthy_since distance_bps group deposits borrows assets
        }
        PriceReference as PriceReference { price taken_at }
        PriceRules as PriceRules {
            max_age max_ahead max_confidence_bps confidence_multiple max_liquidation_distance_bps padding
        }
        Publisher as Publisher { key successor successor_until model_hash input_hash }
        PublisherRecord as PublisherRecord {
            posts misses stale_runs distance misses_in_a_row outliers_in_a_row good_in_a_row padding
        }
        Recommendation as Recommendation { valid_until score from_score regime from_regime padding }
        Report as Report { sequence observed_at score half_width depth_bps standing padding }
        Reserve as Reserve {
            market mint vault feed oracle_feed_id second_feed_id rate_feed_id ledger price second_price
            config schedule limits flows flash deposit_rewards borrow_rewards deposit_reward_token
            borrow_reward_token index decimals bump vault_bump has_second token_kind padding
        }
        ReserveConfig as ReserveConfig {
            curves borrow_caps deposit_cap price opening_ltv group liquidation liquidation_threshold_bps
            fee_share_bps borrow_weight_bps origination_fee_bps insurance_share_bps
            account_deposit_share_bps account_borrow_share_bps flash_fees_bps isolation host_share_bps
            padding
        }
        ReserveFlows as ReserveFlows {
            outflow inflow fresh liquidated liquidated_out reference average_distance_bps breakers
        }
        ReserveLimits as ReserveLimits {
            outflow inflow fresh liquidated breakers season_seconds price_window_seconds
        }
        RewardIndex as RewardIndex { whole fraction }
        RewardStream as RewardStream { index left unclaimed until emitted_at generation is_open }
        RewardToken as RewardToken { mint vault }
        RiskFeed as RiskFeed { market config state reports records publishers index bump padding }
        Roles as Roles { governance risk_admin guardian publisher_admin }
        Schedule as Schedule { threshold deleverage opening }
        TermsView as TermsView {
            score_loosens_from regime_loosens_from silence_tightens_from threshold_falls_until
            breakers_until borrow_cap borrow_room outflow_room inflow_room fresh_room market_outflow_room
            market_inflow_room market_fresh_room deposit_room liquidation_room rate budget_room score raw
            opening_ltv_bps liquidation_threshold_bps utilization_bps depth_bps regime status mode bound_by
            verdicts padding
        }
        ThresholdRamp as ThresholdRamp { starts_at ends_at from_bps from_group_bps padding }
        Throttle as Throttle {
            epoch_at loosened_at budget epoch_score epoch_regime lower_rounds bound_by padding
        }
    }
}

fn events() -> Vec<Layout> {
    layouts! {
        event::MarketCreated as MarketCreated { market governance }
        event::FeedCreated as FeedCreated { feed market }
        event::PublisherAdded as PublisherAdded { feed publisher slot }
        event::PublisherMuted as PublisherMuted { feed publisher slot }
        event::PublisherUnmuted as PublisherUnmuted { feed publisher slot }
        event::PublisherPromoted as PublisherPromoted { feed publisher slot }
        event::PublisherRotated as PublisherRotated { feed publisher successor until }
        event::ReserveCreated as ReserveCreated { reserve mint feed index }
        event::PositionOpened as PositionOpened { position owner }
        event::PositionClosed as PositionClosed { position owner }
        event::PriceLoaded as PriceLoaded { reserve low mid high published_at }
        event::ReserveDeposited as ReserveDeposited { position amount shares reserve }
        event::ReserveWithdrawn as ReserveWithdrawn { position amount shares reserve }
        event::ReserveBorrowed as ReserveBorrowed { position amount shares reserve score regime fee }
        event::HostPaid as HostPaid { reserve host amount }
        event::ReserveRepaid as ReserveRepaid { position amount shares reserve }
        event::PositionLiquidated as PositionLiquidated {
            position liquidator repaid seized fee debt_shares deposit_shares bonus_bps debt_reserve
            collateral_reserve
        }
        event::SeizureDeposited as SeizureDeposited { receiver shares reserve }
        event::PositionMarked as PositionMarked { position unhealthy_since }
        event::PositionDelegated as PositionDelegated { position delegate rights }
        event::PositionJoined as PositionJoined { position group }
        event::BadDebtResolved as BadDebtResolved {
            position amount fees insurance depositors shares reserve
        }
        event::ReserveInsured as ReserveInsured { reserve payer amount }
        event::FeesCollected as FeesCollected { reserve destination amount insured }
        event::FlashLoanTaken as FlashLoanTaken { reserve amount fee }
        event::FlashLoanRepaid as FlashLoanRepaid { reserve amount fee }
        event::BreakerTripped as BreakerTripped { reserve breakers }
        event::BreakerReleased as BreakerReleased { reserve breaker }
        event::ConsensusReached as ConsensusReached {
            feed round score raw spread depth_bps regime regime_before fresh quorum bound_by mode padding
        }
        event::ReportIgnored as ReportIgnored { feed publisher sequence rule }
        event::RecommendationAccepted as RecommendationAccepted { feed authority score regime }
        event::QuorumMissed as QuorumMissed { feed consensus_at fresh quorum }
        event::MarketLaunched as MarketLaunched { market launched_at }
        event::MarketPauseExtended as MarketPauseExtended { market authority paused_until }
        event::RoleProposed as RoleProposed { market holder not_before role }
        event::RoleAccepted as RoleAccepted { market holder role }
        event::RoleCancelled as RoleCancelled { market holder role }
        event::RewardsOpened as RewardsOpened { reserve mint side generation }
        event::RewardsFunded as RewardsFunded { reserve authority amount until side }
        event::RewardClaimed as RewardClaimed { position reserve amount side }
        event::RewardsRetired as RewardsRetired { reserve destination amount side }
        event::ChangeProposed as ChangeProposed { change market target proposer kind }
        event::ChangeExecuted as ChangeExecuted { change target class }
        event::ChangeCancelled as ChangeCancelled { change authority }
        event::TermsViewed as TermsViewed { reserve feed view }
        event::PositionViewed as PositionViewed { position reserve view }
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
