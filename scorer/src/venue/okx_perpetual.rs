//! OKX perpetual futures: trades, book, mark and index price, funding, open interest. Message forms
//! and book rules: `okx.rs`.
//!
//! Sizes are in contracts; `GET /api/v5/public/instruments` says what a contract is worth
//! (`ctVal` times `ctMult`, in `ctValCcy`), and sizes become units of the asset. Only linear
//! contracts are taken; one whose value is in dollars (`ctType` inverse) is refused. Until the
//! answer is there trades and books are left out, marked by one gap.
//!
//! Funding: `fundingRate` is settled at `fundingTime` and the next time at `nextFundingTime`; the
//! interval between the two scales it to 8 hours. `oiCcy` is open interest in the asset, `oiUsd` in
//! dollars.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::json::{Decimal, Integer, not_negative, positive};
use super::okx::{self, Endpoints, Push};
use super::{
    Candle, Connector, Event, EventKind, Feed, GapReason, Purpose, RestRequest, Venue, VenueError,
};
use crate::book::SequenceRule;
use crate::time::Window;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Instrument {
    inst_id: String,
    ct_type: String,
    ct_val: Decimal,
    ct_mult: Decimal,
    ct_val_ccy: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Funding {
    inst_id: String,
    #[serde(rename = "fundingRate")]
    rate: Decimal,
    #[serde(rename = "fundingTime")]
    time: Integer,
    #[serde(rename = "nextFundingTime")]
    next_time: Integer,
    ts: Option<Integer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpenInterest {
    inst_id: String,
    oi_ccy: Decimal,
    oi_usd: Option<Decimal>,
    ts: Integer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MarkPrice {
    inst_id: String,
    mark_px: Decimal,
    ts: Integer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct IndexTicker {
    inst_id: String,
    idx_px: Decimal,
    ts: Integer,
}

/// OKX perpetual futures.
#[derive(Clone, Debug)]
pub struct OkxPerpetual {
    endpoints: Endpoints,
    /// Units of the asset per contract.
    contract_size: BTreeMap<String, f64>,
    /// Instruments whose missing contract size has been marked as a gap.
    marked: BTreeSet<String>,
}

impl OkxPerpetual {
    /// Listens to `instruments`, such as `BTC-USDT-SWAP`.
    pub fn new(socket_url: &str, rest_url: &str, instruments: &[String]) -> Self {
        Self {
            endpoints: Endpoints::new(socket_url, rest_url, instruments),
            contract_size: BTreeMap::new(),
            marked: BTreeSet::new(),
        }
    }

    fn sized(
        &mut self,
        push: &Push<'_>,
        read: impl Fn(Venue, &Push<'_>, f64) -> Result<Vec<Event>, VenueError>,
    ) -> Result<Vec<Event>, VenueError> {
        if let Some(&unit) = self.contract_size.get(&push.instrument) {
            return read(self.venue(), push, unit);
        }
        let is_new = self.marked.insert(push.instrument.clone());
        let gap = is_new.then(|| {
            let detail = "trades and books are left out until the contract's size is known";
            let kind = EventKind::gap(GapReason::UnitUnknown, detail);
            Event::new(push.instrument.as_str(), None, kind)
        });
        Ok(gap.into_iter().collect())
    }

    fn contract_sizes(&mut self, body: &str) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        for row in okx::response::<Instrument>(venue, body)? {
            let is_of_the_asset = row.inst_id.split('-').next() == Some(row.ct_val_ccy.as_str());
            if row.ct_type != "linear" || !is_of_the_asset {
                let reason = format!(
                    "{}: a contract worth {} {} ({}) is not supported; record a linear one",
                    row.inst_id, row.ct_val.0, row.ct_val_ccy, row.ct_type
                );
                return Err(VenueError::Refused { venue, reason });
            }
            let size = row.ct_val.0 * row.ct_mult.0;
            let size = positive(venue, &row.inst_id, "contract size", size)?;
            self.contract_size.insert(row.inst_id, size);
        }
        Ok(Vec::new())
    }
}

fn funding(venue: Venue, push: &Push<'_>) -> Result<Vec<Event>, VenueError> {
    const MILLIS_PER_8H: f64 = 28_800_000.0;
    okx::events(venue, push, |row: Funding| {
        let interval = i32::try_from(row.next_time.0 - row.time.0).map_or(0.0, f64::from);
        let interval = positive(venue, &row.inst_id, "funding interval", interval)?;
        let kind = EventKind::Funding {
            rate_per_8h: row.rate.0 * MILLIS_PER_8H / interval,
            next_time: Some(row.time.time()),
        };
        Ok(Event::new(row.inst_id, row.ts.map(Integer::time), kind))
    })
}

fn open_interest(venue: Venue, push: &Push<'_>) -> Result<Vec<Event>, VenueError> {
    okx::events(venue, push, |row: OpenInterest| {
        let kind = EventKind::OpenInterest {
            base_units: not_negative(venue, &row.inst_id, "open interest", row.oi_ccy.0)?,
            usd: row.oi_usd.map(|usd| usd.0),
        };
        Ok(Event::new(row.inst_id, Some(row.ts.time()), kind))
    })
}

fn mark_price(venue: Venue, push: &Push<'_>) -> Result<Vec<Event>, VenueError> {
    okx::events(venue, push, |row: MarkPrice| {
        let price = positive(venue, &row.inst_id, "mark price", row.mark_px.0)?;
        let kind = EventKind::MarkPrice { price };
        Ok(Event::new(row.inst_id, Some(row.ts.time()), kind))
    })
}

fn index_price(venue: Venue, push: &Push<'_>) -> Result<Vec<Event>, VenueError> {
    okx::events(venue, push, |row: IndexTicker| {
        let price = positive(venue, &row.inst_id, "index price", row.idx_px.0)?;
        let kind = EventKind::IndexPrice { price };
        Ok(Event::new(row.inst_id, Some(row.ts.time()), kind))
    })
}

impl Connector for OkxPerpetual {
    fn venue(&self) -> Venue {
        Venue::OkxPerpetual
    }

    fn instruments(&self) -> Vec<String> {
        self.endpoints.instruments.clone()
    }

    fn feeds(&self) -> Vec<Feed> {
        const CHANNELS: [&str; 5] = [
            "books",
            "trades",
            "funding-rate",
            "open-interest",
            "mark-price",
        ];
        let mut arguments: Vec<(&str, String)> = Vec::new();
        for instrument in &self.endpoints.instruments {
            arguments.extend(CHANNELS.map(|channel| (channel, instrument.clone())));
            let index = instrument.trim_end_matches("-SWAP").to_owned();
            arguments.push(("index-tickers", index));
        }
        let mut feeds = vec![self.endpoints.socket(&arguments)];
        feeds.extend(
            self.endpoints
                .instruments
                .iter()
                .map(|instrument| Feed::Poll {
                    request: RestRequest::get(
                        Purpose::ContractSize,
                        instrument,
                        format!(
                            "{}/api/v5/public/instruments?instType=SWAP&instId={instrument}",
                            self.endpoints.rest_url
                        ),
                    ),
                    every: None,
                }),
        );
        feeds
    }

    fn sequence_rule(&self) -> Option<SequenceRule> {
        Some(SequenceRule::Linked)
    }

    fn snapshot_request(&self, instrument: &str) -> Option<RestRequest> {
        Some(self.endpoints.snapshot_request(instrument))
    }

    fn candles_most(&self) -> i64 {
        okx::CANDLES_MOST
    }

    fn candles_request(&self, instrument: &str, window: Window) -> Option<RestRequest> {
        Some(self.endpoints.candles_request(instrument, window))
    }

    fn parse_candles(&self, request: &RestRequest, body: &str) -> Result<Vec<Candle>, VenueError> {
        okx::candles(self.venue(), &request.instrument, body, true)
    }

    fn parse(&mut self, message: &str) -> Result<Vec<Event>, VenueError> {
        let venue = self.venue();
        okx::parse(venue, message, |push| match push.channel.as_str() {
            "books" => Some(self.sized(push, okx::books)),
            "trades" => Some(self.sized(push, okx::trades)),
            "funding-rate" => Some(funding(venue, push)),
            "open-interest" => Some(open_interest(venue, push)),
            "mark-price" => Some(mark_price(venue, push)),
            "index-tickers" => Some(index_price(venue, push)),
            _ => None,
        })
    }

    fn parse_response(
        &mut self,
        request: &RestRequest,
        body: &str,
    ) -> Result<Vec<Event>, VenueError> {
        if request.purpose == Purpose::ContractSize {
            return self.contract_sizes(body);
        }
        match self.contract_size.get(&request.instrument) {
            Some(&unit) => okx::snapshot(self.venue(), &request.instrument, body, unit),
            None => Ok(Vec::new()),
        }
    }
}
