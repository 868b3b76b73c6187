//! Holds the answers of two engines against each other.

use std::fmt;

use crate::json;

/// How the two stand to each other on one template.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Verdict {
    Agrees,
    /// The suite's own expectation is what we print, so it is the other engine that is off.
    SuiteSidesWithUs,
    /// Listed, with a reason.
    Known,
    Differs,
}

/// How many templates ended how.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Tally {
    agree: usize,
    ours: usize,
    known: usize,
    pub(crate) differ: usize,
}

impl Tally {
    pub(crate) fn count(&mut self, verdict: Verdict) {
        let count = match verdict {
            Verdict::Agrees => &mut self.agree,
            Verdict::SuiteSidesWithUs => &mut self.ours,
            Verdict::Known => &mut self.known,
            Verdict::Differs => &mut self.differ,
        };
        *count += 1;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { agree, ours, known, differ } = self;
        let all = agree + ours + known + differ;
        if ours + known > 0 {
            writeln!(f, "{ours} where the suite sides with us, {known} known to differ, {differ} others")?;
        }
        write!(f, "{agree} of {all} agree")
    }
}

/// A difference that stays: by the case's id or, for what is generated, by something in the template or the contact.
#[derive(Debug, PartialEq)]
pub(crate) enum Known<'a> {
    Id(&'a str),
    Holds(&'a str),
}

/// Reads lines of the form `ID: REASON` or `` `PART OF A LINE`: REASON ``; `#` begins a remark.
pub(crate) fn known(text: &str) -> Vec<Known<'_>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .filter_map(|line| match line.strip_prefix('`') {
            Some(rest) => rest.split_once("`: ").map(|(part, _)| Known::Holds(part)),
            None => line.split_once(": ").map(|(id, _)| Known::Id(id)),
        })
        .collect()
}

/// Holds two answers to a case against each other. Two errors agree: their words are each engine's own.
pub(crate) fn judge(line: &str, theirs: &str, ours: &str, known: &[Known<'_>]) -> Verdict {
    let (theirs, ours) = (json::string(theirs, "text"), json::string(ours, "text"));
    let listed = || {
        let id = json::string(line, "id");
        known.iter().any(|it| match it {
            Known::Id(listed) => id.as_deref() == Some(listed),
            Known::Holds(part) => id.is_none() && line.contains(part),
        })
    };
    let expected = json::string(line, "expect");
    let fault = line.contains("\"error\":true");
    if theirs == ours {
        Verdict::Agrees
    } else if (expected.is_some() || fault) && expected == ours {
        Verdict::SuiteSidesWithUs
    } else if listed() {
        Verdict::Known
    } else {
        Verdict::Differs
    }
}

/// A difference, for people.
pub(crate) fn shown(line: &str, theirs: &str, ours: &str) -> String {
    let answer = |text: &str| match json::string(text, "text") {
        Some(text) => format!("{text:?}"),
        None => format!("error: {}", json::string(text, "error").unwrap_or_default()),
    };
    let id = json::string(line, "id").map_or(String::new(), |id| format!("{id}\n"));
    format!(
        "{id}template: {:?}\ncontact:  {}\ntheirs:   {}\nours:     {}",
        json::string(line, "template").unwrap_or_default(),
        json::object(line, "data").unwrap_or_default(),
        answer(theirs),
        answer(ours)
    )
}

#[cfg(test)]
mod tests {
    use super::{Known, Tally, Verdict, judge, known};

    #[test]
    fn known_differences_are_read() {
        let text = "# remark\n\nsuite/a.1: why\n`{{ x: 1 }}`: why: so\n";
        assert_eq!(known(text), [Known::Id("suite/a.1"), Known::Holds("{{ x: 1 }}")]);
    }

    #[test]
    fn answers_are_judged() {
        let (one, two, error) = (r#"{"text":"1"}"#, r#"{"text":"2"}"#, r#"{"error":"no"}"#);
        let line = r#"{"id":"s/1","template":"{{ a }}","data":{}}"#;
        assert_eq!(judge(line, one, r#"{"text":"\u0031"}"#, &[]), Verdict::Agrees);
        assert_eq!(judge(line, error, r#"{"error":"else"}"#, &[]), Verdict::Agrees);
        assert_eq!(judge(line, one, two, &[]), Verdict::Differs);
        assert_eq!(judge(line, one, error, &[Known::Id("s/1")]), Verdict::Known);
        assert_eq!(judge(line, one, two, &[Known::Holds("{{ a")]), Verdict::Differs);
        let generated = r#"{"template":"{{ a }}","data":{}}"#;
        assert_eq!(judge(generated, one, two, &[Known::Holds("{{ a")]), Verdict::Known);
        assert_eq!(judge(generated, one, two, &[Known::Holds("{{ b")]), Verdict::Differs);
        let expecting = r#"{"id":"s/1","template":"x","data":{},"expect":"2"}"#;
        assert_eq!(judge(expecting, one, two, &[]), Verdict::SuiteSidesWithUs);
        assert_eq!(judge(expecting, two, one, &[]), Verdict::Differs);
        let faulty = r#"{"id":"s/1","template":"x","data":{},"error":true}"#;
        assert_eq!(judge(faulty, one, error, &[]), Verdict::SuiteSidesWithUs);
    }

    #[test]
    fn the_sum_comes_last() {
        let mut tally = Tally::default();
        for verdict in [Verdict::Agrees, Verdict::Agrees, Verdict::Known, Verdict::Differs] {
            tally.count(verdict);
        }
        let text = "0 where the suite sides with us, 1 known to differ, 1 others\n2 of 4 agree";
        assert_eq!(tally.to_string(), text);
    }
}
