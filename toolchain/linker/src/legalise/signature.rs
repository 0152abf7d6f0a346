//! How a function type that the back end cannot pass becomes one that it can.
//!
//! The rule depends on the type alone, so a function and every call of it, direct or through a
//! pointer, agree. BPF passes five registers of 64 bits and returns one.

use crate::llvm::{Module, Type};

/// Registers for arguments.
const REGISTERS: u64 = 5;

/// How one function type is passed.
#[derive(Debug)]
pub(super) struct Signature<'c> {
    /// The type that takes its place.
    pub(super) ty: Type<'c>,
    /// The result's type, if it goes to where a hidden first argument points.
    pub(super) hidden_result: Option<Type<'c>>,
    /// How many leading parameters stay in registers.
    pub(super) kept: usize,
    /// The types of the others, which lie one behind the other where a last argument points.
    pub(super) spilled: Vec<Type<'c>>,
}

impl<'c> Signature<'c> {
    /// The legal form of a function type; `None` when it is legal as it is.
    pub(super) fn lower(module: &Module<'c>, ty: Type<'c>) -> Option<Self> {
        if ty.is_variadic() {
            return None;
        }
        let (result, parameters) = (ty.result(), ty.parameters());
        let hidden_result = needs_pointer(result).then_some(result);
        let hidden = u64::from(hidden_result.is_some());
        let needed = hidden + parameters.iter().copied().map(registers).sum::<u64>();
        if hidden_result.is_none() && needed <= REGISTERS {
            return None;
        }
        let kept = if needed <= REGISTERS {
            parameters.len()
        } else {
            count_kept(&parameters, REGISTERS - hidden - 1)
        };
        let pointer = Type::pointer(module.context());
        let mut lowered = Vec::with_capacity(kept + 2);
        lowered.extend(hidden_result.map(|_| pointer));
        lowered.extend(&parameters[..kept]);
        lowered.extend((kept < parameters.len()).then_some(pointer));
        let lowered_result = if hidden_result.is_some() {
            Type::void(module.context())
        } else {
            result
        };
        Some(Self {
            ty: Type::function(lowered_result, &lowered),
            hidden_result,
            kept,
            spilled: parameters[kept..].to_vec(),
        })
    }

    /// How many arguments come before the kept ones: one for a hidden result.
    pub(super) fn hidden_arguments(&self) -> usize {
        usize::from(self.hidden_result.is_some())
    }

    /// Offsets of the spilled parameters, and the bytes they take together.
    pub(super) fn spill_layout(&self, module: &Module<'c>) -> (Vec<u64>, u64) {
        let mut end = 0;
        let offset = |ty: &Type<'c>| {
            let start = end;
            end += slot_bytes(module, *ty);
            start
        };
        (self.spilled.iter().map(offset).collect(), end)
    }
}

/// Bytes that a value takes in a stack slot: its size in whole words.
pub(super) fn slot_bytes<'c>(module: &Module<'c>, ty: Type<'c>) -> u64 {
    module.size_of(ty).next_multiple_of(8)
}

/// How many leading parameters fit the registers.
fn count_kept(parameters: &[Type<'_>], registers_free: u64) -> usize {
    let mut used = 0;
    parameters
        .iter()
        .take_while(|parameter| {
            used += registers(**parameter);
            used <= registers_free
        })
        .count()
}

/// Registers that an argument takes.
fn registers(ty: Type<'_>) -> u64 {
    if ty.is_aggregate() {
        return ty.elements().into_iter().map(registers).sum();
    }
    ty.integer_bits()
        .map_or(1, |bits| u64::from(bits.div_ceil(64)))
}

/// Whether a result is too large for the one register there is.
fn needs_pointer(ty: Type<'_>) -> bool {
    ty.is_aggregate() || ty.integer_bits().is_some_and(|bits| bits > 64)
}
