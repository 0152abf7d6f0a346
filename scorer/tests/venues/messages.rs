//! Asking a parser.

use ballast_scorer::time::Timestamp;
use ballast_scorer::venue::{Connector, Event, Purpose, RestRequest, VenueError};

pub(crate) fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(crate) fn one(connector: &mut dyn Connector, message: &str) -> Event {
    let mut events = connector.parse(message).unwrap();
    assert_eq!(events.len(), 1, "{events:?}");
    events.remove(0)
}

pub(crate) fn answer(
    connector: &mut dyn Connector,
    purpose: Purpose,
    instrument: &str,
    body: &str,
) -> Result<Vec<Event>, VenueError> {
    let request = RestRequest::get(purpose, instrument, String::new());
    connector.parse_response(&request, body)
}

pub(crate) fn millis(value: i64) -> Timestamp {
    Timestamp::from_millis(value)
}

pub(crate) fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-12 * expected.abs()
}
