//! What is wrong with a file's text, in words without any value of it.
//!
//! `toml::de::Error` prints the whole line that it is about, and a URL's key or a private key may stand there.

use ballast_client::slip;
use serde::de::DeserializeOwned;

/// Reads `text`, or says by line and column what is wrong. Keys are named, values are not.
pub(crate) fn from_toml<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map(|span| span.start);
        slip(text, error.message(), at)
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::key::KeyConfig;
    use crate::node::config::NodeConfig;
    use crate::record::RecordConfig;
    use crate::rpc::EndpointsConfig;
    use crate::watch::WatchConfig;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[serde(rename = "every_ms")]
        _every_ms: u64,
        #[serde(rename = "kind")]
        _kind: Option<Kind>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Calm,
        Wild,
    }

    fn assert_hidden<T: DeserializeOwned>(text: &str) {
        let said = from_toml::<T>(text).err().unwrap();
        assert!(!said.contains("SECRET") && !said.contains("251"), "{said}");
    }

    #[test]
    fn secret_in_a_value_of_another_kind_is_not_repeated() {
        assert_hidden::<EndpointsConfig>("urls = 'https://host/?api-key=SECRET'");
        assert_hidden::<EndpointsConfig>("urls = ['wss://host/?api-key=SECRET']");
        assert_hidden::<EndpointsConfig>("timeout_ms = 'SECRET, expected SECRET'");
        assert_hidden::<EndpointsConfig>("commitment = 'SECRET'");
        assert_hidden::<KeyConfig>("value = [251, 34, 56]");
        assert_hidden::<KeyConfig>("value = { SECRET = 'SECRET' }");
        assert_hidden::<WatchConfig>("alert = 'https://host/SECRET'");
        assert_hidden::<WatchConfig>("[alert]\nwebhook = ['https://host/SECRET']");
        assert_hidden::<NodeConfig>("rpc = 'https://host/SECRET'");
        assert_hidden::<RecordConfig>("[solana_rpc]\nurl = ['https://host/SECRET']");
    }

    #[test]
    fn secret_in_text_that_is_no_toml_is_not_repeated() {
        for text in [
            "url = https://host/?api-key=SECRET",
            "url = 'https://host/?api-key=SECRET",
            "url = \"SECRET\\q\"",
            "https://host/?api-key=SECRET",
            "urls = ['https://host/?api-key=SECRET' 'SECRET']",
            "value = [251, 34, 56",
            "[251, 34, 56]",
            "SECRET",
        ] {
            assert_hidden::<toml::Table>(text);
        }
    }

    #[test]
    fn slip_is_told_by_its_place_and_what_would_be_right() {
        for (text, expected) in [
            (
                "\nevery_ms = 'soon'",
                "line 2, column 12, `every_ms`: expected u64",
            ),
            (
                "every_ms = -5",
                "line 1, column 12, `every_ms`: expected u64",
            ),
            (
                "every_ms = 5\nevery = 7",
                "line 2, column 1, `every`: unknown field `every`",
            ),
            ("every_ms = 5\nkind = 'mild'", "expected `calm` or `wild`"),
            ("", "missing field `every_ms`"),
        ] {
            let said = from_toml::<Sample>(text).unwrap_err();

            assert!(said.contains(expected), "{said}");
        }
    }
}
