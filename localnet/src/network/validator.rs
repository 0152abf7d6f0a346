//! Agave's `solana-test-validator` as a child process.

use super::port::free;
use super::{Network, STAND_INS, price_program, until};
use crate::error::LocalnetError;
use ballast_client::oracle::PYTH_RECEIVER;
use solana_signer::Signer as _;
use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const NAME: &str = "solana-test-validator";
/// Runs a command until it ends or this process does, however that comes about: then standard input closes. What is shared by all
/// tests of a process is never dropped, and a validator that is left behind takes a core.
const GUARD: &str = r#"
exec 3<&0
"$0" "$@" </dev/null &
guarded=$!
{ read -r _; kill -9 "$guarded"; } <&3 &
guard=$!
wait "$guarded"
status=$?
kill "$guard" 2>/dev/null
# By the guard: nobody is left who would want its ledger.
[ "$status" -ne 137 ] || [ -z "$OWN_LEDGER" ] || rm -rf "$OWN_LEDGER"
exit "$status"
"#;
/// How long it may take until its port answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// How a validator is run.
#[derive(Clone, Debug, Default)]
pub struct ValidatorOptions {
    /// The port of JSON-RPC; the websocket's is the next one. Zero: two that are free.
    pub port: u16,
    /// Where its ledger lies; a folder of its own among the temporary ones, removed in the end, where it is absent.
    pub ledger: Option<PathBuf>,
}

/// A validator that runs.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    port: u16,
    ledger: PathBuf,
    is_ledger_ours: bool,
}

/// The validator's binary: in the cache where `make validator` puts it, else on PATH.
fn binary() -> Result<PathBuf, LocalnetError> {
    let cache = std::env::var_os("BALLAST_CACHE").map_or_else(
        || {
            let home = std::env::var_os("HOME").unwrap_or_default();
            PathBuf::from(home).join(".cache/ballast")
        },
        PathBuf::from,
    );
    let cached = cache.join("validator/bin").join(NAME);
    if cached.is_file() {
        return Ok(cached);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = std::env::split_paths(&path).map(|folder| folder.join(NAME));
    folders
        .find(|candidate| candidate.is_file())
        .ok_or(LocalnetError::ValidatorMissing(cached))
}

impl Running {
    pub(super) fn start(options: &ValidatorOptions) -> Result<Self, LocalnetError> {
        let port = match options.port {
            0 => free()?,
            port => port,
        };
        let own =
            std::env::temp_dir().join(format!("ballast-ledger-{}-{port}", std::process::id()));
        let is_ledger_ours = options.ledger.is_none();
        let ledger = options.ledger.clone().unwrap_or(own);
        let (faucet, gossip) = (free()?.to_string(), free()?.to_string());
        let program = price_program();
        std::fs::metadata(&program).map_err(LocalnetError::file_hinted(&program, STAND_INS))?;
        let child = Command::new("sh")
            .args(["-c", GUARD])
            .arg(binary()?)
            .args(["--reset", "--quiet", "--bind-address", "127.0.0.1"])
            .args(["--rpc-port", &port.to_string()])
            .args(["--faucet-port", &faucet, "--gossip-port", &gossip])
            .args(["--mint", &Network::payer().pubkey().to_string()])
            .arg("--bpf-program")
            .arg(PYTH_RECEIVER.to_string())
            .arg(program)
            .arg("--ledger")
            .arg(&ledger)
            .env(
                "OWN_LEDGER",
                if is_ledger_ours {
                    ledger.as_os_str()
                } else {
                    OsStr::new("")
                },
            )
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| LocalnetError::Start(error.to_string()))?;
        let mut running = Self {
            child,
            port,
            ledger,
            is_ledger_ours,
        };
        running.wait_until_it_listens()?;
        Ok(running)
    }

    /// Until its port answers. A validator that ends before says why in its log alone.
    fn wait_until_it_listens(&mut self) -> Result<(), LocalnetError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let (mut ended, mut listens) = (None, false);
        let answered = until(PATIENCE, || {
            ended = self.child.try_wait().ok().flatten();
            listens = TcpStream::connect(address).is_ok();
            listens || ended.is_some()
        });
        match (answered, ended) {
            (Some(()), None) => Ok(()),
            (Some(()), Some(status)) => Err(LocalnetError::Start(format!(
                "{NAME} ended with {status}; its log says last: {}",
                self.last_words()
            ))),
            (None, _) => Err(LocalnetError::Unhealthy(self.rpc_url())),
        }
    }

    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(self.ledger.join("validator.log"));
        let log = log.unwrap_or_default();
        log.lines().last().unwrap_or("nothing").to_owned()
    }

    pub(super) fn rpc_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn ws_url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port.saturating_add(1))
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "as the other networks, whose end can fail"
    )]
    pub(super) fn stop(self) -> Result<(), LocalnetError> {
        drop(self);
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The guard sees it closed.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
        // A validator that ended by itself has left its ledger.
        if self.is_ledger_ours {
            let _ = std::fs::remove_dir_all(&self.ledger);
        }
    }
}
