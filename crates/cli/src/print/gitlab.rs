//! `--format gitlab`: a report for GitLab's Code Quality (docs.gitlab.com, "Code Quality report format").

use hookproof::finding::Severity;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::printer::{Checked, Printer, Run, path, path_of};
use super::problem::{Place, Problem, Standing};
use crate::paths::Base;

/// An array with an object for each problem that counts.
pub(super) struct GitLab {
    pub(super) base: Base,
    pub(super) fingerprints: Fingerprints,
    pub(super) issues: Vec<Value>,
}

impl Printer for GitLab {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        let webhook = path_of(checked, &self.base);
        for problem in checked.problems().iter().filter(|it| it.standing == Standing::Counts) {
            let fingerprint = self.fingerprints.of(&webhook, problem);
            self.issues.push(issue(problem, &fingerprint, &webhook, &self.base));
        }
        String::new()
    }

    fn end(&mut self, _: &Run) -> String {
        format!("{:#}\n", Value::from(std::mem::take(&mut self.issues)))
    }
}

fn issue(problem: &Problem<'_>, fingerprint: &str, webhook: &str, base: &Base) -> Value {
    let severity = match problem.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    let file = problem.place.as_ref().map_or_else(|| webhook.to_owned(), |it| path(it.name(), base));
    // A line is asked for, so a file as a whole is its first.
    let lines = problem.place.as_ref().and_then(Place::region).map_or((1, 1), |(a, b)| (a.line, b.line));
    json!({
        "description": problem.plain(),
        "check_name": problem.code,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": { "path": file, "lines": { "begin": lines.0, "end": lines.1 } },
    })
}
