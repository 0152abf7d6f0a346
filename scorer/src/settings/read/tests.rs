use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::super::{Secret, unless_empty};
use super::*;

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sample {
    every_ms: u64,
    share: f64,
    market: Market,
    spot: BTreeMap<String, String>,
    feeds: Vec<Feed>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Market {
    address: String,
    shards: Vec<u16>,
    kind: Kind,
    #[serde(deserialize_with = "unless_empty")]
    file: Option<PathBuf>,
    #[serde(deserialize_with = "unless_empty")]
    key: Option<Secret>,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Calm,
    Wild,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feed {
    name: String,
    address: String,
}

fn parsed(text: &str, variables: &[(&str, &str)]) -> Result<Sample, SettingsError> {
    let variables = variables.iter();
    let variables = variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    parse(text, Path::new("sample.toml"), variables)
}

fn refusal(text: &str, variable: &str, value: &str) -> String {
    let refused = parsed(text, &[(variable, value)]).unwrap_err();
    assert!(
        matches!(&refused, SettingsError::Variable { variable: told, .. } if told == variable),
        "{refused}"
    );
    refused.to_string()
}

#[test]
fn environment_stands_over_the_file() {
    let config = parsed(
        "every_ms = 7\n[market]\naddress = 'a'\nfile = 'f'",
        &[
            ("BALLAST__MARKET__ADDRESS", "b"),
            ("BALLAST__MARKET__SHARDS", "[1, 2]"),
            ("BALLAST__MARKET__KIND", "wild"),
            ("BALLAST__MARKET__FILE", ""),
            ("BALLAST__SHARE", "0.5"),
            ("OTHER__MARKET__ADDRESS", "c"),
        ],
    )
    .unwrap();

    assert_eq!(config.every_ms, 7);
    assert_eq!(config.market.address, "b");
    assert_eq!(config.market.shards, [1, 2]);
    assert_eq!(config.market.kind, Kind::Wild);
    assert_eq!(config.market.file, None);
    assert!((config.share - 0.5).abs() < 1e-12);
}

#[test]
fn text_is_taken_as_it_stands_whatever_else_it_could_be() {
    for (text, read) in [
        ("7", "7"),
        ("true", "true"),
        ("[1,2]", "[1,2]"),
        ("2022-11-07T00:00:00Z", "2022-11-07T00:00:00Z"),
        ("https://a/?b=c#d", "https://a/?b=c#d"),
        ("\"quoted\"", "quoted"),
        ("a\nevery_ms = 5", "a\nevery_ms = 5"),
    ] {
        let config = parsed("", &[("BALLAST__MARKET__ADDRESS", text)]).unwrap();

        assert_eq!(config.market.address, read);
    }
}

#[test]
fn sections_and_lists_may_be_given_whole() {
    let config = parsed(
        "[[feeds]]\nname = 'a'\naddress = 'x'",
        &[
            ("BALLAST__MARKET", "{ address = 'b', shards = [3] }"),
            ("BALLAST__FEEDS", "[{ name = 'c', address = 'y' }]"),
        ],
    )
    .unwrap();

    assert_eq!(config.market.address, "b");
    assert_eq!(config.feeds.len(), 1);
    assert_eq!(config.feeds[0].name, "c");
}

#[test]
fn places_in_a_list_are_numbers_and_the_next_one_is_new() {
    let feed = "[[feeds]]\nname = 'a'\naddress = 'x'";
    let names: Vec<(String, String)> = (1..12)
        .flat_map(|place| {
            [
                (
                    format!("BALLAST__FEEDS__{place}__NAME"),
                    format!("n{place}"),
                ),
                (format!("BALLAST__FEEDS__{place}__ADDRESS"), "y".to_owned()),
            ]
        })
        .collect();

    let config: Sample = parse(feed, Path::new("sample.toml"), names).unwrap();

    assert_eq!(config.feeds.len(), 12);
    assert_eq!(config.feeds[11].name, "n11");
    assert_eq!(config.feeds[0].name, "a");
    let beyond = refusal(feed, "BALLAST__FEEDS__9__NAME", "x");
    assert!(beyond.contains("the next is 1"), "{beyond}");
    let incomplete = refusal(feed, "BALLAST__FEEDS__1__NAME", "x");
    assert!(
        incomplete.contains("missing field `address`"),
        "{incomplete}"
    );
    let unnumbered = refusal(feed, "BALLAST__FEEDS__NAME", "x");
    assert!(unnumbered.contains("write 0, 1"), "{unnumbered}");
}

#[test]
fn free_names_keep_their_case() {
    let config = parsed(
        "[spot]\nBTC = 'a'\nEth = 'b'",
        &[("BALLAST__SPOT__SOL", "c"), ("BALLAST__SPOT__ETH", "d")],
    )
    .unwrap();

    let expected = [("BTC", "a"), ("Eth", "d"), ("SOL", "c")];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(config.spot, BTreeMap::from(expected));
}

#[test]
fn file_is_refused_by_its_line() {
    let unknown = parsed("\nevery = 7", &[]).unwrap_err().to_string();
    let unfit = parsed("\nevery_ms = 'soon'", &[("BALLAST__EVERY_MS", "5")]);
    let unfit = unfit.unwrap_err().to_string();

    for words in ["sample.toml", "line 2", "unknown field `every`", "every_ms"] {
        assert!(unknown.contains(words), "{words}: {unknown}");
    }
    assert!(
        unfit.contains("sample.toml") && unfit.contains("line 2"),
        "{unfit}"
    );
}

#[test]
fn file_that_is_not_there_is_named() {
    let refused = load::<Sample>(Path::new("/nowhere/sample.toml"), []).unwrap_err();

    assert!(
        refused.to_string().contains("/nowhere/sample.toml"),
        "{refused}"
    );
}

#[test]
fn unknown_variable_is_refused_with_the_known_keys() {
    for (variable, known) in [
        (
            "BALLAST__EVERY",
            "known: every_ms, feeds, market, share, spot",
        ),
        ("BALLAST__MARKETS__ADDRESS", "known: every_ms, feeds"),
        (
            "BALLAST__MARKET__ADRESS",
            "known: address, file, key, kind, shards",
        ),
        ("BALLAST__", "known: every_ms"),
        ("BALLAST__EVERY_MS__NOW", "leave out __NOW"),
    ] {
        let refused = refusal("every_ms = 5", variable, "1");

        assert!(refused.contains(known), "{refused}");
    }
}

#[test]
fn variable_that_does_not_fit_is_refused_without_its_value() {
    for (variable, expected) in [
        ("BALLAST__EVERY_MS", "expected u64"),
        ("BALLAST__SHARE", "expected f64"),
        ("BALLAST__MARKET", "expected struct Market"),
        ("BALLAST__MARKET__SHARDS", "expected a sequence"),
        ("BALLAST__MARKET__KIND", "expected one of calm, wild"),
        ("BALLAST__FEEDS__0", "expected struct Feed"),
    ] {
        let refused = refusal("", variable, "hidden");
        assert!(refused.contains(expected), "{refused}");
        for value in ["hidden", "'hidden'", "{ hidden = 1 }", "[\"hidden\"]"] {
            let refused = refusal("", variable, value);
            assert!(!refused.contains("hidden"), "{refused}");
        }
    }
    let plain = refusal("", "BALLAST__EVERY_MS", "soon");
    assert!(plain.contains("as in TOML"), "{plain}");
}

#[test]
fn secret_is_never_shown() {
    let config = parsed("", &[("BALLAST__MARKET__KEY", "[12,34]")]).unwrap();

    assert_eq!(config.market.key.as_ref().unwrap().reveal(), "[12,34]");
    assert!(!format!("{config:?}").contains("12,34"));
}

#[test]
fn secret_in_a_wrong_line_of_the_file_is_not_repeated() {
    for text in [
        "[market]\nkey = [251, 34, 56]",
        "[market]\nkey = 'https://host/?api-key=SECRET",
        "market = 'SECRET'",
    ] {
        let refused = parsed(text, &[]).unwrap_err().to_string();

        assert!(refused.starts_with("sample.toml: line "), "{refused}");
        assert!(
            !refused.contains("251") && !refused.contains("SECRET"),
            "{refused}"
        );
    }
}
