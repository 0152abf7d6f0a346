//! What each action asks of a price: the flags that must be up before it acts on it.
//!
//! Whether a quote's confidence interval is narrow is asked when it is loaded: a price that stands had a narrow one. Jumps,
//! the oracle's average when opening, and a second source that disagrees or is silent are breakers, whose votes
//! governance publishes for each reserve.

/// A fact about a price.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceFlag {
    /// It was loaded once.
    Present = 1,
    /// It is no older than the reserve's `max_age`.
    Recent = 2,
    /// It lies within the reserve's `max_liquidation_distance_bps` of the oracle's own average.
    NearAverage = 4,
}

impl PriceFlag {
    /// Every flag.
    pub const ALL: [Self; 3] = [Self::Present, Self::Recent, Self::NearAverage];
}

/// The flags that a use of a price asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceNeeds(u8);

const BELIEVED: u8 = PriceFlag::Present as u8 | PriceFlag::Recent as u8;

impl PriceNeeds {
    /// Of collateral when debt is opened or collateral withdrawn: without them it backs nothing.
    pub const BACKING: Self = Self(BELIEVED);
    /// Of whatever is owed then: without them nothing is opened or withdrawn.
    pub const OWED: Self = Self(BELIEVED);
    /// Of the two assets that a liquidation exchanges.
    pub const TRADED: Self = Self(BELIEVED | PriceFlag::NearAverage as u8);
    /// Of everything else that the liquidated position holds or owes: its last price counts, for a day in the
    /// borrower's favour.
    pub const VALUED: Self = Self(0);
    /// Of everything that a position holds and owes when it is noted as unhealthy.
    pub const MARKED: Self = Self(BELIEVED);
    /// Of a deposit, a repayment, a withdrawal without debt, a flash loan, writing off, fees and rewards.
    pub const NONE: Self = Self(0);

    /// Whether `flag` is asked for.
    #[inline(always)]
    pub const fn include(self, flag: PriceFlag) -> bool {
        self.0 & flag as u8 != 0
    }
}
