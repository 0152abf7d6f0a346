//! Propose a change of what is published: the first of two steps.
#![allow(
    unused_variables,
    reason = "the derive binds the argument in paths that do not read it"
)]

use crate::constants::CHANGE_SEED;
use crate::error::{LendingError, refused};
use crate::event::ChangeProposed;
use crate::guard::{now, refuse_durable_nonce};
use crate::state::{
    ChangeKind, DeleverageRequest, FeedConfig, Market, MarketLimits, PAYLOAD, PendingChange,
    ReserveConfig, ReserveLimits, Roles,
};
use anchor_lang::prelude::*;
use ballast_policy::deleverage::Deleverage;

/// Accounts of `change_propose`.
#[derive(Accounts)]
pub struct ChangePropose {
    /// Pays the rent.
    // Whoever signs besides may pay as well.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// Who proposes: see [`ChangePropose::propose`].
    pub proposer: Signer,
    /// The market.
    #[account(mut)]
    pub market: Account<Market>,
    /// The change to create.
    #[account(init, payer = payer, seeds = [CHANGE_SEED, market.address().as_ref(), &market.change_count.to_le_bytes()], bump)]
    pub change: Account<PendingChange>,
    /// Creates the account.
    pub system_program: Program<System>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl ChangePropose {
    fn validate(&self, kind: u8, payload: &[u8; PAYLOAD]) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        let kind = ChangeKind::from_byte(kind).ok_or(LendingError::UnknownChange)?;
        let roles: &Roles = &self.market.roles;
        let signer = *self.proposer.address();
        let may = match kind {
            ChangeKind::Reserve
            | ChangeKind::Feed
            | ChangeKind::ReserveLimits
            | ChangeKind::MarketLimits => signer == roles.governance || signer == roles.risk_admin,
            ChangeKind::Mode
            | ChangeKind::OracleSources
            | ChangeKind::ThresholdRamp
            | ChangeKind::Deleverage => signer == roles.governance,
            ChangeKind::PublisherAdd => signer == roles.publisher_admin,
        };
        require!(may, LendingError::WrongAuthority);
        self.check_payload(kind, payload)
    }

    /// What can be judged without the target; the rest is judged when the change is executed.
    fn check_payload(&self, kind: ChangeKind, payload: &[u8; PAYLOAD]) -> Result<()> {
        let bounds = self.market.bounds.policy();
        match kind {
            ChangeKind::Reserve => {
                let config = PendingChange::read::<ReserveConfig>(payload);
                let config = config.ok_or(LendingError::UnknownChange)?;
                bounds.check_reserve(config.policy()).map_err(refused)
            }
            ChangeKind::Feed => {
                let config = PendingChange::read::<FeedConfig>(payload);
                let config = config.ok_or(LendingError::UnknownChange)?;
                bounds.check_feed(config.policy()).map_err(refused)
            }
            ChangeKind::ReserveLimits => {
                let limits = PendingChange::read::<ReserveLimits>(payload);
                let limits = limits.ok_or(LendingError::UnknownChange)?;
                limits.policy().validate().map_err(refused)
            }
            ChangeKind::MarketLimits => {
                let limits = PendingChange::read::<MarketLimits>(payload);
                let limits = limits.ok_or(LendingError::UnknownChange)?;
                limits.policy().validate().map_err(refused)
            }
            ChangeKind::Deleverage => {
                let request = PendingChange::read::<DeleverageRequest>(payload);
                let request = *request.ok_or(LendingError::UnknownChange)?.policy();
                let armed = Deleverage::arm(request, bounds, now()?);
                armed.map(|_| ()).map_err(refused)
            }
            ChangeKind::Mode
            | ChangeKind::PublisherAdd
            | ChangeKind::OracleSources
            | ChangeKind::ThresholdRamp => Ok(()),
        }
    }

    /// 1. No durable nonce; the kind is known. Governance or the risk admin signs for the settings and limits of a reserve,
    ///    a feed or the market; governance alone for a mode, price sources, a threshold and a deleverage; the publisher admin for a
    ///    publisher.
    /// 2. New settings and limits keep every relation that they have to, and the market's hard bounds.
    /// 3. The change takes the market's next number and waits from now on. What it is, and when it is due, anyone can read.
    pub fn propose(
        &mut self,
        kind: u8,
        target: Address,
        payload: &[u8; PAYLOAD],
        bump: u8,
    ) -> Result<()> {
        self.validate(kind, payload)?;
        let number = self.market.change_count;
        self.market.change_count = number.checked_add(1).ok_or(LendingError::IndexExhausted)?;
        let (market, proposer) = (*self.market.address(), *self.proposer.address());
        let proposed_at = now()?.0;
        let change = &mut self.change;
        change.market = market;
        change.proposer = proposer;
        change.target = target;
        change.proposed_at = proposed_at;
        change.number = number;
        change.kind = kind;
        change.bump = bump;
        change.payload = *payload;
        emit!(ChangeProposed {
            change: *self.change.address(),
            market,
            target,
            proposer,
            kind: u64::from(kind)
        });
        Ok(())
    }
}
