//! Receivers, webhooks and ledgers for tests.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use hookproof::delivery::{Change, Frozen, KeyParts, Piece, Policy, key};
use hookproof::template::SecretKind;
use hookproof_dispatch::transport::{Failure, Http, HttpOptions, Reply, Secret, Secrets, Sending, Transport};
use hookproof_dispatch::worker::Desk;
use hookproof_dispatch::{Arrival, Error, Ledger, Memory, Owner, Packed};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// When tests begin: 2026-11-21T09:30:00Z.
pub(crate) const START: i64 = 1_795_253_400_000;

/// A local receiver, which does with each connection what it is told. It ends with the test.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    accepted: Arc<AtomicU32>,
}

impl Receiver {
    pub(crate) async fn start<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Receiver
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let accepted = Arc::new(AtomicU32::new(0));
        let count = accepted.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serve(stream));
            }
        });
        Receiver { address, accepted }
    }

    /// One that answers every request so, and keeps connections.
    pub(crate) async fn answering(answer: &'static str) -> Receiver {
        Receiver::start(move |mut stream| async move {
            while read_request(&mut stream).await.is_some() {
                if stream.write_all(answer.as_bytes()).await.is_err() {
                    break;
                }
            }
        })
        .await
    }

    /// How many connections were made to it.
    pub(crate) fn accepted(&self) -> u32 {
        self.accepted.load(Ordering::Relaxed)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }
}

/// The head and the body of a request; none when the client has closed the connection.
pub(crate) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<(String, String)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).expect("a head of text");
    let length = header(&head, "content-length").map_or(0, |it| it.parse().expect("a length"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, String::from_utf8(body).expect("a body of text")))
}

/// A header of a request.
pub(crate) fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut headers = head.lines().skip(1).filter_map(|it| it.split_once(": "));
    headers.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Knows one value for every secret.
pub(crate) struct Token;

pub(crate) const TOKEN: &str = "t0p-s3cret";

impl Secrets for Token {
    fn value(&self, _: SecretKind, _: &str) -> Option<Secret> {
        Some(Secret::new(TOKEN.to_owned()))
    }
}

/// Options that permit a receiver on this machine.
pub(crate) fn local() -> HttpOptions {
    HttpOptions { allow_http: true, allow_private: true, ..HttpOptions::default() }
}

pub(crate) fn http(options: HttpOptions) -> Http {
    Http::new(Token, options).expect("a transport")
}

/// Sends a request to an address, with a secret in it.
pub(crate) async fn send(http: &Http, url: &str) -> Result<Reply, Failure> {
    let request = Frozen { url: vec![Piece::Text(url.to_owned())], ..request("1") };
    let packed = Packed::of(&request);
    let request = packed.read().expect("a request");
    http.send(Sending { connection: "a", key: "hp_1", now: START, request: &request }).await
}

pub(crate) fn request(contact: &str) -> Frozen {
    Frozen {
        method: "POST".to_owned(),
        url: vec![Piece::Text("https://a.test/hook".to_owned())],
        headers: vec![("Authorization".to_owned(), vec![Piece::Env("TOKEN".to_owned())])],
        body: vec![
            Piece::Text("{\"to\": \"".to_owned()),
            Piece::Value(contact.to_owned()),
            Piece::Text("\"}".to_owned()),
        ],
    }
}

pub(crate) fn arrival(connection: &str, contact: &str, request: Frozen) -> Arrival {
    Arrival {
        connection: connection.to_owned(),
        hook: connection.to_owned(),
        key: key(&KeyParts { hook: connection, run: "run", contact, event: "" }),
        contact: contact.to_owned(),
        identifiers: Vec::new(),
        not_before: None,
        request,
    }
}

/// Makes an active connection with so many places.
pub(crate) fn activate(ledger: &mut dyn Ledger, now: i64, name: &str, max_in_flight: u32) {
    let policy = Policy { max_in_flight, ..Policy::default() };
    for change in [Change::Create, Change::Tune(policy), Change::TestPassed(String::new()), Change::Activate]
    {
        ledger.change(now, name, change).expect("a connection");
    }
}

/// The model, asked at once and without a thread, so that simulations are the same each time.
#[derive(Clone, Default)]
pub(crate) struct Model(Arc<Mutex<Memory>>);

impl Model {
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut dyn Ledger) -> T) -> T {
        work(&mut *self.0.lock().expect("nobody panics with it"))
    }
}

impl Desk for Model {
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.with(work)
    }
}

/// A directory of its own, removed at the end.
pub(crate) struct Place(PathBuf);

impl Place {
    pub(crate) fn new(name: &str) -> Place {
        let directory =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a directory");
        Place(directory)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("deliveries.db")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left behind is in the build's own directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn owner() -> Owner {
    Owner { pid: std::process::id(), host: "here".to_owned(), since: "2026-11-21T09:30:00Z".to_owned() }
}

/// Numbers that look like chance and are the same each time (splitmix64).
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// Below a limit.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}
