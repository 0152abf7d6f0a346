//! `scorer crank`, `scorer liquidate`, `scorer watch` and the signer before them as they are started: settings, refusals, exit
//! codes.

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

#[test]
fn signer_for_a_liquidator_names_its_one_market_and_no_other_signer_does() {
    const MARKET: &str = "6attjWXsL1ySkPNzF7zsaAa3KqxCMnpwCoqWjXSaGUn1";
    let folder = tempdir().unwrap();
    // None of them gets as far as the key, which is not there.
    for (arguments, code, words) in [
        ("--for liquidator".to_owned(), 2, "--market"),
        (format!("--market {MARKET}"), 1, "--for liquidator alone"),
        (
            format!("--for crank --market {MARKET}"),
            1,
            "--for liquidator alone",
        ),
        (
            "--for anything".to_owned(),
            2,
            "publisher, crank, liquidator",
        ),
        (
            format!("--for liquidator --market {MARKET}"),
            1,
            "none.json",
        ),
    ] {
        let command = format!("signer --key none.json --socket signer.sock {arguments}");

        let output = scorer(folder.path(), &command);

        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {error}");
        assert!(error.contains(words), "{arguments}: {error}");
    }
}
