//! A key behind a socket.

use ballast_client::instruction;
use ballast_scorer::key::{KeyConfig, KeyError, SignerOptions, SigningKey, SigningPolicy, serve};
use ballast_scorer::send::SendError;
use solana_address::Address;
use solana_keypair::Keypair;
use solana_message::{Message, VersionedMessage};
use solana_signer::Signer as _;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::network::{LAMPORTS, endpoints, network, proxies, sender, transfer};

struct Served {
    _folder: TempDir,
    config: KeyConfig,
    cancel: CancellationToken,
    task: tokio::task::JoinHandle<Result<(), KeyError>>,
}

async fn served(key: Keypair) -> Served {
    served_at_most(key, 0).await
}

/// Serves `key` for so many transactions a minute.
async fn served_at_most(key: Keypair, most_per_minute: u32) -> Served {
    let folder = TempDir::new().unwrap();
    let socket = folder.path().join("signer.sock");
    let options = SignerOptions {
        socket: socket.clone(),
        is_shared_with_group: false,
        policy: SigningPolicy::default(),
        most_per_minute,
    };
    let cancel = CancellationToken::new();
    let task = tokio::spawn(serve(key, options, cancel.clone()));
    while !socket.exists() {
        tokio::task::yield_now().await;
    }
    Served {
        _folder: folder,
        config: KeyConfig::socket(socket),
        cancel,
        task,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn socket_signs_a_publishers_transactions_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    // Given a key behind a socket that its owner alone may open
    let network = network().await;
    let nodes = proxies::<1>(&network).await;
    let held = Keypair::new_from_array(*network.payer().secret_bytes());
    let address = held.pubkey();
    let served = served(held).await;
    let socket = served.config.socket.clone().unwrap();
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let key = SigningKey::load(&served.config).await.unwrap();
    assert_eq!(key.address(), address);

    // When it is asked for a message that a publisher sends, then the signature is the key's
    let message = |instruction| {
        VersionedMessage::Legacy(Message::new(&[instruction], Some(&address))).serialize()
    };
    let round = message(instruction::terms_advance(&Address::new_unique()));
    let signature = key.sign(&round).await.unwrap();
    assert!(signature.verify(address.as_ref(), &round));

    // When it is asked to pay for a stranger's position, then nothing is signed
    let stranger = Address::new_unique();
    let open = instruction::position_open(&address, &stranger, &Address::new_unique(), 0);
    let mut alone = open.clone();
    for meta in &mut alone.accounts {
        meta.is_signer = false;
    }
    for (asked, words) in [(open, "signatures"), (alone, "does not send")] {
        let refused = key.sign(&message(asked)).await.unwrap_err();
        let is_refused = matches!(
            &refused,
            KeyError::SignerRefused { reason, .. } if reason.contains(words)
        );
        assert!(is_refused, "{refused}");
    }

    // When the sender asks for a transfer, then nothing is signed and nothing sent
    let chain = endpoints(&nodes);
    let away = [transfer(&address, &Address::new_unique(), LAMPORTS)];
    let refused = sender(&chain).prepare(&away, &[key], 0).await.unwrap_err();
    let is_refused = matches!(
        &refused,
        SendError::Unsigned { source: KeyError::SignerRefused { reason, .. } } if reason.contains("goes to")
    );
    assert!(is_refused, "{refused}");
    assert_eq!(nodes[0].heard("sendTransaction"), 0);

    // When it is stopped, then its socket is gone
    served.cancel.cancel();
    served.task.await.unwrap().unwrap();
    assert!(!socket.exists());
    let refused = SigningKey::load(&served.config).await.unwrap_err();
    assert!(
        matches!(refused, KeyError::SignerUnreachable { .. }),
        "{refused}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn second_signer_on_a_socket_is_refused_and_a_dead_ones_socket_is_taken_over() {
    let served = served(Keypair::new_from_array([1; 32])).await;
    let socket = served.config.socket.clone().unwrap();
    let options = || SignerOptions {
        socket: socket.clone(),
        is_shared_with_group: false,
        policy: SigningPolicy::default(),
        most_per_minute: 0,
    };

    let cancel = CancellationToken::new();
    let second = serve(Keypair::new_from_array([2; 32]), options(), cancel.clone()).await;
    assert!(matches!(second, Err(KeyError::Unservable { .. })));

    // A signer that was killed leaves its socket behind.
    served.task.abort();
    let _ = served.task.await;
    assert!(socket.exists());
    let third = Keypair::new_from_array([3; 32]);
    let address = third.pubkey();
    let task = tokio::spawn(serve(third, options(), cancel.clone()));
    let found = loop {
        match SigningKey::load(&served.config).await {
            Ok(key) => break key.address(),
            Err(_) => tokio::task::yield_now().await,
        }
    };
    assert_eq!(found, address);
    cancel.cancel();
    task.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn socket_signs_no_more_in_a_minute_than_it_may_and_says_so_to_every_asker() {
    // Given a key that signs three a minute, of which one at once, and two who ask
    let served = served_at_most(Keypair::new_from_array([1; 32]), 3).await;
    let keys = [
        SigningKey::load(&served.config).await.unwrap(),
        SigningKey::load(&served.config).await.unwrap(),
    ];
    let payer = keys[0].address();
    let message = |feed: Address| {
        let round = [instruction::terms_advance(&feed)];
        VersionedMessage::Legacy(Message::new(&round, Some(&payer))).serialize()
    };

    // When they ask for what is signed for nobody, and then for a round each, twice
    for key in &keys {
        key.sign(&[1, 2, 3]).await.unwrap_err();
    }
    let mut ended = Vec::new();
    for key in keys.iter().cycle().take(4) {
        ended.push(key.sign(&message(Address::new_unique())).await);
    }

    // Then one is signed, and whoever comes later is told when to ask again
    let [Ok(_), refused @ ..] = &ended[..] else {
        panic!("{ended:?}");
    };
    for refused in refused {
        let is_told = matches!(
            refused,
            Err(KeyError::SignerRefused { reason, .. }) if reason.contains("3 transactions a minute")
        );
        assert!(is_told, "{refused:?}");
    }
}
