//! The arguments of `hookproof check`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, ValueHint};

use super::{Encoding, Time};

/// Say what is wrong with webhooks
///
/// Renders each webhook for a contact, holds the request against what the platform can send and what the partner
/// takes, and points at the place in the template that is to blame. Then searches for contacts that would fail, such as
/// one without a postcode or with a quotation mark in a name: these count like the contact's own problems, but for rare
/// ones, which `hookproof prove` shows. The first line says what is known for all contacts: safe, safe if some fields are
/// filled in, breaks, or not proved.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  hookproof check thank-you.hook.toml
  hookproof check webhooks/*.hook.toml --format concise
  hookproof check thank-you.hook.toml --contact amelia.json
  hookproof check thank-you.hook.toml --format json > report.json

This contact alone, without the safety check for all others:
  hookproof check thank-you.hook.toml --no-proof

Fix what can be fixed, or see it first:
  hookproof check thank-you.hook.toml --diff
  hookproof check thank-you.hook.toml --fix

Before a change goes live, compare it with what is live now:
  hookproof check new.hook.toml --against live.hook.toml

Every night, tell only of what is new:
  hookproof check webhooks/*.hook.toml --write-baseline known.json
  hookproof check webhooks/*.hook.toml --baseline known.json

In a pipeline:
  hookproof check webhooks/*.hook.toml --format sarif > hookproof.sarif
  hookproof check webhooks/*.hook.toml --format gitlab > gl-code-quality-report.json
  hookproof check webhooks/*.hook.toml --format junit > hookproof.xml

`hookproof explain CODE` tells more about a problem, such as empty-mandatory-field.
Secrets such as ${env:NAME} are not looked up; they show as dots.")]
pub(crate) struct Check {
    /// The webhook files, NAME.hook.toml
    #[arg(value_name = "WEBHOOK", value_hint = ValueHint::FilePath, required = true)]
    pub(crate) hooks: Vec<PathBuf>,
    /// The example contact, as JSON; without it, NAME.contact.json beside each webhook file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) contact: Option<PathBuf>,
    /// Make the changes that are sure to help, in the webhook files and the files of their bodies; what is left is
    /// told as usual
    #[arg(long)]
    pub(crate) fix: bool,
    /// Print those changes as a diff and write nothing; the exit code is 1 when there are any
    #[arg(long, conflicts_with_all = ["fix", "format", "encoding", "against"])]
    pub(crate) diff: bool,
    /// The webhook file that is live: tells of every name in the request that is new, gone, moved or of another type
    /// than there, for the same contact
    #[arg(long, value_name = "LIVE", value_hint = ValueHint::FilePath)]
    pub(crate) against: Option<PathBuf>,
    /// Check this contact alone, and do not search for others that fail
    #[arg(long)]
    pub(crate) no_proof: bool,
    /// A file of known problems: they are only counted, and do not change the exit code
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["fix", "diff"])]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the problems that are found now to a file of known problems, and nothing else
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["baseline", "fix", "diff", "format", "encoding"])]
    pub(crate) write_baseline: Option<PathBuf>,
    /// How to print what was found. For people: full (with the lines of the template, and what to do) or concise (one
    /// line for each problem). For programs: json (an array with a report for each webhook), json-lines (a report on
    /// each line), github (annotations on the lines of a pull request), gitlab (a Code Quality report), junit or
    /// sarif. Without it, github inside GitHub Actions, else full
    #[arg(long, value_enum, hide_possible_values = true)]
    pub(crate) format: Option<Format>,
    /// In what the JSON counts offsets and columns: utf-8 (bytes), or utf-16 (units, as JavaScript counts)
    #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
    pub(crate) encoding: Encoding,
    #[command(flatten)]
    pub(crate) time: Time,
}

impl Check {
    /// The format that is asked for. GitHub Actions reads annotations from what is printed; GitLab takes its report
    /// from a file, so there people read the log.
    pub(crate) fn format(&self) -> Format {
        let on_github = || std::env::var_os("GITHUB_ACTIONS").is_some_and(|it| it == "true");
        match self.format {
            Some(format) => format,
            None if on_github() => Format::Github,
            None => Format::Full,
        }
    }
}

/// How to print what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines of the template, and what to do
    Full,
    /// One line for each problem
    Concise,
    /// A JSON array with a report for each webhook
    Json,
    /// A JSON report on each line
    JsonLines,
    /// Annotations for GitHub Actions
    Github,
    /// A Code Quality report for GitLab
    Gitlab,
    /// Test results as XML
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}
