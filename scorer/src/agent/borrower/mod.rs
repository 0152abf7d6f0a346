//! Borrowers: each puts up one asset, borrows what it dares, and then waits, tops up, flees or loops.
//!
//! | kind | acts on |
//! |---|---|
//! | passive | nothing but its own departure |
//! | top-up | its debt nears the liquidation limit: repays, or adds collateral, after a while, while its reserves last |
//! | flee | the score, the rate or its buffer: repays what it can, and leaves once it owes nothing |
//! | loop | its buffer: buys more of its collateral with what it borrows, and sells it when the buffer thins |
//!
//! Who was liquidated in another pool unwinds here, whatever its kind.
//!
//! All but the passive repay half of their debt when the rate is above what they bear, everyone closes at three times that, and asks for more, up to
//! what it wanted on calm terms, when it is well below that.

mod act;
mod leave;

use super::config::BorrowerConfig;
use super::random::{Stream, exponential, log_normal, pareto, stream};
use super::units::{DAY, float, whole_floor};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// What a borrower does about danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Passive,
    TopUp,
    Flee,
    Loop,
}

/// What is drawn for a borrower. Money in dollars, times in seconds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Profile {
    pub(super) kind: Kind,
    /// Which reserve it puts up.
    pub(super) collateral: usize,
    pub(super) worth: f64,
    /// How much of the calm borrow limit it would like to use.
    pub(super) leverage: f64,
    /// The annual rate that it bears.
    pub(super) bears_rate: f64,
    /// The opening LTV below which it does not come.
    pub(super) needs_ltv: f64,
    /// The share of its collateral that it has besides, in what is lent and in collateral.
    pub(super) reserve: f64,
    /// The share of its liquidation limit at which it acts, and how long that takes.
    pub(super) acts_above: f64,
    pub(super) reacts_in: u64,
    /// The score at which it flees, points.
    pub(super) fears: f64,
    /// The share of what it borrows that it keeps at hand.
    pub(super) keeps: f64,
    /// Mean time between two looks.
    pub(super) looks_every: f64,
    /// How long it stays.
    pub(super) stays: f64,
}

impl Profile {
    fn draw(config: &BorrowerConfig, shares: &[f64], random: &mut ChaCha8Rng) -> Self {
        let kind = kind(config, random.random_range(0.0..1.0));
        let collateral = asset(shares, random.random_range(0.0..1.0));
        let median = config.collateral_median;
        let ordinary = log_normal(median, config.collateral_spread, random);
        let whale = pareto(10.0 * median, config.whale_exponent, random);
        let is_whale = random.random_bool(config.whale_share.clamp(0.0, 1.0));
        let worth = if is_whale { whale } else { ordinary }.min(100.0 * median);
        let (least, most) = config.leverage;
        let uniform: f64 = random.random_range(0.0..1.0);
        let leverage = if kind == Kind::Loop {
            most - 0.1 * uniform * (most - least)
        } else {
            least + uniform * (most - least)
        };
        Self {
            kind,
            collateral,
            worth,
            leverage,
            bears_rate: log_normal(config.rate_tolerance, 0.5, random),
            needs_ltv: random.random_range(0.3..0.7),
            reserve: random.random_range(0.0..0.4),
            acts_above: random.random_range(0.88..0.97),
            reacts_in: whole_floor(log_normal(1_200.0, 0.8, random)),
            fears: random.random_range(45.0..95.0),
            keeps: random.random_range(0.2..1.0),
            looks_every: match kind {
                Kind::Passive => 12.0 * 3_600.0,
                Kind::TopUp | Kind::Flee | Kind::Loop => log_normal(2_400.0, 0.6, random),
            },
            stays: exponential(config.stay_days * float(DAY), random),
        }
    }
}

fn kind(config: &BorrowerConfig, uniform: f64) -> Kind {
    let top_up = config.top_up_share;
    let flee = top_up + config.flee_share;
    if uniform < top_up {
        Kind::TopUp
    } else if uniform < flee {
        Kind::Flee
    } else if uniform < flee + config.loop_share {
        Kind::Loop
    } else {
        Kind::Passive
    }
}

/// The collateral whose share of the people `uniform` falls into; `shares` by reserve, the first is not read.
fn asset(shares: &[f64], uniform: f64) -> usize {
    let whole: f64 = shares.iter().skip(1).sum();
    let mut left = uniform * whole;
    for (index, share) in shares.iter().enumerate().skip(1) {
        left -= share;
        if left < 0.0 {
            return index;
        }
    }
    shares.len().saturating_sub(1).max(1)
}

/// Someone who borrows.
#[derive(Debug)]
pub(super) struct Borrower {
    pub(super) profile: Profile,
    pub(super) pool: usize,
    pub(super) account: usize,
    pub(super) closes_at: u64,
    /// Who holds its other position, in another pool and out of the same wallet, if it has one.
    pub(super) sibling: Option<usize>,
    /// Whether that one was liquidated.
    pub(super) is_burnt: bool,
    /// When it will have made up its mind to act; none: it has seen no danger.
    reacts_at: Option<u64>,
    /// When a refusal of borrowing was last counted; none: never.
    refused_at: Option<u64>,
    random: ChaCha8Rng,
}

impl Borrower {
    /// Borrower `number` of a kind of stream; it comes at `now` and belongs to no pool yet.
    pub(super) fn draw(
        (seed, kind, number): (u64, Stream, usize),
        config: &BorrowerConfig,
        shares: &[f64],
        now: u64,
    ) -> Self {
        let mut random = stream(seed, kind, number);
        let profile = Profile::draw(config, shares, &mut random);
        let closes_at = now.saturating_add(whole_floor(profile.stays));
        Self {
            profile,
            pool: 0,
            account: 0,
            closes_at,
            sibling: None,
            is_burnt: false,
            reacts_at: None,
            refused_at: None,
            random,
        }
    }

    /// When it looks next.
    pub(super) fn next_look(&mut self, now: u64) -> u64 {
        let wait = exponential(self.profile.looks_every, &mut self.random);
        now + whole_floor(wait).clamp(30, DAY / 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::config::SimulationConfig;

    fn profiles(count: usize) -> Vec<Profile> {
        let config = SimulationConfig::new(11, count);
        let draw = |number| {
            let who = (11, Stream::Borrower, number);
            Borrower::draw(who, &config.borrowers, &[0.0, 0.6, 0.4], 0).profile
        };
        (0..count).map(draw).collect()
    }

    #[test]
    fn one_more_borrower_changes_nobody_elses_draws() {
        let (few, more) = (profiles(40), profiles(41));

        assert_eq!(few[..], more[..40]);
        assert_ne!(more[39], more[40]);
    }

    #[test]
    fn sizes_have_the_median_and_a_heavy_tail() {
        let mut worth: Vec<f64> = profiles(4_000)
            .iter()
            .map(|profile| profile.worth)
            .collect();
        worth.sort_by(f64::total_cmp);

        assert!(
            (worth[2_000] / 20_000.0 - 1.0).abs() < 0.15,
            "{}",
            worth[2_000]
        );
        assert!(
            worth[3_960] > 15.0 * worth[2_000],
            "the largest hundredth: {}",
            worth[3_960]
        );
        assert!(worth[3_999] <= 2_000_000.0);
    }
}
