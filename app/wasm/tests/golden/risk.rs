//! Questions of the pages about risk: another score, and whether a feed is heard.

use super::{NOW, case};
use ballast_app_wasm::{
    Scene, feed_health, ltv_rise, rates_if, reach, regime_lines, terms_if, terms_view,
};
use serde_json::Value;

const SCORES: [u32; 9] = [0, 3_999, 4_000, 5_200, 6_499, 6_500, 9_201, 10_000, 10_001];

pub(crate) fn cases(scene: &Scene, cases: &mut Vec<Value>) {
    for reserve in 0..3u32 {
        for score in SCORES {
            let arguments = [reserve.into(), score.into(), NOW];
            let answer = terms_if(scene, reserve, score, NOW);
            cases.push(case("ask_terms_if", &arguments, None, answer));
        }
        for regime in 0..4u32 {
            for later in [0, 30_000] {
                let arguments = [reserve.into(), regime.into(), NOW + later];
                let answer = rates_if(scene, reserve, regime, NOW + later);
                cases.push(case("ask_rates_if", &arguments, None, answer));
            }
        }
        for points in [0, 250, 3_000, 10_000, 10_001] {
            let arguments = [u64::from(reserve), points.into()];
            let answer = ltv_rise(scene, reserve, points);
            cases.push(case("ask_ltv_rise", &arguments, None, answer));
        }
    }
    for feed in 0..2u32 {
        for later in [0, 700, 1_000, 12_000, 30_000] {
            let now = NOW + later;
            let answer = feed_health(scene, feed, now);
            cases.push(case("ask_feed_health", &[feed.into(), now], None, answer));
            for score in SCORES {
                let arguments = [feed.into(), score.into(), now];
                let answer = reach(scene, feed, score, now);
                cases.push(case("ask_reach", &arguments, None, answer));
            }
        }
    }
    cases.push(case("ask_regime_lines", &[], None, regime_lines(scene)));
}

#[test]
fn terms_at_the_present_score_are_the_present_terms() {
    let scene = Scene::read(&super::scene_bytes()).unwrap();
    for reserve in 0..2 {
        assert_eq!(
            terms_if(&scene, reserve, 5_200, NOW),
            terms_view(&scene, reserve, NOW)
        );
    }
}

#[test]
fn the_rises_of_the_opening_ltv_are_those_of_the_published_policy() {
    // Given reserves of the published presets, stable and volatile
    let scene = Scene::read(&super::scene_bytes()).unwrap();
    let rise = |reserve, points| {
        let answer = ltv_rise(&scene, reserve, points).unwrap();
        u64::from_le_bytes(answer.try_into().unwrap())
    };

    // Then an hour, a day and a week loosen them by what docs/policy.md says
    for (points, stable, volatile) in [
        (750, 372, 744),
        (3_000, 1_278, 2_556),
        (10_000, 1_500, 3_000),
    ] {
        assert_eq!(
            (rise(0, points), rise(1, points)),
            (stable, volatile),
            "{points}"
        );
    }
}
