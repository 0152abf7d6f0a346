//! Types.

use std::marker::PhantomData;

use llvm_sys::{
    LLVMTypeKind::{
        self, LLVMArrayTypeKind, LLVMIntegerTypeKind, LLVMStructTypeKind, LLVMVoidTypeKind,
    },
    core::{
        LLVMArrayType2, LLVMConstInt, LLVMCountParamTypes, LLVMCountStructElementTypes,
        LLVMFunctionType, LLVMGetArrayLength2, LLVMGetElementType, LLVMGetIntTypeWidth,
        LLVMGetParamTypes, LLVMGetReturnType, LLVMGetTypeKind, LLVMGetUndef, LLVMIntTypeInContext,
        LLVMIsFunctionVarArg, LLVMPointerTypeInContext, LLVMStructGetTypeAtIndex,
        LLVMStructTypeInContext, LLVMVoidTypeInContext,
    },
    prelude::LLVMTypeRef,
};

use super::{Context, Value};

/// A type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Type<'c> {
    pub(super) raw: LLVMTypeRef,
    context: PhantomData<&'c Context>,
}

impl<'c> Type<'c> {
    pub(super) fn from_raw(raw: LLVMTypeRef) -> Self {
        debug_assert!(!raw.is_null());
        Self {
            raw,
            context: PhantomData,
        }
    }

    pub(crate) fn integer(context: &'c Context, bits: u32) -> Self {
        // SAFETY: the context is alive.
        Self::from_raw(unsafe { LLVMIntTypeInContext(context.raw, bits) })
    }

    pub(crate) fn pointer(context: &'c Context) -> Self {
        // SAFETY: the context is alive.
        Self::from_raw(unsafe { LLVMPointerTypeInContext(context.raw, 0) })
    }

    pub(crate) fn void(context: &'c Context) -> Self {
        // SAFETY: the context is alive.
        Self::from_raw(unsafe { LLVMVoidTypeInContext(context.raw) })
    }

    pub(crate) fn structure(context: &'c Context, fields: &[Self]) -> Self {
        let mut raw: Vec<_> = fields.iter().map(|field| field.raw).collect();
        let count = count(raw.len());
        // SAFETY: the context is alive; LLVM copies the `count` field types.
        Self::from_raw(unsafe { LLVMStructTypeInContext(context.raw, raw.as_mut_ptr(), count, 0) })
    }

    pub(crate) fn function(result: Self, parameters: &[Self]) -> Self {
        let mut raw: Vec<_> = parameters.iter().map(|parameter| parameter.raw).collect();
        let count = count(raw.len());
        // SAFETY: LLVM copies the `count` parameter types.
        Self::from_raw(unsafe { LLVMFunctionType(result.raw, raw.as_mut_ptr(), count, 0) })
    }

    pub(crate) fn array(self, length: u64) -> Self {
        // SAFETY: the element type is alive.
        Self::from_raw(unsafe { LLVMArrayType2(self.raw, length) })
    }

    fn kind(self) -> LLVMTypeKind {
        // SAFETY: the type is alive.
        unsafe { LLVMGetTypeKind(self.raw) }
    }

    /// Bits of an integer type; `None` for every other type.
    pub(crate) fn integer_bits(self) -> Option<u32> {
        // SAFETY: the type is alive and an integer.
        (self.kind() == LLVMIntegerTypeKind).then(|| unsafe { LLVMGetIntTypeWidth(self.raw) })
    }

    pub(crate) fn is_void(self) -> bool {
        self.kind() == LLVMVoidTypeKind
    }

    pub(crate) fn is_aggregate(self) -> bool {
        matches!(self.kind(), LLVMStructTypeKind | LLVMArrayTypeKind)
    }

    /// Types of the fields of a structure or the elements of an array; empty for every other type.
    pub(crate) fn elements(self) -> Vec<Self> {
        // SAFETY: the type is alive, and each call is on the kind that it is for.
        unsafe {
            match self.kind() {
                LLVMStructTypeKind => (0..LLVMCountStructElementTypes(self.raw))
                    .map(|index| Self::from_raw(LLVMStructGetTypeAtIndex(self.raw, index)))
                    .collect(),
                LLVMArrayTypeKind => (0..LLVMGetArrayLength2(self.raw))
                    .map(|_| Self::from_raw(LLVMGetElementType(self.raw)))
                    .collect(),
                _ => Vec::new(),
            }
        }
    }

    /// Result type of a function type.
    pub(crate) fn result(self) -> Self {
        // SAFETY: callers pass function types only.
        Self::from_raw(unsafe { LLVMGetReturnType(self.raw) })
    }

    /// Parameter types of a function type.
    pub(crate) fn parameters(self) -> Vec<Self> {
        // SAFETY: callers pass function types only; LLVM writes exactly the counted types.
        unsafe {
            let mut raw = vec![std::ptr::null_mut(); LLVMCountParamTypes(self.raw) as usize];
            LLVMGetParamTypes(self.raw, raw.as_mut_ptr());
            raw.into_iter().map(Self::from_raw).collect()
        }
    }

    pub(crate) fn is_variadic(self) -> bool {
        // SAFETY: callers pass function types only.
        unsafe { LLVMIsFunctionVarArg(self.raw) != 0 }
    }

    /// A constant of an integer type.
    pub(crate) fn constant(self, value: u64) -> Value<'c> {
        // SAFETY: callers pass integer types only.
        Value::from_raw(unsafe { LLVMConstInt(self.raw, value, 0) })
    }

    pub(crate) fn undefined(self) -> Value<'c> {
        // SAFETY: the type is alive.
        Value::from_raw(unsafe { LLVMGetUndef(self.raw) })
    }
}

/// A length as LLVM wants it. No list in a module comes near four billion.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
