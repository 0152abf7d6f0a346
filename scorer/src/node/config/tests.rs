use super::*;
use crate::settings::assert_names_every_key;

const FEED: &str = "[[feeds]]\nname = \"market\"\naddress = \"11111111111111111111111111111112\"\nassets = [\"BTC\"]\n";
const REPLAY: &str = "rpc.urls = [\"http://127.0.0.1:8899\"]\n[source]\nkind = \"replay\"\n";

fn parse(text: &str, variables: &[(&str, &str)]) -> Result<NodeConfig, SettingsError> {
    let variables = variables.iter();
    let variables = variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    NodeConfig::parse(text, Path::new("node.toml"), variables)
}

#[test]
fn sample_names_every_key_with_its_default() {
    let sample: NodeConfig = toml::from_str(SAMPLE).unwrap();

    assert_names_every_key::<NodeConfig>(SAMPLE);
    assert_eq!(sample.feeds, vec![FeedSection::full()]);
    // Feeds and RPC nodes have no default.
    let mut defaults = NodeConfig {
        feeds: sample.feeds.clone(),
        ..NodeConfig::default()
    };
    defaults.rpc.urls.clone_from(&sample.rpc.urls);
    assert_eq!(sample, defaults);
}

#[test]
fn source_that_is_not_named_is_live() {
    let text = format!("rpc.urls = [\"http://127.0.0.1:8899\"]\n{FEED}");

    let config = parse(&text, &[]).unwrap();

    assert_eq!(config.source.kind, SourceKind::Live);
}

#[test]
fn every_key_of_the_sample_is_explained_above_it() {
    let mut before = "";
    for line in SAMPLE.lines() {
        if !line.starts_with('#') && line.contains(" = ") {
            assert!(before.starts_with('#'), "{line}");
        }
        before = line;
    }
}

#[test]
fn unknown_key_is_refused_with_the_known_ones() {
    let error = parse(&format!("[node]\ntick = 5\n{FEED}"), &[])
        .unwrap_err()
        .to_string();

    assert!(
        error.contains("tick") && error.contains("tick_ms") && error.contains("dry_run"),
        "{error}"
    );
}

#[test]
fn environment_stands_over_the_file() {
    let text = format!("{REPLAY}[node]\ntick_ms = 5\n{FEED}");
    let config = parse(
        &text,
        &[
            ("BALLAST__NODE__TICK_MS", "250"),
            ("BALLAST__NODE__NAME", "7"),
            ("BALLAST__SOURCE__REPLAY__SPEED", "60.5"),
            ("BALLAST__FEEDS__0__NAME", "sol"),
            ("BALLAST__RPC__URLS", "[\"http://a\", \"http://b\"]"),
            ("OTHER__NODE__NAME", "x"),
        ],
    )
    .unwrap();

    assert_eq!((config.node.tick_ms, config.node.name.as_str()), (250, "7"));
    assert!((config.source.replay.speed - 60.5).abs() < 1e-12);
    assert_eq!(config.feeds[0].name, "sol");
    assert_eq!(config.rpc.nodes().unwrap().len(), 2);
}

#[test]
fn variable_without_a_key_or_a_fitting_value_is_refused_by_its_name() {
    let text = format!("{REPLAY}{FEED}");
    for (variable, value, says) in [
        ("BALLAST__NODE__TICK", "1", "tick_ms"),
        (
            "BALLAST__NODE__TICK_MS",
            "soon",
            "expected u64, written as in TOML",
        ),
        ("BALLAST__NOTE__NAME", "1", "known: audit"),
        ("BALLAST__FEEDS__9__NAME", "x", "the next is 1"),
    ] {
        let error = parse(&text, &[(variable, value)]).unwrap_err().to_string();

        assert!(error.contains(variable) && error.contains(says), "{error}");
    }
}

#[test]
fn values_without_a_meaning_are_refused_by_their_key() {
    for (text, key) in [
        (
            format!("{REPLAY}[node]\ntick_ms = 0\n{FEED}"),
            "node.tick_ms",
        ),
        (
            format!("{REPLAY}[stagger]\nreplica_id = 1\n{FEED}"),
            "stagger.replica_id",
        ),
        (format!("{REPLAY}{FEED}{FEED}"), "feeds.1.address"),
        (
            format!("{REPLAY}[fee]\npercentile = 101\n{FEED}"),
            "fee.percentile",
        ),
        (FEED.to_owned(), "rpc.urls"),
        (REPLAY.to_owned(), "feeds"),
        (
            format!("{REPLAY}[source.replay]\nspeed = 0.0\n{FEED}"),
            "source.replay.speed",
        ),
        (
            format!("{REPLAY}{}", FEED.replace("1112", "x")),
            "feeds.0.address",
        ),
        (
            format!("{REPLAY}[shadow]\nhash = \"ab\"\n{FEED}"),
            "shadow.hash is \"ab\", expected nothing while shadow.file is empty",
        ),
    ] {
        let error = parse(&text, &[]).unwrap_err().to_string();

        assert!(error.starts_with(key), "{key}: {error}");
    }
}

#[test]
fn secret_is_given_once_and_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("urls");
    std::fs::write(&file, "# ours\nhttps://rpc.example/?api-key=abc\n\n").unwrap();
    let from_file = format!("[rpc]\nurls_file = {file:?}\n{FEED}");
    let twice = format!("[rpc]\nurls = [\"http://a\"]\nurls_file = {file:?}\n{FEED}");

    let config = parse(&from_file, &[]).unwrap();
    let urls = config.rpc.nodes().unwrap();

    assert_eq!(urls[0].reveal(), "https://rpc.example/?api-key=abc");
    assert!(!format!("{config:?} {urls:?}").contains("abc"));
    let twice = parse(&twice, &[]).unwrap_err().to_string();
    assert!(twice.contains("rpc.urls is given too: keep one"), "{twice}");
}

#[test]
fn listening_address_that_is_none_is_refused_by_its_line_or_variable() {
    let text = format!("{REPLAY}[health]\nlisten = \"here\"\n{FEED}");
    let by_line = parse(&text, &[]).unwrap_err().to_string();
    let named = [("BALLAST__HEALTH__LISTEN", "here")];
    let by_variable = parse(&format!("{REPLAY}{FEED}"), &named).unwrap_err();
    let by_variable = by_variable.to_string();

    let line = text.lines().position(|line| line.starts_with("listen"));
    let line = format!("line {}, ", line.unwrap() + 1);
    for words in [line.as_str(), "`listen`", "such as 127.0.0.1:9464"] {
        assert!(by_line.contains(words), "{by_line}");
    }
    assert!(
        by_variable.contains("such as 127.0.0.1:9464"),
        "{by_variable}"
    );
}

#[test]
fn health_is_served_to_this_machine_unless_it_is_told_otherwise() {
    let text = format!("{REPLAY}{FEED}");

    let silent = parse(&text, &[("BALLAST__HEALTH__LISTEN", "")]).unwrap();

    assert_eq!(parse(&text, &[]).unwrap().health.listen, Some(LISTEN));
    assert_eq!(silent.health.listen, None);
}

#[test]
fn feed_takes_the_common_trigger_where_it_has_none_of_its_own() {
    let text = format!("{REPLAY}[trigger]\nmax_age_seconds = 30\n{FEED}deviation_hundredths = 7\n");

    let feeds = parse(&text, &[]).unwrap().feeds().unwrap();

    assert_eq!(feeds[0].trigger.max_age_seconds, 30);
    assert_eq!(feeds[0].trigger.deviation_hundredths, 7);
}

#[test]
fn model_on_trial_may_be_named_by_the_environment_and_there_is_none_by_itself() {
    let text = format!("{REPLAY}{FEED}");
    let named = [
        ("BALLAST__SHADOW__FILE", "next.json"),
        ("BALLAST__SHADOW__HASH", "0123"),
    ];

    let (none, named) = (parse(&text, &[]).unwrap(), parse(&text, &named).unwrap());

    assert_eq!(none.shadow, ShadowSection::default());
    assert!(none.shadow.file.is_empty(), "none unless it is named");
    assert_eq!(named.shadow.file, "next.json");
    assert_eq!(named.shadow.hash, "0123");
}
