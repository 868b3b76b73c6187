//! `hookproof hooks`: the webhooks in the delivery log.

use std::collections::BTreeMap;

use hookproof::delivery::{Change, Connection, State};
use hookproof_dispatch::{Ledger, Sqlite};

use super::state::resolved;
use crate::args::{DataFormat, HooksCommand, HooksList, Named};
use crate::failure::Failure;
use crate::{Outcome, ledger, output, print, when};

/// Changes one, or lists them.
pub(crate) fn run(command: &HooksCommand) -> Result<Outcome, Failure> {
    let said = match command {
        HooksCommand::Create(named) => create(named)?,
        HooksCommand::Edit(named) => change(named, Change::Edit)?,
        HooksCommand::Enable(named) => change(named, Change::Enable)?,
        HooksCommand::Disable(named) => change(named, Change::Disable)?,
        HooksCommand::Delete(named) => change(named, Change::Delete)?,
        HooksCommand::List(args) => return list(args),
    };
    output::say(&said)?;
    Ok(Outcome::Clean)
}

fn create(named: &Named) -> Result<String, Failure> {
    let (name, hook) = resolved(&named.name)?;
    let mut ledger = ledger::create(&ledger::path(&named.file, hook)?)?;
    carried_out(&mut ledger, &name, Change::Create)
}

fn change(named: &Named, change: Change) -> Result<String, Failure> {
    let (name, hook) = resolved(&named.name)?;
    let mut ledger = ledger::open(&ledger::path(&named.file, hook)?)?;
    carried_out(&mut ledger, &name, change)
}

fn carried_out(ledger: &mut Sqlite, name: &str, change: Change) -> Result<String, Failure> {
    let connection = ledger.change(when::now(), name, change)?;
    Ok(format!("'{name}' is {}{}.\n", connection.state.name(), next(connection.state)))
}

/// What a state means, and what comes next.
fn next(state: State) -> &'static str {
    match state {
        State::Pending => ": `hookproof test` has to pass before it sends",
        State::Disabled => ": deliveries for it are ignored until `hookproof hooks enable`",
        State::Deleted => ": deliveries for it are ignored, and its log is kept for four weeks",
        State::Active | State::Error | State::Paused => "",
    }
}

fn list(args: &HooksList) -> Result<Outcome, Failure> {
    let mut ledger = ledger::open(&ledger::path(&args.file, None)?)?;
    let mut connections = ledger.connections()?;
    let deleted = connections.values().filter(|it| it.state == State::Deleted).count();
    if !args.all {
        connections.retain(|_, it| it.state != State::Deleted);
    }
    match args.format {
        DataFormat::Json => output::write_exactly(&(print::hooks_as_json(&connections) + "\n"))?,
        DataFormat::Text => {
            output::say(&print::hooks(&connections))?;
            output::say(&left_out(&connections, deleted, args.all))?;
        }
    }
    Ok(Outcome::Clean)
}

/// What the list does not show.
fn left_out(shown: &BTreeMap<String, Connection>, deleted: usize, all: bool) -> String {
    match deleted {
        0 if shown.is_empty() => "There is no webhook yet: `hookproof test` puts one here.\n".to_owned(),
        1 if !all => "1 that was deleted is left out; --all shows it.\n".to_owned(),
        count if count > 0 && !all => format!("{count} that were deleted are left out; --all shows them.\n"),
        _ => String::new(),
    }
}
