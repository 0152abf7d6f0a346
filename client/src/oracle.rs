//! Pyth's `PriceUpdateV2` account, as bytes: for local networks and tests, where no receiver program writes it.

use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};

/// Pyth's receiver program.
pub const PYTH_RECEIVER: Address =
    Address::from_str_const("rec5EKMGg6MxZYaMdyBfgwp4d5rB9T1VQH5pJv5LtFJ");
/// The receiver program since the upgrade of 2026.
pub const PYTH_RECEIVER_2026: Address =
    Address::from_str_const("rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp");

/// First 8 bytes of SHA-256("account:PriceUpdateV2").
pub const PRICE_UPDATE_DISCRIMINATOR: [u8; 8] = [34, 241, 35, 99, 157, 126, 244, 205];
/// The account's length.
pub const PRICE_UPDATE_LENGTH: usize = 134;

/// A fully verified price update: `price x 10^exponent` dollars per whole token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceUpdate {
    /// The oracle's id of the price.
    pub feed_id: [u8; 32],
    /// Mantissa.
    pub price: i64,
    /// Confidence interval, same scale.
    pub confidence: u64,
    /// Decimal exponent.
    pub exponent: i32,
    /// Unix seconds of publication.
    pub published_at: i64,
    /// Slot in which it was posted.
    pub posted_slot: u64,
    /// The oracle's own moving average, mantissa of the same scale.
    pub average: i64,
}

impl PriceUpdate {
    /// The account's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(PRICE_UPDATE_LENGTH);
        data.extend_from_slice(&PRICE_UPDATE_DISCRIMINATOR);
        data.extend_from_slice(&[0; 32]); // write authority
        data.push(1); // verification level: full
        data.extend_from_slice(&self.feed_id);
        data.extend_from_slice(&self.price.to_le_bytes());
        data.extend_from_slice(&self.confidence.to_le_bytes());
        data.extend_from_slice(&self.exponent.to_le_bytes());
        data.extend_from_slice(&self.published_at.to_le_bytes());
        data.extend_from_slice(&self.published_at.to_le_bytes()); // previous publish time
        data.extend_from_slice(&self.average.to_le_bytes());
        data.extend_from_slice(&self.confidence.to_le_bytes());
        data.extend_from_slice(&self.posted_slot.to_le_bytes());
        data.resize(PRICE_UPDATE_LENGTH, 0);
        data
    }
}

/// Writes `update` into `account` under `authority`: an instruction of the stand-in for the receiver that local networks
/// load (`programs/price`). The account itself has to sign (`is_first`) unless it names this authority already.
pub fn price_write(
    account: &Address,
    authority: &Address,
    update: &PriceUpdate,
    is_first: bool,
) -> Instruction {
    Instruction {
        program_id: PYTH_RECEIVER,
        accounts: vec![
            AccountMeta::new(*account, is_first),
            AccountMeta::new_readonly(*authority, true),
        ],
        data: update.encode(),
    }
}
