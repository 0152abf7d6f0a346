//! One node: its client, its state and its counters.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use solana_client::client_error::ClientError;
use solana_client::nonblocking::rpc_client::RpcClient;
use solana_hash::Hash;
use tokio::time::{Instant, timeout};

use super::fault::{Verdict, judge};
use super::health::{EndpointHealth, EndpointState};
use super::{EndpointsConfig, Fault, Refusal, RpcError, RpcUrl, transport};

/// How long a node that gave a wrong blockhash is asked after the others.
const SUSPICION: Duration = Duration::from_mins(10);

/// Why a node gave no answer.
pub(super) enum Failure {
    Fault(Fault),
    Refusal(Refusal),
}

pub(super) struct Endpoint {
    pub(super) host: String,
    client: Arc<RpcClient>,
    known: Mutex<Known>,
    asked: AtomicU64,
    answered: AtomicU64,
    /// How long answers took, refusals among them.
    pub(super) answer_seconds: Histogram,
    faults: Mutex<BTreeMap<&'static str, u64>>,
}

/// What is known of it now.
struct Known {
    state: EndpointState,
    /// Failures in a row.
    failures: u32,
    rests_until: Option<Instant>,
    suspicions: u64,
    suspected_until: Option<Instant>,
    slot: u64,
    slot_rose: Instant,
    /// Whether its cluster was compared since it was last out of reach.
    is_compared: bool,
}

impl Endpoint {
    pub(super) fn new(url: &RpcUrl, config: &EndpointsConfig) -> Result<Self, RpcError> {
        let known = Known {
            state: EndpointState::Alive,
            failures: 0,
            rests_until: None,
            suspicions: 0,
            suspected_until: None,
            slot: 0,
            slot_rose: Instant::now(),
            is_compared: false,
        };
        let faults = Fault::CLASSES.map(|class| (class, 0));
        Ok(Self {
            host: url.host(),
            client: transport::client(url, config)?,
            known: Mutex::new(known),
            asked: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            answer_seconds: Histogram::new(exponential_buckets(0.001, 2.0, 14)),
            faults: Mutex::new(BTreeMap::from(faults)),
        })
    }

    /// Asks once, within the time, and notes what came of it.
    pub(super) async fn ask<T, F, A>(
        &self,
        config: &EndpointsConfig,
        request: &F,
    ) -> Result<T, Failure>
    where
        F: Fn(Arc<RpcClient>) -> A,
        A: Future<Output = Result<T, ClientError>>,
    {
        self.asked.fetch_add(1, Relaxed);
        let begun = Instant::now();
        let answer = timeout(config.timeout(), request(self.client.clone())).await;
        let verdict = match answer {
            Ok(Ok(answer)) => {
                self.note_answer(begun);
                return Ok(answer);
            }
            Ok(Err(error)) => judge(&error, &self.host, config.timeout_ms),
            Err(_) => Verdict::Fault(Fault::TimedOut {
                millis: config.timeout_ms,
            }),
        };
        match verdict {
            Verdict::Refusal(refusal) => {
                self.note_answer(begun);
                Err(Failure::Refusal(refusal))
            }
            Verdict::Fault(fault) => {
                self.note_fault(&fault, config);
                Err(Failure::Fault(fault))
            }
        }
    }

    /// It answered what it was asked at `begun`.
    fn note_answer(&self, begun: Instant) {
        self.answered.fetch_add(1, Relaxed);
        self.answer_seconds.observe(begun.elapsed().as_secs_f64());
        let mut known = self.known();
        known.failures = 0;
        known.rests_until = None;
        if matches!(known.state, EndpointState::Unreachable { .. }) {
            tracing::info!(host = self.host, "node answers again");
            known.state = EndpointState::Alive;
        }
    }

    pub(super) fn note_fault(&self, fault: &Fault, config: &EndpointsConfig) {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        *faults.entry(fault.class()).or_default() += 1;
        drop(faults);
        let mut known = self.known();
        known.failures = known.failures.saturating_add(1);
        let mut rest = config.rest(known.failures);
        let state = match fault {
            Fault::RateLimited { wait } => {
                rest = rest.max(wait.unwrap_or_default());
                None
            }
            Fault::Unhealthy { slots_behind } => Some(EndpointState::OutOfSync {
                slots_behind: slots_behind.unwrap_or_default(),
            }),
            Fault::WrongCluster { genesis } => Some(EndpointState::WrongCluster {
                genesis: genesis.clone(),
            }),
            // One request's matter: it is asked later, but is not out of reach.
            Fault::Behind | Fault::BlockhashUnknown | Fault::Failing { .. } => None,
            _ => {
                known.is_compared = false;
                Some(EndpointState::Unreachable {
                    reason: fault.to_string(),
                })
            }
        };
        known.rests_until = Some(Instant::now() + rest);
        if let Some(state) = state {
            if known.state.name() != state.name() {
                let (host, now) = (&self.host, state.name());
                tracing::warn!(host, state = now, %fault, "node is left for others");
            }
            known.state = state;
        }
    }

    /// It gave a blockhash that leads nowhere.
    pub(super) fn suspect(&self) {
        let mut known = self.known();
        known.suspicions = known.suspicions.saturating_add(1);
        known.suspected_until = Some(Instant::now() + SUSPICION);
        let suspicions = known.suspicions;
        drop(known);
        tracing::warn!(
            host = self.host,
            suspicions,
            "node gave a blockhash that leads nowhere"
        );
    }

    /// Its place in the order in which nodes are asked: state, whether it rests, and whether it is suspected.
    pub(super) fn order(&self) -> (u8, bool, bool) {
        let (known, now) = (self.known(), Instant::now());
        let lies_ahead = |until: Option<Instant>| until.is_some_and(|until| until > now);
        let (rests, is_suspected) = (
            lies_ahead(known.rests_until),
            lies_ahead(known.suspected_until),
        );
        (known.state.rank(), rests, is_suspected)
    }

    /// How long it still rests.
    pub(super) fn rest_left(&self) -> Duration {
        let until = self.known().rests_until;
        until.map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        })
    }

    pub(super) fn state(&self) -> EndpointState {
        self.known().state.clone()
    }

    pub(super) fn is_compared(&self) -> bool {
        self.known().is_compared
    }

    /// Its first block was compared with the cluster's.
    pub(super) fn note_cluster(&self, found: &Hash, expected: &Hash, config: &EndpointsConfig) {
        if found != expected {
            let genesis = found.to_string();
            return self.note_fault(&Fault::WrongCluster { genesis }, config);
        }
        let mut known = self.known();
        known.is_compared = true;
        if matches!(known.state, EndpointState::WrongCluster { .. }) {
            known.state = EndpointState::Alive;
        }
    }

    /// It told this slot.
    pub(super) fn note_slot(&self, slot: u64) {
        let mut known = self.known();
        if slot > known.slot {
            known.slot = slot;
            known.slot_rose = Instant::now();
        }
    }

    /// Whether it follows the others, whose slot is `best`.
    pub(super) fn note_sync(&self, best: u64, most: u64) {
        let mut known = self.known();
        let slots_behind = best.saturating_sub(known.slot);
        let state = match known.state {
            EndpointState::Alive if slots_behind > most => {
                tracing::warn!(host = self.host, slots_behind, "node is out of sync");
                EndpointState::OutOfSync { slots_behind }
            }
            EndpointState::OutOfSync { .. } if slots_behind > most => {
                EndpointState::OutOfSync { slots_behind }
            }
            EndpointState::OutOfSync { .. } => {
                tracing::info!(host = self.host, "node is in sync again");
                EndpointState::Alive
            }
            _ => return,
        };
        known.state = state;
    }

    pub(super) fn health(&self) -> EndpointHealth {
        let faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let faults = faults.clone();
        let known = self.known();
        EndpointHealth {
            host: self.host.clone(),
            state: known.state.clone(),
            slot: known.slot,
            slot_age_seconds: known.slot_rose.elapsed().as_secs_f64(),
            suspicions: known.suspicions,
            asked: self.asked.load(Relaxed),
            answered: self.answered.load(Relaxed),
            faults,
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
