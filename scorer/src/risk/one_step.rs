//! Prices jump once, and nobody acts: who is then liquidatable, who insolvent, and by how much.

use super::book::{Book, LANES, lanes};
use super::engine::{Play, Workspace};
use super::liquidation::Left;
use super::outcomes::{Losses, Row};

/// The last row of each scenario, at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct OneStep<'a> {
    book: &'a Book,
    assets: usize,
}

impl<'a> OneStep<'a> {
    /// One step of these positions in `assets` assets.
    pub(super) fn new(book: &'a Book, assets: usize) -> Self {
        Self { book, assets }
    }
}

impl Play for OneStep<'_> {
    fn book(&self) -> &Book {
        self.book
    }

    fn play(&self, space: &mut Workspace, row: &mut Row<'_>, mut losses: Losses<'_>) {
        let members = &self.book.legs().members;
        let relatives = &space.path[space.path.len() - self.assets..];
        self.book.for_unhealthy(relatives, |block, mask| {
            for lane in lanes(mask) {
                let place = block * LANES + lane;
                let member = &members[place];
                let worth = member.worth(&Left::ALL, relatives);
                row.add_unhealthy();
                let first = member.collateral.first().map_or(0, |held| held.asset);
                row.add_at_risk(first, self.assets, worth.debt);
                let shortfall = worth.shortfall();
                if shortfall > 0.0 {
                    row.add_bad_debt(shortfall);
                    for (asset, owed) in member.debts_left(&Left::ALL, relatives) {
                        row.add_bad_debt_of(asset, shortfall * owed / worth.debt);
                    }
                    if let Some(losses) = &mut losses {
                        losses[place] += shortfall;
                    }
                }
            }
        });
    }
}
