//! One user, one lender, one liquidator, on a market with every limit and breaker in force.

use super::Figures;
use ballast_client::instruction::{self, RewardSide, price_refresh, publisher_add};
use ballast_client::layout::Market;
use ballast_policy::preset;
use ballast_policy::reward::{CLAIM_SECONDS, LEAST_SECONDS};
use ballast_tests::{Actor, ETH, MARKET_FEED, SOL, Stage, USDC};
use ballast_vm::keypair_for;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

/// Runs every instruction once, on a market that is in use.
pub(super) fn measure(figures: &mut Figures) {
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
    risk(&mut stage, figures);
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
    debt_free(&mut stage, figures);
    aside(&mut stage, figures, &single);
    rewards(figures);
}

/// What is not a move of a user's own tokens.
fn aside(stage: &mut Stage, figures: &mut Figures, borrower: &Actor) {
    let other = stage.actor("other");
    figures.take(
        "flash_borrow and flash_repay",
        stage.flash(&other, USDC, 1_000_000, &[]).unwrap(),
    );
    figures.take("insure", stage.insure(&other, USDC, 1_000).unwrap());
    figures.take("fees_collect", stage.collect_fees(USDC).1.unwrap());
    figures.take("position_mark", stage.mark(borrower).unwrap());
    let reserves = stage.others(borrower, &[USDC]);
    let market = stage.market.market;
    let view = instruction::position_view(
        &market,
        &stage.accounts(USDC),
        &borrower.position,
        &reserves,
    );
    figures.take("position_view", stage.send(&view, &[]).unwrap());
    let join = instruction::position_join(&other.address(), &other.position, 1);
    figures.take("position_join", stage.send(&join, &[&other.key]).unwrap());
    let to = borrower.address();
    let delegate = instruction::position_delegate(&other.address(), &other.position, &to, 1);
    figures.take(
        "position_delegate",
        stage.send(&delegate, &[&other.key]).unwrap(),
    );
    bring_prices(stage, figures, borrower, &other);
    stage.refresh_prices([20, 1, 2_000]);
    while stage
        .liquidate(&other, borrower, USDC, SOL, u64::MAX)
        .is_ok()
    {}
    figures.take("bad_debt_resolve", stage.resolve(borrower, USDC).unwrap());
}

/// The life of a reserve's rewards.
fn rewards(figures: &mut Figures) {
    let mut stage = Stage::new();
    let holder = stage.lender(SOL, 1_000_000);
    let rewards = stage.rewards(SOL, RewardSide::Deposit);
    figures.take("reward_open", stage.open_rewards(&rewards).unwrap());
    let funded = stage
        .fund_rewards(&rewards, 1_000_000, LEAST_SECONDS)
        .unwrap();
    figures.take("reward_fund", funded);
    stage.machine.warp(LEAST_SECONDS.into());
    figures.take("reward_claim", stage.claim(&rewards, &holder).unwrap().1);
    stage.machine.warp(CLAIM_SECONDS);
    figures.take("reward_retire", stage.retire_rewards(&rewards).unwrap());
}

/// A liquidation that loads both prices itself.
fn bring_prices(stage: &mut Stage, figures: &mut Figures, borrower: &Actor, liquidator: &Actor) {
    stage.machine.warp(10);
    let updates: Vec<_> = [(SOL, 60), (USDC, 1)]
        .map(|(reserve, dollars)| {
            let update = stage.price_update(reserve, dollars);
            stage.publish(reserve, &update)
        })
        .to_vec();
    let liquidate = stage.liquidate_instruction(liquidator, borrower, USDC, SOL, 1_000_000);
    let refreshed = [SOL, USDC].map(|reserve| stage.accounts(reserve).reserve);
    let liquidate = instruction::with_prices(liquidate, &updates, &refreshed);
    figures.take(
        "liquidate, both prices along",
        stage.send(&liquidate, &[&liquidator.key]).unwrap(),
    );
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
    let refresh = price_refresh(&reserve.accounts.reserve, &reserve.price_account, &[]);
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
    round(stage, &keys, |publisher| 9_000 - 1_000 * publisher);
    figures.take(
        "terms_advance, 7 publishers of unlike depths",
        stage.advance(MARKET_FEED).unwrap(),
    );
    // What follows is measured with a full book.
    round(stage, &keys, |_| 10_000);
    stage.advance(MARKET_FEED).unwrap();
    stage.refresh_prices([100, 1, 2_000]);
}

/// The reports of a round that counts, with the depth that each publisher sees.
fn round(stage: &mut Stage, others: &[Keypair; 2], depth: impl Fn(u16) -> u16) {
    stage.machine.warp(preset::feed().round_seconds.into());
    for publisher in 0..5 {
        let mut report = stage.next_report(2_500);
        report.depth_bps = depth(publisher);
        let place = usize::from(publisher);
        stage.submit(MARKET_FEED, place, &report).unwrap();
    }
    for key in others {
        let mut report = stage.next_report(2_700);
        report.depth_bps = depth(5);
        stage.submit_as(key, MARKET_FEED, &report).unwrap();
    }
}
