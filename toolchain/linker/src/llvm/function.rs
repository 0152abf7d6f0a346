//! Functions.

use std::marker::PhantomData;

use llvm_sys::{
    LLVMAttributeFunctionIndex, LLVMLinkage,
    core::{
        LLVMAddAttributeAtIndex, LLVMAppendBasicBlockInContext, LLVMCountParams,
        LLVMCreateEnumAttribute, LLVMCreateStringAttribute, LLVMDeleteBasicBlock,
        LLVMDeleteFunction, LLVMGetEntryBasicBlock, LLVMGetEnumAttributeAtIndex,
        LLVMGetEnumAttributeKindForName, LLVMGetFirstBasicBlock, LLVMGetFirstUse,
        LLVMGetFunctionCallConv, LLVMGetLinkage, LLVMGetNextBasicBlock, LLVMGetParam,
        LLVMGetStringAttributeAtIndex, LLVMGlobalGetValueType, LLVMIsDeclaration,
        LLVMRemoveEnumAttributeAtIndex, LLVMRemoveStringAttributeAtIndex, LLVMSetFunctionCallConv,
        LLVMSetLinkage, LLVMSetValueName2,
    },
    debuginfo::{LLVMGetSubprogram, LLVMSetSubprogram},
    prelude::LLVMValueRef,
};

use super::{Block, Context, Type, Value, block::chain, types::count};

/// A function: a definition, or a declaration of something outside the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Function<'c> {
    pub(super) raw: LLVMValueRef,
    context: PhantomData<&'c Context>,
}

impl<'c> Function<'c> {
    pub(super) fn from_raw(raw: LLVMValueRef) -> Self {
        debug_assert!(!raw.is_null());
        Self {
            raw,
            context: PhantomData,
        }
    }

    /// The function as a value: its address.
    pub(crate) fn value(self) -> Value<'c> {
        Value::from_raw(self.raw)
    }

    pub(crate) fn name(self) -> String {
        self.value().name()
    }

    pub(crate) fn is_intrinsic(self) -> bool {
        self.name().starts_with("llvm.")
    }

    /// The function's type (the value itself is a pointer).
    pub(crate) fn signature(self) -> Type<'c> {
        // SAFETY: the function is alive.
        Type::from_raw(unsafe { LLVMGlobalGetValueType(self.raw) })
    }

    pub(crate) fn parameter(self, index: u32) -> Value<'c> {
        // SAFETY: the function is alive; callers stay within its parameters.
        Value::from_raw(unsafe { LLVMGetParam(self.raw, index) })
    }

    pub(crate) fn is_declaration(self) -> bool {
        // SAFETY: the function is alive.
        unsafe { LLVMIsDeclaration(self.raw) != 0 }
    }

    pub(crate) fn is_used(self) -> bool {
        // SAFETY: the function is alive.
        unsafe { !LLVMGetFirstUse(self.raw).is_null() }
    }

    /// Forgets the body, so that a definition can be linked in.
    pub(crate) fn make_external_declaration(self) {
        // SAFETY: the function is alive; each block is dropped once, and no handle to one is kept.
        unsafe {
            loop {
                let block = LLVMGetFirstBasicBlock(self.raw);
                if block.is_null() {
                    break;
                }
                LLVMDeleteBasicBlock(block);
            }
            LLVMSetLinkage(self.raw, LLVMLinkage::LLVMExternalLinkage);
        }
    }

    /// Has every call of the function inlined, at the next `always-inline` pass.
    pub(crate) fn make_always_inline(self, context: &Context) {
        // SAFETY: function and context are alive.
        unsafe {
            let kind = attribute_kind("alwaysinline");
            let attribute = LLVMCreateEnumAttribute(context.raw, kind, 0);
            LLVMAddAttributeAtIndex(self.raw, LLVMAttributeFunctionIndex, attribute);
        }
    }

    /// Removes an attribute that is known by its text; returns whether it was there.
    pub(crate) fn remove_text_attribute(self, name: &str) -> bool {
        let (index, length) = (LLVMAttributeFunctionIndex, count(name.len()));
        // SAFETY: the function is alive; LLVM reads `length` bytes of the name.
        unsafe {
            let attribute =
                LLVMGetStringAttributeAtIndex(self.raw, index, name.as_ptr().cast(), length);
            if !attribute.is_null() {
                LLVMRemoveStringAttributeAtIndex(self.raw, index, name.as_ptr().cast(), length);
            }
            !attribute.is_null()
        }
    }

    /// Adds an attribute that is known by its text.
    pub(crate) fn add_text_attribute(self, name: &str, context: &Context) {
        // SAFETY: function and context are alive; LLVM copies the name and the empty value.
        unsafe {
            let (key, length) = (name.as_ptr().cast(), count(name.len()));
            let attribute = LLVMCreateStringAttribute(context.raw, key, length, c"".as_ptr(), 0);
            LLVMAddAttributeAtIndex(self.raw, LLVMAttributeFunctionIndex, attribute);
        }
    }

    /// Hides the function from outside, so that it can go when nothing calls it.
    pub(crate) fn make_internal(self) {
        // SAFETY: the function is alive.
        unsafe { LLVMSetLinkage(self.raw, LLVMLinkage::LLVMInternalLinkage) }
    }

    /// Takes over linkage, calling convention, debug information and the named function attributes of `from`.
    pub(crate) fn copy_properties(self, from: Self, attributes: &[&str]) {
        // SAFETY: both functions are alive, and an attribute that is there may be added again.
        unsafe {
            LLVMSetLinkage(self.raw, LLVMGetLinkage(from.raw));
            LLVMSetFunctionCallConv(self.raw, LLVMGetFunctionCallConv(from.raw));
            let subprogram = LLVMGetSubprogram(from.raw);
            if !subprogram.is_null() {
                LLVMSetSubprogram(self.raw, subprogram);
            }
            for name in attributes {
                let kind = attribute_kind(name);
                let index = LLVMAttributeFunctionIndex;
                let attribute = LLVMGetEnumAttributeAtIndex(from.raw, index, kind);
                if !attribute.is_null() {
                    LLVMAddAttributeAtIndex(self.raw, index, attribute);
                }
            }
        }
    }

    /// Puts this function in the place of `old`, under its name, and destroys `old`.
    pub(crate) fn supersede(self, old: Self) {
        let name = old.name();
        old.value().replace_uses_with(self.value());
        // SAFETY: both functions are alive; nothing refers to `old` any more.
        unsafe {
            LLVMSetValueName2(old.raw, c"".as_ptr(), 0);
            LLVMSetValueName2(self.raw, name.as_ptr().cast(), name.len());
            LLVMDeleteFunction(old.raw);
        }
    }

    /// Whether a parameter carries the attribute.
    pub(crate) fn has_parameter_attribute(self, attribute: &str) -> bool {
        let kind = attribute_kind(attribute);
        // SAFETY: the function is alive, and the index is one of its parameters.
        (1..=self.parameter_count())
            .any(|index| unsafe { !LLVMGetEnumAttributeAtIndex(self.raw, index, kind).is_null() })
    }

    /// Removes an attribute from every parameter.
    pub(crate) fn remove_parameter_attribute(self, attribute: &str) {
        let kind = attribute_kind(attribute);
        for index in 1..=self.parameter_count() {
            // SAFETY: the function is alive, and the index is one of its parameters.
            unsafe { LLVMRemoveEnumAttributeAtIndex(self.raw, index, kind) }
        }
    }

    fn parameter_count(self) -> u32 {
        // SAFETY: the function is alive.
        unsafe { LLVMCountParams(self.raw) }
    }

    /// The first block of a definition.
    pub(crate) fn entry(self) -> Block<'c> {
        // SAFETY: callers pass definitions only.
        Block::from_raw(unsafe { LLVMGetEntryBasicBlock(self.raw) })
    }

    pub(crate) fn append_block(self, context: &'c Context) -> Block<'c> {
        // SAFETY: context and function are alive.
        Block::from_raw(unsafe {
            LLVMAppendBasicBlockInContext(context.raw, self.raw, c"".as_ptr())
        })
    }

    pub(crate) fn blocks(self) -> Vec<Block<'c>> {
        // SAFETY: the function is alive, and so is each block until the caller changes it.
        let next = |block: &_| unsafe { LLVMGetNextBasicBlock(*block) };
        // SAFETY: as above.
        let first = unsafe { LLVMGetFirstBasicBlock(self.raw) };
        chain(first, next)
            .into_iter()
            .map(Block::from_raw)
            .collect()
    }

    /// Every instruction, in order, as they are now.
    pub(crate) fn instructions(self) -> Vec<Value<'c>> {
        self.blocks()
            .into_iter()
            .flat_map(Block::instructions)
            .collect()
    }
}

/// LLVM's number for an attribute's name.
pub(super) fn attribute_kind(name: &str) -> u32 {
    // SAFETY: LLVM reads exactly `name.len()` bytes.
    unsafe { LLVMGetEnumAttributeKindForName(name.as_ptr().cast(), name.len()) }
}
