//! What books and positions come to, in plain wide arithmetic of the tests' own.

use super::state::{State, index};
use super::world::RESERVES;
use ballast_policy::health::ReserveSource as _;
use ballast_policy::index::BorrowIndex;
use ballast_policy::ledger::Ledger;

/// The virtual shares, and the virtual assets at first.
const VIRTUAL: u128 = 1 << 16;
/// What a product of a price (Q64) and an amount is shifted by to be dollars (Q20).
const TO_DOLLARS: u32 = 44;

/// What `shares` of a debt owe at `index`, rounded up.
pub(super) fn owed_ceil(index: BorrowIndex, shares: u64) -> u128 {
    let shares = u128::from(shares);
    let part = (shares * u128::from(index.fraction)).div_ceil(1 << 64);
    shares * u128::from(index.whole) + part
}

/// Everything owed to a reserve.
pub(super) fn debt(ledger: &Ledger) -> u128 {
    owed_ceil(ledger.index, ledger.debt_shares.0)
}

/// What belongs to depositors; negative when others have claims on more than there is.
pub(super) fn assets(ledger: &Ledger) -> i128 {
    let others = i128::from(ledger.fees_owed.0) + i128::from(ledger.insurance.0);
    i128::from(ledger.cash.0) + debt(ledger).cast_signed() - others
}

/// The price of a deposit share: what is divided, and by what.
pub(super) fn share_price(ledger: &Ledger) -> (u128, u128) {
    let virtual_assets = VIRTUAL - u128::from(ledger.virtual_lost);
    let assets = assets(ledger).max(0).cast_unsigned() + virtual_assets;
    (assets, u128::from(ledger.deposit_shares.0) + VIRTUAL)
}

/// What `shares` of a deposit are worth, rounded down.
pub(super) fn worth_floor(ledger: &Ledger, shares: u64) -> u128 {
    let (assets, all) = share_price(ledger);
    u128::from(shares) * assets / all
}

/// An amount at a price, rounded down.
pub(super) fn value_floor(amount: u128, price: u64) -> u128 {
    (amount * u128::from(price)) >> TO_DOLLARS
}

/// An amount at a price, rounded up.
pub(super) fn value_ceil(amount: u128, price: u64) -> u128 {
    (amount * u128::from(price)).div_ceil(1 << TO_DOLLARS)
}

/// What a position comes to at the last prices, dollars in Q20.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Value {
    /// At the low price.
    pub(super) collateral: u128,
    /// The debt past which it is liquidated.
    pub(super) liquidation_limit: u128,
    /// What it may owe on present terms.
    pub(super) borrow_limit: u128,
    /// At the high price.
    pub(super) debt: u128,
    /// The same, each debt times its weight.
    pub(super) weighted_debt: u128,
}

impl Value {
    /// Of a user's position.
    pub(super) fn of(state: &State, user: usize) -> Self {
        let mut value = Self::default();
        for reserve in 0..RESERVES {
            value.add(state, user, reserve);
        }
        value
    }

    /// How far the debt lies above the liquidation limit; negative for the healthy.
    pub(super) fn shortfall(&self) -> i128 {
        self.debt.cast_signed() - self.liquidation_limit.cast_signed()
    }

    fn add(&mut self, state: &State, user: usize, reserve: usize) {
        let (position, at) = (state.position(user), index(reserve));
        let held = position.deposit_shares(at).0;
        let owed = position.debt_shares(at).0;
        if held == 0 && owed == 0 {
            return;
        }
        let view = state.reserve(at).unwrap();
        let worth = worth_floor(view.ledger, held);
        let worth = value_floor(worth, view.price.low.0);
        let share = |bps: u16| worth * u128::from(bps) / 10_000;
        self.collateral += worth;
        self.liquidation_limit += share(view.threshold(position.group, state.now));
        let age = state.now.since(view.price.published_at);
        let is_alone = state.used(user).0.len() <= 1;
        let backs = !view.config.is_isolated_collateral() || is_alone;
        if backs && age <= u64::from(view.config.price.max_age) {
            self.borrow_limit += share(view.opening_ltv_floor(position.group, state.now));
        }
        let owed = owed_ceil(view.ledger.index_at(state.now), owed);
        let owed = value_ceil(owed, view.price.high.0);
        self.debt += owed;
        let weight = u128::from(view.config.borrow_weight_bps);
        self.weighted_debt += (owed * weight).div_ceil(10_000);
    }
}
