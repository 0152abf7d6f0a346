//! Functions as tables: a draw through one costs a load and a product where the function would cost microseconds.

use super::random::unit;
use crate::number::count;

/// Bits of a cell's number.
const CELL_BITS: u32 = 12;
const CELLS: usize = 1 << CELL_BITS;

/// A quantile function over the shares of 2^64, linear within each of 4,096 cells; the outermost cells, where it bends,
/// are asked of the function itself.
#[derive(Clone, Debug)]
pub(super) struct QuantileTable<F> {
    exact: F,
    knots: Vec<f64>,
}

/// Cells at either end that the table leaves to the function.
const EXACT_CELLS: usize = 16;

impl<F: Fn(f64) -> f64> QuantileTable<F> {
    /// The table of a function of probabilities between 0 and 1.
    pub(super) fn of(exact: F) -> Self {
        let inner = EXACT_CELLS..=CELLS - EXACT_CELLS;
        let knots = (0..=CELLS).map(|cell| {
            if inner.contains(&cell) {
                exact(count(cell) / count(CELLS))
            } else {
                0.0
            }
        });
        Self {
            knots: knots.collect(),
            exact,
        }
    }

    /// The quantile at a share of 2^64.
    #[inline]
    pub(super) fn at(&self, share: u64) -> f64 {
        let cell = (share >> (64 - CELL_BITS)) as usize;
        if (EXACT_CELLS..CELLS - EXACT_CELLS).contains(&cell) {
            let within = unit(share << CELL_BITS);
            self.knots[cell] + within * (self.knots[cell + 1] - self.knots[cell])
        } else {
            (self.exact)(unit(share))
        }
    }
}

/// A function over the real line, linear in cells that widen away from zero; beyond thirty it is asked itself.
#[derive(Clone, Debug)]
pub(super) struct LineTable {
    knots: Vec<f64>,
}

/// Where the table ends.
pub(super) const LINE_MAX: f64 = 30.0;

/// Half the width of the range where cells are about even.
const BEND: f64 = 2.0;

impl LineTable {
    /// Points at which [`Self::of`] wants the function, ascending.
    pub(super) fn points() -> impl Iterator<Item = f64> {
        (0..=CELLS).map(|cell| {
            let share = (2.0 * count(cell) / count(CELLS) - 1.0) * edge();
            BEND * share / (1.0 - share.abs())
        })
    }

    /// The table of a function's values at [`Self::points`].
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        Self {
            knots: values.collect(),
        }
    }

    /// The function at `x`; None beyond the table.
    #[inline]
    pub(super) fn at(&self, x: f64) -> Option<f64> {
        if x.abs() >= LINE_MAX {
            return None;
        }
        let share = x / (BEND + x.abs());
        let position = (share / edge() + 1.0) * (0.5 * count(CELLS));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in the table, held at its ends by the cast"
        )]
        let cell = (position as usize).min(CELLS - 1);
        let within = position - count(cell);
        Some(self.knots[cell] + within * (self.knots[cell + 1] - self.knots[cell]))
    }
}

/// The share of an infinite table that the end of this one stands for.
const fn edge() -> f64 {
    LINE_MAX / (BEND + LINE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::random::share_of;
    use crate::path::student::normal_quantile;

    #[test]
    fn tables_are_close_to_their_functions() {
        let table = QuantileTable::of(normal_quantile);
        for probability in [1e-7, 0.001, 0.01, 0.3, 0.5, 0.61, 0.999, 0.999_999] {
            let (found, expected) = (
                table.at(share_of(probability)),
                normal_quantile(probability),
            );
            assert!(
                (found - expected).abs() < 5e-4,
                "{probability}: {found} {expected}"
            );
        }

        let line = LineTable::of(LineTable::points().map(f64::atan));
        for x in [-29.9, -4.0, -0.01, 0.0, 0.7, 3.0, 29.99] {
            assert!((line.at(x).unwrap() - x.atan()).abs() < 1e-4, "{x}");
        }
        assert_eq!((line.at(30.0), line.at(-1e9)), (None, None));
    }
}
