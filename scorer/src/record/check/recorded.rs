//! A recording: order, marked and unmarked gaps, units, prices that jump or disagree.
//!
//! A gap lasts from its mark to the next row of the same venue and instrument that is no mark. A
//! silence of more than a minute in a stream of looks at a book or of mark prices, with no mark in
//! it, is a hole: the recorder should have said something.

use std::collections::BTreeMap;
use std::path::Path;

use super::CheckReport;
use super::finding::{Fault, Finding, Severity, hours_between};
use crate::number::median;
use crate::record::layout::find_days;
use crate::record::{Replay, Row};
use crate::time::{Span, Timestamp};
use crate::venue::{EventKind, GapReason, Venue};

/// A steady stream is not quiet for longer than this.
const QUIET_MOST_MILLIS: i64 = 60_000;
/// Venue clocks and ours differ by less than this; more is another unit.
const CLOCK_DIFFERENCE_MOST_MILLIS: i64 = 86_400_000;
/// One trade to the next does not move by more than this factor.
const TRADE_JUMP_MOST: f64 = 1.5;
const FUNDING_MOST: f64 = 0.03;
const AGREEMENT: std::ops::Range<f64> = 0.8..1.25;

type Instrument = (Venue, String);

#[derive(Default)]
struct Watch {
    streams: BTreeMap<(Venue, String, &'static str), Stream>,
    /// Open gaps: since when, and why.
    open: BTreeMap<Instrument, (Timestamp, GapReason)>,
    /// Closed gaps by reason: how many, and hours together.
    closed: BTreeMap<(Instrument, GapReason), (usize, f64, Timestamp, Timestamp)>,
    prices: BTreeMap<Instrument, Vec<f64>>,
}

#[derive(Default)]
struct Stream {
    last: Option<(Timestamp, i64)>,
    last_price: Option<f64>,
    has_unit_error: bool,
}

/// Whether `folder` holds a recording.
pub(super) fn is_recording(folder: &Path) -> bool {
    find_days(folder).map_or(true, |days| !days.is_empty())
}

/// Reads the recording from end to end.
pub(super) fn check(folder: &Path, report: &mut CheckReport, on_series: &mut impl FnMut(&str)) {
    let unreadable = |error: &dyn std::fmt::Display| {
        let series = "recording";
        Finding::whole(
            Severity::Error,
            Fault::Unreadable,
            series,
            error.to_string(),
        )
    };
    on_series("recording");
    let replay = match Replay::open(folder, Span::ALL) {
        Ok(replay) => replay,
        Err(error) => return report.findings.push(unreadable(&error)),
    };
    let mut watch = Watch::default();
    for row in replay {
        match row {
            Ok(row) => {
                report.rows += 1;
                watch.row(&row, &mut report.findings);
            }
            Err(error) => report.findings.push(unreadable(&error)),
        }
    }
    report.series += watch.streams.len();
    watch.finish(&mut report.findings);
}

fn name(venue: Venue, instrument: &str, folder: &str) -> String {
    format!("{folder}/{venue}/{instrument}")
}

impl Watch {
    fn row(&mut self, row: &Row, findings: &mut Vec<Finding>) {
        let instrument = (row.venue, row.event.instrument.clone());
        let folder = row.event.kind.folder();
        if let EventKind::Gap { reason, .. } = &row.event.kind {
            self.open
                .entry(instrument)
                .or_insert((row.received_at, *reason));
            return;
        }
        let is_explained = self.close_gap(&instrument, row.received_at);
        let key = (row.venue, row.event.instrument.clone(), folder);
        let series = name(row.venue, &row.event.instrument, folder);
        let stream = self.streams.entry(key).or_default();
        stream.order(row, &series, is_explained, findings);
        stream.units(row, &series, findings);
        if let Some(price) = stream.price(row, &series, findings) {
            self.prices.entry(instrument).or_default().push(price);
        }
    }

    /// Ends the open gap of `instrument`; whether there was one.
    fn close_gap(&mut self, instrument: &Instrument, until: Timestamp) -> bool {
        let Some((since, reason)) = self.open.remove(instrument) else {
            return false;
        };
        let key = (instrument.clone(), reason);
        let closed = self.closed.entry(key).or_insert((0, 0.0, since, until));
        closed.0 += 1;
        closed.1 += hours_between(since, until);
        closed.3 = until;
        true
    }

    fn finish(mut self, findings: &mut Vec<Finding>) {
        for ((venue, instrument), (since, reason)) in std::mem::take(&mut self.open) {
            // The recording's own end is no gap.
            if reason != GapReason::Stopped {
                let detail = format!("{}: nothing came after it", reason.name());
                let series = name(venue, &instrument, "gap");
                let (severity, fault) = (Severity::Warning, Fault::MarkedGap);
                findings.push(Finding::at(severity, fault, &series, since, detail));
            }
        }
        for (((venue, instrument), reason), (count, hours, from, until)) in &self.closed {
            // What lies before a start is not part of the recording, unless it was a restart.
            if *reason == GapReason::Started && *count == 1 {
                continue;
            }
            let detail = format!("{}: {count} times, {hours:.3} h together", reason.name());
            let series = name(*venue, instrument, "gap");
            let (severity, fault) = (Severity::Warning, Fault::MarkedGap);
            let span = (*from, *until);
            findings.push(Finding::span(severity, fault, &series, span, detail));
        }
        self.agreement(findings);
    }

    /// Holds the median price of every instrument of an asset against the first one's.
    fn agreement(&mut self, findings: &mut Vec<Finding>) {
        let mut first: BTreeMap<String, (String, f64)> = BTreeMap::new();
        for ((venue, instrument), prices) in std::mem::take(&mut self.prices) {
            let Some(typical) = median(prices) else {
                continue;
            };
            let asset = asset_of(&instrument);
            let series = name(venue, &instrument, "price");
            let known = first
                .entry(asset)
                .or_insert_with(|| (series.clone(), typical));
            let ratio = typical / known.1;
            if !AGREEMENT.contains(&ratio) {
                let detail = format!("is {ratio:.6} times {}: another unit or asset", known.0);
                findings.push(Finding::whole(
                    Severity::Error,
                    Fault::Unit,
                    &series,
                    detail,
                ));
            }
        }
    }
}

/// `BTCUSDT`, `BTC-USD`, `BTC-USDT-SWAP` and `btc_usd` are all BTC.
fn asset_of(instrument: &str) -> String {
    let upper = instrument.to_uppercase();
    let head = upper.split(['-', '_', '/']).next().unwrap_or_default();
    ["USDT", "USDC", "USD"]
        .into_iter()
        .find_map(|quote| head.strip_suffix(quote).filter(|asset| !asset.is_empty()))
        .unwrap_or(head)
        .to_owned()
}

impl Stream {
    fn order(&mut self, row: &Row, series: &str, explained: bool, findings: &mut Vec<Finding>) {
        let time = row.received_at;
        if let Some((before, sequence)) = self.last {
            if time == before && row.sequence == sequence {
                let detail = format!("sequence {sequence} is there twice");
                findings.push(Finding::at(
                    Severity::Error,
                    Fault::Duplicate,
                    series,
                    time,
                    detail,
                ));
            }
            let is_steady = matches!(
                row.event.kind,
                EventKind::Depth(_) | EventKind::MarkPrice { .. }
            );
            let waited = time.millis() - before.millis();
            if is_steady && waited > QUIET_MOST_MILLIS && !explained {
                let detail = "nothing came, and no gap was marked".to_owned();
                findings.push(Finding::span(
                    Severity::Warning,
                    Fault::Hole,
                    series,
                    (before, time),
                    detail,
                ));
            }
        }
        self.last = Some((time, row.sequence));
    }

    fn units(&mut self, row: &Row, series: &str, findings: &mut Vec<Finding>) {
        let fault = match &row.event.kind {
            EventKind::Funding { rate_per_8h, .. } if rate_per_8h.abs() > FUNDING_MOST => Some(
                format!("rate {rate_per_8h} is beyond +-{FUNDING_MOST} per 8 hours"),
            ),
            EventKind::ImpliedVolatility { percent } if !(5.0..1_000.0).contains(percent) => {
                Some(format!("{percent} is no volatility in percent a year"))
            }
            EventKind::Reserve(pool) if !(0.0..=1.0).contains(&pool.utilization) => {
                Some(format!("utilisation {} is no share", pool.utilization))
            }
            _ => row.event.exchange_time.and_then(|said| {
                let difference = said.millis().saturating_sub(row.received_at.millis());
                (difference.saturating_abs() > CLOCK_DIFFERENCE_MOST_MILLIS)
                    .then(|| format!("the venue's time {said} is in another unit"))
            }),
        };
        // One is enough: a wrong unit is wrong in every row.
        if let Some(detail) = fault.filter(|_| !self.has_unit_error) {
            self.has_unit_error = true;
            findings.push(Finding::at(
                Severity::Error,
                Fault::Unit,
                series,
                row.received_at,
                detail,
            ));
        }
    }

    fn price(&mut self, row: &Row, series: &str, findings: &mut Vec<Finding>) -> Option<f64> {
        let price = match &row.event.kind {
            EventKind::Trade { price, .. }
            | EventKind::MarkPrice { price }
            | EventKind::IndexPrice { price }
            | EventKind::OraclePrice { price, .. } => *price,
            EventKind::Depth(summary) => f64::midpoint(summary.best_bid, summary.best_ask),
            _ => return None,
        };
        if let Some(before) = self.last_price.replace(price) {
            let ratio = (price / before).max(before / price);
            if ratio > TRADE_JUMP_MOST {
                let detail = format!("goes from {before} to {price} at once");
                let (severity, fault) = (Severity::Warning, Fault::Outlier);
                let time = row.received_at;
                findings.push(Finding::at(severity, fault, series, time, detail));
            }
        }
        Some(price)
    }
}
