//! What a check found.

use serde::Serialize;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// A node would run, and something is to be looked at.
    Warn,
    /// A node would not start or not publish.
    Fail,
}

impl Verdict {
    /// In small letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
        }
    }
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How it ended.
    pub verdict: Verdict,
    /// What was looked at.
    pub what: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub advice: Option<String>,
}

impl Finding {
    pub(super) fn ok(what: &str, found: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Ok,
            what: what.to_owned(),
            found: found.into(),
            advice: None,
        }
    }

    pub(super) fn warn(what: &str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            verdict: Verdict::Warn,
            advice: Some(advice.to_owned()),
            ..Self::ok(what, found)
        }
    }

    pub(super) fn fail(what: &str, found: impl Into<String>, advice: &str) -> Self {
        Self {
            verdict: Verdict::Fail,
            ..Self::warn(what, found, advice)
        }
    }
}
