//! Why the program refuses, by the name of the broken rule.
//!
//! Codes are 6000 plus the number. Numbers under 100 are the rules of `ballast-policy`, one to one (a test holds them
//! equal); from 100 on they are about accounts and tokens. Numbers are append-only, because clients store them.

use anchor_lang::prelude::*;
use ballast_policy::PolicyError;

/// The first code of this program's errors.
pub const FIRST_CODE: u32 = 6000;

/// Every way in which an instruction is refused by this program.
#[error_code]
pub enum LendingError {
    /// An amount of zero was given.
    #[msg("the amount is zero")]
    ZeroAmount = 0,
    /// A sum or product left its type. Operands: the two inputs, cut to 64 bits.
    #[msg("the arithmetic overflows")]
    ArithmeticOverflow = 1,
    /// The reserve holds less cash than asked. Base units: asked, held.
    #[msg("the reserve does not hold enough cash")]
    InsufficientLiquidity = 2,
    /// The position holds less than asked. Shares: asked, held.
    #[msg("the position does not hold that much")]
    InsufficientShares = 3,
    /// The deposit would lift the reserve above its cap. Base units: total after, cap.
    #[msg("the deposit cap would be exceeded")]
    DepositCapExceeded = 4,
    /// The borrow would lift the reserve above the cap of the present regime. Base units: total after, cap.
    #[msg("the borrow cap of the present regime would be exceeded")]
    BorrowCapExceeded = 5,
    /// Debt would exceed what the collateral may back. USD (2^-20): debt, limit.
    #[msg("the debt would exceed what the collateral may back on present terms")]
    BorrowLimitExceeded = 6,
    /// Liquidation of a position that is not past its threshold. USD (2^-20): debt, limit.
    #[msg("the position is healthy and cannot be liquidated")]
    PositionHealthy = 7,
    /// A liquidation larger than the close factor allows. Base units: asked, allowed.
    #[msg("the repayment exceeds the close factor")]
    CloseFactorExceeded = 8,
    /// All deposit slots are taken. Slots: used, available.
    #[msg("the position has no free deposit slot")]
    NoFreeDepositSlot = 9,
    /// All borrow slots are taken. Slots: used, available.
    #[msg("the position has no free borrow slot")]
    NoFreeBorrowSlot = 10,
    /// The position has no deposit in this reserve. `actual`: the reserve's index.
    #[msg("the position has no deposit in this reserve")]
    DepositNotFound = 11,
    /// The position has no debt in this reserve. `actual`: the reserve's index.
    #[msg("the position has no debt in this reserve")]
    BorrowNotFound = 12,
    /// The position still holds deposits or debts. `actual`: slots in use.
    #[msg("the position still holds deposits or debts")]
    PositionNotEmpty = 13,
    /// A reserve that the position uses was not supplied. `actual`: its index.
    #[msg("a reserve that the position uses was not supplied")]
    ReserveMissing = 14,
    /// The amount is too small to be worth one share, or seizes nothing. Base units: amount.
    #[msg("the amount is too small to have an effect")]
    AmountTooSmall = 15,
    /// The liquidation would leave the position no healthier. USD (2^-20): debt after, limit after.
    #[msg("the liquidation would not improve the position's health")]
    HealthNotImproved = 16,
    /// Depositing what the position owes, or borrowing what it holds, in one reserve. `actual`: the reserve's index.
    #[msg("a position cannot hold and owe the same reserve")]
    DepositAndDebtInOneReserve = 17,
    /// A position of a group borrows what is of another or of none. Groups: the reserve's, the position's.
    #[msg("a position of a group may owe that group's assets only")]
    NotOfGroup = 18,
    /// Positions of the group would owe more of a reserve than its cap for them. Base units: total after, cap.
    #[msg("the reserve's borrow cap for its group would be exceeded")]
    GroupCapExceeded = 19,
    /// The price was published longer ago than allowed. Seconds: age, bound.
    #[msg("the price is too old")]
    PriceTooOld = 20,
    /// The price is stamped in the future. Seconds: publish time, now plus tolerance.
    #[msg("the price is stamped in the future")]
    PriceFromFuture = 21,
    /// The price is zero or negative. `actual`: its magnitude.
    #[msg("the price is not positive")]
    PriceNotPositive = 22,
    /// The confidence interval is too wide. Basis points of the price: width, bound.
    #[msg("the price's confidence interval is too wide")]
    ConfidenceTooWide = 23,
    /// The price is not representable: a base unit of USD 1 or more, or below 2^-64.
    #[msg("the price per base unit is out of range")]
    PriceOutOfRange = 24,
    /// The publish time went backwards. Seconds: given, last.
    #[msg("an older price cannot replace a newer one")]
    PriceNotNewer = 25,
    /// The exponent lies outside -18..=0. `actual`: its magnitude.
    #[msg("the price's exponent is out of range")]
    ExponentOutOfRange = 26,
    /// No price was ever loaded.
    #[msg("no price was loaded for this reserve")]
    PriceMissing = 27,
    /// A position joins or leaves a group while it owes something. `actual`: debts.
    #[msg("a position joins or leaves a group only while it owes nothing")]
    DebtLeft = 28,
    /// An isolated asset is owed beside another. `actual`: debts.
    #[msg("an isolated asset may be the only one that a position owes")]
    IsolatedDebt = 29,
    /// A price too far from the oracle's own average to liquidate at. Basis points: distance, bound.
    #[msg("the price lies too far from its own average to liquidate at")]
    LiquidationPriceUnsure = 30,
    /// A collateral is seized while another of the position's has a lower threshold. Basis points: this, the lowest.
    #[msg("the collateral with the lowest threshold is seized first")]
    NotWeakestCollateral = 31,
    /// A debt is repaid while another of the position's weighs more. Basis points: this, the heaviest.
    #[msg("the debt with the largest weight is repaid first")]
    NotHeaviestDebt = 32,
    /// More of a collateral was liquidated of late than its book takes. Base units: level, capacity.
    #[msg("as much of this collateral was liquidated of late as its book takes")]
    LiquidationDepthExhausted = 33,
    /// Bad debt is resolved only where no collateral is left. Deposits: found, 0.
    #[msg("the position still holds collateral")]
    CollateralLeft = 34,
    /// No fees, or none that the cash covers. Base units: owed, cash.
    #[msg("there are no fees to collect")]
    NothingToCollect = 35,
    /// The reserve lends nothing within a transaction in the present regime. `actual`: the regime.
    #[msg("the reserve gives no flash loans in the present regime")]
    FlashLoansOff = 36,
    /// One position would hold more of a reserve than its share of the cap. Base units: held after, most.
    #[msg("the position would hold more than its share of the reserve's deposit cap")]
    AccountDepositExceeded = 37,
    /// One position would owe more to a reserve than its share of the cap. Base units: owed after, most.
    #[msg("the position would owe more than its share of the reserve's borrow cap")]
    AccountBorrowExceeded = 38,
    /// Fees stay while bad debt that they bear first may be written off. `actual`: the breaker's number.
    #[msg("fees are held while bad debt has formed of late")]
    FeesHeld = 39,
    /// The report was observed longer ago than allowed. Seconds: age, bound.
    #[msg("the report is too old")]
    ReportTooOld = 40,
    /// The report is stamped in the future. Seconds: observed at, now plus tolerance.
    #[msg("the report is stamped in the future")]
    ReportFromFuture = 41,
    /// The sequence did not increase. Sequence: given, last.
    #[msg("the report's sequence does not increase")]
    SequenceNotIncreasing = 42,
    /// The observed time went backwards. Seconds: given, last.
    #[msg("the report was observed before the last one")]
    ReportNotNewer = 43,
    /// A score above 10 000. Hundredths of a point: given, bound.
    #[msg("the score is above 100 points")]
    ScoreOutOfRange = 44,
    /// A half-width above 10 000. Hundredths of a point: given, bound.
    #[msg("the half-width is above 100 points")]
    HalfWidthOutOfRange = 45,
    /// The signer is not an active publisher of this feed.
    #[msg("the signer does not publish to this feed")]
    UnknownPublisher = 46,
    /// The feed lists the publisher already. `actual`: its slot.
    #[msg("the feed lists this publisher already")]
    PublisherAlreadyListed = 47,
    /// All publisher slots are taken. Slots: used, available.
    #[msg("the feed has no free publisher slot")]
    NoFreePublisherSlot = 48,
    /// The feed holds no recommendation to accept. The feed's mode, and the advisory one.
    #[msg("the feed holds no recommendation")]
    NoRecommendation = 49,
    /// The recommendation can no longer be accepted. Seconds: now, valid until.
    #[msg("the recommendation has expired")]
    RecommendationExpired = 50,
    /// Terms have moved since the recommendation was made. Hundredths of a point: in force, made for.
    #[msg("terms have moved since the recommendation was made")]
    RecommendationSuperseded = 51,
    /// The last loosening is too recent. Seconds: since, interval.
    #[msg("the last loosening is too recent")]
    LoosenedTooRecently = 52,
    /// The day's loosening is used up. Hundredths of a point: asked, room.
    #[msg("the day's budget of loosening would be exceeded")]
    DayBudgetExceeded = 53,
    /// A number that names no side of a reserve. `actual`: the number.
    #[msg("a reserve has two sides, deposits and borrows")]
    SideUnknown = 54,
    /// Rewards that are open already. `actual`: their generation.
    #[msg("the rewards are open already")]
    RewardsOpen = 55,
    /// Rewards that take no funds. `actual`: their generation.
    #[msg("the rewards are not open")]
    RewardsClosed = 56,
    /// Rewards are retired only when the time to claim is over. Seconds: now, due at.
    #[msg("the time to claim these rewards is not over")]
    RewardsStillClaimable = 57,
    /// A healthy position's debt in an asset that is not deleveraged. Basis points: its weight, and one.
    #[msg("a healthy position is reduced only in an asset that governance deleverages")]
    NotDeleveraged = 58,
    /// A report's depth above one. Basis points: given, one.
    #[msg("a report says at most 10 000 basis points of depth")]
    DepthOutOfRange = 59,
    /// A curve has fewer than 2 or more than 11 points. Points: given, most.
    #[msg("a borrow curve has 2 to 11 points")]
    CurveLength = 60,
    /// A curve must start at 0 and end at 10 000. Basis points: given, demanded.
    #[msg("a borrow curve starts at utilisation 0 and ends at 10000")]
    CurveEnds = 61,
    /// Utilisation must rise and rates must not fall. `actual`: the point's index.
    #[msg("a borrow curve must rise")]
    CurveNotMonotone = 62,
    /// A rate above the hard bound. Basis points: given, bound.
    #[msg("a borrow rate is above its hard bound")]
    RateOutOfRange = 63,
    /// A stricter regime charges less somewhere. Basis points: stricter rate, milder rate.
    #[msg("a stricter regime may not charge less")]
    CurveNotStricter = 64,
    /// The stress curve's slopes fall. `actual`: the point's index.
    #[msg("the stress curve must be convex")]
    CurveNotConvex = 65,
    /// Opening LTV in stress above calm. Basis points: stress, calm.
    #[msg("the opening LTV in stress may not exceed the one in calm")]
    LtvNotStricter = 66,
    /// Opening LTV not below the liquidation threshold. Basis points: LTV, threshold.
    #[msg("the opening LTV must lie below the liquidation threshold")]
    LtvAboveThreshold = 67,
    /// Threshold x (1 + bonus) above one. Basis points: product, 10 000.
    #[msg("threshold times one plus bonus must not exceed one")]
    BonusTooLarge = 68,
    /// A stricter regime has the larger cap. Base units: stricter, milder.
    #[msg("a stricter regime may not have the larger cap")]
    CapNotStricter = 69,
    /// A setting lies outside its hard bounds. In the setting's unit: given, bound.
    #[msg("a setting is outside its hard bounds")]
    SettingOutOfRange = 70,
    /// The score range over which LTV falls is empty. Hundredths of a point: start, end.
    #[msg("the score range over which the LTV falls is empty")]
    LtvRangeEmpty = 71,
    /// A setting exceeds what the market's creation allows for ever. In the setting's unit: given, bound.
    #[msg("a setting exceeds the market's hard bounds")]
    BoundExceeded = 72,
    /// A ramp that is too short or too steep. Seconds: given, least.
    #[msg("the threshold would fall faster than the market's hard bounds allow")]
    RampTooShort = 73,
    /// A ramp that does not lower the threshold. Basis points: target, present.
    #[msg("a ramp must end below the threshold in force")]
    RampNotLower = 74,
    /// A price source far off the old price. Basis points: distance, band.
    #[msg("the new price source lies outside the band around the old price")]
    OracleOutsideBand = 75,
    /// A bonus that is smaller in a stricter regime, or under the least. Basis points: milder, stricter.
    #[msg("the most bonus may not fall with the regime, nor lie under the least")]
    BonusNotRising = 76,
    /// A flash loan costs less in a stricter regime. Basis points: milder, stricter.
    #[msg("a flash loan may not cost less in a stricter regime")]
    FlashFeeNotRising = 77,
    /// Terms of a group below the reserve's own, or without a group. In the setting's unit: given, least.
    #[msg("a group's terms may not be stricter than the reserve's own")]
    GroupTermsInvalid = 78,
    /// Outflow over the reserve's limit. Base units: level after, capacity.
    #[msg("the reserve's outflow limit would be exceeded")]
    OutflowLimitExceeded = 80,
    /// Collateral inflow over the reserve's limit. Base units: level after, capacity.
    #[msg("the reserve's collateral inflow limit would be exceeded")]
    InflowLimitExceeded = 81,
    /// Borrowing against fresh collateral over the lent reserve's limit. Base units: level after, capacity.
    #[msg("the reserve's limit of borrowing against fresh collateral would be exceeded")]
    FreshBorrowLimitExceeded = 82,
    /// Outflow over the market's limit. USD (2^-20): level after, capacity.
    #[msg("the market's outflow limit would be exceeded")]
    MarketOutflowLimitExceeded = 83,
    /// Collateral inflow over the market's limit. USD (2^-20): level after, capacity.
    #[msg("the market's collateral inflow limit would be exceeded")]
    MarketInflowLimitExceeded = 84,
    /// Borrowing against fresh collateral over the market's limit. USD (2^-20): level after, capacity.
    #[msg("the market's limit of borrowing against fresh collateral would be exceeded")]
    MarketFreshBorrowLimitExceeded = 85,
    /// A stricter regime has the larger limit, or only some regimes have none. Capacity: stricter, milder.
    #[msg("a stricter regime may not have the larger limit")]
    LimitNotStricter = 86,
    /// A capacity that drains less than one unit a second. Units: capacity, least.
    #[msg("a limit must be zero or drain at least one unit a second")]
    LimitTooSmall = 87,
    /// A breaker stops new debt. `actual`: the breaker's number.
    #[msg("a breaker stops new debt in this asset")]
    BorrowHalted = 88,
    /// A breaker stops withdrawals by those who owe. `actual`: the breaker's number.
    #[msg("a breaker stops withdrawals of this asset by positions with debt")]
    ReleaseHalted = 89,
    /// The breaker to release is not in force. `actual`: the breaker's number.
    #[msg("the breaker is not in force")]
    BreakerNotTripped = 90,
    /// A breaker stays for a quarter of its duration at least. Seconds: elapsed, least.
    #[msg("the breaker has not been in force for a quarter of its duration")]
    BreakerHeldTooShort = 91,
    /// What tripped the breaker still stands. In the threshold's unit: found, threshold.
    #[msg("what tripped the breaker still stands")]
    BreakerCauseStands = 92,
    /// The cool-down must exceed the duration. Seconds: cool-down, duration.
    #[msg("a breaker's cool-down must be longer than its duration")]
    CooldownNotLonger = 93,
    /// The change's delay has not passed. Seconds: now, due at.
    #[msg("the change's delay has not passed")]
    ChangeNotDue = 95,
    /// The change can no longer be executed. Seconds: now, last moment.
    #[msg("the change has expired")]
    ChangeExpired = 96,
    /// A change that would lower a liquidation threshold. Basis points: proposed, present.
    #[msg("a change cannot lower a liquidation threshold")]
    ThresholdLowered = 97,
    /// A round came between the agreement and its landing. Hundredths of a point, or else regimes: recommended, agreed to.
    #[msg("the feed recommends another step than the one agreed to")]
    RecommendationReplaced = 98,
    /// The reserve, feed or position belongs to another market.
    #[msg("the account belongs to another market")]
    WrongMarket = 100,
    /// The position belongs to another owner.
    #[msg("the position belongs to another owner")]
    WrongOwner = 101,
    /// The vault is not the reserve's.
    #[msg("the vault is not the reserve's")]
    WrongVault = 102,
    /// The mint is not the reserve's.
    #[msg("the mint is not the reserve's")]
    WrongMint = 103,
    /// The feed is not the one that the reserve follows.
    #[msg("the feed is not the one that the reserve follows")]
    WrongFeed = 104,
    /// The signer does not hold the role that the instruction needs.
    #[msg("the signer does not hold the role that this instruction needs")]
    WrongAuthority = 105,
    /// The clock stands before 1970.
    #[msg("the clock stands before 1970")]
    ClockOutOfRange = 106,
    /// The price account's owner is not an allowed oracle program.
    #[msg("the price account is not owned by an allowed oracle program")]
    OracleOwnerNotAllowed = 110,
    /// The price account is shorter than a price update.
    #[msg("the price account is too short")]
    OracleAccountTooShort = 111,
    /// The price account does not begin with a price update's discriminator.
    #[msg("the account is not a price update")]
    OracleDiscriminatorMismatch = 112,
    /// The update was not verified by the full set of guardians.
    #[msg("the price update is not fully verified")]
    OracleNotFullyVerified = 113,
    /// The update is for another price feed.
    #[msg("the price update is for another feed")]
    OracleFeedMismatch = 114,
    /// The reserve has a second source, and its price update was not passed.
    #[msg("the price update of the second source is missing")]
    SecondSourceMissing = 115,
    /// An instruction that does not go with a flash loan of this reserve that is out.
    #[msg("a flash loan of this reserve is out")]
    FlashLoanOpen = 116,
    /// A flash loan that no later instruction of the transaction repays.
    #[msg("no repayment of the flash loan follows in this transaction")]
    FlashRepaymentMissing = 117,
    /// A flash loan that another program asks for.
    #[msg("a flash loan is taken by an instruction of the transaction itself, not by a call")]
    FlashLoanByCall = 118,
    /// A repayment where no flash loan is out.
    #[msg("no flash loan of this reserve is out")]
    NoFlashLoan = 119,
    /// The vault holds less than the books say, or the transfer moved another amount than asked.
    #[msg("the vault does not hold what the books say")]
    VaultMismatch = 120,
    /// The accounts after the named ones must be pairs of a reserve and its feed.
    #[msg("further accounts must be pairs of a reserve and its feed")]
    UnpairedReserve = 121,
    /// The market has as many reserves or feeds as an index can count.
    #[msg("the market has no free index")]
    IndexExhausted = 122,
    /// The mint's freeze authority or decimals are not accepted.
    #[msg("the mint has more decimals than a price can express")]
    UnsupportedMint = 123,
    /// A destination of fees that does not belong to governance.
    #[msg("the account is not governance's own")]
    NotGovernanceAccount = 124,
    /// A delegate does what its owner has not allowed.
    #[msg("the delegate has no right to this")]
    RightMissing = 125,
    /// A delegate pays out to an account that is not the owner's.
    #[msg("the token account is not the position owner's")]
    NotOwnersAccount = 126,
    /// Rights past the last, or rights for no one.
    #[msg("there is no such right")]
    UnknownRight = 127,
    /// A mint of Token-2022 with an extension that is not on the list.
    #[msg("the mint carries an extension that is not allowed; the log names it")]
    ExtensionNotAllowed = 128,
    /// A reserve that is to be refreshed is listed a second time.
    #[msg("a reserve is listed twice")]
    ReserveRepeated = 129,
    /// The publisher is not muted.
    #[msg("the publisher is not muted")]
    PublisherNotMuted = 130,
    /// The key is all zero.
    #[msg("the key is empty")]
    EmptyKey = 131,
    /// A change of an unknown kind, or executed on something else than its target.
    #[msg("the change is not of this kind or not for this account")]
    UnknownChange = 140,
    /// A change that was executed or cancelled already.
    #[msg("the change is no longer pending")]
    ChangeNotPending = 141,
    /// A direct addition to a market that is launched: it has to be proposed.
    #[msg("in a launched market this has to be proposed as a change")]
    MustBeProposed = 142,
    /// An administrative instruction in a transaction that begins with the advance of a durable nonce.
    #[msg(
        "an administrative instruction is refused in a transaction that begins with a durable nonce"
    )]
    DurableNonceRefused = 150,
    /// A deposit before governance launched the market.
    #[msg("the market is still being set up and takes no deposits")]
    MarketNotLaunched = 151,
    /// A second launch.
    #[msg("the market is launched already")]
    MarketAlreadyLaunched = 152,
    /// A borrow, or a withdrawal with debt, while the market is paused.
    #[msg("the market is paused: nothing may be borrowed, and nothing withdrawn with debt")]
    MarketPaused = 153,
    /// A role's number past the last.
    #[msg("there is no role of this number")]
    UnknownRole = 154,
    /// Acceptance or cancellation of a transfer that no one proposed, or to the empty address.
    #[msg("no transfer of this role is proposed")]
    RoleNotProposed = 155,
    /// Acceptance of a role before its delay has passed.
    #[msg("the delay of the role's transfer has not passed")]
    RoleDelayNotOver = 156,
    /// The account is not the instructions sysvar.
    #[msg("the account is not the instructions sysvar")]
    WrongInstructionsSysvar = 157,
}

/// Logs a broken policy rule with its operands (rule, found, bound) and turns it into its code.
#[cold]
#[inline(never)]
pub fn refused(error: PolicyError) -> Error {
    let rule = u32::from(error.rule.number());
    log_operands(u64::from(rule), error.actual, error.bound);
    Error::Custom(FIRST_CODE.saturating_add(rule))
}

#[cfg(target_os = "solana")]
fn log_operands(rule: u64, actual: u64, bound: u64) {
    // SAFETY: the system call takes five integers by value and reads no memory.
    unsafe { pinocchio::syscalls::sol_log_64_(rule, actual, bound, 0, 0) }
}

#[cfg(not(target_os = "solana"))]
fn log_operands(_rule: u64, _actual: u64, _bound: u64) {}

#[cfg(test)]
mod tests {
    use super::*;
    use ballast_policy::Rule;

    #[test]
    fn every_policy_rule_has_its_number_and_name_here() {
        let names = rule_names();
        for rule in Rule::ALL {
            let listed = names
                .iter()
                .find(|(number, _)| *number == u32::from(rule.number()));
            assert_eq!(listed.map(|(_, name)| *name), Some(rule.name()));
        }
        assert_eq!(
            names.iter().filter(|(number, _)| *number < 100).count(),
            Rule::ALL.len()
        );
    }

    macro_rules! numbered {
        ($($name:ident)*) => {
            vec![$((LendingError::$name as u32, stringify!($name)),)*]
        };
    }

    fn rule_names() -> Vec<(u32, &'static str)> {
        numbered! {
            ZeroAmount ArithmeticOverflow InsufficientLiquidity InsufficientShares DepositCapExceeded
            BorrowCapExceeded BorrowLimitExceeded PositionHealthy CloseFactorExceeded NoFreeDepositSlot
            NoFreeBorrowSlot DepositNotFound BorrowNotFound PositionNotEmpty ReserveMissing AmountTooSmall
            HealthNotImproved DepositAndDebtInOneReserve NotOfGroup GroupCapExceeded PriceTooOld PriceFromFuture
            PriceNotPositive ConfidenceTooWide PriceOutOfRange PriceNotNewer ExponentOutOfRange PriceMissing
            DebtLeft IsolatedDebt LiquidationPriceUnsure NotWeakestCollateral NotHeaviestDebt
            LiquidationDepthExhausted CollateralLeft NothingToCollect FlashLoansOff AccountDepositExceeded
            AccountBorrowExceeded FeesHeld ReportTooOld ReportFromFuture SequenceNotIncreasing ReportNotNewer
            ScoreOutOfRange HalfWidthOutOfRange DepthOutOfRange UnknownPublisher PublisherAlreadyListed
            NoFreePublisherSlot
            NoRecommendation RecommendationExpired RecommendationSuperseded LoosenedTooRecently
            DayBudgetExceeded SideUnknown RewardsOpen RewardsClosed RewardsStillClaimable NotDeleveraged
            CurveLength CurveEnds CurveNotMonotone RateOutOfRange CurveNotStricter
            CurveNotConvex LtvNotStricter LtvAboveThreshold BonusTooLarge CapNotStricter SettingOutOfRange
            LtvRangeEmpty BoundExceeded RampTooShort RampNotLower OracleOutsideBand BonusNotRising
            FlashFeeNotRising GroupTermsInvalid OutflowLimitExceeded InflowLimitExceeded
            FreshBorrowLimitExceeded MarketOutflowLimitExceeded MarketInflowLimitExceeded
            MarketFreshBorrowLimitExceeded LimitNotStricter LimitTooSmall BorrowHalted ReleaseHalted
            BreakerNotTripped BreakerHeldTooShort BreakerCauseStands CooldownNotLonger ChangeNotDue
            ChangeExpired ThresholdLowered RecommendationReplaced
        }
    }
}
