//! What a pool was told, told to the compiled program (`make sbf` builds it): the same end, bit for bit.

use std::sync::LazyLock;

use ballast_policy::market::Action;
use ballast_policy::unit::TokenAmount;
use ballast_scorer::agent::{
    Ballast, Comparison, Operation, ProgramError, Recording, SimulationConfig, Static, Steward,
    Timed, compare,
};
use ballast_vm::program_path;

use crate::agents::{gap, run_with};

const SEED: u64 = 5;
const HOUR: u64 = 3_600;

/// A day with a crash of 45 % in its eighth hour, and three hours in which SOL's oracle is silent.
static CRASH: LazyLock<Recording> = LazyLock::new(|| crash(Box::new(Ballast)));

fn crash(steward: Box<dyn Steward>) -> Recording {
    let mut config = SimulationConfig {
        records_operations: true,
        oracle_gaps: vec![(1, 12 * HOUR, 15 * HOUR)],
        ..SimulationConfig::new(SEED, 40)
    };
    // Reports and rounds are most of the work, and alike: fewer do.
    config.oracle.heartbeat_seconds = 300;
    // Small positions do not pay at first, so that their bonus has to grow, and depositors find too little in the vault.
    config.liquidators.least_profit = 100.0;
    config.depositors.calm_utilization = 0.9;
    let run = run_with(&config, &gap(1, 2e6, 0.45), steward);
    run.recordings.into_iter().next().unwrap()
}

fn told(recording: &Recording, operations: &[Timed]) -> Comparison {
    compare(&program_path(), recording, operations, &|| {}).unwrap()
}

#[test]
fn a_crash_ends_on_the_compiled_program_as_policy_says_bit_for_bit() {
    let recording = &*CRASH;

    let found = told(recording, &recording.operations);

    assert_eq!(found.difference, None, "seed {SEED}");
    for kind in [
        "accrue",
        "bad_debt_resolve",
        "borrow",
        "change_execute_market",
        "change_execute_reserve",
        "deposit",
        "liquidate",
        "position_mark",
        "price_refresh",
        "repay",
        "report_submit",
        "terms_advance",
        "withdraw",
    ] {
        let spent = found.spent.get(kind).copied().unwrap_or_default();
        assert!(spent.mean() > 0, "{kind}: {:?}", found.spent);
    }
    assert!(!found.refused.is_empty(), "nothing was refused");
    assert!(found.transactions > found.operations, "{found:?}");
    assert!(found.fields > 1_000 && found.states > 2, "{found:?}");
}

#[test]
fn terms_that_nothing_moves_end_alike_on_the_compiled_program() {
    let recording = crash(Box::new(Static::CALM));

    let found = told(&recording, &recording.operations);

    assert_eq!(found.difference, None, "seed {SEED}");
}

/// The recording's operations with the first borrowing one base unit larger, and that one's number.
fn with_more_borrowed(recording: &Recording) -> (usize, Vec<Timed>) {
    let mut operations = recording.operations.clone();
    for (number, timed) in operations.iter_mut().enumerate() {
        if let Operation::Act(_, Action::Borrow(_, TokenAmount(amount))) = &mut timed.operation {
            *amount += 1;
            return (number, operations);
        }
    }
    panic!("seed {SEED}: nobody borrows");
}

#[test]
fn one_base_unit_that_the_program_is_told_otherwise_is_found_where_it_was_told() {
    let recording = &*CRASH;
    let (number, operations) = with_more_borrowed(recording);

    let found = told(recording, &operations).difference.unwrap();

    assert_eq!(found.operations, number + 1, "{found}");
    assert!(found.operation.contains("Borrow"), "{found}");
    assert!(found.field.starts_with("reserves[0].ledger"), "{found}");
    assert_ne!(found.policy, found.program);
}

#[test]
fn a_recording_that_does_not_lead_to_its_own_end_is_refused() {
    let (_, operations) = with_more_borrowed(&CRASH);
    let recording = Recording {
        operations,
        ..CRASH.clone()
    };

    let error = compare(&program_path(), &recording, &recording.operations, &|| {}).unwrap_err();

    assert!(
        matches!(error, ProgramError::RecordingIncomplete { .. }),
        "{error}"
    );
}
