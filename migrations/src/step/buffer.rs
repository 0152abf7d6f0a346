//! The program's bytes are in a buffer that whoever deploys may use.

use super::loader::{Deployed, LOADER, Written, buffer_address, buffer_key};
use super::{Context, Planned, State, Step};
use crate::error::MigrateError;
use crate::plan::Plan;
use solana_address::Address;
use solana_loader_v3_interface::instruction;
use solana_loader_v3_interface::state::UpgradeableLoaderState as Layout;

/// Bytes that one transaction writes: what is left of 1 232 beside two signatures, three keys and headers.
const CHUNK: usize = 900;

/// Writes the buffer.
#[derive(Debug)]
pub(super) struct Buffer {
    address: Address,
}

impl Buffer {
    pub(super) fn of(plan: &Plan) -> Self {
        let address = buffer_address(plan);
        Self { address }
    }

    /// Who deploys from it: the payer at first, the upgrade authority later.
    fn user(context: &Context<'_>) -> Result<Address, MigrateError> {
        let deployed = Deployed::read(context.chain, context.plan)?;
        let authority = deployed.and_then(|deployed| deployed.authority);
        Ok(authority.unwrap_or_else(|| context.chain.payer()))
    }

    /// Offsets of the chunks that the buffer lacks.
    fn missing(program: &[u8], written: &[u8]) -> Vec<usize> {
        let chunks = (0..).step_by(CHUNK).zip(program.chunks(CHUNK));
        let missing = chunks
            .filter(|(offset, chunk)| written.get(*offset..offset + chunk.len()) != Some(*chunk));
        missing.map(|(offset, _)| offset).collect()
    }

    fn create(&self, context: &Context<'_>) -> Result<Planned, MigrateError> {
        let (chain, program) = (context.chain, &context.plan.program.bytes);
        let rent = chain.rent(Layout::size_of_buffer(program.len()))?;
        let payer = chain.payer();
        let instructions =
            instruction::create_buffer(&payer, &self.address, &payer, rent, program.len());
        Ok(Planned {
            instructions: instructions.map_err(|error| MigrateError::Transaction {
                reason: error.to_string(),
                logs: vec![],
            })?,
            keys: vec![buffer_key(&context.plan.payer, program)],
        })
    }
}

impl Step for Buffer {
    fn name(&self) -> String {
        "write the program into a buffer".into()
    }

    fn subject(&self) -> Address {
        self.address
    }

    fn state(&self, context: &Context<'_>) -> Result<State, MigrateError> {
        let program = &context.plan.program;
        let deployed = Deployed::read(context.chain, context.plan)?;
        if let Some(deployed) = &deployed {
            if deployed.is(&program.bytes) {
                return Ok(State::Done);
            }
            if !program.upgrade {
                let reason =
                    "other bytes are deployed; set `program.upgrade = true` to replace them";
                return Ok(State::Drifted(reason.into()));
            }
        }
        let all = program.bytes.chunks(CHUNK).count();
        let Some(written) = Written::read(context.chain, &self.address)? else {
            let length = program.bytes.len();
            return Ok(State::Pending(format!(
                "{length} bytes in {all} transactions"
            )));
        };
        let missing = Self::missing(&program.bytes, &written.bytes).len();
        if missing > 0 {
            return Ok(State::Pending(format!(
                "{missing} of {all} pieces are missing"
            )));
        }
        let user = Self::user(context)?;
        if written.authority == Some(user) {
            return Ok(State::Done);
        }
        Ok(State::Pending(format!("hand it to {user}, who upgrades")))
    }

    fn batches(&self, context: &Context<'_>) -> Result<Vec<Vec<Planned>>, MigrateError> {
        let (chain, program) = (context.chain, &context.plan.program.bytes);
        let payer = chain.payer();
        let written = Written::read(chain, &self.address)?;
        let mut batches = Vec::new();
        if written.is_none() {
            batches.push(vec![self.create(context)?]);
        }
        let written = written.map(|written| written.bytes);
        let present = written.unwrap_or_else(|| vec![0; program.len()]);
        let missing = Self::missing(program, &present);
        let writes = missing.into_iter().filter_map(|offset| {
            let end = program.len().min(offset + CHUNK);
            let piece = program.get(offset..end)?.to_vec();
            let place = u32::try_from(offset).ok()?;
            let write = instruction::write(&self.address, &payer, place, piece);
            debug_assert_eq!(write.program_id, LOADER);
            Some(Planned::of(vec![write]))
        });
        batches.push(writes.collect());
        let user = Self::user(context)?;
        if user != payer {
            let give = instruction::set_buffer_authority(&self.address, &payer, &user);
            batches.push(vec![Planned::of(vec![give])]);
        }
        batches.retain(|batch| !batch.is_empty());
        Ok(batches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pieces_that_differ_are_missing() {
        // Given three pieces, the last one short
        let program: Vec<u8> = (0..2 * CHUNK + 7)
            .map(|byte| (byte % 251) as u8 | 1)
            .collect();

        // When nothing, the second and everything is written
        let mut written = vec![0; program.len()];
        assert_eq!(Buffer::missing(&program, &written), [0, CHUNK, 2 * CHUNK]);
        written[CHUNK..2 * CHUNK].copy_from_slice(&program[CHUNK..2 * CHUNK]);
        assert_eq!(Buffer::missing(&program, &written), [0, 2 * CHUNK]);

        // Then what is whole is not missing, and a buffer that is too short misses what it cannot hold
        assert_eq!(Buffer::missing(&program, &program), [0usize; 0]);
        assert_eq!(
            Buffer::missing(&program, &program[..CHUNK]),
            [CHUNK, 2 * CHUNK]
        );
    }
}
