//! Which instrument of which venue stands for what.

use std::collections::BTreeMap;
use std::fmt;

use crate::data::{Dataset, HourlyGrid, MarketSeries};
use crate::node::config::LiveSection;
use crate::settings::SettingsError;
use crate::time::Timestamp;
use crate::venue::{Connector, Venue};

/// An instrument of a venue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Market {
    /// The venue.
    pub venue: Venue,
    /// Its own name of the instrument.
    pub instrument: String,
}

impl fmt::Display for Market {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.venue, self.instrument)
    }
}

/// Instruments by what they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markets {
    /// Spot market by asset.
    pub spot: BTreeMap<String, Market>,
    /// Perpetual future by asset.
    pub perpetual: BTreeMap<String, Market>,
    /// Spot market by stablecoin.
    pub stablecoins: BTreeMap<String, Market>,
    /// The index of implied volatility.
    pub implied: Option<Market>,
}

impl Markets {
    /// What the section names.
    ///
    /// # Errors
    /// [`SettingsError::Value`] for what is not `venue:instrument`.
    pub fn of(section: &LiveSection) -> Result<Self, SettingsError> {
        let all = |key: &str, named: &BTreeMap<String, String>| {
            let markets = named.iter().map(|(asset, name)| {
                let market = market(&format!("source.live.{key}.{asset}"), name)?;
                Ok((asset.clone(), market))
            });
            markets.collect::<Result<BTreeMap<_, _>, SettingsError>>()
        };
        let implied = &section.implied_volatility;
        Ok(Self {
            spot: all("spot", &section.spot)?,
            perpetual: all("perpetual", &section.perpetual)?,
            stablecoins: all("stablecoins", &section.stablecoins)?,
            implied: (!implied.is_empty())
                .then(|| market("source.live.implied_volatility", implied))
                .transpose()?,
        })
    }

    /// The first one that none of `connectors` listens to.
    pub fn unheard<'a>(&'a self, connectors: &[Box<dyn Connector>]) -> Option<&'a Market> {
        self.all().find(|market| {
            let mut of = connectors.iter().filter(|of| of.venue() == market.venue);
            !of.any(|connector| connector.instruments().contains(&market.instrument))
        })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Market> {
        self.with_bars().chain(&self.implied)
    }

    /// Those that are traded.
    pub fn with_bars(&self) -> impl Iterator<Item = &Market> {
        let assets = self.spot.values().chain(self.perpetual.values());
        assets.chain(self.stablecoins.values())
    }

    /// The assets that have a spot market.
    pub fn assets(&self) -> impl Iterator<Item = &str> {
        self.spot.keys().map(String::as_str)
    }

    /// The stablecoins that are stored or listened to.
    pub(super) fn coins<'a>(
        &'a self,
        stored: Option<&'a MarketSeries>,
    ) -> impl Iterator<Item = &'a str> {
        let stored = stored.into_iter().flat_map(|of| of.stablecoins.keys());
        let fresh = self.stablecoins.keys();
        let all: std::collections::BTreeSet<&String> = stored.chain(fresh).collect();
        all.into_iter().map(String::as_str)
    }

    /// Until when `history` has every series that `market` stands for.
    pub(super) fn stored_until(&self, history: &Dataset, market: &Market) -> Option<Timestamp> {
        let of = |named: &BTreeMap<String, Market>| {
            let found = named.iter().find(|(_, named)| *named == market);
            found.map(|(asset, _)| asset.clone())
        };
        let spot = of(&self.spot).map(|asset| {
            let asset = history.assets.get(&asset);
            asset.and_then(|asset| end(asset.bars()))
        });
        let perpetual = of(&self.perpetual).map(|asset| {
            let asset = history.assets.get(&asset);
            let bars = asset.and_then(|asset| asset.extras().perpetual.as_ref());
            bars.and_then(end)
        });
        let coin = of(&self.stablecoins).map(|coin| {
            let bars = history.market.stablecoins.get(&coin);
            bars.and_then(end)
        });
        let ends: Vec<Option<Timestamp>> = [spot, perpetual, coin].into_iter().flatten().collect();
        ends.into_iter().min().flatten()
    }
}

/// Close of the last bar.
fn end<T>(bars: &HourlyGrid<T>) -> Option<Timestamp> {
    bars.iter().last().map(|(open, _)| open.plus_hours(1))
}

fn market(key: &str, name: &str) -> Result<Market, SettingsError> {
    let parts = name.split_once(':');
    let parts = parts.and_then(|(venue, instrument)| Some((Venue::from_name(venue)?, instrument)));
    match parts {
        Some((venue, instrument)) if !instrument.is_empty() => Ok(Market {
            venue,
            instrument: instrument.to_owned(),
        }),
        _ => {
            let expected = "a venue and its instrument, such as binance_spot:BTCUSDT";
            Err(SettingsError::value(key, name, expected))
        }
    }
}
