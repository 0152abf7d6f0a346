//! `[health]`.

use std::net::SocketAddr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Who may ask how the program does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HealthConfig {
    /// Where `/live`, `/ready` and `/metrics` are served; none: nowhere.
    #[serde(deserialize_with = "listen")]
    pub listen: Option<SocketAddr>,
}

fn listen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SocketAddr>, D::Error> {
    let text: Option<String> = super::unless_empty(deserializer)?;
    let address = text.map(|text| text.parse());
    address
        .transpose()
        .map_err(|_| D::Error::custom("expected an address and port such as 127.0.0.1:9464"))
}
