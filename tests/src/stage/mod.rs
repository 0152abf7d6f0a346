//! A market on a machine, and one line per action.

mod act;
mod change;
mod instructions;
mod read;
mod reward;
mod risk;

pub use change::{second_account, second_feed_id};

use crate::actor::Actor;
use crate::plan::{guarded_plan, plan};
use ballast_client::instruction::{self, ReserveAccounts};
use ballast_policy::regime::Regime;
use ballast_vm::{Deployment, DeploymentPlan, Machine, SendError, Sent};
use solana_instruction::Instruction;
use solana_keypair::Keypair;

/// Reserve 0: 9 decimals, 100 dollars, collateral.
pub const SOL: usize = 0;
/// Reserve 1: 6 decimals, one dollar.
pub const USDC: usize = 1;
/// Reserve 2: 8 decimals, 2 000 dollars, collateral.
pub const ETH: usize = 2;
/// The feed that SOL and ETH follow.
pub const MARKET_FEED: usize = 0;
/// The feed that USDC follows.
pub const STABLE_FEED: usize = 1;
/// When every test begins: 2022-11-07 00:00 UTC.
pub const START: u64 = 1_667_779_200;
/// Publishers of each feed.
pub const PUBLISHERS: usize = 5;

/// A market and the machine that it runs on.
#[derive(Debug)]
pub struct Stage {
    /// The machine.
    pub machine: Machine,
    /// The market.
    pub market: Deployment,
    sequence: u64,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// The market with fresh prices and both feeds calm: a new feed starts strict, and comes down by its own rules.
    pub fn new() -> Self {
        Self::calm(&plan(PUBLISHERS))
    }

    /// The same market with the published limits and breakers in force.
    pub fn guarded() -> Self {
        Self::calm(&guarded_plan(PUBLISHERS))
    }

    /// The market of another plan with fresh prices and calm feeds.
    pub fn calm(plan: &DeploymentPlan) -> Self {
        let mut machine = Machine::start(START).unwrap();
        let market = Deployment::create(&mut machine, plan).unwrap();
        let mut stage = Self::of(machine, market);
        stage.calm_down();
        stage.refresh_prices([100, 1, 2_000]);
        stage
    }

    /// The market without a price and without a report.
    pub fn silent() -> Self {
        let mut machine = Machine::start(START).unwrap();
        let market = Deployment::create(&mut machine, &plan(PUBLISHERS)).unwrap();
        Self::of(machine, market)
    }

    /// The market of another plan, without a price and without a report.
    pub fn of(machine: Machine, market: Deployment) -> Self {
        Self {
            machine,
            market,
            sequence: 0,
        }
    }

    /// Has every feed report a score of 20 until the regime in force is calm.
    pub fn calm_down(&mut self) {
        let is_calm = |stage: &Self| {
            let mut feeds = 0..stage.market.feeds.len();
            feeds.all(|feed| stage.effective(feed).regime == Regime::Calm)
        };
        self.rounds_until(is_calm, |stage| stage.score_all(2_000));
    }

    /// A second market on the same machine, of the same tokens, with keys and feeds of its own.
    pub fn second_market(&mut self) -> Deployment {
        Deployment::create_named(&mut self.machine, "second ", &plan(PUBLISHERS)).unwrap()
    }

    /// A user with tokens and an open position.
    pub fn actor(&mut self, name: &str) -> Actor {
        let actor = Actor::join(&mut self.machine, &self.market, name);
        self.open_position(&actor);
        actor
    }

    /// A user with tokens and a position in another market.
    pub fn actor_in(&mut self, market: &Deployment, name: &str) -> Actor {
        let actor = Actor::join(&mut self.machine, market, name);
        let payer = self.machine.payer();
        let open = instruction::position_open(&payer, &actor.address(), &market.market, 0);
        self.send(&open, &[&actor.key]).unwrap();
        actor
    }

    fn open_position(&mut self, actor: &Actor) {
        let payer = self.machine.payer();
        let open = instruction::position_open(&payer, &actor.address(), &self.market.market, 0);
        self.send(&open, &[&actor.key]).unwrap();
    }

    /// A user who has put `amount` of `reserve` into the market for others to borrow.
    pub fn lender(&mut self, reserve: usize, amount: u64) -> Actor {
        let lender = self.actor(&format!("lender of {reserve}"));
        self.deposit(&lender, reserve, amount).unwrap();
        lender
    }

    /// Sends one instruction, paid by the payer and signed by `signers` as well.
    pub fn send(
        &mut self,
        instruction: &Instruction,
        signers: &[&Keypair],
    ) -> Result<Sent, SendError> {
        self.machine
            .send(std::slice::from_ref(instruction), signers)
    }

    /// A reserve's addresses.
    pub fn accounts(&self, reserve: usize) -> ReserveAccounts {
        self.market.reserves[reserve].accounts
    }
}
