//! The virtual machine, set up as a validator does for an SBPF v3 program.

use std::{fmt, ptr, sync::Arc};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use solana_sbpf::{
    aligned_memory::AlignedMemory,
    ebpf::{HOST_ALIGN, MM_HEAP_START, MM_INPUT_START, MM_STACK_START},
    elf::Executable,
    memory_region::{MemoryMapping, MemoryRegion},
    program::{BuiltinProgram, SBPFVersion},
    verifier::RequisiteVerifier,
    vm::{CallFrame, Config, EbpfVm, ExecutionMode},
};
use testprogram::{Exchange, Words};

use crate::{context::Context, syscalls};

/// More than any operation needs.
const MOST_UNITS: u64 = 10_000_000;
const HEAP_BYTES: usize = 32 * 1024;
const EXCHANGE_BYTES: usize = size_of::<Exchange>();

/// What one run gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The operation's result.
    pub output: Words,
    /// Instructions executed and the costs of syscalls.
    pub compute_units: u64,
}

/// A loaded test program with its memory, which runs share like a validator's pool.
pub struct Machine {
    executable: Executable<Context>,
    stack: AlignedMemory<HOST_ALIGN>,
    heap: AlignedMemory<HOST_ALIGN>,
    frames: Vec<CallFrame>,
}

impl fmt::Debug for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Machine").finish_non_exhaustive()
    }
}

impl Machine {
    /// Loads and verifies a program. Only SBPF v3 is let in.
    ///
    /// # Errors
    /// When the file is malformed, of another version, or holds an instruction that is not allowed.
    pub fn load(shared_object: &[u8]) -> Result<Self> {
        let config = Config {
            reject_broken_elfs: true,
            enabled_sbpf_versions: SBPFVersion::V3..=SBPFVersion::V3,
            ..Config::default()
        };
        let (stack_bytes, depth) = (config.stack_size(), config.max_call_depth);
        let mut loader = BuiltinProgram::new_loader(config);
        syscalls::register(&mut loader).context("cannot register the syscalls")?;
        let executable = Executable::load(shared_object, Arc::new(loader))
            .context("the virtual machine refuses the file")?;
        ensure!(
            executable.get_sbpf_version() == SBPFVersion::V3,
            "the program is not SBPF v3"
        );
        executable
            .verify::<RequisiteVerifier>()
            .map_err(|error| anyhow!("the verifier refuses the program: {error}"))?;
        Ok(Self {
            executable,
            stack: AlignedMemory::zero_filled(stack_bytes),
            heap: AlignedMemory::zero_filled(HEAP_BYTES),
            frames: vec![CallFrame::default(); depth],
        })
    }

    /// Runs one operation.
    ///
    /// # Errors
    /// When the program aborts, leaves its memory, or returns an error.
    pub fn run(&mut self, operation: usize, input: &Words) -> Result<Outcome> {
        let mut exchange = to_bytes(operation as u64, input);
        let mut context = Context::new(MOST_UNITS);
        let regions = vec![
            self.executable.get_ro_region(),
            MemoryRegion::new(&mut self.stack, MM_STACK_START),
            MemoryRegion::new(&mut self.heap, MM_HEAP_START),
            MemoryRegion::new(ptr::from_mut(&mut exchange), MM_INPUT_START),
        ];
        let config = self.executable.get_config();
        // SAFETY: the regions are bytes that live until the run is over.
        let memory = unsafe { MemoryMapping::new(regions, config, SBPFVersion::V3) };
        context.set_memory(memory.map_err(|error| anyhow!("cannot map the memory: {error}"))?);
        let loader = self.executable.get_loader().clone();
        let stack_bytes = config.stack_size();
        let mut machine = EbpfVm::new(loader, SBPFVersion::V3, &mut context, stack_bytes);
        // What agave passes: the input's address.
        machine.registers[1] = MM_INPUT_START;
        let mut mode = ExecutionMode::Interpreted;
        let (compute_units, result) =
            machine.execute_program(&self.executable, &mut mode, &mut self.frames);
        match Result::from(result) {
            Ok(0) => Ok(Outcome {
                output: output_of(&exchange),
                compute_units,
            }),
            Ok(code) => bail!("the program returned {code}"),
            Err(error) => bail!("the program failed: {error}"),
        }
    }
}

/// An [`Exchange`] as the program sees it.
fn to_bytes(operation: u64, input: &Words) -> [u8; EXCHANGE_BYTES] {
    let mut bytes = [0; EXCHANGE_BYTES];
    let words = std::iter::once(&operation).chain(input);
    for (chunk, word) in bytes.chunks_exact_mut(8).zip(words) {
        chunk.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

fn output_of(bytes: &[u8; EXCHANGE_BYTES]) -> Words {
    let mut output = Words::default();
    let chunks = bytes[EXCHANGE_BYTES - size_of::<Words>()..].chunks_exact(8);
    for (word, chunk) in output.iter_mut().zip(chunks) {
        *word = chunk
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte));
    }
    output
}
