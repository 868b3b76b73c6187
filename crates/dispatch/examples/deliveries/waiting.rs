//! How much memory it takes when many deliveries wait.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use hookproof_dispatch::Ledger;
use hookproof_dispatch::worker::Ending;
use tokio::sync::Notify;

use super::{arrival, opened, receiver, runtime, worker};

/// How many are taken in at once.
const BATCH: u32 = 500;

/// How many of them are delivered.
const DELIVERED: u32 = 10_000;

/// Takes so many in, delivers some, and prints how fast and with how much memory.
pub(super) fn measure(count: u32) -> Result<(), Box<dyn Error>> {
    let directory = std::env::current_exe()?.with_file_name(format!("waiting-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let address = receiver::start()?;
    let (mut ledger, now) = opened(&directory.join("ledger.db"))?;
    let begun = Instant::now();
    for first in (0..count).step_by(BATCH as usize) {
        let arrivals: Vec<_> = (first..count.min(first + BATCH)).map(|it| arrival(it, address)).collect();
        ledger.intake(now, &arrivals, None)?;
    }
    let taken_in = f64::from(count) / begun.elapsed().as_secs_f64();
    let (tried, enough) = (AtomicU32::new(0), Arc::new(Notify::new()));
    let tell = enough.clone();
    let worker = worker(
        ledger,
        Some(Box::new(move |_| {
            if tried.fetch_add(1, Ordering::Relaxed) + 1 == DELIVERED {
                tell.notify_one();
            }
        })),
    )?;
    let begun = Instant::now();
    let ending = runtime()?.block_on(worker.run(enough.notified()))?;
    let delivered = f64::from(DELIVERED) / begun.elapsed().as_secs_f64();
    drop(worker);
    std::fs::remove_dir_all(&directory)?;
    if ending == Ending::Held {
        return Err("the deliveries are held".into());
    }
    println!("with {count} deliveries waiting: {taken_in:.0} a second taken in, {delivered:.0} delivered");
    println!("peak memory: {}", peak().unwrap_or_else(|| "not measured on this system".to_owned()));
    Ok(())
}

/// The most memory that the process has had, as Linux tells it.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(format!("{} MiB", kibibytes.div_ceil(1024)))
}
