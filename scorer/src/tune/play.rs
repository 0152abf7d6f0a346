//! Runs of candidates and of the fixed terms on the same scenes and seeds.

use super::candidate::{Candidate, Tuned};
use super::each::each;
use super::objective::{Cost, Weights};
use crate::agent::Steward;
use crate::study::{Kind, Scores, StagedStudy, StudyError, Variant};
use std::ops::Range;

/// Whose terms a run is under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms<'a> {
    /// The fixed ones that capacity is measured against.
    Fixed,
    /// A candidate's.
    Candidate(&'a Candidate),
}

/// What candidates are played on: scenes, each run a pure function of what it is asked for.
pub trait Plays: Sync {
    /// The scenes' kinds, in order.
    fn kinds(&self) -> Vec<Kind>;

    /// The row of [`crate::study::FIGURES`] of one run.
    ///
    /// # Errors
    /// What the run says.
    fn play(&self, scene: usize, seed: u64, terms: Terms<'_>) -> Result<Vec<f64>, StudyError>;
}

/// The scenes of a study.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The scenes with their scores.
    pub study: StagedStudy<'a>,
    /// Which scores candidates follow.
    pub scores: Scores,
}

impl Plays for Ground<'_> {
    fn kinds(&self) -> Vec<Kind> {
        let scenes = self.study.plan().scenes().iter();
        scenes.map(|scene| scene.kind).collect()
    }

    fn play(&self, scene: usize, seed: u64, terms: Terms<'_>) -> Result<Vec<f64>, StudyError> {
        let stage = self.study.stages().get(scene);
        let stage = stage.ok_or(StudyError::ScenesEmpty)?;
        let steward: Box<dyn Steward> = match terms {
            Terms::Fixed => Variant::Fixed.steward()?,
            Terms::Candidate(candidate) => Box::new(Tuned(*candidate)),
        };
        let plan = self.study.plan();
        stage.run_under(plan.dataset(), &plan.config(), self.scores, steward, seed)
    }
}

/// Costs by seed, with the fixed terms' runs kept: every candidate is measured against the same.
pub(super) struct Bench<'a> {
    pub(super) ground: &'a dyn Plays,
    pub(super) weights: Weights,
    pub(super) borrowers: usize,
    pub(super) threads: usize,
    /// Told of each run.
    pub(super) tick: &'a (dyn Fn() + Sync),
    /// Rows by seed, from one on, then scene.
    fixed: Vec<Vec<Vec<f64>>>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(
        ground: &'a dyn Plays,
        weights: Weights,
        borrowers: usize,
        threads: usize,
        tick: &'a (dyn Fn() + Sync),
    ) -> Self {
        Self {
            ground,
            weights,
            borrowers,
            threads,
            tick,
            fixed: Vec::new(),
        }
    }

    /// The costs of `candidates`, each by seed of `seeds`, which begin at one.
    pub(super) fn costs(
        &mut self,
        candidates: &[Candidate],
        seeds: Range<u64>,
    ) -> Result<Vec<Vec<Cost>>, StudyError> {
        self.play_fixed_until(seeds.end)?;
        let terms: Vec<Terms<'_>> = candidates.iter().map(Terms::Candidate).collect();
        let rows = self.rows(&terms, seeds.clone())?;
        let of_one = |rows: &Vec<Vec<Vec<f64>>>| {
            let by_seed = rows.iter().zip(seeds.clone());
            by_seed.map(|(rows, seed)| self.cost(rows, seed)).collect()
        };
        Ok(rows.iter().map(of_one).collect())
    }

    /// The costs of the fixed terms, as far as they were played.
    pub(super) fn fixed_costs(&self) -> Vec<Cost> {
        let seeds = self.fixed.iter().zip(1..);
        seeds.map(|(rows, seed)| self.cost(rows, seed)).collect()
    }

    fn play_fixed_until(&mut self, end: u64) -> Result<(), StudyError> {
        let known = 1 + u64::try_from(self.fixed.len()).unwrap_or(u64::MAX - 1);
        let rows = self.rows(&[Terms::Fixed], known..end)?;
        self.fixed.extend(rows.into_iter().flatten());
        Ok(())
    }

    fn cost(&self, rows: &[Vec<f64>], seed: u64) -> Cost {
        let place = usize::try_from(seed).unwrap_or(usize::MAX).wrapping_sub(1);
        let fixed = self.fixed.get(place).map_or(&[][..], Vec::as_slice);
        let (rows, fixed): (Vec<&[f64]>, Vec<&[f64]>) = (
            rows.iter().map(Vec::as_slice).collect(),
            fixed.iter().map(Vec::as_slice).collect(),
        );
        Cost::of_seed(
            &self.weights,
            self.borrowers,
            &self.ground.kinds(),
            &rows,
            &fixed,
        )
    }

    /// By terms, then seed, then scene.
    fn rows(
        &self,
        terms: &[Terms<'_>],
        seeds: Range<u64>,
    ) -> Result<Vec<Vec<Vec<Vec<f64>>>>, StudyError> {
        let scenes = self.ground.kinds().len();
        let seeds: Vec<u64> = seeds.collect();
        let each_terms = seeds.len() * scenes;
        let rows = each(terms.len() * each_terms, self.threads, |number| {
            let (place, rest) = (number / each_terms, number % each_terms);
            let (seed, scene) = (seeds[rest / scenes], rest % scenes);
            let row = self.ground.play(scene, seed, terms[place]);
            (self.tick)();
            row
        })?;
        let mut rows = rows.into_iter();
        let by_terms = terms.iter().map(|_| {
            let by_seed = seeds.iter().map(|_| rows.by_ref().take(scenes).collect());
            by_seed.collect()
        });
        Ok(by_terms.collect())
    }
}
