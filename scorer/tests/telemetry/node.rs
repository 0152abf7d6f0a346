//! `scorer publish` as a process, on a chain of the test's.

use std::fs::{self, File};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use solana_address::Address;
use solana_keypair::Keypair;
use solana_signer::Signer as _;
use tempfile::TempDir;
use tokio::time::timeout;

use crate::chain::{Chain, FEED};
use crate::collector::PATIENCE;

/// Stands in the RPC URL, where a provider's key would.
pub(crate) const TOKEN: &str = "not-for-traces";

/// A node, ended with this handle.
pub(crate) struct Node {
    child: Child,
    folder: TempDir,
}

/// How a node ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    /// From when it was asked to, or waited for.
    pub(crate) took: Duration,
    pub(crate) log: String,
}

pub(crate) fn key() -> Keypair {
    Keypair::new_from_array([7; 32])
}

pub(crate) fn publisher() -> Address {
    key().pubkey()
}

impl Node {
    /// One that reports to `chain`, started with `arguments` and `variables`.
    pub(crate) fn start(chain: &Chain, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("node.toml");
        fs::write(&file, settings(chain)).unwrap();
        let key = serde_json::to_string(&key().to_bytes()[..]).unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_scorer"))
            .args(["publish", "--log", "json", "--config"])
            .arg(&file)
            .args(arguments)
            .current_dir(folder.path())
            .env_remove("RUST_LOG")
            .env("NODE_KEY", key)
            // Batches come at once, as the standard has it, so that no test waits five seconds for one.
            .env("OTEL_BSP_SCHEDULE_DELAY", "50")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stderr(Stdio::from(log))
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    /// Its log so far, a JSON object a line.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Ends it by SIGTERM.
    pub(crate) async fn stop(self) -> Ended {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(asked.unwrap().success());
        self.wait().await
    }

    /// Waits for it to end.
    pub(crate) async fn wait(mut self) -> Ended {
        let began = Instant::now();
        let waiting = tokio::task::spawn_blocking(move || {
            let status = self.child.wait().unwrap();
            (status, began.elapsed(), self.log())
        });
        let ended = timeout(PATIENCE, waiting).await.expect("it does not end");
        let (status, took, log) = ended.unwrap();
        Ended { status, took, log }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until `chain` has got so many transactions.
pub(crate) async fn until_sent(chain: &mut Chain, count: usize, node: &Node) {
    let sent = chain.sent.wait_for(|sent| *sent >= count);
    let has_sent = timeout(PATIENCE, sent).await.is_ok();
    assert!(has_sent, "it does not report; its log:\n{}", node.log());
}

fn settings(chain: &Chain) -> String {
    format!(
        r#"
[node]
name = "tested"
tick_ms = 100
[rpc]
urls = ["{}/?api-key={TOKEN}"]
[chain]
refresh_ms = 100
[key]
variable = "NODE_KEY"
[source]
kind = "replay"
[drift]
enabled = false
[confirm]
poll_every_ms = 50
[audit]
database = "audit.sqlite"
[health]
listen = ""
[[feeds]]
name = "SOL"
address = "{FEED}"
assets = ["SOL"]
"#,
        chain.url
    )
}
