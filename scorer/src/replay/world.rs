//! The market of the replay: USDC is lent against SOL and ETH, each following a feed of its own.

use super::desk::Desk;
use super::error::ReplayError;
use super::record::Record;
use ballast_client::instruction::Change;
use ballast_client::layout::{self, Position, Reserve, RiskFeed};
use ballast_client::{address, instruction};
use ballast_policy::bounds::Bounds;
use ballast_policy::control::{MarketFlows, MarketLimits, ReserveLimits};
use ballast_policy::health::{Health, Purpose};
use ballast_policy::market::{self, Feed, Market};
use ballast_policy::preset;
use ballast_policy::unit::{Timestamp, TokenAmount, Usd};
use ballast_vm::{
    Deployment, DeploymentPlan, Machine, ReservePlan, layout_market_limits, layout_reserve_limits,
    policy_feed, policy_holdings, policy_reserve,
};
use solana_address::Address;
use solana_signer::Signer;
use std::path::Path;

/// The asset that is lent.
pub(super) const USDC: usize = 0;
/// Collateral.
pub(super) const SOL: usize = 1;
/// Collateral.
pub(super) const ETH: usize = 2;

/// An asset of the market.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asset {
    /// Its symbol.
    pub(super) symbol: &'static str,
    /// Decimals of its token.
    pub(super) decimals: u8,
    /// What its feed is called in the report.
    pub(super) feed: &'static str,
}

/// The assets, by reserve; each reserve follows the feed of the same index.
pub(super) const ASSETS: [Asset; 3] = [
    Asset {
        symbol: "USDC",
        decimals: 6,
        feed: "market",
    },
    Asset {
        symbol: "SOL",
        decimals: 9,
        feed: "SOL",
    },
    Asset {
        symbol: "ETH",
        decimals: 8,
        feed: "ETH",
    },
];

/// The most USDC that may be owed in calm, dollars.
const USDC_CAP: u64 = 9_000_000;
/// The most of each collateral that may be owed in calm, dollars at the prices of 2022; deposits take twice that.
const COLLATERAL_CAPS: [u64; 2] = [1_500_000, 50_000];

/// What the market is made for, dollars.
const MARKET_SIZE: u64 = 20_000_000;

/// The chain's market as policy sees it at one moment.
#[derive(Debug)]
pub(super) struct View {
    reserves: Vec<market::Reserve>,
    feeds: Vec<Feed>,
    now: Timestamp,
}

/// The chain and where the market stands on it.
#[derive(Debug)]
pub(super) struct World {
    /// Where transactions go.
    pub(super) desk: Desk,
    /// The market's addresses and keys.
    pub(super) deployment: Deployment,
}

impl World {
    /// Creates the market on a machine whose clock stands at `now`.
    pub(super) fn create(program: &Path, now: u64, publishers: usize) -> Result<Self, ReplayError> {
        let mut machine = Machine::start_with(program, now)?;
        let deployment = Deployment::create(&mut machine, &plan(publishers))?;
        let record = Record::default();
        let handles = deployment.reserves.iter();
        let reserves = handles.map(|handle| handle.accounts.reserve).collect();
        Ok(Self {
            desk: Desk {
                machine,
                record,
                reserves,
            },
            deployment,
        })
    }

    /// Puts the published flow limits and breakers into force: a tightening, so that it waits for nothing.
    ///
    /// Until then there are none, because a day's inflow of a market in use is far less than all that its users put in
    /// together when the replay begins.
    pub(super) fn limit_flows(&mut self) -> Result<(), ReplayError> {
        for (index, reserve) in self.deployment.reserves.clone().iter().enumerate() {
            let cap = TokenAmount(caps()[index]);
            let limits = layout_reserve_limits(&preset::reserve_limits(cap));
            let accounts = reserve.accounts;
            let change =
                self.propose(&Change::ReserveLimits(accounts.reserve, Box::new(limits)))?;
            let market = &self.deployment.market;
            let execute = instruction::change_execute_reserve(
                market,
                &change,
                &accounts.feed,
                &accounts.reserve,
            );
            self.desk.send("change_execute_reserve", execute, &[])?;
        }
        let limits = preset::market_limits(Usd::from_dollars(MARKET_SIZE));
        let limits = Box::new(layout_market_limits(&limits));
        let change = self.propose(&Change::MarketLimits(self.deployment.market, limits))?;
        let execute = instruction::change_execute_market(&self.deployment.market, &change);
        self.desk.send("change_execute_market", execute, &[])?;
        Ok(())
    }

    fn propose(&mut self, change: &Change) -> Result<Address, ReplayError> {
        let World { desk, deployment } = self;
        let number = desk
            .machine
            .read::<layout::Market>(&deployment.market)?
            .change_count;
        let (payer, governance) = (desk.machine.payer(), &deployment.governance);
        let propose = instruction::change_propose(
            &payer,
            &governance.pubkey(),
            &deployment.market,
            number,
            change,
        );
        desk.send("change_propose", propose, &[governance])?;
        Ok(address::change(&deployment.market, number).0)
    }

    /// The market as policy sees it now.
    pub(super) fn view(&self) -> Result<View, ReplayError> {
        let machine = &self.desk.machine;
        let reserves = self
            .deployment
            .reserves
            .iter()
            .enumerate()
            .map(|(index, handle)| {
                let reserve = machine.read::<Reserve>(&handle.accounts.reserve)?;
                Ok(policy_reserve(&reserve, index))
            });
        let feeds = self.deployment.feeds.iter().map(|handle| {
            let feed = machine.read::<RiskFeed>(&handle.address)?;
            Ok(policy_feed(&feed))
        });
        Ok(View {
            reserves: reserves.collect::<Result<_, ReplayError>>()?,
            feeds: feeds.collect::<Result<_, ReplayError>>()?,
            now: Timestamp(machine.now()),
        })
    }

    /// A position's holdings as policy sees them.
    pub(super) fn holdings(
        &self,
        position: &Address,
    ) -> Result<ballast_policy::position::Position, ReplayError> {
        Ok(policy_holdings(
            &self.desk.machine.read::<Position>(position)?,
        ))
    }
}

impl View {
    /// A reserve.
    pub(super) fn reserve(&self, index: usize) -> &market::Reserve {
        &self.reserves[index]
    }

    /// What a reserve's feed says now.
    pub(super) fn effective(&self, index: usize) -> ballast_policy::feed::Effective {
        let feed = &self.feeds[index];
        feed.state.effective(&feed.config, self.now)
    }

    /// The last accepted scores of a feed's publishers, points.
    pub(super) fn reports(&self, index: usize, publishers: usize) -> Vec<f64> {
        let reports = self.feeds[index].reports.iter().take(publishers);
        reports
            .map(|report| f64::from(report.score.0) / 100.0)
            .collect()
    }

    /// What a position is worth and may owe.
    pub(super) fn health(
        &mut self,
        holdings: &ballast_policy::position::Position,
        purpose: Purpose,
    ) -> Result<Health, ReplayError> {
        let now = self.now;
        let market = Market {
            reserves: &mut self.reserves,
            feeds: &mut self.feeds,
            limits: &MarketLimits::NONE,
            flows: &mut MarketFlows::default(),
        };
        Ok(market.health(holdings, purpose, now)?)
    }
}

/// The most that may be owed in calm, base units, by reserve.
fn caps() -> [u64; 3] {
    let [sol, eth] = COLLATERAL_CAPS;
    let whole = [USDC_CAP, sol, eth];
    let mut caps = [0; 3];
    for ((cap, whole), asset) in caps.iter_mut().zip(whole).zip(ASSETS) {
        *cap = whole * 10u64.pow(u32::from(asset.decimals));
    }
    caps
}

fn plan(publishers: usize) -> DeploymentPlan {
    let reserves = ASSETS.iter().enumerate().map(|(index, asset)| ReservePlan {
        asset: asset.symbol.to_owned(),
        decimals: asset.decimals,
        config: match index {
            USDC => preset::stable(TokenAmount(caps()[index])),
            other => preset::volatile(TokenAmount(caps()[other])),
        },
        // What its book takes stands from the start: it loosens nothing and tightens nothing, so that a change waits.
        limits: Some(ReserveLimits {
            liquidated: preset::reserve_limits(TokenAmount(caps()[index])).liquidated,
            ..ReserveLimits::NONE
        }),
        feed: u16::try_from(index).unwrap_or(u16::MAX),
        extensions: None,
    });
    DeploymentPlan {
        reserves: reserves.collect(),
        feeds: vec![(preset::feed(), publishers); ASSETS.len()],
        bounds: Bounds::STANDARD,
        limits: MarketLimits::NONE,
    }
}
