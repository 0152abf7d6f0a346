//! What a client of the Ballast lending program needs: addresses, account layouts, instructions, events; words for a slip in
//! its settings that repeat no secret; and, with the feature `unsigned`, transactions written out for someone else to sign.
//!
//! It depends on nothing of the program or its framework; a test holds every layout, discriminator and account list
//! equal to the committed interface description `idl/lending.json`.
//!
//! ```
//! use ballast_client::{address, instruction};
//! use solana_address::Address;
//!
//! let (market, owner) = (Address::new_unique(), Address::new_unique());
//! let position = address::position(&market, &owner, 0).0;
//! let open = instruction::position_open(&owner, &owner, &market, 0);
//! assert!(open.accounts.iter().any(|meta| meta.pubkey == position));
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod address;
pub mod cluster;
pub mod error;
pub mod event;
pub mod instruction;
pub mod layout;
pub mod oracle;
mod slip;
#[cfg(feature = "unsigned")]
pub mod unsigned;

pub use address::PROGRAM_ID;
pub use cluster::PublicCluster;
pub use error::{DecodeError, ProgramError};
pub use slip::slip;
