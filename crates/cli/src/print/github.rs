//! `--format github`: workflow commands, which GitHub Actions shows at the lines of a pull request
//! (docs.github.com, "Workflow commands for GitHub Actions").

use hookproof::finding::Severity;

use super::printer::{Checked, Printer, Run, path};
use super::problem::{Problem, Standing};
use crate::paths::Base;

/// A command for each problem that counts, and a count.
pub(super) struct GitHub {
    pub(super) base: Base,
}

impl Printer for GitHub {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        let problems = checked.problems();
        let counting = problems.iter().filter(|it| it.standing == Standing::Counts);
        counting.map(|it| self.command(it) + "\n").collect()
    }

    fn end(&mut self, run: &Run) -> String {
        if run.tally.is_empty() { String::new() } else { run.tally.line() + "\n" }
    }
}

impl GitHub {
    fn command(&self, problem: &Problem<'_>) -> String {
        let command = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if let Some(place) = &problem.place {
            properties.push(("file", path(place.name(), &self.base)));
            if let Some((start, end)) = place.region() {
                properties.push(("line", start.line.to_string()));
                // GitHub takes columns only where a problem is on one line.
                if start.line == end.line {
                    properties.push(("col", start.column.to_string()));
                    properties.push(("endColumn", end.column.to_string()));
                } else {
                    properties.push(("endLine", end.line.to_string()));
                }
            }
        }
        properties.push(("title", problem.code.to_owned()));
        let properties = properties.iter().map(|(name, value)| format!("{name}={}", property(value)));
        let properties: Vec<String> = properties.collect();
        format!("::{command} {}::{}", properties.join(","), data(&problem.plain()))
    }
}

/// The text of a command: a line break would end it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command: a colon or comma would end it too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("50%: a,\r\nb"), "50%25: a,%0D%0Ab");
        assert_eq!(property("C:\\50%, a\n"), "C%3A\\50%25%2C a%0A");
    }
}
