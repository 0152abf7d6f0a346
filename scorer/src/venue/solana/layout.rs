//! Where another protocol's reserve account keeps its numbers: a description in the configuration
//! instead of that protocol's code.

use serde::{Deserialize, Deserializer};
use solana_address::Address;

/// How a number is stored. All are little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberForm {
    /// Unsigned, 8 bytes.
    U64,
    /// Unsigned, 16 bytes.
    U128,
}

/// One amount of tokens in an account's bytes: `number / divisor`, times `10^-decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountField {
    /// First byte, the discriminator counted.
    pub offset: usize,
    /// How the number is stored.
    pub form: NumberForm,
    /// What one base unit is stored as: 1 for whole units, `1152921504606846976` for fractions of
    /// 2^60, `1e18` for wads.
    #[serde(default = "one")]
    pub divisor: f64,
}

const fn one() -> f64 {
    1.0
}

/// Description of one protocol's reserve account.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignLayout {
    /// Name of the protocol in the store.
    pub protocol: String,
    /// The program that must own the account.
    #[serde(deserialize_with = "address_in_base58")]
    pub owner: Address,
    /// Bytes that the account must begin with, in hexadecimal; empty for none.
    #[serde(default)]
    pub discriminator: String,
    /// Tokens that can be borrowed or withdrawn.
    pub available: AmountField,
    /// Tokens that are lent out.
    pub borrowed: AmountField,
}

impl ForeignLayout {
    /// Reads available and borrowed tokens of a token with `decimals`.
    ///
    /// # Errors
    /// In words, what the bytes lack.
    pub fn read(&self, owner: &Address, data: &[u8], decimals: u8) -> Result<(f64, f64), String> {
        if *owner != self.owner {
            return Err(format!("its owner is {owner}, expected {}", self.owner));
        }
        let expected = hex::decode(&self.discriminator)
            .map_err(|error| format!("discriminator {:?}: {error}", self.discriminator))?;
        if !data.starts_with(&expected) {
            return Err(format!("it does not begin with {}", self.discriminator));
        }
        Ok((
            self.available.read(data, decimals)?,
            self.borrowed.read(data, decimals)?,
        ))
    }
}

impl AmountField {
    #[expect(
        clippy::cast_precision_loss,
        reason = "an amount is reported as a float; its relative error is below 2^-52"
    )]
    fn read(&self, data: &[u8], decimals: u8) -> Result<f64, String> {
        let short = || {
            let (offset, length) = (self.offset, data.len());
            format!("it has {length} bytes, too few for a number at {offset}")
        };
        let from = data.get(self.offset..).ok_or_else(short)?;
        let number = match self.form {
            NumberForm::U64 => {
                let bytes = from.first_chunk::<8>().ok_or_else(short)?;
                u64::from_le_bytes(*bytes) as f64
            }
            NumberForm::U128 => {
                let bytes = from.first_chunk::<16>().ok_or_else(short)?;
                u128::from_le_bytes(*bytes) as f64
            }
        };
        let amount = number / self.divisor / unit(decimals);
        if amount.is_finite() {
            Ok(amount)
        } else {
            Err(format!("{number} / {} is no amount", self.divisor))
        }
    }
}

/// An address as people write it.
pub(crate) fn address_in_base58<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Address, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| {
        let reason = format!("{text:?} is no address in base 58");
        serde::de::Error::custom(reason)
    })
}

/// Base units of a whole token.
pub(super) fn unit(decimals: u8) -> f64 {
    (0..decimals).fold(1.0, |unit, _| unit * 10.0)
}
