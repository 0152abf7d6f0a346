//! Rewards, one line per action.

use super::Stage;
use crate::actor::Actor;
use ballast_client::address::TOKEN_PROGRAM;
use ballast_client::instruction::{self, RewardAccounts, RewardSide};
use ballast_vm::{SendError, Sent, tokens_of};
use solana_address::Address;
use solana_signer::Signer as _;

/// What governance holds of a reward token to begin with, base units.
const GIFT: u64 = 1_000_000_000;

impl Stage {
    /// A side's rewards in their first generation, in a token of their own of 6 decimals; not open yet.
    pub fn rewards(&mut self, reserve: usize, side: RewardSide) -> RewardAccounts {
        let mint = self.machine.create_mint("reward", 6).unwrap();
        let (market, accounts) = (self.market.market, self.accounts(reserve));
        let rewards = RewardAccounts::first(market, &accounts, side, (mint, TOKEN_PROGRAM));
        let governance = self.market.governance.pubkey();
        self.machine
            .create_tokens(&governance, &mint, GIFT)
            .unwrap();
        rewards
    }

    /// Governance's account of the reward token.
    pub fn reward_source(&self, rewards: &RewardAccounts) -> Address {
        tokens_of(&self.market.governance.pubkey(), &rewards.mint)
    }

    /// Governance opens the rewards.
    pub fn open_rewards(&mut self, rewards: &RewardAccounts) -> Result<Sent, SendError> {
        let (payer, governance) = (self.machine.payer(), self.market.governance.pubkey());
        let open = instruction::reward_open(&payer, &governance, rewards);
        let key = self.market.governance.insecure_clone();
        self.send(&open, &[&key])
    }

    /// Governance gives `amount` within `seconds`.
    pub fn fund_rewards(
        &mut self,
        rewards: &RewardAccounts,
        amount: u64,
        seconds: u32,
    ) -> Result<Sent, SendError> {
        let source = self.reward_source(rewards);
        let governance = self.market.governance.insecure_clone();
        let fund =
            instruction::reward_fund(&governance.pubkey(), rewards, &source, amount, seconds);
        self.send(&fund, &[&governance])
    }

    /// An actor's reward is paid to a new account of its own; returns what that holds then.
    pub fn claim(
        &mut self,
        rewards: &RewardAccounts,
        actor: &Actor,
    ) -> Result<(u64, Sent), SendError> {
        let purse = self
            .machine
            .create_tokens(&actor.address(), &rewards.mint, 0);
        let purse = purse.unwrap();
        let claim = instruction::reward_claim(rewards, &actor.position, &purse);
        let sent = self.send(&claim, &[])?;
        Ok((self.machine.token_balance(&purse).unwrap(), sent))
    }

    /// Governance closes the rewards; what is left goes to its account of the token.
    pub fn retire_rewards(&mut self, rewards: &RewardAccounts) -> Result<Sent, SendError> {
        let source = self.reward_source(rewards);
        let governance = self.market.governance.insecure_clone();
        let retire = instruction::reward_retire(&governance.pubkey(), rewards, &source);
        self.send(&retire, &[&governance])
    }
}
