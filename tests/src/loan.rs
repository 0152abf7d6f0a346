//! A market in use: one lender, one borrower.

use crate::actor::Actor;
use crate::stage::{SOL, Stage, USDC};

/// What the lender of [`Loan`] puts in: a million USDC.
pub const LENT: u64 = 1_000_000_000_000;
/// What the borrower of [`Loan`] puts in: 100 SOL, worth 10 000 dollars.
pub const COLLATERAL: u64 = 100_000_000_000;
/// What it borrows: 5 000 USDC. The opening limit in calm is 7 000 dollars, the liquidation limit 8 000.
pub const LOAN: u64 = 5_000_000_000;

/// A calm market in which a loan stands.
#[derive(Debug)]
pub struct Loan {
    /// The market.
    pub stage: Stage,
    /// Has [`LENT`] USDC in it.
    pub lender: Actor,
    /// Holds [`COLLATERAL`] SOL and owes [`LOAN`] USDC.
    pub borrower: Actor,
}

impl Loan {
    /// The loan, taken a moment ago.
    pub fn new() -> Self {
        let mut stage = Stage::new();
        let lender = stage.lender(USDC, LENT);
        let borrower = stage.actor("borrower");
        stage.deposit(&borrower, SOL, COLLATERAL).unwrap();
        stage.borrow(&borrower, USDC, LOAN).unwrap();
        Self {
            stage,
            lender,
            borrower,
        }
    }
}

impl Default for Loan {
    fn default() -> Self {
        Self::new()
    }
}
