//! The program's upgrades are in the hands that the plan names.

use super::loader::Deployed;
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use solana_address::Address;
use solana_loader_v3_interface::{get_program_data_address, instruction};

/// Sets the upgrade authority.
#[derive(Debug)]
pub(super) struct Upgrade;

fn named(authority: Option<Address>) -> String {
    authority.map_or("nobody".into(), |authority| authority.to_string())
}

impl Step for Upgrade {
    fn name(&self) -> String {
        "set who may upgrade the program".into()
    }

    fn subject(&self) -> Address {
        get_program_data_address(&ballast_client::PROGRAM_ID)
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let wanted = context.plan.program.authority;
        Ok(match Deployed::read(context.chain, context.plan)? {
            Some(deployed) if deployed.authority == wanted => State::Done,
            Some(Deployed {
                authority: None, ..
            }) => State::Drifted(
                "nobody can upgrade the deployed program; that cannot be undone".into(),
            ),
            _ => State::Pending(named(wanted)),
        })
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let deployed = Deployed::read(context.chain, context.plan)?;
        let present = deployed.and_then(|deployed| deployed.authority);
        let present = present.unwrap_or_else(|| context.chain.payer());
        let wanted = context.plan.program.authority;
        let program = &context.plan.program.id;
        let set = instruction::set_upgrade_authority(program, &present, wanted.as_ref());
        Ok(vec![vec![Planned::of(vec![set])]])
    }
}
