//! Means over seeds with intervals, and differences from the fixed terms on the same draws.

use super::figures::place;
use super::{FIGURES, Kind, Scene, StudyConfig, Unit, Variant};
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
    /// The mean difference from Ballast by plain volatility, run by run: what the model adds.
    pub beyond_volatility: Option<Estimate>,
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
                let values = |of, beside| self.values(scenes, of, beside, figure);
                let pair = |other| (values(*variant, other), values(other, *variant));
                let (ours, fixed) = pair(Variant::Fixed);
                let (beside_plain, plain) = pair(Variant::Volatility);
                Cell {
                    mean: mean_interval(&values(*variant, *variant)),
                    difference: difference_interval(&ours, &fixed),
                    reduction: reduction_interval(&ours, &fixed),
                    beyond_volatility: difference_interval(&beside_plain, &plain),
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
        let of_seed = |seed| {
            let value = |scene, variant| {
                let unit = Unit {
                    scene,
                    seed,
                    variant,
                };
                self.value(unit, figure).filter(|value| !value.is_nan())
            };
            let values: Vec<f64> = scenes
                .iter()
                .filter_map(|&scene| value(scene, beside).and(value(scene, variant)))
                .collect();
            // Nothing over nothing: NaN.
            values.iter().sum::<f64>() / crate::number::count(values.len())
        };
        (1..=self.config.seeds).map(of_seed).collect()
    }

    fn value(&self, unit: Unit, figure: usize) -> Option<f64> {
        let number = usize::try_from(unit.number(self.config.seeds)?).ok()?;
        self.rows.get(number)?.get(figure).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::targets;
    use crate::time::Window;

    const CONFIG: StudyConfig = StudyConfig {
        seeds: 3,
        borrowers: 10,
        share_of_depth: 0.01,
    };

    fn scene(name: &str, kind: Kind) -> Scene {
        let at = |text: &str| text.parse().unwrap();
        Scene {
            name: name.to_owned(),
            kind,
            window: Window::new(at("2022-11-01"), at("2022-11-09")),
            collateral: vec![("SOL".to_owned(), 9), ("ETH".to_owned(), 8)],
        }
    }

    /// A row whose figures are all what `value` says of the unit.
    fn rows(scenes: usize, value: impl Fn(Unit) -> f64) -> Vec<Vec<f64>> {
        let mut rows = Vec::new();
        for scene in 0..scenes {
            for seed in 1..=CONFIG.seeds {
                for variant in Variant::ALL {
                    let unit = Unit {
                        scene,
                        seed,
                        variant,
                    };
                    rows.push(vec![value(unit); FIGURES.len()]);
                }
            }
        }
        rows
    }

    fn mean(summary: &Summary, group: &Group, variant: Variant) -> f64 {
        let cell = summary.cell(group, variant, "bad_debt").unwrap();
        cell.mean.unwrap().mean
    }

    #[test]
    fn each_figure_is_its_own_variants_and_scenes_mean() {
        let scenes = [
            scene("one", Kind::Crash),
            scene("two", Kind::Crash),
            scene("still", Kind::Quiet),
        ];
        let value = |unit: Unit| {
            let scene = [100.0, 200.0, 1_000.0][unit.scene];
            scene + f64::from(u32::try_from(unit.variant.place()).unwrap())
        };
        let all: Vec<&Scene> = scenes.iter().collect();

        let summary = summarise("test", CONFIG, &all, &rows(3, value));

        let names: Vec<&str> = summary
            .groups
            .iter()
            .map(|group| group.name.as_str())
            .collect();
        assert_eq!(names, ["crashes", "one", "two", "quiet months"]);
        let crashes = summary.of_kind(Kind::Crash).unwrap();
        assert!((mean(&summary, crashes, Variant::Fixed) - 150.0).abs() < 1e-9);
        assert!((mean(&summary, crashes, Variant::Model) - 156.0).abs() < 1e-9);
        let still = summary.of_kind(Kind::Quiet).unwrap();
        assert!((mean(&summary, still, Variant::Foresight) - 1_007.0).abs() < 1e-9);
    }

    #[test]
    fn targets_compare_run_by_run_and_a_reduction_of_nothing_is_no_reduction() {
        let scenes = [scene("one", Kind::Crash), scene("still", Kind::Quiet)];
        let all: Vec<&Scene> = scenes.iter().collect();
        let loss = |unit: Unit| {
            let draw = f64::from(u32::try_from(unit.seed).unwrap());
            match unit.variant {
                Variant::Model => draw,
                _ => 20.0 * draw,
            }
        };

        let some = summarise("test", CONFIG, &all, &rows(2, loss));
        let none = summarise("test", CONFIG, &all, &rows(2, |_| 0.0));

        let of = |summary: &Summary| targets(summary, Variant::Model).remove(0);
        let reached = of(&some).reached.unwrap();
        assert!(of(&some).is_met);
        assert!((reached.mean - 0.95).abs() < 1e-12 && (reached.low - 0.95).abs() < 1e-12);
        assert_eq!(of(&none).verdict(), "not judged");
    }

    #[test]
    fn a_run_without_a_value_is_skipped_in_means_and_on_both_sides_of_comparisons() {
        let one = scene("one", Kind::Quiet);

        let summary = summarise(
            "test",
            CONFIG,
            &[&one],
            &rows(1, |unit| match (unit.seed, unit.variant) {
                (1, Variant::Fixed) => f64::NAN,
                (_, Variant::Fixed) => 0.5,
                (1, Variant::Model) => 0.9,
                _ => 0.4,
            }),
        );

        let cell = |variant| {
            let group = summary.groups.first().unwrap();
            summary.cell(group, variant, "capacity_quiet").unwrap()
        };
        let fixed = cell(Variant::Fixed).mean.unwrap();
        let adaptive = cell(Variant::Model);
        assert!((fixed.mean - 0.5).abs() < 1e-12, "{fixed:?}");
        assert!((adaptive.mean.unwrap().mean - 1.7 / 3.0).abs() < 1e-12);
        assert!((adaptive.difference.unwrap().mean + 0.1).abs() < 1e-12);
        assert!((adaptive.reduction.unwrap().mean - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_scene_without_a_value_leaves_its_kind_to_the_others() {
        let (one, two) = (scene("one", Kind::Quiet), scene("two", Kind::Quiet));

        let summary = summarise(
            "test",
            CONFIG,
            &[&one, &two],
            &rows(2, |unit| [f64::NAN, 0.7][unit.scene]),
        );

        let mean = |group: usize| {
            let group = &summary.groups[group];
            let cell = summary.cell(group, Variant::Fixed, "capacity_quiet");
            cell.unwrap().mean.map(|estimate| estimate.mean)
        };
        let is_it = |mean: Option<f64>| mean.is_some_and(|mean| (mean - 0.7).abs() < 1e-12);
        assert!(is_it(mean(0)) && is_it(mean(2)), "{:?}", [mean(0), mean(2)]);
        assert_eq!(mean(1), None);
    }
}
