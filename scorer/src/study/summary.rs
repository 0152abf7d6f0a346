//! Means over seeds with intervals, and differences from the fixed terms on the same draws.

use super::figures::place;
use super::{FIGURES, Kind, Scene, StudyConfig, Variant};
use crate::metric::{Estimate, difference_interval, mean_interval, reduction_interval};
use serde::{Deserialize, Serialize};

/// One figure of one variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The mean over runs, with its 95 % interval.
    pub mean: Option<Estimate>,
    /// The mean difference from the fixed terms, run by run.
    pub difference: Option<Estimate>,
    /// One minus the ratio to the fixed terms' mean; none where theirs is zero.
    pub reduction: Option<Estimate>,
}

/// Scenes that are reported together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Of which kind its scenes are.
    pub kind: Kind,
    /// How many scenes.
    pub scenes: usize,
    /// Runs of each variant: a seed's figures, averaged over the scenes, are one run.
    pub runs: usize,
    /// By variant in the order of [`Variant::ALL`], then by figure in the order of [`FIGURES`].
    pub cells: Vec<Vec<Cell>>,
}

/// A study's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Where the data came from.
    pub origin: String,
    /// Seeds of every scene.
    pub seeds: u64,
    /// Borrowers when a run begins.
    pub borrowers: usize,
    /// The local books' share of the venue's depth.
    pub share_of_depth: f64,
    /// Names of the variants.
    pub variants: Vec<String>,
    /// Names of the figures.
    pub figures: Vec<String>,
    /// Each kind of scene, then each scene by itself.
    pub groups: Vec<Group>,
}

/// Summarises `rows`, one for each unit of a plan of `scenes` in its order.
///
/// The unit of resampling is the seed: all scenes of a kind with the same people are one draw, because a crash more or less
/// is not what chance decides here.
pub fn summarise(
    origin: &str,
    config: StudyConfig,
    scenes: &[&Scene],
    rows: &[Vec<f64>],
) -> Summary {
    let mut kinds: Vec<Kind> = scenes.iter().map(|scene| scene.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let table = Rows { config, rows };
    let mut groups = Vec::new();
    for kind in kinds {
        let of_kind: Vec<usize> = (0..scenes.len())
            .filter(|&place| scenes[place].kind == kind)
            .collect();
        groups.push(table.group(kind.label(), kind, &of_kind));
        if of_kind.len() > 1 {
            let each = of_kind.iter();
            groups.extend(each.map(|&place| table.group(&scenes[place].name, kind, &[place])));
        }
    }
    Summary {
        origin: origin.to_owned(),
        seeds: config.seeds,
        borrowers: config.borrowers,
        share_of_depth: config.share_of_depth,
        variants: Variant::ALL
            .map(|variant| variant.label().to_owned())
            .to_vec(),
        figures: FIGURES
            .iter()
            .map(|figure| figure.name.to_owned())
            .collect(),
        groups,
    }
}

impl Summary {
    /// The cell of `figure` for `variant` in `group`.
    pub fn cell(&self, group: &Group, variant: Variant, figure: &str) -> Option<Cell> {
        group
            .cells
            .get(variant.place())?
            .get(place(figure)?)
            .cloned()
    }

    /// All scenes of a kind together.
    pub fn of_kind(&self, kind: Kind) -> Option<&Group> {
        self.groups.iter().find(|group| group.kind == kind)
    }
}

struct Rows<'a> {
    config: StudyConfig,
    rows: &'a [Vec<f64>],
}

impl Rows<'_> {
    fn group(&self, name: &str, kind: Kind, scenes: &[usize]) -> Group {
        let cells = Variant::ALL.iter().map(|variant| {
            let figures = (0..FIGURES.len()).map(|figure| {
                let alone = self.values(scenes, *variant, *variant, figure);
                let ours = self.values(scenes, *variant, Variant::Fixed, figure);
                let theirs = self.values(scenes, Variant::Fixed, *variant, figure);
                Cell {
                    mean: mean_interval(&alone),
                    difference: difference_interval(&ours, &theirs),
                    reduction: reduction_interval(&ours, &theirs),
                }
            });
            figures.collect()
        });
        Group {
            name: name.to_owned(),
            kind,
            scenes: scenes.len(),
            runs: usize::try_from(self.config.seeds).unwrap_or(usize::MAX),
            cells: cells.collect(),
        }
    }

    /// By seed: the mean over those of `scenes` in which both `variant` and `beside` have a value; NaN where there is none.
    fn values(
        &self,
        scenes: &[usize],
        variant: Variant,
        beside: Variant,
        figure: usize,
    ) -> Vec<f64> {
        let seeds = usize::try_from(self.config.seeds).unwrap_or(0);
        let of_seed = |seed: usize| {
            let value = |scene: usize, variant: Variant| {
                let unit = (scene * seeds + seed) * Variant::ALL.len() + variant.place();
                let value = *self.rows.get(unit)?.get(figure)?;
                (!value.is_nan()).then_some(value)
            };
            let values: Vec<f64> = scenes
                .iter()
                .filter_map(|&scene| value(scene, beside).and(value(scene, variant)))
                .collect();
            // Nothing over nothing: NaN.
            values.iter().sum::<f64>() / crate::number::count(values.len())
        };
        (0..seeds).map(of_seed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Window;

    fn scene(name: &str) -> Scene {
        let from = "2022-11-01".parse().unwrap();
        Scene {
            name: name.to_owned(),
            kind: Kind::Quiet,
            window: Window::new(from, from.plus_hours(24)),
            collateral: vec![("ETH".to_owned(), 8), ("BTC".to_owned(), 8)],
        }
    }

    /// Rows of `value(scene, seed, variant)` in every column.
    fn summary_of(scenes: &[&Scene], value: impl Fn(usize, usize, usize) -> f64) -> Summary {
        let config = StudyConfig {
            seeds: 2,
            borrowers: 1,
            share_of_depth: 0.01,
        };
        let variants = Variant::ALL.len();
        let rows: Vec<Vec<f64>> = (0..scenes.len() * 2 * variants)
            .map(|unit| {
                let (scene, seed) = (unit / variants / 2, unit / variants % 2);
                vec![value(scene, seed, unit % variants); FIGURES.len()]
            })
            .collect();
        summarise("test", config, scenes, &rows)
    }

    #[test]
    fn a_run_without_a_value_is_skipped_in_means_and_on_both_sides_of_comparisons() {
        let one = scene("one");
        let model = Variant::Model.place();

        let summary = summary_of(&[&one], |_, seed, variant| match (seed, variant) {
            (0, 0) => f64::NAN,
            (_, 0) => 0.5,
            (0, place) if place == model => 0.9,
            _ => 0.4,
        });

        let cell = |variant| {
            let group = summary.groups.first().unwrap();
            summary.cell(group, variant, "capacity_quiet").unwrap()
        };
        let fixed = cell(Variant::Fixed).mean.unwrap();
        let adaptive = cell(Variant::Model);
        assert!((fixed.mean - 0.5).abs() < 1e-12, "{fixed:?}");
        assert!((adaptive.mean.unwrap().mean - 0.65).abs() < 1e-12);
        assert!((adaptive.difference.unwrap().mean + 0.1).abs() < 1e-12);
        assert!((adaptive.reduction.unwrap().mean - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_scene_without_a_value_leaves_its_kind_to_the_others() {
        let (one, two) = (scene("one"), scene("two"));

        let summary = summary_of(&[&one, &two], |scene, _, _| [f64::NAN, 0.7][scene]);

        let mean = |group: usize| {
            let group = &summary.groups[group];
            let cell = summary.cell(group, Variant::Fixed, "capacity_quiet");
            cell.unwrap().mean.map(|estimate| estimate.mean)
        };
        assert_eq!([mean(0), mean(1), mean(2)], [Some(0.7), None, Some(0.7)]);
    }
}
