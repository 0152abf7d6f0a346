//! Changes of what is published, one line each.

use super::Stage;
use ballast_client::address;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::Market;
use ballast_vm::{SendError, Sent};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

impl Stage {
    /// Proposes a change as governance, and returns its address.
    pub fn propose(&mut self, change: &Change) -> Result<Address, SendError> {
        let governance = self.market.governance.insecure_clone();
        self.propose_as(&governance, change)
    }

    /// Proposes a change as anyone, and returns its address.
    pub fn propose_as(&mut self, key: &Keypair, change: &Change) -> Result<Address, SendError> {
        let number = self.market_account().change_count;
        self.try_propose(key, change)?;
        Ok(address::change(&self.market.market, number).0)
    }

    /// Proposes a change as anyone, and returns what came of it.
    pub fn try_propose(&mut self, key: &Keypair, change: &Change) -> Result<Sent, SendError> {
        let (payer, market) = (self.machine.payer(), self.market.market);
        let number = self.market_account().change_count;
        let propose = instruction::change_propose(&payer, &key.pubkey(), &market, number, change);
        self.send(&propose, &[key])
    }

    /// Executes a change of a feed.
    pub fn execute_feed(&mut self, change: &Address, feed: usize) -> Result<Sent, SendError> {
        let feed = self.market.feeds[feed].address;
        let execute = instruction::change_execute_feed(&self.market.market, change, &feed);
        self.send(&execute, &[])
    }

    /// Executes a change of a reserve.
    pub fn execute_reserve(&mut self, change: &Address, reserve: usize) -> Result<Sent, SendError> {
        let accounts = self.accounts(reserve);
        let execute = instruction::change_execute_reserve(
            &self.market.market,
            change,
            &accounts.feed,
            &accounts.reserve,
        );
        self.send(&execute, &[])
    }

    /// Puts the market back into its setup phase, in which things are added without a proposal.
    pub fn unlaunch(&mut self) {
        let market = self.market.market;
        self.edit::<Market>(&market, |market| market.launched_at = 0);
    }
}
