//! An oracle: what the market paid a moment ago, now and then, with a confidence and its own average.
//!
//! ```text
//! price      = true price `lag` ago x e^(-share x displacement of the local book)
//! published  : when it has moved by `deviation`, or `heartbeat` after the last time; never in an outage
//! confidence = `confidence` + a quarter of the last move, at most 1.5 %
//! average    : exponential, over an hour
//! ```

use super::book::Book;
use super::config::OracleConfig;
use super::random::{exponential, log_normal};
use super::tape::Tape;
use super::units::{DAY, float, whole_floor};
use crate::number::exp;
use ballast_policy::price::Quote;
use rand_chacha::ChaCha8Rng;

/// Prices are in 10^-8 dollars.
const EXPONENT: i32 = -8;
const SCALE: f64 = 1e8;
/// Seconds over which the oracle averages.
const AVERAGE_SECONDS: f64 = 3_600.0;
/// The widest confidence, as a share of the price.
const WIDEST: f64 = 0.015;

/// One asset's oracle.
#[derive(Clone, Debug)]
pub(super) struct Oracle {
    config: OracleConfig,
    outages: Vec<(u64, u64)>,
    last: f64,
    last_at: u64,
    average: f64,
}

impl Oracle {
    /// An oracle over `start` to `end`, with outages drawn ahead and `planned` ones beside them.
    pub(super) fn new(
        config: &OracleConfig,
        planned: &[(u64, u64)],
        (start, end): (u64, u64),
        random: &mut ChaCha8Rng,
    ) -> Self {
        let mut outages = planned.to_vec();
        // Without outages the first one lies beyond the end.
        let mut at = if config.outage_every_days > 0.0 {
            start
        } else {
            end
        };
        while at < end {
            let wait = exponential(config.outage_every_days * float(DAY), random);
            at = at.saturating_add(whole_floor(wait));
            if at >= end {
                break;
            }
            let length = log_normal(config.outage_median_seconds, 1.0, random);
            outages.push((at, at.saturating_add(whole_floor(length))));
        }
        Self {
            config: *config,
            outages,
            last: 0.0,
            last_at: 0,
            average: 0.0,
        }
    }

    /// What it published last, dollars.
    pub(super) const fn price(&self) -> f64 {
        self.last
    }

    /// Publishes at `now` where there is a reason to.
    pub(super) fn poll(
        &mut self,
        tape: &Tape,
        asset: usize,
        book: &Book,
        now: u64,
    ) -> Option<Quote> {
        if self
            .outages
            .iter()
            .any(|&(from, until)| from <= now && now < until)
        {
            return None;
        }
        let seen = tape.price(asset, now.saturating_sub(self.config.lag_seconds));
        let price = seen * exp(-self.config.book_share * book.displacement(now));
        let moved = if self.last > 0.0 {
            (price / self.last - 1.0).abs()
        } else {
            0.0
        };
        let waited = now.saturating_sub(self.last_at);
        let is_due = waited >= self.config.heartbeat_seconds || moved >= self.config.deviation;
        if self.last > 0.0 && !is_due {
            return None;
        }
        let kept = if self.last > 0.0 {
            exp(-float(waited) / AVERAGE_SECONDS)
        } else {
            0.0
        };
        self.average = price + (self.average - price) * kept;
        (self.last, self.last_at) = (price, now);
        let width = (self.config.confidence + moved / 4.0).min(WIDEST);
        let mantissa = |value: f64| whole_floor((value * SCALE).round());
        let published = now.saturating_sub(self.config.lag_seconds);
        Some(Quote {
            price: mantissa(price).cast_signed(),
            confidence: mantissa(price * width),
            exponent: EXPONENT,
            published_at: published.cast_signed(),
            average: mantissa(self.average).cast_signed(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::random::{Stream, stream};

    fn tape() -> Tape {
        let prices = vec![vec![1.0; 3], vec![20.0, 20.0, 10.0]];
        let symbols = ["USDC", "SOL"].map(str::to_owned).to_vec();
        Tape::from_parts(symbols, 1_000, 300, prices, vec![vec![1e6; 3]; 2]).unwrap()
    }

    fn oracle(planned: &[(u64, u64)]) -> Oracle {
        let config = OracleConfig {
            outage_every_days: 0.0,
            ..OracleConfig::default()
        };
        let mut random = stream(1, Stream::Oracle, 1);
        Oracle::new(&config, planned, (1_000, 1_600), &mut random)
    }

    #[test]
    fn a_still_price_waits_for_the_heartbeat_and_a_moving_one_does_not() {
        let (tape, book) = (tape(), Book::new(600.0));
        let mut oracle = oracle(&[]);

        let published = [1_000, 1_030, 1_060, 1_330, 1_360]
            .map(|now| oracle.poll(&tape, 1, &book, now).is_some());

        assert_eq!(published, [true, false, true, true, true]);
    }

    #[test]
    fn nothing_is_published_in_an_outage() {
        let (tape, book) = (tape(), Book::new(600.0));
        let mut oracle = oracle(&[(1_000, 1_500)]);

        assert!(oracle.poll(&tape, 1, &book, 1_499).is_none());
        assert!(oracle.poll(&tape, 1, &book, 1_500).is_some());
    }

    #[test]
    fn a_book_that_was_sold_into_shows_in_part() {
        let tape = tape();
        let mut book = Book::new(600.0);
        let venue = crate::agent::book::Venue {
            price: 20.0,
            depth: 1e4,
            now: 1_000,
        };
        book.sell(&venue, 1_000.0);
        let mut oracle = oracle(&[]);

        oracle.poll(&tape, 1, &book, 1_000);

        let local = 20.0 * exp(-book.displacement(1_000));
        let shown = oracle.price();
        assert!(local < shown && shown < 20.0, "{local} {shown}");
    }
}
