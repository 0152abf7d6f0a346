//! Nothing that the interface description lists is left without a test.

use ballast_tests::{sources, text};
use serde_json::Value;

/// Errors that no sequence of transactions and no account bytes can bring about, each with the reason.
const UNREACHABLE: [(&str, &str); 0] = [];

/// Files of the suite that name errors without provoking them.
const NOT_TESTS_OF_ERRORS: [&str; 2] = ["suite/coverage.rs", "suite/idl/"];

fn interface() -> Value {
    serde_json::from_str(&text("idl/lending.json")).unwrap()
}

fn names(of: &Value) -> Vec<String> {
    let entries = of.as_array().unwrap().iter();
    entries
        .map(|entry| entry["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Whether `text` names the variant, and not one whose name merely begins alike.
fn names_variant(text: &str, variant: &str) -> bool {
    let path = format!("::{variant}");
    let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric());
    text.match_indices(&path)
        .any(|(at, found)| is_end(&text[at + found.len()..]))
}

#[test]
fn every_error_of_the_interface_is_provoked_by_a_test() {
    // Given every error that the program can answer with, and every test
    let errors = names(&interface()["errors"]);
    let mut tests = sources("tests/tests/suite");
    tests.retain(|(path, _)| !NOT_TESTS_OF_ERRORS.iter().any(|other| path.contains(other)));
    assert!(errors.len() > 60 && tests.len() > 20);

    // When they are held against each other
    let is_tested = |error: &String| tests.iter().any(|(_, text)| names_variant(text, error));
    let untested: Vec<_> = errors.iter().filter(|error| !is_tested(error)).collect();

    // Then what is left is what cannot be reached
    let unreachable: Vec<_> = UNREACHABLE
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(untested, unreachable.iter().collect::<Vec<_>>());
}

#[test]
fn every_instruction_has_a_file_of_tests_and_a_cost() {
    // Given every instruction
    let instructions = names(&interface()["instructions"]);
    assert_eq!(instructions.len(), 46);
    let modules = text("tests/tests/suite/instructions/mod.rs");
    let files = sources("tests/tests/suite/instructions");

    // When its file is looked for, then it is there, is compiled, and holds the test of its accounts
    for instruction in instructions {
        let folder = "tests/tests/suite/instructions";
        let (file, module) = (
            format!("{folder}/{instruction}.rs"),
            format!("{folder}/{instruction}/"),
        );
        let of_it = files
            .iter()
            .filter(|(path, _)| *path == file || path.starts_with(&module));
        let text: String = of_it.map(|(_, text)| text.as_str()).collect();
        assert!(text.contains("every_account_is_checked"), "{instruction}");
        assert!(
            modules.contains(&format!("\nmod {instruction};")),
            "{instruction}"
        );
    }
}
