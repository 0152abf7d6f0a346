use super::*;
use crate::fixture::{NOW, cases};
use crate::limiter::DAY;
use proptest::prelude::*;

const BOUNDS: Bounds = Bounds::STANDARD;

fn request(target_bps: u16, days: u32) -> RampRequest {
    RampRequest {
        seconds: days * DAY,
        target_bps,
        group_target_bps: 0,
    }
}

fn begin(target_bps: u16, days: u32) -> Result<ThresholdRamp> {
    ThresholdRamp::begin((8_000, 0), request(target_bps, days), &BOUNDS, NOW)
}

fn after(seconds: u64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

#[test]
fn the_threshold_falls_in_a_straight_line_and_stays_at_its_target() {
    let ramp = begin(7_000, 10).unwrap();
    let day = u64::from(DAY);
    for (seconds, threshold) in [
        (0, 8_000),
        (1, 8_000),
        (day, 7_900),
        (5 * day, 7_500),
        (10 * day - 1, 7_001),
        (10 * day, 7_000),
        (900 * day, 7_000),
    ] {
        let found = ramp.threshold_at_ceil(7_000, after(seconds));
        assert_eq!(found, threshold, "after {seconds} s");
    }
}

#[test]
fn without_a_ramp_the_settings_hold() {
    let none = ThresholdRamp::default();
    assert_eq!(none.threshold_at_ceil(8_000, Timestamp::ZERO), 8_000);
    assert_eq!(none.threshold_at_ceil(8_000, NOW), 8_000);
}

#[test]
fn a_clock_that_went_back_gives_no_more_than_the_start() {
    let ramp = begin(7_000, 10).unwrap();
    let before = Timestamp(NOW.0 - 1_000_000);
    assert_eq!(ramp.threshold_at_ceil(7_000, before), 8_000);
}

#[test]
fn a_ramp_that_is_too_short_or_too_steep_is_refused_with_the_least_it_takes() {
    let least = |days| u64::from(days * DAY);
    let short = begin(7_999, 4).unwrap_err();
    assert_eq!(short, Rule::RampTooShort.broken(least(4), least(5)));
    let steep = begin(7_000, 9).unwrap_err();
    assert_eq!(steep, Rule::RampTooShort.broken(least(9), least(10)));
    assert!(begin(7_999, 5).is_ok());
    assert!(begin(7_000, 10).is_ok());
}

#[test]
fn a_ramp_leads_downwards() {
    for target in [8_000, 8_001, 10_000] {
        let refused = begin(target, 300).unwrap_err();
        assert_eq!(refused, Rule::RampNotLower.broken(u64::from(target), 8_000));
    }
}

proptest! {
    #![proptest_config(cases())]

    /// INV-26: at no time is the threshold lower than the straight line from the start to the target, and no day takes
    /// more than the bound.
    #[test]
    fn inv_26_no_day_takes_more_than_the_bound(
        from in 1u16..=10_000, target in 0u16..=10_000, extra in 0u32..10_000_000,
        steepest in 1u16..=1_000, start in 0u64..400_000_000,
    ) {
        let bounds = Bounds { ramp_day_bps: steepest, ..BOUNDS };
        let fall = u32::from(from.saturating_sub(target));
        let least = (fall * DAY / u32::from(steepest)).max(bounds.ramp_seconds);
        let request = RampRequest { seconds: least + extra, target_bps: target, group_target_bps: 0 };
        let ramp = ThresholdRamp::begin((from, 0), request, &bounds, NOW);
        prop_assert_eq!(ramp.is_ok(), target < from);
        if let Ok(ramp) = ramp {
            let now = after(start);
            let tomorrow = Timestamp(now.0 + u64::from(DAY));
            let here = ramp.threshold_at_ceil(target, now);
            let there = ramp.threshold_at_ceil(target, tomorrow);
            prop_assert!(target <= there && there <= here && here <= from);
            // One more for the rounding, which favours the borrower at the start of the day.
            prop_assert!(here - there <= steepest + 1, "{here} to {there}");
        }
    }
}

#[test]
fn a_groups_threshold_falls_on_the_same_way() {
    let wish = |target_bps, group_target_bps| RampRequest {
        seconds: 10 * DAY,
        target_bps,
        group_target_bps,
    };
    let begin = |request| ThresholdRamp::begin((8_000, 9_300), request, &BOUNDS, NOW);
    let ramp = begin(wish(8_000, 8_800)).unwrap();
    let half = after(5 * u64::from(DAY));
    assert_eq!(ramp.group_threshold_at_ceil(8_800, half), 9_050);
    assert_eq!(ramp.threshold_at_ceil(8_000, half), 8_000);
    assert_eq!(
        ramp.group_threshold_at_ceil(8_800, after(10 * u64::from(DAY))),
        8_800
    );
    // Neither rises, one falls, and the steeper of the two decides how long it takes.
    assert_eq!(
        begin(wish(7_900, 9_301)).unwrap_err().rule,
        Rule::RampNotLower
    );
    assert_eq!(
        begin(wish(8_000, 9_300)).unwrap_err().rule,
        Rule::RampNotLower
    );
    assert_eq!(
        begin(wish(7_999, 8_200)).unwrap_err().rule,
        Rule::RampTooShort
    );
}
