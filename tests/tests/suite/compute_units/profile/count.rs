//! What one transaction executed, function by function.

use super::program::{Function, INSTRUCTION, Program, signed};
use ballast_client::PROGRAM_ID;
use ballast_vm::{CALL_UNITS, Sent, system_call_hash};
use std::collections::{BTreeMap, BTreeSet};

const CALL: u8 = 0x85;
const CALL_REGISTER: u8 = 0x8d;
const EXIT: u8 = 0x95;

/// The system call that calls another program.
const INVOKE: &str = "sol_invoke_signed_c";

/// The other system calls that the program makes.
const OTHER_SYSTEM_CALLS: [&str; 13] = [
    "abort",
    "sol_create_program_address",
    "sol_get_clock_sysvar",
    "sol_get_return_data",
    "sol_get_sysvar",
    "sol_log_data",
    "sol_memcmp_",
    "sol_memcpy_",
    "sol_memmove_",
    "sol_memset_",
    "sol_set_return_data",
    "sol_sha256",
    "sol_try_find_program_address",
];

/// The counts of one transaction, or of the difference between two.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    /// Units of all of it.
    pub(super) units: i64,
    /// Instructions that each function executes itself, those of the language's library that it inlines among them.
    pub(super) own: BTreeMap<Function, i64>,
    /// Instructions that each function executes with all that it calls.
    pub(super) within: BTreeMap<Function, i64>,
    /// How often each system call was made that calls no program.
    pub(super) system_calls: BTreeMap<String, i64>,
    /// How often other programs were called.
    pub(super) calls: i64,
    /// Instructions of the programs that were called.
    pub(super) called: i64,
}

impl Count {
    /// Counts what `sent` executed.
    pub(super) fn of(sent: &Sent, program: &Program) -> Self {
        let mut count = Self {
            units: sent.units.cast_signed(),
            ..Self::default()
        };
        for trace in &sent.traces {
            if trace.program == PROGRAM_ID {
                count.follow(&trace.steps, program);
            } else {
                count.called += signed(trace.steps.len());
            }
        }
        count.calls = count.system_calls.remove(INVOKE).unwrap_or(0);
        count
    }

    fn follow(&mut self, steps: &[[u64; 12]], program: &Program) {
        let mut callers: Vec<usize> = vec![];
        for step in steps {
            let index = usize::try_from(step[11]).unwrap();
            *self
                .own
                .entry(program.innermost[index].clone())
                .or_default() += 1;
            let places = callers.iter().chain([&index]);
            let within: BTreeSet<_> = places
                .flat_map(|place| &program.functions[*place])
                .collect();
            for function in within {
                *self.within.entry(function.clone()).or_default() += 1;
            }
            match (program.operation(index), program.system_call(index)) {
                (_, Some(hash)) => *self.system_calls.entry(name_of(hash)).or_default() += 1,
                (CALL | CALL_REGISTER, None) => callers.push(index),
                (EXIT, None) => drop(callers.pop()),
                _ => {}
            }
        }
    }

    /// What this took more than `other`.
    pub(super) fn less(mut self, other: &Self) -> Self {
        self.units -= other.units;
        self.calls -= other.calls;
        self.called -= other.called;
        for (mine, theirs) in [
            (&mut self.own, &other.own),
            (&mut self.within, &other.within),
            (&mut self.system_calls, &other.system_calls),
        ] {
            for (name, count) in theirs {
                *mine.entry(name.clone()).or_default() -= count;
            }
        }
        self
    }

    /// Instructions of the program itself.
    pub(super) fn instructions(&self) -> i64 {
        self.own.values().sum()
    }

    /// What the calls of other programs cost by themselves.
    pub(super) fn call_units(&self) -> i64 {
        self.calls * CALL_UNITS.cast_signed()
    }

    /// Units that are neither instructions nor calls of other programs.
    pub(super) fn system_units(&self) -> i64 {
        self.units - self.instructions() - self.call_units() - self.called
    }
}

fn name_of(hash: u32) -> String {
    let mut names = OTHER_SYSTEM_CALLS.iter().chain([&INVOKE]);
    let found = names.find(|name| system_call_hash(name) == hash);
    found.map_or(format!("{hash:#x}"), |name| (*name).into())
}

/// Bytes of the text that each name takes, of those that `of` gives an instruction.
pub(super) fn bytes<Names: IntoIterator<Item = String>>(
    program: &Program,
    of: impl Fn(usize) -> Names,
) -> BTreeMap<String, i64> {
    let mut bytes = BTreeMap::new();
    for index in 0..program.text.len() / INSTRUCTION {
        for name in of(index) {
            *bytes.entry(name).or_default() += signed(INSTRUCTION);
        }
    }
    bytes
}
