//! Surfpool in this process: a thread owns it, reads what it tells, and stops it.

use super::port::Door;
use super::{Network, STAND_INS, price_program};
use crate::error::LocalnetError;
use ballast_client::oracle::PYTH_RECEIVER;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use surfpool_sdk::cheatcodes::builders::DeployProgram;
use surfpool_sdk::{BlockProductionMode, Surfnet};

/// Lamports of the payer: a tenth of what the network has to give.
const PURSE: u64 = 100_000_000_000_000;

/// How the network in the process is run.
#[derive(Clone, Copy, Debug)]
pub struct SurfpoolOptions {
    /// The port of JSON-RPC; the websocket's is the next one. Zero: two that are free.
    pub port: u16,
    /// Milliseconds of a slot.
    pub slot_millis: u64,
}

impl Default for SurfpoolOptions {
    fn default() -> Self {
        Self {
            port: 0,
            slot_millis: 400,
        }
    }
}

/// Where it is served, behind the doors.
type Ports = (u16, u16);

/// A network in the process.
#[derive(Debug)]
pub(super) struct Running {
    rpc_url: String,
    ws_url: String,
    stop: Sender<()>,
    thread: Option<JoinHandle<Result<(), LocalnetError>>>,
    doors: Vec<Door>,
}

impl Running {
    pub(super) fn start(options: &SurfpoolOptions) -> Result<Self, LocalnetError> {
        let program = price_program();
        let bytes =
            std::fs::read(&program).map_err(LocalnetError::file_hinted(&program, STAND_INS))?;
        let slot_millis = options.slot_millis;
        let (stop, stopped) = channel();
        let (started, ports) = channel();
        let thread = std::thread::Builder::new()
            .name("localnet".into())
            .spawn(move || run(slot_millis, bytes, &started, &stopped))
            .map_err(|error| LocalnetError::Start(error.to_string()))?;
        // Without an answer the thread has ended, with the reason.
        let Ok((rpc, ws)) = ports.recv() else {
            return match thread.join() {
                Ok(Err(error)) => Err(error),
                _ => Err(LocalnetError::Start("its thread ended".into())),
            };
        };
        let mut doors = Vec::new();
        let (mut outer_rpc, mut outer_ws) = (rpc, ws);
        if options.port != 0 {
            (outer_rpc, outer_ws) = (options.port, options.port.saturating_add(1));
            doors.push(Door::open(outer_rpc, rpc)?);
            doors.push(Door::open(outer_ws, ws)?);
        }
        Ok(Self {
            rpc_url: format!("http://127.0.0.1:{outer_rpc}"),
            ws_url: format!("ws://127.0.0.1:{outer_ws}"),
            stop,
            thread: Some(thread),
            doors,
        })
    }

    pub(super) fn rpc_url(&self) -> &str {
        &self.rpc_url
    }

    pub(super) fn ws_url(&self) -> &str {
        &self.ws_url
    }

    pub(super) fn stop(mut self) -> Result<(), LocalnetError> {
        self.doors.clear();
        let _ = self.stop.send(());
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(ended)) => ended,
            _ => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(
    slot_millis: u64,
    price_program: Vec<u8>,
    started: &Sender<Ports>,
    stopped: &Receiver<()>,
) -> Result<(), LocalnetError> {
    let failed = |error: &dyn std::fmt::Display| LocalnetError::Start(error.to_string());
    // It asks itself by a blocking client while it starts: one thread would wait for itself.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| failed(&error))?;
    let starting = Surfnet::builder()
        .offline(true)
        .block_production_mode(BlockProductionMode::Clock)
        .slot_time_ms(slot_millis)
        .payer(Network::payer())
        .airdrop_sol(PURSE)
        .start();
    let mut surfnet = runtime.block_on(starting).map_err(|error| failed(&error))?;
    let program = DeployProgram::new(PYTH_RECEIVER).so_bytes(price_program);
    surfnet
        .cheatcodes()
        .deploy(program)
        .map_err(|error| failed(&error))?;
    let ports = (port_of(surfnet.rpc_url()), port_of(surfnet.ws_url()));
    let (Some(rpc), Some(ws)) = ports else {
        return Err(LocalnetError::Start("its addresses have no port".into()));
    };
    let _ = started.send((rpc, ws));
    // What it tells would pile up unread.
    while stopped
        .recv_timeout(Duration::from_millis(100))
        .is_err_and(|error| matches!(error, std::sync::mpsc::RecvTimeoutError::Timeout))
    {
        while surfnet.events().try_recv().is_ok() {}
    }
    surfnet.stop().map_err(|error| failed(&error))?;
    runtime.shutdown_background();
    Ok(())
}

fn port_of(url: &str) -> Option<u16> {
    url.rsplit(':').next()?.trim_end_matches('/').parse().ok()
}
