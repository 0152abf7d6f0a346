//! Transactions from instructions to their end.

use std::fs;
use std::path::Path;

use ballast_client::instruction;
use ballast_localnet::proxy::Fault;
use ballast_scorer::send::{ConfirmConfig, FeeConfig, Sender, Status};
use solana_address::Address;
use surfpool_sdk::cheatcodes::builders::DeployProgram;
use tokio_util::sync::CancellationToken;

use super::network::{LAMPORTS, endpoints, network, payer, proxies, sender, transfer};

#[tokio::test(flavor = "multi_thread")]
async fn transaction_lands_with_the_limit_and_price_of_its_ticket() {
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let (sender, to) = (sender(&chain), Address::new_unique());
    let one = [transfer(&payer.address(), &to, LAMPORTS)];

    let prepared = sender.prepare(&one, &[payer], 0).await.unwrap();
    let before = sender.status(&prepared.ticket).await.unwrap();
    let landed = sender.deliver(&prepared, &CancellationToken::new()).await;

    let landed = landed.unwrap();
    println!("landed in {:?}", landed.took);
    assert!(
        matches!(before, Status::Pending { heights_left } if heights_left > 100),
        "{before:?}"
    );
    let slot = landed.slot;
    assert_eq!(
        sender.status(&prepared.ticket).await.unwrap(),
        Status::Landed { slot }
    );
    let executed = chain.transaction(&landed.signature).await.unwrap().unwrap();
    assert_eq!(executed.units, Some(prepared.units_simulated));
    assert_eq!(
        u64::from(prepared.ticket.units),
        (prepared.units_simulated * 11).div_ceil(10)
    );
    let fee = 5_000 + prepared.ticket.priority_fee_lamports();
    assert_eq!(executed.fee_lamports, fee);
    assert_eq!(sender.counts().landed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_swallow_refuse_or_hang_do_not_keep_it_from_landing() {
    let faults = [
        Fault::SwallowTransactions,
        Fault::RateLimited { retry_after: 1 },
        Fault::Silent,
        Fault::Garbage,
        Fault::Status(500),
    ];
    let network = network().await;
    for fault in faults {
        // Given the preferred node at fault when a transaction is sent
        let nodes = proxies::<2>(&network).await;
        nodes[0].set_for("sendTransaction", fault.clone());
        let (chain, payer) = (endpoints(&nodes), payer(&network));
        let (sender, to) = (sender(&chain), Address::new_unique());
        let one = [transfer(&payer.address(), &to, LAMPORTS)];

        let prepared = sender.prepare(&one, &[payer], 0).await.unwrap();
        let landed = sender.deliver(&prepared, &CancellationToken::new()).await;

        let took = landed.unwrap().took;
        assert_eq!(chain.balance(&to).await.unwrap(), LAMPORTS, "{fault:?}");
        println!("{fault:?}: landed in {took:?}");
        assert!(
            took.as_millis() < 900,
            "{fault:?}: {took:?} waits for the node at fault"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_escalation_offers_more_than_the_cap() {
    let network = network().await;
    let nodes = proxies::<1>(&network).await;
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let fee = FeeConfig {
        floor_micro_lamports: 10_000,
        cap_micro_lamports: 50_000,
        ..FeeConfig::default()
    };
    let sender = Sender::new(chain.clone(), fee, ConfirmConfig::default()).unwrap();
    let one = [transfer(&payer.address(), &Address::new_unique(), LAMPORTS)];

    let mut offers = Vec::new();
    for attempt in [0, 1, 2, 3, 100] {
        let prepared = sender
            .prepare(&one, std::slice::from_ref(&payer), attempt)
            .await;
        let prepared = prepared.unwrap();
        // What the transaction itself says, in its second instruction
        let data = &prepared.transaction.message.instructions()[1].data;
        let offered = u64::from_le_bytes(data[1..].try_into().unwrap());
        assert_eq!(offered, prepared.ticket.micro_lamports);
        offers.push(offered);
    }

    assert_eq!(offers, [10_000, 20_000, 40_000, 50_000, 50_000]);
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rule_of_the_lending_program_is_named() {
    // Given the program, and a position that is opened in a market that is none
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/deploy/lending.so");
    let Ok(program) = fs::read(&file) else {
        println!(
            "skipped: {} is missing, make it with `make program`",
            file.display()
        );
        return;
    };
    let network = network().await;
    let deploy = DeployProgram::new(ballast_client::PROGRAM_ID).so_bytes(program);
    network.cheatcodes().deploy(deploy).unwrap();
    let nodes = proxies::<1>(&network).await;
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let sender = sender(&chain);
    let owner = payer.address();
    let stranger = instruction::position_open(&owner, &owner, &Address::new_unique(), 0);

    // When it is simulated
    let refused = sender.simulate(&[stranger], &owner).await.unwrap_err();

    // Then the revert names the instruction behind the compute budget and the program
    let revert = refused.revert().unwrap_or_else(|| panic!("{refused}"));
    println!("{refused}");
    assert_eq!(revert.instruction, 2);
    assert_eq!(revert.program, Some(ballast_client::PROGRAM_ID));
}
