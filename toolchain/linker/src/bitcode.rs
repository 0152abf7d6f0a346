//! Links and optimises every input into one module of bitcode, with `bpf-linker`.

use std::{ffi::CString, path::PathBuf};

use anyhow::{Context as _, Result};
use bpf_linker::{Cpu, Linker, LinkerInput, LinkerOptions, OptLevel, OutputType};

use crate::{Dump, ENTRYPOINT, codegen};

/// Links `inputs` and returns the optimised module as bitcode.
///
/// LLVM's own options are process-wide: what is set here also holds in [`codegen`].
///
/// # Errors
/// When an input cannot be read or is not bitcode, or LLVM refuses it.
pub(crate) fn link(inputs: &[PathBuf], debug_info: bool, dump: &Dump<'_>) -> Result<Vec<u8>> {
    let mut linker = Linker::new(LinkerOptions {
        target: None,
        cpu: Cpu::V2,
        cpu_features: CString::from(codegen::FEATURES),
        optimize: OptLevel::Default,
        unroll_loops: false,
        ignore_inline_never: false,
        llvm_args: vec![CString::new(format!(
            "--bpf-stack-size={}",
            codegen::FRAME_BYTES
        ))?],
        disable_expand_memcpy_in_order: true,
        // Keeps `memcpy` and its kin alive until `builtins` replaces them.
        disable_memory_builtins: false,
        // Without it bpf-linker drops every debug record, not BTF alone.
        btf: debug_info,
        allow_bpf_trap: true,
    });
    if let Some(directory) = dump.directory() {
        linker.set_dump_module_path(directory);
    }
    let inputs = inputs.iter().map(|path| LinkerInput::new_from_file(path));
    let bitcode = linker
        .link_to_buffer(inputs, OutputType::Bitcode, [ENTRYPOINT])
        .context("cannot link the program's bitcode")?;
    Ok(bitcode.as_slice().to_vec())
}
