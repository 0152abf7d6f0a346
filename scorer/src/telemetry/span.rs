//! Every span there is. Names and fields are what queries and dashboards are built on: docs/node.md lists them.
//!
//! `tick` > `report` > `simulate`, `sign`, `broadcast`, `confirm`, `settle` in a node; `look` > the same without `settle` in a
//! keeper; `settle` alone for a report of an earlier run.
//!
//! Fields hold names, numbers and what the chain makes public: no key, no URL. While nobody listens a span costs a look at a
//! static, and allocates nothing.

use tracing::field::Empty;
use tracing::{Span, info_span};

/// One look at the market.
pub fn tick() -> Span {
    info_span!("tick", feed = Empty, score = Empty)
}

/// Tells the tick which feed has the highest score, and that score in hundredths of a point.
pub fn tell_score(feed: &str, score: u16) {
    let tick = Span::current();
    tick.record("feed", feed).record("score", points(score));
}

/// One report of a feed, from the decision to its end. Score and half-width in hundredths of a point.
pub fn report(feed: &str, sequence: u64, trigger: &str, (score, half_width): (u16, u16)) -> Span {
    info_span!(
        "report",
        feed,
        sequence = number(sequence),
        trigger,
        score = points(score),
        half_width = points(half_width),
        outcome = Empty,
        slot = Empty,
        signature = Empty,
        class = Empty,
        otel.status_code = Empty,
    )
}

/// How a report ended.
#[derive(Clone, Copy, Debug)]
pub struct ReportEnd<'a> {
    /// Its outcome's name.
    pub outcome: &'a str,
    /// Where it landed.
    pub slot: Option<u64>,
    /// Its transaction's signature.
    pub signature: Option<&'a str>,
    /// The class of what went wrong.
    pub class: Option<&'a str>,
}

/// Tells the report how it ended.
pub fn tell_end(end: ReportEnd<'_>) {
    let report = Span::current();
    report.record("outcome", end.outcome);
    if let Some(slot) = end.slot {
        report.record("slot", number(slot));
    }
    if let Some(signature) = end.signature {
        report.record("signature", signature);
    }
    if let Some(class) = end.class {
        // By this name a collector knows that it failed.
        report
            .record("class", class)
            .record("otel.status_code", "ERROR");
    }
}

/// One look of a keeper at its market, and what it does about it.
pub fn look() -> Span {
    info_span!("look")
}

/// A transaction tried on a node without being sent.
pub fn simulate() -> Span {
    info_span!("simulate", units = Empty)
}

/// Tells a simulation what it used.
pub fn tell_units(simulation: &Span, units: u64) {
    simulation.record("units", number(units));
}

/// The keys at work.
pub fn sign() -> Span {
    info_span!("sign")
}

/// A transaction on its way to every node; `count` says for which time, from one on.
pub fn broadcast(count: u32) -> Span {
    info_span!("broadcast", number = i64::from(count))
}

/// From the first broadcast to the last look at what became of it.
pub fn confirm() -> Span {
    info_span!("confirm")
}

/// The end of a report written down.
pub fn settle() -> Span {
    info_span!("settle")
}

/// What became of a report that an earlier run, or a delivery that was given up, left without an end; `feed` is its address.
pub fn settle_earlier(feed: &str, sequence: u64) -> Span {
    info_span!("settle", feed, sequence = number(sequence))
}

/// Spans bear points.
fn points(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}

/// A collector has no unsigned numbers; none of ours needs the highest bit.
fn number(unsigned: u64) -> i64 {
    unsigned.cast_signed()
}
