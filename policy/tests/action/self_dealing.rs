//! Nobody creates bad debt at a profit: whoever is lender, borrower and liquidator at once gains nothing by what it does,
//! as long as the market's prices have left its positions enough to pay debt and bonus.

use crate::common::{BTC, RESERVES, SOL, USDC, World, cases, tokens};
use ballast_policy::action::ALL;
use ballast_policy::health::Purpose;
use ballast_policy::liquidation::LiquidationRules;
use ballast_policy::market::{Action, Outcome};
use ballast_policy::unit::{ReserveIndex, TokenAmount, Usd};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

/// The schemer's positions; user 0 lends.
const OWN: [usize; 3] = [1, 2, 3];
/// Histories when the environment does not say otherwise.
const HISTORIES: u32 = 20_000;
/// What rounding may give in one action, 2^-64 dollars: a hundredth of a cent. Every amount is rounded against who acts.
const DUST: i128 = (1 << 64) / 10_000;

const RULES: LiquidationRules = LiquidationRules {
    dust_dollars: 100,
    least_bonus_bps: 50,
    most_bonus_bps: [500, 700, 1_000],
    minute_bonus_bps: 10,
    protocol_share_bps: 1_000,
    close_factor_bps: 5_000,
    full_close_ltv_bps: 9_500,
};

/// One thing that the schemer does: which, with which of its positions and another, in which reserves, how much of what it
/// could, percent.
type Scheme = (u8, usize, usize, ReserveIndex, ReserveIndex, u64);

/// What it puts in and borrows by position, and the prices of SOL and BTC afterwards, percent.
type Start = ([(u64, u64, u64); 3], [i64; 2]);

struct Schemer {
    world: World,
    /// Tokens outside of the market, base units.
    purse: [i128; 3],
}

impl Schemer {
    fn begin((holdings, percents): &Start) -> Self {
        let mut world = World::calm(4);
        for reserve in &mut world.reserves {
            reserve.config.liquidation = RULES;
        }
        for (index, whole) in [(USDC, 300_000), (SOL, 5_000), (BTC, 10)] {
            world.deposit(0, index, whole);
        }
        let purse = [USDC, SOL, BTC].map(|index| i128::from(tokens(index, 100_000).0));
        let mut schemer = Self { world, purse };
        for (user, (sol, btc, percent)) in OWN.into_iter().zip(holdings) {
            schemer.act(user, Action::Deposit(SOL, tokens(SOL, *sol)));
            schemer.act(user, Action::Deposit(BTC, TokenAmount(btc * 1_000_000)));
            let room = schemer.room(user, USDC);
            schemer.act(user, Action::Borrow(USDC, share(room, *percent)));
        }
        for ((index, cents), percent) in [(SOL, 2_000), (BTC, 2_000_000)].into_iter().zip(percents)
        {
            schemer.world.set_cents(index, cents * percent / 100);
        }
        schemer.world.quote_all();
        schemer
    }

    /// What the borrow limit leaves, base units.
    fn room(&mut self, user: usize, index: ReserveIndex) -> TokenAmount {
        let health = self
            .world
            .health(user, Purpose::Opening)
            .unwrap_or_default();
        let room = Usd(health.borrow_limit.0.saturating_sub(health.weighted_debt.0));
        let price = self.world.reserve(index).price.high;
        price.amount_floor(room).unwrap_or(TokenAmount::ZERO)
    }

    /// Acts on a position, and books what moves in or out of the market.
    fn act(&mut self, user: usize, action: Action) -> Option<Outcome> {
        let outcome = self.world.act(user, action).ok()?;
        match (action, outcome) {
            (Action::Deposit(index, amount), _)
            | (Action::Repay(index, _), Outcome::Repaid(amount)) => {
                self.book(index, -i128::from(amount.0));
            }
            (Action::Borrow(index, amount), _)
            | (Action::Withdraw(index, _), Outcome::Withdrawn(amount)) => {
                self.book(index, i128::from(amount.0));
            }
            (
                Action::Liquidate {
                    debt, collateral, ..
                },
                Outcome::Liquidated(moved),
            ) => {
                self.book(debt, -i128::from(moved.repaid.0));
                self.book(collateral, i128::from(moved.paid().0));
            }
            other => panic!("{other:?}"),
        }
        Some(outcome)
    }

    fn book(&mut self, index: ReserveIndex, amount: i128) {
        self.purse[usize::from(index.0)] += amount;
    }

    /// At mid prices, 2^-64 dollars.
    fn value(&self, index: ReserveIndex, amount: i128) -> i128 {
        amount * i128::from(self.world.reserve(index).price.mid.0)
    }

    /// What a position holds and what it owes.
    fn sides(&self, user: usize) -> [i128; 2] {
        let sum = |amount: &dyn Fn(ReserveIndex) -> TokenAmount| {
            RESERVES
                .iter()
                .map(|index| self.value(*index, amount(*index).0.into()))
                .sum()
        };
        [
            sum(&|index| self.world.held(user, index)),
            sum(&|index| self.world.owed(user, index)),
        ]
    }

    /// What is outside, and what could be taken out; who owes more than it holds walks away.
    fn wealth(&self) -> i128 {
        let outside = RESERVES.iter().zip(self.purse);
        let outside: i128 = outside
            .map(|(index, amount)| self.value(*index, amount))
            .sum();
        let inside = OWN.iter().map(|user| {
            let [held, owed] = self.sides(*user);
            (held - owed).max(0)
        });
        outside + inside.sum::<i128>()
    }

    /// Whether every position holds enough for its debt and the largest bonus on it.
    fn is_covered(&self) -> bool {
        OWN.iter().all(|user| {
            let [held, owed] = self.sides(*user);
            held * 100 >= owed * 111
        })
    }

    fn scheme(&mut self, (kind, user, other, first, second, percent): Scheme) -> bool {
        let held = self.world.held(user, first);
        let owed = self.world.owed(user, first);
        let action = match kind {
            0 => Action::Deposit(first, share(tokens(first, 20), percent)),
            1 => Action::Withdraw(first, share(held, percent)),
            2 => Action::Borrow(first, share(self.room(user, first), percent)),
            3 => Action::Repay(first, share(owed, percent)),
            4 => return self.world.mark(user).is_ok(),
            5 => return self.world.resolve(user, first).is_ok(),
            6 => return self.seize_into(user, other, (first, second)),
            _ => {
                let amount = if percent > 90 {
                    ALL
                } else {
                    share(owed, percent)
                };
                let (debt, collateral) = (first, second);
                Action::Liquidate {
                    debt,
                    collateral,
                    amount,
                }
            }
        };
        self.act(user, action).is_some()
    }

    fn seize_into(
        &mut self,
        user: usize,
        other: usize,
        pair: (ReserveIndex, ReserveIndex),
    ) -> bool {
        let (mut position, mut receiver) =
            (self.world.positions[user], self.world.positions[other]);
        let now = self.world.now;
        if user == other {
            return false;
        }
        let mut market = self.world.market();
        let moved = market.liquidate_into(&mut position, &mut receiver, pair, ALL, now);
        let Ok(moved) = moved else { return false };
        (self.world.positions[user], self.world.positions[other]) = (position, receiver);
        self.book(pair.0, -i128::from(moved.repaid.0));
        true
    }
}

fn share(amount: TokenAmount, percent: u64) -> TokenAmount {
    TokenAmount(amount.0 / 100 * percent.min(100))
}

fn starts() -> impl Strategy<Value = Start> {
    let holding = || (10u64..=1_000, 0u64..=20, 96u64..=100);
    let percent = || prop_oneof![4 => 84i64..=92, 1 => 60i64..=140];
    ([holding(), holding(), holding()], [percent(), percent()])
}

fn schemes() -> impl Strategy<Value = Vec<Scheme>> {
    let reserve = || prop::sample::select(&RESERVES[..]);
    let kind = prop_oneof![8 => 0u8..=3, 1 => 4u8..=5, 3 => Just(6u8), 8 => Just(7u8)];
    let user = || 1usize..=3;
    // Most of what is owed is dollars.
    let first = prop_oneof![1 => Just(USDC), 1 => reserve()];
    let scheme = (kind, user(), user(), first, reserve(), 0u64..=100);
    prop::collection::vec(scheme, 1..=24)
}

#[test]
fn nobody_creates_bad_debt_at_a_profit() {
    let (covered, liquidated) = (Cell::new(0u32), Cell::new(0u32));
    let config = cases(HISTORIES);
    let (histories, seed) = (config.cases, config.rng_seed);
    let outcome = TestRunner::new(config).run(&(starts(), schemes()), |(start, schemes)| {
        // Given loans, and prices that moved but left every one of them covered
        let mut schemer = Schemer::begin(&start);
        if !schemer.is_covered() {
            return Ok(());
        }
        covered.set(covered.get() + 1);
        let wealth = schemer.wealth();

        for (done, scheme) in schemes.into_iter().enumerate() {
            // When anything is done with them
            let is_liquidation = scheme.0 >= 6;
            let went_through = schemer.scheme(scheme);
            liquidated.set(liquidated.get() + u32::from(is_liquidation && went_through));

            // Then nobody is richer by it, and nothing is owed that nothing stands behind
            let dust = DUST * i128::try_from(done + 1).unwrap();
            prop_assert!(schemer.wealth() <= wealth + dust, "richer after {scheme:?}");
            for user in OWN {
                let [held, owed] = schemer.sides(user);
                prop_assert!(held + dust >= owed, "bad debt of {user} after {scheme:?}");
            }
        }
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}\nseed: {seed} (PROPTEST_RNG_SEED)");
    }
    println!("covered: {covered:?}, liquidated: {liquidated:?}");
    if histories >= HISTORIES {
        assert!(covered.get() > HISTORIES / 3 && liquidated.get() > HISTORIES / 4);
    }
}
