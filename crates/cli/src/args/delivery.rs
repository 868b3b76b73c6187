//! The arguments that the commands about sending share.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum, ValueHint};
use hookproof::clock::Clock;
use hookproof_dispatch::{Answered, Filter};

use crate::failure::Failure;
use crate::{output, when};

/// Where the delivery log is.
#[derive(Debug, ClapArgs)]
pub(crate) struct LogFile {
    /// The delivery log; without it, the file that `HOOKPROOF_LEDGER` names, else hookproof.db beside
    /// hookproof.toml or in this folder
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ledger: Option<PathBuf>,
}

/// What is permitted of an address.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub(crate) struct Network {
    /// Permit addresses without encryption (http), for a partner's test system
    #[arg(long)]
    pub(crate) allow_http: bool,
    /// Permit addresses of this machine and of private networks
    #[arg(long)]
    pub(crate) allow_private: bool,
}

/// Whether somebody is asked.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub(crate) struct Consent {
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}

/// What is shown of contacts.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub(crate) struct Values {
    /// Show the data of contacts, which are dots otherwise; secrets are never shown
    #[arg(long)]
    pub(crate) show_values: bool,
}

/// What time a template that is sent takes for now.
#[derive(Debug, ClapArgs)]
pub(crate) struct Moment {
    /// What time the template takes for now, such as 2026-11-21T09:30:00Z; without it, the time of sending
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
    /// The time zone of the account, such as +05:30 or UTC
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    pub(crate) zone: Option<String>,
}

impl Moment {
    /// The two as a clock, which stands at the time of sending unless another is stated.
    pub(crate) fn clock(&self, sent: Option<i64>) -> Result<Clock, Failure> {
        let clock = Clock::read(self.now.as_deref(), self.zone.as_deref()).map_err(Failure::new)?;
        let now_ms = clock.now_ms.or(sent).unwrap_or_else(when::now);
        Ok(Clock { now_ms: Some(now_ms), ..clock })
    }
}

/// How to print data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DataFormat {
    /// For people
    #[default]
    Text,
    /// JSON
    Json,
}

impl DataFormat {
    /// Says what is for people: on standard error where standard output is data.
    pub(crate) fn say(self, text: &str) -> Result<(), Failure> {
        match self {
            DataFormat::Text => output::say(text),
            DataFormat::Json => {
                output::tell(text);
                Ok(())
            }
        }
    }
}

/// What is looked for in the delivery log.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Which")]
pub(crate) struct Which {
    /// Of this connection, as `hookproof status` lists them
    #[arg(long, value_name = "NAME")]
    pub(crate) connection: Option<String>,
    /// Answered with this status code: 401, one of a class: 4xx, or not answered at all: none
    #[arg(long, value_name = "CODE", value_parser = answered)]
    pub(crate) status: Option<Answered>,
    /// Of the contact with this id or email address
    #[arg(long, value_name = "ID|EMAIL")]
    pub(crate) customer: Option<String>,
    /// Of a contact with this value of any identifier, such as a telephone number
    #[arg(long, value_name = "VALUE")]
    pub(crate) identifier: Option<String>,
    /// About what the partner calls so
    #[arg(long, value_name = "ID")]
    pub(crate) partner_id: Option<String>,
    /// Ended at this time or later: 2026-11-21, '2026-11-21 09:30' or 2026-11-21T09:30:00Z
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<String>,
    /// Ended before this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// The time zone of these times, such as +05:30; UTC without it
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    pub(crate) zone: Option<String>,
}

impl Which {
    /// The same for the delivery log.
    pub(crate) fn filter(&self) -> Result<Filter, Failure> {
        let moment = |text: &Option<String>| {
            text.as_deref().map(|it| when::read(it, self.zone.as_deref())).transpose()
        };
        Ok(Filter {
            connection: self.connection.clone(),
            answered: self.status,
            customer: self.customer.clone(),
            identifier: self.identifier.clone(),
            partner_id: self.partner_id.clone(),
            from: moment(&self.from)?,
            until: moment(&self.until)?,
            ..Filter::default()
        })
    }
}

fn answered(text: &str) -> Result<Answered, String> {
    let wrong = || format!("'{text}' is no status code such as 401, no class such as 4xx, and not none");
    if text.eq_ignore_ascii_case("none") {
        return Ok(Answered::Never);
    }
    let lower = text.to_ascii_lowercase();
    match lower.strip_suffix("xx") {
        Some(class) => match class.parse() {
            Ok(class @ 1..=9) => Ok(Answered::Class(class)),
            Ok(_) | Err(_) => Err(wrong()),
        },
        None => match lower.parse() {
            Ok(code @ 100..=999) => Ok(Answered::Status(code)),
            Ok(_) | Err(_) => Err(wrong()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_named_by_code_or_class() {
        let found = ["401", "4xx", "5XX", "none"].map(answered);
        let expected =
            [Answered::Status(401), Answered::Class(4), Answered::Class(5), Answered::Never].map(Ok);
        assert_eq!(found, expected);
        for wrong in ["", "xx", "0xx", "44xx", "99", "1000", "some", "-1", "4x"] {
            assert!(answered(wrong).is_err(), "{wrong}");
        }
    }
}
