//! The market that the histories happen in: six reserves that differ in kind, six users who differ in role.

use super::plan::kinds;
use super::reward::{Stream, streams};
use ballast_client::address::vault;
use ballast_client::instruction::{self, Change, ReserveAccounts};
use ballast_client::layout::{self, RampRequest};
use ballast_policy::breaker::Breaker;
use ballast_policy::control::ReserveLimits;
use ballast_policy::preset;
use ballast_policy::unit::{TokenAmount, Usd};
use ballast_tests::{Actor, Stage};
use ballast_vm::{Deployment, DeploymentPlan};
use solana_address::Address;
use solana_signer::Signer as _;

/// 100 dollars, of the group.
pub(super) const SOL: usize = 0;
/// A dollar; borrowing costs an origination fee, and nobody may owe more than three fifths of the cap.
pub(super) const USDC: usize = 1;
/// 2 000 dollars, of the group.
pub(super) const ETH: usize = 2;
/// A dollar, of Token-2022 with a fee on every transfer.
pub(super) const FEE: usize = 3;
/// 10 dollars; only collateral.
pub(super) const GEM: usize = 4;
/// 2 dollars; isolated both ways, a heavier debt, and of a rate that never changes.
pub(super) const ISO: usize = 5;
/// How many reserves there are.
pub(super) const RESERVES: usize = 6;
/// The first prices, hundred-millionths of a dollar.
pub(super) const QUOTES: [i64; RESERVES] = [
    10_000_000_000,
    100_000_000,
    200_000_000_000,
    100_000_000,
    1_000_000_000,
    200_000_000,
];
/// How many feeds there are: of what moves, and of what is held to a dollar.
pub(super) const FEEDS: usize = 2;

/// Lends; borrows; is of the group; has a delegate; liquidates; is the delegate.
const NAMES: [&str; USERS] = [
    "lender",
    "borrower",
    "member",
    "owner",
    "liquidator",
    "manager",
];
/// How many users there are.
pub(super) const USERS: usize = 6;
/// The owner's delegate.
pub(super) const MANAGER: usize = 5;
/// The owner.
pub(super) const OWNER: usize = 3;
/// Seven days, after which a change of the structure is due.
pub(super) const STRUCTURE: u64 = 604_800;
/// The group of SOL and ETH.
pub(super) const GROUP: u16 = 1;

/// The transfer fee of [`FEE`]: one percent, ten dollars at most.
pub(super) fn fee_of(sent: u64) -> u64 {
    sent.div_ceil(100).min(10_000_000)
}

/// The market before the first step, which every history forks.
#[derive(Debug)]
pub(super) struct World {
    /// Its machine, its addresses and keys.
    pub(super) stage: Stage,
    /// Users by number.
    pub(super) actors: Vec<Actor>,
    /// Where each reserve's fees go.
    pub(super) treasury: Vec<Address>,
    /// A token account of nobody's with nothing in it, per reserve.
    pub(super) empty: Vec<Address>,
    /// The vaults, by reserve.
    pub(super) vaults: Vec<Address>,
    /// What is rewarded, and whose the reward tokens are.
    pub(super) streams: Vec<Stream>,
    /// Another market of the same tokens.
    pub(super) second: Deployment,
    /// A position in it.
    pub(super) neighbour: Address,
}

impl World {
    /// Without limits and breakers.
    pub(super) fn plain() -> Self {
        Self::open(&kinds(|_| ReserveLimits::NONE))
    }

    /// With limits of the order of what users move, and the preset's breakers.
    pub(super) fn guarded() -> Self {
        let mut plan = kinds(|cap| {
            let mut limits = preset::reserve_limits(TokenAmount(cap.0 / 2));
            // The histories' prices jump all the time.
            limits.breakers[Breaker::PriceJump as usize].threshold = 9_000;
            limits.season_seconds = 3_600;
            limits.fresh = limits.outflow;
            limits
        });
        let gem = plan.reserves[GEM].limits.as_mut().unwrap();
        gem.breakers[Breaker::PriceJump as usize].threshold = 1_500;
        plan.limits = preset::market_limits(Usd::from_dollars(16_000_000));
        plan.limits.fresh = plan.limits.outflow;
        Self::open(&plan)
    }

    fn open(plan: &DeploymentPlan) -> Self {
        let mut stage = Stage::calm(plan);
        let actors: Vec<Actor> = NAMES.iter().map(|name| stage.actor(name)).collect();
        let governance = stage.market.governance.pubkey();
        let nobody = ballast_vm::keypair_for("nobody").pubkey();
        let mints: Vec<Address> = (0..RESERVES)
            .map(|index| stage.accounts(index).mint)
            .collect();
        let mut accounts = |owner: &Address| -> Vec<Address> {
            let machine = &mut stage.machine;
            let create = |mint| machine.create_tokens(owner, mint, 0).unwrap();
            mints.iter().map(create).collect()
        };
        let (treasury, empty) = (accounts(&governance), accounts(&nobody));
        // A neighbour who has nothing to do with any of it.
        let second = stage.second_market();
        let neighbour = stage.actor_in(&second, "neighbour").position;
        let vaults = (0..RESERVES).map(|index| vault(&stage.accounts(index).reserve).0);
        let vaults = vaults.collect();
        let streams = streams(&mut stage, &actors);
        let mut world = Self {
            stage,
            actors,
            treasury,
            empty,
            vaults,
            streams,
            second,
            neighbour,
        };
        world.propose_ahead();
        world.begin();
        world
    }

    /// What is due when the histories begin: the first feed's terms may stay what they are, and a threshold may fall; what
    /// takes a fee on transfers has just become collateral.
    fn propose_ahead(&mut self) {
        let stage = &mut self.stage;
        let fixed = Change::Mode(stage.market.feeds[0].address, 2);
        let request = RampRequest {
            seconds: STRUCTURE.try_into().unwrap(),
            target_bps: 7_500,
            group_target_bps: 0,
        };
        let lower = Change::ThresholdRamp(stage.accounts(GEM).reserve, request);
        let accounts = stage.accounts(FEE);
        let mut accepted: layout::Reserve = stage.machine.read(&accounts.reserve).unwrap();
        let as_collateral = &stage.reserve(USDC).config;
        accepted.config.opening_ltv = as_collateral.opening_ltv;
        accepted.config.liquidation_threshold_bps = as_collateral.liquidation_threshold_bps;
        let accept = Change::Reserve(accounts.reserve, Box::new(accepted.config));
        for change in [fixed, lower] {
            stage.propose(&change).unwrap();
        }
        let accept = stage.propose(&accept).unwrap();
        stage.machine.warp(STRUCTURE);
        stage.calm_down();
        stage.execute_reserve(&accept, FEE).unwrap();
    }

    /// Everyone does what their name says: loans stand, some of them near their limits.
    fn begin(&mut self) {
        let (stage, actors) = (&mut self.stage, &self.actors);
        for (index, quote) in QUOTES.into_iter().enumerate() {
            stage.set_price(index, quote / 100_000_000);
        }
        let join = |actor: &Actor| instruction::position_join(&actor.address(), &actor.position, 1);
        stage.send(&join(&actors[2]), &[&actors[2].key]).unwrap();
        let (owner, manager) = (&actors[OWNER], actors[MANAGER].address());
        let to = instruction::position_delegate(&owner.address(), &owner.position, &manager, 7);
        stage.send(&to, &[&owner.key]).unwrap();
        for (user, reserve, amount) in [
            (0, USDC, 400_000_000_000),
            (0, FEE, 300_000_000_000),
            (0, ETH, 20_000_000_000),
            (0, ISO, 50_000_000_000),
            (1, SOL, 1_000_000_000_000),
            (2, SOL, 1_500_000_000_000),
            (OWNER, GEM, 20_000_000_000_000),
            (4, SOL, 200_000_000_000),
        ] {
            stage.deposit(&actors[user], reserve, amount).unwrap();
        }
        for (user, reserve, amount) in [
            (1, USDC, 50_000_000_000),
            (1, FEE, 15_000_000_000),
            (2, ETH, 6_000_000_000),
            (OWNER, USDC, 100_000_000_000),
            (4, ISO, 4_000_000_000),
        ] {
            stage.borrow(&actors[user], reserve, amount).unwrap();
        }
    }

    /// The accounts of a reserve.
    pub(super) fn accounts(&self, reserve: usize) -> ReserveAccounts {
        self.stage.accounts(reserve)
    }
}
