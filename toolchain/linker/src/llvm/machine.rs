//! The target machine: passes and code generation.

use std::{ffi::CStr, ptr};

use anyhow::{Result, bail};
use llvm_sys::{
    core::{LLVMDisposeMemoryBuffer, LLVMGetBufferSize, LLVMGetBufferStart},
    error::{LLVMDisposeErrorMessage, LLVMGetErrorMessage},
    target_machine::{
        LLVMCodeGenFileType::LLVMObjectFile, LLVMCodeGenOptLevel::LLVMCodeGenLevelDefault,
        LLVMCodeModel::LLVMCodeModelDefault, LLVMCreateTargetMachine, LLVMDisposeTargetMachine,
        LLVMGetTargetFromTriple, LLVMRelocMode::LLVMRelocPIC, LLVMTargetMachineEmitToMemoryBuffer,
        LLVMTargetMachineRef,
    },
    transforms::pass_builder::{
        LLVMCreatePassBuilderOptions, LLVMDisposePassBuilderOptions, LLVMRunPasses,
    },
};

use super::{Module, take_message};

/// A processor to make code for.
#[derive(Debug)]
pub(crate) struct TargetMachine {
    raw: LLVMTargetMachineRef,
}

impl TargetMachine {
    /// # Errors
    /// When this LLVM has no such target.
    pub(crate) fn new(triple: &CStr, processor: &CStr, features: &CStr) -> Result<Self> {
        let (mut target, mut message) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: the strings end in a zero byte; LLVM allocates the message when it fails.
        let raw = unsafe {
            if LLVMGetTargetFromTriple(triple.as_ptr(), &raw mut target, &raw mut message) != 0 {
                bail!("this LLVM cannot make BPF code: {}", take_message(message));
            }
            LLVMCreateTargetMachine(
                target,
                triple.as_ptr(),
                processor.as_ptr(),
                features.as_ptr(),
                LLVMCodeGenLevelDefault,
                LLVMRelocPIC,
                LLVMCodeModelDefault,
            )
        };
        if raw.is_null() {
            bail!(
                "this LLVM refuses the processor {}",
                processor.to_string_lossy()
            );
        }
        Ok(Self { raw })
    }

    /// Runs a pipeline in the notation of LLVM's `opt -passes=`.
    ///
    /// # Errors
    /// When LLVM does not know a pass.
    pub(crate) fn run_passes(&self, module: &Module<'_>, pipeline: &CStr) -> Result<()> {
        // SAFETY: module and machine are alive; options and message are disposed of once.
        unsafe {
            let options = LLVMCreatePassBuilderOptions();
            let error = LLVMRunPasses(module.raw, pipeline.as_ptr(), self.raw, options);
            LLVMDisposePassBuilderOptions(options);
            if !error.is_null() {
                let message = LLVMGetErrorMessage(error);
                let text = CStr::from_ptr(message).to_string_lossy().into_owned();
                LLVMDisposeErrorMessage(message);
                bail!("LLVM's passes failed: {text}");
            }
        }
        Ok(())
    }

    /// Generates an object file. What the back end cannot do it reports to the context, and goes on.
    ///
    /// # Errors
    /// When there is no object at all.
    pub(crate) fn emit_object(&self, module: &Module<'_>) -> Result<Vec<u8>> {
        let (mut message, mut buffer) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: module and machine are alive; LLVM allocates the buffer, or the message.
        unsafe {
            if LLVMTargetMachineEmitToMemoryBuffer(
                self.raw,
                module.raw,
                LLVMObjectFile,
                &raw mut message,
                &raw mut buffer,
            ) != 0
            {
                bail!("LLVM made no object: {}", take_message(message));
            }
            let start = LLVMGetBufferStart(buffer).cast::<u8>();
            let object = std::slice::from_raw_parts(start, LLVMGetBufferSize(buffer)).to_vec();
            LLVMDisposeMemoryBuffer(buffer);
            Ok(object)
        }
    }
}

impl Drop for TargetMachine {
    fn drop(&mut self) {
        // SAFETY: owned, disposed of only here.
        unsafe { LLVMDisposeTargetMachine(self.raw) }
    }
}
