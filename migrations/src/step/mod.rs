//! The steps, in their order. Each reads from the chain whether it is done.

mod authority;
mod buffer;
mod change;
mod feed;
mod handover;
mod launch;
mod limits;
mod loader;
mod market;
mod program;
mod publisher;
mod reserve;

pub(crate) use loader::{LOADER, written_buffer};

use crate::chain::Chain;
use crate::error::MigrateError;
use crate::plan::Plan;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use std::fmt;

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The chain is as the plan wants it.
    Done,
    /// It is not, and this is what would be done.
    Pending(String),
    /// It differs in what a migration does not change; with what to do instead.
    Drifted(String),
    /// It waits for a step before it, or for what no transaction of a migration brings about.
    Waiting(String),
}

/// A transaction of a step.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    /// What it does, in order.
    pub(crate) instructions: Vec<Instruction>,
    /// Keys of accounts that it creates.
    pub(crate) keys: Vec<Keypair>,
}

impl Planned {
    pub(crate) fn of(instructions: Vec<Instruction>) -> Self {
        Self {
            instructions,
            keys: vec![],
        }
    }
}

/// What a step sees.
pub(crate) struct Context<'a> {
    /// The chain.
    pub(crate) chain: &'a Chain,
    /// The plan.
    pub(crate) plan: &'a Plan,
    /// Changes proposed before in the same breath and not sent.
    pub(crate) changes_ahead: u64,
}

impl Context<'_> {
    /// Who pays an account's rent when `signer` has to sign: the payer where the signer's key is at hand, else the
    /// signer itself, so that the transaction needs no other signature.
    pub(crate) fn rent_payer(&self, signer: &Address) -> Address {
        if self.plan.keyring.holds(signer) {
            self.chain.payer()
        } else {
            *signer
        }
    }
}

/// One thing that is to be so.
pub(crate) trait Step: fmt::Debug {
    /// Its name.
    fn name(&self) -> String;

    /// The account that it is about.
    fn subject(&self) -> Address;

    /// How it stands.
    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError>;

    /// The transactions that bring it about, in batches: a batch's may be sent side by side, the next one waits for it.
    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError>;

    /// Waits until what its transactions did can be used.
    fn settle(&self, _context: &Context<'_>) -> Result<(), MigrateError> {
        Ok(())
    }

    /// How many changes it proposes.
    fn changes(&self) -> u64 {
        0
    }
}

/// The steps of `plan`, in their order.
pub(crate) fn steps(plan: &Plan) -> Vec<Box<dyn Step>> {
    let mut steps: Vec<Box<dyn Step>> = vec![
        Box::new(buffer::Buffer::of(plan)),
        Box::new(program::Program),
        Box::new(market::Create::of(plan)),
    ];
    for (index, feed) in (0..).zip(&plan.feeds) {
        steps.push(Box::new(feed::Create::of(plan, index)));
        for slot in 0..feed.publishers.len() {
            steps.push(Box::new(publisher::Add::of(plan, index, slot)));
        }
    }
    for (index, reserve) in (0..).zip(&plan.reserves) {
        steps.push(Box::new(reserve::Create::of(plan, index)));
        if reserve.limits.is_some() {
            steps.push(Box::new(limits::Set::of(plan, index)));
        }
    }
    if plan.market.governance != plan.market.creator {
        steps.push(Box::new(handover::Propose::of(plan)));
        steps.push(Box::new(handover::Accept::of(plan)));
    }
    // Who governs has proved by now that it can sign, and no market is live that the payer could still replace.
    steps.push(Box::new(authority::Upgrade));
    if plan.market.launch {
        steps.push(Box::new(launch::Launch::of(plan)));
    }
    steps
}
