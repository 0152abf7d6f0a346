//! A market whose books change all the time.

use super::measure::Sightings;
use anyhow::Context as _;
use ballast_client::layout::RiskFeed;
use ballast_localnet::{Network, Replay, Scene, Tape, TapeSource, repository_root};
use ballast_migrations::Chain;
use ballast_scorer::data::{self, AssetHistory, Depth, Extras, Readings};
use ballast_scorer::synthetic::{SyntheticConfig, generate};
use ballast_scorer::time::{Timestamp, Window};
use solana_address::Address;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const ASSET: &str = "SOL";
/// Dollars of depth that stand for all of it, so that one is a basis point.
const REFERENCE: f64 = 10_000.0;
/// Depths go around these, basis points, in steps that meet each once: neighbours differ and none comes again soon.
const LEAST: u16 = 4_000;
const SPAN: u16 = 5_000;
const STEP: u16 = 1_777;
/// Between two looks at the chain.
const LOOK_EVERY: Duration = Duration::from_millis(5);
const PAST_DAYS: i64 = 400;
const PLAYED_HOURS: i64 = 3;

pub(crate) struct Market {
    pub(crate) feed: Address,
    pub(crate) settings: Vec<PathBuf>,
    chain: Chain,
    out: PathBuf,
}

impl Market {
    pub(crate) fn set_up(
        network: &Network,
        out: &Path,
        nodes: usize,
        every_millis: i64,
    ) -> anyhow::Result<Self> {
        anyhow::ensure!(nodes == 1 || nodes == 5, "--nodes is 1 or 5");
        let from: Timestamp = "2022-11-08T00:00:00Z".parse().context("a time")?;
        let scene = Scene {
            lenders: 1,
            borrowers: 1,
            liquidators: 0,
            settings: settings(out, nodes)?,
            ..Scene::new(out)
        };
        let tape = Tape::read(&TapeSource::Synthetic(7), from, PLAYED_HOURS)?;
        let mut session = scene.set_up(network, &tape)?;
        session.feeds.retain(|feed| feed.name == ASSET);
        let folder = out.join("data");
        write_data(&folder, from, every_millis)?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
        session.replay = Some(Replay {
            epoch_millis: i64::try_from(since.as_millis())?,
            from_millis: from.millis(),
            until_millis: from.plus_hours(PLAYED_HOURS).millis(),
            speed: 1.0,
            source: tape.source.clone(),
            data: folder,
        });
        let settings = session.write_node_settings(out)?;
        for file in &settings {
            // The feed's table is the last one.
            let text = std::fs::read_to_string(file)?;
            std::fs::write(
                file,
                format!("{text}depth_reference_usd = {{ {ASSET} = {REFERENCE:?} }}\n"),
            )?;
        }
        Ok(Self {
            feed: session.feeds[0].address.parse()?,
            settings,
            chain: network.chain(),
            out: out.to_owned(),
        })
    }

    pub(crate) fn database(&self, number: usize) -> PathBuf {
        self.out.join(format!("audit-{number}.sqlite"))
    }

    fn depth(&self) -> Option<u16> {
        let feed = self.chain.read::<RiskFeed>(&self.feed).ok()??;
        Some(feed.state.depth_bps)
    }

    /// Whether one of the made-up depths is in force: before, it is the whole.
    pub(crate) fn is_in_force(&self) -> bool {
        self.depth().is_some_and(|depth| depth < LEAST + SPAN)
    }

    /// When each of `changes` depths was first seen in force; fewer when none comes for as long as `silence`.
    pub(crate) fn watch(&self, changes: usize, silence: Duration) -> Sightings {
        let mut sightings = Sightings::default();
        let (mut last, mut heard) = (self.depth(), Instant::now());
        while sightings.len() < changes && heard.elapsed() < silence {
            let depth = self.depth();
            if depth.is_some() && depth != last {
                sightings.note(depth);
                (last, heard) = (depth, Instant::now());
            }
            std::thread::sleep(LOOK_EVERY);
        }
        sightings
    }
}

/// A made-up market with a new depth of the book every so often.
fn write_data(folder: &Path, from: Timestamp, every_millis: i64) -> anyhow::Result<()> {
    let window = Window::new(
        from.plus_hours(-24 * PAST_DAYS),
        from.plus_hours(PLAYED_HOURS),
    );
    let assets = ["BTC", "ETH", "SOL"].map(str::to_owned).to_vec();
    let config = SyntheticConfig {
        seed: 7,
        window,
        assets,
        crash: None,
    };
    let mut dataset = generate(&config)?.dataset;
    let history = dataset.assets.remove(ASSET).context("no such asset")?;
    let count = (window.until.millis() - from.millis()) / every_millis;
    let books = (0..count).map(|number| {
        let around = i64::from(LEAST) + number * i64::from(STEP) % i64::from(SPAN);
        let depth = Depth {
            // Half a dollar more, so that rounding down meets the number.
            within_50bps_usd: f64::from(u16::try_from(around).unwrap_or(LEAST)) + 0.5,
            mid: 20.0,
        };
        (
            Timestamp::from_millis(from.millis() + number * every_millis),
            depth,
        )
    });
    let extras = Extras {
        depth: Readings::new(books.collect()),
        ..history.extras().clone()
    };
    let whole = AssetHistory::new(history.bars().clone(), history.funding().to_vec());
    dataset
        .assets
        .insert(ASSET.to_owned(), whole.with_extras(extras));
    data::write(folder, &dataset)?;
    Ok(())
}

/// The local market's settings; with one node the feed has one publisher, and the risk is accepted by its name.
fn settings(out: &Path, nodes: usize) -> anyhow::Result<PathBuf> {
    let root = repository_root();
    let text = std::fs::read_to_string(root.join("migrations/localnet.toml"))?;
    let program = root.join("target/deploy/lending.so").display().to_string();
    let mut text = text.replace("../target/deploy/lending.so", &program);
    if nodes == 1 {
        let (head, feed) = text
            .split_once(&format!("name = \"{ASSET}\"\n"))
            .context("no feed")?;
        let five = "\"name:publisher 0\", \"name:publisher 1\", \"name:publisher 2\", \"name:publisher 3\", \"name:publisher 4\"";
        let feed = feed.replacen(five, "\"name:publisher 0\"", 1);
        text = format!("{head}name = \"{ASSET}\"\nmin_publishers = 1\n{feed}");
        text = text.replace("[market.bounds]", "[market.bounds]\nmin_publishers = 1");
        text = text.replace("allow = [", "allow = [\"single-publisher\", ");
    }
    let path = out.join("settings.toml");
    std::fs::write(&path, text)?;
    Ok(path)
}
