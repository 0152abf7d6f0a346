//! A recording with its network: feeds in, rows out, until it is told to stop.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::counters::Counters;
use super::error::RecordError;
use super::inbound::{Action, Inbound, Origin};
use super::recorder::{Recorder, RecorderOptions};
use super::tap::Tap;
use super::transport::{
    Context, Job, NetworkOptions, SocketPlan, client, now, poll, run_requests, run_socket,
    run_stream,
};
use crate::venue::{Connector, Feed, GapReason};

/// Texts that may wait for the recorder before the sockets are no longer read.
const INBOUND_LIMIT: usize = 16_384;
/// Requests of a venue that may wait; further snapshots are asked for when they are missed again.
const JOBS_LIMIT: usize = 256;
/// Flushes that may fail in a row before the recording ends.
const FLUSH_FAILURES_MOST: u32 = 5;

/// How to record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordOptions {
    /// What is kept.
    pub recorder: RecorderOptions,
    /// How patient the network is.
    pub network: NetworkOptions,
    /// How often rows are put on the disk.
    pub flush_every: Duration,
}

/// How a recording ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What was counted.
    pub counters: Counters,
    /// Whether every feed had been given up.
    pub is_exhausted: bool,
}

/// Where rows go.
#[derive(Debug)]
pub struct Outlet<'a> {
    /// The store's folder; None: nothing is stored.
    pub folder: Option<&'a Path>,
    /// Who listens meanwhile.
    pub tap: Option<Tap>,
}

/// Records `connectors` into `folder` until `stop` is ready or every feed was given up; `on_flush`
/// hears the counts at every flush.
///
/// # Errors
/// When the store cannot be opened, closed, or written to several times in a row.
pub async fn record(
    connectors: Vec<Box<dyn Connector>>,
    options: &RecordOptions,
    folder: &Path,
    stop: impl Future<Output = ()>,
    on_flush: impl FnMut(&Counters),
) -> Result<Recorded, RecordError> {
    let (folder, tap) = (Some(folder), None);
    record_to(connectors, options, Outlet { folder, tap }, stop, on_flush).await
}

/// Records `connectors` as [`record`] does, to wherever `outlet` says.
///
/// # Errors
/// As [`record`].
pub async fn record_to(
    connectors: Vec<Box<dyn Connector>>,
    options: &RecordOptions,
    outlet: Outlet<'_>,
    stop: impl Future<Output = ()>,
    mut on_flush: impl FnMut(&Counters),
) -> Result<Recorded, RecordError> {
    let client = client()?;
    let to = (outlet.folder, outlet.tap);
    let mut recorder = Recorder::start_with(connectors, options.recorder.clone(), to, now())?;
    let (sender, mut inbound) = mpsc::channel(INBOUND_LIMIT);
    let mut feeds = Feeds::open(recorder.connectors(), options.network, &client, &sender);
    drop(sender);
    let mut flushes = interval(options.flush_every);
    flushes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    flushes.tick().await;
    let mut failures = 0;
    let mut is_exhausted = false;
    tokio::pin!(stop);
    loop {
        tokio::select! {
            // Stopping and flushing come before reading on, however much comes in.
            biased;
            () = &mut stop => break,
            _ = flushes.tick() => {
                match recorder.flush(now()) {
                    Ok(()) => failures = 0,
                    Err(error) if failures + 1 >= FLUSH_FAILURES_MOST => return Err(error),
                    Err(_) => failures += 1,
                }
                on_flush(&recorder.counters());
            }
            came = inbound.recv() => {
                let Some((at, inbound)) = came else {
                    is_exhausted = true;
                    break;
                };
                feeds.follow(recorder.handle(at, inbound), &mut recorder);
            }
            _ = feeds.open.join_next(), if !feeds.open.is_empty() => {
                if feeds.open.is_empty() {
                    // Nothing is open any more: what was said last is still taken.
                    feeds.requests.abort_all();
                    feeds.jobs.clear();
                }
            }
        }
    }
    feeds.open.shutdown().await;
    feeds.requests.shutdown().await;
    let counters = recorder.stop(now())?;
    Ok(Recorded {
        counters,
        is_exhausted,
    })
}

/// The tasks of all connectors.
struct Feeds {
    /// Sockets, streams and polls.
    open: JoinSet<()>,
    /// One per connector.
    requests: JoinSet<()>,
    jobs: Vec<mpsc::Sender<Job>>,
    reconnects: Vec<Arc<Notify>>,
}

impl Feeds {
    fn open(
        connectors: &[Box<dyn Connector>],
        network: NetworkOptions,
        client: &reqwest::Client,
        sender: &mpsc::Sender<super::transport::Stamped>,
    ) -> Self {
        let mut feeds = Self {
            open: JoinSet::new(),
            requests: JoinSet::new(),
            jobs: Vec::new(),
            reconnects: Vec::new(),
        };
        let mut task = 0;
        for (place, connector) in connectors.iter().enumerate() {
            let reconnect = Arc::new(Notify::new());
            let mut context = || {
                task += 1;
                Context {
                    connector: place,
                    task,
                    options: network,
                    sender: sender.clone(),
                    reconnect: Arc::clone(&reconnect),
                }
            };
            let (jobs, waiting) = mpsc::channel(JOBS_LIMIT);
            feeds
                .requests
                .spawn(run_requests(context(), client.clone(), waiting));
            for feed in connector.feeds() {
                let context = context();
                match feed {
                    Feed::Socket {
                        url,
                        subscriptions,
                        keep_alive,
                    } => {
                        let plan = SocketPlan {
                            url,
                            subscriptions,
                            keep_alive,
                        };
                        feeds.open.spawn(run_socket(context, plan));
                    }
                    Feed::Stream { request } => {
                        let streaming = run_stream(context, client.clone(), request);
                        feeds.open.spawn(streaming);
                    }
                    Feed::Poll { request, every } => {
                        feeds
                            .open
                            .spawn(poll(context, jobs.clone(), request, every));
                    }
                }
            }
            feeds.jobs.push(jobs);
            feeds.reconnects.push(reconnect);
        }
        feeds
    }

    /// Does what the recorder wants done.
    fn follow(&self, actions: Vec<Action>, recorder: &mut Recorder) {
        for action in actions {
            match action {
                Action::Reconnect { connector } => self.reconnects[connector].notify_one(),
                Action::Ask { connector, request } => {
                    let job = Job {
                        request: request.clone(),
                        is_pending: None,
                    };
                    let is_taken = self
                        .jobs
                        .get(connector)
                        .is_some_and(|jobs| jobs.try_send(job).is_ok());
                    if !is_taken {
                        // The request is lost like any other: marked, counted, asked again later.
                        let lost = Inbound::Lost {
                            connector,
                            origin: Origin::Request(request),
                            reason: GapReason::Overrun,
                            detail: "too many requests are waiting".to_owned(),
                            waits: Duration::ZERO,
                            is_final: true,
                        };
                        recorder.handle(now(), lost);
                    }
                }
            }
        }
    }
}
