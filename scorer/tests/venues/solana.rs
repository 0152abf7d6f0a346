//! Reserves over Solana RPC: our own by the client's layout, others by their description.

use std::time::Duration;

use ballast_client::layout::{Account as _, Reserve};
use ballast_scorer::venue::{
    AccountSource, AmountField, Connector, EventKind, Feed, ForeignLayout, NumberForm, RestRequest,
    SolanaRpc, VenueError,
};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use solana_address::Address;

const FOREIGN_PROGRAM: Address = Address::new_from_array([7; 32]);

fn layout() -> ForeignLayout {
    let field = |offset, form, divisor| AmountField {
        offset,
        form,
        divisor,
    };
    ForeignLayout {
        protocol: "other".to_owned(),
        owner: FOREIGN_PROGRAM,
        discriminator: "2bf2cc".to_owned(),
        available: field(8, NumberForm::U64, 1.0),
        // Fractions of 2^60.
        borrowed: field(16, NumberForm::U128, 1_152_921_504_606_846_976.0),
    }
}

fn venue() -> SolanaRpc {
    let own = AccountSource::Own {
        name: "main-SOL".to_owned(),
        address: Address::new_from_array([1; 32]),
    };
    let foreign = AccountSource::Foreign {
        name: "other-USDC".to_owned(),
        address: Address::new_from_array([2; 32]),
        decimals: 6,
        layout: layout(),
    };
    let every = Duration::from_secs(10);
    SolanaRpc::new("http://127.0.0.1:1", vec![own, foreign], every)
}

fn request(venue: &SolanaRpc) -> RestRequest {
    match venue.feeds().remove(0) {
        Feed::Poll { request, .. } => request,
        other => panic!("{other:?}"),
    }
}

/// A reserve with 60 SOL in the vault and 30 debt shares that have grown by a half.
fn own_account() -> Value {
    let mut reserve: Reserve = bytemuck::Zeroable::zeroed();
    reserve.ledger.cash = 60_000_000_000;
    reserve.ledger.debt_shares = 30_000_000_000;
    reserve.ledger.index.whole = 1;
    reserve.ledger.index.fraction = 1 << 63;
    reserve.decimals = 9;
    let mut data = Reserve::DISCRIMINATOR.to_vec();
    data.extend_from_slice(bytemuck::bytes_of(&reserve));
    account(&ballast_client::PROGRAM_ID, &data)
}

fn foreign_account() -> Value {
    let mut data = vec![0x2b, 0xf2, 0xcc, 0, 0, 0, 0, 0];
    data.extend_from_slice(&1_500_000_u64.to_le_bytes());
    data.extend_from_slice(&(500_000_u128 << 60).to_le_bytes());
    account(&FOREIGN_PROGRAM, &data)
}

fn account(owner: &Address, data: &[u8]) -> Value {
    json!({
        "data": [BASE64_STANDARD.encode(data), "base64"], "executable": false,
        "lamports": 16_258_560, "owner": owner.to_string(), "rentEpoch": u64::MAX, "space": data.len(),
    })
}

fn body(slot: u64, accounts: &[Value]) -> String {
    let result = json!({"context": {"apiVersion": "2.0.15", "slot": slot}, "value": accounts});
    json!({"jsonrpc": "2.0", "result": result, "id": 0}).to_string()
}

fn reserve(kind: &EventKind) -> (f64, f64, f64) {
    match kind {
        EventKind::Reserve(pool) => (pool.available, pool.borrowed, pool.utilization),
        other => panic!("{other:?}"),
    }
}

#[test]
fn own_and_foreign_reserves_are_read_in_tokens() {
    let mut venue = venue();
    let request = request(&venue);

    let answer = body(341_197_247, &[own_account(), foreign_account()]);
    let events = venue.parse_response(&request, &answer).unwrap();

    assert!(request.body.unwrap().contains("getMultipleAccounts"));
    assert_eq!(events[0].instrument, "main-SOL");
    assert_eq!(reserve(&events[0].kind), (60.0, 45.0, 45.0 / 105.0));
    assert_eq!(events[1].instrument, "other-USDC");
    assert_eq!(reserve(&events[1].kind), (1.5, 0.5, 0.25));
}

#[test]
fn account_that_is_not_what_it_should_be_is_a_gap_of_its_own() {
    let wrong_owner = account(&Address::new_from_array([9; 32]), &[0; 40]);
    let wrong_start = account(&FOREIGN_PROGRAM, &[0; 40]);
    let short = account(&FOREIGN_PROGRAM, &[0x2b, 0xf2, 0xcc, 0, 0]);
    for (broken, expected) in [
        (Value::Null, "no such account"),
        (wrong_owner, "its owner is"),
        (wrong_start, "does not begin with"),
        (short, "too few for a number at 8"),
    ] {
        let mut venue = venue();
        let request = request(&venue);

        let answer = body(5, &[own_account(), broken]);
        let events = venue.parse_response(&request, &answer).unwrap();

        assert_eq!(
            events[0].kind.folder(),
            "reserve",
            "the other one is still taken"
        );
        let EventKind::Gap { detail, .. } = &events[1].kind else {
            panic!("{events:?}")
        };
        assert!(detail.contains(expected), "{detail}");
    }
}

#[test]
fn node_that_lags_behind_is_a_gap_not_old_data() {
    let mut venue = venue();
    let request = request(&venue);
    let accounts = [own_account(), foreign_account()];
    venue
        .parse_response(&request, &body(10, &accounts))
        .unwrap();

    let events = venue.parse_response(&request, &body(9, &accounts)).unwrap();

    assert!(
        events.iter().all(|event| event.kind.folder() == "gap"),
        "{events:?}"
    );
}

#[test]
fn refusal_and_a_wrong_count_are_errors() {
    let mut venue = venue();
    let request = request(&venue);
    let refusal = r#"{"jsonrpc":"2.0","error":{"code":-32005,"message":"Node is behind"},"id":0}"#;

    let refused = venue.parse_response(&request, refusal).unwrap_err();
    let short = venue
        .parse_response(&request, &body(1, &[own_account()]))
        .unwrap_err();

    assert!(matches!(&refused, VenueError::Refused { reason, .. } if reason.contains("-32005")));
    assert!(short.to_string().contains("1 accounts where 2"), "{short}");
}
