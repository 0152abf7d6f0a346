//! Values: constants, parameters, functions, and instructions with a result.

use std::marker::PhantomData;

pub(crate) use llvm_sys::LLVMOpcode as Opcode;
use llvm_sys::{
    LLVMAttributeFunctionIndex, LLVMAttributeIndex,
    core::{
        LLVMAddCallSiteAttribute, LLVMConstIntGetZExtValue, LLVMCreateEnumAttribute,
        LLVMGetCallSiteEnumAttribute, LLVMGetCalledFunctionType, LLVMGetCalledValue,
        LLVMGetICmpPredicate, LLVMGetInstructionCallConv, LLVMGetInstructionOpcode,
        LLVMGetIntTypeWidth, LLVMGetNumArgOperands, LLVMGetOperand, LLVMGetValueName2,
        LLVMInstructionEraseFromParent, LLVMInstructionRemoveFromParent, LLVMIsAConstantInt,
        LLVMIsAFunction, LLVMIsAInlineAsm, LLVMIsAInstruction, LLVMRemoveCallSiteEnumAttribute,
        LLVMReplaceAllUsesWith, LLVMSetAlignment, LLVMSetInstructionCallConv, LLVMTypeOf,
    },
    prelude::LLVMValueRef,
};

use super::{Context, Function, Predicate, Type, function::attribute_kind};

/// A value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value<'c> {
    pub(super) raw: LLVMValueRef,
    context: PhantomData<&'c Context>,
}

impl<'c> Value<'c> {
    pub(super) fn from_raw(raw: LLVMValueRef) -> Self {
        debug_assert!(!raw.is_null());
        Self {
            raw,
            context: PhantomData,
        }
    }

    pub(crate) fn ty(self) -> Type<'c> {
        // SAFETY: the value is alive.
        Type::from_raw(unsafe { LLVMTypeOf(self.raw) })
    }

    pub(crate) fn name(self) -> String {
        let mut length = 0;
        // SAFETY: LLVM returns `length` bytes that live as long as the value.
        let bytes = unsafe {
            let start = LLVMGetValueName2(self.raw, &raw mut length);
            std::slice::from_raw_parts(start.cast::<u8>(), length)
        };
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// The value of an integer constant that fits 64 bits.
    pub(crate) fn as_constant(self) -> Option<u64> {
        // SAFETY: the value is alive, and read as an integer only when it is a narrow one.
        unsafe {
            let narrow = !LLVMIsAConstantInt(self.raw).is_null()
                && LLVMGetIntTypeWidth(LLVMTypeOf(self.raw)) <= 64;
            narrow.then(|| LLVMConstIntGetZExtValue(self.raw))
        }
    }

    pub(crate) fn is_constant(self) -> bool {
        // SAFETY: the value is alive.
        unsafe { !LLVMIsAConstantInt(self.raw).is_null() }
    }

    pub(crate) fn as_function(self) -> Option<Function<'c>> {
        // SAFETY: the value is alive.
        let raw = unsafe { LLVMIsAFunction(self.raw) };
        (!raw.is_null()).then(|| Function::from_raw(raw))
    }

    pub(crate) fn is_inline_assembly(self) -> bool {
        // SAFETY: the value is alive.
        unsafe { !LLVMIsAInlineAsm(self.raw).is_null() }
    }

    pub(crate) fn as_instruction(self) -> Option<Self> {
        // SAFETY: the value is alive.
        let raw = unsafe { LLVMIsAInstruction(self.raw) };
        (!raw.is_null()).then_some(self)
    }

    pub(crate) fn replace_uses_with(self, other: Self) {
        // SAFETY: both are alive, and callers pass two values of one type.
        unsafe { LLVMReplaceAllUsesWith(self.raw, other.raw) }
    }
}

/// Instructions. Each method is for a value that came from `Function::instructions` or a builder.
impl Value<'_> {
    pub(crate) fn opcode(self) -> Opcode {
        // SAFETY: the value is a live instruction.
        unsafe { LLVMGetInstructionOpcode(self.raw) }
    }

    pub(crate) fn operand(self, index: u32) -> Self {
        // SAFETY: the value is a live instruction; callers stay within its operands.
        Self::from_raw(unsafe { LLVMGetOperand(self.raw, index) })
    }

    pub(crate) fn predicate(self) -> Predicate {
        // SAFETY: the value is a live comparison of integers.
        unsafe { LLVMGetICmpPredicate(self.raw) }
    }

    /// Sets the alignment of a load, store or stack slot, in bytes.
    pub(crate) fn with_alignment(self, bytes: u32) -> Self {
        // SAFETY: the value is a live load, store or alloca.
        unsafe { LLVMSetAlignment(self.raw, bytes) }
        self
    }

    /// Takes the instruction out of its block without destroying it.
    pub(crate) fn detach(self) {
        // SAFETY: the value is a live instruction inside a block.
        unsafe { LLVMInstructionRemoveFromParent(self.raw) }
    }

    /// Destroys the instruction. No handle to it may be used afterwards.
    pub(crate) fn erase(self) {
        // SAFETY: the value is a live instruction whose uses the caller has replaced.
        unsafe { LLVMInstructionEraseFromParent(self.raw) }
    }

    /// Puts `new` in the place of this instruction, then destroys it.
    pub(crate) fn replace_and_erase(self, new: Self) {
        if !self.ty().is_void() {
            self.replace_uses_with(new);
        }
        self.erase();
    }
}

/// Calls. Each method is for an instruction whose opcode is `LLVMCall`.
impl<'c> Value<'c> {
    pub(crate) fn callee(self) -> Self {
        // SAFETY: the value is a live call.
        Self::from_raw(unsafe { LLVMGetCalledValue(self.raw) })
    }

    pub(crate) fn callee_type(self) -> Type<'c> {
        // SAFETY: the value is a live call.
        Type::from_raw(unsafe { LLVMGetCalledFunctionType(self.raw) })
    }

    /// The name of the intrinsic (`llvm.memcpy.p0.p0.i64`) that this calls, if it calls one.
    pub(crate) fn intrinsic(self) -> Option<String> {
        let name = self.callee().as_function()?.name();
        name.starts_with("llvm.").then_some(name)
    }

    /// Keeps LLVM from treating the call as one of the C library function of that name.
    pub(crate) fn mark_no_builtin(self, context: &Context) {
        // SAFETY: call and context are alive.
        unsafe {
            let kind = attribute_kind("nobuiltin");
            let attribute = LLVMCreateEnumAttribute(context.raw, kind, 0);
            LLVMAddCallSiteAttribute(self.raw, LLVMAttributeFunctionIndex, attribute);
        }
    }

    pub(crate) fn copy_calling_convention(self, from: Self) {
        // SAFETY: both are live calls.
        unsafe { LLVMSetInstructionCallConv(self.raw, LLVMGetInstructionCallConv(from.raw)) }
    }

    /// Whether an argument carries the attribute.
    pub(crate) fn has_argument_attribute(self, attribute: &str) -> bool {
        let kind = attribute_kind(attribute);
        // SAFETY: the value is a live call, and the index is one of its arguments.
        self.arguments()
            .any(|index| unsafe { !LLVMGetCallSiteEnumAttribute(self.raw, index, kind).is_null() })
    }

    /// Removes an attribute from every argument.
    pub(crate) fn remove_argument_attribute(self, attribute: &str) {
        let kind = attribute_kind(attribute);
        for index in self.arguments() {
            // SAFETY: the value is a live call, and the index is one of its arguments.
            unsafe { LLVMRemoveCallSiteEnumAttribute(self.raw, index, kind) }
        }
    }

    /// Attribute indices of the arguments: from one, since zero is the result.
    fn arguments(self) -> std::ops::RangeInclusive<LLVMAttributeIndex> {
        // SAFETY: the value is a live call.
        1..=unsafe { LLVMGetNumArgOperands(self.raw) }
    }
}
