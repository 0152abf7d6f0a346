//! What a node's error means. No text of the HTTP client is kept: it holds the URL that was asked, and with it a key.

use solana_client::client_error::{ClientError, ClientErrorKind};
use solana_client::rpc_request::RpcError;

/// What went wrong, in our words or the node's.
pub(super) fn words(error: &ClientError) -> String {
    match error.kind() {
        ClientErrorKind::Reqwest(error) => {
            if let Some(status) = error.status() {
                format!("HTTP status {}", status.as_u16())
            } else if error.is_connect() {
                "no connection".into()
            } else if error.is_timeout() {
                "no answer in time".into()
            } else if error.is_decode() {
                "its body is no JSON".into()
            } else {
                "the connection broke".into()
            }
        }
        ClientErrorKind::Io(_) | ClientErrorKind::Middleware(_) => "the connection broke".into(),
        ClientErrorKind::RpcError(RpcError::RpcResponseError { code, message, .. }) => {
            format!("{message} ({code})")
        }
        ClientErrorKind::RpcError(RpcError::ForUser(text)) => text.clone(),
        ClientErrorKind::RpcError(_) | ClientErrorKind::SerdeJson(_) => {
            "its answer is of another shape".into()
        }
        ClientErrorKind::TransactionError(error) => error.to_string(),
        ClientErrorKind::SigningError(_) => "a signature cannot be made".into(),
        ClientErrorKind::Custom(_) => "it cannot be asked".into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::chain::Chain;
    use crate::error::MigrateError;
    use solana_commitment_config::CommitmentConfig;
    use solana_keypair::Keypair;
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::thread::JoinHandle;

    /// What is said of a node at `address` whose URL holds a key, as it is written and as a client writes it again.
    fn told(address: SocketAddr, key: &str) -> String {
        let url = format!("http://{address}{key}");
        let payer = Keypair::new_from_array([1; 32]);
        let chain = Chain::connect(&url, CommitmentConfig::processed(), &payer);
        let error = chain.genesis().unwrap_err();
        assert!(
            matches!(&error, MigrateError::Rpc { host, .. } if *host == address.to_string()),
            "{error}"
        );
        let said = format!("{error} {error:?} {chain:?}");
        assert!(!said.contains("SECRET"), "{said}");
        said
    }

    /// A node that answers one request, whatever it asks for.
    fn node(answer: &'static str) -> (SocketAddr, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            // The request ends with its body, an object.
            while !asked.ends_with(b"}") {
                let mut some = [0; 4096];
                let read = stream.read(&mut some).unwrap();
                asked.extend_from_slice(&some[..read]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
        });
        (address, answering)
    }

    const KEYS: [&str; 3] = ["?api-key=SECRET", "/?api-key=SECRET", "/SECRET/"];

    #[test]
    fn key_in_a_url_is_not_told_where_nobody_listens() {
        // Given a port that was free a moment ago
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);

        for key in KEYS {
            let said = told(address, key);
            assert!(said.contains("no connection"), "{said}");
        }
    }

    #[test]
    fn key_in_a_url_is_not_told_of_a_node_that_fails() {
        for (answer, words) in [
            (
                "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
                "HTTP status 503",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>",
                "its body is no JSON",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[1, 2, 3]",
                "its answer is of another shape",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 64\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-3,\"message\":\"not now\"}}",
                "not now (-3)",
            ),
        ] {
            for key in KEYS {
                let (address, answering) = node(answer);
                let said = told(address, key);
                assert!(said.contains(words), "{said}");
                answering.join().unwrap();
            }
        }
    }
}
