//! Offers on a market of dollars and SOL, whose policy is the published one.

use ballast_client::layout::Position;
use proptest::prelude::*;

use super::super::fixture::{DOLLAR, DOLLARS, ONE_SOL, market, purse};
use super::*;

fn judged(scene: &Scene, position: &Placed<Position>, purse: &Purse, room: f64) -> Judged {
    let profit = ProfitConfig::default();
    let candidate = Candidate {
        scene,
        books: &scene.books,
        purse,
        keep_bps: 0,
        room_dollars: room,
        profit: &profit,
    };
    judge(&candidate, position)
}

#[test]
fn healthy_position_has_no_offer_whatever_is_at_hand() {
    let (scene, position) = market(500, 100);

    let judged = judged(&scene, &position, &purse(1_000_000), 1e9);

    assert!(matches!(judged, Judged::Healthy { used_bps } if used_bps > 5_000));
}

#[test]
fn offer_is_worth_the_bonus_less_the_protocols_part_and_the_cost_of_selling() {
    let (scene, position) = market(500, 58);

    let Judged::Unhealthy(offer) = judged(&scene, &position, &purse(1_000_000), 1e9) else {
        panic!("it is past its threshold");
    };

    let paid = 58.0 * offer.paid as f64 / ONE_SOL as f64;
    let expected = paid * 0.997 - offer.repaid as f64 / DOLLAR as f64;
    assert!((offer.gain_dollars - expected).abs() < 1e-3, "{offer:?}");
    assert!(offer.bonus_bps > 0 && !offer.leaves_bad_debt, "{offer:?}");
}

#[test]
fn without_tokens_room_or_an_account_nothing_is_offered_and_the_reason_is_told() {
    let (scene, position) = market(500, 58);
    let mut without_account = Purse::default();
    without_account.put(DOLLARS, Address::new_unique(), 1_000 * DOLLAR);

    let of = |purse: &Purse, room| judged(&scene, &position, purse, room);

    let nothing = Judged::Stuck(Refused::NothingToRepay);
    assert_eq!(of(&purse(0), 1e9), nothing);
    assert_eq!(of(&purse(1_000), 0.0), nothing);
    let account = Judged::Stuck(Refused::NoAccountForCollateral);
    assert_eq!(of(&without_account, 1e9), account);
}

#[test]
fn debt_that_is_left_without_collateral_is_told() {
    let (scene, position) = market(500, 20);

    let Judged::Unhealthy(offer) = judged(&scene, &position, &purse(1_000_000), 1e9) else {
        panic!("it is past its threshold");
    };

    assert!(offer.leaves_bad_debt, "{offer:?}");
    assert_eq!(
        offer.repaid_dollars.ceil() as u64,
        offer.repaid.div_ceil(DOLLAR)
    );
}

proptest! {
    #[test]
    fn no_offer_for_the_healthy_and_none_beyond_purse_or_room(
        debt in 1u64..600,
        price in 5i64..200,
        held in 0u64..800,
        room in 0.0f64..800.0,
    ) {
        let (scene, position) = market(debt, price);

        let judged = judged(&scene, &position, &purse(held), room);

        let now = scene.now();
        let holdings = policy_holdings(&position.1);
        let mut books = scene.books.clone();
        let health = books.market().health(&holdings, Purpose::Liquidating, now).unwrap();
        match judged {
            Judged::Healthy { .. } => prop_assert!(health.check_may_liquidate().is_err()),
            Judged::Unhealthy(offer) => {
                prop_assert!(health.check_may_liquidate().is_ok());
                prop_assert!(offer.repaid <= held * DOLLAR);
                prop_assert!(offer.repaid as f64 / DOLLAR as f64 <= room);
            }
            Judged::Stuck(_) => prop_assert!(health.check_may_liquidate().is_ok()),
        }
    }
}
