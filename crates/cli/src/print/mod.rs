//! What people read, and what programs do: one file for each format.

mod audience;
mod connection;
mod entry;
mod exchange;
mod finding;
mod fingerprint;
mod github;
mod gitlab;
mod json;
mod junit;
mod printer;
mod problem;
mod proof;
mod request;
mod sarif;
mod summary;
mod text;
mod verdict;

pub(crate) use audience::{audience, grouped, some};
pub(crate) use connection::{Standing as ConnectionStanding, hooks, hooks_as_json, status, status_as_json};
pub(crate) use entry::{entry, entry_as_json};
pub(crate) use exchange::{address, advice, failure, reply, request as sent_request};
pub(crate) use finding::Files;
pub(crate) use printer::{Checked, Printer, Run};
pub(crate) use problem::{Place, Problem, Standing, note, remark};
pub(crate) use proof::proof;
pub(crate) use request::request;
pub(crate) use summary::Tally;
pub(crate) use verdict::condition;

use crate::args::Format;
use crate::paths::Base;
use fingerprint::Fingerprints;

/// The printer of a format.
pub(crate) fn printer(format: Format) -> Box<dyn Printer> {
    let base = Base::of_project();
    match format {
        Format::Full => Box::new(text::Full),
        Format::Concise => Box::new(text::Concise),
        Format::Json => Box::new(json::Json::default()),
        Format::JsonLines => Box::new(json::JsonLines),
        Format::Github => Box::new(github::GitHub { base }),
        Format::Gitlab => {
            Box::new(gitlab::GitLab { base, fingerprints: Fingerprints::default(), issues: Vec::new() })
        }
        Format::Junit => Box::new(junit::JUnit { base, suites: Vec::new() }),
        Format::Sarif => {
            Box::new(sarif::Sarif { base, fingerprints: Fingerprints::default(), results: Vec::new() })
        }
    }
}
