//! The arguments of `hookproof prove`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, ValueHint};

use super::{Encoding, Time};

/// Say whether a webhook is safe for every contact
///
/// Gives each contact field that the webhook reads awkward values, such as nothing, a quotation mark or a very long
/// text, one field at a time and then some two together. Where no contact fails, it looks for a proof that none can.
/// Says which it is in the first line (safe, safe if some fields are filled in, breaks, not proved), then tells of what
/// fails, with a contact that shows it, and prints a table of the fields and the kinds of value.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof prove thank-you.hook.toml
  hookproof prove thank-you.hook.toml --contact amelia.json
  hookproof prove thank-you.hook.toml --format json > proof.json

When it is safe only if some fields are filled in, and the campaign's segment sees to that:
  hookproof prove thank-you.hook.toml --accept-conditions

What contacts are like for certain goes under [contact] in the webhook file: others are not tried.
Exit codes: 0 nothing fails but rarities, 1 contacts fail that are none, 2 wrong usage or input.")]
pub(crate) struct Prove {
    /// The webhook file, NAME.hook.toml
    #[arg(value_name = "WEBHOOK", value_hint = ValueHint::FilePath)]
    pub(crate) hook: PathBuf,
    /// The contact to start from, as JSON; without it, NAME.contact.json beside the webhook file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) contact: Option<PathBuf>,
    /// Write the conditions under which the webhook is safe into the webhook file, under [contact]: from then on they
    /// are taken for granted
    #[arg(long)]
    pub(crate) accept_conditions: bool,
    /// How to print what was found: text, or json (a report with `proof`)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: ProveFormat,
    /// In what the JSON counts offsets and columns: utf-8 (bytes), or utf-16 (units, as JavaScript counts)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) encoding: Encoding,
    #[command(flatten)]
    pub(crate) time: Time,
}

/// How to print what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProveFormat {
    /// What fails, and a table
    #[default]
    Text,
    /// A report
    Json,
}
