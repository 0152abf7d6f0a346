//! Five-minute bars of one instrument, from its trades and from the venue's own candles.
//!
//! A trade belongs to the bar of the venue's time, wherever it comes in the order of receipt. A bar counts once something was
//! heard after its close, if nothing broke since before its open. The node looks at the market [`super::DATA_LAG_MILLIS`] ago and
//! trades later than [`LATE_MOST_MILLIS`] are left out, so a bar that was looked at never changes.

use std::collections::BTreeMap;

use super::coverage::Coverage;
use crate::data::Bar;
use crate::time::{MILLIS_PER_HOUR, Timestamp, Window};
use crate::venue::{CANDLE_MILLIS, Candle};

/// How long after its bar's close a trade still counts.
const LATE_MOST_MILLIS: i64 = 3_000;
/// How far a venue's clock may be ahead of this machine's.
const AHEAD_MOST_MILLIS: i64 = 60_000;

/// What is known of five minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Known {
    /// Something may have been missed.
    No,
    /// Nothing was traded.
    Quiet,
    /// What was traded.
    Bar(Bar),
}

impl Known {
    fn of(bar: Option<Bar>) -> Self {
        bar.map_or(Self::Quiet, Self::Bar)
    }

    /// What was traded, if that is known.
    pub(super) fn bar(self) -> Option<Bar> {
        match self {
            Self::Bar(bar) => Some(bar),
            Self::No | Self::Quiet => None,
        }
    }
}

/// A bar being made.
#[derive(Clone, Copy, Debug)]
struct Making {
    bar: Bar,
    first: i64,
    last: i64,
}

/// Bars of one instrument.
#[derive(Clone, Debug, Default)]
pub(super) struct BarSeries {
    coverage: Coverage,
    making: BTreeMap<i64, Making>,
    /// What the venue said afterwards; None: nothing was traded.
    told: BTreeMap<i64, Option<Bar>>,
    /// Trades that were left out for their time.
    pub(super) left_out: u64,
}

impl BarSeries {
    /// A trade of the venue's time `at` came at `received`; whether a bar has closed since the one before.
    pub(super) fn trade(&mut self, received: i64, at: i64, (price, size): (f64, f64)) -> bool {
        let has_closed = self.coverage.hear(received, CANDLE_MILLIS);
        let open = at - at.rem_euclid(CANDLE_MILLIS);
        let is_late = received > open + CANDLE_MILLIS + LATE_MOST_MILLIS;
        if is_late || at > received + AHEAD_MOST_MILLIS {
            self.left_out += 1;
            return has_closed;
        }
        let making = self.making.entry(open).or_insert(Making {
            bar: Bar {
                open: price,
                high: price,
                low: price,
                close: price,
                volume: 0.0,
            },
            first: at,
            last: at,
        });
        let bar = &mut making.bar;
        bar.high = bar.high.max(price);
        bar.low = bar.low.min(price);
        bar.volume += size;
        if at < making.first {
            (making.first, bar.open) = (at, price);
        }
        if at >= making.last {
            (making.last, bar.close) = (at, price);
        }
        has_closed
    }

    /// Trades may have been missed.
    pub(super) fn cut(&mut self) {
        self.coverage.cut(CANDLE_MILLIS);
    }

    /// Takes the venue's candles of `window` where nothing was heard. Between two of them, what has none was not traded.
    pub(super) fn fill(&mut self, window: Window, candles: &[Candle]) -> u64 {
        let inside = |candle: &&Candle| candle.open >= window.from && candle.open < window.until;
        let said = candles.iter().filter(inside);
        let said: BTreeMap<i64, Bar> = said
            .map(|candle| (candle.open.millis(), candle.bar))
            .collect();
        let (Some((&first, _)), Some((&last, _))) = (said.first_key_value(), said.last_key_value())
        else {
            return 0;
        };
        let mut filled = 0;
        let mut open = first;
        while open <= last {
            if self.at(open) == Known::No {
                self.told.insert(open, said.get(&open).copied());
                filled += 1;
            }
            open += CANDLE_MILLIS;
        }
        filled
    }

    /// The bar opened at `open`.
    pub(super) fn at(&self, open: i64) -> Known {
        if let Some(told) = self.told.get(&open) {
            return Known::of(*told);
        }
        if !self.coverage.holds(open, open + CANDLE_MILLIS) {
            return Known::No;
        }
        Known::of(self.making.get(&open).map(|making| making.bar))
    }

    /// The hour opened at `open`, known where all its five minutes are and something was traded.
    pub(super) fn hour(&self, open: i64) -> Option<Bar> {
        let mut whole: Option<Bar> = None;
        for step in 0..MILLIS_PER_HOUR / CANDLE_MILLIS {
            let bar = match self.at(open + step * CANDLE_MILLIS) {
                Known::No => return None,
                Known::Quiet => continue,
                Known::Bar(bar) => bar,
            };
            whole = Some(whole.map_or(bar, |hour| Bar {
                open: hour.open,
                high: hour.high.max(bar.high),
                low: hour.low.min(bar.low),
                close: bar.close,
                volume: hour.volume + bar.volume,
            }));
        }
        whole
    }

    /// The runs of unknown bars inside `window`, which begins and ends at full steps.
    pub(super) fn holes(&self, window: Window) -> Vec<Window> {
        let mut holes: Vec<Window> = Vec::new();
        let mut open = window.from.millis();
        while open < window.until.millis() {
            let close = Timestamp::from_millis(open + CANDLE_MILLIS);
            if self.at(open) == Known::No {
                let open = Timestamp::from_millis(open);
                match holes.last_mut().filter(|hole| hole.until == open) {
                    Some(hole) => hole.until = close,
                    None => holes.push(Window::new(open, close)),
                }
            }
            open += CANDLE_MILLIS;
        }
        holes
    }

    pub(super) fn forget(&mut self, oldest: i64) {
        self.coverage.forget(oldest);
        self.making = self.making.split_off(&oldest);
        self.told = self.told.split_off(&oldest);
    }

    /// Entries kept: a measure of memory.
    pub(super) fn entries(&self) -> usize {
        self.making.len() + self.told.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: i64 = CANDLE_MILLIS;

    /// A trade a second from `from` to `until` seconds, at `price`.
    fn trade(series: &mut BarSeries, (from, until): (i64, i64), price: f64) {
        for second in from..until {
            series.trade(second * 1_000 + 50, second * 1_000, (price, 1.0));
        }
    }

    fn window(from: i64, until: i64) -> Window {
        let at = |step: i64| Timestamp::from_millis(step * STEP);
        Window::new(at(from), at(until))
    }

    fn candle(step: i64, price: f64) -> Candle {
        let bar = Bar {
            open: price,
            high: price,
            low: price,
            close: price,
            volume: 1.0,
        };
        let open = Timestamp::from_millis(step * STEP);
        Candle { open, bar }
    }

    #[test]
    fn bar_counts_once_something_was_heard_after_its_close() {
        let mut series = BarSeries::default();
        trade(&mut series, (-1, 300), 7.0);
        assert_eq!(series.at(0), Known::No);

        series.trade(STEP + 20, STEP - 10, (9.0, 2.0));

        let bar = series.at(0).bar().unwrap();
        assert_eq!((bar.high, bar.close, bar.volume), (9.0, 9.0, 302.0));
        assert_eq!(series.at(-STEP), Known::No, "began within");
    }

    #[test]
    fn trade_out_of_order_moves_neither_open_nor_close_and_a_late_one_nothing() {
        let mut series = BarSeries::default();
        series.trade(-5, -5, (5.0, 1.0));
        series.trade(100, 90, (7.0, 1.0));
        series.trade(200, 190, (8.0, 1.0));
        series.trade(210, 120, (6.0, 1.0));
        series.trade(STEP, STEP, (5.0, 1.0));
        let before = series.at(0).bar().unwrap();
        assert_eq!((before.open, before.low, before.close), (7.0, 6.0, 8.0));

        series.trade(STEP + LATE_MOST_MILLIS + 1, 250, (99.0, 1.0));
        series.trade(STEP + 5, STEP + AHEAD_MOST_MILLIS + 6, (99.0, 1.0));

        assert_eq!(series.at(0), Known::Bar(before));
        assert_eq!(series.left_out, 2);
    }

    #[test]
    fn hole_is_named_and_filled_from_candles_without_touching_what_was_heard() {
        let mut series = BarSeries::default();
        trade(&mut series, (-1, 301), 7.0);
        series.cut();
        trade(&mut series, (1_000, 1_501), 8.0);

        assert_eq!(series.holes(window(0, 5)), [window(1, 4)]);
        assert_eq!(series.hour(0), None);
        let told = [0, 1, 3].map(|step| candle(step, 50.0));
        assert_eq!(series.fill(window(0, 4), &told), 3);

        assert_eq!(series.holes(window(0, 5)), []);
        let prices: Vec<_> = (0..5)
            .map(|step| series.at(step * STEP).bar().map(|bar| bar.close))
            .collect();
        assert_eq!(
            prices,
            [Some(7.0), Some(50.0), None, Some(50.0), Some(8.0)],
            "what has no candle between two was not traded"
        );
    }

    #[test]
    fn hour_is_known_where_all_its_bars_are() {
        let mut series = BarSeries::default();
        trade(&mut series, (-1, 3_601), 7.0);

        assert_eq!(series.hour(0).map(|bar| bar.volume), Some(3_600.0));
        assert_eq!(series.hour(MILLIS_PER_HOUR), None);
        series.forget(STEP);
        assert_eq!(series.hour(0).map(|bar| bar.volume), Some(3_300.0));
    }
}
