//! Positions as rows of weights, ordered so that those of a block are alike.

use super::LANES;
use crate::risk::legs::Member;

/// How much more a difference in distance from the limit counts than one in what is held, when positions are split. Found by
/// trial: at 16 a fifth of the blocks are looked at that are without it.
const SHARE_WEIGHT: f64 = 16.0;

/// A position's weights.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) index: usize,
    pub(super) weights: Vec<f64>,
    /// L.
    pub(super) share: f64,
}

impl Row {
    /// What is held and owed of one asset is one weight, its difference: both move with the same price.
    pub(super) fn of(index: usize, member: &Member, assets: usize) -> Self {
        let mut weights = vec![0.0; assets];
        for held in &member.collateral {
            weights[held.asset] += held.limit;
        }
        for owed in &member.debts {
            weights[owed.asset] -= owed.value;
        }
        let scale: f64 = weights.iter().map(|weight| weight.abs()).sum();
        if scale > 0.0 {
            for weight in &mut weights {
                *weight /= scale;
            }
        }
        // Whoever has nothing left owes nothing either, and is as far from the limit as can be.
        let owed: f64 = weights.iter().map(|weight| (-weight).max(0.0)).sum();
        Self {
            index,
            weights,
            share: 1.0 - owed,
        }
    }

    /// What positions are split by: a weight or, past the last, L.
    fn key(&self, dimension: usize) -> f64 {
        let weight = self.weights.get(dimension);
        weight.copied().unwrap_or(SHARE_WEIGHT * self.share)
    }
}

/// Assets that any row holds more of than it owes, and those that any owes more of than it holds.
pub(super) fn used(rows: &[Row], assets: usize) -> (Vec<usize>, Vec<usize>) {
    let any = |is_used: fn(f64) -> bool| {
        let used = (0..assets).filter(|&asset| rows.iter().any(|row| is_used(row.weights[asset])));
        used.collect()
    };
    (any(|weight| weight > 0.0), any(|weight| weight < 0.0))
}

/// Orders rows so that those of each block are alike.
pub(super) fn split(rows: &mut [Row], assets: usize) {
    if rows.len() <= LANES {
        rows.sort_unstable_by_key(|row| row.index);
        return;
    }
    let spread = |dimension: usize| {
        let keys = rows.iter().map(|row| row.key(dimension));
        let (low, high) = keys.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), key| {
            (low.min(key), high.max(key))
        });
        high - low
    };
    let spreads: Vec<f64> = (0..=assets).map(spread).collect();
    let widest = (0..=assets).fold(0, |widest, dimension| {
        if spreads[dimension] > spreads[widest] {
            dimension
        } else {
            widest
        }
    });
    let middle = rows.len().div_ceil(LANES) / 2 * LANES;
    rows.select_nth_unstable_by(middle, |one, other| {
        let keys = one.key(widest).total_cmp(&other.key(widest));
        keys.then(one.index.cmp(&other.index))
    });
    let (left, right) = rows.split_at_mut(middle);
    split(left, assets);
    split(right, assets);
}
