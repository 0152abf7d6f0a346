//! Amounts that mean something where they are used: a share of what there is, the exact room and a unit more, a few
//! units, everything, anything.

use super::operation::Kind;
use super::state::{State, index};
use ballast_policy::health::Purpose;
use ballast_policy::unit::{TokenAmount, Usd};
use proptest::prelude::*;

/// How an amount is chosen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Amount {
    /// Basis points of what there is.
    Share(u64),
    /// The most that should pass.
    Room,
    /// A unit more than that.
    OneMore,
    /// So many base units.
    Units(u64),
    /// The amount that stands for everything.
    All,
}

pub(super) fn amounts() -> impl Strategy<Value = Amount> {
    prop_oneof![
        20 => (1u64..=10_500).prop_map(Amount::Share),
        3 => Just(Amount::Share(10_000)),
        2 => Just(Amount::Room),
        1 => Just(Amount::OneMore),
        2 => (0u64..=3).prop_map(Amount::Units),
        1 => any::<u64>().prop_map(Amount::Units),
        3 => Just(Amount::All),
    ]
}

impl Amount {
    /// In base units, where `whole` is what there is and `room` the most that should pass.
    pub(super) fn of(self, whole: u64, room: impl FnOnce() -> u64) -> u64 {
        match self {
            Self::Share(bps) => {
                let share = u128::from(whole) * u128::from(bps) / 10_000;
                u64::try_from(share).unwrap_or(u64::MAX)
            }
            Self::Room => room(),
            Self::OneMore => room().saturating_add(1),
            Self::Units(units) => units,
            Self::All => u64::MAX,
        }
    }

    /// Of a tenth of the deposit cap, of what is held, of the room to borrow, of what is owed.
    pub(super) fn of_a_move(self, state: &State, user: usize, kind: Kind, reserve: usize) -> u64 {
        let position = state.position(user);
        let of = &state.reserves[reserve];
        match kind {
            Kind::Deposit => self.of(of.config.deposit_cap.0 / 10, || {
                let assets = state.accrued(reserve).reserves[reserve]
                    .ledger
                    .total_assets();
                let view = state.scene(&position, reserve).reserve;
                let cap = view.deposit_cap_floor(state.now);
                cap.0.saturating_sub(assets.0)
            }),
            Kind::Withdraw => self.of(state.held(user, reserve).0, || {
                state.scene(&position, reserve).withdraw_room().0
            }),
            Kind::Borrow => self.of(rough_room(state, user, reserve), || {
                state.scene(&position, reserve).borrow_room().0
            }),
            Kind::Repay => {
                let owed = state.owed(user, reserve).0;
                self.of(owed, || owed)
            }
        }
    }
}

/// What collateral, cap and cash would still allow, or a little where that cannot be said.
fn rough_room(state: &State, user: usize, reserve: usize) -> u64 {
    const LITTLE: u64 = 10_000;
    let Ok(health) = state.health(user, Purpose::Opening) else {
        return LITTLE;
    };
    let reserve = &state.reserves[usize::from(index(reserve).0)];
    let dollars = Usd(health.borrow_limit.0.saturating_sub(health.weighted_debt.0));
    let cap = reserve.config.borrow_caps[0].0;
    let allowed = TokenAmount(cap.saturating_sub(reserve.ledger.debt().0));
    let backed = reserve.price.high.amount_floor(dollars).unwrap_or(allowed);
    backed.min(allowed).min(reserve.ledger.cash).0.max(LITTLE)
}
