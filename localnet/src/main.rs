//! `localnet`: a local Solana network with the lending program, a funded market and a market day that plays.

use anyhow::Context as _;
use ballast_localnet::{
    Bulletin, Crew, Network, Player, Scene, Session, SurfpoolOptions, Tape, TapeSource,
    ValidatorOptions, next_port,
};
use ballast_scorer::time::Timestamp;
use clap::Parser;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A local Solana network with the lending program on it, a funded market and a market day that plays. Ctrl-C stops it.
///
/// Example: localnet --live --speed 600
#[derive(Parser)]
#[command(name = "localnet", version)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags of a command line, each a choice of its own"
)]
struct Arguments {
    /// Port of JSON-RPC; the websocket's is the next one; 0 for free ones
    #[arg(long, default_value_t = 8899)]
    port: u16,
    /// Milliseconds of a slot, of the network in the process
    #[arg(long, default_value_t = 400)]
    slot_millis: u64,
    /// Start a `solana-test-validator` instead of the network in the process
    #[arg(long, conflicts_with = "cluster")]
    validator: bool,
    /// Use the network that already runs at this address, with the price program on it
    #[arg(long, value_name = "URL")]
    cluster: Option<String>,
    /// Its websocket; the next port where it is absent
    #[arg(long, value_name = "URL", requires = "cluster")]
    websocket: Option<String>,
    /// Market data to play; see scorer/README.md for the layout
    #[arg(long, value_name = "DIR", conflicts_with = "synthetic")]
    data: Option<PathBuf>,
    /// Play a day that is made up from this seed
    #[arg(long, value_name = "SEED", default_value_t = 7)]
    synthetic: u64,
    /// Where the market day begins
    #[arg(long, default_value = "2022-11-08")]
    from: Timestamp,
    /// How many hours of it play
    #[arg(long, default_value_t = 24)]
    hours: i64,
    /// Seconds of the market a second
    #[arg(long, default_value_t = 60.0)]
    speed: f64,
    /// Milliseconds between two posts of prices
    #[arg(long, default_value_t = 1_000)]
    tick_millis: u64,
    /// Have the market load every price as well, instead of leaving it to `scorer crank`
    #[arg(long)]
    crank: bool,
    /// Start a node for every publisher, a crank, a liquidator and a monitor as well, and tell how scores move
    #[arg(long, conflicts_with = "crank")]
    live: bool,
    /// The market's settings; migrations/localnet.toml by default
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Lenders
    #[arg(long, default_value_t = 5)]
    lenders: usize,
    /// Borrowers
    #[arg(long, default_value_t = 20)]
    borrowers: usize,
    /// Where keys, the journal and session.json are written
    #[arg(long, default_value = "out/localnet")]
    out: PathBuf,
    /// Print the session as JSON
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("localnet: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let started = Instant::now();
    let stands = Arc::new(AtomicBool::new(false));
    let stop = stop_signal(Arc::clone(&stands))?;
    // Others read the session from folders of their own.
    let out = std::path::absolute(&arguments.out)?;
    let source = match &arguments.data {
        Some(folder) => TapeSource::Folder(folder.clone()),
        None => TapeSource::Synthetic(arguments.synthetic),
    };
    let tape = Tape::read(&source, arguments.from, arguments.hours)?;
    let network = network(arguments)?;
    eprintln!(
        "the network answers after {:.1} s",
        started.elapsed().as_secs_f64()
    );
    let mut scene = Scene::new(&out);
    scene.lenders = arguments.lenders;
    scene.borrowers = arguments.borrowers;
    if let Some(settings) = &arguments.settings {
        scene.settings.clone_from(settings);
    }
    let mut session = scene.set_up(&network, &tape)?;
    eprintln!(
        "the market stands after {:.1} s",
        started.elapsed().as_secs_f64()
    );
    let market = session.market.parse().context("the market's address")?;
    let mut player = Player::new(&network, market, tape, arguments.speed);
    session.replay = Some(player.replay(&out)?);
    let file = session.write(&out)?;
    session.write_node_settings(&out)?;
    stands.store(true, Ordering::SeqCst);
    announce(&session, &file, arguments.json)?;
    let mut show = Show {
        live: if arguments.live {
            let bulletin = Bulletin::new(&network, &session);
            Some((Crew::start(&session, &out)?, bulletin))
        } else {
            None
        },
        started,
        until: session.replay.map_or(0, |replay| replay.until_millis),
        is_introduced: false,
        is_over: false,
    };
    let pause = Duration::from_millis(arguments.tick_millis);
    player.play(pause, arguments.crank, &stop, |player, error| {
        if let Some(error) = error {
            eprintln!("a price could not be posted: {error}");
        }
        show.tell(player.market_millis());
    });
    if let Some((crew, _)) = show.live {
        crew.stop()?;
    }
    network.stop()?;
    eprintln!("stopped");
    Ok(())
}

/// What whoever looks on is told while the day plays.
struct Show {
    live: Option<(Crew, Bulletin)>,
    started: Instant,
    /// Where the data end.
    until: i64,
    is_introduced: bool,
    is_over: bool,
}

impl Show {
    fn tell(&mut self, market_millis: i64) {
        if let Some((crew, bulletin)) = &mut self.live {
            if !self.is_introduced && crew.is_up() {
                self.is_introduced = true;
                introduce(crew, self.started);
            }
            let shown = Timestamp::from_millis(market_millis.min(self.until));
            for line in bulletin.look() {
                eprintln!("{shown}  {line}");
            }
            for (name, last) in crew.fallen() {
                eprintln!("{name} has ended by itself; it said last: {last}");
            }
        }
        if !self.is_over && market_millis >= self.until {
            self.is_over = true;
            eprintln!("the market day is over; its last prices stay until Ctrl-C");
        }
    }
}

fn network(arguments: &Arguments) -> anyhow::Result<Network> {
    if let Some(url) = &arguments.cluster {
        let websocket = arguments.websocket.clone().or_else(|| next_port(url));
        let websocket = websocket.context("give the websocket's address with --websocket")?;
        return Ok(Network::connect(url, &websocket)?);
    }
    let port = arguments.port;
    if arguments.validator {
        let options = ValidatorOptions { port, ledger: None };
        return Ok(Network::validator_with(&options)?);
    }
    let slot_millis = arguments.slot_millis;
    Ok(Network::surfpool_with(&SurfpoolOptions {
        port,
        slot_millis,
    })?)
}

fn introduce(crew: &Crew, started: Instant) {
    eprintln!(
        "everyone works after {:.1} s; ask each at /ready and /metrics:",
        started.elapsed().as_secs_f64()
    );
    for (name, address) in crew.addresses() {
        eprintln!("  {name:12} http://{address}");
    }
}

fn announce(session: &Session, file: &std::path::Path, json: bool) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(session)?)?;
    } else {
        writeln!(out, "JSON-RPC   {}", session.rpc_url)?;
        writeln!(out, "websocket  {}", session.ws_url)?;
        writeln!(out, "program    {}", session.program)?;
        writeln!(out, "market     {}", session.market)?;
        for reserve in &session.reserves {
            writeln!(out, "{:9}  {}", reserve.asset, reserve.address)?;
        }
        writeln!(out, "session    {}", file.display())?;
    }
    out.flush()?;
    Ok(())
}

/// Tells when Ctrl-C is pressed, or the process is asked to end; until the market stands the process just ends.
fn stop_signal(stands: Arc<AtomicBool>) -> anyhow::Result<Receiver<()>> {
    let (tell, told) = channel();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            runtime.block_on(async {
                let terminate = tokio::signal::unix::SignalKind::terminate();
                let Ok(mut terminate) = tokio::signal::unix::signal(terminate) else {
                    return;
                };
                tokio::select! {
                    _ = tokio::signal::ctrl_c() => {}
                    _ = terminate.recv() => {}
                }
            });
            if !stands.load(Ordering::SeqCst) {
                eprintln!("stopped before the market stood");
                std::process::exit(130);
            }
            let _ = tell.send(());
        })?;
    Ok(told)
}
