//! Deliveries a second, durable, to a receiver on this machine, beside the same client in a bare loop: for
//! `cargo xtask bench`. Prints both and their ratio. The argument is how many deliveries a round has.
//!
//! `deliveries waiting N` measures how much memory it takes when so many wait; the bench ends with a million.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]
#![expect(clippy::disallowed_methods, reason = "the core reads no clock; this measures it")]

use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use hookproof::delivery::{Change, Frozen, Piece, Policy};
use hookproof_dispatch::transport::{Environment, Http, HttpOptions};
use hookproof_dispatch::worker::{Clock, Ending, SystemClock, Watch, Worker, WorkerOptions};
use hookproof_dispatch::{Arrival, Ledger, Owner, Sqlite, Writer};
use tokio::runtime::Runtime;

mod receiver;
mod waiting;

const DELIVERIES: u32 = 10_000;
const IN_FLIGHT: u32 = 64;
const ROUNDS: usize = 9;

/// How many wait when memory is measured.
const WAITING: &str = "1000000";

/// Claimed at once: those in flight, and those that wait for a place or for the disk.
const CLAIMED: u32 = 1024;

/// That of the worker's requests.
const USER_AGENT: &str = concat!("hookproof/", env!("CARGO_PKG_VERSION"));

/// About what a request for a postcard has.
const BODY_BYTES: usize = 800;

fn main() -> Result<(), Box<dyn Error>> {
    // The transport does so itself; the bare client has to be given one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => compare(DELIVERIES)?,
        ["waiting", count] => return waiting::measure(count.parse()?),
        [count] => return compare(count.parse()?),
        _ => return Err("the arguments are a number, or 'waiting' and a number".into()),
    }
    // A process of its own, since what is measured is the most memory that a process ever had.
    let status = Command::new(std::env::current_exe()?).args(["waiting", WAITING]).status()?;
    if status.success() { Ok(()) } else { Err("the measuring of what waits failed".into()) }
}

/// Both, several times, and their ratio.
fn compare(count: u32) -> Result<(), Box<dyn Error>> {
    let directory = std::env::current_exe()?.with_file_name(format!("deliveries-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let address = receiver::start()?;
    let (mut bare, mut durable) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bare.push(f64::from(count) / runtime()?.block_on(bare_loop(address, count))?);
        let file = directory.join(format!("{round}.db"));
        durable.push(f64::from(count) / deliver(&file, address, count)?);
    }
    std::fs::remove_dir_all(&directory)?;
    // Of one round each: on a machine that others use too, what is far apart in time is not comparable.
    let ratio = median(durable.iter().zip(&bare).map(|(durable, bare)| durable / bare).collect());
    let (bare, durable) = (median(bare), median(durable));
    println!("deliveries a second, durable, {IN_FLIGHT} in flight: {durable:.0}");
    println!("requests a second, the same client in a bare loop: {bare:.0}");
    println!("ratio, the median of {ROUNDS} rounds: {ratio:.2}");
    Ok(())
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or_default()
}

fn runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}

fn body() -> String {
    format!("{{\"to\":\"{}\"}}", "x".repeat(BODY_BYTES - 9))
}

/// Seconds for so many requests, so many at once, and nothing else. They are those that the worker sends, with the headers
/// that mark them.
async fn bare_loop(address: SocketAddr, count: u32) -> Result<f64, Box<dyn Error>> {
    let client = reqwest::Client::builder().user_agent(USER_AGENT).no_proxy().build()?;
    let left = Arc::new(AtomicU32::new(count));
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let (client, left) = (client.clone(), left.clone());
        tasks.spawn(async move {
            while let Ok(number) =
                left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| it.checked_sub(1))
            {
                let key = format!("hp_{number}");
                let request = client.post(format!("http://{address}/letters"));
                let request = request
                    .header("content-type", "application/json")
                    .header("idempotency-key", &key)
                    .header("webhook-id", &key)
                    .header("webhook-timestamp", (SystemClock.now() / 1000).to_string())
                    .body(body());
                request.send().await?.bytes().await?;
            }
            Ok::<(), reqwest::Error>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Seconds for so many deliveries from a ledger in a file, each claimed, sent and written down.
fn deliver(file: &Path, address: SocketAddr, count: u32) -> Result<f64, Box<dyn Error>> {
    let (mut ledger, now) = opened(file)?;
    let arrivals: Vec<_> = (0..count).map(|it| arrival(it, address)).collect();
    ledger.intake(now, &arrivals, None)?;
    let worker = worker(ledger, None)?;
    let runtime = runtime()?;
    let begun = Instant::now();
    match runtime.block_on(worker.run(std::future::pending()))? {
        Ending::Done => Ok(begun.elapsed().as_secs_f64()),
        Ending::Held | Ending::Stopped => Err("not everything was delivered".into()),
    }
}

/// A ledger with a connection that is active, and the time.
fn opened(file: &Path) -> Result<(Sqlite, i64), Box<dyn Error>> {
    let owner = Owner { pid: std::process::id(), host: String::new(), since: String::new() };
    let mut ledger = Sqlite::open_to_dispatch(file, &owner)?;
    let now = SystemClock.now();
    let policy = Policy { max_in_flight: CLAIMED, ..Policy::default() };
    for change in [Change::Create, Change::Tune(policy), Change::TestPassed(String::new()), Change::Activate]
    {
        ledger.change(now, "letters", change)?;
    }
    Ok((ledger, now))
}

fn worker(ledger: Sqlite, watch: Option<Watch>) -> Result<Worker<Writer, Http, SystemClock>, Box<dyn Error>> {
    let writer = Writer::spawn(Box::new(ledger))?;
    let options = HttpOptions { allow_http: true, allow_private: true, ..HttpOptions::default() };
    let http = Http::new(Environment::new(Path::new(".")), options)?;
    let ahead = (CLAIMED - IN_FLIGHT) as usize;
    let options = WorkerOptions { in_flight: IN_FLIGHT as usize, ahead, watch, ..WorkerOptions::default() };
    Ok(Worker::new(writer, http, SystemClock, options))
}

fn arrival(number: u32, address: SocketAddr) -> Arrival {
    Arrival {
        connection: "letters".to_owned(),
        hook: "letters".to_owned(),
        key: format!("hp_{number}"),
        contact: number.to_string(),
        identifiers: vec![("email".to_owned(), format!("{number}@example.com"))],
        not_before: None,
        request: Frozen {
            method: "POST".to_owned(),
            url: vec![Piece::Text(format!("http://{address}/letters"))],
            headers: vec![("Content-Type".to_owned(), vec![Piece::Text("application/json".to_owned())])],
            body: vec![Piece::Text(body())],
        },
    }
}
