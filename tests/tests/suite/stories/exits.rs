//! INV-10 and INV-11: who owes nothing can always leave, and who owes can always pay.

use ballast_client::layout::{Limit, Market, Reserve};
use ballast_policy::Rule;
use ballast_tests::{
    COLLATERAL, LENT, Loan, PURSE, SOL, STABLE_FEED, Stage, USDC, refused_and_unchanged,
};

/// The states of a feed: its last score, and how long ago it was, seconds.
const FEEDS: [(u16, u64); 7] = [
    (2_000, 0),
    (5_000, 0),
    (9_000, 0),
    (2_000, 5_000),
    (9_000, 5_000),
    (2_000, 30_000),
    (2_000, 10_000_000),
];

/// What is known of the prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prices {
    Fresh,
    Old,
    Never,
    /// At the smallest number that is a price.
    Crashed,
}

/// Brings a market's feeds and prices into a state.
fn into_state(stage: &mut Stage, (score, age): (u16, u64), prices: Prices) {
    stage.machine.warp(1);
    stage.score_all(score);
    stage.machine.warp(age);
    for reserve in [SOL, USDC] {
        let address = stage.accounts(reserve).reserve;
        match prices {
            Prices::Fresh => stage.set_price(reserve, if reserve == SOL { 100 } else { 1 }),
            Prices::Old => {}
            Prices::Never => stage.edit::<Reserve>(&address, |reserve| {
                reserve.price = bytemuck::Zeroable::zeroed();
            }),
            Prices::Crashed => {
                let mut update = stage.price_update(reserve, 1);
                (update.price, update.confidence) = (1, 0);
                stage.load_price(reserve, &update).unwrap();
            }
        }
    }
    if prices == Prices::Old {
        stage.machine.warp(121);
    }
}

/// No limit lets anything pass, and every breaker of every reserve halts whatever it can.
fn shut(stage: &mut Stage) {
    let nothing = Limit {
        capacities: [0; 3],
        window_seconds: 86_400,
        padding: 0,
    };
    let now = stage.machine.now();
    for reserve in [SOL, USDC] {
        let address = stage.accounts(reserve).reserve;
        stage.edit::<Reserve>(&address, |reserve| {
            let limits = &mut reserve.limits;
            (limits.outflow, limits.inflow, limits.fresh) = (nothing, nothing, nothing);
            for rule in &mut limits.breakers {
                rule.threshold = 1;
                rule.duration_seconds = 604_799;
                rule.cooldown_seconds = 604_800;
                rule.verdicts = [2; 3];
            }
            reserve.flows.breakers.tripped = 0x1ff;
            reserve.flows.breakers.tripped_at = [now; 9];
        });
    }
    let market = stage.market.market;
    stage.edit::<Market>(&market, |market| {
        let limits = &mut market.limits;
        (limits.outflow, limits.inflow, limits.fresh) = (nothing, nothing, nothing);
    });
}

#[test]
fn with_every_limit_at_nothing_and_every_breaker_tripped_all_exits_stay_open() {
    // Given a loan, and everything shut that can be
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    let liquidator = stage.actor("liquidator");
    shut(&mut stage);
    refused_and_unchanged(&mut stage, Rule::BorrowHalted, |stage| {
        stage.borrow(&borrower, USDC, 1)
    });
    refused_and_unchanged(&mut stage, Rule::ReleaseHalted, |stage| {
        stage.withdraw(&borrower, SOL, 1)
    });

    // When people leave, pay, add collateral and liquidate, then nothing stops them
    stage.withdraw(&lender, USDC, 1_000_000_000).unwrap();
    stage.deposit(&borrower, SOL, 1_000_000).unwrap();
    stage.repay(&borrower, USDC, 1_000_000).unwrap();
    stage.set_price(SOL, 60);
    stage
        .liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000_000)
        .unwrap();
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    stage.withdraw(&borrower, SOL, u64::MAX).unwrap();
    stage.withdraw(&lender, USDC, u64::MAX).unwrap();
    stage.assert_books_hold();
}

/// Every combination of feed and prices.
fn states() -> impl Iterator<Item = ((u16, u64), Prices)> {
    let prices = [Prices::Fresh, Prices::Old, Prices::Never, Prices::Crashed];
    FEEDS
        .into_iter()
        .flat_map(move |feed| prices.map(|prices| (feed, prices)))
}

#[test]
fn a_stale_price_blocks_no_saver() {
    for (feed, prices) in states() {
        // Given a saver in a market of any state
        let Loan {
            mut stage, lender, ..
        } = Loan::new();
        into_state(&mut stage, feed, prices);

        // When it puts more in and takes it all out, as far as the cash goes, then no price and no feed is asked
        println!("{feed:?} {prices:?}");
        stage.deposit(&lender, USDC, 1_000_000).unwrap();
        let cash = stage.reserve(USDC).ledger.cash;
        stage.withdraw(&lender, USDC, cash).unwrap();
        assert_eq!(stage.vault_balance(USDC), 0);
        stage.assert_books_hold();
    }
}

#[test]
fn repay_works_in_every_regime_feed_and_price_state() {
    for (feed, prices) in states() {
        // Given a borrower in a market of any state
        let Loan {
            mut stage,
            borrower,
            ..
        } = Loan::new();
        into_state(&mut stage, feed, prices);

        // When it adds collateral, repays a part and then all, then it is free to leave
        println!("{feed:?} {prices:?}");
        stage.deposit(&borrower, SOL, 1_000_000).unwrap();
        stage.repay(&borrower, USDC, 1_000_000).unwrap();
        stage.repay(&borrower, USDC, u64::MAX).unwrap();
        stage.withdraw(&borrower, SOL, u64::MAX).unwrap();
        assert_eq!(stage.purse(&borrower, SOL), PURSE);
        stage.close(&borrower).unwrap();
        stage.assert_books_hold();
    }
}

#[test]
fn an_unhealthy_position_is_liquidated_in_every_regime_and_with_dead_feeds() {
    for feed in FEEDS {
        let Loan {
            mut stage,
            borrower,
            ..
        } = Loan::new();
        let liquidator = stage.actor("liquidator");
        into_state(&mut stage, feed, Prices::Fresh);
        stage.set_price(SOL, 60);
        println!("{feed:?}");
        stage
            .liquidate(&liquidator, &borrower, USDC, SOL, 1_000_000_000)
            .unwrap();
    }
}

#[test]
fn deposits_are_open_to_savers_whatever_the_state() {
    for (feed, prices) in states() {
        let mut stage = Stage::new();
        into_state(&mut stage, feed, prices);
        let saver = stage.lender(SOL, COLLATERAL);
        stage.withdraw(&saver, SOL, u64::MAX).unwrap();
        assert_eq!(stage.purse(&saver, SOL), PURSE);
    }
}

#[test]
fn everyone_can_leave_and_what_remains_is_the_protocols() {
    // Given a loan of a year in a market under stress
    let Loan {
        mut stage,
        lender,
        borrower,
    } = Loan::new();
    stage.machine.warp(1);
    stage.score(STABLE_FEED, &[9_000; 5]);
    stage
        .withdraw(&lender, USDC, LENT - 10_000_000_000)
        .unwrap();
    stage.machine.warp(31_536_000);

    // When the borrower pays and everyone leaves
    stage.repay(&borrower, USDC, u64::MAX).unwrap();
    stage.withdraw(&borrower, SOL, u64::MAX).unwrap();
    stage.withdraw(&lender, USDC, u64::MAX).unwrap();

    // Then the lender has the interest but for a tenth, and the vault holds that tenth and what rounding left
    let ledger = stage.reserve(USDC).ledger;
    let (earned, paid) = (
        stage.purse(&lender, USDC) - PURSE,
        PURSE + ballast_tests::LOAN - stage.purse(&borrower, USDC) - ballast_tests::LOAN,
    );
    assert!(paid > 0 && earned < paid);
    assert_eq!(stage.vault_balance(USDC), paid - earned);
    assert_eq!((ledger.deposit_shares, ledger.debt_shares), (0, 0));
    assert_eq!(ledger.cash, paid - earned);
    assert!(ledger.cash >= ledger.fees_owed);
    assert!(
        ledger.cash - ledger.fees_owed < paid / 100_000 + 10,
        "{ledger:?}"
    );
    assert_eq!(stage.vault_balance(SOL), 0);
}
