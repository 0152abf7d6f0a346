//! `data check` on folders of bars with one fault each, and on the real data where it is.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ballast_scorer::record::RecordError;
use ballast_scorer::record::check::{Fault, Finding, Severity, check};

use crate::checking::{HOUR, START, checked, time};

type Bar = (i64, [f64; 5]);

/// `count` quiet hourly bars around `price`; each opens at the close before.
fn bars(price: f64, count: i64) -> Vec<Bar> {
    // A fixed zigzag of a tenth of a percent: no randomness, and a spread that is not zero.
    let close = |index: i64| price * if index % 2 == 0 { 1.0 } else { 1.001 };
    (0..count)
        .map(|index| {
            let (open, close) = (close(index - 1), close(index));
            let (high, low) = (open.max(close), open.min(close));
            (START + index * HOUR, [open, high, low, close, 5.0])
        })
        .collect()
}

fn write_bars(folder: &Path, series: &str, bars: &[Bar]) {
    let mut text = "time,open,high,low,close,volume\n".to_owned();
    for (time, [open, high, low, close, volume]) in bars {
        writeln!(text, "{time},{open},{high},{low},{close},{volume}").unwrap();
    }
    write(folder, series, &text);
}

fn write_rows(folder: &Path, series: &str, header: &str, rows: &[(i64, &str)]) {
    let mut text = format!("time,{header}\n");
    for (time, values) in rows {
        writeln!(text, "{time},{values}").unwrap();
    }
    write(folder, series, &text);
}

fn write(folder: &Path, series: &str, text: &str) {
    let file = folder.join(format!("{series}.csv"));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// The one finding of a folder with the bars of BTC.
fn only(change: impl FnOnce(&mut Vec<Bar>)) -> Finding {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = bars(100.0, 200);
    change(&mut rows);
    write_bars(folder.path(), "spot_1h/BTC", &rows);
    let mut report = checked(folder.path());
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    report.findings.remove(0)
}

#[test]
fn quiet_series_that_agree_have_no_findings() {
    let folder = tempfile::tempdir().unwrap();
    write_bars(folder.path(), "spot_1h/BTC", &bars(100.0, 200));
    write_bars(folder.path(), "perp_1h/BTC", &bars(100.1, 200));
    let rates = [(START, "0.0001"), (START + 8 * HOUR + 7, "-0.0003")];
    write_rows(folder.path(), "funding_8h/BTC", "rate", &rates);

    let report = checked(folder.path());

    assert_eq!((report.series, report.rows), (3, 402));
    assert_eq!(report.findings, []);
}

#[test]
fn missing_rows_are_a_hole_with_its_ends() {
    let hole = only(|rows| drop(rows.drain(50..53)));

    assert_eq!(
        (hole.severity, hole.fault),
        (Severity::Warning, Fault::Hole)
    );
    assert_eq!(
        (hole.from, hole.until, hole.hours),
        (Some(time(50)), Some(time(53)), Some(3.0))
    );
}

#[test]
fn row_twice_and_rows_out_of_order_are_errors() {
    let twice = only(|rows| rows.insert(70, rows[69]));
    // The last two change places, so that the order is the only fault.
    let unsorted = only(|rows| {
        let all = rows.len();
        rows.swap(all - 2, all - 1);
        let before = rows[all - 3].0;
        rows[all - 2].0 = before + HOUR;
        rows[all - 1].0 = before - HOUR;
    });

    assert_eq!(
        (twice.severity, twice.fault, twice.from),
        (Severity::Error, Fault::Duplicate, Some(time(69)))
    );
    assert_eq!(
        (unsorted.severity, unsorted.fault),
        (Severity::Error, Fault::Unsorted)
    );
}

#[test]
fn price_times_a_thousand_from_one_bar_on_is_another_unit() {
    let found = only(|rows| {
        for (_, bar) in &mut rows[120..] {
            bar[..4].iter_mut().for_each(|price| *price *= 1_000.0);
        }
    });

    assert_eq!(
        (found.severity, found.fault, found.from),
        (Severity::Error, Fault::Unit, Some(time(120)))
    );
    assert!(found.detail.contains("10^3"), "{}", found.detail);
}

#[test]
fn crash_by_nine_tenths_within_an_hour_is_no_unit_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = bars(100.0, 200);
    for (index, (_, bar)) in rows.iter_mut().enumerate().skip(120) {
        // It opens where the last one closed and falls to a tenth.
        let open = if index == 120 { bar[0] } else { bar[0] / 10.0 };
        *bar = [
            open,
            open.max(bar[1] / 10.0),
            bar[2] / 10.0,
            bar[3] / 10.0,
            5.0,
        ];
    }
    write_bars(folder.path(), "spot_1h/BTC", &rows);

    assert_eq!(checked(folder.path()).findings, []);
}

#[test]
fn other_scale_after_a_hole_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = bars(100.0, 200);
    for (_, bar) in &mut rows[120..] {
        bar[..4].iter_mut().for_each(|price| *price *= 30.0);
    }
    rows.drain(100..120);
    write_bars(folder.path(), "spot_1h/LUNA", &rows);

    let report = checked(folder.path());

    assert_eq!(report.count(Severity::Error), 0);
    let faults: Vec<Fault> = report
        .findings
        .iter()
        .map(|finding| finding.fault)
        .collect();
    assert_eq!(faults, [Fault::Hole, Fault::Scale]);
}

fn spike(rows: &mut [Bar]) {
    let (_, bar) = &mut rows[150];
    *bar = [bar[0], 130.0, bar[2], 130.0, 5.0];
    rows[151].1[0] = 130.0;
    rows[151].1[1] = 130.0;
}

fn wick(rows: &mut [Bar]) {
    rows[150].1[2] = 60.0;
}

#[test]
fn move_that_is_taken_back_and_a_lonely_wick_are_outliers() {
    for change in [spike, wick] {
        let found = only(|rows| change(rows));

        assert_eq!(
            (found.severity, found.fault),
            (Severity::Warning, Fault::Outlier)
        );
        assert_eq!(found.from, Some(time(150)));
    }
}

#[test]
fn move_that_another_series_saw_is_no_outlier() {
    for change in [spike, wick] {
        let folder = tempfile::tempdir().unwrap();
        for series in ["spot_1h/BTC", "perp_1h/BTC"] {
            let mut rows = bars(100.0, 200);
            change(&mut rows);
            write_bars(folder.path(), series, &rows);
        }

        assert_eq!(checked(folder.path()).findings, []);
    }
}

#[test]
fn series_that_is_a_constant_factor_off_is_another_unit() {
    let folder = tempfile::tempdir().unwrap();
    write_bars(folder.path(), "spot_1h/BTC", &bars(100.0, 200));
    write_bars(folder.path(), "perp_1h/BTC", &bars(135.0, 200));

    let report = checked(folder.path());

    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    let found = &report.findings[0];
    assert_eq!(
        (found.fault, found.series.as_str()),
        (Fault::Unit, "perp_1h/BTC")
    );
    assert!(found.detail.contains("1.35"), "{}", found.detail);
}

#[test]
fn numbers_in_other_units_are_errors() {
    let interest = "open_interest_btc,last_price,mark_price,index_price";
    let volatility = "open,high,low,close";
    let cases: [(&str, &str, [&str; 2]); 6] = [
        ("funding_8h/BTC", "rate", ["0.01", "0.01"]),
        ("funding_8h/BTC", "rate", ["0.0001", "0.2"]),
        (
            "dvol_1h/BTC",
            volatility,
            ["0.5,0.6,0.5,0.6", "0.6,0.6,0.5,0.5"],
        ),
        (
            "open_interest_1h/BTC",
            interest,
            ["4e9,100,100,100", "4e9,100,100,100"],
        ),
        (
            "open_interest_1h/BTC",
            interest,
            ["9000,100,100,100", "90000,100,100,100"],
        ),
        (
            "depth_6h/BTC",
            "depth_50bps_usd,mid",
            ["9000,100", "9000,10000"],
        ),
    ];
    for (series, header, [first, second]) in cases {
        let folder = tempfile::tempdir().unwrap();
        let step = if series.contains("8h") {
            8
        } else if series.contains("6h") {
            6
        } else {
            1
        };
        // The first one twice as often: medians go with it.
        let rows = [
            (START, first),
            (START + step * HOUR, first),
            (START + 2 * step * HOUR, second),
        ];
        write_rows(folder.path(), series, header, &rows);

        let report = checked(folder.path());

        assert_eq!(
            report.findings.len(),
            1,
            "{series} {second}: {:#?}",
            report.findings
        );
        assert_eq!(report.findings[0].fault, Fault::Unit, "{series} {second}");
        assert_eq!(report.count(Severity::Error), 1);
    }
}

#[test]
fn time_in_seconds_impossible_numbers_and_damage_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let mut seconds = bars(100.0, 5);
    for (time, _) in &mut seconds {
        *time /= 1_000;
    }
    write_bars(folder.path(), "spot_1h/AAA", &seconds);
    let mut impossible = bars(100.0, 5);
    impossible[3].1[1] = 50.0;
    write_bars(folder.path(), "spot_1h/BBB", &impossible);
    write(folder.path(), "spot_1h/CCC", "time,open\n1,2\n");
    fs::write(folder.path().join("spot_1h/DDD.parquet"), b"PAR1").unwrap();

    let report = checked(folder.path());

    let found: Vec<(&str, Fault)> = report
        .findings
        .iter()
        .map(|finding| (finding.series.as_str(), finding.fault))
        .collect();
    assert_eq!(
        found,
        [
            ("spot_1h/AAA", Fault::Unit),
            ("spot_1h/BBB", Fault::Impossible),
            ("spot_1h/CCC", Fault::Unreadable),
            ("spot_1h/DDD", Fault::Unreadable),
        ]
    );
    assert!(report.findings[0].detail.contains("seconds"));
    assert!(report.findings[1].detail.contains("row 4"));
    assert_eq!(report.count(Severity::Error), 4);
}

#[test]
fn folder_of_neither_form_is_refused() {
    let folder = tempfile::tempdir().unwrap();

    let error = check(folder.path(), |_| {}).unwrap_err();

    assert!(
        matches!(error, RecordError::FolderMalformed { .. }),
        "{error}"
    );
}

#[test]
fn real_data_show_their_documented_traps_and_no_error() {
    let Some(folder) = crate::support::real::folder() else {
        return;
    };

    let report = checked(&folder);

    let has = |series: &str, fault: Fault, hours: f64| {
        report.findings.iter().any(|finding| {
            finding.series == series
                && finding.fault == fault
                && finding.hours.unwrap_or(0.0) >= hours
        })
    };
    assert_eq!(report.count(Severity::Error), 0);
    assert!(has("spot_1h/LUNA", Fault::Hole, 17.0 * 24.0));
    assert!(
        has("spot_1h/LUNA", Fault::Scale, 0.0),
        "the new LUNA is another asset"
    );
    assert!(has("spot_1h/USDC", Fault::Hole, 3_900.0));
    assert!(has("spot_1h/FTT", Fault::Hole, 311.0 * 24.0));
    assert!(has("dvol_1h/BTC", Fault::Hole, 23.0));
    let warnings = report.count(Severity::Warning);
    println!(
        "{} series, {} rows, {warnings} warnings",
        report.series, report.rows
    );
}
