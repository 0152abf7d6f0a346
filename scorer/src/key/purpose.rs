//! What a key is served for, and so which instructions of the lending program it signs.
//!
//! | purpose | signed | what whoever reaches the socket can have it do |
//! |---|---|---|
//! | publisher | `report_submit`, `terms_advance`; the head of its score log | report, and seal a log, in its name |
//! | crank | what anyone may send, for which no signature but the payer's is asked | pay fees |
//! | liquidator | `liquidate` in one market, paid out to the key's own associated token accounts; `bad_debt_resolve` | liquidate there, at the program's terms, up to its inventory |
//!
//! Of a liquidation the market counts as much as the instruction: anyone may open a market, and give a worthless token a price
//! there.

use ballast_client::address::associated_token_account;
use solana_address::Address;
use solana_message::compiled_instruction::CompiledInstruction;

use super::policy::PolicyError;

/// What a key is served for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// A publisher's reports and the rounds that they bring along.
    #[default]
    Publisher,
    /// The duties of a crank.
    Crank,
    /// Liquidations.
    Liquidator {
        /// The one market in which it liquidates.
        market: Address,
    },
}

/// Numbers of instructions: their first byte.
mod number {
    pub(super) const PRICE_REFRESH: u8 = 10;
    pub(super) const REPORT_SUBMIT: u8 = 11;
    pub(super) const TERMS_ADVANCE: u8 = 12;
    pub(super) const BREAKER_RELEASE: u8 = 14;
    pub(super) const ACCRUE: u8 = 22;
    pub(super) const LIQUIDATE: u8 = 27;
    pub(super) const POSITION_MARK: u8 = 28;
    pub(super) const BAD_DEBT_RESOLVE: u8 = 29;
    pub(super) const CHANGE_EXECUTE_FEED: u8 = 31;
    pub(super) const CHANGE_EXECUTE_RESERVE: u8 = 32;
    pub(super) const CHANGE_EXECUTE_MARKET: u8 = 34;
    pub(super) const CHANGE_EXECUTE_ORACLE: u8 = 35;
    pub(super) const FEES_COLLECT: u8 = 43;
}

const PUBLISHER: [u8; 2] = [number::REPORT_SUBMIT, number::TERMS_ADVANCE];
const CRANK: [u8; 11] = [
    number::PRICE_REFRESH,
    number::ACCRUE,
    number::TERMS_ADVANCE,
    number::BREAKER_RELEASE,
    number::CHANGE_EXECUTE_FEED,
    number::CHANGE_EXECUTE_RESERVE,
    number::CHANGE_EXECUTE_MARKET,
    number::CHANGE_EXECUTE_ORACLE,
    number::BAD_DEBT_RESOLVE,
    number::POSITION_MARK,
    number::FEES_COLLECT,
];
const LIQUIDATOR: [u8; 2] = [number::LIQUIDATE, number::BAD_DEBT_RESOLVE];

impl Purpose {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Publisher => "publisher",
            Self::Crank => "crank",
            Self::Liquidator { .. } => "liquidator",
        }
    }

    const fn numbers(self) -> &'static [u8] {
        match self {
            Self::Publisher => &PUBLISHER,
            Self::Crank => &CRANK,
            Self::Liquidator { .. } => &LIQUIDATOR,
        }
    }

    /// Judges instruction `index` of a message whose accounts are `keys`, and which the key at `address` is to sign.
    ///
    /// # Errors
    /// [`PolicyError`], by the first rule that it breaks.
    pub(super) fn judge(
        self,
        index: usize,
        instruction: &CompiledInstruction,
        keys: &[Address],
        address: &Address,
    ) -> Result<(), PolicyError> {
        let number = instruction.data.first().copied();
        let Some(known) = number.filter(|number| self.numbers().contains(number)) else {
            let purpose = self.name();
            return Err(PolicyError::NotItsWork {
                index,
                number,
                purpose,
            });
        };
        match self {
            Self::Liquidator { market } if known == number::LIQUIDATE => {
                judge_liquidation(index, instruction, keys, (&market, address))
            }
            _ => Ok(()),
        }
    }
}

/// Whether a `liquidate` is of `market`, and pays out to the associated token account of `address`.
fn judge_liquidation(
    index: usize,
    instruction: &CompiledInstruction,
    keys: &[Address],
    (market, address): (&Address, &Address),
) -> Result<(), PolicyError> {
    const MARKET: usize = 1;
    const DESTINATION: usize = 10;
    const COLLATERAL_MINT: usize = 12;
    const COLLATERAL_TOKEN_PROGRAM: usize = 14;
    let account = |place: usize| {
        let key = instruction.accounts.get(place);
        let key = key.and_then(|key| keys.get(usize::from(*key)));
        key.copied().ok_or(PolicyError::NoMessage)
    };
    let found = account(MARKET)?;
    if found != *market {
        let market = found;
        return Err(PolicyError::ForeignMarket { index, market });
    }
    let (mint, token_program) = (
        account(COLLATERAL_MINT)?,
        account(COLLATERAL_TOKEN_PROGRAM)?,
    );
    let destination = account(DESTINATION)?;
    if destination != associated_token_account(address, &mint, &token_program).0 {
        return Err(PolicyError::ForeignDestination { index, destination });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
