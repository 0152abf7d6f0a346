//! The Ballast lending program: bytes, authority, tokens and time. Every formula is in `ballast-policy`.
//!
//! `report_submit -> terms_advance -> (regime, score) -> deposit / withdraw / borrow / repay / liquidate`
//!
//! This file only dispatches. Instruction numbers are append-only.
#![cfg_attr(not(any(feature = "idl-build", test)), no_std)]

extern crate alloc;

pub mod constants;
pub mod error;
pub mod event;
pub mod guard;
pub mod instructions;
pub mod oracle;
pub mod state;
pub mod token;

use anchor_lang::prelude::*;
use instructions::*;
use state::{FeedConfig, ReserveConfig, Roles};

declare_id!("6attjWXsL1ySkPNzF7zsaAa3KqxCMnpwCoqWjXSaGUn1");

/// The instructions.
#[program]
pub mod lending {
    use super::*;

    /// See [`MarketInit::create`].
    #[discrim = 0]
    pub fn market_init(ctx: &mut Context<MarketInit>, index: u16, roles: Roles) -> Result<()> {
        let bump = ctx.bumps.market;
        ctx.accounts.create(index, roles, bump)
    }

    /// See [`FeedInit::create`].
    #[discrim = 1]
    pub fn feed_init(ctx: &mut Context<FeedInit>, config: FeedConfig) -> Result<()> {
        let bump = ctx.bumps.feed;
        ctx.accounts.create(config, bump)
    }

    /// See [`PublisherAdd::add`].
    #[discrim = 2]
    pub fn publisher_add(ctx: &mut Context<PublisherAdd>, publisher: Address) -> Result<()> {
        ctx.accounts.add(publisher)
    }

    /// See [`PublisherMute::mute`].
    #[discrim = 3]
    pub fn publisher_mute(ctx: &mut Context<PublisherMute>, publisher: Address) -> Result<()> {
        ctx.accounts.mute(publisher)
    }

    /// See [`ReserveInit::create`].
    #[discrim = 4]
    pub fn reserve_init(
        ctx: &mut Context<ReserveInit>,
        oracle_feed_id: [u8; 32],
        config: ReserveConfig,
    ) -> Result<()> {
        let bumps = (ctx.bumps.reserve, ctx.bumps.vault);
        ctx.accounts.create(oracle_feed_id, &config, bumps)
    }

    /// See [`PriceRefresh::refresh`].
    #[discrim = 10]
    pub fn price_refresh(ctx: &mut Context<PriceRefresh>) -> Result<()> {
        ctx.accounts.refresh()
    }

    /// See [`ReportSubmit::submit`].
    #[discrim = 11]
    pub fn report_submit(ctx: &mut Context<ReportSubmit>, report: ReportArguments) -> Result<()> {
        ctx.accounts.submit(&report)
    }

    /// See [`TermsAdvance::advance`].
    #[discrim = 12]
    pub fn terms_advance(ctx: &mut Context<TermsAdvance>) -> Result<()> {
        ctx.accounts.advance()
    }

    /// See [`PositionOpen::open`].
    #[discrim = 20]
    pub fn position_open(ctx: &mut Context<PositionOpen>, index: u16) -> Result<()> {
        let bump = ctx.bumps.position;
        ctx.accounts.open(index, bump)
    }

    /// See [`PositionClose::close`].
    #[discrim = 21]
    pub fn position_close(ctx: &mut Context<PositionClose>) -> Result<()> {
        ctx.accounts.close()
    }

    /// See [`Accrue::accrue`].
    #[discrim = 22]
    pub fn accrue(ctx: &mut Context<Accrue>) -> Result<()> {
        ctx.accounts.accrue()
    }

    /// See [`Deposit::deposit`].
    #[discrim = 23]
    pub fn deposit(ctx: &mut Context<Deposit>, amount: u64) -> Result<()> {
        ctx.accounts.deposit(amount)
    }

    /// See [`Withdraw::withdraw`].
    #[discrim = 24]
    pub fn withdraw(ctx: &mut Context<Withdraw>, amount: u64) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.withdraw(amount, &others)
    }

    /// See [`Borrow::borrow`].
    #[discrim = 25]
    pub fn borrow(ctx: &mut Context<Borrow>, amount: u64) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.borrow(amount, &others)
    }

    /// See [`Repay::repay`].
    #[discrim = 26]
    pub fn repay(ctx: &mut Context<Repay>, amount: u64) -> Result<()> {
        ctx.accounts.repay(amount)
    }

    /// See [`Liquidate::liquidate`].
    #[discrim = 27]
    pub fn liquidate(ctx: &mut Context<Liquidate>, amount: u64) -> Result<()> {
        let others = ctx.remaining_accounts()?;
        ctx.accounts.liquidate(amount, &others)
    }
}
