//! Who owes what at the end of the day.

use ballast_bridge::keypair_for;
use ballast_client::address;
use ballast_client::layout::{Position, Reserve};
use ballast_localnet::{Network, Session};
use solana_address::Address;
use solana_signer::Signer as _;

const TWO_64: f64 = 18_446_744_073_709_551_616.0;

/// What borrowers hold and owe.
#[derive(Debug, Default)]
pub(crate) struct Books {
    /// Borrowers with a debt.
    pub(crate) owing: usize,
    /// Borrowers whose debt is worth more than their collateral.
    pub(crate) under_water: usize,
    /// What losses have taken from the reserves' virtual assets, base units.
    pub(crate) lost: u64,
    /// Deposit shares by borrower.
    pub(crate) shares: Vec<u64>,
}

impl Books {
    /// Borrowers whose collateral has shrunk since `before`: only a liquidation takes it from them.
    pub(crate) fn liquidated_since(&self, before: &Self) -> usize {
        let pairs = self.shares.iter().zip(&before.shares);
        pairs.filter(|(now, before)| now < before).count()
    }
}

#[expect(clippy::cast_precision_loss, reason = "dollars to within a millionth")]
pub(crate) fn read(network: &Network, session: &Session, borrowers: usize) -> Books {
    let (chain, market) = (network.chain(), session.market.parse::<Address>().unwrap());
    let reserve = |address: &String| {
        chain
            .read::<Reserve>(&address.parse().unwrap())
            .unwrap()
            .unwrap()
    };
    let reserves: Vec<Reserve> = session
        .reserves
        .iter()
        .map(|reserve| &reserve.address)
        .map(reserve)
        .collect();
    let debt_a_share = |reserve: &Reserve| {
        reserve.ledger.index.whole as f64 + reserve.ledger.index.fraction as f64 / TWO_64
    };
    let deposit_a_share = |reserve: &Reserve| {
        let ledger = &reserve.ledger;
        let owed = ledger.debt_shares as f64 * debt_a_share(reserve);
        let all = ledger.cash as f64 + owed - ledger.fees_owed as f64 - ledger.insurance as f64;
        if ledger.deposit_shares == 0 {
            0.0
        } else {
            all / ledger.deposit_shares as f64
        }
    };
    let price = |reserve: &Reserve| reserve.price.mid as f64 / TWO_64;
    let mut books = Books {
        lost: reserves
            .iter()
            .map(|reserve| u64::from(reserve.ledger.virtual_lost))
            .sum(),
        ..Books::default()
    };
    for number in 0..borrowers {
        let owner = keypair_for(&format!("borrower {number}")).pubkey();
        let position = address::position(&market, &owner, 0).0;
        let held = chain.read::<Position>(&position).unwrap().unwrap().holdings;
        let worth = |shares: u64, index: u16, a_share: &dyn Fn(&Reserve) -> f64| {
            let reserve = &reserves[usize::from(index)];
            if shares == 0 {
                0.0
            } else {
                shares as f64 * a_share(reserve) * price(reserve)
            }
        };
        let deposits = held.deposits.iter();
        let collateral: f64 = deposits
            .map(|slot| worth(slot.shares, slot.reserve, &deposit_a_share))
            .sum();
        let debts = held.borrows.iter();
        let debt: f64 = debts
            .map(|slot| worth(slot.shares, slot.reserve, &debt_a_share))
            .sum();
        books
            .shares
            .push(held.deposits.iter().map(|slot| slot.shares).sum());
        books.owing += usize::from(debt > 0.0);
        books.under_water += usize::from(debt > collateral + 0.01);
    }
    books
}
