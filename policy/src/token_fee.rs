//! What a token takes of its own transfers (Token-2022's transfer fee), and how much must be sent for an amount to arrive.
//!
//! ```text
//! fee(sent)   = min(ceil(sent x rate), most)
//! gross(net)  = the least that can be sent for `net` to arrive = min(ceil(net / (1 - rate)), net + most)
//! ```
//!
//! One more sent is one more or none arriving, so that every amount can be made to arrive exactly.
//!
//! Source: spl-token-2022, `extension/transfer_fee`.

use crate::error::Result;
use crate::num::{BPS_ONE, add, mul_div_ceil, share_ceil};
use crate::unit::TokenAmount;

/// A token's fee on transfers. All zero: none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransferFee {
    /// Share of what is sent, basis points.
    pub rate_bps: u16,
    /// The most that one transfer costs, base units.
    pub most: TokenAmount,
}

impl TransferFee {
    /// What is kept of `sent`.
    pub fn fee_ceil(&self, sent: TokenAmount) -> TokenAmount {
        TokenAmount(share_ceil(sent.0, self.rate_bps)).min(self.most)
    }

    /// The least that must be sent for exactly `net` to arrive. Fails where that leaves 64 bits.
    pub fn gross_ceil(&self, net: TokenAmount) -> Result<TokenAmount> {
        let capped = add(net.0, self.most.0);
        if net.is_zero() || self.rate_bps == 0 || self.most.is_zero() {
            return Ok(net);
        }
        let rest = BPS_ONE.saturating_sub(u64::from(self.rate_bps));
        if rest == 0 {
            return capped.map(TokenAmount);
        }
        match (mul_div_ceil(net.0, BPS_ONE, rest), capped) {
            (Ok(shared), Ok(capped)) => Ok(TokenAmount(shared.min(capped))),
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok(TokenAmount(one)),
            (Err(error), Err(_)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests;
