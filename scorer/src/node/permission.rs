//! What the chain lets this node's keys do on a feed.

use ballast_client::layout::RiskFeed;
use serde::Serialize;
use solana_address::Address;

use super::trigger::{LastReport, Said};

/// Bytes of `Report::standing`.
pub(super) const SILENT: u8 = 0;
const SHADOW: u8 = 2;

/// How a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its reports count.
    Voting,
    /// Its reports are compared and do not count yet.
    Shadow,
    /// Its next report takes the slot of the key that named it.
    Succeeds,
}

impl Standing {
    /// In `snake_case`, as in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Voting => "voting",
            Self::Shadow => "shadow",
            Self::Succeeds => "succeeds",
        }
    }
}

/// A key that may report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permission {
    /// Its place among the node's keys: 0 the key, 1 the successor.
    pub key: usize,
    /// How it stands.
    pub standing: Standing,
    /// The slot's last report; None before the first.
    pub last: Option<LastReport>,
}

/// Why no key may report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotPermitted {
    /// The key is in no slot.
    #[error("the key is not listed: ask the publisher admin for publisher_add")]
    Unlisted,
    /// The key is muted.
    #[error("the key is muted: ask the publisher admin for publisher_unmute")]
    Muted,
    /// The key was named as a successor and did not report in time.
    #[error(
        "the time to take over has passed: name it again (scorer rotate-key), with the publisher admin"
    )]
    Late,
}

/// Which of `keys` may report to `feed` at `now`, Unix seconds of the chain. A later key goes first: that is how a successor
/// takes over.
///
/// # Errors
/// [`NotPermitted`], for the first key.
pub fn permission(feed: &RiskFeed, keys: &[Address], now: u64) -> Result<Permission, NotPermitted> {
    let mut refusal = NotPermitted::Unlisted;
    for (key, address) in keys.iter().enumerate().rev() {
        match of_key(feed, address, now) {
            Ok((standing, last)) => {
                return Ok(Permission {
                    key,
                    standing,
                    last,
                });
            }
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

fn of_key(
    feed: &RiskFeed,
    key: &Address,
    now: u64,
) -> Result<(Standing, Option<LastReport>), NotPermitted> {
    let slots = || feed.publishers.iter().zip(&feed.reports);
    if let Some((_, report)) = slots().find(|(publisher, _)| publisher.key == *key) {
        let standing = match report.standing {
            SILENT => return Err(NotPermitted::Muted),
            SHADOW => Standing::Shadow,
            _ => Standing::Voting,
        };
        return Ok((standing, last_of(report)));
    }
    let named = slots().find(|(publisher, _)| publisher.successor == *key);
    let Some((publisher, report)) = named.filter(|_| *key != Address::default()) else {
        return Err(NotPermitted::Unlisted);
    };
    if report.standing == SILENT {
        Err(NotPermitted::Muted)
    } else if now > publisher.successor_until {
        Err(NotPermitted::Late)
    } else {
        Ok((Standing::Succeeds, last_of(report)))
    }
}

fn last_of(report: &ballast_client::layout::Report) -> Option<LastReport> {
    (report.sequence > 0).then_some(LastReport {
        sequence: report.sequence,
        observed_at: report.observed_at,
        said: Said {
            score: report.score,
            half_width: report.half_width,
            depth_bps: report.depth_bps,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Address = Address::new_from_array([1; 32]);
    const NEXT: Address = Address::new_from_array([2; 32]);
    const OTHER: Address = Address::new_from_array([3; 32]);

    fn feed(standing: u8) -> RiskFeed {
        let mut feed: RiskFeed = bytemuck::Zeroable::zeroed();
        feed.publishers[0].key = OTHER;
        feed.reports[0].standing = 1;
        feed.publishers[4].key = OURS;
        feed.reports[4].standing = standing;
        feed
    }

    #[test]
    fn voting_and_shadow_keys_report_and_a_muted_one_does_not() {
        for (byte, expected) in [
            (1, Ok(Standing::Voting)),
            (2, Ok(Standing::Shadow)),
            (0, Err(NotPermitted::Muted)),
        ] {
            let found = permission(&feed(byte), &[OURS], 0).map(|permission| permission.standing);

            assert_eq!(found, expected);
        }
        let stranger = permission(&feed(1), &[NEXT], 0);
        assert_eq!(stranger, Err(NotPermitted::Unlisted));
        let nobody = permission(&feed(1), &[Address::default()], 0);
        assert!(matches!(
            nobody,
            Err(NotPermitted::Muted | NotPermitted::Unlisted)
        ));
    }

    #[test]
    fn successor_goes_first_from_when_it_is_named_until_its_deadline() {
        let mut feed = feed(1);
        feed.reports[4].sequence = 9;
        let keys = [OURS, NEXT];
        assert_eq!(permission(&feed, &keys, 50).map(|found| found.key), Ok(0));

        feed.publishers[4].successor = NEXT;
        feed.publishers[4].successor_until = 100;
        let named = permission(&feed, &keys, 100).unwrap();
        let late = permission(&feed, &keys, 101).unwrap();

        assert_eq!((named.key, named.standing), (1, Standing::Succeeds));
        assert_eq!(
            named.last.map(|last| last.sequence),
            Some(9),
            "sequences go on"
        );
        assert_eq!((late.key, late.standing), (0, Standing::Voting));
        assert_eq!(permission(&feed, &[NEXT], 101), Err(NotPermitted::Late));
    }

    #[test]
    fn successor_that_took_over_reports_alone() {
        let mut feed = feed(1);
        feed.publishers[4].key = NEXT;

        let found = permission(&feed, &[OURS, NEXT], 0).unwrap();

        assert_eq!((found.key, found.standing), (1, Standing::Voting));
        assert_eq!(permission(&feed, &[OURS], 0), Err(NotPermitted::Unlisted));
    }

    #[test]
    fn successor_of_a_muted_key_does_not_report() {
        let mut feed = feed(0);
        feed.publishers[4].successor = NEXT;
        feed.publishers[4].successor_until = 100;

        assert_eq!(
            permission(&feed, &[OURS, NEXT], 0),
            Err(NotPermitted::Muted)
        );
    }
}
