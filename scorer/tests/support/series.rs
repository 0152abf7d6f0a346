//! Deterministic fillers for the optional series: a market that carries all of them.

use ballast_scorer::data::{
    AssetHistory, Bar, Dataset, Depth, Extras, Grid, HourlyGrid, MarkBar, MarketSeries,
    PoolReading, Readings, STABLECOINS,
};
use ballast_scorer::time::Timestamp;

use super::scaled;

/// Between -1 and 1.
fn wave(index: usize, period: usize) -> f64 {
    (std::f64::consts::TAU * index as f64 / period as f64).sin()
}

fn map<T, U, const STEP: i64>(
    grid: &Grid<T, STEP>,
    value: impl Fn(usize, &T) -> Option<U>,
) -> Grid<U, STEP> {
    let slots = grid.slots().iter().enumerate();
    let slots = slots.map(|(index, slot)| slot.as_ref().and_then(|slot| value(index, slot)));
    Grid::new(grid.first(), slots.collect())
}

fn mark_bar(bar: Bar) -> MarkBar {
    let Bar {
        open,
        high,
        low,
        close,
        ..
    } = bar;
    MarkBar {
        open,
        high,
        low,
        close,
    }
}

/// Twelve bars that swing by a quarter percent about the hour's close.
fn five_minutes(bars: &HourlyGrid<Bar>) -> Grid<Bar, 300_000> {
    let slots = bars.slots().iter().flat_map(|slot| {
        (0..12).map(move |part| {
            slot.map(|bar| Bar {
                volume: bar.volume / 12.0,
                ..super::flat_bar(bar.close * (1.0 + 0.0025 * wave(part, 5)))
            })
        })
    });
    Grid::new(bars.first(), slots.collect())
}

fn pool(index: usize, shift: f64) -> PoolReading {
    PoolReading {
        utilization: 0.9 + 0.05 * wave(index, 31) - 0.01 * shift,
        borrowed_usd: 1e7 * (1.0 + 0.1 * wave(index, 97)),
        top_borrower_share: 0.3 + 0.1 * wave(index, 41),
        debt_to_collateral: 0.6 + 0.1 * wave(index, 53),
        oracle_age_seconds: 20.0 + 10.0 * wave(index, 17),
        stress: 50.0 + 20.0 * wave(index, 67) + shift,
        bad_debt_share: 0.001 + 0.001 * wave(index, 61),
    }
}

/// The data set with every optional series, from its first bar to its last.
pub fn with_series(mut dataset: Dataset) -> Dataset {
    let assets = std::mem::take(&mut dataset.assets);
    let (mut market, mut shift) = (MarketSeries::default(), 0.0);
    for (symbol, history) in assets {
        let bars = history.bars().clone();
        let every = |hours: usize| bars.iter().enumerate().step_by(hours);
        let depth = every(6).map(|(index, (open, bar))| {
            let within_50bps_usd = 2e7 * (1.0 + 0.3 * wave(index, 77));
            let mid = bar.open;
            (
                open,
                Depth {
                    within_50bps_usd,
                    mid,
                },
            )
        });
        let coins = |index| 9e4 + 1e4 * wave(index, 71);
        let open_interest = every(1).map(|(index, (open, _))| (open, coins(index)));
        let pools = every(1).map(|(index, (open, _))| (open, pool(index, shift)));
        market
            .pools
            .insert(symbol.clone(), Readings::new(pools.collect()));
        let perpetual = |index, bar: &Bar| scaled(*bar, 1.0 + 0.001 * wave(index, 29));
        let extras = Extras {
            perpetual: Some(map(&bars, |index, bar| Some(perpetual(index, bar)))),
            mark: Some(map(&bars, |index, bar| {
                Some(mark_bar(scaled(*bar, 1.0 + 0.0005 * wave(index, 23))))
            })),
            open_interest: Readings::new(open_interest.collect()),
            depth: Readings::new(depth.collect()),
            perpetual_5m: Some(five_minutes(&bars)),
            spot_5m: Some(five_minutes(&bars)),
        };
        let funding = history.funding().to_vec();
        let history = AssetHistory::new(bars, funding).with_extras(extras);
        dataset.assets.insert(symbol, history);
        shift += 1.0;
    }
    if let Some(bars) = dataset.assets.values().next().map(AssetHistory::bars) {
        for (place, coin) in STABLECOINS.iter().enumerate() {
            let price = |index| 1.0 + 0.001 * place as f64 * wave(index, 61);
            let grid = map(bars, |index, _| Some(super::flat_bar(price(index))));
            market.stablecoins.insert((*coin).to_owned(), grid);
        }
    }
    market.short_implied_volatility = dataset.implied_volatility.as_ref().map(|grid| {
        map(grid, |index, value| {
            let mut value = *value;
            value.close *= 1.1 + 0.05 * wave(index, 43);
            value.high = value.high.max(value.close);
            Some(value)
        })
    });
    dataset.market = market;
    dataset
}

/// Changes every value of the optional series whose step has closed (`is_past`) or not, or whose
/// reading was taken at or before (`is_past`) or after `time`.
pub fn with_other_series(dataset: &mut Dataset, time: Timestamp, is_past: bool) {
    let factor = |index: usize| 1.5 + (index % 13) as f64 / 10.0;
    for history in dataset.assets.values_mut() {
        let mut extras = history.extras().clone();
        if let Some(grid) = &mut extras.perpetual {
            *grid = other(grid, time, is_past, |index, bar| {
                scaled(*bar, factor(index))
            });
        }
        for grid in [&mut extras.perpetual_5m, &mut extras.spot_5m]
            .into_iter()
            .flatten()
        {
            *grid = other(grid, time, is_past, |index, bar| {
                scaled(*bar, factor(index))
            });
        }
        if let Some(grid) = &mut extras.mark {
            *grid = other(grid, time, is_past, |index, bar| MarkBar {
                close: factor(index) * bar.close,
                ..*bar
            });
        }
        extras.open_interest =
            other_readings(&extras.open_interest, time, is_past, |index, coins| {
                factor(index) * coins
            });
        extras.depth = other_readings(&extras.depth, time, is_past, |index, depth| Depth {
            within_50bps_usd: factor(index) * depth.within_50bps_usd,
            ..*depth
        });
        *history = history.clone().with_extras(extras);
    }
    let market = &mut dataset.market;
    for grid in market.stablecoins.values_mut() {
        *grid = other(grid, time, is_past, |index, bar| {
            scaled(*bar, factor(index))
        });
    }
    if let Some(grid) = &mut market.short_implied_volatility {
        *grid = other(grid, time, is_past, |index, value| {
            let mut value = *value;
            value.close *= factor(index) * factor(index);
            value
        });
    }
    for readings in market.pools.values_mut() {
        *readings = other_readings(readings, time, is_past, |index, reading| PoolReading {
            utilization: 0.8 + 0.01 * factor(index),
            borrowed_usd: reading.borrowed_usd * factor(index),
            top_borrower_share: reading.top_borrower_share / factor(index),
            debt_to_collateral: reading.debt_to_collateral / factor(index),
            oracle_age_seconds: reading.oracle_age_seconds * factor(index),
            stress: reading.stress / factor(index),
            bad_debt_share: reading.bad_debt_share / factor(index),
        });
    }
}

fn other<T: Clone, const STEP: i64>(
    grid: &Grid<T, STEP>,
    time: Timestamp,
    is_past: bool,
    change: impl Fn(usize, &T) -> T,
) -> Grid<T, STEP> {
    let known = grid.closed_by(time);
    map(grid, |index, value| {
        Some(if (index < known) == is_past {
            change(index, value)
        } else {
            value.clone()
        })
    })
}

fn other_readings<T: Clone>(
    readings: &Readings<T>,
    time: Timestamp,
    is_past: bool,
    change: impl Fn(usize, &T) -> T,
) -> Readings<T> {
    let entries = readings.entries().iter().enumerate();
    let entries = entries.map(|(index, (at, value))| {
        let is_changed = (*at <= time) == is_past;
        (
            *at,
            if is_changed {
                change(index, value)
            } else {
                value.clone()
            },
        )
    });
    Readings::new(entries.collect())
}
