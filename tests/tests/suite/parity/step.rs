//! The steps of a random sequence.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

/// How much of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Amount {
    /// Thousandths of a usual large amount.
    Usual(u16),
    /// A few base units.
    Dust(u8),
    /// Any number.
    Any(u64),
    /// Zero.
    Nothing,
    /// The largest number: everything.
    All,
}

/// A usual large amount of each reserve's token, base units: about 300 000 dollars.
const LARGE: [u64; 3] = [3_000_000_000_000, 300_000_000_000, 15_000_000_000];

impl Amount {
    /// In base units of the reserve's token.
    pub(crate) fn of(self, reserve: usize) -> u64 {
        match self {
            Self::Usual(thousandths) => LARGE[reserve] / 1_000 * u64::from(thousandths),
            Self::Dust(units) => units.into(),
            Self::Any(units) => units,
            Self::Nothing => 0,
            Self::All => u64::MAX,
        }
    }
}

/// One step. Actors, reserves, feeds and publishers by index.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Deposit(usize, usize, Amount),
    Withdraw(usize, usize, Amount),
    Borrow(usize, usize, Amount),
    /// Borrows about so many percent of what the position may still borrow.
    Leverage(usize, usize, u8),
    Repay(usize, usize, Amount),
    /// Aimed: of the first debt and the first collateral that the borrower really has, where it has them.
    Liquidate {
        liquidator: usize,
        borrower: usize,
        debt: usize,
        collateral: usize,
        amount: Amount,
        is_aimed: bool,
    },
    Accrue(usize),
    /// What an actor has earned by its deposit (0) or its debt (1) that is rewarded is claimed.
    Claim(usize, usize),
    /// A report of `score`, `half_width` wide, seen `age` seconds ago; `is_replay` keeps the last sequence number.
    Report {
        feed: usize,
        publisher: usize,
        score: u16,
        half_width: u16,
        age: u64,
        is_replay: bool,
    },
    /// All publishers of a feed report about the same score, and a round is held.
    Round(usize, u16),
    /// So many rounds of one score, each as far from the last as it takes to count.
    Rounds(usize, u16, u8),
    Advance(usize),
    /// A price of `percent` of the first one, with a confidence in basis points, published `age` seconds ago.
    Price {
        reserve: usize,
        percent: u16,
        confidence_bps: u16,
        age: i64,
    },
    /// All prices anew.
    Prices([u16; 3]),
    /// Seconds pass.
    Wait(u64),
}

impl Step {
    /// For the tally.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Deposit(..) => "deposit",
            Self::Withdraw(..) => "withdraw",
            Self::Borrow(..) | Self::Leverage(..) => "borrow",
            Self::Repay(..) => "repay",
            Self::Liquidate { .. } => "liquidate",
            Self::Accrue(_) => "accrue",
            Self::Claim(..) => "claim",
            Self::Report { .. } => "report",
            Self::Round(..) => "round",
            Self::Rounds(..) => "rounds",
            Self::Advance(_) => "advance",
            Self::Price { .. } => "price",
            Self::Prices(_) => "prices",
            Self::Wait(_) => "wait",
        }
    }
}

fn amount() -> impl Strategy<Value = Amount> {
    prop_oneof![
        12 => (1u16..=1_000).prop_map(Amount::Usual),
        3 => Just(Amount::All),
        2 => (1u8..=20).prop_map(Amount::Dust),
        1 => any::<u64>().prop_map(Amount::Any),
        1 => Just(Amount::Nothing),
    ]
}

fn report() -> impl Strategy<Value = Step> {
    let age = prop_oneof![8 => Just(0u64), 2 => 0u64..5_000];
    let is_replay = prop_oneof![9 => Just(false), 1 => Just(true)];
    let score = prop_oneof![9 => 0u16..=10_000, 1 => 10_001u16..];
    (0usize..2, 0usize..5, score, 0u16..3_000, age, is_replay).prop_map(
        |(feed, publisher, score, half_width, age, is_replay)| Step::Report {
            feed,
            publisher,
            score,
            half_width,
            age,
            is_replay,
        },
    )
}

fn price() -> impl Strategy<Value = Step> {
    let age = prop_oneof![8 => Just(0i64), 2 => -20i64..200];
    (0usize..3, 0u16..=200, 0u16..=220, age).prop_map(|(reserve, percent, confidence_bps, age)| {
        Step::Price {
            reserve,
            percent,
            confidence_bps,
            age,
        }
    })
}

fn round_score() -> impl Strategy<Value = u16> {
    prop_oneof![4 => 0u16..4_000, 1 => 0u16..=10_000]
}

fn liquidation() -> impl Strategy<Value = Step> {
    let is_aimed = prop_oneof![5 => Just(true), 1 => Just(false)];
    let chosen = (
        0usize..3,
        0usize..3,
        0usize..3,
        1usize..3,
        amount(),
        is_aimed,
    );
    chosen.prop_map(
        |(liquidator, borrower, debt, turn, amount, is_aimed)| Step::Liquidate {
            liquidator,
            borrower,
            debt,
            collateral: (debt + turn) % 3,
            amount,
            is_aimed,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let (actor, reserve) = (|| 0usize..3, || 0usize..3);
    let wait = prop_oneof![
        20 => 0u64..200,
        5 => 200u64..7_200,
        3 => 7_200u64..90_000,
        1 => 90_000u64..20_000_000,
    ];
    prop_oneof![
        8 => (actor(), reserve(), amount()).prop_map(|(a, r, x)| Step::Deposit(a, r, x)),
        8 => (actor(), reserve(), amount()).prop_map(|(a, r, x)| Step::Withdraw(a, r, x)),
        8 => (actor(), reserve(), amount()).prop_map(|(a, r, x)| Step::Borrow(a, r, x)),
        12 => (actor(), reserve(), 80u8..=101).prop_map(|(a, r, x)| Step::Leverage(a, r, x)),
        6 => (actor(), reserve(), amount()).prop_map(|(a, r, x)| Step::Repay(a, r, x)),
        14 => liquidation(),
        3 => reserve().prop_map(Step::Accrue),
        3 => (actor(), 0usize..2).prop_map(|(actor, side)| Step::Claim(actor, side)),
        6 => report(),
        5 => (0usize..2, round_score()).prop_map(|(feed, score)| Step::Round(feed, score)),
        2 => (0usize..2, round_score(), 2u8..=12).prop_map(|(f, s, n)| Step::Rounds(f, s, n)),
        2 => (0usize..2).prop_map(Step::Advance),
        6 => price(),
        12 => [50u16..=140, 98u16..=102, 50u16..=140].prop_map(Step::Prices),
        6 => wait.prop_map(Step::Wait),
    ]
}

/// A random sequence of at most so many steps and at least half of them.
pub(crate) fn sequence(steps: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(step(), steps / 2..=steps)
}
