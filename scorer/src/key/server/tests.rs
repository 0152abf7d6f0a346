use ballast_client::instruction;
use solana_message::{Message, VersionedMessage};
use tempfile::TempDir;
use tokio::task::{JoinHandle, yield_now};

use super::*;
use crate::key::{KeyConfig, LogHead, Purpose, SigningKey};

/// A served key, ended with this handle.
struct Served {
    _folder: TempDir,
    socket: PathBuf,
    cancel: CancellationToken,
    task: JoinHandle<Result<(), KeyError>>,
}

impl Served {
    async fn start(purpose: Purpose) -> Self {
        let folder = TempDir::new().unwrap();
        let socket = folder.path().join("signer.sock");
        let options = SignerOptions {
            socket: socket.clone(),
            is_shared_with_group: false,
            policy: SigningPolicy {
                purpose,
                ..SigningPolicy::default()
            },
            most_per_minute: 0,
        };
        let cancel = CancellationToken::new();
        let task = tokio::spawn(serve(held(), options, cancel.clone()));
        while !socket.exists() {
            yield_now().await;
        }
        Self {
            _folder: folder,
            socket,
            cancel,
            task,
        }
    }

    async fn key(&self) -> SigningKey {
        SigningKey::load(&KeyConfig::socket(&self.socket))
            .await
            .unwrap()
    }

    async fn ask(&self, request: &Request) -> Answer {
        let mut stream = UnixStream::connect(&self.socket).await.unwrap();
        request.write(&mut stream).await.unwrap();
        Answer::read(&mut stream).await.unwrap()
    }

    async fn stop(self) {
        self.cancel.cancel();
        self.task.await.unwrap().unwrap();
    }
}

fn held() -> Keypair {
    Keypair::new_from_array([3; 32])
}

fn log_head() -> LogHead {
    LogHead {
        number: 17,
        at: "2026-01-31T14:00:00Z".parse().unwrap(),
        head: [9; 32],
    }
}

#[tokio::test]
async fn publishers_socket_signs_the_head_of_its_score_log() {
    let served = Served::start(Purpose::Publisher).await;
    let key = served.key().await;

    let signature = key.sign_log_head(&log_head()).await.unwrap();

    let message = log_head().message(&held().pubkey());
    assert!(signature.verify(held().pubkey().as_ref(), &message));
    // As a key that the process holds signs it.
    let local = SigningKey::from(held()).sign_log_head(&log_head()).await;
    assert_eq!(local.unwrap(), signature);
    served.stop().await;
}

#[tokio::test]
async fn socket_signs_as_a_log_head_no_other_text_and_no_transaction() {
    // Given a transaction that the publisher's key may sign, and what is signed for a head
    let served = Served::start(Purpose::Publisher).await;
    let address = held().pubkey();
    let round = instruction::terms_advance(&address);
    let transaction = Message::new(&[round], Some(&address));
    let transaction = VersionedMessage::Legacy(transaction).serialize();
    let signed_for_head = log_head().message(&address);
    let as_text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();

    // When they, or words of one's own, are handed in as a text, then none is signed
    for text in [
        as_text(&transaction),
        as_text(&signed_for_head),
        "I owe you a thousand SOL".to_owned(),
        format!("{} and more", log_head().text()),
    ] {
        let refused = served.ask(&Request::SignLogHead(text)).await;
        let is_refused = matches!(&refused, Answer::Refused(why) if why.contains("no head"));
        assert!(is_refused, "{refused:?}");
    }

    // When what is signed for a head is handed in as a transaction, then it is none
    let refused = served.ask(&Request::Sign(signed_for_head)).await;
    let is_refused = matches!(&refused, Answer::Refused(why) if why.contains("no transaction"));
    assert!(is_refused, "{refused:?}");
    served.stop().await;
}

#[tokio::test]
async fn socket_of_another_program_signs_no_log_head() {
    let served = Served::start(Purpose::Crank).await;

    let refused = served.key().await.sign_log_head(&log_head()).await;

    let refused = refused.unwrap_err();
    let is_refused = matches!(
        &refused,
        KeyError::SignerRefused { reason, .. } if reason.contains("does not keep")
    );
    assert!(is_refused, "{refused}");
    served.stop().await;
}
