//! Changes: their delay has passed, by the class that they have now.

use ballast_client::instruction;
use ballast_client::layout::{
    ChangeKind, DeleverageRequest, FeedConfig, MarketLimits, OracleSources, PAYLOAD, PendingChange,
    ReserveConfig, ReserveLimits,
};
use ballast_policy::change::{
    ChangeClass, Delays, classify_feed, classify_limits, classify_market, classify_reserve,
};
use ballast_policy::unit::Timestamp;
use ballast_vm::{policy_bounds, policy_feed, policy_market, policy_reserve};
use bytemuck::AnyBitPattern;
use solana_address::Address;
use solana_instruction::Instruction;

use super::{Duty, Job, Sight};
use crate::keeper::Scene;

pub(super) fn due(sight: &Sight<'_>) -> Vec<Job> {
    let due = sight.changes.iter().filter_map(|(address, change)| {
        let instruction = execution(sight.scene, address, change)?;
        let class = class(sight.scene, change)?;
        let proposed_at = Timestamp(change.proposed_at);
        let delays = delays(sight.scene);
        delays
            .check_due(class, proposed_at, sight.scene.now())
            .ok()?;
        Some(Job {
            duty: Duty::Change,
            target: *address,
            part: 0,
            version: change.number,
            why: format!("change {} ({class:?}) is due", change.number),
            instruction,
        })
    });
    due.collect()
}

fn delays(scene: &Scene) -> Delays {
    let market = &scene.market;
    Delays::in_force(
        &policy_bounds(&market.bounds),
        Timestamp(market.launched_at),
    )
}

/// The change's class against what is in force now; none when it would be refused.
fn class(scene: &Scene, change: &PendingChange) -> Option<ChangeClass> {
    let reserve = || scene.reserves.iter().find(|(at, _)| *at == change.target);
    match change.kind {
        kind if kind == ChangeKind::Reserve as u8 => {
            let mut proposed = reserve()?.1;
            let present = policy_reserve(&proposed, 0).config;
            proposed.config = payload::<ReserveConfig>(change)?;
            classify_reserve(&present, &policy_reserve(&proposed, 0).config).ok()
        }
        kind if kind == ChangeKind::ReserveLimits as u8 => {
            let mut proposed = reserve()?.1;
            let present = policy_reserve(&proposed, 0).limits;
            proposed.limits = payload::<ReserveLimits>(change)?;
            let proposed = policy_reserve(&proposed, 0).limits;
            Some(classify_limits(&present, &proposed))
        }
        kind if kind == ChangeKind::Feed as u8 => {
            let mut proposed = scene.feeds.iter().find(|(at, _)| *at == change.target)?.1;
            let present = policy_feed(&proposed).config;
            proposed.config = payload::<FeedConfig>(change)?;
            Some(classify_feed(&present, &policy_feed(&proposed).config))
        }
        kind if kind == ChangeKind::MarketLimits as u8 => {
            let mut proposed = scene.market;
            let present = policy_market(&proposed).0;
            proposed.limits = payload::<MarketLimits>(change)?;
            Some(classify_market(&present, &policy_market(&proposed).0))
        }
        kind if kind == ChangeKind::Deleverage as u8 => {
            // Whoever owes is pressed by it, and relieved by its end.
            let is_end = payload::<DeleverageRequest>(change)?.weight_bps == 0;
            Some(if is_end {
                ChangeClass::Loosen
            } else {
                ChangeClass::Structure
            })
        }
        _ => Some(ChangeClass::Structure),
    }
}

fn execution(scene: &Scene, address: &Address, change: &PendingChange) -> Option<Instruction> {
    let (market, target) = (&scene.address, &change.target);
    let feed_of = || {
        let reserve = scene.reserves.iter().find(|(at, _)| at == target)?;
        Some(reserve.1.feed)
    };
    let is = |kind: ChangeKind| change.kind == kind as u8;
    if is(ChangeKind::Feed) || is(ChangeKind::Mode) || is(ChangeKind::PublisherAdd) {
        return Some(instruction::change_execute_feed(market, address, target));
    }
    if is(ChangeKind::MarketLimits) {
        return Some(instruction::change_execute_market(market, address));
    }
    if is(ChangeKind::OracleSources) {
        let sources = payload::<OracleSources>(change)?;
        let first = scene.newest(&sources.first)?.address;
        let further = [sources.second, sources.rate];
        let further = further.iter().filter(|id| **id != [0; 32]);
        let further = further.map(|id| scene.newest(id).map(|update| update.address));
        let further: Vec<Address> = further.collect::<Option<_>>()?;
        let feed = feed_of()?;
        return Some(instruction::change_execute_oracle(
            market, address, &feed, target, &first, &further,
        ));
    }
    let feed = feed_of()?;
    Some(instruction::change_execute_reserve(
        market, address, &feed, target,
    ))
}

/// What it changes to.
fn payload<T: AnyBitPattern>(change: &PendingChange) -> Option<T> {
    const { assert!(size_of::<T>() <= PAYLOAD) };
    let bytes = change.payload.get(..size_of::<T>())?;
    bytemuck::try_pod_read_unaligned(bytes).ok()
}
