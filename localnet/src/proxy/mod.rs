//! A JSON-RPC node that fails on command: an HTTP proxy in front of a real one.
//!
//! ```no_run
//! # async fn example() -> Result<(), ballast_localnet::proxy::ProxyError> {
//! use ballast_localnet::proxy::{Fault, Proxy};
//!
//! let proxy = Proxy::start("http://127.0.0.1:8899").await?;
//! proxy.set(Fault::RateLimited { retry_after: 1 });
//! proxy.set_for("sendTransaction", Fault::SwallowTransactions);
//! proxy.close(); // connections are refused and cut
//! proxy.open().await?; // at the same address
//! # Ok(()) }
//! ```

mod answer;
mod fault;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use solana_signature::Signature;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

pub use fault::Fault;

/// How long the connections of a proxy that is closed are waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why a proxy cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// Its address or threads cannot be had.
    #[error("the proxy cannot listen on {address}: {reason}")]
    Unservable {
        /// Where.
        address: SocketAddr,
        /// Why.
        reason: String,
    },
}

/// A proxy in front of a node; gone when dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Its own, so that to end it cuts every connection.
    runtime: Mutex<Option<Runtime>>,
}

/// A transaction that was to be passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its first signature.
    pub signature: Signature,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What requests are answered by.
#[derive(Debug)]
struct Shared {
    upstream: String,
    client: reqwest::Client,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    fault: Fault,
    faults: BTreeMap<String, Fault>,
    heard: BTreeMap<String, u64>,
    /// Each once, in the order in which they came first.
    sent: Vec<Sent>,
    /// The answer that a stale node repeats.
    stale: Option<serde_json::Value>,
}

impl Proxy {
    /// A proxy on a free port of 127.0.0.1, in front of `upstream`.
    ///
    /// # Errors
    /// [`ProxyError::Unservable`].
    pub async fn start(upstream: &str) -> Result<Self, ProxyError> {
        let client = reqwest::Client::builder().no_proxy().build();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let client = client.map_err(|error| unservable(address, &error))?;
        let mut proxy = Self {
            address,
            shared: Arc::new(Shared {
                upstream: upstream.to_owned(),
                client,
                state: Mutex::default(),
            }),
            runtime: Mutex::new(None),
        };
        proxy.address = proxy.listen().await?;
        Ok(proxy)
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every method that has no fault of its own fails so from now on.
    pub fn set(&self, fault: Fault) {
        self.shared.state().fault = fault;
    }

    /// `method` fails so from now on, whatever the others do.
    pub fn set_for(&self, method: &str, fault: Fault) {
        let mut state = self.shared.state();
        state.faults.insert(method.to_owned(), fault);
    }

    /// Nothing fails any more.
    pub fn heal(&self) {
        let mut state = self.shared.state();
        state.fault = Fault::None;
        state.faults.clear();
        state.stale = None;
    }

    /// How often `method` was asked.
    pub fn heard(&self, method: &str) -> u64 {
        self.shared.state().heard.get(method).copied().unwrap_or(0)
    }

    /// How often anything was asked.
    pub fn heard_in_all(&self) -> u64 {
        self.shared.state().heard.values().sum()
    }

    /// The transactions that it was to pass on, those that it swallowed included: each once, in the order in which they came first.
    pub fn sent(&self) -> Vec<Sent> {
        self.shared.state().sent.clone()
    }

    /// Cuts every connection and refuses new ones.
    pub fn close(&self) {
        if let Some(runtime) = self.runtime().take() {
            // Waited for, on a thread that may: the listener is gone when this returns.
            let ended = thread::spawn(move || runtime.shutdown_timeout(PATIENCE));
            let _ = ended.join();
        }
    }

    /// Listens again, at the same address.
    ///
    /// # Errors
    /// [`ProxyError::Unservable`], when another took the port.
    pub async fn open(&self) -> Result<(), ProxyError> {
        self.close();
        self.listen().await.map(|_| ())
    }

    async fn listen(&self) -> Result<SocketAddr, ProxyError> {
        let address = self.address;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| unservable(address, &error))?;
        let shared = self.shared.clone();
        let listening = runtime.spawn(async move {
            let listener = TcpListener::bind(address).await?;
            let bound = listener.local_addr()?;
            let router = axum::Router::new()
                .fallback(answer::answer)
                .with_state(shared);
            tokio::spawn(async move { axum::serve(listener, router).await });
            Ok::<_, std::io::Error>(bound)
        });
        let bound = listening
            .await
            .map_err(|error| unservable(address, &error))?;
        *self.runtime() = Some(runtime);
        bound.map_err(|error| unservable(address, &error))
    }

    fn runtime(&self) -> MutexGuard<'_, Option<Runtime>> {
        self.runtime.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a transaction, unless it is broadcast again.
    fn keep(&self, sent: &Sent) {
        let mut state = self.state();
        if !state.sent.contains(sent) {
            state.sent.push(sent.clone());
        }
    }

    /// Counts a request and says how it fails.
    fn note(&self, method: &str) -> Fault {
        let mut state = self.state();
        *state.heard.entry(method.to_owned()).or_default() += 1;
        state.faults.get(method).unwrap_or(&state.fault).clone()
    }
}

fn unservable(address: SocketAddr, error: &impl ToString) -> ProxyError {
    let reason = error.to_string();
    ProxyError::Unservable { address, reason }
}
