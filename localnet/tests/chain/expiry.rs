//! Transactions that expire, and what is known of them after a restart.

use std::time::Duration;

use ballast_localnet::proxy::{Fault, Proxy};
use ballast_scorer::rpc::RpcError;
use ballast_scorer::send::{SendError, Shipment, Status, Ticket};
use solana_address::Address;
use solana_instruction::Instruction;
use tokio_util::sync::CancellationToken;

use super::network::{LAMPORTS, endpoints, network, payer, proxies, sender, transfer};

/// A transfer whose tickets are kept, and which calls `between` before each attempt but the first.
struct Kept<F> {
    instruction: Instruction,
    tickets: Vec<Ticket>,
    between: F,
}

impl<F: FnMut() + Send> Shipment for Kept<F> {
    fn instructions(&mut self, attempt: u32) -> Option<Vec<Instruction>> {
        if attempt > 0 {
            (self.between)();
        }
        Some(vec![self.instruction.clone()])
    }

    async fn persist(&mut self, ticket: &Ticket) -> Result<(), String> {
        self.tickets.push(ticket.clone());
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_transaction_is_signed_anew_at_a_higher_price_and_lands_once() {
    // Given nodes that swallow the first transaction
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    for node in &nodes {
        node.set_for("sendTransaction", Fault::SwallowTransactions);
    }
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let (sender, to) = (sender(&chain), Address::new_unique());
    let mut shipment = Kept {
        instruction: transfer(&payer.address(), &to, LAMPORTS),
        tickets: Vec::new(),
        between: || nodes.iter().for_each(Proxy::heal),
    };

    // When it is sent
    let landed = sender
        .send(&mut shipment, &[payer], &CancellationToken::new())
        .await;

    // Then the second attempt lands, once, and the first has expired
    let landed = landed.unwrap();
    let [first, second] = &shipment.tickets[..] else {
        panic!("{:?}", shipment.tickets);
    };
    assert_eq!((landed.attempt, landed.signature), (1, second.signature()));
    assert_eq!(
        (first.micro_lamports, second.micro_lamports),
        (1_000, 2_000)
    );
    assert!(landed.slot > 0 && first.blockhash != second.blockhash);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(chain.balance(&to).await.unwrap(), LAMPORTS);
    assert_eq!(sender.status(first).await.unwrap(), Status::Expired);
    assert_eq!(sender.counts().errors["dropped"], 1);
}

/// A transfer that is sent once, where `before` others of its kind have expired.
struct Later {
    instruction: Instruction,
    before: u32,
    tickets: Vec<Ticket>,
}

impl Shipment for Later {
    fn first_attempt(&self) -> u32 {
        self.before
    }

    fn instructions(&mut self, attempt: u32) -> Option<Vec<Instruction>> {
        (attempt == self.before).then(|| vec![self.instruction.clone()])
    }

    async fn persist(&mut self, ticket: &Ticket) -> Result<(), String> {
        self.tickets.push(ticket.clone());
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shipment_after_two_that_expired_offers_more_at_once_and_is_not_repeated() {
    // Given a node that swallows transactions
    let network = network().await;
    let nodes = proxies::<1>(&network).await;
    nodes[0].set_for("sendTransaction", Fault::SwallowTransactions);
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let to = Address::new_unique();
    let mut shipment = Later {
        instruction: transfer(&payer.address(), &to, LAMPORTS),
        before: 2,
        tickets: Vec::new(),
    };

    // When what must not be repeated is sent, and two of its kind have expired
    let refused = sender(&chain)
        .send(&mut shipment, &[payer], &CancellationToken::new())
        .await;

    // Then it was signed once, at the price of a third attempt
    assert!(matches!(refused, Err(SendError::Dropped { .. })));
    let prices = shipment.tickets.iter().map(|ticket| ticket.micro_lamports);
    assert_eq!(prices.collect::<Vec<_>>(), [4_000]);
    assert_eq!(chain.balance(&to).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn transaction_that_one_node_took_is_not_signed_anew_while_that_node_is_alone_in_knowing() {
    // Given a node that swallows, and that never saw the transaction which the other one took
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    nodes[0].set_for("sendTransaction", Fault::SwallowTransactions);
    let nothing = Fault::RpcError {
        code: -32004,
        message: "not here",
    };
    nodes[0].set_for("getSignatureStatuses", nothing);
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let (sender, to) = (sender(&chain), Address::new_unique());
    let mut shipment = Kept {
        instruction: transfer(&payer.address(), &to, LAMPORTS),
        tickets: Vec::new(),
        between: || panic!("signed anew"),
    };

    let landed = sender
        .send(&mut shipment, &[payer], &CancellationToken::new())
        .await;

    assert_eq!(landed.unwrap().attempt, 0);
    assert_eq!(chain.balance(&to).await.unwrap(), LAMPORTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn ticket_that_was_not_sent_is_pending_then_expired_after_a_restart() {
    // Given a ticket that was written down, and a crash before it was sent
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    let payer = payer(&network);
    let to = Address::new_unique();
    let one = [transfer(&payer.address(), &to, LAMPORTS)];
    let before = sender(&endpoints(&nodes));
    let ticket = before.prepare(&one, &[payer], 0).await.unwrap().ticket;
    drop(before);

    // When another sender asks for it until it is over
    let after = sender(&endpoints(&nodes));
    let mut seen = Vec::new();
    loop {
        let status = after.status(&ticket).await.unwrap();
        let is_over = status == Status::Expired;
        seen.push(status);
        if is_over {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    // Then it was pending as long as it could land
    assert!(matches!(seen[0], Status::Pending { .. }), "{seen:?}");
    assert!(after.endpoints().block_height().await.unwrap() > ticket.last_valid_block_height);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_sender_calls_it_ambiguous_and_the_next_one_finds_it_landed() {
    // Given a delivery whose status nobody tells
    let network = network().await;
    let nodes = proxies::<1>(&network).await;
    nodes[0].set_for("getSignatureStatuses", Fault::Status(500));
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let (first, to) = (sender(&chain), Address::new_unique());
    let one = [transfer(&payer.address(), &to, LAMPORTS)];
    let prepared = first.prepare(&one, &[payer], 0).await.unwrap();
    let cancel = CancellationToken::new();
    let delivering = tokio::spawn({
        let (first, prepared, cancel) = (first.clone(), prepared.clone(), cancel.clone());
        async move { first.deliver(&prepared, &cancel).await }
    });
    while nodes[0].heard("getSignatureStatuses") == 0 {
        tokio::task::yield_now().await;
    }

    // When it is stopped
    cancel.cancel();
    let refused = delivering.await.unwrap().unwrap_err();

    // Then it says so, and the next sender finds it landed
    assert!(matches!(refused, SendError::Ambiguous { .. }), "{refused}");
    nodes[0].heal();
    let second = sender(&endpoints(&nodes));
    let landed = second.deliver(&prepared, &CancellationToken::new()).await;
    landed.unwrap();
    assert_eq!(chain.balance(&to).await.unwrap(), LAMPORTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn ticket_that_cannot_be_written_down_is_not_sent() {
    struct Full(Instruction);
    impl Shipment for Full {
        fn instructions(&mut self, _: u32) -> Option<Vec<Instruction>> {
            Some(vec![self.0.clone()])
        }

        async fn persist(&mut self, _: &Ticket) -> Result<(), String> {
            Err("the disk is full".to_owned())
        }
    }
    let network = network().await;
    let nodes = proxies::<1>(&network).await;
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let mut shipment = Full(transfer(&payer.address(), &Address::new_unique(), LAMPORTS));

    let sender = sender(&chain);
    let refused = sender
        .send(&mut shipment, &[payer], &CancellationToken::new())
        .await;

    assert!(matches!(refused, Err(SendError::Unwritten { .. })));
    assert_eq!(nodes[0].heard("sendTransaction"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_without_history_tell_what_landed_and_what_expired() {
    // Given nodes that keep no transactions, and a transfer that landed
    let network = network().await;
    let nodes = proxies::<2>(&network).await;
    for node in &nodes {
        node.set(Fault::NoHistory);
    }
    let (chain, payer) = (endpoints(&nodes), payer(&network));
    let (sender, to) = (sender(&chain), Address::new_unique());
    let one = [transfer(&payer.address(), &to, LAMPORTS)];
    let signers = std::slice::from_ref(&payer);
    let prepared = sender.prepare(&one, signers, 0).await.unwrap();
    let cancel = CancellationToken::new();
    let landed = sender.deliver(&prepared, &cancel).await.unwrap();

    // When it is asked for, and one follows that no node passes on
    let slot = landed.slot;
    let status = sender.status(&prepared.ticket).await.unwrap();
    let shown = chain.transaction(&landed.signature).await;
    for node in &nodes {
        node.set_for("sendTransaction", Fault::SwallowTransactions);
    }
    let other = [transfer(&payer.address(), &Address::new_unique(), LAMPORTS)];
    let lost = sender.prepare(&other, signers, 0).await.unwrap();
    let refused = sender.deliver(&lost, &cancel).await.unwrap_err();

    // Then both ends are known, though no node shows a transaction
    assert_eq!(status, Status::Landed { slot });
    assert_eq!(shown, Err(RpcError::HistoryUnkept));
    assert!(matches!(refused, SendError::Dropped { .. }), "{refused}");
}
