//! `hookproof status`: how the connections are.

use hookproof::delivery::State;
use hookproof_dispatch::Ledger;

use super::state::found;
use crate::args::{DataFormat, Status};
use crate::failure::Failure;
use crate::print::{self, ConnectionStanding as Standing};
use crate::{Outcome, ledger, output, when};

/// Prints each connection's state, what waits, and what to do about what is wrong.
pub(crate) fn run(args: &Status) -> Result<Outcome, Failure> {
    let (name, mut ledger) = found(args.name.as_deref(), &args.file)?;
    let mut connections = ledger.connections()?;
    if let Some(name) = &name {
        ledger::must_know(&mut ledger, name)?;
        connections.retain(|it, _| it == name);
    } else {
        let known = connections.len();
        connections.retain(|_, it| it.state != State::Deleted);
        if args.format == DataFormat::Text && connections.is_empty() && known > 0 {
            output::say("All webhooks were deleted: `hookproof hooks list --all` lists them.\n")?;
            return Ok(Outcome::Clean);
        }
    }
    let now = when::now();
    let (counts, waiting) = (ledger.counts()?, ledger.waiting(now)?);
    let all: Vec<Standing<'_>> = connections
        .iter()
        .map(|(name, connection)| Standing {
            name,
            connection,
            counts: counts.get(name),
            waiting: waiting.get(name).copied().unwrap_or_default(),
        })
        .collect();
    match args.format {
        DataFormat::Json => output::write_exactly(&(print::status_as_json(&all) + "\n"))?,
        DataFormat::Text => output::say(&print::status(&all))?,
    }
    let is_in_error = connections.values().any(|it| it.state == State::Error);
    Ok(if is_in_error { Outcome::InError } else { Outcome::Clean })
}
