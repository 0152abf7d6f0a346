//! What was seen when, and what follows.

use ballast_scorer::node::audit::AuditStore;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// When each depth came into force, Unix milliseconds by this machine's clock, which is also the nodes'.
#[derive(Debug, Default)]
pub(crate) struct Sightings {
    in_order: Vec<(u16, i64)>,
}

impl Sightings {
    pub(crate) fn len(&self) -> usize {
        self.in_order.len()
    }

    pub(crate) fn note(&mut self, depth: Option<u16>) {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        self.in_order.extend(depth.map(|depth| (depth, millis)));
    }

    /// Milliseconds from the first node's first look at each depth to its being in force.
    pub(crate) fn latencies(&self, databases: &[PathBuf], feed: &str) -> anyhow::Result<Vec<f64>> {
        let mut looked: BTreeMap<u16, Vec<i64>> = BTreeMap::new();
        for database in databases {
            let store = AuditStore::open_read_only(database)?;
            for sequence in 1..=store.last_sequence(feed)?.unwrap_or(0) {
                for row in store.by_sequence(feed, sequence)? {
                    if let Some(tick) = store.tick_by_id(row.publication.tick)? {
                        let record = tick.record;
                        looked
                            .entry(record.depth_bps)
                            .or_default()
                            .push(record.at.millis());
                    }
                }
            }
        }
        let latency = |(depth, seen): &(u16, i64)| {
            // A depth comes again after hours: the last look before it was seen is the one.
            let ticks = looked.get(depth)?.iter().filter(|tick| *tick <= seen);
            let last = *ticks.clone().max()?;
            let first = ticks.filter(|tick| last - **tick < 60_000).min()?;
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of seconds")]
            Some((seen - first) as f64)
        };
        Ok(self.in_order.iter().filter_map(latency).collect())
    }
}

/// The result.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figures {
    changes: usize,
    nodes: usize,
    slot_millis: u64,
    p50_millis: f64,
    p90_millis: f64,
    p99_millis: f64,
    most_millis: f64,
    is_p99_under_two_slots: bool,
    seconds: f64,
    cpu_seconds: f64,
    cpu_percent_of_a_core: f64,
    resident_kb_first: u64,
    resident_kb_last: u64,
    resident_kb_most: u64,
}

impl Figures {
    pub(crate) fn of(
        mut millis: Vec<f64>,
        slot_millis: u64,
        nodes: usize,
        (seconds, cpu_seconds): (f64, f64),
        (resident_kb_first, resident_kb_last, resident_kb_most): (u64, u64, u64),
    ) -> Option<Self> {
        millis.sort_by(f64::total_cmp);
        // The least value that so many per cent do not exceed.
        let percentile = |percent: usize| {
            let rank = (millis.len() * percent).div_ceil(100).max(1);
            millis.get(rank - 1).copied()
        };
        #[expect(clippy::cast_precision_loss, reason = "a slot")]
        let two_slots = 2.0 * slot_millis as f64;
        let p99_millis = percentile(99)?;
        Some(Self {
            changes: millis.len(),
            nodes,
            slot_millis,
            p50_millis: percentile(50)?,
            p90_millis: percentile(90)?,
            p99_millis,
            most_millis: percentile(100)?,
            is_p99_under_two_slots: p99_millis < two_slots,
            seconds,
            cpu_seconds,
            cpu_percent_of_a_core: 100.0 * cpu_seconds / seconds,
            resident_kb_first,
            resident_kb_last,
            resident_kb_most,
        })
    }

    pub(crate) fn print(&self) {
        println!(
            "| changes | nodes | slot | p50 | p90 | p99 | most | CPU of a core | RSS first / last / most |\n\
             |--:|--:|--:|--:|--:|--:|--:|--:|--:|\n\
             | {} | {} | {} ms | {:.0} ms | {:.0} ms | {:.0} ms | {:.0} ms | {:.1} % | {} / {} / {} kB |",
            self.changes,
            self.nodes,
            self.slot_millis,
            self.p50_millis,
            self.p90_millis,
            self.p99_millis,
            self.most_millis,
            self.cpu_percent_of_a_core,
            self.resident_kb_first,
            self.resident_kb_last,
            self.resident_kb_most,
        );
    }
}
