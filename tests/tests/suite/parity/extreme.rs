//! Books, prices and holdings at the ends of 64 bits, which no sequence reaches: both sides refuse alike, and neither
//! breaks off.

use super::compare::{assert_same_refusal, read};
use ballast_client::address::vault;
use ballast_client::layout::{self, Position, Reserve};
use ballast_policy::market::Action;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};
use ballast_tests::{Actor, SOL, Stage, USDC, cases};
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof};
use proptest::test_runner::TestRunner;
use std::cell::RefCell;

/// States when `PROPTEST_CASES` does not say otherwise.
const STATES: u32 = 600;

/// A number that tends to an end, or to a power of two.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![
        2 => Just(0u64),
        2 => Just(1),
        3 => Just(u64::MAX),
        2 => (0u32..64).prop_map(|bit| 1 << bit),
        2 => 0u64..1_000_000_000_000,
        2 => any::<u64>(),
    ]
}

/// What is written into both reserves and the position.
#[derive(Clone, Debug)]
struct State {
    ledgers: [layout::Ledger; 2],
    prices: [layout::CachedPrice; 2],
    held: u64,
    owed: u64,
}

fn ledger() -> impl Strategy<Value = layout::Ledger> {
    let whole = prop_oneof![4 => Just(1u64), 1 => number()];
    let amounts = [(); 7].map(|()| number());
    let accrued_at = prop_oneof![3 => Just(0u64), 1 => number()];
    (amounts, whole, accrued_at).prop_map(|(amounts, whole, before)| {
        let [
            cash,
            deposit_shares,
            debt_shares,
            fraction,
            fees_owed,
            rate,
            insurance,
        ] = amounts;
        layout::Ledger {
            cash,
            deposit_shares,
            debt_shares,
            index: layout::BorrowIndex { whole, fraction },
            fees_owed,
            rate,
            accrued_at: ballast_tests::START.saturating_sub(before),
            insurance,
            group_debt_shares: debt_shares,
            fee_carry: 9_999,
            virtual_lost: (rate & 0xffff) as u32,
        }
    })
}

fn price() -> impl Strategy<Value = layout::CachedPrice> {
    [number(), number(), number()].prop_map(|[low, mid, high]| layout::CachedPrice {
        low,
        mid,
        high,
        published_at: u64::MAX,
    })
}

fn state() -> impl Strategy<Value = State> {
    ([ledger(), ledger()], [price(), price()], number(), number()).prop_map(
        |(ledgers, prices, held, owed)| State {
            ledgers,
            prices,
            held,
            owed,
        },
    )
}

/// An action on SOL as collateral and USDC as debt.
fn action() -> impl Strategy<Value = Action> {
    let (sol, usdc) = (ReserveIndex(0), ReserveIndex(1));
    (0u8..5, number()).prop_map(move |(kind, amount)| {
        let amount = TokenAmount(amount);
        match kind {
            0 => Action::Deposit(sol, amount),
            1 => Action::Withdraw(sol, amount),
            2 => Action::Borrow(usdc, amount),
            3 => Action::Repay(usdc, amount),
            _ => Action::Liquidate {
                debt: usdc,
                collateral: sol,
                amount,
            },
        }
    })
}

/// Writes `state` over the market; each vault holds what the books say.
fn write(stage: &mut Stage, actor: &Actor, state: &State) {
    for reserve in [SOL, USDC] {
        let address = stage.accounts(reserve).reserve;
        let (ledger, price) = (state.ledgers[reserve], state.prices[reserve]);
        stage.edit::<Reserve>(&address, |reserve| {
            (reserve.ledger, reserve.price) = (ledger, price);
        });
        stage.set_tokens(&vault(&address).0, ledger.cash);
        // No token has more units than 64 bits count; the token program relies on it.
        stage.set_tokens(
            &actor.tokens[reserve],
            (u64::MAX - ledger.cash).min(1 << 62),
        );
    }
    stage.edit::<Position>(&actor.position, |position| {
        position.holdings = bytemuck::Zeroable::zeroed();
        position.holdings.deposits[0].shares = state.held;
        let debt = &mut position.holdings.borrows[0];
        (debt.shares, debt.reserve) = (state.owed, 1);
    });
}

#[test]
fn extreme_books_end_alike_in_program_and_policy() {
    let stage = RefCell::new(Stage::new());
    let actor = stage.borrow_mut().actor("actor");
    let config = cases(STATES);
    let seed = config.rng_seed;
    let went_through = RefCell::new(0);

    // Given any numbers in books, prices and holdings, when an action is taken on both sides
    let outcome = TestRunner::new(config).run(&(state(), action()), |(state, action)| {
        let stage = &mut *stage.borrow_mut();
        write(stage, &actor, &state);
        let actors = std::slice::from_ref(&actor);
        let mut model = read(stage, actors);
        let now = Timestamp(stage.machine.now());
        let sent = match action {
            Action::Deposit(_, amount) => stage.deposit(&actor, SOL, amount.0),
            Action::Withdraw(_, amount) => stage.withdraw(&actor, SOL, amount.0),
            Action::Borrow(_, amount) => stage.borrow(&actor, USDC, amount.0),
            Action::Repay(_, amount) => stage.repay(&actor, USDC, amount.0),
            Action::Liquidate { amount, .. } => {
                stage.liquidate(&actor, &actor, USDC, SOL, amount.0)
            }
        };

        // Then both end alike
        match model.act(0, 0, action, now) {
            Ok(_) => {
                sent.unwrap_or_else(|error| panic!("policy allows it: {error}"));
                *went_through.borrow_mut() += 1;
            }
            Err(refused) => assert_same_refusal(sent, refused),
        }
        prop_assert_eq!(read(stage, actors), model);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}\nseed: {seed} (PROPTEST_RNG_SEED)");
    }
    println!("{} of them went through", went_through.into_inner());
}
