//! A market on a machine, and one line per action.

use crate::actor::Actor;
use ballast_client::instruction::{self, LiquidationAccounts, ReportArguments, ReserveAccounts};
use ballast_client::layout::{Holdings, Position, Reserve, RiskFeed};
use ballast_policy::preset;
use ballast_policy::unit::TokenAmount;
use ballast_vm::{Deployment, DeploymentPlan, Machine, ReservePlan, SendError, Sent};
use solana_instruction::Instruction;

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

const PUBLISHERS: usize = 5;
const CAP: u64 = 1 << 50;

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
        let mut stage = Self::silent();
        while stage.feed(STABLE_FEED).state.rounds == 0 || stage.feed(STABLE_FEED).state.regime != 0 {
            stage.machine.warp(u64::from(preset::feed().round_seconds));
            stage.score_all(2_000);
        }
        stage.refresh_prices([100, 1, 2_000]);
        stage
    }

    /// The market without a price and without a report.
    pub fn silent() -> Self {
        let mut machine = Machine::start(START).unwrap();
        let plan = DeploymentPlan {
            feeds: vec![(preset::feed(), PUBLISHERS), (preset::feed(), PUBLISHERS)],
            reserves: vec![
                reserve("SOL", 9, preset::volatile(TokenAmount(CAP)), 0),
                reserve("USDC", 6, preset::stable(TokenAmount(CAP)), 1),
                reserve("ETH", 8, preset::volatile(TokenAmount(CAP)), 0),
            ],
        };
        let market = Deployment::create(&mut machine, &plan).unwrap();
        Self { machine, market, sequence: 0 }
    }

    /// A user with tokens and an open position.
    pub fn actor(&mut self, name: &str) -> Actor {
        let actor = Actor::join(&mut self.machine, &self.market, name);
        let open = instruction::position_open(&self.machine.payer(), &actor.address(), &self.market.market, 0);
        self.machine.send(&[open], &[&actor.key]).unwrap();
        actor
    }

    /// A user who has put `amount` of `reserve` into the market for others to borrow.
    pub fn lender(&mut self, reserve: usize, amount: u64) -> Actor {
        let lender = self.actor(&format!("lender of {reserve}"));
        self.deposit(&lender, reserve, amount).unwrap();
        lender
    }

    /// Sets and loads a price in whole dollars, with a confidence of a tenth of a percent.
    pub fn set_price(&mut self, reserve: usize, dollars: i64) {
        let price = dollars * 100_000_000;
        let confidence = price.unsigned_abs() / 1_000;
        self.market.set_price(&mut self.machine, reserve, price, confidence).unwrap();
    }

    /// Loads every present price anew, as of now.
    pub fn refresh_prices(&mut self, dollars: [i64; 3]) {
        for (reserve, dollars) in dollars.into_iter().enumerate() {
            self.set_price(reserve, dollars);
        }
    }

    /// Has every publisher of both feeds report `score`, and holds a round.
    pub fn score_all(&mut self, score: u16) {
        for feed in [MARKET_FEED, STABLE_FEED] {
            for publisher in 0..PUBLISHERS {
                self.report(feed, publisher, score).unwrap();
            }
            self.advance(feed).unwrap();
        }
    }

    /// One publisher's report of `score`, observed now.
    pub fn report(&mut self, feed: usize, publisher: usize, score: u16) -> Result<Sent, SendError> {
        let report = self.next_report(score);
        self.submit(feed, publisher, &report)
    }

    /// A good report with the next sequence number.
    pub fn next_report(&mut self, score: u16) -> ReportArguments {
        self.sequence += 1;
        ReportArguments {
            sequence: self.sequence,
            observed_at: self.machine.now(),
            score,
            half_width: 300,
            model_hash: [7; 32],
            input_hash: [8; 32],
        }
    }

    /// Submits `report` as a publisher.
    pub fn submit(&mut self, feed: usize, publisher: usize, report: &ReportArguments) -> Result<Sent, SendError> {
        let handle = &self.market.feeds[feed];
        let key = &handle.publishers[publisher];
        let submit = instruction::report_submit(&solana_signer::Signer::pubkey(key), &handle.address, report);
        self.machine.send(&[submit], &[key])
    }

    /// Holds a round.
    pub fn advance(&mut self, feed: usize) -> Result<Sent, SendError> {
        let advance = instruction::terms_advance(&self.market.feeds[feed].address);
        self.machine.send(&[advance], &[])
    }

    /// Deposits `amount` of `reserve`.
    pub fn deposit(&mut self, actor: &Actor, reserve: usize, amount: u64) -> Result<Sent, SendError> {
        let deposit = self.deposit_instruction(actor, reserve, amount);
        self.machine.send(&[deposit], &[&actor.key])
    }

    /// The instruction behind [`Stage::deposit`].
    pub fn deposit_instruction(&self, actor: &Actor, reserve: usize, amount: u64) -> Instruction {
        let accounts = self.accounts(reserve);
        let market = &self.market.market;
        instruction::deposit(&actor.address(), market, &accounts, &actor.position, &actor.tokens[reserve], amount)
    }

    /// Withdraws `amount` of `reserve`, naming every other reserve in use when there is debt.
    pub fn withdraw(&mut self, actor: &Actor, reserve: usize, amount: u64) -> Result<Sent, SendError> {
        let others = if self.has_debt(actor) { self.others(actor, &[reserve]) } else { vec![] };
        let withdraw = instruction::withdraw(
            &actor.address(),
            &self.market.market,
            &self.accounts(reserve),
            &actor.position,
            &actor.tokens[reserve],
            amount,
            &others,
        );
        self.machine.send(&[withdraw], &[&actor.key])
    }

    /// Borrows `amount` of `reserve`, naming every other reserve in use.
    pub fn borrow(&mut self, actor: &Actor, reserve: usize, amount: u64) -> Result<Sent, SendError> {
        let borrow = self.borrow_instruction(actor, reserve, amount);
        self.machine.send(&[borrow], &[&actor.key])
    }

    /// The instruction behind [`Stage::borrow`].
    pub fn borrow_instruction(&self, actor: &Actor, reserve: usize, amount: u64) -> Instruction {
        instruction::borrow(
            &actor.address(),
            &self.market.market,
            &self.accounts(reserve),
            &actor.position,
            &actor.tokens[reserve],
            amount,
            &self.others(actor, &[reserve]),
        )
    }

    /// Repays `amount` of `reserve`.
    pub fn repay(&mut self, actor: &Actor, reserve: usize, amount: u64) -> Result<Sent, SendError> {
        let accounts = self.accounts(reserve);
        let market = &self.market.market;
        let repay =
            instruction::repay(&actor.address(), market, &accounts, &actor.position, &actor.tokens[reserve], amount);
        self.machine.send(&[repay], &[&actor.key])
    }

    /// Has `liquidator` repay `amount` of `debt` for `borrower` and seize `collateral`.
    pub fn liquidate(
        &mut self,
        liquidator: &Actor,
        borrower: &Actor,
        debt: usize,
        collateral: usize,
        amount: u64,
    ) -> Result<Sent, SendError> {
        let parties = LiquidationAccounts {
            liquidator: liquidator.address(),
            position: borrower.position,
            debt: self.accounts(debt),
            source: liquidator.tokens[debt],
            collateral: self.accounts(collateral),
            destination: liquidator.tokens[collateral],
        };
        let others = self.others(borrower, &[debt, collateral]);
        let liquidate = instruction::liquidate(&self.market.market, &parties, amount, &others);
        self.machine.send(&[liquidate], &[&liquidator.key])
    }

    /// Counts a reserve's interest.
    pub fn accrue(&mut self, reserve: usize) -> Result<Sent, SendError> {
        let accounts = self.accounts(reserve);
        self.machine.send(&[instruction::accrue(&accounts.reserve, &accounts.feed)], &[])
    }

    /// A reserve's addresses.
    pub fn accounts(&self, reserve: usize) -> ReserveAccounts {
        self.market.reserves[reserve].accounts
    }

    /// A reserve as it stands.
    pub fn reserve(&self, reserve: usize) -> Reserve {
        self.machine.read(&self.accounts(reserve).reserve).unwrap()
    }

    /// A feed as it stands.
    pub fn feed(&self, feed: usize) -> RiskFeed {
        self.machine.read(&self.market.feeds[feed].address).unwrap()
    }

    /// An actor's holdings as they stand.
    pub fn holdings(&self, actor: &Actor) -> Holdings {
        self.machine.read::<Position>(&actor.position).unwrap().holdings
    }

    /// What an actor's token account of `reserve` holds.
    pub fn purse(&self, actor: &Actor, reserve: usize) -> u64 {
        self.machine.token_balance(&actor.tokens[reserve]).unwrap()
    }

    fn has_debt(&self, actor: &Actor) -> bool {
        self.holdings(actor).borrows.iter().any(|slot| slot.shares != 0)
    }

    /// The reserves that a position uses beyond `named`.
    pub fn others(&self, actor: &Actor, named: &[usize]) -> Vec<ReserveAccounts> {
        let holdings = self.holdings(actor);
        let deposits = holdings.deposits.iter().filter(|slot| slot.shares != 0).map(|slot| slot.reserve);
        let borrows = holdings.borrows.iter().filter(|slot| slot.shares != 0).map(|slot| slot.reserve);
        deposits
            .chain(borrows)
            .map(usize::from)
            .filter(|reserve| !named.contains(reserve))
            .map(|reserve| self.accounts(reserve))
            .collect()
    }
}

fn reserve(asset: &str, decimals: u8, config: ballast_policy::config::ReserveConfig, feed: u16) -> ReservePlan {
    ReservePlan { asset: asset.into(), decimals, config, feed }
}
