//! What programs execute, instruction by instruction, for profiles.

use litesvm::{InvocationInspectCallback, LiteSVM};
use solana_address::Address;
use solana_program_runtime::execution_budget::DEFAULT_INVOCATION_COST;
use solana_program_runtime::invoke_context::InvokeContext;
use solana_program_runtime::solana_sbpf::ebpf::hash_symbol_name;
use solana_transaction::sanitized::SanitizedTransaction;
use std::sync::{Arc, Mutex, PoisonError};

/// One run of one program within a transaction.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The program.
    pub program: Address,
    /// The registers before each instruction: r0 to r10, and the instruction's number in the program's text.
    pub steps: Vec<[u64; 12]>,
}

/// What a call of another program costs, beside what that program executes.
pub const CALL_UNITS: u64 = DEFAULT_INVOCATION_COST;

/// How an instruction names the system call `name`.
pub fn system_call_hash(name: &str) -> u32 {
    hash_symbol_name(name.as_bytes())
}

/// Keeps the traces of the transaction that ran last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder(Arc<Mutex<Vec<Trace>>>);

impl Recorder {
    /// A VM, and under `BALLAST_TRACE` what it writes to. Tracing is part of how programs are loaded, so it holds from
    /// the start or not at all.
    pub(crate) fn start() -> (LiteSVM, Option<Self>) {
        if std::env::var_os("BALLAST_TRACE").is_none() {
            return (LiteSVM::new(), None);
        }
        let (mut svm, recorder) = (LiteSVM::new_debuggable(true), Self::default());
        svm.set_invocation_inspect_callback(recorder.clone());
        (svm, Some(recorder))
    }

    /// The traces, in the order in which the programs ended.
    pub(crate) fn take(&self) -> Vec<Trace> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl InvocationInspectCallback for Recorder {
    fn before_invocation(
        &self,
        _: &LiteSVM,
        _: &SanitizedTransaction,
        _: &[u16],
        _: &mut InvokeContext,
        _: bool,
    ) {
        self.take();
    }

    fn after_invocation(
        &self,
        _: &LiteSVM,
        _: &SanitizedTransaction,
        _: &[u16],
        context: &InvokeContext,
        _: bool,
    ) {
        context.iterate_vm_traces(&|instruction, _, steps| {
            if let Ok(program) = instruction.get_program_key() {
                let mut traces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                traces.push(Trace {
                    program: *program,
                    steps: steps.to_vec(),
                });
            }
        });
    }
}
