//! How much was found, in a line.

use hookproof::finding::Severity;

/// Counts problems by how bad they are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    errors: usize,
    warnings: usize,
    remarks: usize,
    accepted: usize,
    known: usize,
    webhooks: usize,
}

impl Tally {
    /// Counts a webhook and its problems.
    pub(crate) fn add(&mut self, severities: impl Iterator<Item = Severity>) {
        self.webhooks += 1;
        for severity in severities {
            match severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Info => self.remarks += 1,
            }
        }
    }

    /// Counts problems that their author lives with.
    pub(crate) fn add_accepted(&mut self, count: usize) {
        self.accepted += count;
    }

    /// Counts problems that the file of known ones has.
    pub(crate) fn add_known(&mut self, count: usize) {
        self.known += count;
    }

    /// Whether no webhook was counted.
    pub(crate) fn is_empty(self) -> bool {
        self.webhooks == 0
    }

    /// Whether a request fails.
    pub(crate) fn broken(self) -> bool {
        self.errors > 0
    }

    /// `2 errors, 1 warning in 1 webhook`.
    pub(crate) fn line(self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.remarks, "remark")];
        let found: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| Tally::some(count, what))
            .collect();
        let webhooks = Tally::some(self.webhooks, "webhook");
        let found = if found.is_empty() { "no problems found".to_owned() } else { found.join(", ") };
        let aside = [(self.accepted, "accepted"), (self.known, "known")].into_iter();
        let aside = aside.filter(|(count, _)| *count > 0).map(|(count, what)| format!(", {count} {what}"));
        format!("{found}{} in {webhooks}", aside.collect::<String>())
    }

    /// `1 error`, `2 errors`.
    pub(crate) fn some(count: usize, what: &str) -> String {
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {what}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_as_a_sentence() {
        let line = |severities: &[Severity]| {
            let mut tally = Tally::default();
            tally.add(severities.iter().copied());
            tally.line()
        };
        assert_eq!(line(&[]), "no problems found in 1 webhook");
        assert_eq!(line(&[Severity::Warning]), "1 warning in 1 webhook");
        let all = [Severity::Info, Severity::Error, Severity::Warning, Severity::Error];
        let accepted = Tally { webhooks: 2, accepted: 1, ..Tally::default() };
        assert_eq!(accepted.line(), "no problems found, 1 accepted in 2 webhooks");
        let known = Tally { known: 3, ..accepted };
        assert_eq!(known.line(), "no problems found, 1 accepted, 3 known in 2 webhooks");
        assert_eq!(line(&all), "2 errors, 1 warning, 1 remark in 1 webhook");
    }
}
