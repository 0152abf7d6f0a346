//! Amounts that mean something where they are used: a share of what is there, a few base units, everything, anything.

use crate::common::World;
use crate::operation::Kind;
use ballast_policy::action::ALL;
use ballast_policy::health::Purpose;
use ballast_policy::unit::{ReserveIndex, TokenAmount, Usd};
use proptest::prelude::*;

/// How an amount is chosen.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Amount {
    /// Basis points of what there is.
    Share(u64),
    /// So many base units.
    Units(u64),
    /// The amount that stands for everything.
    All,
}

pub(crate) fn amounts() -> impl Strategy<Value = Amount> {
    prop_oneof![
        10 => (1u64..=10_500).prop_map(Amount::Share),
        2 => Just(Amount::Share(10_000)),
        1 => (0u64..=3).prop_map(Amount::Units),
        1 => any::<u64>().prop_map(Amount::Units),
        2 => Just(Amount::All),
    ]
}

impl Amount {
    fn of(self, whole: TokenAmount) -> TokenAmount {
        match self {
            Self::Share(bps) => {
                let share = u128::from(whole.0) * u128::from(bps) / 10_000;
                TokenAmount(u64::try_from(share).unwrap_or(u64::MAX))
            }
            Self::Units(units) => TokenAmount(units),
            Self::All => ALL,
        }
    }

    /// Of a tenth of the deposit cap, of what is held, of the room to borrow, of what is owed.
    pub(crate) fn resolve(
        self,
        world: &mut World,
        user: usize,
        kind: Kind,
        index: ReserveIndex,
    ) -> TokenAmount {
        self.of(match kind {
            Kind::Deposit => TokenAmount(world.reserve(index).config.deposit_cap.0 / 10),
            Kind::Withdraw => world.held(user, index),
            Kind::Borrow => room(world, user, index),
            Kind::Repay => world.owed(user, index),
        })
    }

    /// Of what the close factor allows.
    pub(crate) fn of_a_liquidation(
        self,
        world: &World,
        user: usize,
        debt: ReserveIndex,
    ) -> TokenAmount {
        self.of(TokenAmount(world.owed(user, debt).0 / 2))
    }
}

/// What collateral, cap and cash would still allow, or a little where that cannot be said.
fn room(world: &mut World, user: usize, index: ReserveIndex) -> TokenAmount {
    let Ok(health) = world.health(user, Purpose::Opening) else {
        return TokenAmount(10_000);
    };
    let dollars = Usd(health.borrow_limit.0.saturating_sub(health.debt.0));
    let reserve = world.reserve(index);
    let backed = reserve.price.high.amount_floor(dollars);
    let cap = reserve.config.borrow_caps[0].0;
    let allowed = TokenAmount(cap.saturating_sub(reserve.ledger.debt().0));
    let least = backed
        .unwrap_or(allowed)
        .min(allowed)
        .min(reserve.ledger.cash);
    least.max(TokenAmount(10_000))
}
