//! Price updates as Pyth's receiver stores them, and where its sponsored ones lie.
//!
//! Offsets: `programs/lending/src/oracle/pyth.rs`. The program reads the same bytes again and trusts nothing from here.

use ballast_client::oracle::{PRICE_UPDATE_DISCRIMINATOR, PYTH_RECEIVER, PYTH_RECEIVER_2026};
use ballast_policy::price::Quote;
use solana_address::Address;

use crate::rpc::RawAccount;

/// Pyth's push oracle, which owns the sponsored price accounts' addresses.
const PUSH_ORACLE: Address = Address::from_str_const("pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT");
/// The push oracle since the upgrade of 2026.
const PUSH_ORACLE_2026: Address =
    Address::from_str_const("pyt2F414BA6dPttK6RddPZUdHfapoBN24GL5wbrPCou");
/// The verification level of a fully verified update.
const FULL: u8 = 1;

/// A fully verified price update, and where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceAccount {
    /// Its account.
    pub address: Address,
    /// The oracle's id of the price.
    pub feed_id: [u8; 32],
    /// What it says.
    pub quote: Quote,
}

impl PriceAccount {
    /// The update in `account`; none when it is no fully verified update of the oracle.
    pub fn read(address: Address, account: &RawAccount) -> Option<Self> {
        let data = &account.data;
        let is_owned = [PYTH_RECEIVER, PYTH_RECEIVER_2026].contains(&account.owner);
        let is_update = is_owned && field::<0, 8>(data)? == PRICE_UPDATE_DISCRIMINATOR;
        (is_update && field::<40, 1>(data)? == [FULL]).then_some(())?;
        Some(Self {
            address,
            feed_id: field::<41, 32>(data)?,
            quote: Quote {
                price: i64::from_le_bytes(field::<73, 8>(data)?),
                confidence: u64::from_le_bytes(field::<81, 8>(data)?),
                exponent: i32::from_le_bytes(field::<89, 4>(data)?),
                published_at: i64::from_le_bytes(field::<93, 8>(data)?),
                average: i64::from_le_bytes(field::<109, 8>(data)?),
            },
        })
    }
}

fn field<const OFFSET: usize, const LENGTH: usize>(data: &[u8]) -> Option<[u8; LENGTH]> {
    data.get(OFFSET..)?.first_chunk::<LENGTH>().copied()
}

/// Pyth's sponsored accounts for a price in a shard: of the push oracle, and of its successor.
pub fn push_account(shard: u16, feed_id: &[u8; 32]) -> [Address; 2] {
    let seeds: [&[u8]; 2] = [&shard.to_le_bytes(), feed_id];
    [PUSH_ORACLE, PUSH_ORACLE_2026].map(|program| Address::find_program_address(&seeds, &program).0)
}

#[cfg(test)]
mod tests {
    use ballast_client::oracle::PriceUpdate;

    use super::*;

    fn account() -> RawAccount {
        let update = PriceUpdate {
            feed_id: [7; 32],
            price: 150_000_000,
            confidence: 9,
            exponent: -6,
            published_at: 1_700_000_000,
            posted_slot: 3,
            average: 151_000_000,
        };
        RawAccount {
            owner: PYTH_RECEIVER,
            lamports: 1,
            data: update.encode(),
        }
    }

    #[test]
    fn update_is_read_back_as_it_was_written() {
        let read = PriceAccount::read(Address::default(), &account()).unwrap();

        assert_eq!(read.feed_id, [7; 32]);
        let Quote {
            price,
            confidence,
            exponent,
            published_at,
            average,
        } = read.quote;
        assert_eq!((price, confidence, exponent), (150_000_000, 9, -6));
        assert_eq!((published_at, average), (1_700_000_000, 151_000_000));
    }

    #[test]
    fn accounts_of_others_unverified_and_short_ones_are_none() {
        let foreign = RawAccount {
            owner: Address::default(),
            ..account()
        };
        let mut partial = account();
        partial.data[40] = 0;
        let mut short = account();
        short.data.truncate(100);

        for account in [foreign, partial, short] {
            assert_eq!(PriceAccount::read(Address::default(), &account), None);
        }
    }

    #[test]
    fn sponsored_account_of_sol_is_the_one_that_is_published() {
        // Pyth, "Push feeds on Solana": SOL/USD in shard 0.
        let sol = "ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d";
        let sol = hex::decode(sol).unwrap();

        let [address, _] = push_account(0, &sol.try_into().unwrap());

        assert_eq!(
            address.to_string(),
            "7UVimffxr9ow1uXYxsr4LHAcV58mLzhmwaeKvJ1pjLiE"
        );
    }
}
