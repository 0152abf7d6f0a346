//! Positions in blocks, each with bounds that tell that none of its members can be unhealthy.
//!
//! A position's health at price multiples r is `h(r) = sum over assets of w[asset] x r[asset]`, with w the limit that it holds
//! less the debt that it owes of an asset, divided by the sum of all |w|, which keeps the sign. The weights above zero sum to
//! L, those below to -(1 - L): L says how far the position is from its limit, 1/2 being at it. Prices are positive, so for all members of a block, with `low` the
//! lowest price multiple of what any holds and `high` the highest of what any owes,
//!
//! ```text
//! h(r) >= least L x low - (1 - least L) x high        blocks sorted by least L: one search names all that may fail
//! h(r) >= sum over assets of least w x r              close where all hold and owe the same
//! ```
//!
//! and where either is positive no member is looked at. Positions are split in two at the median of what differs most among
//! L (which counts sixteen times) and the weights, again and again, until a block is left.

mod row;
#[cfg(test)]
mod tests;

use super::legs::{Legs, Member};
use row::{Row, split, used};

/// Positions of a block, and bits of its [`Mask`].
pub const LANES: usize = 32;
/// One bit a position of a block.
pub type Mask = u32;
/// How far a bound must exceed zero, in units of the largest price multiple: more than its roundings can err by.
const MARGIN: f64 = 1e-12;

/// One asset's weights in a block, and the least of them.
#[derive(Clone, Debug)]
struct Column {
    asset: usize,
    least: f64,
    weights: [f64; LANES],
}

/// A block's bounds.
#[derive(Clone, Debug)]
struct Bounds {
    /// Which block.
    block: usize,
    /// The least L of its members.
    least_share: f64,
    /// Assets that any member holds more of, as collateral that counts, than it owes.
    held: Vec<usize>,
    /// Assets that any member owes more of than it holds.
    owed: Vec<usize>,
}

/// Positions in blocks.
#[derive(Clone, Debug)]
pub struct Book {
    /// Positions in the blocks' order, and their rules.
    legs: Legs,
    /// Where each block's columns end.
    ends: Vec<usize>,
    columns: Vec<Column>,
    /// By least L, the riskiest first.
    bounds: Vec<Bounds>,
    /// Assets that anybody holds more of, as collateral that counts, than it owes, and the other way round.
    used: (Vec<usize>, Vec<usize>),
    /// Each position's rank by debt, the largest first.
    ranks: Vec<u32>,
}

impl Book {
    /// Sorts positions that hold and owe some of `assets` assets into blocks.
    pub fn new(mut legs: Legs, assets: usize) -> Self {
        let members = legs.members.iter().enumerate();
        let mut rows: Vec<Row> = members
            .map(|(index, member)| Row::of(index, member, assets))
            .collect();
        split(&mut rows, assets);
        let used = used(&rows, assets);
        let (mut ends, mut columns, mut bounds) = (Vec::new(), Vec::new(), Vec::new());
        for (block, rows) in rows.chunks(LANES).enumerate() {
            columns.extend((0..assets).filter_map(|asset| Column::of(rows, asset)));
            ends.push(columns.len());
            let (held, owed) = row::used(rows, assets);
            let shares = rows.iter().map(|row| row.share);
            bounds.push(Bounds {
                block,
                least_share: shares.fold(f64::INFINITY, f64::min),
                held,
                owed,
            });
        }
        bounds.sort_by(|one, other| one.least_share.total_cmp(&other.least_share));
        let order = rows.iter().map(|row| legs.members[row.index].clone());
        legs.members = order.collect();
        let ranks = ranks(&legs.members);
        Self {
            legs,
            ends,
            columns,
            bounds,
            used,
            ranks,
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

    /// Calls `visit` with each block that has unhealthy members at these price multiples, and with which these are.
    #[inline]
    pub(super) fn for_unhealthy(&self, relatives: &[f64], mut visit: impl FnMut(usize, Mask)) {
        let margin = MARGIN * relatives.iter().copied().fold(1.0, f64::max);
        let (low, high) = (
            lowest(&self.used.0, relatives),
            highest(&self.used.1, relatives),
        );
        // L x low > (1 - L) x high from this L on.
        let safe_from = high / (low + high) * (1.0 + MARGIN) + MARGIN;
        let risky = self
            .bounds
            .partition_point(|bounds| bounds.least_share <= safe_from);
        for bounds in &self.bounds[..risky] {
            let share = bounds.least_share;
            let low = lowest(&bounds.held, relatives);
            if share * low - (1.0 - share) * highest(&bounds.owed, relatives) > margin {
                continue;
            }
            let mask = self.unhealthy(bounds.block, relatives, margin);
            if mask != 0 {
                visit(bounds.block, mask);
            }
        }
    }

    /// Which members of a block are unhealthy: their debt exceeds their limit.
    #[inline]
    fn unhealthy(&self, block: usize, relatives: &[f64], margin: f64) -> Mask {
        let begin = block.checked_sub(1).map_or(0, |before| self.ends[before]);
        let columns = &self.columns[begin..self.ends[block]];
        let terms = columns
            .iter()
            .map(|column| column.least * relatives[column.asset]);
        if terms.sum::<f64>() > margin {
            return 0;
        }
        let mut health = [0.0f64; LANES];
        for column in columns {
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
        other
            .debt()
            .total_cmp(&one.debt())
            .then(one.account.cmp(&other.account))
    });
    let mut ranks = vec![0; members.len()];
    for (rank, place) in (0..).zip(order) {
        ranks[place] = rank;
    }
    ranks
}

impl Column {
    /// None where no row has anything of the asset.
    fn of(rows: &[Row], asset: usize) -> Option<Self> {
        // Lanes without a position weigh nothing, which is not below zero.
        let mut weights = [0.0; LANES];
        for (lane, row) in weights.iter_mut().zip(rows) {
            *lane = row.weights[asset];
        }
        let of_asset = rows.iter().map(|row| row.weights[asset]);
        weights.iter().any(|weight| *weight != 0.0).then(|| Self {
            asset,
            least: of_asset.fold(f64::INFINITY, f64::min),
            weights,
        })
    }
}

#[inline]
fn lowest(assets: &[usize], relatives: &[f64]) -> f64 {
    let prices = assets.iter().map(|&asset| relatives[asset]);
    prices.fold(
        f64::INFINITY,
        |low, price| if price < low { price } else { low },
    )
}

#[inline]
fn highest(assets: &[usize], relatives: &[f64]) -> f64 {
    let prices = assets.iter().map(|&asset| relatives[asset]);
    prices.fold(0.0, |high, price| if price > high { price } else { high })
}

/// The members of a mask, by their place in the block.
pub(super) fn lanes(mut mask: Mask) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(lane)
    })
}
