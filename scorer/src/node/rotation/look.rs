//! What the chain says of a hand-over.

use ballast_client::layout::Market;
use solana_address::Address;

use super::error::{Hindered, RotationError, Why};
use super::step::{Step, step};
use crate::key::SigningKey;
use crate::node::chain;
use crate::node::config::{Feed, NodeConfig};
use crate::node::start;
use crate::rpc::{Endpoints, RpcError};

/// The word for every feed.
const ALL: &str = "all";

/// One of the two keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Its address.
    pub address: Address,
    /// Its balance, lamports.
    pub lamports: u64,
}

/// A feed on which the slot is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its name in the configuration.
    pub feed: String,
    /// Its account.
    pub address: Address,
    /// Its market.
    pub market: Address,
    /// Who signs beside the present key.
    pub admin: Address,
    /// The slot.
    pub slot: usize,
    /// How far it is.
    pub step: Step,
    /// Whether the slot is muted: its successor is not heard either.
    pub is_muted: bool,
    /// How long a successor that is named now has, seconds.
    pub patience_seconds: u64,
}

/// A hand-over as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The key that signs reports now.
    pub present: Hand,
    /// The key that is to.
    pub successor: Hand,
    /// The chain's time, Unix seconds.
    pub now: u64,
    /// The feeds.
    pub targets: Vec<Target>,
}

impl Rotation {
    /// Looks at the feeds that `choice` names, one or `all`, for the keys of `config`.
    ///
    /// # Errors
    /// [`RotationError`], where the configuration or the chain leaves nothing that could be handed over.
    pub async fn look(
        config: &NodeConfig,
        endpoints: &Endpoints,
        choice: &str,
    ) -> Result<Self, RotationError> {
        let feeds = chosen(config.feeds()?, choice)?;
        let (present, successor) = keys(config).await?;
        let addresses = start::addresses(&feeds);
        let state = chain::look(endpoints, &[present, successor], &addresses).await?;
        let (mut found, mut hindered) = (Vec::new(), Vec::new());
        for (feed, told) in feeds.iter().zip(&state.feeds) {
            let stepped = match told {
                Ok(told) => step(told, (&present, &successor), state.clock)
                    .map(|step| (feed, told, step))
                    .map_err(Why::Hindrance),
                Err(reason) => Err(Why::Unreadable(reason.clone())),
            };
            let feed = feed.name.clone();
            match stepped {
                Ok(stepped) => found.push(stepped),
                Err(why) => hindered.push(Hindered { feed, why }),
            }
        }
        if !hindered.is_empty() {
            return Err(RotationError::Hindered(hindered));
        }
        let markets: Vec<Address> = found.iter().map(|(_, told, _)| told.market).collect();
        let admins = admins(endpoints, &markets).await?;
        let found = found.into_iter().zip(admins);
        let targets = found.map(|((feed, told, (step, slot, is_muted)), admin)| Target {
            feed: feed.name.clone(),
            address: feed.address,
            market: told.market,
            admin,
            slot,
            step,
            is_muted,
            patience_seconds: told.config.rotation_seconds.into(),
        });
        let lamports = |place: usize| state.balances.get(place).copied().unwrap_or(0);
        let hand = |address, place| Hand {
            address,
            lamports: lamports(place),
        };
        Ok(Self {
            present: hand(present, 0),
            successor: hand(successor, 1),
            now: state.clock,
            targets: targets.collect(),
        })
    }

    /// The feeds on which the successor is to be named.
    pub fn due(&self) -> impl Iterator<Item = &Target> {
        let is_due = |target: &&Target| matches!(target.step, Step::Name { .. });
        self.targets.iter().filter(is_due)
    }

    /// Refuses keys without SOL: the present one pays for being succeeded, and from then on the node reports by the successor
    /// alone.
    ///
    /// # Errors
    /// [`RotationError::Broke`].
    pub fn check_balances(&self) -> Result<(), RotationError> {
        let mut hands = [self.present, self.successor].into_iter();
        match hands.find(|hand| hand.lamports == 0) {
            Some(hand) => Err(RotationError::Broke { key: hand.address }),
            None => Ok(()),
        }
    }
}

/// The feeds that `choice` names.
fn chosen(feeds: Vec<Feed>, choice: &str) -> Result<Vec<Feed>, RotationError> {
    if choice == ALL {
        return Ok(feeds);
    }
    let names: Vec<String> = feeds.iter().map(|feed| feed.name.clone()).collect();
    let chosen: Vec<Feed> = feeds.into_iter().filter(|it| it.name == choice).collect();
    if chosen.is_empty() {
        let (name, known) = (choice.to_owned(), names.join(", "));
        return Err(RotationError::FeedUnknown { name, known });
    }
    Ok(chosen)
}

/// The present key's address and the successor's.
async fn keys(config: &NodeConfig) -> Result<(Address, Address), RotationError> {
    if config.successor.is_empty() {
        return Err(RotationError::NoSuccessor);
    }
    let present = SigningKey::load(&config.key).await?.address();
    let successor = SigningKey::load(&config.successor).await?.address();
    if present == successor {
        return Err(RotationError::SameKey { key: present });
    }
    Ok((present, successor))
}

/// The publisher admins of `markets`, in their order.
async fn admins(endpoints: &Endpoints, markets: &[Address]) -> Result<Vec<Address>, RpcError> {
    let found = endpoints.accounts::<Market>(markets).await?;
    let placed = markets.iter().zip(found);
    let admins = placed.map(|(address, market)| {
        let address = *address;
        let market = market.ok_or(RpcError::AccountMissing { address })?;
        Ok(market.roles.publisher_admin)
    });
    admins.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::config::FeedSection;

    fn feeds() -> Vec<Feed> {
        let section = |name: &str, address: [u8; 32]| FeedSection {
            name: name.to_owned(),
            address: Address::new_from_array(address).to_string(),
            ..FeedSection::full()
        };
        let config = NodeConfig {
            feeds: vec![section("market", [1; 32]), section("SOL", [2; 32])],
            ..NodeConfig::default()
        };
        config.feeds().unwrap()
    }

    #[test]
    fn one_feed_is_chosen_by_its_name_and_every_one_by_the_word_all() {
        let names = |choice| -> Vec<String> {
            let chosen = chosen(feeds(), choice).unwrap();
            chosen.into_iter().map(|feed| feed.name).collect()
        };

        assert_eq!(names("SOL"), ["SOL"]);
        assert_eq!(names("all"), ["market", "SOL"]);
    }

    #[test]
    fn feed_that_is_not_configured_is_refused_with_the_known_ones() {
        let refused = chosen(feeds(), "sol").unwrap_err().to_string();

        assert!(
            refused.contains("\"sol\"") && refused.contains("market, SOL"),
            "{refused}"
        );
    }

    #[test]
    fn key_without_sol_is_named_before_anything_is_signed() {
        let hand = |byte, lamports| Hand {
            address: Address::new_from_array([byte; 32]),
            lamports,
        };
        let rotation = |present, successor| Rotation {
            present: hand(1, present),
            successor: hand(2, successor),
            now: 0,
            targets: Vec::new(),
        };

        assert!(rotation(1, 1).check_balances().is_ok());
        for (rotation, broke) in [(rotation(1, 0), 2), (rotation(0, 1), 1)] {
            let refused = rotation.check_balances().unwrap_err();
            let broke = Address::new_from_array([broke; 32]);
            assert!(
                matches!(refused, RotationError::Broke { key } if key == broke),
                "{refused}"
            );
        }
    }
}
