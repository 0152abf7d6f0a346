//! A market set up through the program's own instructions.

use crate::error::VmError;
use crate::machine::Machine;
use crate::token::Extension;
use ballast_bridge::{
    feed_id_for, keypair_for, layout_bounds, layout_config, layout_feed_config,
    layout_market_limits, layout_reserve_limits,
};
use ballast_client::address::{TOKEN_2022_PROGRAM, TOKEN_PROGRAM};
use ballast_client::instruction::{Change, ReserveAccounts};
use ballast_client::layout::{self, Roles};
use ballast_client::oracle::PriceUpdate;
use ballast_client::{address, instruction};
use ballast_policy::bounds::Bounds;
use ballast_policy::config::ReserveConfig;
use ballast_policy::control::{MarketLimits, ReserveLimits};
use ballast_policy::feed::FeedConfig;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Where a feed's first consensus departs from: 20 points.
pub const CALM_START: u16 = 2_000;

/// A reserve to create.
#[derive(Clone, Debug)]
pub struct ReservePlan {
    /// Name of its asset; its keys derive from it.
    pub asset: String,
    /// Decimals of its token.
    pub decimals: u8,
    /// Its published bounds.
    pub config: ReserveConfig,
    /// Its flow limits and breakers; none for those that the program derives from its cap.
    pub limits: Option<ReserveLimits>,
    /// Which feed it follows.
    pub feed: u16,
    /// None for a token of the SPL Token program; the mint's extensions for one of Token-2022.
    pub extensions: Option<Vec<Extension>>,
}

/// A market to create.
#[derive(Clone, Debug)]
pub struct DeploymentPlan {
    /// Feeds, each with its number of publishers.
    pub feeds: Vec<(FeedConfig, usize)>,
    /// Reserves.
    pub reserves: Vec<ReservePlan>,
    /// What no setting ever exceeds.
    pub bounds: Bounds,
    /// Flow limits over all reserves.
    pub limits: MarketLimits,
}

/// A feed and its publishers' keys.
#[derive(Debug)]
pub struct FeedHandle {
    /// The feed.
    pub address: Address,
    /// Its publishers, by slot.
    pub publishers: Vec<Keypair>,
}

/// A reserve and what belongs to it.
#[derive(Clone, Debug)]
pub struct ReserveHandle {
    /// Name of its asset.
    pub asset: String,
    /// Reserve, feed and mint.
    pub accounts: ReserveAccounts,
    /// Where its oracle's prices are written.
    pub price_account: Address,
    /// The oracle's id of its price.
    pub oracle_feed_id: [u8; 32],
}

/// A market that stands.
#[derive(Debug)]
pub struct Deployment {
    /// Its keys derive from this; empty for the only one.
    pub name: String,
    /// Governance, which also holds every other role but the guardian's.
    pub governance: Keypair,
    /// The guardian.
    pub guardian: Keypair,
    /// The market.
    pub market: Address,
    /// Feeds, by index.
    pub feeds: Vec<FeedHandle>,
    /// Reserves, by index.
    pub reserves: Vec<ReserveHandle>,
}

impl Deployment {
    /// Creates the market of `plan` on `machine`.
    pub fn create(machine: &mut Machine, plan: &DeploymentPlan) -> Result<Self, VmError> {
        Self::create_named(machine, "", plan)
    }

    /// Creates the market of `plan` and leaves it in its setup phase: it takes no deposits.
    pub fn create_unlaunched(
        machine: &mut Machine,
        plan: &DeploymentPlan,
    ) -> Result<Self, VmError> {
        Self::set_up(machine, "", plan, CALM_START)
    }

    /// As [`Deployment::create_unlaunched`], with feeds whose first consensus departs from `start`, hundredths of a point.
    pub fn create_unlaunched_from(
        machine: &mut Machine,
        plan: &DeploymentPlan,
        start: u16,
    ) -> Result<Self, VmError> {
        Self::set_up(machine, "", plan, start)
    }

    /// Creates a market whose keys derive from `name` as well, beside others on the same machine. Mints derive from
    /// their assets alone, so that two markets can lend the same token.
    pub fn create_named(
        machine: &mut Machine,
        name: &str,
        plan: &DeploymentPlan,
    ) -> Result<Self, VmError> {
        let deployment = Self::set_up(machine, name, plan, CALM_START)?;
        deployment.launch(machine)?;
        Ok(deployment)
    }

    /// Ends the setup phase.
    pub fn launch(&self, machine: &mut Machine) -> Result<(), VmError> {
        let launch = instruction::market_launch(&self.governance.pubkey(), &self.market);
        machine.send(&[launch], &[&self.governance])?;
        Ok(())
    }

    fn set_up(
        machine: &mut Machine,
        name: &str,
        plan: &DeploymentPlan,
        start: u16,
    ) -> Result<Self, VmError> {
        let key = |role: &str| keypair_for(&format!("{name}{role}"));
        let (governance, guardian) = (key("governance"), key("guardian"));
        let market = address::market(&governance.pubkey(), 0).0;
        let roles = Roles {
            governance: governance.pubkey(),
            risk_admin: governance.pubkey(),
            guardian: guardian.pubkey(),
            publisher_admin: governance.pubkey(),
        };
        let create = instruction::market_init(
            &machine.payer(),
            &governance.pubkey(),
            0,
            &roles,
            &layout_bounds(&plan.bounds),
            &layout_market_limits(&plan.limits),
        );
        machine.send(&[create], &[&governance])?;
        let mut deployment = Self {
            name: name.into(),
            governance,
            guardian,
            market,
            feeds: vec![],
            reserves: vec![],
        };
        for (config, publishers) in &plan.feeds {
            deployment.add_feed(machine, config, *publishers, start)?;
        }
        for reserve in &plan.reserves {
            deployment.add_reserve(machine, reserve)?;
        }
        Ok(deployment)
    }

    fn add_feed(
        &mut self,
        machine: &mut Machine,
        config: &FeedConfig,
        publishers: usize,
        start: u16,
    ) -> Result<(), VmError> {
        let index = next_index(self.feeds.len());
        let (governance, payer) = (self.governance.pubkey(), machine.payer());
        let feed = address::feed(&self.market, index).0;
        let config = layout_feed_config(config);
        let create =
            instruction::feed_init(&payer, &governance, &self.market, index, &config, start);
        machine.send(&[create], &[&self.governance])?;
        let keys: Vec<Keypair> = (0..publishers)
            .map(|number| keypair_for(&format!("{}publisher {number} of feed {index}", self.name)))
            .collect();
        for key in &keys {
            let add = instruction::publisher_add(&governance, &self.market, &feed, &key.pubkey());
            machine.send(&[add], &[&self.governance])?;
        }
        self.feeds.push(FeedHandle {
            address: feed,
            publishers: keys,
        });
        Ok(())
    }

    fn add_reserve(&mut self, machine: &mut Machine, plan: &ReservePlan) -> Result<(), VmError> {
        let index = next_index(self.reserves.len());
        let (mint, token_program) = match &plan.extensions {
            None => (
                machine.create_mint(&plan.asset, plan.decimals)?,
                TOKEN_PROGRAM,
            ),
            Some(extensions) => (
                machine.create_extended_mint(&plan.asset, plan.decimals, extensions)?,
                TOKEN_2022_PROGRAM,
            ),
        };
        let feed = address::feed(&self.market, plan.feed).0;
        let oracle_feed_id = feed_id_for(&plan.asset);
        let create = instruction::reserve_init(
            &machine.payer(),
            &self.governance.pubkey(),
            &self.market,
            index,
            &feed,
            &mint,
            &token_program,
            &oracle_feed_id,
            &layout_config(&plan.config),
        );
        machine.send(&[create], &[&self.governance])?;
        let reserve = address::reserve(&self.market, index).0;
        if let Some(limits) = &plan.limits {
            let limits = Box::new(layout_reserve_limits(limits));
            self.set_limits(machine, &reserve, &feed, limits)?;
        }
        self.reserves.push(ReserveHandle {
            asset: plan.asset.clone(),
            accounts: ReserveAccounts {
                reserve,
                feed,
                mint,
                token_program,
            },
            price_account: keypair_for(&format!("{}price of {}", self.name, plan.asset)).pubkey(),
            oracle_feed_id,
        });
        Ok(())
    }

    /// Replaces a reserve's limits while no change has to wait.
    fn set_limits(
        &mut self,
        machine: &mut Machine,
        reserve: &Address,
        feed: &Address,
        limits: Box<layout::ReserveLimits>,
    ) -> Result<(), VmError> {
        let market: layout::Market = machine.read(&self.market)?;
        let number = market.change_count;
        let (payer, governance) = (machine.payer(), self.governance.pubkey());
        let change = Change::ReserveLimits(*reserve, limits);
        let propose =
            instruction::change_propose(&payer, &governance, &self.market, number, &change);
        machine.send(&[propose], &[&self.governance])?;
        let change = address::change(&self.market, number).0;
        let execute = instruction::change_execute_reserve(&self.market, &change, feed, reserve);
        machine.send(&[execute], &[])?;
        Ok(())
    }

    /// Publishes a price for `reserve`, in 10^-8 dollars per whole token with a confidence of `confidence`, and
    /// refreshes the reserve with it.
    pub fn set_price(
        &self,
        machine: &mut Machine,
        reserve: usize,
        price: i64,
        confidence: u64,
    ) -> Result<(), VmError> {
        let handle = &self.reserves[reserve];
        let update = PriceUpdate {
            feed_id: handle.oracle_feed_id,
            price,
            confidence,
            exponent: -8,
            published_at: machine.now().cast_signed(),
            posted_slot: 0,
            average: price,
        };
        machine.publish_price(&handle.price_account, &update)?;
        let refresh =
            instruction::price_refresh(&handle.accounts.reserve, &handle.price_account, &[]);
        machine.send(&[refresh], &[])?;
        Ok(())
    }
}

fn next_index(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
