//! Questions about what is not: another score, another regime, and how soon it could be so.

use crate::answer::{ARGUMENT, regime_numbered, score_numbered, terms_under};
use crate::scene::Scene;
use crate::{Answer, words};
use ballast_policy::curve::Utilization;
use ballast_policy::feed::{Effective, FeedStatus};
use ballast_policy::ltv::bounded_ltv_floor;
use ballast_policy::regime::{Regime, STRESS_FROM, TRANSITION_FROM};
use ballast_policy::throttle::{self, WorstCase};
use ballast_policy::unit::{Score, Timestamp};

/// What a feed says if its reports bring it to `score` and leave it there, the regime coming from the present one.
fn arrived(
    scene: &Scene,
    feed: usize,
    score: u32,
    now: Timestamp,
) -> Result<Effective, crate::Refusal> {
    let score = score_numbered(score)?;
    let feed = scene.feed(u32::try_from(feed).map_err(|_| ARGUMENT)?)?;
    let present = feed.state.effective(&feed.config, now);
    let regime = throttle::settled(&feed.config, present.regime, score);
    Ok(Effective {
        score: score.max(regime.left_under()),
        regime,
        status: FeedStatus::Held,
        ..present
    })
}

/// A reserve's terms at `now` if its feed had come to `score`: the bytes of `TermsView`. Books, flows and breakers are the
/// present ones; when a feed loosens next is no part of the question.
pub fn terms_if(scene: &Scene, reserve: u32, score: u32, now: u64) -> Answer {
    let now = Timestamp(now);
    let (reserve, _) = scene.reserve(reserve, now)?;
    let effective = arrived(scene, reserve.feed, score, now)?;
    Ok(terms_under(scene, reserve, effective, now))
}

/// What a reserve's curve of `regime` asks at the utilisation at `now`, two words: borrow and deposit rate a year, 2^-32.
pub fn rates_if(scene: &Scene, reserve: u32, regime: u32, now: u64) -> Answer {
    let now = Timestamp(now);
    let (reserve, _) = scene.reserve(reserve, now)?;
    let regime = regime_numbered(regime)?;
    let mut ledger = reserve.ledger;
    ledger.accrue(now, reserve.config.fee_share_bps);
    let utilization: Utilization = ledger.utilization();
    let [calm, transition, stress] = &reserve.config.curves;
    let curve = regime.of([calm, transition, stress]);
    let earned = curve.deposit_rate_floor(utilization, reserve.config.fee_share_bps);
    Ok(words([curve.rate_floor(utilization).0, earned.0]))
}

/// How soon a feed could stand at `score`, three words: epochs of tightening (0 where it is no rise), seconds of loosening (0
/// where it is no fall) at the soonest, regimes left. The largest number: never.
pub fn reach(scene: &Scene, feed: u32, score: u32, now: u64) -> Answer {
    let now = Timestamp(now);
    let Effective {
        score: from,
        regime,
        ..
    } = {
        let feed = scene.feed(feed)?;
        feed.state.effective(&feed.config, now)
    };
    let there = arrived(scene, feed as usize, score, now)?;
    let config = &scene.feed(feed)?.config;
    let epochs = throttle::epochs_to_tighten(config, (from, regime), there.score);
    let least = WorstCase {
        score: from.0.saturating_sub(there.score.0),
        regimes: (regime as u8).saturating_sub(there.regime as u8),
    };
    let is_looser = least.score != 0 || least.regimes != 0;
    let seconds = if is_looser {
        throttle::soonest_loosened(config, least).unwrap_or(u64::MAX)
    } else {
        0
    };
    Ok(words([
        epochs.map_or(u64::MAX, u64::from),
        seconds,
        u64::from(least.regimes),
    ]))
}

/// The largest rise of a reserve's opening LTV that a fall of the score by `points` brings about, wherever it begins: one
/// word, basis points.
pub fn ltv_rise(scene: &Scene, reserve: u32, points: u32) -> Answer {
    let (reserve, _) = scene.reserve(reserve, Timestamp::ZERO)?;
    let points = score_numbered(points)?.0;
    let ltv = |score: u16| bounded_ltv_floor(&reserve.config.opening_ltv, Score(score));
    let rises = (points..=Score::MAX.0).map(|from| ltv(from - points).saturating_sub(ltv(from)));
    Ok(words([u64::from(rises.max().unwrap_or(0))]))
}

/// Where regimes begin and end, four words in hundredths of a point: transition from, left under; stress from, left under.
pub fn regime_lines(_: &Scene) -> Answer {
    let lines = [
        TRANSITION_FROM,
        Regime::Transition.left_under(),
        STRESS_FROM,
        Regime::Stress.left_under(),
    ];
    Ok(words(lines.map(|line| u64::from(line.0))))
}
