//! Files whose content is hashed: `{"format_version":3,"content_sha256":"...","content":{...}}`.
//!
//! The hash covers the bytes of `content` as they stand in the file. The version is read before anything else, so that a
//! file of a later version is named as such.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use sha2::{Digest, Sha256};

#[derive(Serialize, Deserialize)]
struct Envelope {
    format_version: u32,
    content_sha256: String,
    content: Box<RawValue>,
}

#[derive(Deserialize)]
struct Header {
    format_version: u32,
}

/// Why a file was not opened.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It is not JSON of this form.
    Malformed(serde_json::Error),
    /// It is of another version.
    Version { found: u32, expected: u32 },
    /// Its content is not what was hashed.
    Hash { stated: String, computed: String },
}

/// The bytes of a file of this version that holds `content`.
pub(crate) fn seal<T: Serialize>(version: u32, content: &T) -> Result<String, serde_json::Error> {
    let content = to_raw_value(content)?;
    let envelope = Envelope {
        format_version: version,
        content_sha256: digest(&content),
        content,
    };
    serde_json::to_string(&envelope).map(|json| json + "\n")
}

/// The content of what [`seal`] wrote, and its hash.
pub(crate) fn open(version: u32, json: &str) -> Result<(Box<RawValue>, String), Refusal> {
    let header: Header = serde_json::from_str(json).map_err(Refusal::Malformed)?;
    if header.format_version != version {
        return Err(Refusal::Version {
            found: header.format_version,
            expected: version,
        });
    }
    let envelope: Envelope = serde_json::from_str(json).map_err(Refusal::Malformed)?;
    let computed = digest(&envelope.content);
    if computed == envelope.content_sha256 {
        Ok((envelope.content, computed))
    } else {
        Err(Refusal::Hash {
            stated: envelope.content_sha256,
            computed,
        })
    }
}

/// SHA-256, in hex, of `content` as [`seal`] writes it.
pub(crate) fn hash<T: Serialize>(content: &T) -> Result<String, serde_json::Error> {
    to_raw_value(content).map(|content| digest(&content))
}

fn digest(content: &RawValue) -> String {
    hex::encode(Sha256::digest(content.get().as_bytes()))
}
