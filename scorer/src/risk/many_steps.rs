//! Prices move step by step, liquidators act, and their sales move prices further.
//!
//! At each step, in this order:
//!
//! 1. Net sales of late decay; the market price is the path's price under their impact ([`super::impact`]).
//! 2. The oracle shows the market price of `oracle_lag_steps` before (at the start: the price of the snapshot). Whoever is
//!    past the threshold at that price is noted as unhealthy; whoever is back is not.
//! 3. Positions that have been unhealthy for `latency_steps` are liquidated, those that were noted first before others and
//!    of the same step the largest debt first, until they are healthy, nothing can be moved, `rounds_per_step` liquidations
//!    are done, or the liquidators' capital for the step is used up. Sizes and bonus are policy's.
//! 4. What is seized is sold and what is repaid is bought on the market at once: they move the next step's price, and a
//!    liquidation's slippage is how far the market price, at the middle of its own sale, lies under the oracle's price.
//!
//! At the end, what is owed beyond the whole collateral, at market prices, is bad debt. Liquidators sell whatever the
//! slippage: the loss is theirs, and a capital that runs dry stands for their refusal. Borrowers neither repay nor top up.
//! Not counted: a reserve's cash, and its published limit of what is seized within an hour; both only slow liquidations down.

use super::RiskError;
use super::book::{Book, LANES, lanes};
use super::engine::{Play, Workspace};
use super::impact::Impact;
use super::liquidation::{Left, Worth};
use super::outcomes::{Losses, Row};

/// How liquidations go.
#[derive(Clone, Debug, PartialEq)]
pub struct Liquidators {
    /// What they can repay in a step, dollars; infinite: anything.
    pub capacity_usd: f64,
    /// Steps between a position's first bad price and its first liquidation.
    pub latency_steps: usize,
    /// Liquidations of one position in a step, from one.
    pub rounds_per_step: usize,
    /// Steps by which the oracle's price lags the market's.
    pub oracle_lag_steps: usize,
    /// What sales do to prices.
    pub impact: Impact,
}

/// What is left of a position that was unhealthy at some step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touched {
    place: usize,
    left: Left,
    /// The step of the present spell's beginning.
    since: Option<usize>,
}

/// A portfolio under liquidators.
#[derive(Clone, Copy, Debug)]
pub(super) struct ManySteps<'a> {
    book: &'a Book,
    liquidators: &'a Liquidators,
    assets: usize,
    step_seconds: u32,
}

impl Liquidators {
    /// Checks capacity, rounds and impact.
    ///
    /// # Errors
    /// A capacity below zero, no round, or an impact outside its range.
    pub fn validate(&self) -> Result<(), RiskError> {
        if self.capacity_usd.is_nan() || self.capacity_usd < 0.0 {
            return Err(RiskError::SettingOutOfRange {
                what: "the liquidators' capacity",
                value: self.capacity_usd,
                expected: "dollars from zero",
            });
        }
        if self.rounds_per_step == 0 {
            return Err(RiskError::SettingOutOfRange {
                what: "liquidations in a step",
                value: 0.0,
                expected: "one or more",
            });
        }
        self.impact.validate()
    }
}

impl<'a> ManySteps<'a> {
    /// These positions in `assets` assets, under these liquidators, at steps of `step_seconds`.
    pub(super) fn new(
        book: &'a Book,
        liquidators: &'a Liquidators,
        assets: usize,
        step_seconds: u32,
    ) -> Self {
        Self {
            book,
            liquidators,
            assets,
            step_seconds,
        }
    }

    /// Puts the market price after `step` under the impact of what was sold before.
    fn move_market(&self, space: &mut Workspace, step: usize) {
        let impact = &self.liquidators.impact;
        let decay = impact.decay(self.step_seconds);
        for asset in 0..self.assets {
            space.sold[asset] *= decay;
            let place = step * self.assets + asset;
            space.market[place] = space.path[place] * impact.factor(asset, space.sold[asset]);
        }
    }

    /// The oracle's prices after `step`; none: those of the snapshot.
    fn oracle<'s>(&self, market: &'s [f64], step: usize) -> Option<&'s [f64]> {
        let shown = step.checked_sub(self.liquidators.oracle_lag_steps)?;
        Some(&market[shown * self.assets..][..self.assets])
    }

    /// Adds positions that are unhealthy for the first time, the largest debts first.
    fn note_unhealthy(&self, space: &mut Workspace, oracle: &[f64], step: usize) {
        let Workspace {
            touched,
            is_touched,
            blocks_touched,
            ..
        } = space;
        let before = touched.len();
        self.book.for_unhealthy(oracle, |block, mask| {
            let new = mask & !is_touched[block];
            if new == 0 {
                return;
            }
            if is_touched[block] == 0 {
                blocks_touched.push(block);
            }
            is_touched[block] |= new;
            touched.extend(lanes(new).map(|lane| Touched {
                place: block * LANES + lane,
                left: Left::ALL,
                since: Some(step),
            }));
        });
        let ranks = self.book.ranks();
        touched[before..].sort_unstable_by_key(|touched| ranks[touched.place]);
    }

    fn liquidate_all(&self, space: &mut Workspace, oracle: &[f64], step: usize, row: &mut Row<'_>) {
        let Workspace {
            touched,
            sold,
            path,
            ..
        } = space;
        let path = &path[step * self.assets..][..self.assets];
        let mut capacity = self.liquidators.capacity_usd;
        for touched in touched {
            let member = &self.book.legs().members[touched.place];
            let worth = member.worth(&touched.left, oracle);
            if !worth.is_unhealthy() {
                touched.since = None;
                continue;
            }
            let since = *touched.since.get_or_insert(step);
            if step - since < self.liquidators.latency_steps || capacity <= 0.0 {
                continue;
            }
            let seconds = (step - since) as u64 * u64::from(self.step_seconds);
            let prices = (oracle, path);
            self.liquidate(touched, worth, prices, seconds, (&mut capacity, sold), row);
        }
    }

    /// Liquidates one position as often as a step allows.
    fn liquidate(
        &self,
        touched: &mut Touched,
        mut worth: Worth,
        (oracle, path): (&[f64], &[f64]),
        seconds: u64,
        (capacity, sold): (&mut f64, &mut [f64]),
        row: &mut Row<'_>,
    ) {
        let legs = self.book.legs();
        let member = &legs.members[touched.place];
        for _ in 0..self.liquidators.rounds_per_step {
            let left = &mut touched.left;
            let Some(moved) = legs.liquidate(member, left, (&worth, oracle), seconds, *capacity)
            else {
                return;
            };
            *capacity -= moved.repaid;
            let asset = moved.collateral;
            // Settled at the oracle's price, sold at the market's.
            let undisturbed = path[asset];
            let sale = moved.seized * undisturbed / oracle[asset];
            let impact = &self.liquidators.impact;
            let market = undisturbed * impact.factor(asset, sold[asset] + 0.5 * sale);
            sold[asset] += sale;
            sold[moved.debt] -= moved.repaid * path[moved.debt] / oracle[moved.debt];
            row.add_at_risk(asset, self.assets, moved.seized);
            row.add_slipped(1.0 - market / oracle[asset], moved.seized);
            worth = member.worth(left, oracle);
            if !worth.is_unhealthy() || *capacity <= 0.0 {
                return;
            }
        }
    }

    /// Counts what is owed beyond all collateral at the last market prices.
    fn count_bad_debt(&self, space: &mut Workspace, row: &mut Row<'_>, mut losses: Losses<'_>) {
        let Workspace {
            market,
            touched,
            is_touched,
            ..
        } = space;
        let last = &market[market.len() - self.assets..];
        let members = &self.book.legs().members;
        let mut count = |place: usize, left: &Left| {
            let member = &members[place];
            let worth = member.worth(left, last);
            let shortfall = worth.shortfall();
            if shortfall > 0.0 {
                row.add_bad_debt(shortfall);
                for (asset, owed) in member.debts_left(left, last) {
                    row.add_bad_debt_of(asset, shortfall * owed / worth.debt);
                }
                if let Some(losses) = &mut losses {
                    losses[place] += shortfall;
                }
            }
        };
        for touched in touched.iter() {
            count(touched.place, &touched.left);
        }
        // Whom the oracle has not yet shown to be unhealthy.
        self.book.for_unhealthy(last, |block, mask| {
            for lane in lanes(mask & !is_touched[block]) {
                count(block * LANES + lane, &Left::ALL);
            }
        });
    }
}

impl Play for ManySteps<'_> {
    fn book(&self) -> &Book {
        self.book
    }

    fn play(&self, space: &mut Workspace, row: &mut Row<'_>, losses: Losses<'_>) {
        for block in space.blocks_touched.drain(..) {
            space.is_touched[block] = 0;
        }
        space.touched.clear();
        space.sold.fill(0.0);
        let mut oracle = vec![1.0; self.assets];
        for step in 0..space.path.len() / self.assets {
            self.move_market(space, step);
            if let Some(shown) = self.oracle(&space.market, step) {
                oracle.copy_from_slice(shown);
            }
            self.note_unhealthy(space, &oracle, step);
            self.liquidate_all(space, &oracle, step, row);
        }
        for _ in &space.touched {
            row.add_unhealthy();
        }
        self.count_bad_debt(space, row, losses);
    }
}
