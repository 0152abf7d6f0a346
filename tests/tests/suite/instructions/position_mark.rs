//! `position_mark`: anyone notes that a position is unhealthy, and the bonus for liquidating it grows from then on.

use ballast_client::event::{Event, PositionMarked};
use ballast_client::instruction::{self, with_prices};
use ballast_policy::Rule;
use ballast_tests::{
    Actor, Kind, LOAN, LendingError, Loan, SOL, Stage, USDC, every_account_is_checked_up_to,
    refused_and_unchanged, with_accounts,
};

/// A loan that is a little past its threshold, and a liquidator.
fn unhealthy() -> (Stage, Actor, Actor) {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    stage.set_price(SOL, 62);
    (stage, borrower, liquidator)
}

/// The bonus of a liquidation now, basis points.
fn bonus(stage: &mut Stage, liquidator: &Actor, borrower: &Actor) -> u32 {
    let sent = stage
        .liquidate(liquidator, borrower, USDC, SOL, 1_000_000)
        .unwrap();
    let [Event::PositionLiquidated(event)] = sent.events[..] else {
        panic!("{:?}", sent.events)
    };
    event.bonus_bps
}

#[test]
fn a_marked_position_earns_its_liquidator_a_tenth_of_a_percent_more_every_minute() {
    // Given a position of which two liquidators know, one of whom marks it
    let (mut stage, borrower, liquidator) = unhealthy();
    let at_once = bonus(&mut stage, &liquidator, &borrower);
    let (mut stage, borrower, liquidator) = unhealthy();
    let sent = stage.mark(&borrower).unwrap();
    let unhealthy_since = stage.machine.now();
    let event = PositionMarked {
        position: borrower.position,
        unhealthy_since,
    };
    assert_eq!(sent.events, [Event::PositionMarked(event)]);

    // When nobody acts for five minutes, then it is worth half a percent more
    stage.machine.warp(300);
    stage.refresh_prices([62, 1, 2_000]);
    stage.mark(&borrower).unwrap();
    assert_eq!(stage.holdings(&borrower).unhealthy_since, unhealthy_since);
    assert_eq!(bonus(&mut stage, &liquidator, &borrower), at_once + 50);

    // And once it is healthy again the spell is over
    stage.repay(&borrower, USDC, LOAN / 10).unwrap();
    stage.machine.warp(60);
    stage.refresh_prices([62, 1, 2_000]);
    stage.mark(&borrower).unwrap();
    assert_eq!(stage.holdings(&borrower).unhealthy_since, 0);
}

#[test]
fn nobody_is_noted_by_a_price_of_before() {
    let (mut stage, borrower, _) = unhealthy();
    stage.machine.warp(121);
    refused_and_unchanged(&mut stage, Rule::PriceTooOld, |stage| stage.mark(&borrower));
}

#[test]
fn prices_come_along_into_the_reserves_that_are_writable() {
    // Given a loan whose collateral's price has fallen, and nobody has loaded it
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    stage.machine.warp(60);
    let update = stage.price_update(SOL, 62);
    let account = stage.publish(SOL, &update);
    let before = stage.reserve(SOL).price;

    // When it is shown to a mark, then the mark goes by it
    let reserves = stage.others(&borrower, &[]);
    let mark = instruction::position_mark(&stage.market.market, &borrower.position, &reserves);
    let without_right = with_prices(mark.clone(), &[account], &[]);
    for healthy in [&mark, &without_right] {
        stage.send(healthy, &[]).unwrap();
        assert_eq!(stage.holdings(&borrower).unhealthy_since, 0);
    }
    let with = with_prices(mark, &[account], &[stage.accounts(SOL).reserve]);
    stage.send(&with, &[]).unwrap();
    assert_eq!(
        stage.holdings(&borrower).unhealthy_since,
        stage.machine.now()
    );
    assert!(stage.reserve(SOL).price.mid < before.mid);
    assert_eq!(stage.reserve(SOL).price.published_at, stage.machine.now());
}

#[test]
fn a_foreign_position_or_reserve_is_refused() {
    let (mut stage, borrower, _) = unhealthy();
    let second = stage.second_market();
    let foreigner = stage.actor_in(&second, "foreigner");
    let reserves = stage.others(&borrower, &[]);
    let mark = instruction::position_mark(&stage.market.market, &borrower.position, &reserves);
    for replaced in [
        (0, second.market),
        (1, foreigner.position),
        (2, second.reserves[SOL].accounts.reserve),
    ] {
        let mark = with_accounts(&mark, &[replaced]);
        refused_and_unchanged(&mut stage, LendingError::WrongMarket, |stage| {
            stage.send(&mark, &[])
        });
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let (mut stage, borrower, _) = unhealthy();
    let reserves = stage.others(&borrower, &[]);
    let mark = instruction::position_mark(&stage.market.market, &borrower.position, &reserves);
    let mut named = mark.clone();
    named.accounts.truncate(2);
    // Without the pairs the position's reserves are missing: the accounts are looked at before that.
    refused_and_unchanged(&mut stage, Rule::ReserveMissing, |stage| {
        stage.send(&named, &[])
    });
    let kinds = [
        vec![Kind::MARKET, Kind::POSITION],
        [Kind::RESERVE, Kind::FEED].repeat(2),
    ]
    .concat();
    every_account_is_checked_up_to(&mut stage, &mark, 2, &kinds);
}
