//! A small synthetic market and its fit, which several tests share.

use super::PathModel;
use crate::data::{AssetHistory, Dataset, HourlyGrid};
use crate::synthetic::{SyntheticConfig, generate};
use crate::time::{Timestamp, Window};

/// Eight months.
pub(super) fn window() -> Window {
    let from = Timestamp::from_millis(1_609_459_200_000);
    Window::new(from, from.plus_hours(240 * 24))
}

/// BTC, ETH and SOL.
pub(super) fn dataset() -> Dataset {
    let config = SyntheticConfig {
        seed: 7,
        window: window(),
        assets: ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec(),
        crash: None,
    };
    generate(&config).unwrap().dataset
}

/// The same without every `step`th bar of ETH.
pub(super) fn holed(mut dataset: Dataset, step: usize) -> Dataset {
    if let Some(history) = dataset.assets.get_mut("ETH") {
        let bars = history.bars();
        let mut slots = bars.slots().to_vec();
        for slot in slots.iter_mut().skip(step).step_by(step) {
            *slot = None;
        }
        *history = AssetHistory::new(
            HourlyGrid::new(bars.first(), slots),
            history.funding().to_vec(),
        );
    }
    dataset
}

/// Its fit.
pub(super) fn model() -> PathModel {
    let symbols = ["BTC", "ETH", "SOL"].map(str::to_owned);
    PathModel::fit(&dataset(), &symbols, window()).unwrap()
}
