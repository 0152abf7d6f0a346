//! Moonwell, February 2026: a vote gave a collateral a new price source that was off by a factor of two thousand, and
//! positions were liquidated against it within minutes.

use ballast_client::instruction::Change;
use ballast_client::layout::OracleSources;
use ballast_client::oracle::PriceUpdate;
use ballast_policy::Rule;
use ballast_tests::{ETH, Stage, USDC, refused_and_unchanged};
use ballast_vm::{feed_id_for, keypair_for};
use solana_signer::Signer as _;

/// Seven days.
const STRUCTURE: u64 = 7 * 86_400;

#[test]
fn a_source_that_prices_eth_at_a_dollar_never_takes_over_and_nobody_is_liquidated() {
    // Given a loan against ETH, and a vote for a source that gives the ratio to another token instead of dollars
    let mut stage = Stage::new();
    stage.lender(USDC, 1_000_000_000_000);
    let (borrower, liquidator) = (stage.actor("borrower"), stage.actor("liquidator"));
    stage.deposit(&borrower, ETH, 500_000_000).unwrap();
    stage.borrow(&borrower, USDC, 5_000_000_000).unwrap();
    let (broken, account) = (
        feed_id_for("cbETH per ETH"),
        keypair_for("ratio account").pubkey(),
    );
    let target = stage.accounts(ETH).reserve;
    let sources = OracleSources {
        first: broken,
        second: [0; 32],
        rate: [0; 32],
    };
    let change = stage
        .propose(&Change::OracleSources(target, sources))
        .unwrap();
    stage.machine.warp(STRUCTURE);
    stage.refresh_prices([100, 1, 2_000]);

    // When it is executed for as long as it is valid, then it is refused each time
    for _ in 0..7 {
        let update = PriceUpdate {
            feed_id: broken,
            ..stage.price_update(ETH, 1)
        };
        stage.machine.publish_price(&account, &update).unwrap();
        let execute = stage.execute_oracle_instruction(&change, ETH, &account, &[]);
        refused_and_unchanged(&mut stage, Rule::OracleOutsideBand, |stage| {
            stage.send(&execute, &[])
        });
        stage.machine.warp(86_400);
        stage.refresh_prices([100, 1, 2_000]);
    }
    assert_ne!(stage.reserve(ETH).oracle_feed_id, broken);

    // And nobody who owes has lost anything
    refused_and_unchanged(&mut stage, Rule::PositionHealthy, |stage| {
        stage.liquidate(&liquidator, &borrower, USDC, ETH, u64::MAX)
    });
}
