//! Changes of what is published, one line each.

use super::Stage;
use ballast_client::address;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{Market, OracleSources};
use ballast_client::oracle::PriceUpdate;
use ballast_vm::{SendError, Sent, feed_id_for, keypair_for};
use solana_address::Address;
use solana_instruction::Instruction;
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

impl Stage {
    /// Executes a change of the market's limits.
    pub fn execute_market(&mut self, change: &Address) -> Result<Sent, SendError> {
        let execute = instruction::change_execute_market(&self.market.market, change);
        self.send(&execute, &[])
    }

    /// The instruction that executes a change of a reserve's price sources with the updates in these accounts.
    pub fn execute_oracle_instruction(
        &self,
        change: &Address,
        reserve: usize,
        update: &Address,
        second: &[Address],
    ) -> Instruction {
        let accounts = self.accounts(reserve);
        instruction::change_execute_oracle(
            &self.market.market,
            change,
            &accounts.feed,
            &accounts.reserve,
            update,
            second,
        )
    }

    /// Gives a reserve a second source of price beside its first, as governance would, which takes seven days; prices
    /// are fresh afterwards.
    pub fn add_second_source(&mut self, reserve: usize, dollars: i64) {
        let sources = OracleSources {
            first: self.market.reserves[reserve].oracle_feed_id,
            second: second_feed_id(reserve),
            rate: [0; 32],
        };
        let target = self.accounts(reserve).reserve;
        let change = self
            .propose(&Change::OracleSources(target, sources))
            .unwrap();
        self.machine
            .warp(self.market_account().bounds.structure_seconds.into());
        let (first, second) = self.publish_both(reserve, dollars, dollars);
        let execute = self.execute_oracle_instruction(&change, reserve, &first, &[second]);
        self.send(&execute, &[]).unwrap();
    }

    /// Publishes a price of each source, and returns the accounts that they are in.
    pub fn publish_both(&mut self, reserve: usize, first: i64, second: i64) -> (Address, Address) {
        let account = self.market.reserves[reserve].price_account;
        let update = self.price_update(reserve, first);
        self.machine.publish_price(&account, &update).unwrap();
        let other = second_account(reserve);
        let update = PriceUpdate {
            feed_id: second_feed_id(reserve),
            ..self.price_update(reserve, second)
        };
        self.machine.publish_price(&other, &update).unwrap();
        (account, other)
    }

    /// Loads a price of each source.
    pub fn load_both(
        &mut self,
        reserve: usize,
        first: i64,
        second: i64,
    ) -> Result<Sent, SendError> {
        let (first, second) = self.publish_both(reserve, first, second);
        let target = self.accounts(reserve).reserve;
        self.send(&instruction::price_refresh(&target, &first, &[second]), &[])
    }
}

/// The oracle's id of a reserve's second source.
pub fn second_feed_id(reserve: usize) -> [u8; 32] {
    feed_id_for(&format!("second source of {reserve}"))
}

/// Where the second source's prices are written.
pub fn second_account(reserve: usize) -> Address {
    keypair_for(&format!("second price of {reserve}")).pubkey()
}
