//! What the market looks like, for people and machines. Every number follows from accounts of one slot by policy's own rules.

use ballast_client::layout::{self, Publisher, PublisherRecord, Report, RiskFeed};
use ballast_policy::breaker::share::Lent;
use ballast_policy::breaker::{Breaker, Signals};
use ballast_policy::feed::{Effective, FeedStatus};
use ballast_policy::market::{Feed, Reserve};
use ballast_policy::report::Standing;
use ballast_policy::unit::Timestamp;
use serde::Serialize;
use solana_address::Address;

use super::Votes;
use crate::keeper::{Placed, Scene};

/// One publisher of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublisherView {
    /// Its slot.
    pub slot: usize,
    /// Its key, base 58.
    pub key: String,
    /// `voting`, `shadow` or `muted`.
    pub standing: &'static str,
    /// Its last score, hundredths of a point.
    pub score: u16,
    /// Its half-width, hundredths of a point.
    pub half_width: u16,
    /// How old its observation is, seconds; none: it never reported.
    pub age_seconds: Option<u64>,
    /// Whether its report counts now.
    pub is_fresh: bool,
    /// How far its score lies from the median of the fresh ones now, hundredths of a point; none while there is none.
    pub distance: Option<u16>,
    /// The same, smoothed over counted rounds.
    pub distance_smoothed: u16,
    /// Reports accepted.
    pub posts: u32,
    /// Counted rounds without a fresh report, ever and in a row.
    pub misses: u32,
    /// In a row.
    pub misses_in_a_row: u8,
    /// Counted rounds in a row as an outlier.
    pub outliers_in_a_row: u8,
    /// The first eight digits of its model's hash.
    pub model: String,
}

/// One feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedView {
    /// Its index in the market.
    pub index: u16,
    /// Its account, base 58.
    pub address: String,
    /// `autonomous`, `advisory` or `monitoring`.
    pub mode: &'static str,
    /// The score in force, hundredths of a point.
    pub score: u16,
    /// The median of the last consensus, hundredths of a point.
    pub raw: u16,
    /// `calm`, `transition` or `stress`.
    pub regime: &'static str,
    /// `held`, `decaying`, `conservative` or `fixed`.
    pub status: &'static str,
    /// How old the last consensus is, seconds; none: there never was one.
    pub consensus_age_seconds: Option<u64>,
    /// The median of the reports that are fresh now, hundredths of a point; none without a quorum.
    pub median: Option<u16>,
    /// Largest less smallest fresh report now, hundredths of a point.
    pub spread: Option<u16>,
    /// Votes that are fresh now.
    pub fresh: u8,
    /// Votes that are needed.
    pub quorum: u8,
    /// Votes there are.
    pub voting: u8,
    /// How old a report may be, seconds.
    pub max_report_age: u32,
    /// Whether the last round's reports disagreed too much, or were too wide, to loosen.
    pub is_disputed: bool,
    /// Rounds so far.
    pub rounds: u64,
    /// Publishers by slot.
    pub publishers: Vec<PublisherView>,
}

impl FeedView {
    /// Fresh votes beyond the quorum.
    pub fn margin(&self) -> i16 {
        i16::from(self.fresh) - i16::from(self.quorum)
    }
}

/// A breaker in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BreakerView {
    /// Its name.
    pub name: String,
    /// Until when, Unix seconds; none while its signal stands.
    pub until: Option<u64>,
}

/// One reserve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReserveView {
    /// Its index in the market.
    pub index: u16,
    /// Its account, base 58.
    pub address: String,
    /// Its token's mint, base 58.
    pub mint: String,
    /// The feed's index that it follows.
    pub feed: usize,
    /// How old its price is, seconds; none: it never had one.
    pub price_age_seconds: Option<u64>,
    /// How old it may be, seconds.
    pub max_price_age: u32,
    /// Seconds by which the newest known update is newer than the loaded price; none where none is known.
    pub update_ahead_seconds: Option<u64>,
    /// Share that is lent out, basis points.
    pub utilization_bps: u64,
    /// Breakers in force.
    pub breakers: Vec<BreakerView>,
}

/// A market at one slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct View {
    /// The market's account, base 58.
    pub market: String,
    /// The slot.
    pub slot: u64,
    /// The chain's time, Unix seconds.
    pub now: u64,
    /// Until when the market is paused, Unix seconds; none: it is not.
    pub paused_until: Option<u64>,
    /// Feeds by index.
    pub feeds: Vec<FeedView>,
    /// Reserves by index.
    pub reserves: Vec<ReserveView>,
}

impl View {
    /// What `scene` shows.
    pub fn of(scene: &Scene) -> Self {
        let now = scene.now();
        let feeds = scene.feeds.iter().zip(&scene.books.feeds);
        let reserves = scene.reserves.iter().zip(&scene.books.reserves);
        let paused_until = scene.market.paused_until;
        Self {
            market: scene.address.to_string(),
            slot: scene.clock.slot,
            now: now.0,
            paused_until: (paused_until > now.0).then_some(paused_until),
            feeds: feeds
                .map(|(placed, feed)| feed_view(placed, feed, now))
                .collect(),
            reserves: reserves
                .map(|(placed, reserve)| reserve_view(scene, placed, reserve, now))
                .collect(),
        }
    }
}

fn feed_view((address, stored): &Placed<RiskFeed>, feed: &Feed, now: Timestamp) -> FeedView {
    let effective = feed.state.effective(&feed.config, now);
    let votes = Votes::of(feed, now);
    let median = votes.agreed.map(|agreed| agreed.median.0);
    let slots = stored.publishers.iter().zip(&stored.reports).enumerate();
    let listed = slots.filter(|(_, (publisher, _))| publisher.key != Address::default());
    FeedView {
        index: stored.index,
        address: address.to_string(),
        mode: ["autonomous", "advisory", "monitoring"][usize::from(stored.state.mode.min(2))],
        score: effective.score.0,
        raw: feed.state.raw.0,
        regime: ["calm", "transition", "stress"][usize::from((effective.regime as u8).min(2))],
        status: match effective.status {
            FeedStatus::Held => "held",
            FeedStatus::Decaying => "decaying",
            FeedStatus::Conservative => "conservative",
            FeedStatus::Fixed => "fixed",
        },
        consensus_age_seconds: votes.consensus_age_seconds,
        median,
        spread: votes.agreed.map(|agreed| agreed.spread),
        fresh: votes.fresh,
        quorum: votes.quorum,
        voting: votes.voting,
        max_report_age: stored.config.max_report_age,
        is_disputed: stored.state.is_disputed != 0,
        rounds: stored.state.rounds,
        publishers: listed
            .map(|(slot, (publisher, report))| {
                let record = &stored.records[slot];
                publisher_view(slot, publisher, report, record, feed, median, now)
            })
            .collect(),
    }
}

fn publisher_view(
    slot: usize,
    publisher: &Publisher,
    report: &Report,
    record: &PublisherRecord,
    feed: &Feed,
    median: Option<u16>,
    now: Timestamp,
) -> PublisherView {
    let has_reported = report.sequence != 0;
    let max_age = u64::from(feed.config.max_report_age);
    let known = feed.reports.get(slot);
    PublisherView {
        slot,
        key: publisher.key.to_string(),
        standing: match Standing::from_byte(report.standing) {
            Standing::Voting => "voting",
            Standing::Shadow => "shadow",
            Standing::Silent => "muted",
        },
        score: report.score,
        half_width: report.half_width,
        age_seconds: has_reported.then(|| now.since(Timestamp(report.observed_at))),
        is_fresh: known.is_some_and(|known| known.is_recent(now, max_age)),
        distance: median
            .filter(|_| has_reported)
            .map(|median| median.abs_diff(report.score)),
        distance_smoothed: record.distance,
        posts: record.posts,
        misses: record.misses,
        misses_in_a_row: record.misses_in_a_row,
        outliers_in_a_row: record.outliers_in_a_row,
        model: format!("{:08x}", first_word(&publisher.model_hash)),
    }
}

fn reserve_view(
    scene: &Scene,
    (address, stored): &Placed<layout::Reserve>,
    reserve: &Reserve,
    now: Timestamp,
) -> ReserveView {
    let effective = scene.books.feeds.get(reserve.feed);
    let effective = effective.map(|feed| feed.state.effective(&feed.config, now));
    let effective = effective.unwrap_or(Effective::CONSERVATIVE);
    let signals = Signals::of(
        effective,
        reserve.second.as_ref(),
        &reserve.config.price,
        now,
    );
    let rules = Breaker::ALL.into_iter().zip(&reserve.limits.breakers);
    let breakers = rules.filter_map(|(breaker, rule)| {
        let until = reserve.flows.breakers.until(breaker, rule, signals, now);
        (!until.is_zero()).then(|| BreakerView {
            name: format!("{breaker:?}"),
            until: (until.0 != u64::MAX).then_some(until.0),
        })
    });
    let published_at = reserve.price.published_at;
    let newest = scene.newest(&stored.oracle_feed_id);
    let newest = newest.and_then(|update| u64::try_from(update.quote.published_at).ok());
    let lent = Lent {
        debt: reserve.ledger.debt(),
        cash: reserve.ledger.cash,
    };
    ReserveView {
        index: stored.index,
        address: address.to_string(),
        mint: stored.mint.to_string(),
        feed: reserve.feed,
        price_age_seconds: (!published_at.is_zero()).then(|| now.since(published_at)),
        max_price_age: stored.config.price.max_age,
        update_ahead_seconds: newest.map(|at| Timestamp(at).since(published_at)),
        utilization_bps: lent.utilization_bps_floor(),
        breakers: breakers.collect(),
    }
}

/// The first four bytes.
fn first_word(hash: &[u8; 32]) -> u32 {
    hash.first_chunk()
        .map_or(0, |word| u32::from_be_bytes(*word))
}
