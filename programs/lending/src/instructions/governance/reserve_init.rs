//! Add a reserve to a market.

use crate::constants::{RESERVE_SEED, VAULT_SEED};
use crate::error::{LendingError, refused};
use crate::event::ReserveCreated;
use crate::guard::{check_role, now, refuse_durable_nonce};
use crate::mint::token_kind;
use crate::state::{Market, Reserve, ReserveConfig, RiskFeed};
use anchor_lang::accounts::InterfaceAccount;
use anchor_lang::prelude::*;
use anchor_spl::token;
use anchor_spl::token_interface::{Mint, TokenAccount, TokenInterface};
use ballast_policy::ledger::Ledger;
use ballast_policy::preset;

/// The most decimals for which every exponent of an oracle still gives a price.
const MAX_DECIMALS: u8 = 18;

/// Accounts of `reserve_init`.
#[derive(Accounts)]
pub struct ReserveInit {
    /// Pays the rent.
    // Whoever signs besides may pay as well.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The market's governance.
    pub governance: Signer,
    /// The market that the reserve joins.
    #[account(mut)]
    pub market: Account<Market>,
    /// The feed that its terms follow.
    pub feed: Account<RiskFeed>,
    /// The token.
    pub mint: InterfaceAccount<Mint>,
    /// The reserve to create.
    #[account(init, payer = payer, seeds = [RESERVE_SEED, market.address().as_ref(), &market.reserve_count.to_le_bytes()], bump)]
    pub reserve: Account<Reserve>,
    /// Its vault, to be created.
    #[account(init, payer = payer, seeds = [VAULT_SEED, reserve.address().as_ref()], bump, token::mint = mint, token::authority = reserve, token::token_program = token_program)]
    pub vault: InterfaceAccount<TokenAccount>,
    /// Creates the vault.
    pub token_program: Interface<'static, TokenInterface>,
    /// Creates the accounts.
    pub system_program: Program<System>,
    /// Proves that the transaction does not begin with a durable nonce.
    pub instructions: UncheckedAccount,
}

impl ReserveInit {
    fn validate(&self, config: &ReserveConfig) -> Result<()> {
        refuse_durable_nonce(self.instructions.account())?;
        check_role(&self.governance, &self.market.roles.governance)?;
        require!(
            !self.market.is_launched() || config.policy().is_closed(),
            LendingError::MustBeProposed
        );
        require!(
            self.feed.market == *self.market.address(),
            LendingError::WrongMarket
        );
        require!(
            self.mint.decimals() <= MAX_DECIMALS,
            LendingError::UnsupportedMint
        );
        let bounds = self.market.bounds.policy();
        bounds.check_reserve(config.policy()).map_err(refused)
    }

    /// 1. Governance signs, and the feed is the market's; no durable nonce. In a launched market the reserve is created
    ///    closed, with caps and LTVs of zero: its opening is a change of structure, which waits.
    /// 2. The mint has at most 18 decimals, and of Token-2022's extensions none but those of `crate::mint`.
    /// 3. The configuration keeps the relations of `ballast_policy::config` and the market's hard bounds.
    /// 4. The reserve takes the market's next index, with empty books, no price, and the published flow limits and
    ///    breakers for its cap (`ballast_policy::preset`).
    pub fn create(
        &mut self,
        oracle_feed_id: [u8; 32],
        config: &ReserveConfig,
        bumps: (u8, u8),
    ) -> Result<()> {
        self.validate(config)?;
        let token_kind = token_kind(self.mint.account())?;
        let index = self.market.reserve_count;
        self.market.reserve_count = index.checked_add(1).ok_or(LendingError::IndexExhausted)?;
        let (feed, mint) = (*self.feed.address(), *self.mint.address());
        let reserve = &mut self.reserve;
        reserve.market = *self.market.address();
        reserve.mint = mint;
        reserve.vault = *self.vault.address();
        reserve.feed = feed;
        reserve.oracle_feed_id = oracle_feed_id;
        reserve.ledger = Ledger::opened(now()?).into();
        reserve.config = *config;
        let cap = config.policy().borrow_caps.first().copied();
        reserve.limits = preset::reserve_limits(cap.unwrap_or_default()).into();
        reserve.index = index;
        reserve.decimals = self.mint.decimals();
        reserve.token_kind = token_kind;
        (reserve.bump, reserve.vault_bump) = bumps;
        emit!(ReserveCreated {
            reserve: *self.reserve.address(),
            mint,
            feed,
            index: u64::from(index)
        });
        Ok(())
    }
}
