//! The arguments of the commands that send: `test`, `send`, `deliver`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueHint};

use super::audience::Reading;
use super::delivery::{Consent, DataFormat, LogFile, Moment, Network, Values};

/// Send one request for real, and show what the partner answers
///
/// Renders and checks the webhook for one contact, says what will happen, asks, and sends. Where the partner has a test
/// mode, it is used, and nothing is printed. A test has passed when the partner has taken the request;
/// `hookproof activate` then lets the webhook send.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof test thank-you.hook.toml --contact me.json
  hookproof test thank-you.hook.toml --contact me.json --activate --yes
  hookproof test order.hook.toml --event order-placed.json --show-values

Secrets such as ${env:NAME} are looked up at this moment, and are never shown.
Exit codes: 0 it has passed, 1 it has not, 2 wrong usage or input.")]
pub(crate) struct Test {
    /// The webhook file, NAME.hook.toml
    #[arg(value_name = "WEBHOOK", value_hint = ValueHint::FilePath)]
    pub(crate) hook: PathBuf,
    /// The contact, as JSON: yourself, since the partner may print and post it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "event")]
    pub(crate) contact: Option<PathBuf>,
    /// The event that triggers it, with its contact, as JSON
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "contact")]
    pub(crate) event: Option<PathBuf>,
    /// Have the partner make the real thing, though it has a test mode
    #[arg(long)]
    pub(crate) live: bool,
    /// Let the webhook send when the test has passed
    #[arg(long)]
    pub(crate) activate: bool,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) time: Moment,
    #[command(flatten)]
    pub(crate) network: Network,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) file: LogFile,
}

/// Send a webhook to every contact of a list
///
/// Checks the list first, says how many requests go where, asks, and sends; what fails is tried again for about an
/// hour. Ctrl-C is safe, and so is a crash: the same command again goes on where it was, and nobody gets it twice.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof send thank-you.hook.toml --contacts customers.csv
  hookproof send thank-you.hook.toml --contacts customers.csv --skip-invalid --yes
  hookproof send thank-you.hook.toml --contacts customers.csv --run december
  hookproof send thank-you.hook.toml --contacts customers.csv --at '2026-12-01 09:00' --zone +01:00
  hookproof send promocode.hook.toml --contacts customers.csv --then letter.hook.toml
  hookproof send thank-you.hook.toml --contacts customers.csv --yes --format json > sent.json

A contact gets the webhook once in a run. Without --run, the run is called like the contact list;
give another name to send it again. After a correction, the same command sends to those whom the
partner refused it.

Exit codes: 0 everybody on the list has got it, now or earlier in the run, or it waits for its time;
1 something was not delivered, now or earlier; 2 wrong usage or input; 3 the connection is in error;
130 stopped with Ctrl-C.")]
pub(crate) struct Send {
    /// The webhook file, NAME.hook.toml
    #[arg(value_name = "WEBHOOK", value_hint = ValueHint::FilePath)]
    pub(crate) hook: PathBuf,
    /// The contact list, as `hookproof audience` takes it; a file, since it is read twice
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) contacts: PathBuf,
    /// Then send this webhook to each contact that got the one before; it can use the answer to that. Can be given
    /// several times
    #[arg(long, value_name = "WEBHOOK", value_hint = ValueHint::FilePath)]
    pub(crate) then: Vec<PathBuf>,
    /// What this sending is called
    #[arg(long, value_name = "NAME")]
    pub(crate) run: Option<String>,
    /// Leave contacts out whose request would fail, and send to the others
    #[arg(long)]
    pub(crate) skip_invalid: bool,
    /// Not before this time: '2026-12-01 09:00' (in --zone, or UTC) or 2026-12-01T09:00:00+01:00;
    /// `hookproof deliver` then sends
    #[arg(long, value_name = "TIME", conflicts_with = "then")]
    pub(crate) at: Option<String>,
    /// How to print what came of it: text, or json (an object, as `hookproof schema show send` describes it; the text
    /// goes to standard error)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: DataFormat,
    #[command(flatten)]
    pub(crate) consent: Consent,
    #[command(flatten)]
    pub(crate) time: Moment,
    #[command(flatten)]
    pub(crate) network: Network,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) file: LogFile,
    #[command(flatten)]
    pub(crate) input: Reading,
}

/// Send what waits in the delivery log
///
/// What was set for later with `send --at`, was replayed, or was left when a command was stopped or a connection in error.
/// It waits for what is to be sent later, and ends when nothing is left.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof deliver
  hookproof deliver --connection thank-you
  hookproof deliver --keep-going

Exit codes: 0 nothing is left, 1 something was not delivered, 2 wrong usage or input, 3 a connection is
in error, 130 stopped with Ctrl-C, which ends --keep-going with 0.")]
pub(crate) struct Deliver {
    /// Only what goes by this connection; can be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) connection: Vec<String>,
    /// Never end: send whatever comes to wait, until Ctrl-C
    #[arg(long)]
    pub(crate) keep_going: bool,
    #[command(flatten)]
    pub(crate) network: Network,
    #[command(flatten)]
    pub(crate) file: LogFile,
}
