//! The native side of `cargo xtask bench`: reads `{"hook", "list", "rendered"}`, where `list` is the path of a file of
//! contacts, one a line, and prints how many microseconds a contact takes on one thread as an audience is checked, with
//! its totals and the most memory that took; and how many with every contact of the list `rendered` rendered.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]
#![expect(clippy::disallowed_methods, reason = "the core reads no clock; this measures it")]

use std::error::Error;
use std::fs::{self, File};
use std::io::Read as _;
use std::time::Instant;

use hookproof::audience::{Block, Checker, Counts, Reader, Totals, input};
use hookproof::contract::Catalog;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::HookFile;
use serde_json::{Value, json};

/// How many times a list is checked; the best time counts, as for the peers.
const ROUNDS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Value = serde_json::from_reader(std::io::stdin().lock())?;
    let list = asked["list"].as_str().ok_or("there is no list")?;
    let hook = Hook::compile(&HookFile::from_json(&asked["hook"]).value, &Catalog::builtin()).value;
    let options = Options::default();
    let planned = best(ROUNDS, || check(&hook, &Checker::new(&hook, &options), list))?;
    let (micros, counts) = planned;
    let peak = peak();
    let rendered = match asked["rendered"].as_str() {
        Some(list) => Some(best(1, || check(&hook, &Checker::new(&hook, &options).rendering_all(), list))?.0),
        None => None,
    };
    println!(
        "{}",
        json!({
            "planned": micros,
            "rendered": rendered,
            "contacts": counts.contacts,
            "failing": counts.failing,
            "by_plan": counts.by_plan,
            "peak_kib": peak,
        })
    );
    Ok(())
}

/// The microseconds that a contact takes, at best. Of a round nothing else is kept, so that the most memory is that of one.
fn best(
    rounds: usize,
    run: impl Fn() -> Result<(f64, Counts), Box<dyn Error>>,
) -> Result<(f64, Counts), Box<dyn Error>> {
    let mut best = run()?;
    for _ in 1..rounds {
        let next = run()?;
        if next.0 < best.0 {
            best = next;
        }
    }
    Ok(best)
}

fn check(hook: &Hook, checker: &Checker, list: &str) -> Result<(f64, Counts), Box<dyn Error>> {
    let start = Instant::now();
    let mut file = File::open(list)?;
    let mut reader = Reader::new(input::Options::of(hook));
    let mut totals = Totals::default();
    let mut buffer = vec![0; 1 << 16];
    let mut take = |blocks: Vec<Block>| blocks.iter().for_each(|it| totals.add(checker.check(it).tally));
    loop {
        let len = file.read(&mut buffer)?;
        if len == 0 {
            break;
        }
        take(reader.push(buffer.get(..len).unwrap_or_default()));
    }
    take(reader.finish());
    #[expect(
        clippy::cast_precision_loss,
        reason = "a list has fewer contacts than a float has exact numbers"
    )]
    let contacts = totals.counts.contacts as f64;
    Ok((start.elapsed().as_secs_f64() * 1e6 / contacts.max(1.0), totals.counts))
}

/// The most memory that this program took, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|it| it.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
