//! The arguments. What `--help` says is written here, for marketers and for developers alike.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

mod audience;
mod check;
mod delivery;
mod log;
mod prove;
mod render;
mod send;
mod state;

pub(crate) use audience::{Audience, AudienceFormat};
pub(crate) use check::{Check, Format};
pub(crate) use delivery::{Consent, DataFormat, LogFile, Network};
pub(crate) use log::{Decide, Loggable, Logs, Replay, Replayable, Status};
pub(crate) use prove::{Prove, ProveFormat};
pub(crate) use render::{Engine, Render, Time};
pub(crate) use send::{Deliver, Send, Test};
pub(crate) use state::{Activate, Hooks, HooksCommand, HooksList, Named, Pause, Resume};

/// Proofs a webhook before it goes out: shows the request that a contact's data makes of a template, and says what
/// the partner would refuse and which character of the template is to blame.
#[derive(Debug, Parser)]
#[command(name = "hookproof", version, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// When to use colours: auto (on a terminal), always or never; `NO_COLOR` in the environment means never
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", display_order = 100)]
    #[arg(hide_possible_values = true)]
    pub(crate) color: Color,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  hookproof init --sender ometria --receiver inkpact thank-you
  hookproof check thank-you.hook.toml
  hookproof audience thank-you.hook.toml --contacts customers.csv
  hookproof render thank-you.hook.toml --contact thank-you.contact.json
  hookproof test thank-you.hook.toml --contact me.json --activate
  hookproof send thank-you.hook.toml --contacts customers.csv

Exit codes: 0 nothing is wrong, 1 a problem that makes the request fail or something that was not
delivered, 2 wrong usage or input, 3 a connection is in error.
Where a file is asked for, - means standard input.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    Render(Render),
    Check(Check),
    Audience(Audience),
    Prove(Prove),
    Test(Test),
    Activate(Activate),
    Send(Send),
    Deliver(Deliver),
    Status(Status),
    Logs(Logs),
    Pause(Pause),
    Resume(Resume),
    Replay(Replay),
    Decide(Decide),
    Hooks(Hooks),
    Fields(Fields),
    Explain(Explain),
    Schema(Schema),
    Completions(Completions),
}

/// Start a webhook: writes a first webhook file and an example contact
///
/// Writes NAME.hook.toml and NAME.contact.json, and says what is left to fill in.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof init --sender ometria --receiver inkpact
  hookproof init --sender yespo --receiver inkit --dir webhooks welcome-letter")]
pub(crate) struct Init {
    /// The platform that sends the webhook: ometria, clevertap, ontraport, yespo or generic
    #[arg(long, value_name = "PLATFORM")]
    pub(crate) sender: String,
    /// The partner that gets it, such as inkpact, scribeless or generic; `hookproof schema list` has them all
    #[arg(long, value_name = "PARTNER")]
    pub(crate) receiver: String,
    /// The folder to write to; it is made when it is not there
    #[arg(long, value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// Replace files that are there
    #[arg(long)]
    pub(crate) force: bool,
    /// What to call the two files; without it, after the title of the webhook
    pub(crate) name: Option<String>,
}

/// List the contact fields that a webhook reads
///
/// Each with its places, through all names that the template gives it. No contact is needed.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof fields thank-you.hook.toml
  hookproof fields thank-you.hook.toml --format json

In a path, [] stands for any element of a list: order.items[].sku.")]
pub(crate) struct Fields {
    /// The webhook file, NAME.hook.toml
    #[arg(value_name = "WEBHOOK", value_hint = ValueHint::FilePath)]
    pub(crate) hook: PathBuf,
    /// How to print them: text, or json (an array with an object for each field)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) format: FieldsFormat,
    /// In what the JSON counts offsets and columns: utf-8 (bytes), or utf-16 (units, as JavaScript counts)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) encoding: Encoding,
}

/// Explain a problem by its code
///
/// Says what the problem is, why it matters, and what to do. Without a code, lists them all.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof explain
  hookproof explain empty-mandatory-field")]
pub(crate) struct Explain {
    /// The code, as it stands in brackets after error or warning
    pub(crate) code: Option<String>,
}

/// Show what Hookproof knows of platforms and partners, and its file formats
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof schema list
  hookproof schema show inkpact
  hookproof schema show hook > hook.schema.json
  hookproof schema infer sent-1.json sent-2.json > note.schema.json")]
pub(crate) struct Schema {
    #[command(subcommand)]
    pub(crate) command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// List the names
    #[command(after_help = "Example:\n  hookproof schema list")]
    List,
    /// Print one, as JSON
    #[command(after_help = "\
Examples:
  hookproof schema show inkpact
  hookproof schema show receivers/generic
  hookproof schema show report")]
    Show {
        /// Its name, as `hookproof schema list` has it
        name: String,
    },
    /// Make the requirements of your own partner from sample requests
    ///
    /// Prints a JSON Schema that all the samples fit: what all of them have is required. It is a guess, so look it
    /// over; then name it in the webhook file: receiver = { schema = "note.schema.json" }.
    #[command(after_help = "\
Examples:
  hookproof schema infer sent-1.json sent-2.json > note.schema.json
  hookproof schema infer --form sent.txt > note.schema.json")]
    Infer {
        /// Files with the body of a request each; the more differ, the better
        #[arg(value_name = "SAMPLE", value_hint = ValueHint::FilePath, required = true)]
        samples: Vec<PathBuf>,
        /// The samples are forms (name=value&…), not JSON
        #[arg(long)]
        form: bool,
    },
}

/// Print a script that completes commands in your shell
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof completions bash > ~/.local/share/bash-completion/completions/hookproof
  hookproof completions zsh > ~/.zfunc/_hookproof
  hookproof completions fish > ~/.config/fish/completions/hookproof.fish")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    #[default]
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

impl Color {
    pub(crate) fn as_choice(self) -> anstream::ColorChoice {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
    }
}

/// How to print fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FieldsFormat {
    /// A field on a line, its places below it
    #[default]
    Text,
    /// A JSON array with an object for each field
    Json,
}

/// In what offsets and columns are counted.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Encoding {
    /// Bytes of UTF-8
    #[default]
    #[value(name = "utf-8")]
    Utf8,
    /// Units of UTF-16
    #[value(name = "utf-16")]
    Utf16,
}

impl From<Encoding> for hookproof::source::Encoding {
    fn from(it: Encoding) -> Self {
        match it {
            Encoding::Utf8 => hookproof::source::Encoding::Utf8,
            Encoding::Utf16 => hookproof::source::Encoding::Utf16,
        }
    }
}
