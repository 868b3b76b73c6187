//! Receivers with TLS and HTTP/2.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hookproof::delivery::Fault;
use hookproof_dispatch::transport::HttpOptions;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::support::*;

/// A receiver with a certificate of its own for these names, and the certificate.
async fn secure<F>(
    names: &[&str],
    alpn: &str,
    serve: impl Fn(TlsStream<TcpStream>) -> F + Clone + Send + Sync + 'static,
) -> (Receiver, String)
where
    F: Future<Output = ()> + Send + 'static,
{
    let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate");
    config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let receiver = Receiver::start(move |stream| {
        let (acceptor, serve) = (acceptor.clone(), serve.clone());
        async move {
            if let Ok(stream) = acceptor.accept(stream).await {
                serve(stream).await;
            }
        }
    })
    .await;
    (receiver, made.cert.pem())
}

#[tokio::test]
async fn a_certificate_has_to_be_trusted_and_to_be_the_partners() {
    let serve = |mut stream: TlsStream<TcpStream>| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
    };
    for (name, is_trusted, expected) in [
        ("localhost", true, Ok(204)),
        ("localhost", false, Err("invalid peer certificate: UnknownIssuer")),
        ("partner.test", true, Err("invalid peer certificate: certificate not valid for name \"localhost\"")),
    ] {
        let (receiver, certificate) = secure(&[name], "http/1.1", serve).await;
        let roots = if is_trusted { vec![certificate] } else { Vec::new() };
        let http = http(HttpOptions { roots, allow_http: false, ..local() });
        let result = send(&http, &format!("https://localhost:{}/", receiver.address.port())).await;
        match (result, expected) {
            (Ok(reply), Ok(status)) => assert_eq!(reply.status, status),
            (Err(failure), Err(reason)) => {
                assert_eq!(failure.fault, Fault::Tls);
                assert!(failure.reason.starts_with(reason), "{}", failure.reason);
            }
            (result, expected) => panic!("{result:?} instead of {expected:?}"),
        }
    }
}

/// A frame of HTTP/2 (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).expect("a short frame").to_be_bytes();
    let head = length.iter().skip(1).copied().chain([kind, flags]).chain(stream.to_be_bytes());
    head.chain(payload.iter().copied()).collect()
}

const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

/// Reads frames up to the headers of a request; gives their stream.
async fn request_stream(stream: &mut TlsStream<TcpStream>) -> Option<u32> {
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, _, stream_id @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        stream.read_exact(&mut payload).await.ok()?;
        if kind == HEADERS {
            return Some(u32::from_be_bytes(stream_id));
        }
    }
}

/// The first connection is told to go away, at the request (it was not looked at) or after the answer; others answer.
async fn leaving(is_answered: bool) -> (Receiver, String, Arc<AtomicU32>) {
    let requests = Arc::new(AtomicU32::new(0));
    let count = requests.clone();
    let serve = move |mut stream: TlsStream<TcpStream>| {
        let count = count.clone();
        async move {
            let mut preface = [0; 24];
            stream.read_exact(&mut preface).await.expect("HTTP/2");
            stream.write_all(&frame(SETTINGS, 0, 0, &[])).await.expect("sent");
            while let Some(id) = request_stream(&mut stream).await {
                let number = count.fetch_add(1, Ordering::Relaxed);
                // Ends the headers and the stream; 0x89 is `:status: 204` in HPACK's static table.
                let answer = frame(HEADERS, 5, id, &[0x89]);
                let last = if is_answered { id } else { 0 };
                let away = frame(GOAWAY, 0, 0, &[last.to_be_bytes(), [0; 4]].concat());
                let bytes = match (number, is_answered) {
                    (0, true) => [answer, away].concat(),
                    (0, false) => away,
                    (_, _) => answer,
                };
                stream.write_all(&bytes).await.expect("sent");
            }
        }
    };
    let (receiver, certificate) = secure(&["localhost"], "h2", serve).await;
    (receiver, certificate, requests)
}

#[tokio::test]
async fn a_partner_that_goes_away_gets_the_next_request_on_another_connection() {
    for (is_answered, first) in [(true, Ok(204)), (false, Err(Fault::Broken))] {
        let (receiver, certificate, requests) = leaving(is_answered).await;
        let http = http(HttpOptions { roots: vec![certificate], allow_http: false, ..local() });
        let url = format!("https://localhost:{}/", receiver.address.port());
        let result = send(&http, &url).await.map(|it| it.status).map_err(|it| it.fault);
        assert_eq!(result, first);
        assert_eq!(requests.load(Ordering::Relaxed), 1, "no second request that no log knows of");
        assert_eq!(send(&http, &url).await.map(|it| it.status), Ok(204));
        assert_eq!((receiver.accepted(), requests.load(Ordering::Relaxed)), (2, 2));
    }
}
