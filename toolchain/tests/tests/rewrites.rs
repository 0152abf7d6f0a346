//! Every rewrite of the linker, by its results: the test program in the virtual machine against the
//! same source on the host.

#![allow(clippy::unwrap_used)]

use testprogram::{OPERATIONS, Words};
use toolchain_tests::{Inputs, Machine, test_program};

const CASES: usize = 5_000;

fn machine() -> Machine {
    Machine::load(&test_program().unwrap().shared_object).unwrap()
}

fn index_of(name: &str) -> usize {
    OPERATIONS
        .iter()
        .position(|operation| operation.name == name)
        .unwrap()
}

fn assert_same_as_host(machine: &mut Machine, index: usize, input: &Words, repeat: &str) {
    let operation = OPERATIONS[index];
    let expected = (operation.run)(input);
    let outcome = machine
        .run(index, input)
        .unwrap_or_else(|error| panic!("{} of {input:#x?}: {error:#}; {repeat}", operation.name));
    assert_eq!(
        outcome.output, expected,
        "{} of {input:#x?}; {repeat}",
        operation.name
    );
}

#[test]
fn random_inputs_give_what_the_host_gives() {
    let mut machine = machine();
    let mut inputs = Inputs::new();
    let repeat = inputs.how_to_repeat();
    let panicking = index_of("panic_when_zero");
    for _ in 0..CASES {
        let input = inputs.words();
        for index in (0..OPERATIONS.len()).filter(|index| *index != panicking || input[0] != 0) {
            assert_same_as_host(&mut machine, index, &input, &repeat);
        }
    }
}

#[test]
fn edge_inputs_give_what_the_host_gives() {
    let mut machine = machine();
    let edges = [
        0,
        1,
        2,
        63,
        64,
        127,
        1 << 31,
        u64::from(u32::MAX),
        1 << 63,
        u64::MAX - 1,
        u64::MAX,
    ];
    for first in edges {
        for second in edges {
            for third in [0, 1, 1 << 32, 1 << 63, u64::MAX] {
                let words = [first, second, third];
                let input = std::array::from_fn(|index| words[(index + index / 4) % 3]);
                for index in (0..OPERATIONS.len())
                    .filter(|index| OPERATIONS[*index].name != "panic_when_zero" || input[0] != 0)
                {
                    assert_same_as_host(&mut machine, index, &input, "edge inputs");
                }
            }
        }
    }
}

#[test]
fn panic_ends_the_program_with_an_error() {
    let mut machine = machine();
    let panicking = index_of("panic_when_zero");
    let error = machine.run(panicking, &[0; 16]).unwrap_err();
    assert!(
        format!("{error:#}").contains("the program aborted"),
        "{error:#}"
    );
}

#[test]
fn unknown_operation_is_reported() {
    let error = machine().run(OPERATIONS.len(), &[0; 16]).unwrap_err();
    assert_eq!(error.to_string(), "the program returned 1");
}
