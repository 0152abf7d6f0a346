//! A Ballast pool beside one that fails: which channel brings what here, and what it is worth that the score sees it.
//!
//! ```text
//! scene -> two pools of the same people: here Ballast by the model, next door fixed terms like Kamino's
//! next door is shown no prices on the scene's worst day, so that nobody is liquidated there until it is over
//! rows ([`Link`]): every channel closed, one open, all open, all open and seen by the score -> the same figures of both pools
//! ```

mod link;
mod markdown;
mod summary;

pub use link::Link;
pub use markdown::network_markdown;
pub use summary::{NetworkCell, NetworkGroup, NetworkSummary, summarise_network};

use super::plan::{CHUNK_UNITS, StagedStudy, StudyPlan};
use super::variant::Scores;
use super::{FIGURES, Stage, StudyConfig, StudyError, digest, figures};
use crate::agent::PoolFailure;
use crate::data::Dataset;
use crate::shard::Work;

/// The neighbour: the second pool.
const NEIGHBOUR: usize = 1;
const LINKS: u64 = Link::ALL.len() as u64;

/// Columns of a row: every figure of this pool, then the same of the neighbour.
fn columns() -> Vec<String> {
    let own = FIGURES.iter().map(|figure| figure.name.to_owned());
    let other = FIGURES.iter();
    let other = other.map(|figure| format!("neighbour_{}", figure.name));
    own.chain(other).collect()
}

/// What run `number` is: rows change fastest, then seeds, then scenes; scene, seed and row.
fn numbered(number: u64, seeds: u64) -> Option<(usize, u64, Link)> {
    let (rest, link) = (number / LINKS, number % LINKS);
    let scene = usize::try_from(rest.checked_div(seeds)?).ok()?;
    let link = Link::ALL.get(usize::try_from(link).ok()?)?;
    Some((scene, 1 + rest % seeds, *link))
}

impl StudyPlan<'_> {
    /// The runs of all [`Link`]s over the plan's scenes as work in chunks, computed by `program`.
    pub fn network_work(&self, program: &str) -> Work {
        let failure = PoolFailure {
            pool: NEIGHBOUR,
            from: 0,
            until: 0,
        };
        let links = Link::ALL.map(|link| (link, link.contagion(failure)));
        let question = serde_json::json!({
            "program": program,
            "config": self.config(),
            "scenes": self.scenes(),
            "data": digest(self.dataset()),
            "links": links,
        });
        let question = question.to_string();
        Work::new(
            question.as_bytes(),
            columns(),
            self.network_units(),
            CHUNK_UNITS,
        )
    }

    /// How many runs there are.
    fn network_units(&self) -> u64 {
        let scenes = u64::try_from(self.scenes().len()).unwrap_or(u64::MAX);
        scenes
            .saturating_mul(self.config().seeds)
            .saturating_mul(LINKS)
    }
}

impl StagedStudy<'_> {
    /// Run `number` of [`StudyPlan::network_work`]: a row of [`columns`].
    ///
    /// # Errors
    /// [`StudyError::UnitUnknown`], and what the run says.
    pub fn run_linked(&self, number: u64) -> Result<Vec<f64>, StudyError> {
        let plan = self.plan();
        let unknown = || StudyError::UnitUnknown {
            unit: number,
            units: plan.network_units(),
        };
        let unit = numbered(number, plan.config().seeds).ok_or_else(unknown)?;
        let (scene, seed, link) = unit;
        let stage = self.stages().get(scene).ok_or_else(unknown)?;
        stage.run_linked(plan.dataset(), &plan.config(), link, seed)
    }
}

impl Stage {
    /// One run: a row of [`columns`].
    fn run_linked(
        &self,
        dataset: &Dataset,
        study: &StudyConfig,
        link: Link,
        seed: u64,
    ) -> Result<Vec<f64>, StudyError> {
        let run = self.simulated(
            (dataset, study),
            (Scores::Model, seed),
            link.stewards(),
            |config, tape| {
                let failure = PoolFailure::on_worst_day(NEIGHBOUR, tape);
                config.contagion = Some(link.contagion(failure));
            },
        )?;
        let pools = run.pools.iter();
        Ok(pools
            .flat_map(|(simulated, _)| figures(&simulated.outcome))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_another_run_and_rows_change_fastest() {
        let units: Vec<_> = (0..2 * 3 * LINKS)
            .map(|number| numbered(number, 3).unwrap())
            .collect();

        assert_eq!(units[0], (0, 1, Link::Sound));
        assert_eq!(units[7], (0, 1, Link::Fixed));
        assert_eq!(units[8], (0, 2, Link::Sound));
        assert_eq!(units[24], (1, 1, Link::Sound));
        for (place, unit) in units.iter().enumerate() {
            assert!(!units[..place].contains(unit), "{unit:?}");
        }
        assert_eq!(numbered(3, 0), None);
    }
}
