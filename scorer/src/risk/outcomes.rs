//! What came of every scenario, one row each, in dollars.

/// Where a loss is noted account by account, by the book's places.
pub(super) type Losses<'a> = Option<&'a mut [f64]>;

/// Slippages that a liquidation's value is counted beyond, fractions of the price that it was settled on.
pub const SLIPPAGES: [f64; 3] = [0.01, 0.03, 0.05];

/// One scenario's row while it is filled.
#[derive(Debug)]
pub(super) struct Row<'a>(&'a mut [f64]);

const BAD_DEBT: usize = 0;
const AT_RISK: usize = 1;
const UNHEALTHY: usize = 2;
const INSOLVENT: usize = 3;
const SLIPPED: usize = 4;
const TOTALS: usize = SLIPPED + SLIPPAGES.len();

/// What came of every scenario.
///
/// - Bad debt: what is owed at the end, at the high price, beyond the worth of the debtor's whole collateral, at the low one;
///   summed over positions, and shared out to assets by what is owed in each.
/// - At risk: in one step, all that liquidatable positions owe, counted to the asset that is seized first; in many, the worth
///   of what was seized, at the price that it was settled on.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    assets: usize,
    rows: Vec<f64>,
}

impl Row<'_> {
    pub(super) fn add_bad_debt(&mut self, amount: f64) {
        self.0[BAD_DEBT] += amount;
        self.0[INSOLVENT] += 1.0;
    }

    pub(super) fn add_bad_debt_of(&mut self, asset: usize, amount: f64) {
        self.0[TOTALS + asset] += amount;
    }

    pub(super) fn add_at_risk(&mut self, asset: usize, assets: usize, amount: f64) {
        self.0[AT_RISK] += amount;
        self.0[TOTALS + assets + asset] += amount;
    }

    pub(super) fn add_unhealthy(&mut self) {
        self.0[UNHEALTHY] += 1.0;
    }

    pub(super) fn add_slipped(&mut self, slippage: f64, amount: f64) {
        for (total, bound) in self.0[SLIPPED..TOTALS].iter_mut().zip(SLIPPAGES) {
            if slippage > bound {
                *total += amount;
            }
        }
    }
}

impl Outcomes {
    pub(super) fn new(assets: usize, scenarios: usize) -> Self {
        Self {
            assets,
            rows: vec![0.0; scenarios * (TOTALS + 2 * assets)],
        }
    }

    pub(super) fn width(&self) -> usize {
        TOTALS + 2 * self.assets
    }

    pub(super) fn row(row: &mut [f64]) -> Row<'_> {
        Row(row)
    }

    pub(super) fn rows_mut(&mut self) -> &mut [f64] {
        &mut self.rows
    }

    /// How many scenarios there are.
    pub fn scenarios(&self) -> usize {
        self.rows.len() / self.width()
    }

    fn column(&self, column: usize) -> Vec<f64> {
        let rows = self.rows.chunks_exact(self.width());
        rows.map(|row| row[column]).collect()
    }

    /// Bad debt, by scenario.
    pub fn bad_debt(&self) -> Vec<f64> {
        self.column(BAD_DEBT)
    }

    /// Bad debt in one asset, by scenario.
    pub fn bad_debt_of(&self, asset: usize) -> Vec<f64> {
        self.column(TOTALS + asset)
    }

    /// What is at risk of liquidation, by scenario.
    pub fn at_risk(&self) -> Vec<f64> {
        self.column(AT_RISK)
    }

    /// The part of it in one asset, by scenario.
    pub fn at_risk_of(&self, asset: usize) -> Vec<f64> {
        self.column(TOTALS + self.assets + asset)
    }

    /// Positions that were liquidatable, by scenario.
    pub fn unhealthy(&self) -> Vec<f64> {
        self.column(UNHEALTHY)
    }

    /// Positions with bad debt, by scenario.
    pub fn insolvent(&self) -> Vec<f64> {
        self.column(INSOLVENT)
    }

    /// What was seized and sold at more than the given one of [`SLIPPAGES`], by scenario.
    pub fn slipped(&self, which: usize) -> Vec<f64> {
        self.column(SLIPPED + which.min(SLIPPAGES.len() - 1))
    }
}
