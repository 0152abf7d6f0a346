//! The Ballast lending program: bytes, authority, tokens and time. Every formula is in `ballast-policy`.
//!
//! `report_submit -> terms_advance -> (regime, score) -> deposit / withdraw / borrow / repay / liquidate`
//!
//! This file only dispatches. Instruction numbers are append-only.
#![cfg_attr(not(any(feature = "idl-build", test)), no_std)]

extern crate alloc;

pub mod bridge;
pub mod constants;
pub mod error;
pub mod event;
pub mod guard;
pub mod instructions;
pub mod mint;
pub mod oracle;
pub mod others;
pub mod state;
pub mod token;
pub mod watch;

use anchor_lang::prelude::*;
use instructions::*;
use state::{Bounds, FeedConfig, MarketLimits, PAYLOAD, ReserveConfig, Roles};

declare_id!("6attjWXsL1ySkPNzF7zsaAa3KqxCMnpwCoqWjXSaGUn1");

/// The instructions.
#[program]
pub mod lending {
    use super::*;

    /// Creates a market. Governance signs. Steps: [`MarketInit::create`].
    #[discrim = 0]
    pub fn market_init(
        ctx: &mut Context<MarketInit>,
        index: u16,
        roles: Roles,
        bounds: Bounds,
        limits: MarketLimits,
    ) -> Result<()> {
        let bump = ctx.bumps.market;
        ctx.accounts.create(index, roles, bounds, &limits, bump)
    }

    /// Creates a risk feed, with no publishers and on conservative terms. Governance signs. Steps: [`FeedInit::create`].
    #[discrim = 1]
    pub fn feed_init(ctx: &mut Context<FeedInit>, config: FeedConfig, start: u16) -> Result<()> {
        let bump = ctx.bumps.feed;
        ctx.accounts.create(config, start, bump)
    }

    /// Lists a publisher. The publisher admin signs. Steps: [`PublisherAdd::add`].
    #[discrim = 2]
    pub fn publisher_add(ctx: &mut Context<PublisherAdd>, publisher: Address) -> Result<()> {
        ctx.accounts.add(publisher)
    }

    /// Takes a publisher's vote away at once. The publisher admin or the guardian signs. Steps: [`PublisherMute::mute`].
    #[discrim = 3]
    pub fn publisher_mute(ctx: &mut Context<PublisherMute>, publisher: Address) -> Result<()> {
        ctx.accounts.mute(publisher)
    }

    /// Adds a reserve with its vault and published bounds. Governance signs. Steps: [`ReserveInit::create`].
    #[discrim = 4]
    pub fn reserve_init(
        ctx: &mut Context<ReserveInit>,
        oracle_feed_id: [u8; 32],
        config: ReserveConfig,
    ) -> Result<()> {
        let bumps = (ctx.bumps.reserve, ctx.bumps.vault);
        ctx.accounts.create(oracle_feed_id, &config, bumps)
    }

    /// Names the key that takes a publisher's slot over. The publisher admin and the publisher sign. Steps: [`PublisherRotate::rotate`].
    #[discrim = 5]
    pub fn publisher_rotate(ctx: &mut Context<PublisherRotate>, successor: Address) -> Result<()> {
        ctx.accounts.rotate(successor)
    }

    /// Hears a muted publisher again, without a vote at first. The publisher admin signs. Steps: [`PublisherUnmute::unmute`].
    #[discrim = 6]
    pub fn publisher_unmute(ctx: &mut Context<PublisherUnmute>, publisher: Address) -> Result<()> {
        ctx.accounts.unmute(publisher)
    }

    /// Ends the setup phase, for ever: deposits from now on, and delays. Governance signs. Steps: [`MarketLaunch::launch`].
    #[discrim = 7]
    pub fn market_launch(ctx: &mut Context<MarketLaunch>) -> Result<()> {
        ctx.accounts.launch()
    }

    /// Stops borrows, and withdrawals with debt, for 72 hours. The guardian or governance signs. Steps: [`Pause::pause`].
    #[discrim = 8]
    pub fn pause(ctx: &mut Context<Pause>) -> Result<()> {
        ctx.accounts.pause()
    }

    /// Proposes a new holder of a role. Governance signs. Steps: [`RolePropose::propose`].
    #[discrim = 9]
    pub fn role_propose(ctx: &mut Context<RolePropose>, role: u8, holder: Address) -> Result<()> {
        ctx.accounts.propose(role, holder)
    }

    /// Loads an oracle's price into a reserve. Anyone may. Steps: [`PriceRefresh::refresh`].
    #[discrim = 10]
    pub fn price_refresh(ctx: &mut Context<PriceRefresh>) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.refresh(&others)
    }

    /// Takes one publisher's report. Steps: [`ReportSubmit::submit`].
    #[discrim = 11]
    pub fn report_submit(ctx: &mut Context<ReportSubmit>, report: ReportArguments) -> Result<()> {
        ctx.accounts.submit(&report)
    }

    /// Holds a round: reports to consensus, consensus to score and regime. Anyone may. Steps: [`TermsAdvance::advance`].
    #[discrim = 12]
    pub fn terms_advance(ctx: &mut Context<TermsAdvance>) -> Result<()> {
        ctx.accounts.advance()
    }

    /// Has terms follow the score (hundredths of a point) and regime that an advisory feed recommends. Governance or the risk
    /// admin signs. Steps: [`RecommendationAccept::accept`].
    #[discrim = 13]
    pub fn recommendation_accept(
        ctx: &mut Context<RecommendationAccept>,
        score: u16,
        regime: u8,
    ) -> Result<()> {
        ctx.accounts.accept(score, regime)
    }

    /// Ends a breaker before its time, because what tripped it is over. Anyone may. Steps: [`BreakerRelease::release`].
    #[discrim = 14]
    pub fn breaker_release(ctx: &mut Context<BreakerRelease>, breaker: u8) -> Result<()> {
        ctx.accounts.release(breaker)
    }

    /// Accepts a role after its delay. The new holder signs. Steps: [`RoleAccept::accept`].
    #[discrim = 16]
    pub fn role_accept(ctx: &mut Context<RoleAccept>, role: u8) -> Result<()> {
        ctx.accounts.accept(role)
    }

    /// Cancels a role's transfer. Governance signs, or the guardian for every role but its own. Steps: [`RoleCancel::cancel`].
    #[discrim = 17]
    pub fn role_cancel(ctx: &mut Context<RoleCancel>, role: u8) -> Result<()> {
        ctx.accounts.cancel(role)
    }

    /// Returns and logs a reserve's terms and what bounds them. Anyone may. Steps: [`ViewTerms::view`].
    #[discrim = 18]
    pub fn terms_view(ctx: &mut Context<ViewTerms>) -> Result<()> {
        ctx.accounts.view()
    }

    /// Opens a position. The owner signs. Steps: [`PositionOpen::open`].
    #[discrim = 20]
    pub fn position_open(ctx: &mut Context<PositionOpen>, index: u16) -> Result<()> {
        let bump = ctx.bumps.position;
        ctx.accounts.open(index, bump)
    }

    /// Closes an empty position and returns its rent. The owner signs. Steps: [`PositionClose::close`].
    #[discrim = 21]
    pub fn position_close(ctx: &mut Context<PositionClose>) -> Result<()> {
        ctx.accounts.close()
    }

    /// Counts a reserve's interest and puts the present regime's rate into force. Anyone may. Steps: [`Accrue::accrue`].
    #[discrim = 22]
    pub fn accrue(ctx: &mut Context<Accrue>) -> Result<()> {
        ctx.accounts.accrue()
    }

    /// Deposits tokens into a position. The owner signs. Steps: [`Deposit::deposit`].
    #[discrim = 23]
    pub fn deposit(ctx: &mut Context<Deposit>, amount: u64) -> Result<()> {
        ctx.accounts.deposit(amount)
    }

    /// Withdraws tokens, or everything for `u64::MAX`; without debt it asks no price and no feed. The owner signs. Steps: [`Withdraw::withdraw`].
    #[discrim = 24]
    pub fn withdraw(ctx: &mut Context<Withdraw>, amount: u64) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.withdraw(amount, &others)
    }

    /// Borrows tokens on the terms of the present regime. The owner signs. Steps: [`Borrow::borrow`].
    #[discrim = 25]
    pub fn borrow(ctx: &mut Context<Borrow>, amount: u64) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.borrow(amount, &others)
    }

    /// Repays debt, in every regime and whatever the feed or the price. Anyone may. Steps: [`Repay::repay`].
    #[discrim = 26]
    pub fn repay(ctx: &mut Context<Repay>, amount: u64) -> Result<()> {
        ctx.accounts.repay(amount)
    }

    /// Repays part of an unhealthy position's debt and takes collateral worth more. Anyone may. Steps: [`Liquidate::liquidate`].
    #[discrim = 27]
    pub fn liquidate(ctx: &mut Context<Liquidate>, amount: u64) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.liquidate(amount, &others)
    }

    /// Notes whether a position is unhealthy: the bonus for liquidating it grows while it is. Anyone may. Steps: [`PositionMark::mark`].
    #[discrim = 28]
    pub fn position_mark(ctx: &mut Context<PositionMark>) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.mark(&others)
    }

    /// Writes off a debt that nothing backs. Anyone may. Steps: [`BadDebtResolve::resolve`].
    #[discrim = 29]
    pub fn bad_debt_resolve(ctx: &mut Context<BadDebtResolve>) -> Result<()> {
        ctx.accounts.resolve()
    }

    /// Proposes a change of what is published. Steps: [`ChangePropose::propose`].
    #[discrim = 30]
    pub fn change_propose(
        ctx: &mut Context<ChangePropose>,
        kind: u8,
        target: Address,
        payload: [u8; PAYLOAD],
    ) -> Result<()> {
        let bump = ctx.bumps.change;
        ctx.accounts.propose(kind, target, &payload, bump)
    }

    /// Executes a change of a feed once its delay has passed. Anyone may. Steps: [`ChangeExecuteFeed::execute`].
    #[discrim = 31]
    pub fn change_execute_feed(ctx: &mut Context<ChangeExecuteFeed>) -> Result<()> {
        ctx.accounts.execute()
    }

    /// Executes a change of a reserve's settings, limits or threshold once its delay has passed. Anyone may. Steps: [`ChangeExecuteReserve::execute`].
    #[discrim = 32]
    pub fn change_execute_reserve(ctx: &mut Context<ChangeExecuteReserve>) -> Result<()> {
        ctx.accounts.execute()
    }

    /// Gives a change up. Governance, the guardian or who proposed it signs. Steps: [`ChangeCancel::cancel`].
    #[discrim = 33]
    pub fn change_cancel(ctx: &mut Context<ChangeCancel>) -> Result<()> {
        ctx.accounts.cancel()
    }

    /// Executes a change of the market's flow limits once its delay has passed. Anyone may. Steps: [`ChangeExecuteMarket::execute`].
    #[discrim = 34]
    pub fn change_execute_market(ctx: &mut Context<ChangeExecuteMarket>) -> Result<()> {
        ctx.accounts.execute()
    }

    /// Executes a change of a reserve's price sources once its delay has passed. Anyone may. Steps: [`ChangeExecuteOracle::execute`].
    #[discrim = 35]
    pub fn change_execute_oracle(ctx: &mut Context<ChangeExecuteOracle>) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.execute(&others)
    }

    /// Lends tokens for the length of a transaction. Anyone may. Steps: [`FlashBorrow::borrow`].
    #[discrim = 40]
    pub fn flash_borrow(ctx: &mut Context<FlashBorrow>, amount: u64) -> Result<()> {
        ctx.accounts.borrow(amount)
    }

    /// Brings a flash loan back, with its fee. Anyone may. Steps: [`FlashRepay::repay`].
    #[discrim = 41]
    pub fn flash_repay(ctx: &mut Context<FlashRepay>) -> Result<()> {
        ctx.accounts.repay()
    }

    /// Gives tokens to a reserve for bad debt. Anyone may. Steps: [`Insure::insure`].
    #[discrim = 42]
    pub fn insure(ctx: &mut Context<Insure>, amount: u64) -> Result<()> {
        ctx.accounts.insure(amount)
    }

    /// Pays the protocol's fees out to governance. Anyone may. Steps: [`FeesCollect::collect`].
    #[discrim = 43]
    pub fn fees_collect(ctx: &mut Context<FeesCollect>) -> Result<()> {
        ctx.accounts.collect()
    }

    /// Lets someone else do a part of what the owner may, or no one. The owner signs. Steps: [`PositionDelegate::delegate`].
    #[discrim = 44]
    pub fn position_delegate(
        ctx: &mut Context<PositionDelegate>,
        delegate: Address,
        rights: u8,
    ) -> Result<()> {
        ctx.accounts.delegate(delegate, rights)
    }

    /// Joins a group of correlated assets, or leaves it for zero. The owner signs. Steps: [`PositionJoin::join`].
    #[discrim = 45]
    pub fn position_join(ctx: &mut Context<PositionJoin>, group: u16) -> Result<()> {
        ctx.accounts.join(group)
    }

    /// Returns what a position is worth, what bounds it, and its rooms in one reserve. Anyone may. Steps: [`ViewPosition::view`].
    #[discrim = 46]
    pub fn position_view(ctx: &mut Context<ViewPosition>) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.view(&others)
    }

    /// Liquidates for a deposit instead of tokens, where the collateral's reserve has no cash. Anyone may. Steps: [`LiquidateInto::liquidate`].
    #[discrim = 47]
    pub fn liquidate_into(ctx: &mut Context<LiquidateInto>, amount: u64) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.liquidate(amount, &others)
    }

    /// Opens the rewards of one side of a reserve: 0 deposits, 1 debts. Governance signs. Steps: [`RewardOpen::open`].
    #[discrim = 48]
    pub fn reward_open(ctx: &mut Context<RewardOpen>, side: u8) -> Result<()> {
        ctx.accounts.open(side)
    }

    /// Gives tokens to a side's rewards, to be emitted within a time. Governance or the risk admin signs. Steps: [`RewardFund::fund`].
    #[discrim = 49]
    pub fn reward_fund(
        ctx: &mut Context<RewardFund>,
        side: u8,
        amount: u64,
        seconds: u32,
    ) -> Result<()> {
        ctx.accounts.fund(side, amount, seconds)
    }

    /// Pays out what a position has earned, to its owner. Anyone may. Steps: [`RewardClaim::claim`].
    #[discrim = 50]
    pub fn reward_claim(ctx: &mut Context<RewardClaim>, side: u8) -> Result<()> {
        ctx.accounts.claim(side)
    }

    /// Closes a side's rewards long after their end. Governance signs. Steps: [`RewardRetire::retire`].
    #[discrim = 51]
    pub fn reward_retire(ctx: &mut Context<RewardRetire>, side: u8) -> Result<()> {
        ctx.accounts.retire(side)
    }
}
