//! Builds instructions.

use anyhow::{Context as _, Result};
pub(crate) use llvm_sys::LLVMIntPredicate as Predicate;
use llvm_sys::{
    core::{
        LLVMBuildAShr, LLVMBuildAdd, LLVMBuildAlloca, LLVMBuildAnd, LLVMBuildBr, LLVMBuildCall2,
        LLVMBuildGEP2, LLVMBuildICmp, LLVMBuildInsertValue, LLVMBuildLShr, LLVMBuildLoad2,
        LLVMBuildMul, LLVMBuildOr, LLVMBuildRetVoid, LLVMBuildSExt, LLVMBuildSelect, LLVMBuildShl,
        LLVMBuildStore, LLVMBuildSub, LLVMBuildTrunc, LLVMBuildUDiv, LLVMBuildURem, LLVMBuildXor,
        LLVMBuildZExt, LLVMCreateBuilderInContext, LLVMDisposeBuilder, LLVMInsertIntoBuilder,
        LLVMPositionBuilderAtEnd, LLVMPositionBuilderBefore,
    },
    prelude::LLVMBuilderRef,
};

use super::{Block, Context, Function, Module, Type, Value, types::count};

const UNNAMED: *const std::ffi::c_char = c"".as_ptr();

/// Slots and arguments on the stack are aligned to this many bytes.
const SLOT_ALIGNMENT: u32 = 8;

/// Inserts instructions at a position, which is to be set before anything is built.
#[derive(Debug)]
pub(crate) struct Builder<'m, 'c> {
    raw: LLVMBuilderRef,
    module: &'m Module<'c>,
}

macro_rules! binary {
    ($($(#[$doc:meta])* $name:ident => $build:ident;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(&self, left: Value<'c>, right: Value<'c>) -> Value<'c> {
            // SAFETY: the builder has a position; callers pass two integers of one width.
            Value::from_raw(unsafe { $build(self.raw, left.raw, right.raw, UNNAMED) })
        }
    )*};
}

macro_rules! cast {
    ($($(#[$doc:meta])* $name:ident => $build:ident;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name(&self, value: Value<'c>, bits: u32) -> Value<'c> {
            let to = self.integer(bits);
            // SAFETY: the builder has a position; callers cast integers the right way.
            Value::from_raw(unsafe { $build(self.raw, value.raw, to.raw, UNNAMED) })
        }
    )*};
}

impl<'m, 'c> Builder<'m, 'c> {
    pub(crate) fn new(module: &'m Module<'c>) -> Self {
        // SAFETY: the context is alive.
        let raw = unsafe { LLVMCreateBuilderInContext(module.context().raw) };
        Self { raw, module }
    }

    pub(crate) fn module(&self) -> &'m Module<'c> {
        self.module
    }

    fn context(&self) -> &'c Context {
        self.module.context()
    }

    pub(crate) fn position_before(&self, instruction: Value<'c>) {
        // SAFETY: the value is a live instruction inside a block.
        unsafe { LLVMPositionBuilderBefore(self.raw, instruction.raw) }
    }

    pub(crate) fn position_at_end(&self, block: Block<'c>) {
        // SAFETY: the block is alive.
        unsafe { LLVMPositionBuilderAtEnd(self.raw, block.raw) }
    }

    pub(crate) fn integer(&self, bits: u32) -> Type<'c> {
        Type::integer(self.context(), bits)
    }

    /// A 64-bit constant.
    pub(crate) fn word(&self, value: u64) -> Value<'c> {
        self.integer(64).constant(value)
    }

    binary! {
        add => LLVMBuildAdd;
        sub => LLVMBuildSub;
        mul => LLVMBuildMul;
        divide_unsigned => LLVMBuildUDiv;
        remainder_unsigned => LLVMBuildURem;
        and => LLVMBuildAnd;
        or => LLVMBuildOr;
        xor => LLVMBuildXor;
        shift_left => LLVMBuildShl;
        shift_right => LLVMBuildLShr;
        shift_right_signed => LLVMBuildAShr;
    }

    cast! {
        truncate => LLVMBuildTrunc;
        zero_extend => LLVMBuildZExt;
        sign_extend => LLVMBuildSExt;
    }

    pub(crate) fn compare(
        &self,
        predicate: Predicate,
        left: Value<'c>,
        right: Value<'c>,
    ) -> Value<'c> {
        // SAFETY: the builder has a position; callers pass two integers of one width.
        Value::from_raw(unsafe { LLVMBuildICmp(self.raw, predicate, left.raw, right.raw, UNNAMED) })
    }

    pub(crate) fn select(&self, condition: Value<'c>, yes: Value<'c>, no: Value<'c>) -> Value<'c> {
        // SAFETY: the builder has a position; callers pass one bit and two values of one type.
        Value::from_raw(unsafe {
            LLVMBuildSelect(self.raw, condition.raw, yes.raw, no.raw, UNNAMED)
        })
    }

    pub(crate) fn load(&self, ty: Type<'c>, pointer: Value<'c>) -> Value<'c> {
        // SAFETY: the builder has a position, `pointer` is a pointer.
        Value::from_raw(unsafe { LLVMBuildLoad2(self.raw, ty.raw, pointer.raw, UNNAMED) })
            .with_alignment(SLOT_ALIGNMENT)
    }

    pub(crate) fn store(&self, value: Value<'c>, pointer: Value<'c>) {
        // SAFETY: the builder has a position, `pointer` is a pointer.
        Value::from_raw(unsafe { LLVMBuildStore(self.raw, value.raw, pointer.raw) })
            .with_alignment(SLOT_ALIGNMENT);
    }

    /// The pointer `bytes` further on.
    pub(crate) fn offset(&self, pointer: Value<'c>, bytes: u64) -> Value<'c> {
        if bytes == 0 {
            return pointer;
        }
        let mut index = [self.word(bytes).raw];
        let byte = self.integer(8).raw;
        // SAFETY: the builder has a position; LLVM reads one index.
        Value::from_raw(unsafe {
            LLVMBuildGEP2(self.raw, byte, pointer.raw, index.as_mut_ptr(), 1, UNNAMED)
        })
    }

    /// A stack slot at the start of `function`.
    pub(crate) fn slot(&self, function: Function<'c>, bytes: u64) -> Value<'c> {
        let entry = Builder::new(self.module);
        match function.entry().instructions().first() {
            Some(first) => entry.position_before(*first),
            None => entry.position_at_end(function.entry()),
        }
        let ty = self.integer(8).array(bytes);
        // SAFETY: the builder was positioned just above.
        Value::from_raw(unsafe { LLVMBuildAlloca(entry.raw, ty.raw, UNNAMED) })
            .with_alignment(SLOT_ALIGNMENT)
    }

    /// Calls whatever `callee` points to, as a function of type `signature`.
    pub(crate) fn call(
        &self,
        signature: Type<'c>,
        callee: Value<'c>,
        arguments: &[Value<'c>],
    ) -> Value<'c> {
        let mut raw: Vec<_> = arguments.iter().map(|argument| argument.raw).collect();
        let count = count(raw.len());
        // SAFETY: the builder has a position; arguments match the type, LLVM copies them.
        Value::from_raw(unsafe {
            let (callee, arguments) = (callee.raw, raw.as_mut_ptr());
            LLVMBuildCall2(self.raw, signature.raw, callee, arguments, count, UNNAMED)
        })
    }

    /// Calls the function of that name, which the builtins define or declare.
    ///
    /// # Errors
    /// When there is no such function: the builtins are not those of this linker.
    pub(crate) fn call_named(&self, name: &str, arguments: &[Value<'c>]) -> Result<Value<'c>> {
        let function = self
            .module
            .function(name)
            .with_context(|| format!("the builtins lack `{name}`"))?;
        Ok(self.call(function.signature(), function.value(), arguments))
    }

    /// The structure `{ first, second }`.
    pub(crate) fn pair(&self, first: Value<'c>, second: Value<'c>) -> Value<'c> {
        let ty = Type::structure(self.context(), &[first.ty(), second.ty()]);
        [first, second]
            .into_iter()
            .zip(0..)
            .fold(ty.undefined(), |pair, (field, index)| {
                // SAFETY: the builder has a position; the structure has a field of that index and type.
                Value::from_raw(unsafe {
                    LLVMBuildInsertValue(self.raw, pair.raw, field.raw, index, UNNAMED)
                })
            })
    }

    pub(crate) fn branch(&self, to: Block<'c>) {
        // SAFETY: the builder is at the end of a block of the same function.
        unsafe { LLVMBuildBr(self.raw, to.raw) };
    }

    pub(crate) fn return_void(&self) {
        // SAFETY: the builder has a position in a function without a result.
        unsafe { LLVMBuildRetVoid(self.raw) };
    }

    /// Inserts an instruction that was detached from its block.
    pub(crate) fn insert(&self, instruction: Value<'c>) {
        // SAFETY: the builder has a position; the instruction is alive and in no block.
        unsafe { LLVMInsertIntoBuilder(self.raw, instruction.raw) }
    }
}

impl Drop for Builder<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: owned, disposed of only here.
        unsafe { LLVMDisposeBuilder(self.raw) }
    }
}
