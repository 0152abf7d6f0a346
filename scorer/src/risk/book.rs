//! Positions in blocks, each with a bound that tells that none of its members can be unhealthy.
//!
//! Every position's health is divided by its own limit plus debt, which keeps its sign:
//! `h(r) = sum over assets of w[asset] x r[asset]`, each weight between -1 and 1. A block keeps the least weight of its
//! members for each asset; as prices are positive, `sum of least x r` is a lower bound of every member's health. Positions
//! are split in two at the median of the weight that differs most, again and again, until a block is left: so a block's
//! members hold the same things at about the same leverage, its bound is close, and where it is positive no member is
//! looked at.

use super::legs::{Legs, Member};

/// Positions of a block, and bits of its [`Mask`].
pub const LANES: usize = 32;
/// One bit a position of a block.
pub type Mask = u32;
/// How far a bound must exceed zero, in units of the largest price multiple: more than its roundings can err by.
const MARGIN: f64 = 1e-12;

/// One asset's weights in a block.
#[derive(Clone, Debug)]
struct Column {
    asset: usize,
    weights: [f64; LANES],
}

/// Positions in blocks.
#[derive(Clone, Debug)]
pub struct Book {
    /// Positions in the blocks' order, and their rules.
    legs: Legs,
    /// Where each block's columns end.
    ends: Vec<usize>,
    columns: Vec<Column>,
    /// The least weights, `[asset][block]`.
    least: Vec<f64>,
    /// Each position's rank by debt, the largest first.
    ranks: Vec<u32>,
}

impl Book {
    /// Sorts positions that hold and owe some of `assets` assets into blocks.
    pub fn new(mut legs: Legs, assets: usize) -> Self {
        let mut rows: Vec<(usize, Vec<f64>)> = legs
            .members
            .iter()
            .enumerate()
            .map(|(index, member)| (index, weights(member, assets)))
            .collect();
        split(&mut rows, assets);
        let blocks = rows.len().div_ceil(LANES);
        let (mut ends, mut columns) = (Vec::with_capacity(blocks), Vec::new());
        let mut least = vec![0.0; assets * blocks];
        for (block, rows) in rows.chunks(LANES).enumerate() {
            for asset in 0..assets {
                let of_asset = || rows.iter().map(|(_, weights)| weights[asset]);
                least[asset * blocks + block] = of_asset().fold(f64::INFINITY, f64::min);
                if of_asset().any(|weight| weight != 0.0) {
                    // Lanes without a position weigh nothing, which is not below zero.
                    let mut weights = [0.0; LANES];
                    for (lane, weight) in weights.iter_mut().zip(of_asset()) {
                        *lane = weight;
                    }
                    columns.push(Column { asset, weights });
                }
            }
            ends.push(columns.len());
        }
        let order = rows.iter().map(|(index, _)| legs.members[*index].clone());
        legs.members = order.collect();
        let ranks = ranks(&legs.members);
        Self {
            ranks,
            legs,
            ends,
            columns,
            least,
        }
    }

    /// Positions in the blocks' order, and their rules.
    pub fn legs(&self) -> &Legs {
        &self.legs
    }

    /// Each position's rank by debt, the largest first; among equals by account.
    pub(super) fn ranks(&self) -> &[u32] {
        &self.ranks
    }

    /// How many blocks there are.
    pub fn blocks(&self) -> usize {
        self.ends.len()
    }

    /// Writes a lower bound of the health of each block's members at these price multiples, one a block.
    pub(super) fn lower_bounds(&self, relatives: &[f64], bounds: &mut [f64]) {
        bounds.fill(0.0);
        let of_assets = self.least.chunks_exact(self.blocks());
        for (least, &relative) in of_assets.zip(relatives) {
            for (bound, &weight) in bounds.iter_mut().zip(least) {
                *bound += weight * relative;
            }
        }
    }

    /// Calls `visit` with each block that may have an unhealthy member at these price multiples, and which these are, where
    /// there are any.
    #[inline]
    pub(super) fn for_unhealthy(
        &self,
        relatives: &[f64],
        bounds: &mut [f64],
        mut visit: impl FnMut(usize, Mask),
    ) {
        self.lower_bounds(relatives, bounds);
        let largest = relatives.iter().copied().fold(1.0, f64::max);
        let margin = MARGIN * largest;
        for (block, &bound) in bounds.iter().enumerate() {
            if bound > margin {
                continue;
            }
            let mask = self.unhealthy(block, relatives);
            if mask != 0 {
                visit(block, mask);
            }
        }
    }

    /// Which members of a block are unhealthy: their debt exceeds their limit.
    #[inline]
    fn unhealthy(&self, block: usize, relatives: &[f64]) -> Mask {
        let begin = block.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut health = [0.0f64; LANES];
        for column in &self.columns[begin..self.ends[block]] {
            let relative = relatives[column.asset];
            for (lane, &weight) in health.iter_mut().zip(&column.weights) {
                *lane += weight * relative;
            }
        }
        // The sign of any, before it is asked whose: most blocks that are looked at have none.
        let signs = health.iter().fold(0, |signs, lane| signs | lane.to_bits());
        if signs >> 63 == 0 {
            return 0;
        }
        let mut mask = 0;
        for (lane, &health) in health.iter().enumerate() {
            mask |= Mask::from(health < 0.0) << lane;
        }
        mask
    }
}

fn ranks(members: &[Member]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|&one, &other| {
        let (one, other) = (&members[one], &members[other]);
        other.debt().total_cmp(&one.debt()).then(one.account.cmp(&other.account))
    });
    let mut ranks = vec![0; members.len()];
    for (rank, place) in (0..).zip(order) {
        ranks[place] = rank;
    }
    ranks
}

/// A position's health by asset, divided by its limit and debt.
fn weights(member: &Member, assets: usize) -> Vec<f64> {
    let scale = member.limit() + member.debt();
    let mut weights = vec![0.0; assets];
    for held in &member.collateral {
        weights[held.asset] += held.limit / scale;
    }
    for owed in &member.debts {
        weights[owed.asset] -= owed.value / scale;
    }
    weights
}

/// Orders rows so that those of each block are alike.
fn split(rows: &mut [(usize, Vec<f64>)], assets: usize) {
    if rows.len() <= LANES {
        rows.sort_unstable_by_key(|(index, _)| *index);
        return;
    }
    let spread = |asset: usize| {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, weights) in rows.iter() {
            low = low.min(weights[asset]);
            high = high.max(weights[asset]);
        }
        high - low
    };
    let spreads: Vec<f64> = (0..assets).map(spread).collect();
    let widest = (0..assets).fold(0, |widest, asset| {
        if spreads[asset] > spreads[widest] { asset } else { widest }
    });
    let middle = rows.len().div_ceil(LANES) / 2 * LANES;
    rows.select_nth_unstable_by(middle, |(one, a), (other, b)| {
        a[widest].total_cmp(&b[widest]).then(one.cmp(other))
    });
    let (left, right) = rows.split_at_mut(middle);
    split(left, assets);
    split(right, assets);
}

/// The members of a mask, by their place in the block.
pub(super) fn lanes(mut mask: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(lane)
    })
}

#[cfg(test)]
mod tests {
    use super::super::legs::{Collateral, Debt};
    use super::*;
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

            let mut named = Vec::new();
            let mut bounds = vec![0.0; book.blocks()];
            book.for_unhealthy(&relatives, &mut bounds, |block, mask| {
                named.extend(lanes(mask).map(|lane| block * LANES + lane));
            });

            for (place, member) in book.legs().members.iter().enumerate() {
                let limit: f64 = member.collateral.iter().map(|c| c.limit * relatives[c.asset]).sum();
                let debt: f64 = member.debts.iter().map(|d| d.value * relatives[d.asset]).sum();
                if (debt - limit).abs() > 1e-9 * (debt + limit) {
                    prop_assert_eq!(named.contains(&place), debt > limit);
                }
            }
        }
    }
}
