//! What is forgotten of positions that are healthy again.

use ballast_client::layout::Position;
use solana_keypair::Keypair;
use solana_signature::Signature;

use super::super::fixture::{market, purse};
use super::*;
use crate::keeper::{MarketConfig, Placed};
use crate::key::KeyConfig;
use crate::rpc::EndpointsConfig;
use crate::send::SendError;
use crate::settings::Secret;

/// A liquidator that knows `position` and no node that is there.
async fn liquidator(position: &Placed<Position>) -> Liquidator {
    let key = Keypair::new_from_array([7; 32]).to_base58_string();
    let config = LiquidatorConfig {
        market: MarketConfig {
            address: Address::new_unique().to_string(),
            ..MarketConfig::default()
        },
        rpc: EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap(),
        key: KeyConfig {
            value: Some(Secret::from(key)),
            ..KeyConfig::default()
        },
        ..LiquidatorConfig::default()
    };
    let liquidator = Liquidator::new(config, false).await.unwrap();
    Liquidator {
        positions: Positions::of([*position]),
        ..liquidator
    }
}

/// How many positions are unhealthy as `scene` has it.
fn unhealthy(liquidator: &mut Liquidator, scene: &Scene) -> usize {
    let stall = Stall {
        scene,
        books: &scene.books,
        purse: purse(1_000),
    };
    let mut look = Look::default();
    liquidator.offers(&stall, &mut look);
    look.unhealthy
}

#[tokio::test]
async fn position_whose_liquidation_expired_keeps_its_price_until_it_is_healthy_again() {
    // Given one whose liquidation expired
    let (fallen, position) = market(500, 58);
    let (risen, _) = market(500, 100);
    let mut liquidator = liquidator(&position).await;
    let expired = SendError::Dropped {
        signature: Signature::default(),
        last_valid_block_height: 9,
    };
    liquidator.taker.note(&position.0, &Err(expired));

    // When it is looked at while it is unhealthy, and once the price has risen
    let mut seen = Vec::new();
    for scene in [&fallen, &risen] {
        let unhealthy = unhealthy(&mut liquidator, scene);
        seen.push((unhealthy, liquidator.taker.attempt(&position.0)));
    }

    // Then what expired is forgotten with the second look
    assert_eq!(seen, [(1, 1), (0, 0)]);
}
