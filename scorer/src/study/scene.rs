//! When and where: a window of history, what backs loans in it, and why it is looked at.

use crate::agent::AssetPlan;
use crate::data::Dataset;
use crate::evaluate::{CrashWindow, quiet_months};
use crate::time::Window;
use serde::{Deserialize, Serialize};

/// Days before a crash's first day: people come in calm, and the score has time to rise.
const DAYS_BEFORE: i64 = 7;
/// Days after its last.
const DAYS_AFTER: i64 = 3;
/// What may back loans, most wanted first.
const COLLATERAL: [(&str, u8); 3] = [("SOL", 9), ("ETH", 8), ("BTC", 8)];
/// Hours that every score needs behind it.
const HISTORY_HOURS: i64 = 24 * 60;

/// Why a scene is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A crash.
    Crash,
    /// A calendar month in which its collateral was quiet.
    Quiet,
    /// A window that the user named.
    Window,
    /// A future drawn from a path model: another one for each seed.
    Future,
}

impl Kind {
    /// Its name in tables.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Crash => "crashes",
            Self::Quiet => "quiet months",
            Self::Window => "windows",
            Self::Future => "futures",
        }
    }
}

/// A window of history with what backs loans in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scene {
    /// What it is called.
    pub name: String,
    /// Why it is looked at.
    pub kind: Kind,
    /// When.
    pub window: Window,
    /// What backs loans: two of [`COLLATERAL`].
    pub collateral: Vec<(String, u8)>,
}

impl Scene {
    /// None where the data do not hold two of the wanted assets throughout.
    fn new(
        dataset: &Dataset,
        kind: Kind,
        name: &str,
        window: Window,
        wanted: &[(&str, u8)],
    ) -> Option<Self> {
        let collateral: Vec<(String, u8)> = wanted
            .iter()
            .filter(|(symbol, _)| is_whole(dataset, symbol, window))
            .map(|(symbol, decimals)| ((*symbol).to_owned(), *decimals))
            .take(2)
            .collect();
        (collateral.len() == 2).then(|| Self {
            name: name.to_owned(),
            kind,
            window,
            collateral,
        })
    }

    /// The same with the collateral that is wanted most.
    pub(super) fn over(dataset: &Dataset, kind: Kind, name: &str, window: Window) -> Option<Self> {
        Self::new(dataset, kind, name, window, &COLLATERAL)
    }

    /// The assets whose worst score the loan asset's feed has.
    pub fn symbols(&self) -> Vec<String> {
        self.collateral
            .iter()
            .map(|(symbol, _)| symbol.clone())
            .collect()
    }

    /// The reserves: dollars lent against the collateral, each collateral by half of the borrowers.
    pub(super) fn reserves(&self) -> Vec<AssetPlan> {
        let lent = AssetPlan {
            symbol: "USDC".to_owned(),
            decimals: 6,
            scored: self.symbols(),
            share: 0.0,
        };
        let collateral = self.collateral.iter().map(|(symbol, decimals)| AssetPlan {
            symbol: symbol.clone(),
            decimals: *decimals,
            scored: vec![symbol.clone()],
            share: 0.5,
        });
        std::iter::once(lent).chain(collateral).collect()
    }
}

/// Whether every hour of the window, and one before it, has a bar, and enough history lies before.
fn is_whole(dataset: &Dataset, symbol: &str, window: Window) -> bool {
    let Ok(history) = dataset.asset(symbol) else {
        return false;
    };
    let bars = history.bars();
    let hours = Window::new(window.from.plus_hours(-1), window.until);
    bars.window().from <= window.from.plus_hours(-HISTORY_HOURS)
        && hours.hours().all(|hour| bars.get(hour).is_some())
}

/// The listed crashes that the data hold, a week of calm before each.
pub fn crash_scenes(dataset: &Dataset) -> Vec<Scene> {
    let scene = |crash: CrashWindow| {
        let window = Window::new(
            crash.window.from.plus_hours(-24 * DAYS_BEFORE),
            crash.window.until.plus_hours(24 * DAYS_AFTER),
        );
        Scene::new(dataset, Kind::Crash, &crash.name, window, &COLLATERAL)
    };
    CrashWindow::listed()
        .into_iter()
        .filter_map(scene)
        .collect()
}

/// The latest `most` calendar months in which Bitcoin and Ether were both quiet; ascending. Solana has hardly any.
pub fn quiet_scenes(dataset: &Dataset, most: usize) -> Vec<Scene> {
    const PAIR: [(&str, u8); 2] = [("ETH", 8), ("BTC", 8)];
    let months = quiet_months(dataset, &PAIR.map(|(symbol, _)| symbol));
    let scene = |month: &Window| {
        let name = month.from.to_string();
        let name = name.get(..7).unwrap_or(&name);
        Scene::new(dataset, Kind::Quiet, name, *month, &PAIR)
    };
    let mut scenes: Vec<Scene> = months.iter().rev().filter_map(scene).take(most).collect();
    scenes.reverse();
    scenes
}

/// A window that the user named; none where the data do not hold it.
pub fn window_scene(dataset: &Dataset, window: Window) -> Option<Scene> {
    let name = format!("{} to {}", window.from, window.until);
    Scene::new(dataset, Kind::Window, &name, window, &COLLATERAL)
}
