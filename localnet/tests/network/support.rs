//! A network, a day and a scene.

use ballast_localnet::{Network, Scene, Tape, TapeSource};
use ballast_migrations::{Config, Migration, Plan};
use std::path::Path;

/// The first day of the made-up crash.
pub(crate) fn tape() -> Tape {
    Tape::read(&TapeSource::Synthetic(7), "2022-11-08".parse().unwrap(), 24).unwrap()
}

/// Few people, so that it stands soon.
pub(crate) fn scene(out: &Path) -> Scene {
    Scene {
        lenders: 1,
        borrowers: 3,
        liquidators: 1,
        ..Scene::new(out)
    }
}

/// The migration of the scene's settings after `edit`, on `network`.
pub(crate) fn migration(
    scene: &Scene,
    network: &Network,
    edit: impl FnOnce(&mut Config),
) -> Migration {
    let mut config = Config::read(&scene.settings).unwrap();
    config.rpc.url = network.rpc_url().to_owned();
    edit(&mut config);
    let plan = Plan::of(&config).unwrap();
    plan.check_risks(&config.allow).unwrap();
    Migration::connect(plan).unwrap()
}
