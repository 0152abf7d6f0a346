//! Which runs a study consists of, in which order.

use super::stage::Models;
use super::{FIGURES, Scene, Stage, StudyError, Variant, digest};
use crate::data::Dataset;
use crate::shard::Work;
use serde::Serialize;

/// Runs of a chunk: about half a minute of work.
pub(super) const CHUNK_UNITS: u64 = 64;

/// How large a study is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StudyConfig {
    /// Seeds of every scene, from one on.
    pub seeds: u64,
    /// Borrowers when a run begins; each brings fifty thousand dollars of collateral on average.
    pub borrowers: usize,
    /// The local books' share of the venue's depth. See [`SHARE_OF_DEPTH`].
    pub share_of_depth: f64,
}

/// The books that liquidators sell on hold a hundredth of what the venue does, so that what two hundred borrowers bring is a
/// hundred times what the book holds within half a percent. That is the order of the large markets: a billion dollars of
/// collateral beside ten million of depth. The study's answer depends on it: with ten times the depth nobody loses anything.
pub const SHARE_OF_DEPTH: f64 = 0.01;

/// A run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Place of the scene.
    pub scene: usize,
    /// Draws people and paths; the same for all variants.
    pub seed: u64,
    /// Who sets the terms.
    pub variant: Variant,
}

impl Unit {
    /// The run with this number among scenes of `seeds` seeds each; none without seeds.
    fn numbered(number: u64, seeds: u64) -> Option<Self> {
        let (rest, variant) = (number / VARIANTS, number % VARIANTS);
        Some(Self {
            scene: usize::try_from(rest.checked_div(seeds)?).ok()?,
            seed: 1 + rest % seeds,
            variant: *Variant::ALL.get(usize::try_from(variant).ok()?)?,
        })
    }

    /// Its number among scenes of `seeds` seeds each; none past what a number holds.
    pub(super) fn number(&self, seeds: u64) -> Option<u64> {
        let scene = u64::try_from(self.scene).ok()?;
        let rest = scene
            .checked_mul(seeds)?
            .checked_add(self.seed.checked_sub(1)?)?;
        let variant = u64::try_from(self.variant.place()).ok()?;
        rest.checked_mul(VARIANTS)?.checked_add(variant)
    }
}

/// Which runs a study consists of. Nothing is trained or scored for it: what is computed already can be found and merged.
#[derive(Clone, Debug)]
pub struct StudyPlan<'a> {
    dataset: &'a Dataset,
    config: StudyConfig,
    scenes: Vec<Scene>,
}

impl<'a> StudyPlan<'a> {
    /// A study of `scenes`, which are cut from `dataset`.
    ///
    /// # Errors
    /// [`StudyError::ScenesEmpty`].
    pub fn new(
        dataset: &'a Dataset,
        config: StudyConfig,
        scenes: Vec<Scene>,
    ) -> Result<Self, StudyError> {
        if scenes.is_empty() {
            return Err(StudyError::ScenesEmpty);
        }
        Ok(Self {
            dataset,
            config,
            scenes,
        })
    }

    /// Trains and scores for its scenes; `tick` is called for each.
    ///
    /// # Errors
    /// What training and scoring say.
    pub fn stage(self, tick: &dyn Fn()) -> Result<StagedStudy<'a>, StudyError> {
        let mut models = Models::default();
        let mut stages = Vec::new();
        for (place, scene) in self.scenes.iter().enumerate() {
            stages.push(Stage::prepare(
                self.dataset,
                scene.clone(),
                place,
                &mut models,
            )?);
            tick();
        }
        Ok(StagedStudy { plan: self, stages })
    }

    /// The scenes.
    pub fn scenes(&self) -> &[Scene] {
        &self.scenes
    }

    /// What its scenes are cut from.
    pub fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// How large it is.
    pub fn config(&self) -> StudyConfig {
        self.config
    }

    /// The study as work in chunks, computed by `program`: what names the code that runs, because another policy or another
    /// agent gives other rows.
    pub fn work(&self, program: &str) -> Work {
        let question = serde_json::json!({
            "program": program,
            "config": self.config,
            "scenes": self.scenes,
            "data": digest(self.dataset),
        });
        let columns = FIGURES.iter().map(|figure| figure.name.to_owned());
        let question = question.to_string();
        Work::new(
            question.as_bytes(),
            columns.collect(),
            self.units(),
            CHUNK_UNITS,
        )
    }

    /// How many runs there are.
    pub fn units(&self) -> u64 {
        let scenes = u64::try_from(self.scenes.len()).unwrap_or(u64::MAX);
        scenes
            .saturating_mul(self.config.seeds)
            .saturating_mul(VARIANTS)
    }

    /// What run `number` is: variants change fastest, then seeds, then scenes.
    ///
    /// # Errors
    /// [`StudyError::UnitUnknown`].
    pub fn unit(&self, number: u64) -> Result<Unit, StudyError> {
        let units = self.units();
        let unknown = StudyError::UnitUnknown {
            unit: number,
            units,
        };
        let unit = (number < units).then(|| Unit::numbered(number, self.config.seeds));
        unit.flatten().ok_or(unknown)
    }
}

/// A study whose scenes have their scores.
#[derive(Debug)]
pub struct StagedStudy<'a> {
    plan: StudyPlan<'a>,
    stages: Vec<Stage>,
}

impl<'a> StagedStudy<'a> {
    /// Which runs it consists of.
    pub fn plan(&self) -> &StudyPlan<'a> {
        &self.plan
    }

    /// The scenes with the scores of their hours.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// Run `number`: a row of [`FIGURES`].
    ///
    /// # Errors
    /// [`StudyError::UnitUnknown`], and what the run says.
    pub fn run(&self, number: u64) -> Result<Vec<f64>, StudyError> {
        let unit = self.plan.unit(number)?;
        let unknown = StudyError::UnitUnknown {
            unit: number,
            units: self.plan.units(),
        };
        let stage = self.stages.get(unit.scene).ok_or(unknown)?;
        let StudyPlan {
            dataset, config, ..
        } = &self.plan;
        stage.run(dataset, config, unit.variant, unit.seed)
    }
}

const VARIANTS: u64 = Variant::ALL.len() as u64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_one_run_and_every_run_one_number() {
        let seeds = 3;
        let units: Vec<Unit> = (0..2 * seeds * VARIANTS)
            .map(|number| Unit::numbered(number, seeds).unwrap())
            .collect();

        for (number, unit) in (0..).zip(&units) {
            assert_eq!(unit.number(seeds), Some(number));
            assert!(unit.scene < 2 && (1..=seeds).contains(&unit.seed));
        }
        assert_eq!(units[0].variant, Variant::Fixed);
        assert_eq!(units[7].variant, Variant::Foresight);
    }
}
