//! What a liquidation would lose, from what is known best.

use super::Feature;
use super::book_slippage::BookSlippage;
use super::view::MarketView;
use super::volume_slippage::VolumeSlippage;
use crate::data::SeriesKind;

/// [`BookSlippage`] where the book is known, otherwise [`VolumeSlippage`].
///
/// For displays and limits that need some number always. The two are not of one scale (where both were
/// known in 2024, the book's was 39 times the other for BTC and 11 times for ETH), so a model should
/// read the parts. Unit: basis points. Look-back: 169 hours. Missing where both are.
#[derive(Clone, Copy, Debug)]
pub struct Slippage {
    /// Name in the schema.
    pub name: &'static str,
    /// Size of the sale, in USD.
    pub size_usd: f64,
}

impl Slippage {
    fn parts(&self) -> (BookSlippage, VolumeSlippage) {
        let (name, size_usd) = (self.name, self.size_usd);
        (
            BookSlippage { name, size_usd },
            VolumeSlippage { name, size_usd },
        )
    }
}

impl Feature for Slippage {
    fn name(&self) -> &'static str {
        self.name
    }

    fn look_back_hours(&self) -> usize {
        let (book, volume) = self.parts();
        book.look_back_hours().max(volume.look_back_hours())
    }

    fn reads(&self) -> &'static [SeriesKind] {
        &[SeriesKind::Depth]
    }

    fn value(&self, view: &MarketView<'_>) -> Option<f64> {
        let (book, volume) = self.parts();
        book.value(view).or_else(|| volume.value(view))
    }
}
