//! That the test programs need every rewrite, and that none is left undone: looks for each construct
//! in their modules before and after the legaliser.

#![allow(clippy::unwrap_used)]

use std::fs;

use toolchain_tests::{results_program, test_program};

/// A construct that the back end refuses or selects badly, and how to tell that a line of LLVM's text holds it.
struct Construct {
    name: &'static str,
    is_in: fn(&str) -> bool,
}

const fn construct(name: &'static str, is_in: fn(&str) -> bool) -> Construct {
    Construct { name, is_in }
}

const CONSTRUCTS: &[Construct] = &[
    construct("128-bit multiplication", |line| {
        has_instruction(line, "mul") && line.contains(" i128 ")
    }),
    construct("256-bit multiplication", |line| {
        has_instruction(line, "mul") && line.contains(" i256 ")
    }),
    construct("128-bit unsigned division", |line| {
        line.contains("= udiv i128 ")
    }),
    construct("128-bit unsigned remainder", |line| {
        line.contains("= urem i128 ")
    }),
    construct("128-bit signed division", |line| {
        line.contains("= sdiv i128 ")
    }),
    construct("128-bit signed remainder", |line| {
        line.contains("= srem i128 ")
    }),
    construct("64-bit signed division", |line| {
        line.contains("= sdiv i64 ")
    }),
    construct("64-bit signed remainder", |line| {
        line.contains("= srem i64 ")
    }),
    construct("128-bit shift left", |line| {
        has_instruction(line, "shl") && variable_wide(line)
    }),
    construct("128-bit shift right", |line| {
        has_instruction(line, "lshr") && variable_wide(line)
    }),
    construct("128-bit signed shift", |line| {
        has_instruction(line, "ashr") && variable_wide(line)
    }),
    construct("128-bit rotation", |line| {
        calls(line, "llvm.fshl.i128") && is_variable(line.trim_end_matches(')'))
    }),
    construct("64-bit unsigned overflow", |line| {
        calls(line, "llvm.umul.with.overflow.i64")
    }),
    construct("64-bit signed overflow", |line| {
        calls(line, "llvm.smul.with.overflow.i64")
    }),
    construct("128-bit unsigned overflow", |line| {
        calls(line, "llvm.umul.with.overflow.i128")
    }),
    construct("128-bit signed overflow", |line| {
        calls(line, "llvm.smul.with.overflow.i128")
    }),
    construct("count of leading zeros", |line| {
        calls(line, "llvm.ctlz.i64")
    }),
    construct("saturating sum", |line| calls(line, "llvm.uadd.sat.i64")),
    construct("saturating difference", |line| {
        calls(line, "llvm.usub.sat.i64")
    }),
    construct("large copy", |line| {
        calls(line, "llvm.memcpy") && is_large(line)
    }),
    construct("large move", |line| {
        calls(line, "llvm.memmove") && is_large(line)
    }),
    construct("large fill", |line| {
        calls(line, "llvm.memset") && is_large(line)
    }),
    construct("small comparison", |line| {
        calls(line, "memcmp") && !is_larger_than(line, 64)
    }),
    construct("function of over five registers", |line| {
        line.starts_with("define") && parameters(line) > 5
    }),
    construct("indirect call of over five registers", |line| {
        line.contains("call") && !line.contains('@') && parameters(line) > 5
    }),
    construct("96-bit multiplication", |line| {
        has_instruction(line, "mul") && line.contains(" i96 ")
    }),
    construct("function with a 128-bit result", |line| {
        line.starts_with("define")
            && line
                .split('@')
                .next()
                .is_some_and(|head| head.contains("i128"))
    }),
    construct("function with a structure as its result", |line| {
        line.starts_with("define")
            && line
                .split('@')
                .next()
                .is_some_and(|head| head.contains('{'))
    }),
    construct("structure result attribute", |line| line.contains(" sret(")),
];

fn has_instruction(line: &str, name: &str) -> bool {
    line.contains(&format!("= {name} "))
}

fn calls(line: &str, intrinsic: &str) -> bool {
    line.contains("call") && line.contains(&format!("@{intrinsic}"))
}

/// A shift of 128 bits whose distance is a variable.
fn variable_wide(line: &str) -> bool {
    line.contains(" i128 ") && is_variable(line)
}

/// Whether the last operand is a variable.
fn is_variable(line: &str) -> bool {
    line.rsplit([',', ' '])
        .next()
        .is_some_and(|last| last.starts_with('%'))
}

/// A memory intrinsic whose size is not a constant, or over what is unrolled.
fn is_large(line: &str) -> bool {
    is_larger_than(line, 96)
}

/// Whether the last 64-bit operand is a variable, or a constant over `bytes`.
fn is_larger_than(line: &str, bytes: u64) -> bool {
    let size = line
        .rsplit(", i64 ")
        .next()
        .and_then(|rest| rest.split([',', ')']).next());
    size.is_some_and(|size| {
        size.parse::<u64>()
            .map_or(size.starts_with('%'), |size| size > bytes)
    })
}

/// Parameters of a function or a call: commas at the first level of the last list.
fn parameters(line: &str) -> usize {
    let Some(start) = line
        .find(['@', '%'])
        .and_then(|at| line[at..].find('(').map(|open| at + open))
    else {
        return 0;
    };
    let (mut depth, mut count) = (0_i32, 1);
    for character in line[start..].chars() {
        match character {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            ',' if depth == 1 => count += 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    count
}

/// A stage of both programs' modules.
fn read(stage: &str) -> String {
    [test_program(), results_program()]
        .map(|built| fs::read_to_string(built.unwrap().dump.join(stage)).unwrap())
        .concat()
}

#[test]
fn test_programs_need_every_rewrite() {
    let before = read("post-opt.ll");
    for construct in CONSTRUCTS {
        assert!(
            before.lines().any(construct.is_in),
            "the programs have no {}",
            construct.name
        );
    }
}

#[test]
fn no_rewrite_is_left_undone() {
    let after = read("legal.ll");
    for construct in CONSTRUCTS {
        let left = after.lines().find(|line| (construct.is_in)(line));
        assert_eq!(left, None, "a {} is left", construct.name);
    }
}
