//! End to end: a local network, the migration, five publishers as processes, keepers, two hundred borrowers and a market day
//! with a crash. `make e2e`.
#![allow(clippy::unwrap_used, missing_docs)]

mod books;
mod day;

use ballast_localnet::fleet::{Process, Program};
use ballast_localnet::{Network, Player, Scene, SurfpoolOptions, Tape, TapeSource};
use ballast_scorer::time::Timestamp;
use day::{Day, PUBLISHERS};
use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// Seconds of the market a second.
const SPEED: &str = "BALLAST_E2E_SPEED";
const HOURS: i64 = 24;
/// How long the market goes on once the day is over, so that terms and liquidations have followed its end.
const AFTERWARDS: Duration = Duration::from_secs(15);

#[test]
#[ignore = "minutes: `make e2e`"]
fn market_day_moves_terms_and_every_change_is_explained() {
    // Given a market on a network, with two hundred borrowers
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("e2e");
    let _ = std::fs::remove_dir_all(&out);
    let started = Instant::now();
    let told = |what: &str| eprintln!("{:6.1} s  {what}", started.elapsed().as_secs_f64());
    let network = Network::chosen(&SurfpoolOptions::default()).unwrap();
    let speed: f64 = std::env::var(SPEED).map_or(720.0, |speed| speed.parse().unwrap());
    let from: Timestamp = "2022-11-08".parse().unwrap();
    let tape = Tape::read(&TapeSource::Synthetic(7), from, HOURS).unwrap();
    let scene = Scene {
        lenders: 10,
        borrowers: 200,
        ..Scene::new(&out)
    };
    let mut session = scene.set_up(&network, &tape).unwrap();
    let opening = books::read(&network, &session, scene.borrowers);
    assert_eq!((opening.owing, opening.under_water), (scene.borrowers, 0));
    told("the market stands");

    // When the day plays, with five publishers and keepers as processes
    let program = Program::scorer().unwrap();
    // The last hour is still reported while the market stands still at its end.
    let mut player = Player::new(&network, session.market.parse().unwrap(), tape, speed);
    session.replay = Some(player.replay(&out).unwrap());
    let settings = session.write_node_settings(&out).unwrap();
    let skew = [("CHAIN__SKEW_MOST_SECONDS", "86400".to_owned())];
    let start = |file: &PathBuf| Process::publish(&program, file, &skew).unwrap();
    let nodes: Vec<Process> = settings.iter().map(start).collect();
    assert_eq!(nodes.len(), PUBLISHERS);
    let keepers = day::keepers(&program, &session, &out);
    told(&format!("five nodes and {} keepers start", keepers.len()));
    let mut day = Day::begin(&network, &session);
    let (stop, stopped) = channel();
    let until = from.plus_hours(HOURS).millis();
    let mut is_over = None;
    player.play(Duration::from_secs(1), false, &stopped, |player, error| {
        if let Some(error) = error {
            eprintln!("a price could not be posted: {error}");
        }
        day.look();
        if player.market_millis() >= until {
            let over = is_over.get_or_insert_with(Instant::now);
            if over.elapsed() >= AFTERWARDS {
                let _ = stop.send(());
            }
        }
    });
    told("the day is over");
    for (number, process) in nodes.into_iter().chain(keepers).enumerate() {
        let name = process.name();
        let ended = process.stop().unwrap();
        std::fs::write(
            out.join(format!("{number}-{name}.log")),
            ended.log.join("\n"),
        )
        .unwrap();
        assert!(ended.status.success(), "{name}: {:?}", ended.log.last());
    }

    // Then regimes changed, terms followed the publishers, and no publisher missed out
    day.check_regimes_and_terms();
    // Then those who had to be were liquidated, and nobody owes more than the collateral is worth
    let books = books::read(&network, &session, scene.borrowers);
    let liquidated = books.liquidated_since(&opening);
    told(&format!(
        "{liquidated} of {} borrowers were liquidated, {} owe more than their collateral is worth",
        scene.borrowers, books.under_water
    ));
    assert!(liquidated > 0);
    assert_eq!((books.under_water, books.lost), (0, 0), "{books:?}");
    // Then the audits explain every change on chain
    let explained = day.explain(&program, &settings, &out);
    told(&format!("{explained} changes of terms explained"));
    assert!(explained > 0);
    network.stop().unwrap();
}
