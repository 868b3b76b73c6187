//! `--format junit`: the XML that build servers show as test results. A webhook is a suite and a problem is a test
//! that fails; what does not make a request fail is a test that passes, and what is accepted or known one that is
//! skipped.

use hookproof::finding::Severity;

use super::printer::{Checked, Printer, Run, path, path_of};
use super::problem::{Problem, Standing};
use crate::paths::Base;

/// Suites, and how many tests they have.
pub(super) struct JUnit {
    pub(super) base: Base,
    pub(super) suites: Vec<Suite>,
}

/// The tests of a webhook.
#[derive(Default)]
pub(super) struct Suite {
    tests: usize,
    failures: usize,
    skipped: usize,
    text: String,
}

impl Printer for JUnit {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        let name = path_of(checked, &self.base);
        let mut suite = Suite::default();
        for problem in checked.all_problems() {
            suite.add(&problem, &name, &self.base);
        }
        if suite.tests == 0 {
            suite.tests = 1;
            let name = escaped(&name);
            suite.text = format!("    <testcase classname=\"{name}\" name=\"no problems\"/>\n");
        }
        suite.text = format!(
            "  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n",
            escaped(&name),
            counts(suite.tests, suite.failures, suite.skipped),
            suite.text
        );
        self.suites.push(suite);
        String::new()
    }

    fn end(&mut self, _: &Run) -> String {
        let sum = |of: fn(&Suite) -> usize| self.suites.iter().map(of).sum();
        let counts = counts(sum(|it| it.tests), sum(|it| it.failures), sum(|it| it.skipped));
        let suites: String = self.suites.iter().map(|it| it.text.as_str()).collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hookproof\" {counts}>\n{suites}</testsuites>\n"
        )
    }
}

impl Suite {
    fn add(&mut self, problem: &Problem<'_>, webhook: &str, base: &Base) {
        self.tests += 1;
        let place = problem.place.as_ref().map(|it| {
            let line = it.region().map_or(1, |(start, _)| start.line);
            format!(" file=\"{}\" line=\"{line}\"", escaped(&path(it.name(), base)))
        });
        let outcome = match (problem.standing, problem.severity) {
            (Standing::Accepted(reason), _) => {
                self.skipped += 1;
                format!("<skipped message=\"{}\"/>", escaped(&format!("accepted: {reason}")))
            }
            (Standing::Known, _) => {
                self.skipped += 1;
                "<skipped message=\"known\"/>".to_owned()
            }
            (Standing::Counts, Severity::Error) => {
                self.failures += 1;
                let (message, code) = (escaped(problem.message), escaped(problem.code));
                let text = escaped(&problem.concise_with_help());
                format!("<failure message=\"{message}\" type=\"{code}\">{text}</failure>")
            }
            (Standing::Counts, Severity::Warning | Severity::Info) => {
                format!("<system-out>{}</system-out>", escaped(&problem.concise_with_help()))
            }
        };
        self.text += &format!(
            "    <testcase classname=\"{}\" name=\"{}\"{}>\n      {outcome}\n    </testcase>\n",
            escaped(webhook),
            escaped(&format!("{}: {}", problem.code, problem.message)),
            place.unwrap_or_default()
        );
    }
}

fn counts(tests: usize, failures: usize, skipped: usize) -> String {
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"")
}

/// Text for XML 1.0, which cannot hold most control characters, not even escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' => out += "&#10;",
            '\t' => out += "&#9;",
            '\r' => out += "&#13;",
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(escaped("<a b=\"c\">&\n\u{1b}é"), "&lt;a b=&quot;c&quot;&gt;&amp;&#10;\u{fffd}é");
    }
}
