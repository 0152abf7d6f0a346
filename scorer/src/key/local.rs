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
const GROUP_READ: u32 = 0o040;
/// Where systemd names the folder of a service's credentials.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
const PERMISSIONS: u32 = 0o7777;
/// More than any key file has: 64 numbers of three digits.
const BYTES_MOST: u64 = 4096;

/// Reads a Solana key file.
///
/// # Errors
/// A file that cannot be read, that others may read or write, or that holds no key.
pub fn read_key_file(file: &Path) -> Result<Keypair, KeyError> {
    let credentials = env::var_os(CREDENTIALS);
    read_beside(file, credentials.as_deref().map(Path::new))
}

/// The same, with the folder of this service's credentials, if it has one.
fn read_beside(file: &Path, credentials: Option<&Path>) -> Result<Keypair, KeyError> {
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
    let refused = if credentials.is_some_and(|folder| is_inside(file, folder)) {
        // systemd gives the service's user the file by an access list, whose mask stands where the mode has the group's
        // permissions (0440). The folder is this service's alone, so that nobody else comes to the file.
        OTHERS & !GROUP_READ
    } else {
        OTHERS
    };
    if mode & refused != 0 {
        let file = file.to_owned();
        return Err(KeyError::FileExposed { file, mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(1024));
    let read = opened.take(BYTES_MOST).read_to_string(&mut text);
    read.map_err(|error| unreadable(error.to_string()))?;
    parse(&text, || format!("the key file {}", file.display()))
}

/// Whether `file`, with every link followed, stands in `folder` itself.
fn is_inside(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.parent() == Some(folder.as_path()),
        _ => false,
    }
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
    use std::os::unix::fs::{PermissionsExt as _, symlink};
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
    fn credential_may_have_the_mode_that_systemd_gives_it_and_no_other() {
        let key = Keypair::new_from_array([3; 32]);

        for mode in [0o400, 0o440] {
            let (folder, file) = written(&json(&key), mode);
            let read = read_beside(&file, Some(folder.path())).unwrap();
            assert_eq!(read.pubkey(), key.pubkey());
        }
        for mode in [0o460, 0o444, 0o450, 0o644] {
            let (folder, file) = written(&json(&key), mode);
            let refused = read_beside(&file, Some(folder.path())).unwrap_err();
            assert!(
                matches!(refused, KeyError::FileExposed { mode: found, .. } if found == mode),
                "{refused}"
            );
        }
    }

    #[test]
    fn file_that_does_not_stand_among_the_credentials_is_held_to_its_owner() {
        // Given a file that its group may read, below, beside and linked into the credentials
        let key = Keypair::new_from_array([3; 32]);
        let (folder, file) = written(&json(&key), 0o440);
        let credentials = folder.path().join("credentials");
        fs::create_dir(&credentials).unwrap();
        let credentials = credentials.as_path();
        let linked = credentials.join("key.json");
        symlink(&file, &linked).unwrap();
        let roundabout = credentials.join("../key.json");
        let above = folder.path().parent().unwrap();

        // When it is read as if it were one, then it is refused
        for (file, credentials) in [
            (&file, credentials),
            (&linked, credentials),
            (&roundabout, credentials),
            (&file, above),
            (&file, Path::new("")),
            (&file, Path::new("/nowhere")),
        ] {
            let refused = read_beside(file, Some(credentials)).unwrap_err();
            assert!(matches!(refused, KeyError::FileExposed { .. }), "{refused}");
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
