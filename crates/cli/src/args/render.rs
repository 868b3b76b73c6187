//! The arguments of `hookproof render`.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs, ValueHint};
use hookproof::clock::Clock;

use crate::failure::Failure;

/// Show the request that a webhook makes of a contact
///
/// Prints method and address, headers, an empty line and the body, byte for byte. With --template, prints what a
/// template alone becomes.
#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("what").required(true), after_help = "\
Examples:
  hookproof render thank-you.hook.toml --contact thank-you.contact.json
  hookproof render thank-you.hook.toml --contact - --body < amelia.json
  hookproof render --dialect jinja --template note.jinja --contact amelia.json
  echo 'Hello {{ name | upper }}' | hookproof render --dialect jinja --template -

A contact file is a JSON object. Its top-level keys are what the template can name: profile, Event, data, First Name.
Secrets such as ${env:NAME} are not looked up; they show as dots.")]
pub(crate) struct Render {
    /// The webhook file, NAME.hook.toml
    #[arg(value_name = "WEBHOOK", value_hint = ValueHint::FilePath, group = "what")]
    pub(crate) hook: Option<PathBuf>,
    /// The example contact, as JSON; without it, NAME.contact.json beside the webhook file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) contact: Option<PathBuf>,
    /// Print the body alone
    #[arg(long, conflicts_with = "template")]
    pub(crate) body: bool,
    /// A template to render without a webhook around it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, group = "what")]
    pub(crate) template: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) time: Time,
    #[command(flatten)]
    pub(crate) engine: Engine,
}

/// What time the template takes for now.
#[derive(Debug, ClapArgs)]
pub(crate) struct Time {
    /// What time it is, such as 2026-11-21T09:30:00Z; no clock is read, so a template that asks for now needs this
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
    /// The time zone of the account, such as +05:30 or UTC
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    pub(crate) zone: Option<String>,
}

impl Time {
    /// The two as a clock.
    pub(crate) fn clock(&self) -> Result<Clock, Failure> {
        Clock::read(self.now.as_deref(), self.zone.as_deref()).map_err(Failure::new)
    }
}

/// How a template without a webhook is read.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "With --template")]
pub(crate) struct Engine {
    /// Its template language: jinja, liquid, velocity or merge-fields
    #[arg(long, value_name = "LANGUAGE", conflicts_with = "hook")]
    pub(crate) dialect: Option<String>,
    /// The engine or platform that runs it, such as jinja2 or clevertap; without it, the language's usual engine
    #[arg(long, value_name = "ENGINE", conflicts_with = "hook")]
    pub(crate) profile: Option<String>,
    /// What the platform leaves open, such as autoescape=on; can be given several times
    #[arg(long = "setting", value_name = "NAME=VALUE", conflicts_with = "hook")]
    pub(crate) settings: Vec<String>,
}
