//! The recorded market, set up through the program's own instructions, and read back in policy's types.

use super::error::ProgramError;
use super::report::Spent;
use crate::agent::operation::PoolState;
use ballast_client::address;
use ballast_client::instruction::{self, Change};
use ballast_client::layout::{Market, Position, Reserve, RiskFeed};
use ballast_policy::bounds::Bounds;
use ballast_policy::mode::Mode;
use ballast_policy::report::Standing;
use ballast_vm::{
    Deployment, DeploymentPlan, Machine, ReservePlan, SendError, VmError, keypair_for, policy_feed,
    policy_holdings, policy_market, policy_reserve,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use std::collections::BTreeMap;
use std::path::Path;

/// What everyone has of every token, base units: more than any agent ever moves. Purses are the agents' own affair.
const PURSE: u64 = 1 << 60;

/// Someone's key, position and token accounts by reserve.
#[derive(Debug)]
pub(super) struct Wallet {
    pub(super) key: Keypair,
    pub(super) position: Address,
    pub(super) tokens: Vec<Address>,
}

/// The program's side.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) machine: Machine,
    pub(super) deployment: Deployment,
    pub(super) wallets: Vec<Wallet>,
    /// Pays for every liquidation: who it was leaves no trace in the market.
    pub(super) liquidator: Wallet,
    decimals: Vec<u8>,
    followed: Vec<usize>,
    pub(super) spent: BTreeMap<&'static str, Spent>,
    pub(super) transactions: u64,
}

impl Stage {
    /// A machine at `now` with the market that `opened` says.
    pub(super) fn open(program: &Path, opened: &PoolState, now: u64) -> Result<Self, ProgramError> {
        if !opened.positions.is_empty() {
            return Err(ProgramError::OpenedInUse {
                accounts: opened.positions.len(),
            });
        }
        let mut machine = Machine::start_with(program, now)?;
        let start = opened.feeds.first().map_or(0, |feed| feed.state.score.0);
        let plan = plan(opened);
        let deployment = Deployment::create_unlaunched_from(&mut machine, &plan, start)?;
        for (feed, handle) in opened.feeds.iter().zip(&deployment.feeds) {
            if feed.state.mode() != Mode::Autonomous {
                let change = Change::Mode(handle.address, feed.state.mode);
                let change = propose(&mut machine, &deployment, &change)?;
                let execute =
                    instruction::change_execute_feed(&deployment.market, &change, &handle.address);
                machine.send(&[execute], &[])?;
            }
        }
        deployment.launch(&mut machine)?;
        let liquidator = wallet(&mut machine, &deployment, "liquidator")?;
        Ok(Self {
            machine,
            deployment,
            wallets: Vec::new(),
            liquidator,
            decimals: opened.decimals.clone(),
            followed: opened.reserves.iter().map(|reserve| reserve.feed).collect(),
            spent: BTreeMap::new(),
            transactions: 0,
        })
    }

    /// Opens the next account.
    pub(super) fn join(&mut self) -> Result<(), ProgramError> {
        let name = format!("agent {}", self.wallets.len());
        let wallet = wallet(&mut self.machine, &self.deployment, &name)?;
        let (payer, owner) = (self.machine.payer(), wallet.key.pubkey());
        let open = instruction::position_open(&payer, &owner, &self.deployment.market, 0);
        self.send("position_open", open, Some(&wallet.key))?;
        self.wallets.push(wallet);
        Ok(())
    }

    /// Sends one instruction as a transaction of its own, and notes what it spent.
    pub(super) fn send(
        &mut self,
        kind: &'static str,
        instruction: Instruction,
        signer: Option<&Keypair>,
    ) -> Result<(), SendError> {
        self.transactions += 1;
        let signers: Vec<&Keypair> = signer.into_iter().collect();
        let sent = self.machine.send(&[instruction], &signers)?;
        self.spent.entry(kind).or_default().add(sent.units);
        Ok(())
    }

    /// Proposes a change as governance; its address.
    pub(super) fn propose(&mut self, change: &Change) -> Result<Address, VmError> {
        self.transactions += 1;
        propose(&mut self.machine, &self.deployment, change)
    }

    /// The market as the chain has it.
    pub(super) fn state(&self) -> Result<PoolState, VmError> {
        let machine = &self.machine;
        let mut reserves = Vec::new();
        for (handle, feed) in self.deployment.reserves.iter().zip(&self.followed) {
            let reserve = machine.read::<Reserve>(&handle.accounts.reserve)?;
            reserves.push(policy_reserve(&reserve, *feed));
        }
        let feeds = self.deployment.feeds.iter();
        let feeds = feeds.map(|feed| Ok(policy_feed(&machine.read::<RiskFeed>(&feed.address)?)));
        let held = self.wallets.iter();
        let positions =
            held.map(|held| Ok(policy_holdings(&machine.read::<Position>(&held.position)?)));
        let (limits, flows) = policy_market(&machine.read::<Market>(&self.deployment.market)?);
        Ok(PoolState {
            reserves,
            feeds: feeds.collect::<Result<_, VmError>>()?,
            limits,
            flows,
            positions: positions.collect::<Result<_, VmError>>()?,
            decimals: self.decimals.clone(),
        })
    }
}

fn plan(opened: &PoolState) -> DeploymentPlan {
    let reserves = opened.reserves.iter().zip(&opened.decimals).enumerate();
    let reserves = reserves.map(|(index, (reserve, decimals))| ReservePlan {
        asset: format!("of reserve {index}"),
        decimals: *decimals,
        config: reserve.config,
        limits: Some(reserve.limits),
        feed: u16::try_from(reserve.feed).unwrap_or(u16::MAX),
        extensions: None,
    });
    let feeds = opened.feeds.iter().map(|feed| {
        let reports = feed.reports.iter();
        let voting = reports.filter(|report| report.standing == Standing::Voting as u8);
        (feed.config, voting.count())
    });
    DeploymentPlan {
        feeds: feeds.collect(),
        reserves: reserves.collect(),
        bounds: Bounds::STANDARD,
        limits: opened.limits,
    }
}

fn wallet(machine: &mut Machine, market: &Deployment, name: &str) -> Result<Wallet, VmError> {
    let key = keypair_for(name);
    let owner = key.pubkey();
    let reserves = market.reserves.iter();
    let tokens =
        reserves.map(|reserve| machine.create_tokens(&owner, &reserve.accounts.mint, PURSE));
    let tokens = tokens.collect::<Result<_, _>>()?;
    let position = address::position(&market.market, &owner, 0).0;
    Ok(Wallet {
        key,
        position,
        tokens,
    })
}

fn propose(
    machine: &mut Machine,
    deployment: &Deployment,
    change: &Change,
) -> Result<Address, VmError> {
    let (market, governance) = (&deployment.market, &deployment.governance);
    let number = machine.read::<Market>(market)?.change_count;
    let (payer, proposer) = (machine.payer(), governance.pubkey());
    let propose = instruction::change_propose(&payer, &proposer, market, number, change);
    machine.send(&[propose], &[governance])?;
    Ok(address::change(market, number).0)
}
