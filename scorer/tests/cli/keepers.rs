//! `scorer crank`, `scorer liquidate` and `scorer watch` as they are started: settings, refusals, exit codes.

use std::fs;

use tempfile::tempdir;

use crate::program::{scorer, succeed};

const KEEPERS: [&str; 3] = ["crank", "liquidate", "watch"];

#[test]
fn sample_settings_are_printed_and_every_key_of_them_is_known() {
    let folder = tempdir().unwrap();
    for keeper in KEEPERS {
        let sample = succeed(folder.path(), &format!("{keeper} --sample"));
        // A key that is missing and a market that is none: the settings themselves are read without an objection.
        let sample = sample.replace(
            "address = \"11111111111111111111111111111111\"",
            "address = \"none\"",
        );
        fs::write(folder.path().join("settings.toml"), sample).unwrap();

        let output = scorer(
            folder.path(),
            &format!("{keeper} --config settings.toml --once"),
        );

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{keeper}: {error}");
        assert!(
            error.contains("market.address is \"none\""),
            "{keeper}: {error}"
        );
    }
}

#[test]
fn settings_that_are_missing_or_unknown_are_named() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("odd.toml"), "[markets]\n").unwrap();
    for keeper in KEEPERS {
        let without = scorer(folder.path(), &format!("{keeper} --once"));
        let odd = scorer(folder.path(), &format!("{keeper} --config odd.toml --once"));

        assert_eq!(without.status.code(), Some(2), "{keeper}");
        assert_eq!(odd.status.code(), Some(1), "{keeper}");
        let error = String::from_utf8(odd.stderr).unwrap();
        assert!(
            error.contains("odd.toml") && error.contains("markets"),
            "{error}"
        );
    }
}

#[test]
fn node_that_does_not_answer_is_named_by_its_host_alone() {
    let folder = tempdir().unwrap();
    let settings = "[market]\naddress = \"6attjWXsL1ySkPNzF7zsaAa3KqxCMnpwCoqWjXSaGUn1\"\n\
        [rpc]\nurls = [\"http://127.0.0.1:9/?api-key=secret\"]\nrounds_most = 1\n";
    fs::write(folder.path().join("watch.toml"), settings).unwrap();

    let output = scorer(folder.path(), "watch --config watch.toml --once");

    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(
        error.contains("127.0.0.1") && !error.contains("secret"),
        "{error}"
    );
}
