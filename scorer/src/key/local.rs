//! Keys that this process holds.

use std::env;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use solana_keypair::{Keypair, read_keypair};
use zeroize::Zeroizing;

use super::KeyError;
use crate::settings::Secret;

/// Permissions of group and others.
const OTHERS: u32 = 0o077;
const PERMISSIONS: u32 = 0o7777;
/// More than any key file has: 64 numbers of three digits.
const BYTES_MOST: u64 = 4096;

/// Reads a Solana key file.
///
/// # Errors
/// A file that cannot be read, that others may read or write, or that holds no key.
pub fn read_key_file(file: &Path) -> Result<Keypair, KeyError> {
    let unreadable = |reason: String| KeyError::FileUnreadable {
        file: file.to_owned(),
        reason,
    };
    let opened = File::open(file).map_err(|error| unreadable(error.to_string()))?;
    let metadata = opened.metadata();
    let metadata = metadata.map_err(|error| unreadable(error.to_string()))?;
    if !metadata.is_file() {
        return Err(unreadable("it is not a regular file".to_owned()));
    }
    let mode = metadata.mode() & PERMISSIONS;
    if mode & OTHERS != 0 {
        let file = file.to_owned();
        return Err(KeyError::FileExposed { file, mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(1024));
    let read = opened.take(BYTES_MOST).read_to_string(&mut text);
    read.map_err(|error| unreadable(error.to_string()))?;
    parse(&text, || format!("the key file {}", file.display()))
}

pub(super) fn from_variable(name: &str) -> Result<Keypair, KeyError> {
    let text = env::var(name).map(Zeroizing::new);
    let text = text.map_err(|_| KeyError::VariableMissing {
        name: name.to_owned(),
    })?;
    parse(&text, || format!("the environment variable {name}"))
}

pub(super) fn from_text(secret: &Secret) -> Result<Keypair, KeyError> {
    parse(secret.reveal(), || "the configured value".to_owned())
}

fn parse(text: &str, origin: impl Fn() -> String) -> Result<Keypair, KeyError> {
    let text = text.trim();
    // What the parsers say of a wrong text may repeat it.
    let parsed = if text.starts_with('[') {
        read_keypair(&mut text.as_bytes()).ok()
    } else {
        Keypair::try_from_base58_string(text).ok()
    };
    parsed.ok_or_else(|| KeyError::Malformed { origin: origin() })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    use solana_keypair::write_keypair;
    use solana_signer::Signer as _;
    use tempfile::TempDir;

    use super::*;

    fn written(text: &str, mode: u32) -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("key.json");
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        (folder, file)
    }

    fn json(key: &Keypair) -> String {
        write_keypair(key, &mut Vec::new()).unwrap()
    }

    #[test]
    fn owners_file_is_read() {
        let key = Keypair::new_from_array([3; 32]);

        for mode in [0o600, 0o400] {
            let (_folder, file) = written(&json(&key), mode);
            assert_eq!(read_key_file(&file).unwrap().pubkey(), key.pubkey());
        }
    }

    #[test]
    fn file_that_others_may_open_is_refused() {
        let key = Keypair::new_from_array([3; 32]);

        for mode in [0o640, 0o604, 0o620, 0o602, 0o644, 0o777] {
            let (_folder, file) = written(&json(&key), mode);
            let refused = read_key_file(&file).unwrap_err();
            assert!(
                matches!(refused, KeyError::FileExposed { mode: found, .. } if found == mode),
                "{refused}"
            );
        }
    }

    #[test]
    fn text_that_is_no_key_is_refused_without_a_word_of_it() {
        for text in ["[1,2,3]", "secretsecret", "", "[300,1]"] {
            let (_folder, file) = written(text, 0o600);

            let refused = read_key_file(&file).unwrap_err();

            assert!(matches!(refused, KeyError::Malformed { .. }), "{refused}");
            let said = format!("{refused} {refused:?}");
            assert!(
                !said.contains("secretsecret") && !said.contains("300"),
                "{said}"
            );
        }
    }

    #[test]
    fn json_and_base58_name_the_same_key() {
        let key = Keypair::new_from_array([5; 32]);

        let of_json = from_text(&Secret::from(json(&key))).unwrap();
        let of_base58 = from_text(&Secret::from(key.to_base58_string())).unwrap();

        assert_eq!(of_json.pubkey(), key.pubkey());
        assert_eq!(of_base58.pubkey(), key.pubkey());
    }

    #[test]
    fn variable_that_is_not_set_is_named() {
        let refused = from_variable("BALLAST_NO_SUCH_KEY").unwrap_err();

        assert!(refused.to_string().contains("BALLAST_NO_SUCH_KEY"));
    }
}
