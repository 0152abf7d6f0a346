use super::super::legs::{Collateral, Debt, Legs, Member};
use super::{Book, LANES, lanes};
use proptest::prelude::*;

fn member(account: usize, held: &[(usize, f64)], owed: &[(usize, f64)]) -> Member {
    let collateral = held.iter().map(|&(asset, limit)| Collateral {
        asset,
        value: limit / 0.8,
        limit,
        mid: limit / 0.8,
        rules: asset,
    });
    let debts = owed.iter().map(|&(asset, value)| Debt {
        asset,
        value,
        mid: value,
    });
    Member {
        account,
        collateral: collateral.collect(),
        debts: debts.collect(),
    }
}

fn book(members: Vec<Member>) -> Book {
    let legs = Legs {
        members,
        rules: Vec::new(),
        regimes: Vec::new(),
    };
    Book::new(legs, 4)
}

#[test]
fn every_position_is_in_one_lane() {
    let members = (0..100).map(|account| member(account, &[(account % 3, 10.0)], &[(3, 5.0)]));

    let book = book(members.collect());

    let mut accounts: Vec<usize> = book.legs().members.iter().map(|m| m.account).collect();
    accounts.sort_unstable();
    assert_eq!(accounts, (0..100).collect::<Vec<_>>());
    assert_eq!(book.blocks(), 4);
}

/// The book's unhealthy positions at these price multiples, by their place.
fn named(book: &Book, relatives: &[f64]) -> Vec<usize> {
    let mut named = Vec::new();
    book.for_unhealthy(relatives, |block, mask| {
        named.extend(lanes(mask).map(|lane| block * LANES + lane));
    });
    named
}

#[test]
fn who_owes_more_of_an_asset_than_he_holds_of_it_is_unhealthy_at_any_price() {
    let book = book(vec![member(0, &[(0, 330.0)], &[(0, 449.0)])]);

    assert_eq!(named(&book, &[0.01; 4]), [0]);
    assert_eq!(named(&book, &[5.0; 4]), [0]);
}

#[test]
fn who_owes_as_much_of_an_asset_as_he_holds_of_it_is_healthy_at_any_price() {
    let book = book(vec![
        member(0, &[(0, 330.0)], &[(0, 330.0)]),
        member(1, &[], &[]),
    ]);

    assert_eq!(named(&book, &[0.01; 4]), [0; 0]);
}

fn amounts() -> impl Strategy<Value = Vec<(usize, f64)>> {
    prop::collection::vec((0usize..4, 0.0f64..1e6), 1..4)
}

proptest! {
    #[test]
    fn prop_no_unhealthy_position_is_skipped_and_no_healthy_one_named(
        positions in prop::collection::vec((amounts(), amounts()), 1..150),
        relatives in prop::collection::vec(0.01f64..5.0, 4),
    ) {
        let members = positions.iter().enumerate();
        let members = members.map(|(account, (held, owed))| member(account, held, owed));
        let book = book(members.collect());

        let named = named(&book, &relatives);

        for (place, member) in book.legs().members.iter().enumerate() {
            let limit: f64 = member.collateral.iter().map(|c| c.limit * relatives[c.asset]).sum();
            let debt: f64 = member.debts.iter().map(|d| d.value * relatives[d.asset]).sum();
            if (debt - limit).abs() > 1e-9 * (debt + limit) {
                prop_assert_eq!(named.contains(&place), debt > limit);
            }
        }
    }
}
