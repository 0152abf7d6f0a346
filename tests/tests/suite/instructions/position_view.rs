//! `position_view`: what an integrator needs to know, from the program itself.

use ballast_client::instruction;
use ballast_client::layout::PositionView;
use ballast_policy::health::Purpose;
use ballast_tests::{
    Actor, ETH, Kind, LendingError, Loan, SOL, Stage, USDC, every_account_is_checked_up_to,
    refused_and_unchanged, with_accounts,
};
use solana_instruction::Instruction;

fn ask(stage: &Stage, actor: &Actor, reserve: usize) -> Instruction {
    let others = stage.others(actor, &[reserve]);
    let market = stage.market.market;
    instruction::position_view(&market, &stage.accounts(reserve), &actor.position, &others)
}

fn view(stage: &mut Stage, actor: &Actor, reserve: usize) -> PositionView {
    let sent = stage.send(&ask(stage, actor, reserve), &[]).unwrap();
    bytemuck::pod_read_unaligned(&sent.returned)
}

#[test]
fn the_view_is_policys_and_changes_nothing() {
    // Given a borrower with two collaterals, an hour after anyone touched the market
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    stage.deposit(&borrower, ETH, 1_000_000).unwrap();
    stage.machine.warp(60);

    // When it is asked for, then totals, assets and order are policy's
    let before = (stage.reserve(USDC), stage.holdings(&borrower));
    let seen = view(&mut stage, &borrower, USDC);
    assert_eq!(before, (stage.reserve(USDC), stage.holdings(&borrower)));
    let held = stage.health(&borrower, Purpose::Liquidating).unwrap();
    let opens = stage.health(&borrower, Purpose::Opening).unwrap();
    assert_eq!(
        [
            seen.collateral,
            seen.debt,
            seen.borrow_limit,
            seen.liquidation_limit
        ],
        [
            held.collateral.0,
            held.debt.0,
            opens.borrow_limit.0,
            held.liquidation_limit.0
        ]
    );
    let assets = seen.assets.map(|asset| asset.reserve);
    assert_eq!((seen.deposits, seen.borrows), (2, 1));
    assert_eq!(assets[..3], [0, 2, 1]);
    assert_eq!(seen.assets[0].threshold_bps, 8_000);
    // 8 000 dollars of limit and a bit for ETH against 5 000: about 37 percent down.
    assert!((3_700..3_800).contains(&seen.distance_bps), "{seen:?}");
}

#[test]
fn the_rooms_are_exact_to_the_base_unit() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let seen = view(&mut stage, &borrower, USDC);
    assert!(seen.borrow_room > 1_900_000_000, "{}", seen.borrow_room);
    stage
        .borrow(&borrower, USDC, seen.borrow_room + 1)
        .unwrap_err();
    let collateral = view(&mut stage, &borrower, SOL).withdraw_room;
    stage.withdraw(&borrower, SOL, collateral + 1).unwrap_err();
    stage.withdraw(&borrower, SOL, collateral).unwrap();
    assert!(view(&mut stage, &borrower, USDC).borrow_room <= 1);
    stage.repay(&borrower, USDC, 1_000_000_000).unwrap();
    let room = view(&mut stage, &borrower, USDC).borrow_room;
    stage.borrow(&borrower, USDC, room).unwrap();
}

#[test]
fn a_view_costs_less_than_a_fifth_of_what_a_transaction_may() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let sent = stage.send(&ask(&stage, &borrower, USDC), &[]).unwrap();
    assert!(sent.units < 200_000, "{}", sent.units);
}

#[test]
fn a_foreign_reserve_feed_or_position_is_refused() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let second = stage.second_market();
    let foreigner = stage.actor_in(&second, "foreigner");
    let (ask, foreign) = (ask(&stage, &borrower, USDC), second.reserves[USDC].accounts);
    let cases = [
        (vec![(0, second.market)], LendingError::WrongMarket),
        (vec![(1, stage.accounts(SOL).feed)], LendingError::WrongFeed),
        (
            vec![(1, foreign.feed), (2, foreign.reserve)],
            LendingError::WrongMarket,
        ),
        (vec![(3, foreigner.position)], LendingError::WrongMarket),
    ];
    for (replaced, error) in cases {
        let ask = with_accounts(&ask, &replaced);
        refused_and_unchanged(&mut stage, error, |stage| stage.send(&ask, &[]));
    }
}

#[test]
fn accounts_of_the_wrong_owner_kind_length_or_access_are_refused() {
    let Loan {
        mut stage,
        borrower,
        ..
    } = Loan::new();
    let ask = ask(&stage, &borrower, USDC);
    let named = [Kind::MARKET, Kind::FEED, Kind::RESERVE, Kind::POSITION];
    let kinds = [&named[..], &[Kind::RESERVE, Kind::FEED]].concat();
    every_account_is_checked_up_to(&mut stage, &ask, 4, &kinds);
}
