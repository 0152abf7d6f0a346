use super::*;

const FEED: &str = "[[feeds]]\nname = \"market\"\naddress = \"11111111111111111111111111111112\"\nassets = [\"BTC\"]\n";
const REPLAY: &str = "[source]\nkind = \"replay\"\n";

fn parse(text: &str, variables: &[(&str, &str)]) -> Result<NodeConfig, ConfigError> {
    let variables = variables.iter();
    let variables = variables.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    NodeConfig::parse(text, Path::new("node.toml"), variables)
}

fn keys(shape: &serde_json::Value, prefix: &str, found: &mut Vec<String>) {
    match shape {
        serde_json::Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                keys(value, &format!("{prefix}.{key}"), found);
            }
        }
        serde_json::Value::Array(list)
            if list.first().is_some_and(serde_json::Value::is_object) =>
        {
            keys(&list[0], prefix, found);
        }
        _ => found.push(prefix.to_owned()),
    }
}

#[test]
fn sample_names_every_key_with_its_default() {
    let sample: NodeConfig = toml::from_str(SAMPLE).unwrap();
    let table: toml::Table = toml::from_str(SAMPLE).unwrap();

    let mut named = Vec::new();
    keys(&serde_json::to_value(&table).unwrap(), "", &mut named);
    let mut known = Vec::new();
    keys(&overrides::shape().unwrap(), "", &mut known);
    named.sort();
    known.sort();

    assert_eq!(named, known);
    assert_eq!(sample.feeds, vec![FeedSection::full()]);
    let defaults = NodeConfig {
        feeds: sample.feeds.clone(),
        ..NodeConfig::default()
    };
    assert_eq!(sample, defaults);
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
    assert_eq!(config.rpc.urls().unwrap().len(), 2);
}

#[test]
fn variable_without_a_key_or_a_fitting_value_is_refused_by_its_name() {
    let text = format!("{REPLAY}{FEED}");
    for (variable, value, says) in [
        ("BALLAST__NODE__TICK", "1", "tick_ms"),
        ("BALLAST__NODE__TICK_MS", "soon", "not a TOML value"),
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
            format!("{REPLAY}[health]\nlisten = \"here\"\n{FEED}"),
            "health.listen",
        ),
        (REPLAY.to_owned(), "feeds"),
        (
            format!("{REPLAY}[source.replay]\nspeed = 0.0\n{FEED}"),
            "source.replay.speed",
        ),
        (
            format!("{REPLAY}{}", FEED.replace("1112", "x")),
            "feeds.0.address",
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
    let from_file = format!("{REPLAY}[rpc]\nurls_file = {file:?}\n{FEED}");
    let twice = format!("{REPLAY}[rpc]\nurls = [\"http://a\"]\nurls_file = {file:?}\n{FEED}");

    let config = parse(&from_file, &[]).unwrap();
    let urls = config.rpc.urls().unwrap();

    assert_eq!(urls[0].reveal(), "https://rpc.example/?api-key=abc");
    assert!(!format!("{config:?} {urls:?}").contains("abc"));
    assert!(
        parse(&twice, &[])
            .unwrap_err()
            .to_string()
            .contains("both given")
    );
}

#[test]
fn feed_takes_the_common_trigger_where_it_has_none_of_its_own() {
    let text = format!("{REPLAY}[trigger]\nmax_age_seconds = 30\n{FEED}deviation_hundredths = 7\n");

    let feeds = parse(&text, &[]).unwrap().feeds().unwrap();

    assert_eq!(feeds[0].trigger.max_age_seconds, 30);
    assert_eq!(feeds[0].trigger.deviation_hundredths, 7);
}
