//! What a viewer of a live market is told: a line whenever a feed has moved.

use crate::network::Network;
use crate::session::Session;
use ballast_client::layout::RiskFeed;
use ballast_migrations::Chain;
use solana_address::Address;

/// A score that moved by less is no news, hundredths of a point.
const NEWS: u16 = 300;
const REGIMES: [&str; 3] = ["calm", "transition", "stress"];

/// Watches a market's feeds.
#[derive(Debug)]
pub struct Bulletin {
    chain: Chain,
    feeds: Vec<Watched>,
}

#[derive(Debug)]
struct Watched {
    name: String,
    address: Address,
    told: Option<Told>,
}

/// What was told of a feed last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    score: u16,
    regime: u8,
    fresh: u8,
    quorum: u8,
}

impl Bulletin {
    /// Watches the feeds of `session`.
    pub fn new(network: &Network, session: &Session) -> Self {
        let feeds = session.feeds.iter().filter_map(|feed| {
            Some(Watched {
                name: feed.name.clone(),
                address: feed.address.parse().ok()?,
                told: None,
            })
        });
        Self {
            chain: network.chain(),
            feeds: feeds.collect(),
        }
    }

    /// Looks once; a line for each feed that has news.
    pub fn look(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for watched in &mut self.feeds {
            // What cannot be read now is read with the next look.
            let Ok(Some(feed)) = self.chain.read::<RiskFeed>(&watched.address) else {
                continue;
            };
            let state = &feed.state;
            let now = Told {
                score: state.score,
                regime: state.regime,
                fresh: state.fresh,
                quorum: state.quorum,
            };
            if watched.told.is_none_or(|before| now.is_news(before)) {
                lines.push(now.line(&watched.name));
                watched.told = Some(now);
            }
        }
        lines
    }
}

impl Told {
    fn is_news(self, before: Self) -> bool {
        self.regime != before.regime
            || self.score.abs_diff(before.score) >= NEWS
            || self.has_quorum() != before.has_quorum()
    }

    const fn has_quorum(self) -> bool {
        self.fresh >= self.quorum
    }

    fn line(self, feed: &str) -> String {
        let regime = REGIMES.get(usize::from(self.regime)).unwrap_or(&"unknown");
        let score = f64::from(self.score) / 100.0;
        let voices = if self.has_quorum() {
            format!("{} fresh reports", self.fresh)
        } else {
            format!("{} fresh reports, {} needed", self.fresh, self.quorum)
        };
        format!("{feed:8} {score:5.1} points  {regime:10}  {voices}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Told = Told {
        score: 2_000,
        regime: 0,
        fresh: 5,
        quorum: 3,
    };

    #[test]
    fn only_a_move_of_three_points_a_regime_or_the_quorum_is_news() {
        for (now, is_news) in [
            (CALM, false),
            (
                Told {
                    score: 2_299,
                    ..CALM
                },
                false,
            ),
            (
                Told {
                    score: 2_300,
                    ..CALM
                },
                true,
            ),
            (
                Told {
                    score: 1_700,
                    ..CALM
                },
                true,
            ),
            (Told { regime: 1, ..CALM }, true),
            (Told { fresh: 3, ..CALM }, false),
            (Told { fresh: 2, ..CALM }, true),
        ] {
            assert_eq!(now.is_news(CALM), is_news, "{now:?}");
        }
    }

    #[test]
    fn lost_quorum_is_said() {
        let line = Told { fresh: 2, ..CALM }.line("SOL");

        assert_eq!(
            line,
            "SOL       20.0 points  calm        2 fresh reports, 3 needed"
        );
    }
}
