//! What a recorded stream of one order book looked like.

use serde::Serialize;

use crate::number::count;

/// Spread statistics, in basis points of the mid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Smallest.
    pub minimum_bps: f64,
    /// Half of the looks saw no more.
    pub median_bps: f64,
    /// 99 of 100 looks saw no more.
    pub percentile_99_bps: f64,
    /// Largest.
    pub maximum_bps: f64,
    /// Mean.
    pub mean_bps: f64,
}

impl Spread {
    /// Statistics of `values`; None when there are none.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (first, last) = (*values.first()?, *values.last()?);
        let at = |hundredths: usize| values[(values.len() - 1) * hundredths / 100];
        Some(Self {
            minimum_bps: first,
            median_bps: at(50),
            percentile_99_bps: at(99),
            maximum_bps: last,
            mean_bps: values.iter().sum::<f64>() / count(values.len()),
        })
    }
}

/// The result of rebuilding a book from a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BookReport {
    /// Lines of the file.
    pub messages: usize,
    /// Differences among them.
    pub diffs: usize,
    /// Best bid and ask messages among them.
    pub tops: usize,
    /// Trades among them.
    pub trades: usize,
    /// Snapshots among them.
    pub snapshots: usize,
    /// Lines that could not be read, and levels that no book can hold.
    pub malformed: usize,
    /// The first line that could not be read, with its number.
    pub first_malformed: Option<String>,
    /// Receipt times that lie before the one above them.
    pub unsorted: usize,
    /// Differences whose number did not follow the one before.
    pub sequence_gaps: usize,
    /// Differences after which a bid stood at or above an ask.
    pub crossed: usize,
    /// Differences applied before the book was whole or confirmed.
    pub partial_diffs: usize,
    /// `snapshot` when the file held one to start from, `agreement` when the book was built from
    /// differences alone and believed once its top had agreed with the venue's, `never` otherwise.
    pub start: &'static str,
    /// Best bid and ask messages that the book could be held against: the last one at or before the
    /// update that ends a difference.
    pub tops_compared: usize,
    /// Those whose two prices agree.
    pub tops_agreed: usize,
    /// Those whose two sizes agree as well.
    pub tops_agreed_in_size: usize,
    /// Spread after each difference of the whole book.
    pub spread: Option<Spread>,
    /// Mean value of the bids within 10, 25, 50 and 100 bps of the mid, USD.
    pub bid_usd: [f64; 4],
    /// Mean value of the asks within 10, 25, 50 and 100 bps of the mid, USD.
    pub ask_usd: [f64; 4],
    /// Least distance from the mid up to which the book was surely whole, in bps.
    pub known_bps: Option<f64>,
    /// Levels at the end: bids, asks.
    pub levels: (usize, usize),
    /// First and last receipt time, milliseconds since 1970.
    pub from_millis: i64,
    /// Last receipt time.
    pub until_millis: i64,
}

impl BookReport {
    /// Share of the compared best bid and ask messages that agree, 0 to 1; None when none was.
    pub fn agreement(&self) -> Option<f64> {
        (self.tops_compared > 0).then(|| count(self.tops_agreed) / count(self.tops_compared))
    }
}
