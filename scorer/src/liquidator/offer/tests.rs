//! Offers on a market of dollars and SOL, whose policy is the published one.

use ballast_client::layout::{Market, Position, Reserve as Stored};
use ballast_policy::control::{MarketFlows, MarketLimits, ReserveFlows, ReserveLimits};
use ballast_policy::ledger::Ledger;
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::preset;
use ballast_policy::price::{CachedPrice, Quote};
use ballast_policy::reward::RewardStream;
use ballast_policy::schedule::Schedule;
use ballast_policy::unit::Timestamp;
use bytemuck::Zeroable as _;
use proptest::prelude::*;

use super::*;
use crate::rpc::ChainClock;

const NOW: i64 = 1_700_000_000;
const DOLLARS: ReserveIndex = ReserveIndex(0);
const SOL: ReserveIndex = ReserveIndex(1);
const DOLLAR: u64 = 1_000_000;
const ONE_SOL: u64 = 1_000_000_000;

/// A market with a lender, and a borrower who holds ten SOL bought at 100 dollars and owes `debt` dollars; SOL then costs
/// `price` dollars.
fn market(debt: u64, price: i64) -> (Scene, Placed<Position>) {
    let now = Timestamp(NOW.unsigned_abs());
    let reserve = |config| Reserve {
        ledger: Ledger::opened(now),
        config,
        limits: ReserveLimits::NONE,
        flows: ReserveFlows::default(),
        schedule: Schedule::default(),
        price: CachedPrice::default(),
        second: None,
        deposit_rewards: RewardStream::default(),
        borrow_rewards: RewardStream::default(),
        feed: 0,
    };
    let mut books = Books {
        reserves: vec![
            reserve(preset::stable(TokenAmount(1_000_000 * DOLLAR))),
            reserve(preset::volatile(TokenAmount(1_000_000 * ONE_SOL))),
        ],
        feeds: vec![calm()],
        limits: MarketLimits::NONE,
        flows: MarketFlows::default(),
    };
    let quote = |dollars: i64| Quote {
        price: dollars * 100,
        confidence: 0,
        exponent: -2,
        published_at: NOW,
        average: dollars * 100,
    };
    let (mut lender, mut borrower) = (Holdings::default(), Holdings::default());
    let mut shown = books.market();
    shown.refresh(DOLLARS, 6, &quote(1), None, now).unwrap();
    shown.refresh(SOL, 9, &quote(100), None, now).unwrap();
    let lent = Action::Deposit(DOLLARS, TokenAmount(10_000 * DOLLAR));
    shown.apply(&mut lender, lent, now).unwrap();
    let backed = Action::Deposit(SOL, TokenAmount(10 * ONE_SOL));
    shown.apply(&mut borrower, backed, now).unwrap();
    let borrowed = Action::Borrow(DOLLARS, TokenAmount(debt * DOLLAR));
    shown.apply(&mut borrower, borrowed, now).unwrap();
    shown.refresh(SOL, 9, &quote(price), None, now).unwrap();
    let stored = |index: u16, decimals: u8| Stored {
        index,
        decimals,
        ..Stored::zeroed()
    };
    let scene = Scene {
        address: Address::new_unique(),
        clock: ChainClock {
            slot: 1,
            epoch: 0,
            unix_seconds: NOW,
        },
        market: Market {
            reserve_count: 2,
            ..Market::zeroed()
        },
        reserves: vec![
            (Address::new_unique(), stored(0, 6)),
            (Address::new_unique(), stored(1, 9)),
        ],
        feeds: vec![],
        books,
        updates: vec![],
    };
    (scene, (Address::new_unique(), layout(&borrower)))
}

/// A feed that says calm.
fn calm() -> Feed {
    use ballast_policy::feed::FeedState;
    use ballast_policy::mode::Mode;
    use ballast_policy::unit::Score;
    Feed {
        config: preset::feed(),
        state: FeedState {
            consensus_at: Timestamp(NOW.unsigned_abs()),
            ..FeedState::opened(Score(1_000), Mode::Autonomous).unwrap()
        },
        ..Feed::default()
    }
}

/// Holdings of a deposit and a debt as an account has them.
fn layout(holdings: &Holdings) -> Position {
    let mut position = Position::zeroed();
    let deposits = position.holdings.deposits.iter_mut();
    for (slot, held) in deposits.zip(&holdings.deposits) {
        (slot.shares, slot.reserve) = (held.shares.0, held.reserve.0);
    }
    let borrows = position.holdings.borrows.iter_mut();
    for (slot, owed) in borrows.zip(&holdings.borrows) {
        (slot.shares, slot.reserve) = (owed.shares.0, owed.reserve.0);
    }
    position
}

fn purse(dollars: u64) -> Purse {
    let mut purse = Purse::default();
    purse.put(DOLLARS, Address::new_unique(), dollars * DOLLAR);
    purse.put(SOL, Address::new_unique(), 0);
    purse
}

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
