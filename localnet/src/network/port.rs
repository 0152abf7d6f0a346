//! A fixed port in front of one that the network chose: bytes pass both ways.

use crate::error::LocalnetError;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// A listening port.
#[derive(Debug)]
pub(super) struct Door {
    port: u16,
    is_closed: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Door {
    /// Listens on `port` of this machine alone and passes on to `behind`.
    pub(super) fn open(port: u16, behind: u16) -> Result<Self, LocalnetError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .map_err(|source| LocalnetError::Port { port, source })?;
        let is_closed = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&is_closed);
        let listening = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                if let Ok(stream) = stream {
                    join(stream, behind);
                }
            }
        });
        Ok(Self {
            port,
            is_closed,
            listening: Some(listening),
        })
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.is_closed.store(true, Ordering::SeqCst);
        // A last caller, so that the listener looks.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

/// Joins a caller with the port behind, in two threads that end with either side.
fn join(caller: TcpStream, behind: u16) {
    let Ok(inner) = TcpStream::connect((Ipv4Addr::LOCALHOST, behind)) else {
        return;
    };
    let _ = (caller.set_nodelay(true), inner.set_nodelay(true));
    let (Ok(caller_again), Ok(inner_again)) = (caller.try_clone(), inner.try_clone()) else {
        return;
    };
    std::thread::spawn(move || pass(caller, inner));
    std::thread::spawn(move || pass(inner_again, caller_again));
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        let Some(read) = bytes.get(..length) else {
            break;
        };
        if to.write_all(read).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

/// A port that is free at present.
pub(super) fn free() -> Result<u16, LocalnetError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address
        .map(|address| address.port())
        .map_err(|source| LocalnetError::Port { port: 0, source })
}
