//! A market of dollars and SOL, whose policy is the published one, and what is at hand.

use ballast_client::layout::{Market, Position, Reserve as Stored};
use ballast_policy::control::{MarketFlows, MarketLimits, ReserveFlows, ReserveLimits};
use ballast_policy::ledger::Ledger;
use ballast_policy::market::{Action, Feed, Reserve};
use ballast_policy::position::Position as Holdings;
use ballast_policy::preset;
use ballast_policy::price::{CachedPrice, Quote};
use ballast_policy::reward::RewardStream;
use ballast_policy::schedule::Schedule;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use bytemuck::Zeroable as _;
use solana_address::Address;

use super::Purse;
use crate::keeper::{Books, Placed, Scene};
use crate::rpc::ChainClock;

const NOW: i64 = 1_700_000_000;
pub(super) const DOLLARS: ReserveIndex = ReserveIndex(0);
pub(super) const SOL: ReserveIndex = ReserveIndex(1);
pub(super) const DOLLAR: u64 = 1_000_000;
pub(super) const ONE_SOL: u64 = 1_000_000_000;

/// A market with a lender, and a borrower who holds ten SOL bought at 100 dollars and owes `debt` dollars; SOL then costs
/// `price` dollars.
pub(super) fn market(debt: u64, price: i64) -> (Scene, Placed<Position>) {
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

pub(super) fn purse(dollars: u64) -> Purse {
    let mut purse = Purse::default();
    purse.put(DOLLARS, Address::new_unique(), dollars * DOLLAR);
    purse.put(SOL, Address::new_unique(), 0);
    purse
}
