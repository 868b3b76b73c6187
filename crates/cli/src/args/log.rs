//! The arguments of the commands that look into the delivery log and decide about what is in it: `logs`, `status`,
//! `replay`, `decide`.

use clap::{ArgGroup, Args as ClapArgs, ValueEnum};
use hookproof_dispatch::{Ruling, Status as Standing};

use super::delivery::{Consent, DataFormat, LogFile, Values, Which};

/// Show what happened to each contact: tries and tests, the latest first
///
/// The log is kept for four weeks. The data of contacts shows as dots; they are found all the same.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof logs
  hookproof logs --status 4xx --from 2026-11-21
  hookproof logs --customer amelia@example.com --show-values
  hookproof logs --connection thank-you --status none --format json
  hookproof logs --connection thank-you --standing failed
  hookproof logs --follow")]
pub(crate) struct Logs {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Of deliveries that stand so now: waiting, delivered, undecided (whether they arrived), failed (refused), dropped
    /// (after ten retries) or ignored; or test, of tests alone
    #[arg(long, value_enum, value_name = "STANDING", hide_possible_values = true, help_heading = "Which")]
    pub(crate) standing: Option<Loggable>,
    /// How many tries at most
    #[arg(long, value_name = "N", default_value = "50")]
    pub(crate) limit: u32,
    /// Go on and show new tries as they end, until Ctrl-C
    #[arg(long)]
    pub(crate) follow: bool,
    /// How to print them: text, or json (an object on each line)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: DataFormat,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) file: LogFile,
}

/// Show how the connections are: what waits, what failed, and what to do about it
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof status
  hookproof status thank-you
  hookproof status --format json

Exit codes: 0 no connection is in error, 2 wrong usage or input, 3 one is in error.")]
pub(crate) struct Status {
    /// A connection's name or a webhook file; without it, all that are not deleted
    #[arg(value_name = "NAME|WEBHOOK")]
    pub(crate) name: Option<String>,
    /// How to print it: text, or json (an array with an object for each connection)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: DataFormat,
    #[command(flatten)]
    pub(crate) file: LogFile,
}

/// Have deliveries that failed sent again
///
/// Those that were refused, gave up after ten retries, or were ignored because their webhook was disabled. Each keeps its
/// request and its key. `hookproof deliver` then sends them.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof replay --connection thank-you
  hookproof replay --status 401 --from '2026-11-21 09:30'
  hookproof replay --customer amelia@example.com --yes
  hookproof replay --standing dropped

A request that was refused is refused again unless something has changed at the partner: a corrected
template takes a new `hookproof send`.")]
pub(crate) struct Replay {
    #[command(flatten)]
    pub(crate) which: Which,
    /// Only those that stand so: failed (refused), dropped (after ten retries) or ignored
    #[arg(long, value_enum, value_name = "STANDING", hide_possible_values = true, help_heading = "Which")]
    pub(crate) standing: Option<Replayable>,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) file: LogFile,
}

/// How a delivery stands that was tried.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Loggable {
    /// To be tried again
    Waiting,
    /// The partner has it
    Delivered,
    /// Nobody knows whether it arrived
    Undecided,
    /// Refused for good
    Failed,
    /// Given up after ten retries
    Dropped,
    /// Its webhook was disabled or deleted
    Ignored,
    /// It was a test
    Test,
}

impl Loggable {
    pub(crate) fn standing(self) -> Standing {
        match self {
            Loggable::Waiting => Standing::Waiting,
            Loggable::Delivered => Standing::Delivered,
            Loggable::Undecided => Standing::Undecided,
            Loggable::Failed => Standing::Failed,
            Loggable::Dropped => Standing::Dropped,
            Loggable::Ignored => Standing::Ignored,
            Loggable::Test => Standing::Tested,
        }
    }
}

/// What can be replayed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Replayable {
    /// Refused for good
    Failed,
    /// Given up after ten retries
    Dropped,
    /// Their webhook was disabled or deleted
    Ignored,
}

impl Replayable {
    pub(crate) fn standing(self) -> Standing {
        match self {
            Replayable::Failed => Standing::Failed,
            Replayable::Dropped => Standing::Dropped,
            Replayable::Ignored => Standing::Ignored,
        }
    }
}

/// Decide about deliveries of which nobody knows whether they arrived
///
/// The request went out and no answer came, and the connection says that a person decides then (on-timeout = "hold").
/// Look at the partner's own list first.
#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("what").required(true), after_help = "\
Examples:
  hookproof decide --connection thank-you --send-again
  hookproof decide --customer amelia@example.com --has-arrived
  hookproof decide --until 2026-11-20 --give-up")]
pub(crate) struct Decide {
    /// Send them again, with their keys
    #[arg(long, group = "what")]
    pub(crate) send_again: bool,
    /// They have arrived
    #[arg(long, group = "what")]
    pub(crate) has_arrived: bool,
    /// Give them up
    #[arg(long, group = "what")]
    pub(crate) give_up: bool,
    #[command(flatten)]
    pub(crate) which: Which,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) file: LogFile,
}

impl Decide {
    /// What was decided; the arguments are exactly one of three.
    pub(crate) fn ruling(&self) -> Ruling {
        match (self.send_again, self.has_arrived) {
            (true, _) => Ruling::SendAgain,
            (false, true) => Ruling::HasArrived,
            (false, false) => Ruling::GiveUp,
        }
    }
}
