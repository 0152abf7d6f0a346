//! Changes of the golden market, and policy's judgement of them: `golden-change.json`, beside the market of `golden.json`.
//!
//! `BALLAST_WRITE_GOLDEN=1 cargo test --manifest-path app/wasm/Cargo.toml` writes the file anew.

#![allow(clippy::unwrap_used, clippy::format_collect)]

mod support;

use ballast_app_wasm::change;
use ballast_client::layout::{
    self, Account, ChangeKind, DeleverageRequest, Market, PAYLOAD, RampRequest, Reserve, RiskFeed,
};
use ballast_policy::Rule;
use ballast_policy::change::{ChangeClass, classify_feed};
use serde_json::{Value, json};
use solana_address::Address;
use support::{bytes, compare, hex, told, word};

const MARKET: &str = include_str!("../golden.json");

/// The golden market: its scene's records, the time, and the accounts in them.
struct Golden {
    now: u64,
    records: Vec<Vec<u8>>,
    market: Market,
    feed: RiskFeed,
    reserve: Reserve,
}

fn golden() -> Golden {
    let golden: Value = serde_json::from_str(MARKET).unwrap();
    let bytes = bytes(golden["scene"].as_str().unwrap());
    let (mut records, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let length = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        records.push(bytes[at..at + 36 + length].to_vec());
        at += 36 + length;
    }
    Golden {
        now: golden["now"].as_u64().unwrap(),
        market: Market::decode(&records[0][36..]).unwrap(),
        feed: RiskFeed::decode(&records[1][36..]).unwrap(),
        reserve: Reserve::decode(&records[3][36..]).unwrap(),
        records,
    }
}

fn payload(bytes: &[u8]) -> Vec<u8> {
    let mut payload = bytes.to_vec();
    payload.resize(PAYLOAD, 0);
    payload
}

fn of<T: bytemuck::NoUninit>(value: &T) -> Vec<u8> {
    payload(bytemuck::bytes_of(value))
}

fn reserve_changes(golden: &Golden) -> Vec<(&'static str, ChangeKind, Vec<u8>)> {
    let config = golden.reserve.config;
    let with = |edit: &dyn Fn(&mut layout::ReserveConfig)| {
        let mut config = config;
        edit(&mut config);
        of(&config)
    };
    let limits = |factor: u64| {
        let mut limits = golden.reserve.limits;
        limits.outflow.capacities = limits.outflow.capacities.map(|most| most / 4 * factor);
        of(&limits)
    };
    let kind = ChangeKind::Reserve;
    vec![
        ("nothing", kind, with(&|_| {})),
        ("lower deposit cap", kind, with(&|new| new.deposit_cap /= 2)),
        (
            "higher deposit cap",
            kind,
            with(&|new| new.deposit_cap *= 2),
        ),
        (
            "lower LTV",
            kind,
            with(&|new| new.opening_ltv.calm_bps -= 100),
        ),
        (
            "another curve",
            kind,
            with(&|new| new.curves[2].points[1].rate_bps += 1),
        ),
        ("fee share", kind, with(&|new| new.fee_share_bps += 100)),
        (
            "lower threshold",
            kind,
            with(&|new| new.liquidation_threshold_bps -= 100),
        ),
        (
            "caps that rise with stress",
            kind,
            with(&|new| new.borrow_caps[2] = new.borrow_caps[0] + 1),
        ),
        (
            "LTV over the threshold",
            kind,
            with(&|new| new.opening_ltv.calm_bps = 9_900),
        ),
        (
            "threshold over the bound",
            kind,
            with(&|new| new.liquidation_threshold_bps = 9_500),
        ),
        ("half the limits", ChangeKind::ReserveLimits, limits(2)),
        ("twice the limits", ChangeKind::ReserveLimits, limits(8)),
        (
            "ramp",
            ChangeKind::ThresholdRamp,
            of(&ramp(golden, 10 * 86_400)),
        ),
        (
            "ramp too steep",
            ChangeKind::ThresholdRamp,
            of(&ramp(golden, 86_400)),
        ),
        (
            "deleverage",
            ChangeKind::Deleverage,
            of(&deleverage(11_000)),
        ),
        ("no deleverage", ChangeKind::Deleverage, of(&deleverage(0))),
        ("sources", ChangeKind::OracleSources, payload(&[7; 96])),
    ]
}

fn ramp(golden: &Golden, seconds: u32) -> RampRequest {
    RampRequest {
        seconds,
        target_bps: golden.reserve.config.liquidation_threshold_bps - 200,
        group_target_bps: 0,
    }
}

fn deleverage(weight_bps: u16) -> DeleverageRequest {
    DeleverageRequest {
        target: if weight_bps == 0 { 0 } else { 1_000_000 },
        seconds: if weight_bps == 0 { 0 } else { 30 * 86_400 },
        weight_bps,
        padding: 0,
    }
}

fn feed_changes(golden: &Golden) -> Vec<(&'static str, ChangeKind, Vec<u8>)> {
    let with = |edit: &dyn Fn(&mut layout::FeedConfig)| {
        let mut config = golden.feed.config;
        edit(&mut config);
        of(&config)
    };
    let kind = ChangeKind::Feed;
    vec![
        (
            "longer dwell",
            kind,
            with(&|new| new.min_dwell_seconds += 60),
        ),
        (
            "larger loosening step",
            kind,
            with(&|new| new.loosen_step += 1),
        ),
        ("quorum", kind, with(&|new| new.min_publishers += 1)),
        (
            "budget over the bound",
            kind,
            with(&|new| new.day_budget = 9_999),
        ),
        ("mode", ChangeKind::Mode, payload(&[1])),
        ("publisher", ChangeKind::PublisherAdd, payload(&[9; 32])),
        (
            "a publisher that is listed",
            ChangeKind::PublisherAdd,
            payload(golden.feed.publishers[0].key.as_ref()),
        ),
    ]
}

/// The golden feed with other publishers: of `voters` who vote, and the rest of `listed` who are muted.
fn feed_of(golden: &Golden, listed: u8, voters: u8) -> Vec<u8> {
    let mut feed = golden.feed;
    for (slot, number) in (0..16).enumerate() {
        let key = if number < listed {
            [100 + number; 32]
        } else {
            [0; 32]
        };
        feed.publishers[slot].key = Address::new_from_array(key);
        feed.reports[slot].standing = u8::from(number < voters);
    }
    [&golden.records[1][..44], bytemuck::bytes_of(&feed)].concat()
}

fn market_changes(golden: &Golden) -> Vec<(&'static str, ChangeKind, Vec<u8>)> {
    let with = |factor: u64| {
        let mut limits = golden.market.limits;
        limits.outflow.capacities = limits.outflow.capacities.map(|most| most / 4 * factor);
        of(&limits)
    };
    let kind = ChangeKind::MarketLimits;
    vec![("half", kind, with(2)), ("twice", kind, with(8))]
}

fn case(golden: &Golden, name: &str, kind: ChangeKind, records: &[usize], payload: &[u8]) -> Value {
    let proposed_at = golden.now - 3_600;
    let accounts: Vec<u8> = records
        .iter()
        .flat_map(|at| golden.records[*at].clone())
        .collect();
    let answer = change(
        &[&accounts[..], payload].concat(),
        kind as u32,
        proposed_at,
        golden.now,
    );
    let (status, output) = told(answer);
    json!({
        "name": name, "kind": kind as u32, "records": records, "payload": hex(payload),
        "proposed_at": proposed_at, "now": golden.now, "status": status, "output": hex(&output),
    })
}

fn cases() -> Vec<Value> {
    let golden = golden();
    let reserve = reserve_changes(&golden).into_iter();
    let feed = feed_changes(&golden).into_iter();
    let market = market_changes(&golden).into_iter();
    let reserve = reserve.map(|change| (change, &[0, 1, 3][..]));
    let feed = feed.map(|change| (change, &[0, 1][..]));
    let market = market.map(|change| (change, &[0][..]));
    let mut cases: Vec<Value> = reserve
        .chain(feed)
        .chain(market)
        .map(|((name, kind, payload), records)| case(&golden, name, kind, records, &payload))
        .collect();
    let config = of(&golden.reserve.config);
    let (kind, short) = (ChangeKind::Reserve, &config[..40]);
    cases.push(case(&golden, "without its reserve", kind, &[0, 1], &config));
    cases.push(case(&golden, "without the market", kind, &[1, 3], &config));
    cases.push(case(
        &golden,
        "a payload cut short",
        kind,
        &[0, 1, 3],
        short,
    ));
    cases
}

#[test]
fn judgements_are_those_of_the_committed_file() {
    let lines: Vec<String> = cases().iter().map(Value::to_string).collect();
    let text = format!("[\n{}\n]\n", lines.join(",\n"));

    compare("golden-change.json", &text);
}

/// What is said of listing the key of `slot` in a feed of [`feed_of`].
fn listing(listed: u8, voters: u8, slot: u8) -> (u32, Vec<u8>) {
    let golden = golden();
    let key = payload(&[100 + slot; 32]);
    let bytes = [
        &golden.records[0][..],
        &feed_of(&golden, listed, voters),
        &key,
    ]
    .concat();
    told(change(
        &bytes,
        ChangeKind::PublisherAdd as u32,
        golden.now,
        golden.now,
    ))
}

#[test]
fn a_publisher_needs_a_free_slot_and_is_not_listed_twice() {
    let code = |rule: Rule| 6_000 + u32::from(rule.number());

    assert_eq!(listing(5, 5, 9).0, 0);
    assert_eq!(listing(5, 5, 4).0, code(Rule::PublisherAlreadyListed));
    assert_eq!(listing(16, 16, 17).0, code(Rule::NoFreePublisherSlot));
}

#[test]
fn one_that_was_muted_is_listed_again_only_where_too_few_vote() {
    let least = golden().feed.config.min_publishers;
    let listed = Rule::PublisherAlreadyListed;

    // The last of the list is muted, the first votes.
    assert_eq!(listing(16, least, 15).0, 6_000 + u32::from(listed.number()));
    assert_eq!(listing(16, least - 1, 15).0, 0);
    assert_eq!(
        listing(16, least - 1, 0).0,
        6_000 + u32::from(listed.number())
    );
}

#[test]
fn class_and_due_time_are_policys_and_the_markets() {
    // Given a change of a feed that policy says loosens
    let golden = golden();
    let mut config = golden.feed.config;
    config.loosen_step += 1;
    let (old, new) = (
        golden.feed,
        RiskFeed {
            config,
            ..golden.feed
        },
    );
    let of_policy = |feed: &RiskFeed| ballast_bridge::policy_feed(feed).config;
    assert_eq!(
        classify_feed(&of_policy(&old), &of_policy(&new)),
        ChangeClass::Loosen
    );

    // When the page asks, then it is the same class, due after the market's delay, and executable for the longest one and a week
    let bytes = [&golden.records[0][..], &golden.records[1], &of(&config)].concat();
    let answer = change(&bytes, ChangeKind::Feed as u32, golden.now, golden.now).unwrap();
    let bounds = golden.market.bounds;
    let longest = u64::from(bounds.structure_seconds) + u64::from(bounds.validity_seconds);
    assert_eq!(word(&answer, 0), ChangeClass::Loosen as u64);
    assert_eq!(
        word(&answer, 1),
        golden.now + u64::from(bounds.loosen_seconds)
    );
    assert_eq!(word(&answer, 2), golden.now + longest);
}
