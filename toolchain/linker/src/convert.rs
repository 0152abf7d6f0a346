//! From a BPF object to an SBPF shared object, with `sbpf-linker`.

use anyhow::{Result, bail};
use sbpf_linker::{OptimizationConfig, ProgramOptions, SbpfArch, SbpfLinkerError, link_program};

use crate::{
    codegen::FRAME_BYTES,
    diagnostics::{explain_missing, explain_relocation},
};

/// Converts `object` to an SBPF v3 program.
///
/// # Errors
/// When a symbol has no definition, or something has no SBPF form.
pub(crate) fn to_shared_object(object: &[u8]) -> Result<Vec<u8>> {
    let options = ProgramOptions::new(
        OptimizationConfig::enabled(),
        SbpfArch::V3,
        i32::try_from(FRAME_BYTES)?,
    );
    match link_program(object, options) {
        Ok(program) if program.is_empty() => bail!("the program has no code"),
        Ok(program) => Ok(program),
        Err(errors) => bail!(
            "{}",
            errors.iter().map(explain).collect::<Vec<_>>().join("\n")
        ),
    }
}

fn explain(error: &SbpfLinkerError) -> String {
    match error {
        SbpfLinkerError::MissingExportSymbol { symbol } => explain_missing(symbol),
        SbpfLinkerError::LddwRelocationError { detail, .. }
        | SbpfLinkerError::RodataRelocationError { detail, .. } => explain_relocation(detail),
        other => other.to_string(),
    }
}
