//! Serves a key over a socket, to programs that are not to hold it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use solana_keypair::Keypair;
use solana_signer::Signer as _;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::allowance::{Allowance, take};
use super::policy::PolicyError;
use super::protocol::{Answer, Request};
use super::{KeyError, SigningPolicy};

/// Connections at a time; more wait.
const CONNECTIONS_MOST: usize = 32;
/// How long a connection may say nothing.
const SILENCE_MOST: Duration = Duration::from_mins(1);

/// How a key is served.
#[derive(Clone, Debug)]
pub struct SignerOptions {
    /// Where.
    pub socket: PathBuf,
    /// Whether the socket's group may ask too, beside its owner.
    pub is_shared_with_group: bool,
    /// What is signed.
    pub policy: SigningPolicy,
    /// How many transactions are signed in a minute; 0: any number.
    pub most_per_minute: u32,
}

/// Serves `key` until `cancel`; the socket is removed then.
///
/// # Errors
/// A socket that another signer serves, or that cannot be made.
pub async fn serve(
    key: Keypair,
    options: SignerOptions,
    cancel: CancellationToken,
) -> Result<(), KeyError> {
    let listener = bind(&options).await?;
    tracing::info!(address = %key.pubkey(), socket = %options.socket.display(), "signer listens");
    let (key, policy) = (Arc::new(key), options.policy);
    let allowance = Allowance::new(options.most_per_minute, Instant::now());
    let allowance = Arc::new(Mutex::new(allowance));
    let (places, tasks) = (
        Arc::new(Semaphore::new(CONNECTIONS_MOST)),
        TaskTracker::new(),
    );
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = cancel.cancelled() => break,
            accepted = accepted => accepted,
        };
        let Ok((stream, _)) = accepted else {
            // No file handles are left: others are given back soon.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (key, cancel) = (key.clone(), cancel.clone());
        let allowance = allowance.clone();
        tasks.spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = answer_all(stream, &key, &policy, &allowance) => {}
            }
            drop(place);
        });
    }
    tasks.close();
    tasks.wait().await;
    // A socket that is gone already is as good.
    let _ = fs::remove_file(&options.socket);
    Ok(())
}

/// Binds beside the path and moves the socket there once its permissions are set, so that it is never open to others.
async fn bind(options: &SignerOptions) -> Result<UnixListener, KeyError> {
    const OWNER: u32 = 0o600;
    const OWNER_AND_GROUP: u32 = 0o660;
    let socket: &Path = &options.socket;
    let unservable = |reason: String| KeyError::Unservable {
        socket: socket.to_owned(),
        reason,
    };
    if UnixStream::connect(socket).await.is_ok() {
        return Err(unservable("another signer listens there".to_owned()));
    }
    if fs::symlink_metadata(socket).is_ok_and(|found| !is_socket(&found)) {
        return Err(unservable("there is a file of that name".to_owned()));
    }
    let mut aside = socket.as_os_str().to_owned();
    aside.push(format!(".{}", std::process::id()));
    let aside = PathBuf::from(aside);
    let _ = fs::remove_file(&aside);
    let made = || -> std::io::Result<UnixListener> {
        let listener = UnixListener::bind(&aside)?;
        let mode = if options.is_shared_with_group {
            OWNER_AND_GROUP
        } else {
            OWNER
        };
        fs::set_permissions(&aside, fs::Permissions::from_mode(mode))?;
        fs::rename(&aside, socket)?;
        Ok(listener)
    };
    made().map_err(|error| unservable(error.to_string()))
}

fn is_socket(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    found.file_type().is_socket()
}

async fn answer_all(
    mut stream: UnixStream,
    key: &Keypair,
    policy: &SigningPolicy,
    allowance: &Mutex<Allowance>,
) {
    loop {
        let request = match timeout(SILENCE_MOST, Request::read(&mut stream)).await {
            Ok(Ok(Some(request))) => request,
            Ok(Err(error)) => {
                tracing::warn!(%error, "request is none");
                let refused = Answer::Refused(error.to_string());
                let _ = refused.write(&mut stream).await;
                return;
            }
            Ok(Ok(None)) | Err(_) => return,
        };
        let address = key.pubkey();
        let answer = match request {
            Request::Address => Answer::Done(address.to_bytes().to_vec()),
            Request::Sign(message) => {
                let judged = policy.judge(&message, &address);
                sign(judged.map(|()| message), key, allowance)
            }
            Request::SignLogHead(text) => {
                let judged = policy.judge_log_head(&text);
                sign(judged.map(|head| head.message(&address)), key, allowance)
            }
        };
        if answer.write(&mut stream).await.is_err() {
            return;
        }
    }
}

fn sign(
    message: Result<Vec<u8>, PolicyError>,
    key: &Keypair,
    allowance: &Mutex<Allowance>,
) -> Answer {
    let message = match message {
        Ok(message) => message,
        Err(reason) => {
            tracing::warn!(%reason, "message is not signed");
            return Answer::Refused(reason.to_string());
        }
    };
    if let Err(spent) = take(allowance) {
        return Answer::Refused(spent.to_string());
    }
    let signature = key.sign_message(&message);
    tracing::info!(%signature, "signed");
    Answer::Done(signature.as_ref().to_vec())
}

#[cfg(test)]
mod tests;
