//! Tokens at hand.

use std::collections::BTreeMap;

use ballast_policy::unit::{ReserveIndex, TokenAmount};
use solana_address::Address;

/// Tokens at hand, by reserve: those whose associated account stands.
#[derive(Clone, Debug, Default)]
pub struct Purse {
    holds: BTreeMap<u16, (Address, u64)>,
}

impl Purse {
    /// What is held of a reserve's token, and where.
    pub fn put(&mut self, index: ReserveIndex, account: Address, amount: u64) {
        self.holds.insert(index.0, (account, amount));
    }

    /// Where the reserve's token is held; none where no account stands.
    pub fn account(&self, index: ReserveIndex) -> Option<Address> {
        self.holds.get(&index.0).map(|(account, _)| *account)
    }

    /// What of the reserve's token may be spent.
    pub fn spendable(&self, index: ReserveIndex, keep_bps: u64) -> TokenAmount {
        const WHOLE: u128 = 10_000;
        let held = self.holds.get(&index.0).map_or(0, |(_, amount)| *amount);
        let kept = (u128::from(held) * u128::from(keep_bps)).div_ceil(WHOLE);
        let kept = u64::try_from(kept).unwrap_or(u64::MAX);
        TokenAmount(held.saturating_sub(kept))
    }

    /// Takes what was spent out, until the accounts are read again.
    pub fn spend(&mut self, index: ReserveIndex, amount: u64) {
        if let Some((_, held)) = self.holds.get_mut(&index.0) {
            *held = held.saturating_sub(amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_not_spendable_and_nothing_is_held_of_the_unknown() {
        let mut purse = Purse::default();
        let (dollars, other) = (ReserveIndex(0), ReserveIndex(1));
        purse.put(dollars, Address::default(), 1_001);

        assert_eq!(purse.spendable(dollars, 1_000), TokenAmount(900));
        assert_eq!(purse.spendable(dollars, 10_000), TokenAmount(0));
        assert_eq!(purse.spendable(other, 0), TokenAmount(0));
        assert_eq!(purse.account(other), None);
    }
}
