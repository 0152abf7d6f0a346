//! What the virtual machine and the syscalls share: the meter and the memory.

use std::{fmt, ptr::NonNull};

use solana_sbpf::{
    memory_region::{AccessType, MemoryMapping},
    program::SBPFVersion,
    vm::{Config, ContextObject},
};

/// The state of one run.
pub(crate) struct Context {
    remaining: u64,
    memory: MemoryMapping,
}

impl fmt::Debug for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Context")
            .field("remaining", &self.remaining)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// `units` is the most that the run may use.
    pub(crate) fn new(units: u64) -> Self {
        // SAFETY: the mapping has no regions.
        let memory = unsafe { MemoryMapping::new(Vec::new(), &Config::default(), SBPFVersion::V3) };
        Self {
            remaining: units,
            memory: memory.expect("an empty mapping is valid"),
        }
    }

    pub(crate) fn set_memory(&mut self, memory: MemoryMapping) {
        self.memory = memory;
    }

    /// The host's address of `length` bytes of the program's memory.
    pub(crate) fn translate(
        &self,
        access: AccessType,
        address: u64,
        length: u64,
    ) -> Result<*mut u8, Box<dyn std::error::Error>> {
        let host: Result<u64, _> = self.memory.map(access, address, length).into();
        Ok(host? as *mut u8)
    }
}

impl ContextObject for Context {
    fn consume(&mut self, amount: u64) {
        self.remaining = self.remaining.saturating_sub(amount);
    }

    fn get_remaining(&self) -> u64 {
        self.remaining
    }

    fn active_mapping_ptr(&mut self) -> NonNull<MemoryMapping> {
        NonNull::from_mut(&mut self.memory)
    }
}
