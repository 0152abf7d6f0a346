//! What spans cost while nobody listens.

use allocation_counter::measure;
use ballast_scorer::telemetry::span;
use tracing::level_filters::LevelFilter;

/// All spans of a look at the market and of a report.
fn tick_and_report() {
    let tick = span::tick();
    let _in_tick = tick.enter();
    span::tell_score("SOL", 4_321);
    let report = span::report("SOL", 7, "deviation", (4_321, 150));
    let _in_report = report.enter();
    let simulation = span::simulate();
    span::tell_units(&simulation, 464);
    let steps = [
        span::sign(),
        span::broadcast(1),
        span::confirm(),
        span::settle(),
    ];
    drop(steps);
    span::tell_end(span::ReportEnd {
        outcome: "landed",
        slot: Some(1_001),
        signature: Some("signature"),
        class: Some("class"),
    });
}

#[test]
fn spans_that_nobody_wants_allocate_nothing() {
    // Given nobody who listens, and then logs of warnings alone
    let unheard = measure(tick_and_report);
    let logs = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::WARN)
        .with_writer(std::io::sink)
        .finish();
    let unwanted = tracing::subscriber::with_default(logs, || {
        // The first time, each span is made known to the logs.
        tick_and_report();
        measure(tick_and_report)
    });

    // Then no span allocates; the same spans do where they are wanted
    assert_eq!((unheard.count_total, unwanted.count_total), (0, 0));
    let logs = tracing_subscriber::fmt()
        .with_writer(std::io::sink)
        .finish();
    let wanted = tracing::subscriber::with_default(logs, || measure(tick_and_report));
    assert!(wanted.count_total > 0, "the measurement sees allocations");
}
