//! Where publishers' scores come from: the model, its volatility baseline, perfect foresight, or a constant.

mod table;

pub use table::ScoreTable;

use ballast_policy::unit::Score;

/// What an honest publisher would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Score from 0 to 10,000, hundredths of a point.
    pub score_hundredths: u16,
    /// Half-width from 0 to 10,000, hundredths of a point.
    pub half_width_hundredths: u16,
}

/// Scores by feed and time. A feed has the index of the reserve that follows it.
pub trait ScoreSource: Sync {
    /// Its name in results.
    fn name(&self) -> &str;

    /// What is known at Unix second `at`; none where nothing is, and publishers keep silent.
    fn read(&self, feed: usize, at: u64) -> Option<Reading>;
}

/// The same score at all times.
#[derive(Clone, Copy, Debug)]
pub struct Constant(pub Reading);

impl Constant {
    /// This score, with a half-width of one point.
    pub fn new(score_hundredths: u16) -> Self {
        Self(Reading {
            score_hundredths: score_hundredths.min(Score::MAX.0),
            half_width_hundredths: 100,
        })
    }
}

impl ScoreSource for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn read(&self, _feed: usize, _at: u64) -> Option<Reading> {
        Some(self.0)
    }
}
