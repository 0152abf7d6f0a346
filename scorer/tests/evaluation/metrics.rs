//! Laws that metrics obey on any rows.

use ballast_scorer::metric::{
    BandRow, Judged, Tail, area_under_curve, average_precision, calibration_bands, christoffersen,
    empirical_tail, expected_calibration_error, fz0_loss, kupiec, qlike, roc_curve,
    wilson_interval,
};
use proptest::prelude::*;

fn rows() -> impl Strategy<Value = Vec<Judged>> {
    // Few distinct forecasts, so that ties are common.
    let row = (0..12_u8, any::<bool>()).prop_map(|(forecast, event)| Judged {
        forecast: f64::from(forecast) / 12.0,
        event,
    });
    prop::collection::vec(row, 1..80)
}

proptest! {
    #[test]
    fn prop_auc_is_the_share_of_pairs_ranked_rightly(rows in rows()) {
        let mut pairs = (0.0, 0.0);
        for event in rows.iter().filter(|row| row.event) {
            for quiet in rows.iter().filter(|row| !row.event) {
                pairs.1 += 1.0;
                pairs.0 += match event.forecast.total_cmp(&quiet.forecast) {
                    std::cmp::Ordering::Greater => 1.0,
                    std::cmp::Ordering::Equal => 0.5,
                    std::cmp::Ordering::Less => 0.0,
                };
            }
        }
        match area_under_curve(&rows) {
            Some(area) => prop_assert!((area - pairs.0 / pairs.1).abs() < 1e-12),
            None => prop_assert!(pairs.1 < 0.5),
        }
    }

    #[test]
    fn prop_area_under_the_roc_points_is_the_auc(rows in rows()) {
        let area: f64 = roc_curve(&rows, 1_000_000)
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * f64::midpoint(pair[0].1, pair[1].1))
            .sum();
        prop_assert!((area - area_under_curve(&rows).unwrap_or(0.0)).abs() < 1e-12);
    }

    #[test]
    fn prop_rankings_do_not_depend_on_the_scale_of_forecasts(rows in rows()) {
        let scaled: Vec<Judged> = rows
            .iter()
            .map(|row| Judged { forecast: row.forecast.powi(3) * 7.0 - 2.0, event: row.event })
            .collect();
        prop_assert_eq!(area_under_curve(&rows), area_under_curve(&scaled));
        prop_assert_eq!(average_precision(&rows), average_precision(&scaled));
    }

    #[test]
    fn prop_forecast_of_the_frequency_has_no_calibration_error_in_one_bin(rows in rows(), shift in 0.0..0.4_f64) {
        let events = rows.iter().map(|row| f64::from(u8::from(row.event))).sum::<f64>();
        let frequency = events / rows.iter().map(|_| 1.0).sum::<f64>();
        let constant: Vec<Judged> = rows
            .iter()
            .map(|row| Judged { forecast: frequency + shift, event: row.event })
            .collect();
        let error = expected_calibration_error(&constant, 1).unwrap();
        prop_assert!((error - shift).abs() < 1e-9);
    }

    #[test]
    fn prop_every_row_lies_in_one_band_and_its_share_in_the_interval(
        rows in prop::collection::vec((0..=10_000_u16, any::<bool>(), 0..50_i64), 1..200)
    ) {
        let rows: Vec<BandRow> = rows
            .into_iter()
            .map(|(score_hundredths, event, day)| BandRow {
                score_hundredths,
                promised: f64::from(score_hundredths) / 1e4,
                event,
                worst_fall: if event { 0.1 } else { 0.0 },
                day,
            })
            .collect();
        let bands = calibration_bands(&rows);
        prop_assert_eq!(bands.iter().map(|band| band.rows).sum::<usize>(), rows.len());
        for band in bands {
            let (low, high) = band.interval;
            let realised = band.realised.unwrap_or(0.5);
            prop_assert!(low - 1e-12 <= realised && realised <= high + 1e-12);
            prop_assert!(band.days <= band.rows);
        }
    }

    #[test]
    fn prop_more_trials_narrow_the_interval(share in 0.0..=1.0_f64, trials in 1.0..1e4_f64) {
        let width = |trials: f64| {
            let (low, high) = wilson_interval(share, trials);
            high - low
        };
        prop_assert!(width(2.0 * trials) < width(trials));
    }

    #[test]
    fn prop_p_values_lie_between_0_and_1(hits in prop::collection::vec(any::<bool>(), 1..300), level in 0.005..0.2_f64) {
        let coverage = christoffersen(std::slice::from_ref(&hits), level);
        for p in [coverage.unconditional, coverage.independence, coverage.conditional].into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&p), "{coverage:?}");
        }
        prop_assert_eq!(coverage.unconditional, kupiec(coverage.violations, hits.len(), level).map(|(_, p)| p));
    }

    #[test]
    fn prop_fz0_ranks_the_same_in_any_unit(outcome in -1.0..0.2_f64, risk in -0.5..-0.01_f64, beyond in 0.0..0.5_f64, unit in 0.1..100.0_f64) {
        let loss = |unit: f64| {
            let tail = Tail { value_at_risk: unit * risk, expected_shortfall: unit * (risk - beyond) };
            fz0_loss(unit * outcome, tail, 0.05).unwrap()
        };
        prop_assert!((loss(unit) - loss(1.0) - unit.ln()).abs() < 1e-6);
    }

    #[test]
    fn prop_empirical_tail_is_undercut_by_its_share_at_most(returns in prop::collection::vec(-1.0..1.0_f64, 100..400), level in 0.01..0.2_f64) {
        let tail = empirical_tail(&returns, level).unwrap();
        let under = returns.iter().filter(|value| **value < tail.value_at_risk).map(|_| 1.0).sum::<f64>();
        let number = returns.iter().map(|_| 1.0).sum::<f64>();
        prop_assert!(under <= level * number);
        prop_assert!(tail.expected_shortfall <= tail.value_at_risk);
    }

    #[test]
    fn prop_qlike_is_lowest_for_the_truth(truth in 1e-6..1.0_f64, factor in 0.1..10.0_f64) {
        prop_assert!(qlike(&[(truth, truth)]).unwrap().abs() < 1e-12);
        prop_assert!(qlike(&[(factor * truth, truth)]).unwrap() >= 0.0);
    }
}
