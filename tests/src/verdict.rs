//! How a transaction ended.

use ballast_client::error::FIRST_ERROR_CODE;
use ballast_policy::Rule;
use ballast_vm::{SendError, Sent};

/// The program's code of a policy rule.
pub fn code_of(rule: Rule) -> u32 {
    FIRST_ERROR_CODE + u32::from(rule.number())
}

/// Fails the test unless the program refused by `rule`.
#[track_caller]
pub fn assert_refused(result: Result<Sent, SendError>, rule: Rule) {
    match result {
        Ok(sent) => panic!("expected {}, but it went through: {:?}", rule.name(), sent.logs),
        Err(error) => assert_eq!(
            error.code(),
            Some(code_of(rule)),
            "expected {}, found {error}",
            rule.name()
        ),
    }
}

/// Fails the test unless the program refused with the error of this number past the first (100 and up: accounts).
#[track_caller]
pub fn assert_code(result: Result<Sent, SendError>, number: u32) {
    match result {
        Ok(sent) => panic!("expected error {number}, but it went through: {:?}", sent.logs),
        Err(error) => assert_eq!(error.code(), Some(FIRST_ERROR_CODE + number), "{error}"),
    }
}

/// Fails the test unless the transaction failed with one of the framework's or runtime's errors, whose words contain
/// `words`.
#[track_caller]
pub fn assert_failed(result: Result<Sent, SendError>, words: &str) {
    match result {
        Ok(sent) => panic!("expected {words}, but it went through: {:?}", sent.logs),
        Err(error) => assert!(error.to_string().contains(words), "expected {words}, found {error}"),
    }
}
