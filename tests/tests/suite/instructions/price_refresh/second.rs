//! A reserve with two sources: both are shown, the first is believed, and a disagreement stops opening.

use ballast_client::event::Event;
use ballast_client::instruction;
use ballast_policy::Rule;
use ballast_policy::breaker::Breaker;
use ballast_tests::{
    LendingError, SOL, Stage, USDC, refused_and_unchanged, second_account, with_accounts,
};

/// A calm market in which SOL has two sources, both at 100 dollars.
fn two_sources() -> Stage {
    let mut stage = Stage::guarded();
    stage.add_second_source(SOL, 100);
    stage.calm_down();
    stage.set_price(USDC, 1);
    stage.load_both(SOL, 100, 100).unwrap();
    stage
}

#[test]
fn both_prices_are_stored_and_the_first_is_believed() {
    let mut stage = two_sources();
    stage.machine.warp(5);
    let sent = stage.load_both(SOL, 102, 101).unwrap();
    assert!(matches!(sent.events[..], [Event::PriceLoaded(_)]));
    let reserve = stage.reserve(SOL);
    assert!(reserve.price.mid > reserve.second_price.mid);
    assert_eq!(reserve.second_price.published_at, stage.machine.now());
}

#[test]
fn a_second_sources_update_that_is_not_shown_leaves_its_price_and_a_foreign_one_is_refused() {
    // When only the first is shown, then the second keeps its price of before, and grows old
    let mut stage = two_sources();
    let before = stage.reserve(SOL).second_price;
    stage.machine.warp(5);
    stage.set_price(SOL, 101);
    let reserve = stage.reserve(SOL);
    assert_eq!(reserve.second_price, before);
    assert_eq!(reserve.price.published_at, stage.machine.now());

    // When an update of another feed or owner is shown as the second, then nothing is taken
    let (first, _) = stage.publish_both(SOL, 100, 100);
    let target = stage.accounts(SOL).reserve;
    let twice = instruction::price_refresh(&target, &first, &[first]);
    refused_and_unchanged(&mut stage, LendingError::OracleFeedMismatch, |stage| {
        stage.send(&twice, &[])
    });
    let market = stage.market.market;
    let nothing = instruction::price_refresh(&target, &first, &[market]);
    refused_and_unchanged(&mut stage, LendingError::OracleOwnerNotAllowed, |stage| {
        stage.send(&nothing, &[])
    });
}

#[test]
fn two_sources_that_disagree_halt_what_opens_and_nothing_that_closes() {
    // Given a borrower, and a second source that is four percent off
    let mut stage = two_sources();
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 100_000_000_000).unwrap();
    stage.borrow(&borrower, USDC, 5_000_000_000).unwrap();
    let sent = stage.load_both(SOL, 100, 104).unwrap();
    let [Event::PriceLoaded(_), Event::BreakerTripped(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    assert_eq!(event.breakers, 1 << Breaker::SourcesDisagree.number());

    // When it borrows more or takes collateral out, then it is refused; adding and repaying is not
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
    refused_and_unchanged(&mut stage, Rule::ReleaseHalted, |stage| {
        stage.withdraw(&borrower, SOL, 1)
    });
    stage.deposit(&borrower, SOL, 1).unwrap();
    stage.repay(&borrower, USDC, 1_000).unwrap();

    // And lending SOL itself is halted as well
    stage.lender(SOL, 1_000_000_000);
    let other = stage.actor("other");
    stage.deposit(&other, USDC, 1_000_000_000).unwrap();
    refused_and_unchanged(&mut stage, Rule::BorrowHalted, |stage| {
        stage.borrow(&other, SOL, 1_000)
    });
}

#[test]
fn an_old_update_of_the_second_source_neither_counts_nor_trips() {
    // Given an update of the second source from a time when the price was another
    let mut stage = two_sources();
    let (_, second) = stage.publish_both(SOL, 100, 120);
    assert_eq!(second, second_account(SOL));
    let old = stage.machine.account(&second).unwrap();
    stage.machine.warp(121);
    stage.load_both(SOL, 100, 100).unwrap();
    let before = stage.reserve(SOL);

    // When someone shows it, then it changes nothing
    stage.machine.store(&second, old).unwrap();
    let target = stage.accounts(SOL).reserve;
    let first = stage.market.reserves[SOL].price_account;
    let refresh = instruction::price_refresh(&target, &first, &[second]);
    stage.send(&refresh, &[]).unwrap();
    assert_eq!(stage.reserve(SOL), before);
    let swapped = with_accounts(&refresh, &[(1, second), (2, first)]);
    refused_and_unchanged(&mut stage, LendingError::OracleFeedMismatch, |stage| {
        stage.send(&swapped, &[])
    });
}

#[test]
fn a_second_source_that_is_silent_stops_new_debt_until_it_speaks() {
    let mut stage = two_sources();
    stage.lender(USDC, 1_000_000_000_000);
    let borrower = stage.actor("borrower");
    stage.deposit(&borrower, SOL, 100_000_000_000).unwrap();
    let (_, second) = stage.publish_both(SOL, 100, 100);
    let silent = stage.machine.account(&second).unwrap();
    stage.machine.warp(121);
    stage.set_price(USDC, 1);
    stage.publish_both(SOL, 100, 100);
    stage.machine.store(&second, silent).unwrap();
    let target = stage.accounts(SOL).reserve;
    let first = stage.market.reserves[SOL].price_account;
    let refresh = instruction::price_refresh(&target, &first, &[second]);
    stage.send(&refresh, &[]).unwrap();
    refused_and_unchanged(&mut stage, Rule::BorrowLimitExceeded, |stage| {
        stage.borrow(&borrower, USDC, 1_000_000)
    });
    stage.load_both(SOL, 100, 100).unwrap();
    stage.borrow(&borrower, USDC, 1_000_000).unwrap();
}
