//! What anyone can see of a pool.

use super::{LENT, Pool};
use crate::agent::units::float;
use ballast_policy::feed::Effective;
use ballast_policy::health::{Health, Purpose};
use ballast_policy::position_view::PositionView;
use ballast_policy::unit::{ReserveIndex, Timestamp, TokenAmount};

impl Pool {
    /// What an account is worth and may owe; zero where policy cannot value it.
    pub(in crate::agent) fn health(
        &mut self,
        account: usize,
        purpose: Purpose,
        now: u64,
    ) -> Health {
        let position = self.accounts[account].position;
        let health = self.market().health(&position, purpose, Timestamp(now));
        health.unwrap_or_default()
    }

    /// What policy says of an account and its room in `reserve`.
    pub(in crate::agent) fn view(
        &mut self,
        account: usize,
        reserve: ReserveIndex,
        now: u64,
    ) -> PositionView {
        let position = self.accounts[account].position;
        let view = self.market().view(&position, reserve, Timestamp(now));
        view.unwrap_or_default()
    }

    /// What a reserve's feed says now.
    pub(in crate::agent) fn effective(&self, index: usize, now: u64) -> Effective {
        self.feeds
            .get(index)
            .map_or(Effective::CONSERVATIVE, |feed| {
                feed.state.effective(&feed.config, Timestamp(now))
            })
    }

    /// The annual rate that borrowers pay.
    pub(in crate::agent) fn borrow_rate(&self) -> f64 {
        crate::agent::units::annual(self.reserves[0].ledger.rate)
    }

    /// What depositors earn a year.
    pub(in crate::agent) fn supply_rate(&self) -> f64 {
        let reserve = &self.reserves[0];
        let kept = 1.0 - f64::from(reserve.config.fee_share_bps) / 10_000.0;
        self.borrow_rate() * crate::agent::units::utilization(reserve) * kept
    }

    /// Whether an account holds or owes anything.
    pub(in crate::agent) fn is_empty(&self, account: usize) -> bool {
        let position = &self.accounts[account].position;
        position.is_free_of_debt() && position.check_no_collateral().is_ok()
    }

    /// What `amount` of a reserve is worth at the last shown price, dollars.
    pub(in crate::agent) fn worth(&self, reserve: ReserveIndex, amount: TokenAmount) -> f64 {
        let index = usize::from(reserve.0);
        crate::agent::units::whole_tokens(amount, self.decimals[index]) * self.shown[index]
    }

    /// What an account has deposited in `reserve`, base units, worth now.
    pub(in crate::agent) fn deposited(&self, account: usize, reserve: ReserveIndex) -> TokenAmount {
        let shares = self.accounts[account].position.deposit_shares(reserve);
        let ledger = &self.reserves[usize::from(reserve.0)].ledger;
        ledger.worth_floor(shares).unwrap_or(TokenAmount::ZERO)
    }

    /// What an account owes, base units of what is lent, interest included.
    pub(in crate::agent) fn owed(&self, account: usize, now: u64) -> TokenAmount {
        let shares = self.accounts[account].position.debt_shares(LENT);
        self.reserves[0]
            .ledger
            .index_at(Timestamp(now))
            .owed_ceil(shares)
    }

    /// All deposits of what is lent, base units.
    pub(in crate::agent) fn supplied(&self) -> f64 {
        float(self.reserves[0].ledger.total_assets().0)
    }
}
