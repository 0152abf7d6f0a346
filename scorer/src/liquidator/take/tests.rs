//! What is offered, judged and counted as spent, on a node whose transactions end as they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

use ballast_client::instruction;
use ballast_policy::unit::ReserveIndex;
use base64::Engine as _;
use serde_json::{Value, json};
use solana_hash::Hash;
use solana_keypair::Keypair;

use super::*;
use crate::rpc::RpcError;
use crate::rpc::stub::stub;
use crate::send::{ConfirmConfig, Revert};

/// How transactions end.
const EXPIRE: u8 = 0;
const LAND: u8 = 1;
const REVERT: u8 = 2;
/// What a transaction costs at the first attempt and at the second, lamports: a signature, and 110,000 units at the floor.
const FEES: [f64; 2] = [5_110.0, 5_220.0];
/// What a SOL is worth.
const SOL_DOLLARS: f64 = 250.0;

/// Whoever takes offers, and what says how they end.
async fn taker(profit: ProfitConfig) -> (Taker, Arc<AtomicU8>) {
    let ending = Arc::new(AtomicU8::new(EXPIRE));
    let told = Arc::clone(&ending);
    let rpc = stub(move |method, asked| Ok(answer(method, asked, told.load(Relaxed)))).await;
    let config = LiquidatorConfig {
        profit,
        budget: BudgetConfig {
            day_dollars: 100.0,
            ..BudgetConfig::default()
        },
        ..LiquidatorConfig::default()
    };
    let confirm = ConfirmConfig {
        poll_every_ms: 1,
        ..ConfirmConfig::default()
    };
    let endpoints = Endpoints::new(&rpc).unwrap();
    let sender = Sender::new(endpoints, config.fee.clone(), confirm).unwrap();
    let key = SigningKey::from(Keypair::new_from_array([7; 32]));
    let taker = Taker::new(&config, sender, key, false).unwrap();
    (taker, ending)
}

/// A node at whose height nothing that it gives a blockhash for can land any more.
fn answer(method: &str, asked: &Value, ending: u8) -> Value {
    const HEIGHT: u64 = 1_000;
    let in_context = |value: Value| json!({"context": {"slot": HEIGHT}, "value": value});
    match method {
        "simulateTransaction" => {
            in_context(json!({"err": null, "logs": [], "unitsConsumed": 100_000}))
        }
        "getRecentPrioritizationFees" => json!([]),
        "getLatestBlockhash" => in_context(json!({
            "blockhash": Hash::default().to_string(),
            "lastValidBlockHeight": HEIGHT - 1,
        })),
        "sendTransaction" => json!(signature(asked).to_string()),
        "getSignatureStatuses" => in_context(json!([status(ending)])),
        "getBlockHeight" => json!(HEIGHT),
        "isBlockhashValid" => in_context(json!(false)),
        "getTransaction" => Value::Null,
        other => panic!("nobody asks for {other}"),
    }
}

fn status(ending: u8) -> Value {
    let (status, error) = match ending {
        EXPIRE => return Value::Null,
        LAND => (json!({"Ok": null}), Value::Null),
        _ => {
            let error = json!({"InstructionError": [2, {"Custom": 1}]});
            (json!({"Err": error}), error)
        }
    };
    json!({
        "slot": 7,
        "confirmations": 3,
        "status": status,
        "err": error,
        "confirmationStatus": "confirmed",
    })
}

/// The first signature of the transaction that is sent.
fn signature(asked: &Value) -> Signature {
    let encoded = asked[0].as_str().unwrap();
    let bytes = base64::prelude::BASE64_STANDARD.decode(encoded).unwrap();
    Signature::from(<[u8; 64]>::try_from(&bytes[1..65]).unwrap())
}

fn position(number: u8) -> Address {
    Address::new_from_array([number; 32])
}

/// An offer that repays sixty dollars.
fn offer(number: u8, gain_dollars: f64) -> Offer {
    Offer {
        position: position(number),
        debt: ReserveIndex(0),
        collateral: ReserveIndex(1),
        repaid: 60,
        paid: 61,
        bonus_bps: 500,
        repaid_dollars: 60.0,
        gain_dollars,
        leaves_bad_debt: false,
    }
}

/// Takes an offer that gains `gain_dollars` on that position.
async fn take(taker: &mut Taker, number: u8, gain_dollars: f64) -> TakenOutcome {
    let work = [instruction::terms_advance(&position(number))];
    let (offer, stop) = (offer(number, gain_dollars), CancellationToken::new());
    taker.take(&work, &offer, &stop).await
}

fn dropped() -> SendError {
    SendError::Dropped {
        signature: Signature::default(),
        last_valid_block_height: 9,
    }
}

/// Dollars that `lamports` are worth.
fn dollars(lamports: f64) -> f64 {
    lamports / 1e9 * SOL_DOLLARS
}

#[tokio::test]
async fn liquidation_that_expired_offers_more_the_next_time_for_its_own_position_alone() {
    let (mut taker, ending) = taker(ProfitConfig::default()).await;

    // Four that expire, of which the last is another position's, and then two that land
    let mut offered = Vec::new();
    for number in [1, 1, 1, 2] {
        let outcome = take(&mut taker, number, 50.0).await;
        assert!(
            matches!(outcome, TakenOutcome::Expired { .. }),
            "{outcome:?}"
        );
        offered.push(taker.sender.counts().last_micro_lamports);
    }
    ending.store(LAND, Relaxed);
    for _ in 0..2 {
        let outcome = take(&mut taker, 1, 50.0).await;
        assert!(
            matches!(outcome, TakenOutcome::Landed { .. }),
            "{outcome:?}"
        );
        offered.push(taker.sender.counts().last_micro_lamports);
    }

    assert_eq!(offered, [1_000, 2_000, 4_000, 1_000, 4_000, 1_000]);
}

#[tokio::test]
async fn offer_that_paid_at_the_first_price_is_left_alone_where_it_does_not_at_the_next() {
    // Given one that pays the least and half of what the second attempt costs beyond the first
    let (mut taker, ending) = taker(ProfitConfig::default()).await;
    let least = taker.profit.least_dollars;
    let gain_dollars = least + dollars(f64::midpoint(FEES[0], FEES[1]));

    let first = take(&mut taker, 1, gain_dollars).await;
    ending.store(LAND, Relaxed);
    let second = take(&mut taker, 1, gain_dollars).await;

    assert!(matches!(first, TakenOutcome::Expired { .. }), "{first:?}");
    let TakenOutcome::Unprofitable { profit_dollars } = second else {
        panic!("{second:?}");
    };
    let expected = gain_dollars - dollars(FEES[1]);
    assert!((profit_dollars - expected).abs() < 1e-9 && profit_dollars < least);
}

#[tokio::test]
async fn budget_counts_the_fee_of_what_landed_or_reverted_and_nothing_of_what_expired() {
    let (mut taker, ending) = taker(ProfitConfig::default()).await;
    let whole = taker.room_dollars();
    let dearest = taker.fee_dollars(taker.fee_most);

    take(&mut taker, 1, 50.0).await;
    let expired = taker.room_dollars();
    // The reverted one ran at the second attempt's price, and the one that follows begins anew.
    ending.store(REVERT, Relaxed);
    let outcome = take(&mut taker, 1, 50.0).await;
    assert!(
        matches!(outcome, TakenOutcome::Failed { .. }),
        "{outcome:?}"
    );
    let reverted = taker.room_dollars();
    ending.store(LAND, Relaxed);
    take(&mut taker, 1, 50.0).await;

    let spent = [
        100.0 - dearest - whole,
        whole - expired,
        expired - reverted,
        reverted - taker.room_dollars(),
    ];
    let expected = [0.0, 0.0, dollars(FEES[1]), 60.0 + dollars(FEES[0])];
    for (spent, expected) in spent.into_iter().zip(expected) {
        assert!((spent - expected).abs() < 1e-9, "{spent} for {expected}");
    }
}

#[tokio::test]
async fn price_stays_raised_until_it_landed_was_refused_or_is_no_longer_unhealthy() {
    let (mut taker, _) = taker(ProfitConfig::default()).await;
    let refused = SendError::SimulationReverted {
        revert: Revert {
            instruction: 2,
            program: None,
            code: Some(1),
            rule: None,
            operands: None,
            reason: "refused".to_owned(),
        },
        logs: vec![],
    };
    let landed = TakenOutcome::Landed {
        signature: String::new(),
        slot: 1,
        repaid: 1,
        paid: 1,
        fee_lamports: 1,
        units: 1,
    };
    let unreachable = SendError::Unreachable {
        source: RpcError::HistoryUnkept,
    };
    let unprofitable = TakenOutcome::Unprofitable {
        profit_dollars: 0.0,
    };
    let mut raised = Vec::new();
    for ended in [
        Err(unreachable),
        Ok(unprofitable),
        Err(SendError::Cancelled),
        Ok(landed),
        Err(refused),
    ] {
        taker.note(&position(1), &Err(dropped()));
        taker.note(&position(1), &ended);
        raised.push(taker.attempt(&position(1)));
        taker.attempts.forget(&position(1));
    }
    taker.note(&position(1), &Err(dropped()));
    taker.note(&position(2), &Err(dropped()));
    taker.forget_all_but(&BTreeSet::from([position(2)]));

    assert_eq!(raised, [1, 1, 1, 0, 0]);
    let left = [1, 2].map(|number| taker.attempt(&position(number)));
    assert_eq!(left, [0, 1]);
}

#[tokio::test]
async fn most_profitable_is_first_and_what_expired_is_last() {
    let (mut taker, _) = taker(ProfitConfig::default()).await;
    let mut offers = [offer(1, 9.0), offer(2, 3.0), offer(3, 5.0), offer(4, 7.0)];
    taker.note(&position(1), &Err(dropped()));
    taker.note(&position(3), &Err(dropped()));

    taker.order(&mut offers);

    let order = offers.map(|offer| offer.position.to_bytes()[0]);
    assert_eq!(order, [4, 2, 1, 3]);
}
