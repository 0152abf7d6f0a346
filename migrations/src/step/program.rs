//! The program is deployed through the upgradeable loader, with the bytes of the file.

use super::loader::{Deployed, buffer_address};
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_loader_v3_interface::state::UpgradeableLoaderState as Layout;
use solana_loader_v3_interface::{get_program_data_address, instruction};

/// The least that the loader lets a program grow by.
const LEAST_GROWTH: usize = 10_240;

/// Deploys or upgrades.
#[derive(Debug)]
pub(super) struct Program;

impl Program {
    fn deploy(context: &Context<'_>) -> Result<Planned, MigrateError> {
        let (chain, program) = (context.chain, &context.plan.program);
        let Some(key) = program.key.as_ref().map(Keypair::insecure_clone) else {
            let reason =
                "the first deployment needs the address's key: `file:PATH` or `env:VARIABLE`";
            return Err(MigrateError::setting("program.key", reason));
        };
        let payer = chain.payer();
        let instructions = instruction::deploy_with_max_program_len(
            &payer,
            &program.id,
            &buffer_address(context.plan),
            &payer,
            chain.rent(Layout::size_of_program())?,
            program.capacity,
        );
        Ok(Planned {
            instructions: instructions.map_err(|error| MigrateError::Transaction {
                reason: error.to_string(),
                logs: vec![],
            })?,
            keys: vec![key],
        })
    }

    fn upgrade(context: &Context<'_>, deployed: &Deployed) -> Result<Planned, MigrateError> {
        let program = &context.plan.program;
        let Some(authority) = deployed.authority else {
            let reason = "the deployed program can be upgraded by nobody";
            return Err(MigrateError::setting("program.upgrade", reason));
        };
        let payer = context.rent_payer(&authority);
        let mut instructions: Vec<Instruction> = Vec::new();
        let lacks = program.bytes.len().saturating_sub(deployed.bytes.len());
        if lacks > 0 {
            let growth = u32::try_from(lacks.max(LEAST_GROWTH)).unwrap_or(u32::MAX);
            let grow =
                instruction::extend_program_checked(&program.id, &authority, Some(&payer), growth);
            instructions.push(grow);
        }
        let buffer = buffer_address(context.plan);
        instructions.push(instruction::upgrade(
            &program.id,
            &buffer,
            &authority,
            &payer,
        ));
        Ok(Planned::of(instructions))
    }
}

impl Step for Program {
    fn name(&self) -> String {
        "deploy the program".into()
    }

    fn subject(&self) -> Address {
        get_program_data_address(&ballast_client::PROGRAM_ID)
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let program = &context.plan.program;
        Ok(match Deployed::read(context.chain, context.plan)? {
            None => State::Pending(format!(
                "deploy {} bytes at {}",
                program.bytes.len(),
                program.id
            )),
            Some(deployed) if deployed.is(&program.bytes) => State::Done,
            Some(_) if program.upgrade => State::Pending("replace the deployed bytes".into()),
            Some(_) => State::Drifted(
                "other bytes are deployed; set `program.upgrade = true` to replace them".into(),
            ),
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let planned = match Deployed::read(context.chain, context.plan)? {
            None => Self::deploy(context)?,
            Some(deployed) => Self::upgrade(context, &deployed)?,
        };
        Ok(vec![vec![planned]])
    }

    fn settle(&self, context: &Context<'_>) -> Result<(), MigrateError> {
        match Deployed::read(context.chain, context.plan)? {
            Some(deployed) => context.chain.wait_for_slot(deployed.slot.saturating_add(1)),
            None => Ok(()),
        }
    }
}
