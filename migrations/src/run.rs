//! Plans, runs and prints the steps.

mod record;

use crate::chain::{Chain, Work};
use crate::error::MigrateError;
use crate::journal::Journal;
use crate::plan::Plan;
use crate::print::Printed;
use crate::step::{Context, Planned, State, Step, steps};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_signature::Signature;

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReport {
    /// Its name.
    pub step: String,
    /// The account that it is about.
    pub subject: Address,
    /// How it stands.
    pub state: State,
    /// Who has to sign it elsewhere, where it is pending and a key is not at hand.
    pub signer: Option<Address>,
}

/// What a run tells while it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// A step was done already.
    Kept(&'a str),
    /// A step begins.
    Begins(&'a str),
    /// A step is done, by so many transactions.
    Done(&'a str, usize),
}

/// A plan and the chain it is for.
#[derive(Debug)]
pub struct Migration {
    plan: Plan,
    chain: Chain,
    genesis: String,
}

impl Migration {
    /// Connects to the plan's node, which must be of the plan's cluster.
    pub fn connect(plan: Plan) -> Result<Self, MigrateError> {
        let chain = Chain::connect(&plan.rpc_url, plan.commitment, &plan.payer);
        let genesis = chain.genesis()?;
        plan.cluster.check_genesis(&genesis)?;
        Ok(Self {
            plan,
            chain,
            genesis,
        })
    }

    /// What is to stand in the end.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The chain.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// How every step stands. Nothing is sent.
    pub fn status(&self) -> Result<Vec<StepReport>, MigrateError> {
        let context = self.context(0);
        let report = |step: &dyn Step| {
            let state = step.state(&context)?;
            let signer = match state {
                State::Pending(_) => self.outside_signer(step, &context)?,
                _ => None,
            };
            Ok(StepReport {
                step: step.name(),
                subject: step.subject(),
                state,
                signer,
            })
        };
        steps(&self.plan)
            .iter()
            .map(|step| report(step.as_ref()))
            .collect()
    }

    /// Does what is not done, step by step, and writes into `journal` that a step begins, before anything is sent, and how it
    /// ends. Ends with an error at the first step that it cannot do; what was done stays.
    pub fn run(
        &self,
        journal: Option<&Journal>,
        mut tell: impl FnMut(&Progress<'_>),
    ) -> Result<usize, MigrateError> {
        self.check_funds()?;
        let unended = journal.map(|journal| journal.unended(&self.genesis));
        let unended = unended.transpose()?.unwrap_or_default();
        let mut sent = 0;
        for step in steps(&self.plan) {
            let name = step.name();
            let context = self.context(0);
            match step.state(&context)? {
                State::Done => {
                    self.note_found(step.as_ref(), &unended, journal)?;
                    tell(&Progress::Kept(&name));
                    continue;
                }
                State::Drifted(reason) => return Err(MigrateError::Drifted { step: name, reason }),
                State::Waiting(reason) => {
                    return Err(MigrateError::Incomplete { step: name, reason });
                }
                State::Pending(_) => {}
            }
            tell(&Progress::Begins(&name));
            let transactions = self.run_step(step.as_ref(), &context, journal)?;
            sent += transactions;
            tell(&Progress::Done(&name, transactions));
        }
        Ok(sent)
    }

    /// The transactions of all pending steps that someone else has to sign, in their order. Nothing is sent.
    pub fn print(&self) -> Result<Vec<Printed>, MigrateError> {
        let mut printed = Vec::new();
        let mut changes_ahead = 0;
        for step in steps(&self.plan) {
            let context = self.context(changes_ahead);
            if !matches!(step.state(&context)?, State::Pending(_)) {
                continue;
            }
            let mut is_outside = false;
            for planned in step.batches(&context)?.iter().flatten() {
                if let Some(signer) = self.missing(planned) {
                    is_outside = true;
                    printed.push(Printed::of(&step.name(), &signer, planned)?);
                }
            }
            if is_outside {
                changes_ahead += step.changes();
            }
        }
        Ok(printed)
    }

    const fn context(&self, changes_ahead: u64) -> Context<'_> {
        Context {
            chain: &self.chain,
            plan: &self.plan,
            changes_ahead,
        }
    }

    fn run_step(
        &self,
        step: &dyn Step,
        context: &Context<'_>,
        journal: Option<&Journal>,
    ) -> Result<usize, MigrateError> {
        let name = step.name();
        let work = |batch: Vec<Planned>| -> Result<Vec<Work>, MigrateError> {
            let batch = batch.into_iter();
            batch.map(|planned| self.work(&name, planned)).collect()
        };
        let batches = step.batches(context)?.into_iter();
        let batches: Vec<Vec<Work>> = batches.map(work).collect::<Result<_, _>>()?;
        let planned = batches.iter().map(Vec::len).sum();
        let record = self.note_begun(step, planned, journal)?;
        let mut signatures = Vec::new();
        let ended = self.send_step(step, &batches, &mut signatures);
        let noted = record.map_or(Ok(()), |record| self.note_end(record, &ended, &signatures));
        // Why the step stopped is the better word, should the journal fail too.
        ended.and(noted)?;
        step.settle(context)?;
        Ok(signatures.len())
    }

    /// Sends what `step` needs and reads whether it is done. What was signed is added to `signatures`.
    fn send_step(
        &self,
        step: &dyn Step,
        batches: &[Vec<Work>],
        signatures: &mut Vec<Signature>,
    ) -> Result<(), MigrateError> {
        for batch in batches {
            self.chain.send_noted(batch, signatures)?;
        }
        match step.state(&self.context(0))? {
            State::Done => Ok(()),
            State::Pending(reason) | State::Drifted(reason) | State::Waiting(reason) => {
                let step = step.name();
                Err(MigrateError::Incomplete { step, reason })
            }
        }
    }

    /// The transaction with its keys; the error when one is not at hand.
    fn work(&self, step: &str, planned: Planned) -> Result<Work, MigrateError> {
        if let Some(signer) = self.missing(&planned) {
            return Err(MigrateError::SignatureMissing {
                step: step.into(),
                signer,
            });
        }
        let wanted = signers(&planned);
        let held = wanted
            .iter()
            .filter_map(|address| self.plan.keyring.get(address));
        let mut keys: Vec<Keypair> = held.map(Keypair::insecure_clone).collect();
        keys.extend(planned.keys);
        Ok(Work {
            instructions: planned.instructions,
            signers: keys,
        })
    }

    /// The first signer whose key is not at hand.
    fn missing(&self, planned: &Planned) -> Option<Address> {
        use solana_signer::Signer as _;
        let is_made = |address: &Address| planned.keys.iter().any(|key| key.pubkey() == *address);
        let mut wanted = signers(planned).into_iter();
        wanted.find(|address| !self.plan.keyring.holds(address) && !is_made(address))
    }

    fn outside_signer(
        &self,
        step: &dyn Step,
        context: &Context<'_>,
    ) -> Result<Option<Address>, MigrateError> {
        let batches = match step.batches(context) {
            // What a step needs of the settings is its run's business.
            Err(MigrateError::Setting { .. }) => return Ok(None),
            batches => batches?,
        };
        let mut planned = batches.iter().flatten();
        Ok(planned.find_map(|planned| self.missing(planned)))
    }

    /// The error when the payer cannot pay for what is left to do: the rent of program and buffer, mostly.
    fn check_funds(&self) -> Result<(), MigrateError> {
        /// For accounts of the market and fees, lamports.
        const REST: u64 = 100_000_000;
        let context = self.context(0);
        let deploys = steps(&self.plan).into_iter().take(2);
        let mut needed = 0;
        for step in deploys {
            if matches!(step.state(&context)?, State::Pending(_)) {
                needed += self.chain.rent(self.plan.program.capacity)?;
            }
        }
        let payer = self.chain.payer();
        let held = self.chain.lamports(&payer)?;
        // The buffer's rent comes back before the program's is paid.
        let needed = needed / 2 + if needed > 0 { REST } else { 0 };
        if held < needed {
            return Err(MigrateError::Underfunded {
                payer,
                held,
                needed,
            });
        }
        Ok(())
    }
}

/// Who has to sign.
fn signers(planned: &Planned) -> Vec<Address> {
    let metas = planned.instructions.iter().flat_map(|it| &it.accounts);
    let mut signers: Vec<Address> = Vec::new();
    for meta in metas.filter(|meta| meta.is_signer) {
        if !signers.contains(&meta.pubkey) {
            signers.push(meta.pubkey);
        }
    }
    signers
}
