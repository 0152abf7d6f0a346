//! What can be refused, by the name of the broken rule and with the numbers that broke it.
//!
//! The program maps [`Rule`] one to one onto its own error codes (6000 + the rule's number) and logs the operands;
//! numbers are append-only, because clients store them.

use core::fmt;

/// The result of every fallible function of this crate.
pub type Result<T> = core::result::Result<T, PolicyError>;

/// A broken rule and its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// The rule that was broken.
    pub rule: Rule,
    /// What was found, in the unit that the rule names.
    pub actual: u64,
    /// What the rule demands, in the same unit; zero where the rule has no bound.
    pub bound: u64,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: found {}, bound {}",
            self.rule.message(),
            self.actual,
            self.bound
        )
    }
}

impl core::error::Error for PolicyError {}

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $message:literal;)*) => {
        /// The rules of the market. Each variant's doc says what `actual` and `bound` hold.
        #[repr(u16)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Rule {
            $($(#[$doc])* $name = $number,)*
        }

        impl Rule {
            /// Every rule, by rising number.
            pub const ALL: &'static [Rule] = &[$(Rule::$name,)*];

            /// One lower-case sentence for people.
            pub const fn message(self) -> &'static str {
                match self {
                    $(Rule::$name => $message,)*
                }
            }

            /// The identifier, as in the program's interface description.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Rule::$name => stringify!($name),)*
                }
            }
        }
    };
}

rules! {
    /// An amount of zero was given.
    ZeroAmount = 0, "the amount is zero";
    /// A sum or product left its type. Operands: the two inputs, cut to 64 bits.
    ArithmeticOverflow = 1, "the arithmetic overflows";
    /// The reserve holds less cash than asked. Base units: asked, held.
    InsufficientLiquidity = 2, "the reserve does not hold enough cash";
    /// The position holds less than asked. Shares: asked, held.
    InsufficientShares = 3, "the position does not hold that much";
    /// The deposit would lift the reserve above its cap. Base units: total after, cap.
    DepositCapExceeded = 4, "the deposit cap would be exceeded";
    /// The borrow would lift the reserve above the cap of the present regime. Base units: total after, cap.
    BorrowCapExceeded = 5, "the borrow cap of the present regime would be exceeded";
    /// Debt would exceed what the collateral may back. USD (2^-20): debt, limit.
    BorrowLimitExceeded = 6, "the debt would exceed what the collateral may back on present terms";
    /// Liquidation of a position that is not past its threshold. USD (2^-20): debt, limit.
    PositionHealthy = 7, "the position is healthy and cannot be liquidated";
    /// A liquidation larger than the close factor allows. Base units: asked, allowed.
    CloseFactorExceeded = 8, "the repayment exceeds the close factor";
    /// All deposit slots are taken. Slots: used, available.
    NoFreeDepositSlot = 9, "the position has no free deposit slot";
    /// All borrow slots are taken. Slots: used, available.
    NoFreeBorrowSlot = 10, "the position has no free borrow slot";
    /// The position has no deposit in this reserve. `actual`: the reserve's index.
    DepositNotFound = 11, "the position has no deposit in this reserve";
    /// The position has no debt in this reserve. `actual`: the reserve's index.
    BorrowNotFound = 12, "the position has no debt in this reserve";
    /// The position still holds deposits or debts. `actual`: slots in use.
    PositionNotEmpty = 13, "the position still holds deposits or debts";
    /// A reserve that the position uses was not supplied. `actual`: its index.
    ReserveMissing = 14, "a reserve that the position uses was not supplied";
    /// The amount is too small to be worth one share, or seizes nothing. Base units: amount.
    AmountTooSmall = 15, "the amount is too small to have an effect";
    /// The liquidation would leave the position no healthier. USD (2^-20): debt after, limit after.
    HealthNotImproved = 16, "the liquidation would not improve the position's health";

    /// Depositing what the position owes, or borrowing what it holds, in one reserve. `actual`: the reserve's index.
    DepositAndDebtInOneReserve = 17, "a position cannot hold and owe the same reserve";
    /// A position of a group borrows what is of another or of none. Groups: the reserve's, the position's.
    NotOfGroup = 18, "a position of a group may owe that group's assets only";
    /// Positions of the group would owe more of a reserve than its cap for them. Base units: total after, cap.
    GroupCapExceeded = 19, "the reserve's borrow cap for its group would be exceeded";

    /// The price was published longer ago than allowed. Seconds: age, bound.
    PriceTooOld = 20, "the price is too old";
    /// The price is stamped in the future. Seconds: publish time, now plus tolerance.
    PriceFromFuture = 21, "the price is stamped in the future";
    /// The price is zero or negative. `actual`: its magnitude.
    PriceNotPositive = 22, "the price is not positive";
    /// The confidence interval is too wide. Basis points of the price: width, bound.
    ConfidenceTooWide = 23, "the price's confidence interval is too wide";
    /// The price is not representable: a base unit of USD 1 or more, or below 2^-64.
    PriceOutOfRange = 24, "the price per base unit is out of range";
    /// The publish time went backwards. Seconds: given, last.
    PriceNotNewer = 25, "an older price cannot replace a newer one";
    /// The exponent lies outside -18..=0. `actual`: its magnitude.
    ExponentOutOfRange = 26, "the price's exponent is out of range";
    /// No price was ever loaded.
    PriceMissing = 27, "no price was loaded for this reserve";
    /// A position joins or leaves a group while it owes something. `actual`: debts.
    DebtLeft = 28, "a position joins or leaves a group only while it owes nothing";
    /// An isolated asset is owed beside another. `actual`: debts.
    IsolatedDebt = 29, "an isolated asset may be the only one that a position owes";

    /// A price too far from the oracle's own average to liquidate at. Basis points: distance, bound.
    LiquidationPriceUnsure = 30, "the price lies too far from its own average to liquidate at";
    /// A collateral is seized while another of the position's has a lower threshold. Basis points: this, the lowest.
    NotWeakestCollateral = 31, "the collateral with the lowest threshold is seized first";
    /// A debt is repaid while another of the position's weighs more. Basis points: this, the heaviest.
    NotHeaviestDebt = 32, "the debt with the largest weight is repaid first";
    /// More of a collateral was liquidated of late than its book takes. Base units: level, capacity.
    LiquidationDepthExhausted = 33, "as much of this collateral was liquidated of late as its book takes";
    /// Bad debt is resolved only where no collateral is left. Deposits: found, 0.
    CollateralLeft = 34, "the position still holds collateral";
    /// No fees, or none that the cash covers. Base units: owed, cash.
    NothingToCollect = 35, "there are no fees to collect";
    /// The reserve lends nothing within a transaction in the present regime. `actual`: the regime.
    FlashLoansOff = 36, "the reserve gives no flash loans in the present regime";
    /// One position would hold more of a reserve than its share of the cap. Base units: held after, most.
    AccountDepositExceeded = 37, "the position would hold more than its share of the reserve's deposit cap";
    /// One position would owe more to a reserve than its share of the cap. Base units: owed after, most.
    AccountBorrowExceeded = 38, "the position would owe more than its share of the reserve's borrow cap";
    /// Fees stay while bad debt that they bear first may be written off. `actual`: the breaker's number.
    FeesHeld = 39, "fees are held while bad debt has formed of late";

    /// The report was observed longer ago than allowed. Seconds: age, bound.
    ReportTooOld = 40, "the report is too old";
    /// The report is stamped in the future. Seconds: observed at, now plus tolerance.
    ReportFromFuture = 41, "the report is stamped in the future";
    /// The sequence did not increase. Sequence: given, last.
    SequenceNotIncreasing = 42, "the report's sequence does not increase";
    /// The observed time went backwards. Seconds: given, last.
    ReportNotNewer = 43, "the report was observed before the last one";
    /// A score above 10 000. Hundredths of a point: given, bound.
    ScoreOutOfRange = 44, "the score is above 100 points";
    /// A half-width above 10 000. Hundredths of a point: given, bound.
    HalfWidthOutOfRange = 45, "the half-width is above 100 points";
    /// The signer is not an active publisher of this feed.
    UnknownPublisher = 46, "the signer does not publish to this feed";
    /// The feed lists the publisher already. `actual`: its slot.
    PublisherAlreadyListed = 47, "the feed lists this publisher already";
    /// All publisher slots are taken. Slots: used, available.
    NoFreePublisherSlot = 48, "the feed has no free publisher slot";

    /// The feed holds no recommendation to accept. The feed's mode, and the advisory one.
    NoRecommendation = 49, "the feed holds no recommendation";
    /// The recommendation can no longer be accepted. Seconds: now, valid until.
    RecommendationExpired = 50, "the recommendation has expired";
    /// Terms have moved since the recommendation was made. Hundredths of a point: in force, made for.
    RecommendationSuperseded = 51, "terms have moved since the recommendation was made";
    /// The last loosening is too recent. Seconds: since, interval.
    LoosenedTooRecently = 52, "the last loosening is too recent";
    /// The day's loosening is used up. Hundredths of a point: asked, room.
    DayBudgetExceeded = 53, "the day's budget of loosening would be exceeded";
    /// A number that names no side of a reserve. `actual`: the number.
    SideUnknown = 54, "a reserve has two sides, deposits and borrows";
    /// Rewards that are open already. `actual`: their generation.
    RewardsOpen = 55, "the rewards are open already";
    /// Rewards that take no funds. `actual`: their generation.
    RewardsClosed = 56, "the rewards are not open";
    /// Rewards are retired only when the time to claim is over. Seconds: now, due at.
    RewardsStillClaimable = 57, "the time to claim these rewards is not over";
    /// A healthy position's debt in an asset that is not deleveraged. Basis points: its weight, and one.
    NotDeleveraged = 58, "a healthy position is reduced only in an asset that governance deleverages";
    /// A report's depth above one. Basis points: given, one.
    DepthOutOfRange = 59, "a report says at most 10 000 basis points of depth";

    /// A curve has fewer than 2 or more than 11 points. Points: given, most.
    CurveLength = 60, "a borrow curve has 2 to 11 points";
    /// A curve must start at 0 and end at 10 000. Basis points: given, demanded.
    CurveEnds = 61, "a borrow curve starts at utilisation 0 and ends at 10000";
    /// Utilisation must rise and rates must not fall. `actual`: the point's index.
    CurveNotMonotone = 62, "a borrow curve must rise";
    /// A rate above the hard bound. Basis points: given, bound.
    RateOutOfRange = 63, "a borrow rate is above its hard bound";
    /// A stricter regime charges less somewhere. Basis points: stricter rate, milder rate.
    CurveNotStricter = 64, "a stricter regime may not charge less";
    /// The stress curve's slopes fall. `actual`: the point's index.
    CurveNotConvex = 65, "the stress curve must be convex";
    /// Opening LTV in stress above calm. Basis points: stress, calm.
    LtvNotStricter = 66, "the opening LTV in stress may not exceed the one in calm";
    /// Opening LTV not below the liquidation threshold. Basis points: LTV, threshold.
    LtvAboveThreshold = 67, "the opening LTV must lie below the liquidation threshold";
    /// Threshold x (1 + bonus) above one. Basis points: product, 10 000.
    BonusTooLarge = 68, "threshold times one plus bonus must not exceed one";
    /// A stricter regime has the larger cap. Base units: stricter, milder.
    CapNotStricter = 69, "a stricter regime may not have the larger cap";
    /// A setting lies outside its hard bounds. In the setting's unit: given, bound.
    SettingOutOfRange = 70, "a setting is outside its hard bounds";
    /// The score range over which LTV falls is empty. Hundredths of a point: start, end.
    LtvRangeEmpty = 71, "the score range over which the LTV falls is empty";
    /// A setting exceeds what the market's creation allows for ever. In the setting's unit: given, bound.
    BoundExceeded = 72, "a setting exceeds the market's hard bounds";
    /// A ramp that is too short or too steep. Seconds: given, least.
    RampTooShort = 73, "the threshold would fall faster than the market's hard bounds allow";
    /// A ramp that does not lower the threshold. Basis points: target, present.
    RampNotLower = 74, "a ramp must end below the threshold in force";
    /// A price source far off the old price. Basis points: distance, band.
    OracleOutsideBand = 75, "the new price source lies outside the band around the old price";
    /// A bonus that is smaller in a stricter regime, or under the least. Basis points: milder, stricter.
    BonusNotRising = 76, "the most bonus may not fall with the regime, nor lie under the least";
    /// A flash loan costs less in a stricter regime. Basis points: milder, stricter.
    FlashFeeNotRising = 77, "a flash loan may not cost less in a stricter regime";
    /// Terms of a group below the reserve's own, or without a group. In the setting's unit: given, least.
    GroupTermsInvalid = 78, "a group's terms may not be stricter than the reserve's own";

    /// Outflow over the reserve's limit. Base units: level after, capacity.
    OutflowLimitExceeded = 80, "the reserve's outflow limit would be exceeded";
    /// Collateral inflow over the reserve's limit. Base units: level after, capacity.
    InflowLimitExceeded = 81, "the reserve's collateral inflow limit would be exceeded";
    /// Borrowing against fresh collateral over the lent reserve's limit. Base units: level after, capacity.
    FreshBorrowLimitExceeded = 82, "the reserve's limit of borrowing against fresh collateral would be exceeded";
    /// Outflow over the market's limit. USD (2^-20): level after, capacity.
    MarketOutflowLimitExceeded = 83, "the market's outflow limit would be exceeded";
    /// Collateral inflow over the market's limit. USD (2^-20): level after, capacity.
    MarketInflowLimitExceeded = 84, "the market's collateral inflow limit would be exceeded";
    /// Borrowing against fresh collateral over the market's limit. USD (2^-20): level after, capacity.
    MarketFreshBorrowLimitExceeded = 85, "the market's limit of borrowing against fresh collateral would be exceeded";
    /// A stricter regime has the larger limit, or only some regimes have none. Capacity: stricter, milder.
    LimitNotStricter = 86, "a stricter regime may not have the larger limit";
    /// A capacity that drains less than one unit a second. Units: capacity, least.
    LimitTooSmall = 87, "a limit must be zero or drain at least one unit a second";
    /// A breaker stops new debt. `actual`: the breaker's number.
    BorrowHalted = 88, "a breaker stops new debt in this asset";
    /// A breaker stops withdrawals by those who owe. `actual`: the breaker's number.
    ReleaseHalted = 89, "a breaker stops withdrawals of this asset by positions with debt";
    /// The breaker to release is not in force. `actual`: the breaker's number.
    BreakerNotTripped = 90, "the breaker is not in force";
    /// A breaker stays for a quarter of its duration at least. Seconds: elapsed, least.
    BreakerHeldTooShort = 91, "the breaker has not been in force for a quarter of its duration";
    /// What tripped the breaker still stands. In the threshold's unit: found, threshold.
    BreakerCauseStands = 92, "what tripped the breaker still stands";
    /// The cool-down must exceed the duration. Seconds: cool-down, duration.
    CooldownNotLonger = 93, "a breaker's cool-down must be longer than its duration";

    /// The change's delay has not passed. Seconds: now, due at.
    ChangeNotDue = 95, "the change's delay has not passed";
    /// The change can no longer be executed. Seconds: now, last moment.
    ChangeExpired = 96, "the change has expired";
    /// A change that would lower a liquidation threshold. Basis points: proposed, present.
    ThresholdLowered = 97, "a change cannot lower a liquidation threshold";
    /// A round came between the agreement and its landing. Hundredths of a point, or else regimes: recommended, agreed to.
    RecommendationReplaced = 98, "the feed recommends another step than the one agreed to";
}

impl Rule {
    /// The error that says this rule was broken by `actual` against `bound`.
    #[cold]
    pub const fn broken(self, actual: u64, bound: u64) -> PolicyError {
        PolicyError {
            rule: self,
            actual,
            bound,
        }
    }

    /// The rule's stable number.
    pub const fn number(self) -> u16 {
        self as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn numbers_rise_so_that_none_is_used_twice() {
        for pair in Rule::ALL.windows(2) {
            assert!(pair[0].number() < pair[1].number(), "{pair:?}");
        }
    }

    #[test]
    fn numbers_that_clients_store_stay() {
        let stored = [
            (Rule::ZeroAmount, 0),
            (Rule::DepositAndDebtInOneReserve, 17),
            (Rule::PriceTooOld, 20),
            (Rule::ReportTooOld, 40),
            (Rule::CurveLength, 60),
            (Rule::LtvRangeEmpty, 71),
        ];
        for (rule, number) in stored {
            assert_eq!(rule.number(), number);
        }
    }

    #[test]
    fn messages_are_lower_case_and_end_without_a_period() {
        for rule in Rule::ALL {
            let message = rule.message();
            assert!(message.starts_with(char::is_lowercase), "{message}");
            assert!(!message.ends_with('.'), "{message}");
        }
    }

    #[test]
    fn an_error_says_the_rule_and_its_operands() {
        let error = Rule::PriceTooOld.broken(61, 60);
        assert_eq!(
            error.to_string(),
            "the price is too old: found 61, bound 60"
        );
        assert_eq!(error.rule.name(), "PriceTooOld");
    }
}
