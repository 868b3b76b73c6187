//! What came of the sending, in the end.

use hookproof::delivery::{State, advice};
use hookproof_dispatch::worker::Ending;
use hookproof_dispatch::{Ledger, Scope, Sqlite, Status};

use super::post::Posted;
use crate::failure::Failure;
use crate::print::{self, grouped};
use crate::{Outcome, output};

/// Says what was delivered and what was not, why, and how to go on.
pub(in crate::command) fn ending(
    ledger: &mut Sqlite,
    scope: &Scope,
    posted: Posted,
    again: &str,
) -> Result<Outcome, Failure> {
    let (connections, counts) = (ledger.connections()?, ledger.counts()?);
    let mut text = format!("{}.\n", posted.tally.said());
    let (mut is_in_error, mut unsent) = (false, 0);
    for (name, connection) in connections.iter().filter(|(name, _)| scope.has(name)) {
        let count = |status| counts.get(name).and_then(|it| it.get(&status)).copied().unwrap_or_default();
        let waiting = count(Status::Waiting) + count(Status::Claimed);
        unsent += waiting;
        match connection.state {
            State::Error => {
                is_in_error = true;
                text += &format!("'{name}' is in error, and nothing more is sent: {} left.\n", wait(waiting));
                text += &connection.trouble.and_then(advice).map(|it| print::advice(&it)).unwrap_or_default();
                text += &format!("  then: `hookproof resume {name}` and `hookproof deliver`\n");
            }
            State::Paused | State::Pending if waiting > 0 => {
                let state = connection.state.name();
                text +=
                    &format!("'{name}' is {state}: {} left. `hookproof status` says more.\n", wait(waiting));
            }
            State::Paused | State::Pending | State::Active | State::Disabled | State::Deleted => {}
        }
        if count(Status::Undecided) > 0 {
            let undecided = grouped(count(Status::Undecided));
            text +=
                &format!("'{name}': {undecided} may have arrived or not: see `hookproof decide --help`.\n");
        }
    }
    if posted.ending == Ending::Stopped && !is_in_error {
        text += &format!("Stopped: {} left. {again}\n", wait(unsent));
    }
    output::say(&text)?;
    Ok(match posted.ending {
        _ if is_in_error => Outcome::InError,
        Ending::Stopped => Outcome::Stopped,
        Ending::Held => Outcome::Broken,
        Ending::Done if posted.tally.undelivered() > 0 => Outcome::Broken,
        Ending::Done => Outcome::Clean,
    })
}

fn wait(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "delivery is" } else { "deliveries are" })
}
