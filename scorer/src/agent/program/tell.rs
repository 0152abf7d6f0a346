//! Each operation as the transaction, or the transactions, that do it.

use super::error::ProgramError;
use super::stage::Stage;
use crate::agent::operation::{Operation, PoolState, Timed};
use ballast_client::instruction::{
    self, Change, LiquidationAccounts, ReportArguments, ReserveAccounts,
};
use ballast_client::oracle::PriceUpdate;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::market::Action;
use ballast_policy::position::Position;
use ballast_policy::price::Quote;
use ballast_policy::report::Submission;
use ballast_policy::unit::{ReserveIndex, TokenAmount};
use ballast_vm::{SendError, layout_market_limits, layout_reserve_limits};
use solana_signer::Signer;

/// How the program answered: it did it, or refused.
pub(super) type Answer = Result<(), SendError>;

/// What an operation names, looked up before anything is sent.
struct Names<'a> {
    stage: &'a Stage,
    before: &'a PoolState,
    operation: usize,
}

impl Names<'_> {
    fn unknown(&self, what: &'static str, index: usize, count: usize) -> ProgramError {
        ProgramError::NameUnknown {
            operation: self.operation,
            what,
            index,
            count,
        }
    }

    fn reserve(&self, index: ReserveIndex) -> Result<ReserveAccounts, ProgramError> {
        let (reserves, index) = (&self.stage.deployment.reserves, usize::from(index.0));
        let handle = reserves.get(index);
        let handle = handle.ok_or_else(|| self.unknown("reserve", index, reserves.len()))?;
        Ok(handle.accounts)
    }

    fn position(&self, account: usize) -> Result<&Position, ProgramError> {
        let positions = &self.before.positions;
        let count = positions.len().min(self.stage.wallets.len());
        let position = positions.get(account).filter(|_| account < count);
        position.ok_or_else(|| self.unknown("account", account, count))
    }

    /// The reserves that an account uses beyond `named`: the program wants them beside it.
    fn others(
        &self,
        account: usize,
        named: &[ReserveIndex],
    ) -> Result<Vec<ReserveAccounts>, ProgramError> {
        let position = self.position(account)?;
        let deposits = position.deposits.iter();
        let deposits = deposits
            .filter(|slot| slot.shares.0 != 0)
            .map(|slot| slot.reserve);
        let borrows = position.borrows.iter();
        let borrows = borrows
            .filter(|slot| slot.shares.0 != 0)
            .map(|slot| slot.reserve);
        let mut used: Vec<ReserveIndex> = Vec::new();
        for reserve in deposits.chain(borrows) {
            if !named.contains(&reserve) && !used.contains(&reserve) {
                used.push(reserve);
            }
        }
        used.into_iter().map(|index| self.reserve(index)).collect()
    }
}

impl Stage {
    /// Does operation `number` at its time; `before` is the market as policy has it before it.
    pub(super) fn tell(
        &mut self,
        number: usize,
        timed: &Timed,
        before: &PoolState,
    ) -> Result<Answer, ProgramError> {
        if timed.at > self.machine.now() {
            self.machine.warp_to(timed.at);
        }
        match &timed.operation {
            Operation::Open => self.join().map(Ok),
            Operation::Act(account, action) => self.act(number, *account, *action, before),
            Operation::Mark(account) => {
                let reserves = self.names(number, before).others(*account, &[])?;
                let (market, position) = (self.deployment.market, self.wallets[*account].position);
                let mark = instruction::position_mark(&market, &position, &reserves);
                Ok(self.send("position_mark", mark, None))
            }
            Operation::Resolve(account, index) => {
                let names = self.names(number, before);
                let (reserve, _) = (names.reserve(*index)?, names.position(*account)?);
                let (market, position) = (self.deployment.market, self.wallets[*account].position);
                let resolve = instruction::bad_debt_resolve(&market, &position, &reserve);
                Ok(self.send("bad_debt_resolve", resolve, None))
            }
            Operation::Refresh(index, quote) => self.refresh(number, *index, quote, before),
            Operation::Report(feed, slot, submission) => {
                self.report(number, (*feed, *slot), submission, before)
            }
            Operation::Round => self.round().map(Ok),
            Operation::Accrue(index) => {
                let accounts = self.names(number, before).reserve(*index)?;
                let accrue = instruction::accrue(&accounts.reserve, &accounts.feed);
                Ok(self.send("accrue", accrue, None))
            }
            Operation::Limit(limits) => self.limit(&limits.0, &limits.1).map(Ok),
        }
    }

    fn names<'a>(&'a self, operation: usize, before: &'a PoolState) -> Names<'a> {
        Names {
            stage: self,
            before,
            operation,
        }
    }

    fn act(
        &mut self,
        number: usize,
        account: usize,
        action: Action,
        before: &PoolState,
    ) -> Result<Answer, ProgramError> {
        if let Action::Liquidate {
            debt,
            collateral,
            amount,
        } = action
        {
            return self.liquidate(number, account, (debt, collateral), amount, before);
        }
        let (Action::Deposit(index, amount)
        | Action::Withdraw(index, amount)
        | Action::Borrow(index, amount)
        | Action::Repay(index, amount)
        | Action::Liquidate {
            debt: index,
            amount,
            ..
        }) = action;
        let names = self.names(number, before);
        let reserve = names.reserve(index)?;
        let others = names.others(account, &[index])?;
        let is_free_of_debt = names.position(account)?.is_free_of_debt();
        let wallet = &self.wallets[account];
        let (owner, market) = (wallet.key.pubkey(), self.deployment.market);
        let (position, tokens) = (wallet.position, wallet.tokens[usize::from(index.0)]);
        let key = wallet.key.insecure_clone();
        let (market, position, tokens, amount) = (&market, &position, &tokens, amount.0);
        let (kind, instruction) = match action {
            Action::Deposit(..) => (
                "deposit",
                instruction::deposit(&owner, market, &reserve, position, tokens, amount),
            ),
            Action::Repay(..) => (
                "repay",
                instruction::repay(&owner, market, &reserve, position, tokens, amount),
            ),
            Action::Withdraw(..) => {
                let others = if is_free_of_debt { vec![] } else { others };
                (
                    "withdraw",
                    instruction::withdraw(
                        &owner, market, &reserve, position, tokens, amount, &others,
                    ),
                )
            }
            Action::Borrow(..) | Action::Liquidate { .. } => (
                "borrow",
                instruction::borrow(&owner, market, &reserve, position, tokens, amount, &others),
            ),
        };
        Ok(self.send(kind, instruction, Some(&key)))
    }

    fn liquidate(
        &mut self,
        number: usize,
        victim: usize,
        (debt, collateral): (ReserveIndex, ReserveIndex),
        amount: TokenAmount,
        before: &PoolState,
    ) -> Result<Answer, ProgramError> {
        let names = self.names(number, before);
        let others = names.others(victim, &[debt, collateral])?;
        let parties = LiquidationAccounts {
            liquidator: self.liquidator.key.pubkey(),
            position: self.wallets[victim].position,
            debt: names.reserve(debt)?,
            source: self.liquidator.tokens[usize::from(debt.0)],
            collateral: names.reserve(collateral)?,
            destination: self.liquidator.tokens[usize::from(collateral.0)],
        };
        let market = &self.deployment.market;
        let liquidate = instruction::liquidate(market, &parties, amount.0, &others);
        let key = self.liquidator.key.insecure_clone();
        Ok(self.send("liquidate", liquidate, Some(&key)))
    }

    fn refresh(
        &mut self,
        number: usize,
        index: ReserveIndex,
        quote: &Quote,
        before: &PoolState,
    ) -> Result<Answer, ProgramError> {
        self.names(number, before).reserve(index)?;
        let handle = &self.deployment.reserves[usize::from(index.0)];
        let update = PriceUpdate {
            feed_id: handle.oracle_feed_id,
            price: quote.price,
            confidence: quote.confidence,
            exponent: quote.exponent,
            published_at: quote.published_at,
            posted_slot: 0,
            average: quote.average,
        };
        self.machine.publish_price(&handle.price_account, &update)?;
        let reserve = &handle.accounts.reserve;
        let refresh = instruction::price_refresh(reserve, &handle.price_account, &[]);
        Ok(self.send("price_refresh", refresh, None))
    }

    fn report(
        &mut self,
        number: usize,
        (feed, slot): (usize, usize),
        submission: &Submission,
        before: &PoolState,
    ) -> Result<Answer, ProgramError> {
        let (feeds, names) = (&self.deployment.feeds, self.names(number, before));
        let handle = feeds.get(feed);
        let handle = handle.ok_or_else(|| names.unknown("feed", feed, feeds.len()))?;
        let keys = &handle.publishers;
        let key = keys.get(slot);
        let key = key.ok_or_else(|| names.unknown("publisher", slot, keys.len()))?;
        let report = ReportArguments {
            sequence: submission.sequence,
            observed_at: submission.observed_at.0,
            score: submission.score,
            half_width: submission.half_width,
            depth_bps: submission.depth_bps,
            // The market keeps neither.
            model_hash: [0; 32],
            input_hash: [0; 32],
        };
        let submit = instruction::report_submit(&key.pubkey(), &handle.address, &report);
        let key = key.insecure_clone();
        Ok(self.send("report_submit", submit, Some(&key)))
    }

    /// A round on every feed; too few reports leave it as it is, on either side.
    fn round(&mut self) -> Result<(), ProgramError> {
        let feeds = self.deployment.feeds.iter();
        let feeds: Vec<_> = feeds.map(|feed| feed.address).collect();
        for feed in feeds {
            self.send("terms_advance", instruction::terms_advance(&feed), None)?;
        }
        Ok(())
    }

    /// Limits come into force as governance puts them there: proposed, and executed at once, for they tighten.
    fn limit(
        &mut self,
        reserves: &[ReserveLimits],
        all: &MarketLimits,
    ) -> Result<(), ProgramError> {
        let market = self.deployment.market;
        for (handle, limits) in self.deployment.reserves.clone().iter().zip(reserves) {
            let (reserve, feed) = (handle.accounts.reserve, handle.accounts.feed);
            let limits = Box::new(layout_reserve_limits(limits));
            let change = self.propose(&Change::ReserveLimits(reserve, limits))?;
            let execute = instruction::change_execute_reserve(&market, &change, &feed, &reserve);
            self.send("change_execute_reserve", execute, None)?;
        }
        let limits = Box::new(layout_market_limits(all));
        let change = self.propose(&Change::MarketLimits(market, limits))?;
        let execute = instruction::change_execute_market(&market, &change);
        self.send("change_execute_market", execute, None)?;
        Ok(())
    }
}
