//! `hookproof activate`, `pause` and `resume`: what a connection may do.

use std::path::Path;

use hookproof::contract::Catalog;
use hookproof::delivery::Change;
use hookproof_dispatch::{Ledger, Sqlite};

use crate::args::{LogFile, Named};
use crate::failure::Failure;
use crate::{Outcome, ledger, load, output, print, when};

/// Lets a webhook send.
pub(crate) fn activate(named: &Named) -> Result<Outcome, Failure> {
    let (name, mut ledger) = opened(named)?;
    ledger.change(when::now(), &name, Change::Activate)?;
    output::say(&format!("'{name}' is active.\n{}", waiting(&mut ledger, &name)?))?;
    Ok(Outcome::Clean)
}

/// Lets a connection go on.
pub(crate) fn resume(named: &Named) -> Result<Outcome, Failure> {
    let (name, mut ledger) = opened(named)?;
    ledger.change(when::now(), &name, Change::Activate)?;
    output::say(&format!("'{name}' goes on.\n{}", waiting(&mut ledger, &name)?))?;
    Ok(Outcome::Clean)
}

/// Stops a connection for a while.
pub(crate) fn pause(named: &Named) -> Result<Outcome, Failure> {
    let (name, mut ledger) = opened(named)?;
    ledger.change(when::now(), &name, Change::Pause)?;
    let next = "its webhook's test, then `hookproof resume`, let it go on";
    output::say(&format!("'{name}' is paused: {next}.\n"))?;
    Ok(Outcome::Clean)
}

/// The connection that is named, and the delivery log that has it.
fn opened(named: &Named) -> Result<(String, Sqlite), Failure> {
    let (name, hook) = resolved(&named.name)?;
    let path = ledger::path(&named.file, hook)?;
    Ok((name, ledger::open(&path)?))
}

/// The connection that is named, and the webhook file if it is named by that.
pub(super) fn resolved(name: &str) -> Result<(String, Option<&Path>), Failure> {
    let path = Path::new(name);
    if path.extension().is_none_or(|it| it != "toml") {
        return Ok((name.to_owned(), None));
    }
    let webhook = load::webhook(path, &Catalog::builtin())?;
    Ok((webhook.connection().to_owned(), Some(path)))
}

/// Where the delivery log is for a connection that may be named.
pub(super) fn found(name: Option<&str>, file: &LogFile) -> Result<(Option<String>, Sqlite), Failure> {
    let named = name.map(resolved).transpose()?;
    let hook = named.as_ref().and_then(|(_, hook)| *hook);
    let opened = ledger::open(&ledger::path(file, hook)?)?;
    Ok((named.map(|(name, _)| name), opened))
}

/// What waits for a connection that sends again, and what sends it.
pub(super) fn waiting(ledger: &mut Sqlite, name: &str) -> Result<String, Failure> {
    let waiting = ledger.waiting(when::now())?.get(name).copied().unwrap_or_default();
    let count = waiting.first + waiting.again + waiting.later;
    Ok(match count {
        0 => String::new(),
        1 => "1 delivery waits: `hookproof deliver` sends it.\n".to_owned(),
        count => format!("{} deliveries wait: `hookproof deliver` sends them.\n", print::grouped(count)),
    })
}
