//! What came of the sending, in the end.

use std::collections::BTreeMap;

use hookproof::delivery::{Connection, State, advice};
use hookproof_dispatch::worker::Ending;
use hookproof_dispatch::{Ledger, Scope, Sqlite, Status};

use super::post::Posted;
use super::progress::Tally;
use crate::Outcome;
use crate::failure::Failure;
use crate::print::{self, grouped};

/// What came of it.
pub(in crate::command) struct Ended {
    /// What was delivered and what was not, why, and how to go on.
    pub(in crate::command) said: String,
    /// How many deliveries of the connections wait or are on their way.
    pub(in crate::command) unsent: u64,
    pub(in crate::command) outcome: Outcome,
}

/// What came of it; `again` says how to go on after a stop.
pub(in crate::command) fn ending(
    ledger: &mut Sqlite,
    scope: &Scope,
    posted: Posted,
    again: &str,
) -> Result<Ended, Failure> {
    let (mut connections, counts) = (ledger.connections()?, ledger.counts()?);
    connections.retain(|name, _| scope.has(name));
    let none = BTreeMap::new();
    let counted = |name: &String| counts.get(name).unwrap_or(&none);
    let all: Vec<Left<'_>> = connections
        .iter()
        .map(|(name, connection)| Left { name, connection, counts: counted(name) })
        .collect();
    let is_in_error = connections.values().any(|it| it.state == State::Error);
    let mut text = format!("{}.\n{}", posted.tally.said(), why(posted.tally, scope));
    text.extend(all.iter().map(Left::said));
    let unsent = unsent(ledger, scope)?;
    if posted.ending == Ending::Stopped && !is_in_error {
        text += &format!("Stopped: {} left. {again}\n", deliveries_are(unsent));
    }
    let outcome = match posted.ending {
        _ if is_in_error => Outcome::InError,
        Ending::Stopped => Outcome::Stopped,
        Ending::Held => Outcome::Broken,
        Ending::Done if posted.tally.undelivered() > 0 => Outcome::Broken,
        Ending::Done => Outcome::Clean,
    };
    Ok(Ended { said: text, unsent, outcome })
}

/// Where it stands why deliveries were not delivered.
fn why(tally: Tally, scope: &Scope) -> String {
    let of = match scope {
        Scope::Only(names) if names.len() == 1 => names.first().map(|it| format!(" --connection {it}")),
        Scope::Only(_) | Scope::All => None,
    };
    let (of, mut text) = (of.unwrap_or_default(), String::new());
    for (count, status) in [(tally.failed, Status::Failed), (tally.dropped, Status::Dropped)] {
        if count > 0 {
            text += &format!("`hookproof logs{of} --standing {}` says why.\n", status.name());
        }
    }
    text
}

/// How many deliveries of the connections wait or are on their way.
pub(in crate::command) fn unsent(ledger: &mut Sqlite, scope: &Scope) -> Result<u64, Failure> {
    let counts = ledger.counts()?;
    let own = counts.iter().filter(|(name, _)| scope.has(name));
    Ok(own
        .flat_map(|(_, it)| [Status::Waiting, Status::Claimed].map(|status| it.get(&status)))
        .flatten()
        .sum())
}

/// What is left of a connection's deliveries.
struct Left<'l> {
    name: &'l str,
    connection: &'l Connection,
    counts: &'l BTreeMap<Status, u64>,
}

impl Left<'_> {
    fn count(&self, status: Status) -> u64 {
        self.counts.get(&status).copied().unwrap_or_default()
    }

    fn unsent(&self) -> u64 {
        self.count(Status::Waiting) + self.count(Status::Claimed)
    }

    /// Why they are, and what to do; nothing when none is.
    fn said(&self) -> String {
        let (name, unsent) = (self.name, deliveries_are(self.unsent()));
        let state = self.connection.state;
        let mut text = match state {
            State::Error => {
                let why = self.connection.trouble.and_then(advice).map(|it| print::advice(&it));
                let why = why.unwrap_or_default();
                format!(
                    "'{name}' is in error, and nothing more is sent: {unsent} left.\n\
                     {why}  then: `hookproof resume {name}` and `hookproof deliver`\n"
                )
            }
            State::Paused | State::Pending if self.unsent() > 0 => {
                format!("'{name}' is {}: {unsent} left. `hookproof status` says more.\n", state.name())
            }
            State::Paused | State::Pending | State::Active | State::Disabled | State::Deleted => {
                String::new()
            }
        };
        let undecided = self.count(Status::Undecided);
        if undecided > 0 {
            let undecided = grouped(undecided);
            text +=
                &format!("'{name}': {undecided} may have arrived or not: see `hookproof decide --help`.\n");
        }
        text
    }
}

/// `1 delivery is`.
fn deliveries_are(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "delivery is" } else { "deliveries are" })
}
