//! A fitted model's futures as a portfolio takes them: the portfolio's assets, in its order.

use super::RiskError;
use crate::path::PathSource;
use crate::portfolio::Snapshot;

/// Futures of a model that holds other assets too, or the same in another order.
///
/// A stablecoin ([`Snapshot::is_stablecoin`]) that the model does not hold keeps its price: that it may lose its peg is then
/// not counted. Any other asset must be in the model.
#[derive(Clone, Debug)]
pub struct FittedPaths<P> {
    symbols: Vec<String>,
    /// Where each of the portfolio's assets stands in the model.
    columns: Vec<Option<usize>>,
    model: P,
}

impl<P: PathSource> FittedPaths<P> {
    /// `model`'s futures for the assets of `snapshot`.
    ///
    /// # Errors
    /// [`RiskError::AssetNotFitted`].
    pub fn new(model: P, snapshot: &Snapshot) -> Result<Self, RiskError> {
        let column = |(index, symbol): (usize, &String)| {
            let column = model.assets().iter().position(|known| known == symbol);
            if column.is_none() && !snapshot.is_stablecoin(index) {
                return Err(RiskError::AssetNotFitted {
                    symbol: symbol.clone(),
                    known: model.assets().join(", "),
                });
            }
            Ok(column)
        };
        let assets = snapshot.assets.iter();
        let symbols: Vec<String> = assets.map(|asset| asset.symbol.clone()).collect();
        let columns = symbols.iter().enumerate().map(column);
        Ok(Self {
            columns: columns.collect::<Result<_, _>>()?,
            symbols,
            model,
        })
    }

    /// The assets that the model does not hold, whose prices stand still.
    pub fn still(&self) -> Vec<&str> {
        let assets = self.symbols.iter().zip(&self.columns);
        let still = assets.filter(|(_, column)| column.is_none());
        still.map(|(symbol, _)| symbol.as_str()).collect()
    }
}

impl<P: PathSource> PathSource for FittedPaths<P> {
    fn assets(&self) -> &[String] {
        &self.symbols
    }

    fn steps(&self) -> usize {
        self.model.steps()
    }

    fn step_seconds(&self) -> u32 {
        self.model.step_seconds()
    }

    fn fill(&self, number: u64, relatives: &mut [f64]) {
        let width = self.model.assets().len();
        let mut drawn = vec![1.0; width * self.model.steps()];
        self.model.fill(number, &mut drawn);
        let rows = relatives.chunks_exact_mut(self.columns.len());
        for (row, drawn) in rows.zip(drawn.chunks_exact(width)) {
            for (relative, column) in row.iter_mut().zip(&self.columns) {
                *relative = column.map_or(1.0, |column| drawn[column]);
            }
        }
    }
}
