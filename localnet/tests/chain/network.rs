//! A network, proxies in front of it, and what the tests send.

use ballast_client::address::SYSTEM_PROGRAM;
use ballast_localnet::proxy::Proxy;
use ballast_scorer::key::SigningKey;
use ballast_scorer::rpc::{EndpointState, Endpoints, EndpointsConfig};
use ballast_scorer::send::{ConfirmConfig, FeeConfig, Sender};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use surfpool_sdk::{BlockProductionMode, Surfnet};

pub(crate) const SLOT_MS: u64 = 20;

/// A network with blocks every 20 ms, so that a blockhash expires after three seconds.
pub(crate) async fn network() -> Surfnet {
    let builder = Surfnet::builder().block_production_mode(BlockProductionMode::Clock);
    builder.slot_time_ms(SLOT_MS).start().await.unwrap()
}

pub(crate) async fn proxies<const COUNT: usize>(network: &Surfnet) -> [Proxy; COUNT] {
    let mut proxies = Vec::new();
    for _ in 0..COUNT {
        proxies.push(Proxy::start(network.rpc_url()).await.unwrap());
    }
    proxies.try_into().unwrap()
}

/// Settings that lose no time, with the nodes in this order.
pub(crate) fn config(proxies: &[Proxy]) -> EndpointsConfig {
    let urls: Vec<String> = proxies.iter().map(Proxy::url).collect();
    let config = EndpointsConfig::of(urls.iter().map(String::as_str)).unwrap();
    EndpointsConfig {
        timeout_ms: 1_000,
        wait_first_ms: 50,
        wait_most_ms: 400,
        ..config
    }
}

pub(crate) fn endpoints(proxies: &[Proxy]) -> Endpoints {
    Endpoints::new(&config(proxies)).unwrap()
}

pub(crate) fn sender(endpoints: &Endpoints) -> Sender {
    let confirm = ConfirmConfig {
        poll_every_ms: 50,
        resend_first_ms: 400,
        resend_most_ms: 800,
        give_up_after_ms: 60_000,
        ..ConfirmConfig::default()
    };
    Sender::new(endpoints.clone(), FeeConfig::default(), confirm).unwrap()
}

pub(crate) fn payer(network: &Surfnet) -> SigningKey {
    let secret = *network.payer().secret_bytes();
    SigningKey::from(Keypair::new_from_array(secret))
}

/// A transfer: its effect can be counted at the receiver.
pub(crate) fn transfer(from: &Address, to: &Address, lamports: u64) -> Instruction {
    const TRANSFER: u32 = 2;
    let accounts = vec![AccountMeta::new(*from, true), AccountMeta::new(*to, false)];
    let data = [&TRANSFER.to_le_bytes()[..], &lamports.to_le_bytes()].concat();
    Instruction::new_with_bytes(SYSTEM_PROGRAM, &data, accounts)
}

/// More than an account without data has to hold.
pub(crate) const LAMPORTS: u64 = 5_000_000;

pub(crate) fn states(endpoints: &Endpoints) -> Vec<&'static str> {
    let health = endpoints.health();
    let states = health
        .endpoints
        .iter()
        .map(|node| EndpointState::name(&node.state));
    states.collect()
}
