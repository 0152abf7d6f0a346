//! The migration on a real network.

use crate::support::{migration, scene, tape};
use ballast_bridge::keypair_for;
use ballast_client::PROGRAM_ID;
use ballast_client::instruction::role_accept;
use ballast_client::layout::Role;
use ballast_localnet::proxy::{Fault, Proxy};
use ballast_localnet::{Network, SurfpoolOptions, repository_root};
use ballast_migrations::{Config, Entry, Journal, MigrateError, Plan, Stage, State};
use base64::Engine as _;
use solana_signer::Signer as _;

#[test]
fn a_dry_run_changes_nothing_a_run_does_all_and_a_second_one_nothing() {
    // Given a network with tokens alone
    let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let scene = scene(out.path());
    let dry = migration(&scene, &network, 0, |config| config.reserves.clear());

    // When it is asked what would be done, then nothing stands and no journal is written
    let reports = dry.status().unwrap();
    assert!(
        reports[1..]
            .iter()
            .all(|report| report.state != State::Done),
        "{reports:?}"
    );
    assert_eq!(dry.chain().account(&PROGRAM_ID).unwrap(), None);

    // When everything is set up
    scene.set_up(&network, &tape()).unwrap();

    // Then each step is done, the journal has two lines a step, and a second run sends nothing
    let again = migration(&scene, &network, 0, |_| {});
    let reports = again.status().unwrap();
    assert!(
        reports.iter().all(|report| report.state == State::Done),
        "{reports:?}"
    );
    let journal = Journal::open(&out.path().join("journal"), "localnet");
    let entries = journal.entries().unwrap();
    let pairs = entries.chunks_exact(2);
    assert!(pairs.remainder().is_empty());
    for pair in pairs {
        let [begun, done] = pair else { unreachable!() };
        assert_eq!((begun.stage, done.stage), (Stage::Begun, Stage::Done));
        assert_eq!((&begun.step, &begun.before), (&done.step, &done.before));
        assert!(
            done.after
                .as_ref()
                .is_some_and(|after| *after != done.before)
        );
        assert_eq!(done.signatures.len(), done.transactions);
        assert_eq!(done.transactions, begun.transactions);
    }
    let launched = entries.last().unwrap();
    assert_eq!(launched.step, "launch the market");
    assert_eq!(again.run(Some(&journal), |_| {}).unwrap(), 0);
    assert_eq!(journal.entries().unwrap(), entries);

    // When a crash had kept the last one's end from the journal, then the next run writes it down, once
    let begun = Entry {
        stage: Stage::Begun,
        after: None,
        signatures: vec![],
        ..launched.clone()
    };
    journal.add(&begun).unwrap();
    for _ in 0..2 {
        assert_eq!(again.run(Some(&journal), |_| {}).unwrap(), 0);
        let now = journal.entries().unwrap();
        assert_eq!(now.len(), entries.len() + 2);
        let found = now.last().unwrap();
        assert_eq!((found.stage, &found.step), (Stage::Found, &begun.step));
        assert!(found.after.as_ref().is_some_and(|it| *it != found.before));
    }
    network.stop().unwrap();
}

#[test]
fn step_that_a_failing_node_stopped_is_in_the_journal_with_what_was_signed() {
    // Given a node that takes no transaction, behind a URL with a key
    let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let scene = scene(out.path());
    let proxy = tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(Proxy::start(network.rpc_url()))
        .unwrap();
    let migration = migration(&scene, &network, 5_000, |config| {
        config.rpc.url = format!("{}?api-key=SECRET", proxy.url());
    });
    let journal = Journal::open(&out.path().join("journal"), "localnet");
    let code = -32_005;
    let message = "too many requests";
    proxy.set_for("sendTransaction", Fault::RpcError { code, message });

    // When the migration is run
    let error = migration.run(Some(&journal), |_| {}).unwrap_err();

    // Then the first step's end is told, with its signatures and without the key
    assert!(!error.to_string().contains("SECRET"), "{error}");
    let entries = journal.entries().unwrap();
    let [begun, stopped] = entries.as_slice() else {
        panic!("{entries:?}");
    };
    assert_eq!((begun.stage, stopped.stage), (Stage::Begun, Stage::Stopped));
    assert_eq!(stopped.reason, Some(error.to_string()));
    assert!(!stopped.signatures.is_empty());
    assert_eq!(stopped.after.as_ref(), Some(&stopped.before));

    // When the node takes them again, then the step is begun anew and done, up to a reserve whose mint does not stand
    proxy.heal();
    let error = migration.run(Some(&journal), |_| {}).unwrap_err();
    assert!(error.to_string().contains("create it first"), "{error}");
    let entries = journal.entries().unwrap();
    let of_first = entries.iter().filter(|entry| entry.step == begun.step);
    let stages: Vec<Stage> = of_first.map(|entry| entry.stage).collect();
    let expected = [Stage::Begun, Stage::Stopped, Stage::Begun, Stage::Done];
    assert_eq!(stages, expected);
    drop(migration);
    network.stop().unwrap();
}

/// Whether so few pieces are missing as 5 000 bytes can lie in, wherever they begin.
fn few_missing(what: &str) -> bool {
    let missing = what.split(' ').next().unwrap_or_default();
    missing
        .parse()
        .is_ok_and(|missing: u32| (1..10).contains(&missing))
}

#[test]
fn a_half_done_migration_goes_on_where_it_stopped() {
    // Given a buffer that lacks its end (or, where none can be given, all of it), and a run that stopped in front of a reserve whose mint does not stand
    let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let scene = scene(out.path());
    let first = migration(&scene, &network, 5_000, |_| {});
    if network.kind() == "surfpool" {
        let buffer = &first.status().unwrap()[0];
        assert!(
            matches!(&buffer.state, State::Pending(what) if few_missing(what)),
            "{buffer:?}"
        );
    }
    let error = first.run(None, |_| {}).unwrap_err();
    assert!(error.to_string().contains("create it first"), "{error}");
    let done = |migration: &ballast_migrations::Migration| {
        let reports = migration.status().unwrap();
        reports
            .iter()
            .filter(|report| report.state == State::Done)
            .count()
    };
    let half = done(&first);
    assert!(half > 5, "{half}");

    // When it is run again with the mints there
    scene.set_up(&network, &tape()).unwrap();

    // Then the journal of the second run begins behind the first one's steps
    let journal = Journal::open(&out.path().join("journal"), "localnet");
    let entries = journal.entries().unwrap();
    assert!(
        entries
            .iter()
            .all(|entry| !entry.step.starts_with("deploy")),
        "{entries:?}"
    );
    assert!(done(&first) > half);
    network.stop().unwrap();
}

#[test]
fn what_a_vault_has_to_sign_is_printed_and_a_run_stops_in_front_of_it() {
    // Given a market whose governance is a vault, handed over by its creator
    let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let scene = scene(out.path());
    let vault = keypair_for("vault of a multisig").pubkey();
    let migration = migration(&scene, &network, 0, |config| {
        config.market.creator = Some("name:deployer".into());
        config.market.governance = vault.to_string();
        config.reserves.clear();
    });

    // When it is run, then it stops where the vault has to accept
    let error = migration.run(None, |_| {}).unwrap_err();
    assert!(
        matches!(&error, MigrateError::SignatureMissing { signer, .. } if *signer == vault),
        "{error}"
    );

    // When it is printed, then acceptance and launch are there, as messages that the vault pays for
    let printed = migration.print().unwrap();
    let steps: Vec<&str> = printed
        .iter()
        .map(|printed| printed.step.as_str())
        .collect();
    assert_eq!(steps, ["accept governance", "launch the market"]);
    for transaction in &printed {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(&transaction.transaction.message)
            .unwrap();
        // A legacy message: one signature, then the keys, the payer first.
        assert_eq!(bytes[0], 1);
        assert_eq!(&bytes[4..36], vault.as_ref());
        assert_eq!(transaction.signer, vault.to_string());
        let first = &transaction.transaction.instructions[0];
        assert_eq!(first.program, PROGRAM_ID.to_string());
    }
    network.stop().unwrap();
}

#[test]
fn launch_waits_until_the_program_is_out_of_the_payers_hands() {
    // Given a market and upgrades of the program that go to a vault, whose acceptance a run stops in front of
    let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
    let out = tempfile::tempdir().unwrap();
    let scene = scene(out.path());
    let vault = keypair_for("vault of a multisig");
    let migration = migration(&scene, &network, 0, |config| {
        config.market.creator = Some("name:deployer".into());
        config.market.governance = vault.pubkey().to_string();
        config.program.authority = "governance".into();
        config.reserves.clear();
    });
    let printed = || -> Vec<String> {
        let printed = migration.print().unwrap().into_iter();
        printed.map(|printed| printed.step).collect()
    };
    let launch = || migration.status().unwrap().pop().unwrap();
    migration.run(None, |_| {}).unwrap_err();

    // When the vault asks what to sign, then it is not the launch: the payer may still replace the program
    assert_eq!(printed(), ["accept governance"]);
    assert_eq!(launch().step, "launch the market");
    assert!(
        matches!(&launch().state, State::Waiting(what) if what.contains("may upgrade")),
        "{:?}",
        launch()
    );

    // When it has accepted and the run goes on
    let market = migration.plan().market.address;
    let accept = role_accept(&vault.pubkey(), &market, Role::Governance);
    migration.chain().send(&[accept], &[&vault]).unwrap();
    assert!(matches!(launch().state, State::Waiting(_)));
    let error = migration.run(None, |_| {}).unwrap_err();

    // Then the program is the vault's, and the launch alone is left to sign
    assert!(
        matches!(&error, MigrateError::SignatureMissing { step, .. } if step == "launch the market"),
        "{error}"
    );
    let reports = migration.status().unwrap();
    let (launch, before) = reports.split_last().unwrap();
    assert_eq!(launch.signer, Some(vault.pubkey()));
    assert!(
        before.iter().all(|report| report.state == State::Done),
        "{reports:?}"
    );
    assert_eq!(printed(), ["launch the market"]);
    network.stop().unwrap();
}

#[test]
fn unsafe_settings_are_refused_until_each_is_accepted_by_its_name() {
    // Given settings with one publisher and short delays
    let out = tempfile::tempdir().unwrap();
    let scene = scene(out.path());
    let mut config = Config::read(&scene.settings).unwrap();
    let text = std::fs::read_to_string(&scene.settings).unwrap();
    let text = text.replace(
        "[market.bounds]",
        "[market.bounds]\nloosen_seconds = 86_400",
    );
    let folder = config.folder.clone();
    config = Config::parse(&text, folder).unwrap();
    config.feeds[0].publishers.truncate(1);
    let plan = Plan::of(&config).unwrap();

    // When they are checked, then both are named
    let error = plan.check_risks(&config.allow).unwrap_err().to_string();
    assert!(
        error.contains("single-publisher") && error.contains("no-timelock"),
        "{error}"
    );

    // When one is accepted the other is still refused; with both they pass, and a slip of the pen does not
    let mut allowed = [config.allow.clone(), vec!["single-publisher".into()]].concat();
    let error = plan.check_risks(&allowed).unwrap_err().to_string();
    assert!(
        !error.contains("single-publisher") && error.contains("no-timelock"),
        "{error}"
    );
    allowed.push("no-timelock".into());
    plan.check_risks(&allowed).unwrap();
    allowed.push("no-timelok".into());
    assert!(plan.check_risks(&allowed).is_err());
}

#[test]
fn wallet_that_anchor_is_given_is_the_payer_of_local_networks() {
    let file = repository_root().join("migrations/localnet-payer.json");

    let bytes: Vec<u8> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();

    assert_eq!(bytes, Network::payer().to_bytes());
}
