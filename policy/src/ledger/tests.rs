use super::*;
use crate::fixture::{NOW, cases};
use crate::index::Growth;
use crate::interest::{AnnualRate, MAX_ANNUAL_RATE_BPS, SECONDS_PER_YEAR};
use crate::num::widening_mul;
use proptest::prelude::*;

/// Books of a reserve whose shares are worth at least one base unit each, as they are without a loss.
fn ledgers() -> impl Strategy<Value = Ledger> {
    let index = (1u64..1 << 8, any::<u64>());
    let amounts = (0u64..1 << 45, 0u64..1 << 40, 0u64..1 << 45, 0u64..=100);
    (index, amounts, 0u32..=MAX_ANNUAL_RATE_BPS).prop_map(|(index, amounts, rate_bps)| {
        let (whole, fraction) = index;
        let (cash, debt_shares, deposit_shares, fees) = amounts;
        let mut ledger = Ledger {
            cash: TokenAmount(cash),
            debt_shares: DebtShares(debt_shares),
            index: BorrowIndex { whole, fraction },
            rate: AnnualRate::from_bps_floor(rate_bps).per_second_floor(),
            ..Ledger::opened(NOW)
        };
        ledger.fees_owed = TokenAmount(ledger.total_assets().0 / 200 * fees);
        ledger.deposit_shares = DepositShares(deposit_shares.min(ledger.total_assets().0));
        ledger
    })
}

/// True when a share is worth at least as much in `after` as in `before`, compared exactly.
fn share_price_holds(before: &Ledger, after: &Ledger) -> bool {
    widening_mul(after.priced_assets(), before.priced_shares())
        >= widening_mul(before.priced_assets(), after.priced_shares())
}

fn after_years(ledger: &Ledger, years: u64, fee_share_bps: u16) -> Ledger {
    let mut grown = *ledger;
    grown.accrue(Timestamp(NOW.0 + years * SECONDS_PER_YEAR), fee_share_bps);
    grown
}

/// A million lent out of two, at 10 % a year.
fn half_lent() -> Ledger {
    let mut ledger = Ledger::opened(NOW);
    ledger.deposit(TokenAmount(2_000_000)).unwrap();
    ledger
        .borrow(TokenAmount(1_000_000), TokenAmount::ZERO)
        .unwrap();
    ledger.rate = AnnualRate::from_bps_floor(1_000).per_second_floor();
    ledger
}

#[test]
fn the_first_deposit_buys_a_share_for_each_base_unit() {
    let mut ledger = Ledger::opened(NOW);
    assert_eq!(ledger.deposit(TokenAmount(77)), Ok(DepositShares(77)));
    assert_eq!(ledger.worth_floor(DepositShares(77)), Ok(TokenAmount(77)));
}

#[test]
fn a_deposit_too_small_for_a_share_is_refused() {
    let mut ledger = Ledger {
        cash: TokenAmount(VIRTUAL),
        ..Ledger::opened(NOW)
    };
    let refused = ledger.deposit(TokenAmount(1)).unwrap_err();
    assert_eq!(refused.rule, Rule::AmountTooSmall);
    assert_eq!(ledger.deposit(TokenAmount(2)), Ok(DepositShares(1)));
}

#[test]
fn more_than_the_cash_is_not_paid_out() {
    let too_much = TokenAmount(1_000_001);
    let refused = half_lent().borrow(too_much, TokenAmount::ZERO).unwrap_err();
    assert_eq!(
        refused,
        Rule::InsufficientLiquidity.broken(1_000_001, 1_000_000)
    );
    let refused = half_lent()
        .withdraw(DepositShares(1), too_much)
        .unwrap_err();
    assert_eq!(refused.rule, Rule::InsufficientLiquidity);
}

#[test]
fn interest_of_a_year_is_split_between_depositors_and_the_protocol() {
    let grown = after_years(&half_lent(), 1, 1_000);
    // e^0.1 = 1.10517...
    assert_eq!(grown.debt(), TokenAmount(1_105_171));
    assert_eq!(grown.fees_owed, TokenAmount(10_517));
    assert_eq!(grown.total_assets(), TokenAmount(2_105_171 - 10_517));
}

#[test]
fn a_fee_share_of_everything_leaves_depositors_where_they_were() {
    let grown = after_years(&half_lent(), 3, 10_000);
    assert_eq!(grown.total_assets(), half_lent().total_assets());
}

#[test]
fn inv_4_no_time_and_a_clock_that_runs_back_change_nothing() {
    for now in [NOW, Timestamp(NOW.0 - 1), Timestamp(0)] {
        let mut ledger = half_lent();
        ledger.accrue(now, 1_000);
        assert_eq!(ledger, half_lent());
        assert_eq!(ledger.index_at(now), ledger.index);
    }
}

#[test]
fn a_reserve_without_debt_earns_nothing_but_keeps_time() {
    let mut ledger = half_lent();
    ledger
        .repay(DebtShares(1_000_000), TokenAmount(1_000_000))
        .unwrap();
    let grown = after_years(&ledger, 1, 1_000);
    assert_eq!(grown.accrued_at.0, NOW.0 + SECONDS_PER_YEAR);
    assert_eq!((grown.index, grown.cash), (ledger.index, ledger.cash));
}

#[test]
fn the_rate_follows_the_curve_at_the_present_utilization() {
    let curve = BorrowCurve::new(&[(0, 0), (10_000, 2_000)]).unwrap();
    let mut ledger = half_lent();
    ledger.reprice(&curve);
    assert_eq!(
        ledger.rate,
        AnnualRate::from_bps_floor(1_000).per_second_floor()
    );
}

#[test]
fn inv_11_a_debt_after_a_thousand_years_can_be_repaid() {
    let mut ledger = half_lent();
    ledger.rate = AnnualRate::from_bps_floor(MAX_ANNUAL_RATE_BPS).per_second_floor();
    let mut grown = after_years(&ledger, 1_000, 1_000);
    assert_eq!(grown.index, BorrowIndex::MAX);
    let owed = grown.debt();
    grown.repay(grown.debt_shares, owed).unwrap();
    assert_eq!(grown.debt(), TokenAmount::ZERO);
    assert!(grown.check_solvent().is_ok());
}

#[test]
fn claims_beyond_the_assets_are_noticed() {
    let mut ledger = half_lent();
    ledger.cash = TokenAmount(500_000);
    let refused = ledger.check_solvent().unwrap_err();
    assert_eq!(refused.bound, 1_500_000);
    assert!(refused.actual > 1_500_000);
}

#[test]
fn the_largest_amounts_fail_by_name_or_saturate() {
    let mut ledger = half_lent();
    let refused = ledger.deposit(TokenAmount(u64::MAX)).unwrap_err();
    assert_eq!(refused.rule, Rule::ArithmeticOverflow);
    let mut owed_everything = Ledger {
        cash: TokenAmount(u64::MAX),
        debt_shares: DebtShares(u64::MAX),
        deposit_shares: DepositShares(u64::MAX),
        ..half_lent()
    };
    owed_everything.index = owed_everything.index.grown_floor(Growth::MAX);
    owed_everything.accrue(Timestamp(u64::MAX), 10_000);
    assert_eq!(owed_everything.debt(), TokenAmount(u64::MAX));
    assert_eq!(owed_everything.utilization(), Utilization::ONE);
    assert!(owed_everything.check_solvent().is_ok());
}

#[test]
fn inflating_the_share_price_costs_more_than_the_next_depositor_loses() {
    // Given a trace of interest, and an attacker alone who deposits the amount that wastes most, again and again.
    let (mut ledger, mut spent, mut held) = (Ledger::opened(NOW), 0u64, 0u64);
    ledger.cash = TokenAmount(3);
    for _ in 0..20_000 {
        let one_share = ledger.priced_assets().div_ceil(ledger.priced_shares());
        let wasteful = TokenAmount(2 * one_share - 1);
        held += ledger.deposit(wasteful).unwrap().0;
        spent += wasteful.0;
    }
    // When a victim deposits and leaves, and the attacker leaves after that.
    let victim = TokenAmount(1_000_000);
    let shares = ledger.deposit(victim).unwrap();
    let returned = ledger.worth_floor(shares).unwrap();
    ledger.withdraw(shares, returned).unwrap();
    let recovered = ledger.worth_floor(DepositShares(held)).unwrap().0;
    // Then the attacker lost far more than the victim.
    let (lost, victim_lost) = (spent - recovered, victim.0 - returned.0);
    assert!((1..=2).contains(&victim_lost), "{victim_lost}");
    assert!(lost > 1_000 * victim_lost, "{lost} {victim_lost}");
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn prop_inv_2_claims_never_exceed_assets(ledger in ledgers(), amount in 1u64..1 << 45, years in 0u64..5) {
        let mut ledger = after_years(&ledger, years, 1_000);
        prop_assert!(ledger.check_solvent().is_ok());
        if ledger.deposit(TokenAmount(amount)).is_ok() {
            prop_assert!(ledger.check_solvent().is_ok());
        }
    }

    #[test]
    fn prop_inv_3_no_operation_lowers_the_share_price(
        ledger in ledgers(), amount in 1u64..1 << 45, seconds in 0u64..1 << 30, fee in 0u16..=10_000,
    ) {
        let mut accrued = ledger;
        accrued.accrue(Timestamp(NOW.0 + seconds), fee);
        prop_assert!(share_price_holds(&ledger, &accrued));

        let (amount, mut changed) = (TokenAmount(amount), ledger);
        if changed.deposit(amount).is_ok() {
            prop_assert!(share_price_holds(&ledger, &changed));
        }
        let mut changed = ledger;
        if changed.borrow(amount, TokenAmount::ZERO).is_ok() {
            prop_assert!(share_price_holds(&ledger, &changed));
        }
        let (mut changed, burned) = (ledger, ledger.shares_for_ceil(amount).unwrap());
        if changed.withdraw(burned, amount).is_ok() {
            prop_assert!(share_price_holds(&ledger, &changed));
        }
        let (mut changed, cleared) = (ledger, ledger.index.shares_floor(amount));
        if changed.repay(cleared, amount).is_ok() {
            prop_assert!(share_price_holds(&ledger, &changed));
        }
    }

    #[test]
    fn prop_inv_6_depositing_and_withdrawing_never_profits(ledger in ledgers(), amount in 1u64..1 << 45) {
        let (mut ledger, amount) = (ledger, TokenAmount(amount));
        let cash = ledger.cash;
        if let Ok(shares) = ledger.deposit(amount) {
            prop_assert!(ledger.worth_floor(shares).unwrap() <= amount);
            prop_assert!(ledger.shares_for_ceil(amount).unwrap() >= shares);
            prop_assert_eq!(ledger.cash.0, cash.0 + amount.0);
        }
    }

    #[test]
    fn prop_all_that_shares_are_worth_takes_all_of_them(ledger in ledgers()) {
        let shares = ledger.deposit_shares;
        let worth = ledger.worth_floor(shares).unwrap();
        prop_assert_eq!(ledger.shares_for_ceil(worth).unwrap(), shares);
    }

    #[test]
    fn prop_the_index_seen_ahead_is_the_one_accrued(ledger in ledgers(), seconds in 0u64..1 << 30) {
        let (now, mut accrued) = (Timestamp(NOW.0 + seconds), ledger);
        accrued.accrue(now, 0);
        if !ledger.debt_shares.is_zero() {
            prop_assert_eq!(ledger.index_at(now), accrued.index);
        }
    }

    #[test]
    fn prop_the_protocol_loses_less_than_a_base_unit_per_accrual(seconds in 1u64..200, fee in 0u16..=10_000) {
        let (mut often, mut before) = (half_lent(), half_lent().debt().0);
        often.debt_shares = DebtShares(1 << 40);
        before = before.max(often.debt().0);
        for second in 1..=seconds {
            often.accrue(Timestamp(NOW.0 + second), fee);
        }
        let exact = u128::from(often.debt().0 - before) * u128::from(fee);
        prop_assert!((u128::from(often.fees_owed.0) + u128::from(seconds)) * 10_000 >= exact);
        prop_assert!(u128::from(often.fees_owed.0) * 10_000 <= exact);
    }

    /// INV-2 after any number of losses: what is claimed never exceeds what is left.
    #[test]
    fn prop_inv_2_losses_leave_no_claim_on_what_is_not_there(
        ledger in ledgers(), parts in prop::collection::vec(0u64..=10_000, 1..6), insurance in 0u64..1 << 40,
    ) {
        let mut ledger = ledger;
        ledger.insure(TokenAmount(insurance)).unwrap();
        for part in parts {
            let shares = DebtShares(ledger.debt_shares.0 / 10_000 * part);
            let owed = ledger.index.owed_ceil(shares).min(ledger.debt());
            let before = ledger.total_assets();
            let loss = ledger.write_off(shares, owed).unwrap();
            prop_assert_eq!(loss.fees.0 + loss.insurance.0 + loss.depositors.0, owed.0);
            prop_assert_eq!(ledger.check_solvent(), Ok(()));
            // A debt share's rounding apart, no more was lost than depositors bear.
            prop_assert!(before.0 - ledger.total_assets().0.min(before.0) <= loss.depositors.0 + 1);
        }
    }
}
