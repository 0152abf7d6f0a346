//! Modules.

use std::{ffi::CString, os::unix::ffi::OsStrExt as _, path::Path, ptr};

use anyhow::{Context as _, Result, bail};
use llvm_sys::{
    analysis::{LLVMVerifierFailureAction::LLVMReturnStatusAction, LLVMVerifyModule},
    core::{
        LLVMAddFunction, LLVMCreateMemoryBufferWithMemoryRangeCopy, LLVMDisposeMemoryBuffer,
        LLVMDisposeModule, LLVMGetFirstFunction, LLVMGetFirstGlobalAlias, LLVMGetNamedFunction,
        LLVMGetNextFunction, LLVMGetNextGlobalAlias, LLVMGetTarget, LLVMPrintModuleToFile,
        LLVMSetTarget,
    },
    ir_reader::LLVMParseIRInContext2,
    linker::LLVMLinkModules2,
    prelude::{LLVMMemoryBufferRef, LLVMModuleRef},
    target::{LLVMABISizeOfType, LLVMGetModuleDataLayout},
};

use super::{Context, Function, Type, Value, block::chain, take_message};

/// One unit of code.
#[derive(Debug)]
pub(crate) struct Module<'c> {
    pub(super) raw: LLVMModuleRef,
    context: &'c Context,
}

impl<'c> Module<'c> {
    /// Reads a module from bitcode, or from LLVM's textual form; `name` is for messages.
    ///
    /// # Errors
    /// When the bytes are neither, or of another version of LLVM.
    pub(crate) fn parse(context: &'c Context, bytes: &[u8], name: &str) -> Result<Self> {
        let buffer = memory_buffer(bytes)?;
        let (mut raw, mut message) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: context and buffer are alive; LLVM allocates the message when it fails.
        let failed = unsafe {
            let (module, message) = (&raw mut raw, &raw mut message);
            let failed = LLVMParseIRInContext2(context.raw, buffer, module, message) != 0;
            LLVMDisposeMemoryBuffer(buffer);
            failed
        };
        if failed {
            bail!(
                "the bitcode of the {name} is malformed: {}",
                take_message(message)
            );
        }
        Ok(Self { raw, context })
    }

    pub(crate) fn context(&self) -> &'c Context {
        self.context
    }

    /// Takes over the target of `other`, so that linking the two does not warn.
    pub(crate) fn copy_target(&self, other: &Self) {
        // SAFETY: both modules are alive; LLVM copies the string.
        unsafe { LLVMSetTarget(self.raw, LLVMGetTarget(other.raw)) }
    }

    /// Moves everything of `other` into this module.
    ///
    /// # Errors
    /// When both define a symbol.
    pub(crate) fn link_in(&self, other: Self) -> Result<()> {
        let raw = other.raw;
        // LLVM destroys the source module, whether linking succeeds or not.
        std::mem::forget(other);
        // SAFETY: both modules are alive and of one context; `raw` is not used afterwards.
        if unsafe { LLVMLinkModules2(self.raw, raw) } != 0 {
            bail!("{}", self.context.take_errors().join("; "));
        }
        Ok(())
    }

    /// Every function, declarations and intrinsics included.
    pub(crate) fn functions(&self) -> Vec<Function<'c>> {
        // SAFETY: the module is alive, and so is each function until the caller changes it.
        let next = |function: &_| unsafe { LLVMGetNextFunction(*function) };
        // SAFETY: as above.
        let first = unsafe { LLVMGetFirstFunction(self.raw) };
        chain(first, next)
            .into_iter()
            .map(Function::from_raw)
            .collect()
    }

    /// Every alias: a second name for a function or a global.
    pub(crate) fn aliases(&self) -> Vec<Value<'c>> {
        // SAFETY: the module is alive.
        let next = |alias: &_| unsafe { LLVMGetNextGlobalAlias(*alias) };
        // SAFETY: as above.
        let first = unsafe { LLVMGetFirstGlobalAlias(self.raw) };
        chain(first, next)
            .into_iter()
            .map(Value::from_raw)
            .collect()
    }

    pub(crate) fn function(&self, name: &str) -> Option<Function<'c>> {
        let name = CString::new(name).ok()?;
        // SAFETY: the module is alive, the name ends in a zero byte.
        let raw = unsafe { LLVMGetNamedFunction(self.raw, name.as_ptr()) };
        (!raw.is_null()).then(|| Function::from_raw(raw))
    }

    /// Declares a function; LLVM picks another name when this one is taken.
    pub(crate) fn add_function(&self, name: &str, signature: Type<'c>) -> Result<Function<'c>> {
        let name = CString::new(name)?;
        // SAFETY: module and type are alive and of one context; LLVM copies the name.
        Ok(Function::from_raw(unsafe {
            LLVMAddFunction(self.raw, name.as_ptr(), signature.raw)
        }))
    }

    /// Bytes that a value of the type takes in memory, padding included.
    pub(crate) fn size_of(&self, ty: Type<'c>) -> u64 {
        // SAFETY: module and type are alive; callers pass types that have a size.
        unsafe { LLVMABISizeOfType(LLVMGetModuleDataLayout(self.raw), ty.raw) }
    }

    /// Checks that the module is well formed.
    ///
    /// # Errors
    /// With LLVM's explanation when it is not: that is a bug of the legaliser.
    pub(crate) fn verify(&self) -> Result<()> {
        let mut message = ptr::null_mut();
        // SAFETY: the module is alive; LLVM allocates the message.
        let broken =
            unsafe { LLVMVerifyModule(self.raw, LLVMReturnStatusAction, &raw mut message) != 0 };
        let message = take_message(message);
        if broken {
            bail!("the legaliser made malformed code: {message}");
        }
        Ok(())
    }

    /// Writes the module in LLVM's textual form.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn write_text(&self, path: &Path) -> Result<()> {
        let name = CString::new(path.as_os_str().as_bytes())?;
        let mut message = ptr::null_mut();
        // SAFETY: the module is alive; LLVM allocates the message when it fails.
        if unsafe { LLVMPrintModuleToFile(self.raw, name.as_ptr(), &raw mut message) } != 0 {
            bail!("cannot write {}: {}", path.display(), take_message(message));
        }
        Ok(())
    }
}

impl Drop for Module<'_> {
    fn drop(&mut self) {
        // SAFETY: owned, and alive unless `link_in` took it, which forgets it.
        unsafe { LLVMDisposeModule(self.raw) }
    }
}

fn memory_buffer(bytes: &[u8]) -> Result<LLVMMemoryBufferRef> {
    // SAFETY: LLVM copies exactly these bytes.
    let buffer = unsafe {
        LLVMCreateMemoryBufferWithMemoryRangeCopy(
            bytes.as_ptr().cast(),
            bytes.len(),
            c"module".as_ptr(),
        )
    };
    (!buffer.is_null())
        .then_some(buffer)
        .context("LLVM is out of memory")
}
