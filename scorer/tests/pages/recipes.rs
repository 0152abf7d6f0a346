//! Prometheus' rules and the dashboard ask for what a node counts, the unit hides what is secret, and the containers are shut.

use std::collections::BTreeSet;

use ballast_scorer::node::health::{BackfillSums, FeedLabels, KeyLabels, Metrics, VenueSums};
use ballast_scorer::rpc::{Endpoints, EndpointsConfig};

const PREFIX: &str = "ballast_publisher_";

/// The names in `text` that are a node's metrics by their beginning.
fn asked(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with(PREFIX)).collect()
}

/// Every metric of a node that has something to say of each.
fn counted() -> String {
    let nodes = EndpointsConfig::of(["http://127.0.0.1:1"]).unwrap();
    let endpoints = Endpoints::new(&nodes).unwrap();
    let metrics = Metrics::new("hash", "key").with_rpc(&endpoints);
    let feed = FeedLabels {
        feed: "sol".to_owned(),
    };
    for level in [
        &metrics.score,
        &metrics.half_width,
        &metrics.depth,
        &metrics.score_on_chain,
        &metrics.score_in_force,
        &metrics.published_at,
        &metrics.sequence,
        &metrics.standing,
        &metrics.quorum_margin,
        &metrics.consensus_age,
        &metrics.deviation_bound,
        &metrics.max_age_bound,
        &metrics.in_flight,
        &metrics.baseline,
    ] {
        level.get_or_create(&feed).set(1.0);
    }
    let key = KeyLabels {
        publisher: "key".to_owned(),
    };
    metrics.balance.get_or_create(&key).set(1.0);
    metrics.input("SOL spot_5m", true);
    metrics.attempt("sol", "first", "landed");
    metrics.error("sol", "no_score");
    let heard = VenueSums {
        age_seconds: Some(1.0),
        ..VenueSums::default()
    };
    metrics.venue("binance_spot", &heard);
    metrics.backfill(&BackfillSums::default());
    metrics.shadow.begins("other");
    metrics.shadow.says(&feed, 3_000, (3_100, 400));
    metrics.text()
}

/// The samples in `text`: what a query finds, `_total`, `_bucket`, `_sum` and `_count` included.
fn samples(text: &str) -> BTreeSet<&str> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let names = lines.map(|line| line.split(['{', ' ']).next().unwrap());
    names.collect()
}

#[test]
fn rules_and_dashboard_name_only_metrics_that_a_node_has() {
    let text = counted();
    let samples = samples(&text);
    for file in ["recipes/node/alerts.yml", "recipes/node/dashboard.json"] {
        let recipe = std::fs::read_to_string(ballast_vm::repository_root().join(file)).unwrap();

        let asked = asked(&recipe);

        assert!(asked.len() > 5, "{file} asks for {asked:?}");
        let unknown: Vec<_> = asked.difference(&samples).collect();
        assert!(unknown.is_empty(), "{file}: {unknown:?} in\n{text}");
    }
}

#[test]
fn names_are_told_from_what_stands_around_them() {
    let rule =
        "sum(rate(ballast_publisher_errors_total{feed=~\"a\"}[5m])) > ballast_publisher_slot";

    let expected = ["ballast_publisher_errors_total", "ballast_publisher_slot"];
    assert_eq!(asked(rule), BTreeSet::from(expected));
    assert!(asked("up{job=\"ballast-publisher\"}").is_empty());
}

#[test]
fn unit_reads_configuration_and_key_from_its_credentials_alone() {
    let unit = ballast_vm::repository_root().join("recipes/node/publisher@.service");
    let unit = std::fs::read_to_string(unit).unwrap();
    let lines: Vec<&str> = unit.lines().filter(|it| !it.starts_with('#')).collect();

    // A dynamic user opens no file that only root may read: `/etc` stands behind `LoadCredential` and nowhere else.
    let loaded = lines.iter().filter_map(|line| {
        let loaded = line.strip_prefix("LoadCredential=")?;
        Some(loaded.split_once(':').unwrap())
    });
    let loaded: BTreeSet<(&str, &str)> = loaded.collect();
    let expected = [
        ("node.toml", "/etc/ballast/%i.toml"),
        ("key.json", "/etc/ballast/%i.key.json"),
    ];
    assert_eq!(loaded, BTreeSet::from(expected));
    let named = lines.iter().filter(|line| line.contains("/etc/")).count();
    assert_eq!(named, expected.len());
    for line in [
        "DynamicUser=yes",
        "ExecStart=/usr/local/bin/scorer publish --config %d/node.toml",
        "Environment=BALLAST__KEY__FILE=%d/key.json",
    ] {
        assert!(lines.contains(&line), "{line}");
    }
}

/// The recipe at `recipes/node/` of this name.
fn recipe(name: &str) -> String {
    let folder = ballast_vm::repository_root().join("recipes/node");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// The services of the compose file: name and lines, without comments.
fn services(compose: &str) -> Vec<(&str, Vec<&str>)> {
    let lines = compose
        .lines()
        .filter(|it| !it.trim_start().starts_with('#'));
    let lines = lines.skip_while(|it| *it != "services:").skip(1);
    let mut services: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines.take_while(|it| it.is_empty() || it.starts_with(' ')) {
        let is_name = line.starts_with("  ") && !line.starts_with("   ");
        if is_name {
            services.push((line.trim().trim_end_matches(':'), Vec::new()));
        } else if let Some((_, inside)) = services.last_mut() {
            inside.push(line.trim());
        }
    }
    services
}

#[test]
fn containers_are_hardened_and_open_ports_to_this_machine_alone() {
    let compose = recipe("compose.yaml");
    let services = services(&compose);

    let names: Vec<&str> = services.iter().map(|(name, _)| *name).collect();
    let expected = [
        "signer",
        "next-signer",
        "node",
        "crank",
        "prometheus",
        "alertmanager",
        "grafana",
    ];
    assert_eq!(names, expected);
    let hardened = compose.split("x-hardened:").nth(1).unwrap();
    let hardened = hardened.split("\n\n").next().unwrap();
    for line in [
        "read_only: true",
        "no-new-privileges:true",
        "cap_drop: [ALL]",
    ] {
        assert!(hardened.contains(line), "{line}");
    }
    for (name, lines) in &services {
        let merged = lines.iter().find(|it| it.starts_with("<<:"));
        assert!(merged.is_some_and(|it| it.contains("*hardened")), "{name}");
        assert!(lines.contains(&"healthcheck:"), "{name}");
        let ports = lines.iter().skip_while(|it| **it != "ports:").skip(1);
        let ports: Vec<_> = ports.take_while(|it| it.starts_with("- ")).collect();
        assert_eq!(ports.is_empty(), name.ends_with("signer"), "{name}");
        let is_alone = lines.contains(&"network_mode: none");
        assert_eq!(is_alone, name.ends_with("signer"), "{name}");
        let is_local = ports.iter().all(|it| it.starts_with("- \"127.0.0.1:"));
        assert!(is_local, "{name}: {ports:?}");
    }
}

#[test]
fn key_is_the_signers_alone_and_what_is_mounted_is_there() {
    let compose = recipe("compose.yaml");
    for (name, lines) in services(&compose) {
        let has_key = lines.iter().any(|it| it.contains("publisher_key"));
        assert_eq!(has_key, name == "signer", "{name}");
        let mounted = lines.iter().filter_map(|it| it.strip_prefix("- ./"));
        for file in mounted.filter_map(|it| it.split(':').next()) {
            assert!(!recipe(file).is_empty(), "{file}");
        }
    }
}

#[test]
fn prometheus_sends_alerts_where_alertmanager_listens_and_its_rules_are_there() {
    let (prometheus, alerts) = (recipe("prometheus.yml"), recipe("alerts.yml"));
    let (compose, told) = (recipe("compose.yaml"), recipe("alertmanager.yml"));

    let services = services(&compose);
    let alertmanager = services.iter().find(|(name, _)| *name == "alertmanager");
    let (_, lines) = alertmanager.unwrap();
    assert!(lines.contains(&"- \"127.0.0.1:9093:9093\""), "{lines:?}");
    assert!(prometheus.contains("targets: [\"alertmanager:9093\"]"));
    // A rule that was renamed would inhibit nothing, without a word
    let rules = alerts.split("- alert: ").skip(1);
    let rules: BTreeSet<&str> = rules.filter_map(|it| it.lines().next()).collect();
    let named = told.split("alertname").filter_map(|it| {
        let (matches, rest) = it.split_once('"')?;
        ["=", "=~", "!="].contains(&matches).then_some(rest)
    });
    let named = named.filter_map(|it| it.split('"').next());
    let named: BTreeSet<&str> = named.flat_map(|it| it.split('|')).collect();
    assert!(named.len() >= 5, "{named:?}");
    let unknown: Vec<_> = named.difference(&rules).collect();
    assert!(unknown.is_empty(), "{unknown:?} in {rules:?}");
}

#[test]
fn prometheus_scrapes_the_jobs_that_rules_ask_for_where_services_listen() {
    let (prometheus, alerts, compose) = (
        recipe("prometheus.yml"),
        recipe("alerts.yml"),
        recipe("compose.yaml"),
    );
    let asked = alerts.split("job=\"").skip(1);
    let asked: BTreeSet<&str> = asked.filter_map(|it| it.split('"').next()).collect();
    assert!(!asked.is_empty());
    for job in asked {
        assert!(prometheus.contains(&format!("job_name: {job}\n")), "{job}");
    }
    assert!(prometheus.contains("rule_files: [alerts.yml]"));
    for (service, port) in [("node", "9464"), ("crank", "9465")] {
        assert!(prometheus.contains(&format!("\"{service}:{port}\"")));
        let services = services(&compose);
        let (_, lines) = services.iter().find(|(name, _)| *name == service).unwrap();
        let listens = format!("BALLAST__HEALTH__LISTEN: 0.0.0.0:{port}");
        assert!(lines.contains(&listens.as_str()), "{service}");
    }
}
