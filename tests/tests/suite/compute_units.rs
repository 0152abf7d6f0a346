//! Compute units of whole transactions, one instruction each, held to the committed `cu.json`.
//!
//! `make cu` prints them and writes the file; the test fails on a rise of over 3 %.

use ballast_client::instruction::{self, price_refresh, publisher_add};
use ballast_client::layout::Market;
use ballast_policy::preset;
use ballast_tests::{ETH, MARKET_FEED, SOL, Stage, USDC};
use ballast_vm::{Sent, keypair_for, program_path, repository_root};
use solana_signer::Signer as _;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A rise of more than this many per thousand fails.
const TOLERANCE_PER_MILLE: u64 = 30;

/// What DESIGN wants of each at most, units; the size in bytes.
const TARGETS: [(&str, u64); 9] = [
    ("deposit", 3_000),
    ("borrow", 6_000),
    ("repay", 3_000),
    ("withdraw", 6_000),
    ("liquidate", 10_000),
    ("report_submit", 700),
    ("terms_advance, 7 publishers", 3_500),
    ("accrue", 800),
    ("program size in bytes", 150_000),
];

#[test]
fn no_instruction_costs_three_percent_more_than_the_committed_figure() {
    // Given the figures of this build
    let measured = measure();
    let path = committed_path();
    if std::env::var_os("BALLAST_WRITE_CU").is_some() {
        std::fs::write(
            &path,
            serde_json::to_string_pretty(&measured).unwrap() + "\n",
        )
        .unwrap();
        print(&measured);
    }

    // When they are held against the committed ones
    let committed: BTreeMap<String, u64> =
        serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();

    // Then every instruction is listed, and none rose
    let names = |figures: &BTreeMap<String, u64>| figures.keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(&measured),
        names(&committed),
        "run `make cu` and commit tests/cu.json"
    );
    for (name, units) in measured {
        let bound = committed[&name] * (1_000 + TOLERANCE_PER_MILLE) / 1_000;
        assert!(
            units <= bound,
            "{name}: {units} units, committed {}",
            committed[&name]
        );
    }
}

fn committed_path() -> PathBuf {
    repository_root().join("tests/cu.json")
}

fn print(measured: &BTreeMap<String, u64>) {
    println!("{:<34}{:>10}{:>10}", "whole transaction", "units", "wanted");
    for (name, units) in measured {
        let target = TARGETS.iter().find(|(target, _)| target == name);
        let target = target.map_or(String::new(), |(_, target)| target.to_string());
        println!("{name:<34}{units:>10}{target:>10}");
    }
}

/// Runs every instruction once, on a market that is in use.
fn measure() -> BTreeMap<String, u64> {
    let mut figures = Figures::default();
    let mut stage = Stage::guarded();
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    let liquidator = stage.actor("liquidator");
    stage.deposit(&borrower, SOL, 500_000_000_000).unwrap();
    let single = stage.actor("single");
    stage.deposit(&single, SOL, 100_000_000_000).unwrap();
    stage.borrow(&single, USDC, 5_000_000_000).unwrap();
    stage.machine.warp(60);
    figures.take(
        "deposit",
        stage.deposit(&borrower, SOL, 500_000_000_000).unwrap(),
    );
    stage.borrow(&borrower, USDC, 1_000_000_000).unwrap();
    stage.machine.warp(30);
    figures.take(
        "borrow",
        stage.borrow(&borrower, USDC, 10_000_000_000).unwrap(),
    );
    stage.machine.warp(10);
    figures.take(
        "repay",
        stage.repay(&borrower, USDC, 1_000_000_000).unwrap(),
    );
    stage.machine.warp(10);
    figures.take(
        "withdraw",
        stage.withdraw(&borrower, SOL, 1_000_000_000).unwrap(),
    );
    stage.deposit(&borrower, ETH, 100_000_000).unwrap();
    stage.machine.warp(10);
    stage.refresh_prices([100, 1, 2_000]);
    figures.take(
        "borrow, 2 collaterals",
        stage.borrow(&borrower, USDC, 40_000_000_000).unwrap(),
    );
    risk(&mut stage, &mut figures);
    stage.refresh_prices([60, 1, 1_200]);
    figures.take(
        "liquidate, 2 collaterals",
        stage
            .liquidate(&liquidator, &borrower, USDC, SOL, 5_000_000_000)
            .unwrap(),
    );
    stage.withdraw(&borrower, ETH, u64::MAX).unwrap_err();
    figures.take(
        "liquidate",
        stage
            .liquidate(&liquidator, &single, USDC, SOL, 1_000_000_000)
            .unwrap(),
    );
    debt_free(&mut stage, &mut figures);
    let size = std::fs::metadata(program_path()).unwrap().len();
    figures.0.insert("program size in bytes".into(), size);
    figures.0
}

fn risk(stage: &mut Stage, figures: &mut Figures) {
    stage.machine.warp(10);
    for publisher in 0..4 {
        stage.report(MARKET_FEED, publisher, 2_500).unwrap();
    }
    figures.take(
        "report_submit",
        stage.report(MARKET_FEED, 4, 3_000).unwrap(),
    );
    figures.take(
        "terms_advance, 5 publishers",
        stage.advance(MARKET_FEED).unwrap(),
    );
    seven_publishers(stage, figures);
    stage.machine.warp(60);
    figures.take("accrue", stage.accrue(USDC).unwrap());
    stage.set_price(SOL, 101);
    let reserve = &stage.market.reserves[SOL];
    let refresh = price_refresh(&reserve.accounts.reserve, &reserve.price_account, None);
    figures.take(
        "price_refresh",
        stage.machine.send(&[refresh], &[]).unwrap(),
    );
}

fn debt_free(stage: &mut Stage, figures: &mut Figures) {
    let saver = stage.actor("saver");
    stage.deposit(&saver, SOL, 1_000_000_000).unwrap();
    stage.machine.warp(10);
    figures.take(
        "withdraw, no debt",
        stage.withdraw(&saver, SOL, u64::MAX).unwrap(),
    );
    let close = instruction::position_close(&saver.address(), &saver.position);
    figures.take(
        "position_close",
        stage.machine.send(&[close], &[&saver.key]).unwrap(),
    );
    let open = instruction::position_open(
        &stage.machine.payer(),
        &saver.address(),
        &stage.market.market,
        1,
    );
    figures.take(
        "position_open",
        stage.machine.send(&[open], &[&saver.key]).unwrap(),
    );
}

#[derive(Default)]
struct Figures(BTreeMap<String, u64>);

impl Figures {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what is measured is sent in the argument"
    )]
    fn take(&mut self, name: &str, sent: Sent) {
        self.0.insert(name.into(), sent.units);
    }
}

/// The dearest round: seven publishers, and it counts, so that all of them are judged.
fn seven_publishers(stage: &mut Stage, figures: &mut Figures) {
    let admin = stage.market.governance.insecure_clone();
    let (market, feed) = (stage.market.market, stage.market.feeds[MARKET_FEED].address);
    stage.unlaunch();
    let keys = ["sixth", "seventh"].map(keypair_for);
    for key in &keys {
        let add = publisher_add(&admin.pubkey(), &market, &feed, &key.pubkey());
        stage.send(&add, &[&admin]).unwrap();
    }
    stage.edit::<Market>(&market, |market| market.launched_at = 1);
    stage.machine.warp(preset::feed().round_seconds.into());
    for key in &keys {
        let report = stage.next_report(2_700);
        stage.submit_as(key, MARKET_FEED, &report).unwrap();
    }
    for publisher in 0..5 {
        stage.report(MARKET_FEED, publisher, 2_500).unwrap();
    }
    figures.take(
        "terms_advance, 7 publishers",
        stage.advance(MARKET_FEED).unwrap(),
    );
    stage.refresh_prices([100, 1, 2_000]);
}
