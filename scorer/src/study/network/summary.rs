//! Means over seeds with intervals, and differences between rows on the same draws.

use super::{LINKS, Link, columns};
use crate::metric::{Estimate, difference_interval, mean_interval};
use crate::number::count;
use crate::study::{Scene, StudyConfig};
use serde::{Deserialize, Serialize};

/// One figure of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkCell {
    /// The mean over seeds, with its 95 % interval.
    pub mean: Option<Estimate>,
    /// The mean difference from [`Link::Apart`], seed by seed.
    pub beyond_apart: Option<Estimate>,
    /// The mean difference from [`Link::Unseen`], seed by seed: what the score's seeing it changes.
    pub beyond_unseen: Option<Estimate>,
}

/// Scenes that are reported together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkGroup {
    /// What it is called.
    pub name: String,
    /// How many scenes.
    pub scenes: usize,
    /// By row in the order of [`Link::ALL`], then by column.
    pub cells: Vec<Vec<NetworkCell>>,
}

/// The result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkSummary {
    /// Where the data came from.
    pub origin: String,
    /// Seeds of every scene.
    pub seeds: u64,
    /// Borrowers of both pools when a run begins.
    pub borrowers: usize,
    /// The local books' share of the venue's depth.
    pub share_of_depth: f64,
    /// Names of the rows.
    pub links: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// All scenes, then each by itself.
    pub groups: Vec<NetworkGroup>,
}

/// Summarises `rows`, one for each run in its order. The unit of resampling is the seed, averaged over scenes.
pub fn summarise_network(
    origin: &str,
    config: StudyConfig,
    scenes: &[Scene],
    rows: &[Vec<f64>],
) -> NetworkSummary {
    let places: Vec<usize> = (0..scenes.len()).collect();
    let group = |name: &str, places: &[usize]| NetworkGroup {
        name: name.to_owned(),
        scenes: places.len(),
        cells: cells(config, places, rows),
    };
    let mut groups = vec![group("all scenes", &places)];
    if scenes.len() > 1 {
        let each = scenes.iter().zip(&places);
        groups.extend(each.map(|(scene, place)| group(&scene.name, &[*place])));
    }
    NetworkSummary {
        origin: origin.to_owned(),
        seeds: config.seeds,
        borrowers: config.borrowers,
        share_of_depth: config.share_of_depth,
        links: Link::ALL.map(|link| link.label().to_owned()).to_vec(),
        columns: columns(),
        groups,
    }
}

fn cells(config: StudyConfig, scenes: &[usize], rows: &[Vec<f64>]) -> Vec<Vec<NetworkCell>> {
    let values = |link, column| by_seed(config, scenes, rows, (link, column));
    let cell = |link, column| {
        let own = values(link, column);
        NetworkCell {
            mean: mean_interval(&own),
            beyond_apart: difference_interval(&own, &values(Link::Apart, column)),
            beyond_unseen: difference_interval(&own, &values(Link::Unseen, column)),
        }
    };
    let columns = columns().len();
    let of = |link| (0..columns).map(|column| cell(link, column)).collect();
    Link::ALL.map(of).to_vec()
}

/// By seed: the mean over the scenes that have a value; NaN where none has.
fn by_seed(
    config: StudyConfig,
    scenes: &[usize],
    rows: &[Vec<f64>],
    (link, column): (Link, usize),
) -> Vec<f64> {
    let links = usize::try_from(LINKS).unwrap_or(usize::MAX);
    let seeds = usize::try_from(config.seeds).unwrap_or(0);
    let of_seed = |seed: usize| {
        let number = |scene: usize| (scene * seeds + seed) * links + link.place();
        let values = scenes.iter().filter_map(|scene| {
            let row = rows.get(number(*scene))?;
            row.get(column).copied().filter(|value| !value.is_nan())
        });
        let values: Vec<f64> = values.collect();
        values.iter().sum::<f64>() / count(values.len())
    };
    (0..seeds).map(of_seed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Kind;
    use crate::time::Window;

    #[test]
    fn each_row_is_compared_with_apart_and_unseen_on_the_same_seeds() {
        let config = StudyConfig {
            seeds: 2,
            borrowers: 10,
            share_of_depth: 0.01,
        };
        let at = |text: &str| text.parse().unwrap();
        let scene = |name: &str| Scene {
            name: name.to_owned(),
            kind: Kind::Crash,
            window: Window::new(at("2022-11-01"), at("2022-11-09")),
            collateral: Vec::new(),
        };
        let scenes = [scene("one"), scene("two")];
        let rows: Vec<Vec<f64>> = (0..2 * 2 * LINKS)
            .map(|number| vec![f64::from(u32::try_from(number).unwrap()); columns().len()])
            .collect();

        let summary = summarise_network("test", config, &scenes, &rows);

        let names: Vec<&str> = summary
            .groups
            .iter()
            .map(|group| group.name.as_str())
            .collect();
        assert_eq!(names, ["all scenes", "one", "two"]);
        let seen = &summary.groups[0].cells[Link::Seen.place()][0];
        assert!((seen.beyond_apart.unwrap().mean - 5.0).abs() < 1e-12);
        assert!((seen.beyond_unseen.unwrap().mean - 1.0).abs() < 1e-12);
        let two = &summary.groups[2].cells[Link::Sound.place()][0];
        assert!((two.mean.unwrap().mean - 20.0).abs() < 1e-12);
    }
}
