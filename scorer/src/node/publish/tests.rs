//! What logs say of a report.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

const SEQUENCE: u64 = 41;

fn publisher() -> Address {
    Address::new_from_array([7; 32])
}

fn invoked() -> String {
    format!("Program {PROGRAM_ID} invoke [1]")
}

/// The line of the event that `publisher`'s report `sequence` said nothing new.
fn ignored(publisher: &Address, sequence: u64) -> String {
    let (feed, rule) = ([1; 32], 3_u64);
    let discriminator = ballast_client::event::EVENTS
        .iter()
        .find(|(name, _)| *name == "ReportIgnored")
        .unwrap()
        .1;
    let mut bytes = discriminator.to_vec();
    bytes.extend(feed);
    bytes.extend(publisher.as_ref());
    bytes.extend(sequence.to_le_bytes());
    bytes.extend(rule.to_le_bytes());
    format!("Program data: {}", STANDARD.encode(bytes))
}

#[test]
fn report_without_an_event_counted() {
    let logs = [invoked()];

    assert_eq!(
        effect_in(&logs, &publisher(), SEQUENCE),
        Some(Outcome::Landed)
    );
}

#[test]
fn report_that_said_nothing_new_is_told_from_others() {
    let other = Address::new_from_array([8; 32]);
    for (line, expected) in [
        (ignored(&publisher(), SEQUENCE), Outcome::Ignored),
        (ignored(&publisher(), SEQUENCE - 1), Outcome::Landed),
        (ignored(&other, SEQUENCE), Outcome::Landed),
    ] {
        let logs = [invoked(), line];

        assert_eq!(effect_in(&logs, &publisher(), SEQUENCE), Some(expected));
    }
}

#[test]
fn transaction_without_logs_says_nothing_of_a_report() {
    assert_eq!(effect_in(&[], &publisher(), SEQUENCE), None);
}
