//! Questions and answers that the wasm build has to give as well, word for word: `golden.json`.
//!
//! `BALLAST_WRITE_GOLDEN=1 cargo test --manifest-path app/wasm/Cargo.toml` writes the file anew.

#![allow(clippy::unwrap_used, clippy::format_collect)]

#[path = "golden/governance.rs"]
mod governance;
#[path = "golden/risk.rs"]
mod risk;
mod support;

use ballast_app_wasm::{
    Answer, Kind, Preview, Refusal, Scene, apply, feed_now, position_view, regime_of, reserve_now,
    reserve_rates, terms_at, terms_view, value, worst_case,
};
use ballast_client::address;
use ballast_client::layout::{self, Account};
use ballast_policy::feed::{FeedState, FeedStatus};
use ballast_policy::market::Market;
use ballast_policy::preset;
use ballast_policy::regime::Regime;
use ballast_policy::unit::{ReserveIndex, Score, Timestamp, TokenAmount, Usd};
use bytemuck::Zeroable;
use serde_json::{Value, json};
use solana_address::Address;
use support::{compare, hex, told, word};

const NOW: u64 = 1_700_000_000;
const MARKET: Address = Address::new_from_array([1; 32]);

fn feed_address() -> Address {
    address::feed(&MARKET, 0).0
}

fn account<T: Account + bytemuck::Pod>(body: &T) -> Vec<u8> {
    [&T::DISCRIMINATOR, bytemuck::bytes_of(body)].concat()
}

fn record(address: Address, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    [&length.to_le_bytes(), address.as_ref(), data].concat()
}

fn market() -> layout::Market {
    layout::Market {
        launched_at: NOW - 1_000_000,
        bounds: ballast_bridge::layout_bounds(&ballast_policy::bounds::Bounds::STANDARD),
        limits: ballast_bridge::layout_market_limits(&preset::market_limits(Usd::from_dollars(
            1_000_000,
        ))),
        reserve_count: 2,
        feed_count: 1,
        ..layout::Market::zeroed()
    }
}

/// A feed of five publishers that have said about 52 points a quarter of an hour ago.
fn feed() -> layout::RiskFeed {
    let mut feed = layout::RiskFeed::zeroed();
    feed.market = MARKET;
    feed.config = ballast_bridge::layout_feed_config(&preset::feed());
    feed.state.consensus_at = NOW - 900;
    feed.state.regime_since = NOW - 7_200;
    feed.state.counted_at = NOW - 900;
    feed.state.rounds = 96;
    (feed.state.score, feed.state.raw) = (5_200, 5_150);
    feed.state.counted_raw = 5_150;
    feed.state.spread = 420;
    feed.state.depth_bps = 8_000;
    feed.state.regime = 1;
    (feed.state.fresh, feed.state.quorum) = (5, 3);
    for slot in 0..5u8 {
        let at = usize::from(slot);
        feed.publishers[at].key = Address::new_from_array([100 + slot; 32]);
        feed.publishers[at].model_hash = [slot; 32];
        feed.reports[at] = layout::Report {
            sequence: 96,
            observed_at: NOW - 900 - u64::from(slot),
            score: 4_950 + 105 * u16::from(slot),
            half_width: 600,
            depth_bps: 8_000,
            standing: 1,
            padding: 0,
        };
        feed.records[at].posts = 96;
    }
    feed
}

/// A reserve of which `lent` of `total` base units are lent out, at a price in dollars a whole token.
fn reserve(index: u16, decimals: u8, dollars: u64, (total, lent): (u64, u64)) -> layout::Reserve {
    let cap = TokenAmount(2 * total);
    let config = if index == 0 {
        preset::stable(cap)
    } else {
        preset::volatile(cap)
    };
    let mut reserve = layout::Reserve::zeroed();
    reserve.market = MARKET;
    reserve.feed = feed_address();
    reserve.mint = Address::new_from_array([20 + u8::try_from(index).unwrap(); 32]);
    reserve.config = ballast_bridge::layout_config(&config);
    reserve.limits = ballast_bridge::layout_reserve_limits(&preset::reserve_limits(cap));
    reserve.ledger.cash = total - lent;
    reserve.ledger.deposit_shares = total;
    reserve.ledger.debt_shares = lent;
    reserve.ledger.index.whole = 1;
    reserve.ledger.rate = 87_747_000_000;
    reserve.ledger.accrued_at = NOW - 600;
    let price = u64::try_from((u128::from(dollars) << 64) / 10u128.pow(decimals.into())).unwrap();
    reserve.price.mid = price;
    (reserve.price.low, reserve.price.high) = (price - price / 1_000, price + price / 1_000);
    reserve.price.published_at = NOW - 12;
    (reserve.index, reserve.decimals) = (index, decimals);
    reserve
}

/// 200 tokens of reserve 1 held, `owed` base units of reserve 0 owed.
fn position(owed: u64) -> layout::Position {
    let mut position = layout::Position::zeroed();
    position.market = MARKET;
    position.owner = Address::new_from_array([3; 32]);
    position.holdings.deposits[0].shares = 200_000_000_000;
    position.holdings.deposits[0].reserve = 1;
    position.holdings.borrows[0].shares = owed;
    position
}

fn scene_bytes() -> Vec<u8> {
    [
        record(MARKET, &account(&market())),
        record(feed_address(), &account(&feed())),
        record(
            address::reserve(&MARKET, 0).0,
            &account(&reserve(0, 6, 1, (1_000_000_000_000, 620_000_000_000))),
        ),
        record(
            address::reserve(&MARKET, 1).0,
            &account(&reserve(1, 9, 150, (20_000_000_000_000, 3_000_000_000_000))),
        ),
    ]
    .concat()
}

/// What the page is to be told: the export, its arguments, and the status and output that it answers with.
fn case(
    export: &str,
    arguments: &[u64],
    position: Option<&layout::Position>,
    answer: Answer,
) -> Value {
    let (status, output) = told(answer);
    let arguments: Vec<String> = arguments.iter().map(u64::to_string).collect();
    json!({
        "export": export, "arguments": arguments, "position": position.map(|position| hex(&account(position))),
        "status": status, "output": hex(&output),
    })
}

fn market_cases(scene: &Scene, cases: &mut Vec<Value>) {
    for reserve in 0..3u32 {
        for later in [0, 60, 4_000, 12_000, 30_000] {
            let now = NOW + later;
            let arguments = [u64::from(reserve), now];
            cases.push(case(
                "ask_terms_view",
                &arguments,
                None,
                terms_view(scene, reserve, now),
            ));
            cases.push(case(
                "ask_reserve_now",
                &arguments,
                None,
                reserve_now(scene, reserve, now),
            ));
            cases.push(case(
                "ask_feed_now",
                &arguments,
                None,
                feed_now(scene, reserve, now),
            ));
        }
        for regime in 0..4u32 {
            for bps in [0, 3_300, 8_000, 9_137, 10_000, 70_000] {
                let arguments = [reserve, regime, bps].map(u64::from);
                cases.push(case(
                    "ask_reserve_rates",
                    &arguments,
                    None,
                    reserve_rates(scene, reserve, regime, bps),
                ));
            }
            for score in [0, 4_499, 4_500, 5_777, 6_500, 9_999, 10_000, 10_001] {
                let arguments = [reserve, score, regime].map(u64::from);
                cases.push(case(
                    "ask_terms_at",
                    &arguments,
                    None,
                    terms_at(scene, reserve, score, regime),
                ));
            }
        }
    }
    for score in [0, 4_499, 4_500, 6_499, 6_500, 10_000, 10_001, 70_000] {
        cases.push(case(
            "ask_regime_of",
            &[u64::from(score)],
            None,
            regime_of(scene, score),
        ));
    }
    for seconds in [0, 3_600, 86_400, 604_800] {
        cases.push(case(
            "ask_worst_case",
            &[0, seconds],
            None,
            worst_case(scene, 0, seconds),
        ));
    }
    for (amount, price) in [
        (0, 0),
        (1, 1),
        (1_000_000, 18_446_744_073_709),
        (u64::MAX, u64::MAX),
    ] {
        cases.push(case(
            "ask_value",
            &[amount, price],
            None,
            value(scene, amount, price),
        ));
    }
}

fn position_cases(scene: &Scene, cases: &mut Vec<Value>) {
    for owed in [0, 9_000_000_000, 20_000_000_000, 26_000_000_000] {
        let position = position(owed);
        for (reserve, later) in [(0, 0), (1, 0), (0, 500), (2, 0)] {
            let now = NOW + later;
            let answer = position_view(scene, &position, reserve, now);
            cases.push(case(
                "ask_position_view",
                &[u64::from(reserve), now],
                Some(&position),
                answer,
            ));
        }
        for number in 0..5u32 {
            for (reserve, amount) in [
                (0, 0),
                (0, 1_000_000_000),
                (0, 12_000_000_000),
                (1, 5_000_000_000),
                (0, u64::MAX),
            ] {
                let answer = Kind::from_number(number)
                    .ok_or(Refusal::Status(3))
                    .and_then(|kind| {
                        apply(
                            scene,
                            &position,
                            Preview {
                                kind,
                                reserve,
                                amount,
                                now: NOW,
                            },
                        )
                    });
                let arguments = [u64::from(number), u64::from(reserve), amount, NOW];
                cases.push(case("ask_apply", &arguments, Some(&position), answer));
            }
        }
    }
}

#[test]
fn answers_are_those_of_the_committed_file() {
    // Given a market, and every question asked in and out of bounds
    let bytes = scene_bytes();
    let scene = Scene::read(&bytes).unwrap();
    let mut cases = Vec::new();
    market_cases(&scene, &mut cases);
    position_cases(&scene, &mut cases);
    risk::cases(&scene, &mut cases);
    governance::cases(&scene, &mut cases);

    // When they are answered here
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    let text = format!(
        "{{\"now\":{NOW},\"scene\":\"{}\",\"cases\":[\n{}\n]}}\n",
        hex(&bytes),
        lines.join(",\n")
    );

    // Then the file that the page's test reads says the same
    compare("golden.json", &text);
}

#[test]
fn what_is_answered_is_what_policy_says() {
    // Given the same market in policy's own types
    let scene = Scene::read(&scene_bytes()).unwrap();
    let stored = ballast_bridge::policy_feed(&feed());
    let state: FeedState = stored.state;
    let said = state.effective(&stored.config, Timestamp(NOW));
    assert_eq!(
        (said.score, said.regime, said.status),
        (Score(5_200), Regime::Transition, FeedStatus::Held)
    );

    // When page and policy are asked, then both say the same of the feed
    let answer = feed_now(&scene, 0, NOW).unwrap();
    assert_eq!(
        (word(&answer, 0), word(&answer, 1), word(&answer, 2)),
        (5_200, 1, 0)
    );

    // And of a position after a borrow
    let owing = position(9_000_000_000);
    let preview = Preview {
        kind: Kind::Borrow,
        reserve: 0,
        amount: 1_000_000_000,
        now: NOW,
    };
    let answer = apply(&scene, &owing, preview).unwrap();
    let (mut reserves, mut feeds, mut flows) =
        (scene.reserves.clone(), scene.feeds.clone(), scene.flows);
    let mut market = Market {
        reserves: &mut reserves,
        feeds: &mut feeds,
        limits: &scene.limits,
        flows: &mut flows,
    };
    let mut holdings = ballast_bridge::policy_holdings(&owing);
    let action =
        ballast_policy::market::Action::Borrow(ReserveIndex(0), TokenAmount(1_000_000_000));
    market.apply(&mut holdings, action, Timestamp(NOW)).unwrap();
    let after = market
        .view(&holdings, ReserveIndex(0), Timestamp(NOW))
        .unwrap();
    assert_eq!(word(&answer, 1), after.collateral.0);
    assert_eq!(word(&answer, 5), after.debt.0);
    assert_eq!(word(&answer, 7), after.borrow_room.0);
}

#[test]
fn bytes_that_are_no_scene_are_refused() {
    let bytes = scene_bytes();
    for cut in [0, 3, 40, bytes.len() - 1] {
        assert!(Scene::read(&bytes[..cut]).is_err(), "{cut}");
    }
    let mut unknown = bytes;
    unknown[36] ^= 1;
    assert!(Scene::read(&unknown).is_err());
}
