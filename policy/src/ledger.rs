//! The books of one reserve: cash, what is owed to it, and who has claims on it.
//!
//! ```text
//! debt          = ceil(debt shares x index)
//! total assets  = cash + debt - fees owed - insurance
//! deposit value = floor(shares x (total assets + V) / (deposit shares + V))       V = 2^16
//! ```
//!
//! The virtual amount V makes the first depositor's rounding games worthless (ERC-4626 inflation attack): a share's
//! price moves by less than 2^-16 of a base unit per rounded operation. A loss that depositors bear shrinks the virtual
//! assets in the same measure, or the claims on what is left would exceed it. Cash is counted here and never read from the
//! vault, so that a donation changes nothing.

use crate::curve::{BorrowCurve, Utilization};
use crate::error::{Result, Rule};
use crate::index::BorrowIndex;
use crate::interest::{RatePerSecond, growth_floor};
use crate::num::{BPS_ONE, mul_div_ceil, mul_div_floor, share_floor};
use crate::unit::{DebtShares, DepositShares, Timestamp, TokenAmount};

/// The virtual shares and the virtual assets that every reserve starts with.
pub const VIRTUAL: u64 = 1 << 16;

/// The books of one reserve. All amounts are base units of its token.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Tokens in the vault that belong to the market.
    pub cash: TokenAmount,
    /// Sum of all positions' deposit shares in this reserve.
    pub deposit_shares: DepositShares,
    /// Sum of all positions' debt shares in this reserve.
    pub debt_shares: DebtShares,
    /// What one debt share owes.
    pub index: BorrowIndex,
    /// The part of accrued interest that belongs to the protocol, not yet collected.
    pub fees_owed: TokenAmount,
    /// The rate in force since `accrued_at`, Q64 per second.
    pub rate: RatePerSecond,
    /// Unix seconds up to which interest is counted.
    pub accrued_at: Timestamp,
    /// Set aside for bad debt: tokens of the cash and claims on it that belong to no depositor.
    pub insurance: TokenAmount,
    /// Debt shares of positions of the reserve's group; part of `debt_shares`.
    pub group_debt_shares: DebtShares,
    /// What rounding has kept from `fees_owed`, ten-thousandths of a base unit, below 10 000.
    pub fee_carry: u32,
    /// What losses have taken from the virtual assets, base units, below V.
    pub virtual_lost: u32,
}

/// Who bore a bad debt, base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// The protocol's uncollected fees.
    pub fees: TokenAmount,
    /// The insurance.
    pub insurance: TokenAmount,
    /// Depositors, each by its share.
    pub depositors: TokenAmount,
}

impl Ledger {
    /// Empty books, opened at `now`.
    pub fn opened(now: Timestamp) -> Self {
        Self {
            accrued_at: now,
            ..Self::default()
        }
    }

    /// Everything that is owed to the reserve, rounded up.
    #[inline(always)]
    pub fn debt(&self) -> TokenAmount {
        self.index.owed_ceil(self.debt_shares)
    }

    /// What belongs to depositors.
    #[inline(always)]
    pub fn total_assets(&self) -> TokenAmount {
        let gross = self.cash.0.saturating_add(self.debt().0);
        let others = self.fees_owed.0.saturating_add(self.insurance.0);
        TokenAmount(gross.saturating_sub(others))
    }

    /// Counts interest up to `now` at the rate in force since the last time. Never fails, and does nothing when no
    /// time has passed or the clock stands before `accrued_at`.
    ///
    /// The protocol keeps `fee_share_bps` of the interest.
    #[inline]
    pub fn accrue(&mut self, now: Timestamp, fee_share_bps: u16) {
        let elapsed = now.since(self.accrued_at);
        if elapsed == 0 {
            return;
        }
        self.accrued_at = now;
        if self.debt_shares.is_zero() {
            return;
        }
        let before = self.debt();
        self.index = self.index.grown_floor(growth_floor(self.rate, elapsed));
        let interest = self.debt().0.saturating_sub(before.0);
        self.take_fee(interest, fee_share_bps);
    }

    /// Books the protocol's share of `interest`. What is less than a base unit is carried on to the next time, so that
    /// frequent accruals of a small reserve do not lose it.
    #[inline(always)]
    fn take_fee(&mut self, interest: u64, share_bps: u16) {
        let share = u64::from(share_bps).min(BPS_ONE);
        let (whole, rest) = (interest / BPS_ONE, interest % BPS_ONE);
        // The rest and the carry are below 10^4 each: their product and sum stay far under 2^64.
        let scaled = rest
            .wrapping_mul(share)
            .wrapping_add(u64::from(self.fee_carry));
        let fee = whole.wrapping_mul(share).wrapping_add(scaled / BPS_ONE);
        // A remainder of ten thousand fits.
        self.fee_carry = u32::try_from(scaled % BPS_ONE).unwrap_or(0);
        self.fees_owed = TokenAmount(self.fees_owed.0.saturating_add(fee));
    }

    /// The index as it will stand at `now`: for valuing a debt without writing to its reserve.
    #[inline]
    pub fn index_at(&self, now: Timestamp) -> BorrowIndex {
        let elapsed = now.since(self.accrued_at);
        if elapsed == 0 {
            return self.index;
        }
        self.index.grown_floor(growth_floor(self.rate, elapsed))
    }

    /// Puts the rate of `curve` at the present utilisation into force.
    #[inline]
    pub fn reprice(&mut self, curve: &BorrowCurve) {
        self.rate = curve.rate_floor(self.utilization()).per_second_floor();
    }

    /// The share of the reserve that is lent out.
    #[inline(always)]
    pub fn utilization(&self) -> Utilization {
        Utilization::of(self.cash, self.debt())
    }

    /// Depositors' and the virtual assets, base units: what a share's price divides.
    #[inline(always)]
    pub fn priced_assets(&self) -> u64 {
        self.total_assets().0.saturating_add(self.virtual_assets())
    }

    #[inline(always)]
    fn virtual_assets(&self) -> u64 {
        VIRTUAL.saturating_sub(u64::from(self.virtual_lost))
    }

    /// Depositors' and the virtual shares: what a share's price divides by.
    #[inline(always)]
    pub fn priced_shares(&self) -> u64 {
        self.deposit_shares.0.saturating_add(VIRTUAL)
    }

    /// Shares for a deposit of `amount`, rounded down.
    #[inline]
    pub fn shares_for_floor(&self, amount: TokenAmount) -> Result<DepositShares> {
        mul_div_floor(amount.0, self.priced_shares(), self.priced_assets()).map(DepositShares)
    }

    /// Shares that a withdrawal of `amount` burns, rounded up.
    #[inline]
    pub fn shares_for_ceil(&self, amount: TokenAmount) -> Result<DepositShares> {
        mul_div_ceil(amount.0, self.priced_shares(), self.priced_assets()).map(DepositShares)
    }

    /// What `shares` are worth, rounded down.
    #[inline]
    pub fn worth_floor(&self, shares: DepositShares) -> Result<TokenAmount> {
        mul_div_floor(shares.0, self.priced_assets(), self.priced_shares()).map(TokenAmount)
    }

    /// Books a deposit and returns its shares. Fails with [`Rule::AmountTooSmall`] when it buys none.
    pub fn deposit(&mut self, amount: TokenAmount) -> Result<DepositShares> {
        let shares = self.shares_for_floor(amount)?;
        if shares.is_zero() {
            return Err(Rule::AmountTooSmall.broken(amount.0, 1));
        }
        self.deposit_shares = self.deposit_shares.plus(shares)?;
        self.cash = self.cash.plus(amount)?;
        Ok(shares)
    }

    /// Books a withdrawal of `amount` against `shares`.
    pub fn withdraw(&mut self, shares: DepositShares, amount: TokenAmount) -> Result<()> {
        self.deposit_shares = self.deposit_shares.minus(shares)?;
        self.pay_out(amount)
    }

    /// Books a loan of `amount` that owes `fee` to the protocol on top, and returns its debt shares.
    pub fn borrow(&mut self, amount: TokenAmount, fee: TokenAmount) -> Result<DebtShares> {
        let shares = self.index.shares_ceil(amount.plus(fee)?);
        self.fees_owed = self.fees_owed.plus(fee)?;
        self.debt_shares = self.debt_shares.plus(shares)?;
        self.pay_out(amount)?;
        Ok(shares)
    }

    /// Books a repayment of `amount` that extinguishes `shares`.
    pub fn repay(&mut self, shares: DebtShares, amount: TokenAmount) -> Result<()> {
        self.debt_shares = self.debt_shares.minus(shares)?;
        self.cash = self.cash.plus(amount)?;
        Ok(())
    }

    /// Counts new debt `shares` of a position of the group, and returns what all of them owe.
    pub fn join_group(&mut self, shares: DebtShares) -> Result<TokenAmount> {
        self.group_debt_shares = self.group_debt_shares.plus(shares)?;
        Ok(self.index.owed_ceil(self.group_debt_shares))
    }

    /// Takes extinguished debt `shares` of a position of the group out of the count.
    pub fn leave_group(&mut self, shares: DebtShares) -> Result<()> {
        self.group_debt_shares = self.group_debt_shares.minus(shares)?;
        Ok(())
    }

    /// Books a seizure of `amount` against `shares`, of which the protocol keeps `fee`.
    pub fn seize(
        &mut self,
        shares: DepositShares,
        amount: TokenAmount,
        fee: TokenAmount,
    ) -> Result<()> {
        self.fees_owed = self.fees_owed.plus(fee)?;
        self.withdraw(shares, amount.minus(fee)?)
    }

    /// Books `fee` to the protocol against `shares`, whose worth it was.
    pub fn keep(&mut self, shares: DepositShares, fee: TokenAmount) -> Result<()> {
        self.fees_owed = self.fees_owed.plus(fee)?;
        self.deposit_shares = self.deposit_shares.minus(shares)?;
        Ok(())
    }

    /// Pays fees out as far as the cash goes, after setting `insurance_share_bps` of them aside; what was paid, and what
    /// set aside.
    pub fn collect_fees(&mut self, insurance_share_bps: u16) -> Result<(TokenAmount, TokenAmount)> {
        let collected = self.fees_owed.min(self.cash);
        if collected.is_zero() {
            return Err(Rule::NothingToCollect.broken(self.fees_owed.0, self.cash.0));
        }
        let set_aside = TokenAmount(share_floor(collected.0, insurance_share_bps));
        let paid = collected.minus(set_aside)?;
        self.fees_owed = self.fees_owed.minus(collected)?;
        self.insurance = self.insurance.plus(set_aside)?;
        self.pay_out(paid)?;
        Ok((paid, set_aside))
    }

    /// Pays `amount` of the fees out.
    pub fn pay_fee(&mut self, amount: TokenAmount) -> Result<()> {
        self.fees_owed = self.fees_owed.minus(amount)?;
        self.pay_out(amount)
    }

    /// Books `amount` that was earned, of which the protocol keeps its share.
    pub fn earn(&mut self, amount: TokenAmount, fee_share_bps: u16) -> Result<()> {
        self.cash = self.cash.plus(amount)?;
        self.take_fee(amount.0, fee_share_bps);
        Ok(())
    }

    /// Books tokens that someone gives for bad debt.
    pub fn insure(&mut self, amount: TokenAmount) -> Result<()> {
        self.cash.plus(amount)?.plus(self.debt())?;
        self.cash = self.cash.plus(amount)?;
        self.insurance = self.insurance.plus(amount)?;
        Ok(())
    }

    /// Writes a debt of `shares`, worth `amount`, off. The protocol's uncollected fees bear it first, then the insurance,
    /// then depositors; how much each bore.
    pub fn write_off(&mut self, shares: DebtShares, amount: TokenAmount) -> Result<Loss> {
        let fees = amount.min(self.fees_owed);
        let rest = amount.minus(fees)?;
        let insurance = rest.min(self.insurance);
        let before = self.total_assets();
        self.debt_shares = self.debt_shares.minus(shares)?;
        self.fees_owed = self.fees_owed.minus(fees)?;
        self.insurance = self.insurance.minus(insurance)?;
        self.shrink_virtual_assets(before)?;
        Ok(Loss {
            fees,
            insurance,
            depositors: rest.minus(insurance)?,
        })
    }

    /// Shrinks the virtual assets in the measure in which the depositors' have fallen since `before`, rounded down; one base
    /// unit always stays, so that a share has a price.
    #[cold]
    fn shrink_virtual_assets(&mut self, before: TokenAmount) -> Result<()> {
        let after = self.total_assets().min(before);
        if after == before {
            return Ok(());
        }
        let left = mul_div_floor(self.virtual_assets(), after.0, before.0)?.max(1);
        let lost = VIRTUAL.saturating_sub(left);
        self.virtual_lost = u32::try_from(lost).unwrap_or(u32::MAX);
        Ok(())
    }

    fn pay_out(&mut self, amount: TokenAmount) -> Result<()> {
        match self.cash.0.checked_sub(amount.0) {
            Some(rest) => {
                self.cash = TokenAmount(rest);
                Ok(())
            }
            None => Err(Rule::InsufficientLiquidity.broken(amount.0, self.cash.0)),
        }
    }

    /// INV-2: depositors' claims never exceed what belongs to them.
    pub fn check_solvent(&self) -> Result<()> {
        let claims = self.worth_floor(self.deposit_shares)?;
        let assets = self.total_assets();
        if claims > assets {
            return Err(Rule::ArithmeticOverflow.broken(claims.0, assets.0));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
