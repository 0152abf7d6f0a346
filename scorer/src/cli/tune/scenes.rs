//! What is searched on, and what judges.

use ballast_scorer::data::Dataset;
use ballast_scorer::study::{Kind, Scene, crash_scenes, quiet_scenes, window_scene};
use ballast_scorer::synthetic;
use ballast_scorer::time::{Timestamp, Window};

use super::TuneArgs;
use crate::cli::input::{self, Gaps};

/// What scenes are made of.
const ASSETS: [&str; 3] = ["BTC", "ETH", "SOL"];
/// Years of synthetic history before the last crash, when there are no data, and how many of them models learn from.
const SYNTHETIC_YEARS: u32 = 5;
const SYNTHETIC_LEARNT_HOURS: i64 = 2 * 8_766;
const SYNTHETIC_CRASH: &str = "2023-11-08";

pub(super) fn dataset(args: &TuneArgs) -> anyhow::Result<Dataset> {
    if let Some(seed) = args.source.synthetic {
        let crash = SYNTHETIC_CRASH.parse()?;
        return Ok(synthetic::with_crash(seed, SYNTHETIC_YEARS, crash)?.dataset);
    }
    input::load(
        &args.source,
        &ASSETS.map(str::to_owned),
        Gaps::Mark,
        None,
        None,
    )
}

pub(super) fn all(args: &TuneArgs, dataset: &Dataset) -> anyhow::Result<Vec<Scene>> {
    let mut scenes = match args.source.synthetic {
        Some(seed) => synthetic_crashes(seed, dataset)?,
        None => crash_scenes(dataset),
    };
    scenes.extend(quiet_scenes(dataset, usize::MAX));
    let Some(window) = dataset.window() else {
        return Ok(scenes);
    };
    if args.source.synthetic.is_some() {
        let learnt = window.from.plus_hours(SYNTHETIC_LEARNT_HOURS);
        scenes.retain(|scene| scene.window.from >= learnt);
    }
    Ok(scenes)
}

/// The generator's own crashes, a week before and four days after the begin of each.
fn synthetic_crashes(seed: u64, dataset: &Dataset) -> anyhow::Result<Vec<Scene>> {
    let last: Timestamp = SYNTHETIC_CRASH.parse()?;
    let crashes = synthetic::with_crash(seed, SYNTHETIC_YEARS, last)?.crashes;
    let scenes = crashes.iter().filter_map(|crash| {
        let start = crash.start.hour_floor();
        let window = Window::new(start.plus_hours(-24 * 7), start.plus_hours(24 * 4));
        window_scene(dataset, window)
    });
    Ok(scenes.collect())
}

/// Scenes before and from the day of validation on; what straddles it is on neither side. Of quiet months the latest of each.
pub(super) fn split(args: &TuneArgs, scenes: Vec<Scene>) -> (Vec<Scene>, Vec<Scene>) {
    let latest = |scenes: Vec<Scene>| {
        let (quiet, mut others): (Vec<_>, Vec<_>) = scenes
            .into_iter()
            .partition(|scene| scene.kind == Kind::Quiet);
        let excess = quiet.len().saturating_sub(args.quiet_months);
        others.extend(quiet.into_iter().skip(excess));
        others
    };
    let day = args.validate_from;
    let (earlier, rest): (Vec<_>, Vec<_>) = scenes
        .into_iter()
        .partition(|scene| scene.window.until <= day);
    let later = rest.into_iter().filter(|scene| scene.window.from >= day);
    (latest(earlier), latest(later.collect()))
}
