//! Five-minute candles over REST: what a venue says of a time in which nobody listened.
//!
//! Every venue answers with rows of numbers, bare or in quotes; [`Places`] says which is which. Only whole candles are asked for,
//! so none of them changes later.

use super::json::{Decimal, not_negative, out_of_range, positive};
use super::{Venue, VenueError};
use crate::data::Bar;
use crate::time::Timestamp;

/// Milliseconds of a candle.
pub const CANDLE_MILLIS: i64 = 300_000;

/// Five minutes of trading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candle {
    /// When it opened.
    pub open: Timestamp,
    /// Its prices, and its volume in units of the asset.
    pub bar: Bar,
}

/// Where a row keeps what, counted from 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    /// Milliseconds in the unit of the time, which stands first.
    pub(super) time_unit_millis: i64,
    pub(super) open: usize,
    pub(super) high: usize,
    pub(super) low: usize,
    pub(super) close: usize,
    pub(super) volume: usize,
}

/// The candle of one row.
pub(super) fn candle(
    venue: Venue,
    instrument: &str,
    row: &[Decimal],
    places: &Places,
) -> Result<Candle, VenueError> {
    let number = |place: usize| {
        let text = format!("{row:?}");
        let short = || VenueError::malformed(venue, &text, format!("no number at {place}"));
        row.get(place).map(|number| number.0).ok_or_else(short)
    };
    let price = |place| positive(venue, instrument, "candle's price", number(place)?);
    let bar = Bar {
        open: price(places.open)?,
        high: price(places.high)?,
        low: price(places.low)?,
        close: price(places.close)?,
        volume: not_negative(venue, instrument, "candle's volume", number(places.volume)?)?,
    };
    if bar.low > bar.open.min(bar.close) || bar.high < bar.open.max(bar.close) {
        return Err(out_of_range(venue, instrument, "candle's low", bar.low));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds since 1970 stay exact in a double"
    )]
    let time = number(0)? as i64;
    let open = time.saturating_mul(places.time_unit_millis);
    if open.rem_euclid(CANDLE_MILLIS) != 0 {
        return Err(out_of_range(venue, instrument, "candle's open", number(0)?));
    }
    let open = Timestamp::from_millis(open);
    Ok(Candle { open, bar })
}

/// The candles of a JSON list of rows, as they come.
pub(super) fn candles(
    venue: Venue,
    instrument: &str,
    body: &str,
    places: &Places,
) -> Result<Vec<Candle>, VenueError> {
    let rows: Vec<Vec<Decimal>> =
        serde_json::from_str(body).map_err(|error| VenueError::malformed(venue, body, error))?;
    let rows = rows.iter();
    rows.map(|row| candle(venue, instrument, row, places))
        .collect()
}
