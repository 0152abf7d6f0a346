//! Where traces go, by the variables that OpenTelemetry's standard names or by what stands over them.

use std::fmt;

use reqwest::Url;

use super::TelemetryError;

/// The variable with the address for traces alone, taken as it is.
const TRACES: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
/// The variable with the address for everything, under which traces have a path of their own.
const ALL: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
/// The variable that turns everything off.
const DISABLED: &str = "OTEL_SDK_DISABLED";

/// Where a collector takes spans. Path, query and credentials stay unsaid: they may hold a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint(Url);

impl Endpoint {
    /// What `given` says, else the environment's `variable`s; none where neither does, or where these turn telemetry off.
    ///
    /// # Errors
    /// [`TelemetryError::Endpoint`]: what it says is no address of a collector.
    pub fn resolve(
        given: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, TelemetryError> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        if variable(DISABLED).is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Ok(None);
        }
        if let Some(base) = given {
            return parse("--otlp", base).map(|url| Some(Self::under(url)));
        }
        if let Some(whole) = variable(TRACES) {
            return parse(TRACES, &whole).map(|url| Some(Self(url)));
        }
        let base = variable(ALL);
        let url = base.map(|base| parse(ALL, &base)).transpose()?;
        Ok(url.map(Self::under))
    }

    /// The path for traces under a collector's address.
    fn under(mut base: Url) -> Self {
        let path = format!("{}/v1/traces", base.path().trim_end_matches('/'));
        base.set_path(&path);
        Self(base)
    }

    /// All of it: for posting alone.
    pub fn reveal(&self) -> &str {
        self.0.as_str()
    }
}

fn parse(setting: &'static str, text: &str) -> Result<Url, TelemetryError> {
    // The reason names no part of the text.
    let url = Url::parse(text).map_err(|error| TelemetryError::Endpoint {
        setting,
        reason: error.to_string(),
    })?;
    if !matches!(url.scheme(), "http" | "https") {
        let reason = "its scheme is neither http nor https".to_owned();
        return Err(TelemetryError::Endpoint { setting, reason });
    }
    Ok(url)
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Endpoint({self})")
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.origin().ascii_serialization())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address that follows from what is `given` and the `variables`.
    fn resolve(given: Option<&str>, variables: &[(&str, &str)]) -> Option<String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let endpoint = Endpoint::resolve(given, variable).unwrap();
        endpoint.map(|endpoint| endpoint.reveal().to_owned())
    }

    #[test]
    fn flag_stands_over_the_variable_for_traces_and_that_over_the_common_one() {
        let (traces, all) = ((TRACES, "http://t:1/own?key=k"), (ALL, "http://a:2/otel/"));
        let expect = |address: &str| Some(address.to_owned());

        assert_eq!(
            resolve(Some("https://f"), &[traces, all]),
            expect("https://f/v1/traces")
        );
        assert_eq!(resolve(None, &[traces, all]), expect(traces.1));
        assert_eq!(
            resolve(None, &[(TRACES, ""), all]),
            expect("http://a:2/otel/v1/traces")
        );
    }

    #[test]
    fn traces_go_nowhere_unless_an_address_is_given_or_where_they_are_turned_off() {
        assert_eq!(resolve(None, &[]), None);
        assert_eq!(resolve(None, &[(ALL, "")]), None);
        assert_eq!(
            resolve(Some("http://f"), &[(DISABLED, "True"), (ALL, "http://a")]),
            None
        );
    }

    #[test]
    fn neither_refusal_nor_display_repeats_what_may_be_a_token() {
        for text in [
            "secret",
            "grpc://secret:4317",
            "http://",
            "https://exa mple/secret",
        ] {
            let refused = Endpoint::resolve(Some(text), |_| None).unwrap_err();

            let refused = refused.to_string();
            assert!(
                refused.contains("--otlp") && !refused.contains("secret"),
                "{refused}"
            );
        }
        let keyed = "https://user:secret@otel.example.com:4318/secret?key=secret";
        let endpoint = Endpoint::resolve(Some(keyed), |_| None).unwrap().unwrap();

        assert_eq!(endpoint.to_string(), "https://otel.example.com:4318");
        assert_eq!(
            format!("{endpoint:?}"),
            "Endpoint(https://otel.example.com:4318)"
        );
    }
}
