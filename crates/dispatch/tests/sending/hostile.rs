//! Receivers that mean harm, or do it.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use hookproof::delivery::{Action, Fault, Outcome, Policy};
use hookproof_dispatch::transport::{Failure, HttpOptions, Looking, Lookup, MAX_ANSWER_BYTES};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::*;

/// A transport with little patience.
fn hasty() -> HttpOptions {
    HttpOptions { total_timeout: Duration::from_millis(500), ..local() }
}

fn failure(fault: Fault, reason: &str) -> Failure {
    Failure { fault, reason: reason.to_owned() }
}

/// A receiver that answers with `start`, then with `again` for ever, once every so many milliseconds.
async fn endless(start: &'static str, again: Vec<u8>, every: u64) -> Receiver {
    Receiver::start(move |mut stream: TcpStream| {
        let again = again.clone();
        async move {
            read_request(&mut stream).await;
            let mut is_open = stream.write_all(start.as_bytes()).await.is_ok();
            while is_open {
                is_open = stream.write_all(&again).await.is_ok();
                tokio::time::sleep(Duration::from_millis(every)).await;
            }
        }
    })
    .await
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    let receiver =
        endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n".repeat(1000), 0)
            .await;
    let reply = send(&http(local()), &receiver.url()).await.expect("an answer");
    assert_eq!((reply.status, reply.is_cut, reply.body.len()), (200, true, MAX_ANSWER_BYTES));
    assert!(reply.body.starts_with("hellohello"), "{}", reply.body);
}

#[tokio::test]
async fn slow_headers_and_slow_bodies_run_out_of_time() {
    let late = Err(failure(Fault::TimedOut, "no whole answer came in time"));
    let headers = endless("HTTP/1.1 200 OK\r\nX: ", b"y".to_vec(), 20).await;
    assert_eq!(send(&http(hasty()), &headers.url()).await, late);
    let body = endless("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"y".to_vec(), 20).await;
    assert_eq!(send(&http(hasty()), &body.url()).await, late);
}

#[tokio::test]
async fn a_reset_within_the_answer_leaves_it_unknown() {
    let broken = failure(Fault::Broken, "the connection broke before the answer was whole");
    for start in [
        "",
        "HTTP/1.1 200 OK\r\nContent-",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "nonsense\r\n\r\n",
    ] {
        let receiver = Receiver::start(move |mut stream: TcpStream| async move {
            read_request(&mut stream).await;
            stream.write_all(start.as_bytes()).await.expect("sent");
            // Whatever is on its way is thrown away, and the other side told so.
            stream.set_zero_linger().expect("a socket");
        })
        .await;
        let result = send(&http(local()), &receiver.url()).await;
        assert_eq!(result, Err(broken.clone()), "{start:?}");
        assert_eq!(receiver.accepted(), 1, "no second request that no log knows of: {start:?}");
        assert!(Outcome::Fault(Fault::Broken).is_unknown());
    }
}

#[tokio::test]
async fn a_redirect_is_shown_and_not_followed() {
    let receiver = Receiver::answering(
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/?token=1\r\nContent-Length: 0\r\n\r\n",
    )
    .await;
    let reply = send(&http(local()), &receiver.url()).await.expect("an answer");
    let location = ("location".to_owned(), "http://169.254.169.254/latest/meta-data/?•••".to_owned());
    assert!(reply.headers.contains(&location), "{:?}", reply.headers);
    let verdict = Policy::default().judge(reply.outcome(START));
    assert_eq!((reply.status, verdict.action), (302, Action::Fail));
}

#[tokio::test]
async fn both_forms_of_retry_after_are_heeded() {
    for (answer, expected) in [
        ("HTTP/1.1 429 Slow down\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n", START + 120_000),
        (
            "HTTP/1.1 503 Busy\r\nretry-after: Sat, 21 Nov 2026 09:31:00 GMT\r\nContent-Length: 0\r\n\r\n",
            START + 60_000,
        ),
    ] {
        let receiver = Receiver::answering(answer).await;
        let reply = send(&http(local()), &receiver.url()).await.expect("an answer");
        let expected = Outcome::Answered { status: reply.status, retry_after: Some(expected) };
        assert_eq!(reply.outcome(START), expected);
    }
}

#[tokio::test]
async fn no_request_goes_where_only_this_machine_can_go() {
    let receiver = Receiver::answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let port = receiver.address.port();
    let options =
        HttpOptions { allow_private: false, lookup: Arc::new(Changing::new(&["127.0.0.1"])), ..local() };
    let http = http(options);
    for (host, reason) in [
        ("127.0.0.1", "the address leads to this machine"),
        ("0x7f.1", "the address leads to this machine"),
        ("2130706433", "the address leads to this machine"),
        ("127.0.0.1.", "the address leads to this machine"),
        ("[::1]", "the address leads to this machine"),
        ("[::ffff:127.0.0.1]", "the address leads to an address inside another"),
        ("[64:ff9b::7f00:1]", "the address leads to an address inside another"),
        ("169.254.169.254", "the address leads to the local network"),
        ("partner.test", "the address leads to this machine"),
    ] {
        let result = send(&http, &format!("http://{host}:{port}/")).await;
        assert_eq!(result, Err(failure(Fault::Blocked, reason)), "{host}");
    }
    assert_eq!(receiver.accepted(), 0);
}

#[tokio::test]
async fn addresses_without_encryption_have_to_be_permitted() {
    let http = http(HttpOptions { allow_http: false, ..local() });
    let refused = failure(Fault::Blocked, "the address is without encryption");
    assert_eq!(send(&http, "http://partner.test/").await, Err(refused));
    let refused = failure(Fault::Malformed, "the address is not one of the web");
    assert_eq!(send(&http, "file:///etc/passwd").await, Err(refused));
}

/// A name whose address is another one each time it is asked for.
struct Changing {
    answers: Vec<IpAddr>,
    asked: AtomicU32,
}

impl Changing {
    fn new(answers: &[&str]) -> Changing {
        let answers = answers.iter().map(|it| it.parse().expect("an address")).collect();
        Changing { answers, asked: AtomicU32::new(0) }
    }
}

impl Lookup for Changing {
    fn lookup(&self, _: &str) -> Looking {
        let at = self.asked.fetch_add(1, Ordering::Relaxed) as usize;
        let answer = self.answers.get(at).or(self.answers.last()).copied();
        Box::pin(async move { Ok(answer.into_iter().collect()) })
    }
}

/// What was vetted is what is connected to: one question for each connection. Another one, between the two, is how names
/// that change their answer get past a check.
#[tokio::test]
async fn a_name_is_asked_for_once_a_connection() {
    let receiver = Receiver::start(|mut stream: TcpStream| async move {
        for keeps in ["keep-alive", "close"] {
            if read_request(&mut stream).await.is_some() {
                let answer = format!("HTTP/1.1 200 OK\r\nConnection: {keeps}\r\nContent-Length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.expect("sent");
            }
        }
    })
    .await;
    // Nobody listens at the second address.
    let changing = Arc::new(Changing::new(&["127.0.0.1", "127.0.0.2"]));
    let http = http(HttpOptions { lookup: changing.clone(), ..local() });
    let url = format!("http://partner.test:{}/", receiver.address.port());
    for (status, asked) in [(Ok(200), 1), (Ok(200), 1), (Err(Fault::Connect), 2)] {
        let result = send(&http, &url).await;
        assert_eq!(result.map(|it| it.status).map_err(|it| it.fault), status);
        assert_eq!(changing.asked.load(Ordering::Relaxed), asked);
    }
    assert_eq!(receiver.accepted(), 1);
}

#[tokio::test]
async fn partners_that_are_not_there_are_told_apart() {
    let nowhere = http(HttpOptions { lookup: Arc::new(Changing::new(&[])), ..local() });
    let unknown = failure(Fault::Dns, "the host's name has no address");
    assert_eq!(send(&nowhere, "http://partner.test/").await, Err(unknown));
    let receiver = Receiver::answering("").await;
    let port = receiver.address.port();
    let refused = send(&http(local()), &format!("http://127.0.0.2:{port}/")).await;
    assert_eq!(refused, Err(failure(Fault::Connect, "connection refused")));
}

#[tokio::test]
async fn a_request_has_its_marks_and_secrets_and_shows_neither_in_its_answer() {
    let receiver = Receiver::start(|mut stream: TcpStream| async move {
        let (head, body) = read_request(&mut stream).await.expect("a request");
        let echo = format!("{head}{body}");
        let answer =
            format!("HTTP/1.1 200 OK\r\nX-Echo: {TOKEN}\r\nContent-Length: {}\r\n\r\n{echo}", echo.len());
        stream.write_all(answer.as_bytes()).await.expect("sent");
    })
    .await;
    let reply = send(&http(local()), &receiver.url()).await.expect("an answer");
    let expected = format!(
        "POST /hook HTTP/1.1\r\nauthorization: •••\r\nidempotency-key: hp_1\r\nwebhook-id: hp_1\r\n\
         webhook-timestamp: 1795253400\r\naccept: */*\r\nuser-agent: hookproof/{}\r\nhost: {}\r\ncontent-length: 11\r\n\r\n\
         {{\"to\": \"1\"}}",
        env!("CARGO_PKG_VERSION"),
        receiver.address
    );
    assert_eq!(reply.body, expected);
    assert!(!format!("{reply:?}").contains(TOKEN));
}
