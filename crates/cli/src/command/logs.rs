//! `hookproof logs`: what happened to each contact.

use std::thread;
use std::time::Duration;

use hookproof_dispatch::{Entry, EntryId, Filter, Ledger, Page, Sqlite};

use super::stop::Stop;
use crate::args::{DataFormat, Loggable, Logs};
use crate::failure::Failure;
use crate::print;
use crate::{Outcome, ledger, output};

/// How often new tries are looked for.
const INTERVAL: Duration = Duration::from_millis(500);

/// How many are read at once while following.
const AT_ONCE: u32 = 500;

/// Prints the latest tries that are looked for, and then, when asked to, those that come.
pub(crate) fn run(args: &Logs) -> Result<Outcome, Failure> {
    let filter = Filter { status: args.standing.map(Loggable::standing), ..args.which.filter()? };
    let mut ledger = ledger::open(&ledger::path(&args.file, None)?)?;
    args.which.connection.iter().try_for_each(|it| ledger::must_know(&mut ledger, it))?;
    if args.follow {
        return follow(args, &mut ledger, &filter);
    }
    let entries = ledger.log(&filter, Page::Latest { before: None, limit: args.limit })?;
    say(args, &entries)?;
    if args.format == DataFormat::Text && entries.is_empty() {
        output::tell("Nothing is found in the log.\n");
    }
    Ok(Outcome::Clean)
}

/// The latest first is wrong where more come below: here the latest is last.
fn follow(args: &Logs, ledger: &mut Sqlite, filter: &Filter) -> Result<Outcome, Failure> {
    let stop = Stop::on_signal();
    let mut entries = ledger.log(filter, Page::Latest { before: None, limit: args.limit })?;
    entries.reverse();
    let mut after = EntryId(0);
    loop {
        say(args, &entries)?;
        after = entries.last().map_or(after, |it| it.id);
        if stop.is_asked() {
            return Ok(Outcome::Clean);
        }
        if entries.len() < AT_ONCE as usize {
            thread::sleep(INTERVAL);
        }
        entries = ledger.log(filter, Page::After { after, limit: AT_ONCE })?;
    }
}

fn say(args: &Logs, entries: &[Entry]) -> Result<(), Failure> {
    let show = args.values.show_values;
    match args.format {
        DataFormat::Json => {
            let lines: String = entries.iter().map(|it| print::entry_as_json(it, show) + "\n").collect();
            output::write_exactly(&lines)
        }
        DataFormat::Text => {
            let lines: String = entries.iter().map(|it| print::entry(it, show) + "\n").collect();
            output::say(&lines)
        }
    }
}
