//! Who signs, and what: one transaction for the feeds of a market, or the same written out for others.

use ballast_client::instruction::publisher_rotate;
use ballast_client::unsigned::UnsignedTransaction;
use serde::Serialize;
use solana_address::Address;
use solana_instruction::Instruction;

use super::{Rotation, RotationError, Target};
use crate::key::{KeyConfig, SigningKey};

/// Feeds that one transaction holds, a multisig's included, whose message is part of another transaction.
const FEEDS_MOST: usize = 8;

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The market.
    pub market: Address,
    /// Its publisher admin, who signs beside the present key.
    pub admin: Address,
    /// The feeds' names.
    pub feeds: Vec<String>,
    /// What it does.
    pub instructions: Vec<Instruction>,
}

/// A transaction that others sign, written out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    /// The feeds' names.
    pub feeds: Vec<String>,
    /// The publisher admin: the vault, where a multisig is. It pays.
    pub signer: String,
    /// The present key, whose signature the same transaction needs; of a multisig's, the one that executes it.
    pub also: String,
    /// What it is.
    #[serde(flatten)]
    pub transaction: UnsignedTransaction,
}

impl Rotation {
    /// The transactions that name the successor wherever it is to be named.
    pub fn batches(&self) -> Vec<Batch> {
        let mut batches: Vec<Batch> = Vec::new();
        for target in self.due() {
            let instruction = self.instruction(target);
            let open = batches.iter_mut().find(|batch| {
                batch.market == target.market && batch.instructions.len() < FEEDS_MOST
            });
            match open {
                Some(batch) => {
                    batch.feeds.push(target.feed.clone());
                    batch.instructions.push(instruction);
                }
                None => batches.push(Batch {
                    market: target.market,
                    admin: target.admin,
                    feeds: vec![target.feed.clone()],
                    instructions: vec![instruction],
                }),
            }
        }
        batches
    }

    /// The same, written out for the publisher admin.
    ///
    /// # Errors
    /// [`RotationError::TooLong`].
    pub fn outside(&self) -> Result<Vec<Outside>, RotationError> {
        let batches = self.batches().into_iter();
        let outside = batches.map(|batch| {
            Ok(Outside {
                transaction: UnsignedTransaction::of(&batch.admin, &batch.instructions)?,
                feeds: batch.feeds,
                signer: batch.admin.to_string(),
                also: self.present.address.to_string(),
            })
        });
        outside.collect()
    }

    fn instruction(&self, target: &Target) -> Instruction {
        publisher_rotate(
            &target.admin,
            &self.present.address,
            &target.market,
            &target.address,
            &self.successor.address,
        )
    }
}

/// The keys that sign all of `batches`, the present one first, because it pays: with the publisher admin's where that is
/// another.
///
/// # Errors
/// [`RotationError::AdminMissing`], [`RotationError::AdminOther`], [`RotationError::BehindSocket`].
pub fn signers(
    batches: &[Batch],
    (present, source): (SigningKey, &KeyConfig),
    admin: Option<SigningKey>,
) -> Result<Vec<SigningKey>, RotationError> {
    for batch in batches {
        match &admin {
            Some(given) if given.address() != batch.admin => {
                return Err(RotationError::AdminOther {
                    given: given.address(),
                    market: batch.market,
                    admin: batch.admin,
                });
            }
            None if present.address() != batch.admin => {
                return Err(RotationError::AdminMissing { admin: batch.admin });
            }
            _ => {}
        }
    }
    if let Some(socket) = &source.socket {
        let socket = socket.clone();
        return Err(RotationError::BehindSocket { socket });
    }
    let admin = admin.filter(|admin| admin.address() != present.address());
    Ok([present].into_iter().chain(admin).collect())
}

#[cfg(test)]
mod tests {
    use solana_keypair::Keypair;

    use super::super::{Hand, Step};
    use super::*;

    const MARKET: Address = Address::new_from_array([8; 32]);

    fn key(byte: u8) -> SigningKey {
        SigningKey::from(Keypair::new_from_array([byte; 32]))
    }

    fn target(number: u8, market: Address, step: Step) -> Target {
        Target {
            feed: format!("feed {number}"),
            address: Address::new_from_array([100 + number; 32]),
            market,
            admin: key(3).address(),
            slot: 0,
            step,
            is_muted: false,
            patience_seconds: 60,
        }
    }

    fn rotation(targets: Vec<Target>) -> Rotation {
        let hand = |byte| Hand {
            address: key(byte).address(),
            lamports: 1,
        };
        Rotation {
            present: hand(1),
            successor: hand(2),
            now: 0,
            targets,
        }
    }

    fn due(number: u8, market: Address) -> Target {
        target(number, market, Step::Name { instead_of: None })
    }

    #[test]
    fn feeds_of_a_market_share_a_transaction_and_those_that_are_done_are_left_out() {
        let other = Address::new_from_array([9; 32]);
        let named = target(2, MARKET, Step::Named { until: 60 });
        let done = target(3, MARKET, Step::Done);
        let targets = vec![due(0, MARKET), due(1, other), named, done, due(4, MARKET)];

        let batches = rotation(targets).batches();

        let feeds: Vec<_> = batches.iter().map(|batch| batch.feeds.as_slice()).collect();
        assert_eq!(feeds, [&["feed 0", "feed 4"][..], &["feed 1"][..]]);
        let many = rotation((0..10).map(|number| due(number, MARKET)).collect());
        let sizes: Vec<_> = many.batches().iter().map(|it| it.feeds.len()).collect();
        assert_eq!(sizes, [8, 2]);
    }

    #[test]
    fn written_out_transaction_names_both_who_sign() {
        let outside = rotation(vec![due(0, MARKET)]).outside().unwrap();

        let [only] = outside.as_slice() else {
            panic!("{outside:?}");
        };
        let (admin, present) = (key(3).address(), key(1).address());
        assert_eq!(
            (&only.signer, &only.also),
            (&admin.to_string(), &present.to_string())
        );
        let accounts = &only.transaction.instructions[0].accounts;
        let signers = accounts.iter().filter(|account| account.signer);
        let signers: Vec<&str> = signers.map(|account| account.address.as_str()).collect();
        assert_eq!(signers, [only.signer.as_str(), only.also.as_str()]);
    }

    #[test]
    fn the_present_key_pays_and_the_publisher_admin_signs_beside_it() {
        let batches = rotation(vec![due(0, MARKET)]).batches();
        let file = KeyConfig::file("key.json");

        let signers = signers(&batches, (key(1), &file), Some(key(3))).unwrap();

        let signers: Vec<Address> = signers.iter().map(SigningKey::address).collect();
        assert_eq!(signers, [key(1).address(), key(3).address()]);
    }

    #[test]
    fn a_key_that_is_publisher_admin_itself_signs_once() {
        let mut rotation = rotation(vec![due(0, MARKET)]);
        rotation.targets[0].admin = rotation.present.address;
        let batches = rotation.batches();
        let file = KeyConfig::file("key.json");

        for admin in [None, Some(key(1))] {
            let signers = signers(&batches, (key(1), &file), admin).unwrap();
            assert_eq!(signers.len(), 1);
        }
    }

    #[test]
    fn missing_or_another_admin_and_a_key_behind_a_socket_are_refused() {
        let batches = rotation(vec![due(0, MARKET)]).batches();
        let (file, socket) = (KeyConfig::file("key.json"), KeyConfig::socket("a.sock"));
        let refused = |source: &KeyConfig, admin: Option<SigningKey>| {
            let refused = signers(&batches, (key(1), source), admin).unwrap_err();
            refused.to_string()
        };
        let admin = key(3).address().to_string();

        let missing = refused(&file, None);
        assert!(
            missing.contains(&admin) && missing.contains("--print"),
            "{missing}"
        );
        let other = refused(&file, Some(key(4)));
        assert!(
            other.contains(&admin) && other.contains(&key(4).address().to_string()),
            "{other}"
        );
        let behind = refused(&socket, Some(key(3)));
        assert!(behind.contains("a.sock signs reports alone"), "{behind}");
    }
}
