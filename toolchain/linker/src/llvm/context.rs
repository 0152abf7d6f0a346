//! The context that owns types and constants, and LLVM's diagnostics.

use std::{
    cell::RefCell,
    ffi::{CStr, c_char, c_void},
};

use llvm_sys::{
    LLVMDiagnosticSeverity::LLVMDSError,
    core::{
        LLVMContextCreate, LLVMContextDispose, LLVMContextSetDiagnosticHandler,
        LLVMGetDiagInfoDescription, LLVMGetDiagInfoSeverity,
    },
    error_handling::{LLVMInstallFatalErrorHandler, LLVMResetFatalErrorHandler},
    prelude::{LLVMContextRef, LLVMDiagnosticInfoRef},
};

use super::take_message;

/// Owns types, constants, and the errors that LLVM reported so far.
#[derive(Debug)]
pub(crate) struct Context {
    pub(super) raw: LLVMContextRef,
    // Boxed: LLVM keeps its address.
    errors: Box<RefCell<Vec<String>>>,
}

impl Context {
    /// Also makes LLVM say why before it ends the process; `bpf-linker` had it silent.
    pub(crate) fn new() -> Self {
        // SAFETY: the handler is a plain function.
        unsafe {
            LLVMResetFatalErrorHandler();
            LLVMInstallFatalErrorHandler(Some(report_fatal_error));
        }
        let errors = Box::new(RefCell::new(Vec::new()));
        // SAFETY: the handler's pointer is to the box, which lives as long as the context.
        let raw = unsafe {
            let raw = LLVMContextCreate();
            let sink = std::ptr::from_ref::<RefCell<Vec<String>>>(&errors);
            LLVMContextSetDiagnosticHandler(raw, Some(collect), sink.cast_mut().cast());
            raw
        };
        Self { raw, errors }
    }

    /// The errors reported since the last call.
    pub(crate) fn take_errors(&self) -> Vec<String> {
        self.errors.take()
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: created in `new`, disposed of only here; handles borrow `self`.
        unsafe { LLVMContextDispose(self.raw) }
    }
}

extern "C" fn collect(info: LLVMDiagnosticInfoRef, sink: *mut c_void) {
    // SAFETY: LLVM passes a live diagnostic and the pointer that `Context::new` registered.
    let (errors, severity, text) = unsafe {
        let errors = &*sink.cast::<RefCell<Vec<String>>>();
        let text = take_message(LLVMGetDiagInfoDescription(info));
        (errors, LLVMGetDiagInfoSeverity(info), text)
    };
    if matches!(severity, LLVMDSError) {
        errors.borrow_mut().push(text);
    }
}

extern "C" fn report_fatal_error(reason: *const c_char) {
    // SAFETY: LLVM passes a text that ends in a zero byte.
    let reason = unsafe { CStr::from_ptr(reason) };
    eprintln!("sbpf-ld: LLVM gave up: {}", reason.to_string_lossy());
}
