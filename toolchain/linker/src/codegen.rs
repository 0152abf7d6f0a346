//! From the program's bitcode to a BPF object.

use std::ffi::CStr;

use anyhow::{Result, bail, ensure};

use crate::{
    Dump, ENTRYPOINT, builtins,
    diagnostics::explain_back_end,
    legalise,
    llvm::{Context, Module, TargetMachine},
};

/// SBPF reads and writes memory at any alignment.
pub(crate) const FEATURES: &CStr = c"+allows-misaligned-mem-access";

/// What the virtual machine gives each call: one stack frame.
pub(crate) const FRAME_BYTES: u32 = 4096;

const TRIPLE: &CStr = c"bpfel";

/// The last processor version whose every instruction SBPF has.
const PROCESSOR: &CStr = c"v2";

/// Inlines the multiplication and tidies what the legaliser wrote: slots become registers,
/// multiplications by zero disappear.
/// Atomic operations become plain ones, since a program has one thread.
/// (`instcombine` by itself ends the process when a second round would find more to do.)
const CLEAN_UP: &CStr =
    c"always-inline,function(lower-atomic,sroa,early-cse,instcombine<no-verify-fixpoint>,simplifycfg,dse)";

/// Joins functions that are alike, and drops those that nothing calls.
const DROP_SPARE: &CStr = c"mergefunc,globaldce";

/// Compiles `program` (bitcode) with `builtins` (bitcode) to a BPF object.
///
/// # Errors
/// When the bitcode is malformed, needs something that SBPF cannot do, or LLVM refuses it.
pub(crate) fn compile(program: &[u8], builtins: &[u8], dump: &Dump<'_>) -> Result<Vec<u8>> {
    let context = Context::new();
    let module = Module::parse(&context, program, "program")?;
    ensure!(
        module
            .function(ENTRYPOINT)
            .is_some_and(|function| !function.is_declaration()),
        "the program defines no `{ENTRYPOINT}`: it needs an entry point macro, such as `#[program]`"
    );
    let machine = TargetMachine::new(TRIPLE, PROCESSOR, FEATURES)?;
    legalise::comparisons(&module, &machine)?;
    builtins::link(&context, &module, builtins)?;
    legalise(&module, &machine)?;
    if let Some(directory) = dump.directory() {
        module.write_text(&directory.join("legal.ll"))?;
    }
    module.verify()?;
    let object = machine.emit_object(&module)?;
    let reports = context.take_errors();
    if !reports.is_empty() {
        let reports: Vec<_> = reports
            .iter()
            .map(|report| explain_back_end(report))
            .collect();
        bail!(
            "the BPF back end refuses the program:\n{}",
            reports.join("\n")
        );
    }
    Ok(object)
}

/// Makes `module` digestible for the back end, and small.
fn legalise(module: &Module<'_>, machine: &TargetMachine) -> Result<()> {
    legalise::arithmetic(module)?;
    legalise::signatures(module)?;
    legalise::struct_return_attributes(module);
    machine.run_passes(module, CLEAN_UP)?;
    // The clean-up recognises patterns and may form new overflow intrinsics.
    legalise::arithmetic(module)?;
    // Last, so that a builtin needed only by the second round is still there.
    legalise::internalise(module);
    machine.run_passes(module, DROP_SPARE)?;
    legalise::sums(module);
    Ok(())
}
