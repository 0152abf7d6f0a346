//! The client and the committed interface description say the same, byte for byte.

mod instruction;
mod layout;
mod types;

use ballast_client::PROGRAM_ID;
use ballast_client::error::{FIRST_ERROR_CODE, ProgramError};
use ballast_client::event::EVENTS;
use ballast_client::layout::{Account, Market, PendingChange, Position, Reserve, RiskFeed};
use ballast_policy::Rule;
use ballast_tests::{LendingError, text};
use serde_json::Value;

/// The interface description.
fn interface() -> Value {
    serde_json::from_str(&text("idl/lending.json")).unwrap()
}

/// `(name, discriminator)` of the entries of a list.
fn discriminators(list: &Value) -> Vec<(String, Vec<u8>)> {
    let entries = list.as_array().unwrap().iter();
    let mut found: Vec<_> = entries
        .map(|entry| {
            let name = entry["name"].as_str().unwrap().to_owned();
            (
                name,
                serde_json::from_value(entry["discriminator"].clone()).unwrap(),
            )
        })
        .collect();
    found.sort();
    found
}

#[test]
fn the_program_stands_at_the_clients_address() {
    // That the binary declares this address is shown by every test that runs it: it refuses to run under another.
    assert_eq!(interface()["address"], PROGRAM_ID.to_string());
}

#[test]
fn every_account_has_the_clients_name_and_discriminator() {
    fn of<T: Account>() -> (String, Vec<u8>) {
        (T::NAME.into(), T::DISCRIMINATOR.into())
    }
    let client = [
        of::<Market>(),
        of::<PendingChange>(),
        of::<Position>(),
        of::<Reserve>(),
        of::<RiskFeed>(),
    ];
    assert_eq!(discriminators(&interface()["accounts"]), client);
}

#[test]
fn every_event_has_the_clients_name_and_discriminator() {
    let client = EVENTS
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()));
    let mut client: Vec<_> = client.collect();
    client.sort();
    assert_eq!(discriminators(&interface()["events"]), client);
}

#[test]
fn every_error_code_is_a_rule_of_policy_or_one_of_the_programs_own() {
    // Given the codes, names and sentences of the interface
    let interface = interface();
    let errors = interface["errors"].as_array().unwrap().iter();
    let listed: Vec<(u32, &str, &str)> = errors
        .map(|error| {
            let code = u32::try_from(error["code"].as_u64().unwrap()).unwrap();
            (
                code,
                error["name"].as_str().unwrap(),
                error["msg"].as_str().unwrap(),
            )
        })
        .collect();

    // When policy's rules come first, then all agree
    let (rules, own) = listed.split_at(Rule::ALL.len());
    for (rule, (code, name, message)) in Rule::ALL.iter().zip(rules) {
        assert_eq!(FIRST_ERROR_CODE + u32::from(rule.number()), *code);
        assert_eq!((rule.name(), rule.message()), (*name, *message));
    }
    // And the client lists the same
    let client: Vec<(u32, &str, &str)> = ProgramError::all()
        .map(|error| (error.code, error.name, error.message))
        .collect();
    assert_eq!(listed, client);
    // And the rest are the program's, by the numbers that the tests know
    let own: Vec<(u32, String)> = own
        .iter()
        .map(|(code, name, _)| (*code, (*name).to_owned()))
        .collect();
    let known: Vec<(u32, String)> = LendingError::ALL
        .iter()
        .map(|error| (FIRST_ERROR_CODE + *error as u32, format!("{error:?}")))
        .collect();
    assert_eq!(own, known);
}
