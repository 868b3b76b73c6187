//! Holds the answers of two engines against each other.

use std::fmt;

use crate::project::json_string;

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
    pub(crate) fn count(&mut self, verdict: &Verdict) {
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

/// A difference that stays: by the case's id, or by something that stands in the template.
#[derive(Debug, PartialEq)]
pub(crate) enum Known<'a> {
    Id(&'a str),
    Holds(&'a str),
}

/// Reads lines of the form `ID: REASON` or `` `PART OF A TEMPLATE`: REASON ``; `#` begins a remark.
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
    let (theirs, ours) = (json_string(theirs, "text"), json_string(ours, "text"));
    let listed = || {
        let (id, template) = (json_string(line, "id"), json_string(line, "template").unwrap_or_default());
        known.iter().any(|it| match it {
            Known::Id(listed) => id.as_deref() == Some(listed),
            Known::Holds(part) => template.contains(part),
        })
    };
    let expected = json_string(line, "expect");
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
    let answer = |text: &str| match json_string(text, "text") {
        Some(text) => format!("{text:?}"),
        None => format!("error: {}", json_string(text, "error").unwrap_or_default()),
    };
    let id = json_string(line, "id").map_or(String::new(), |id| format!("{id}\n"));
    format!(
        "{id}template: {:?}\ncontact:  {}\ntheirs:   {}\nours:     {}",
        json_string(line, "template").unwrap_or_default(),
        contact(line),
        answer(theirs),
        answer(ours)
    )
}

/// The object called `data`, as it stands.
fn contact(line: &str) -> &str {
    let Some((_, rest)) = line.split_once("\"data\":") else { return "" };
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return rest.get(..=at).unwrap_or(rest);
                }
            }
            _ => {}
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::{Known, Tally, Verdict, contact, judge, known};

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
        assert_eq!(judge(line, one, two, &[Known::Holds("{{ b")]), Verdict::Differs);
        let expecting = r#"{"id":"s/1","template":"x","data":{},"expect":"2"}"#;
        assert_eq!(judge(expecting, one, two, &[]), Verdict::SuiteSidesWithUs);
        assert_eq!(judge(expecting, two, one, &[]), Verdict::Differs);
        let faulty = r#"{"id":"s/1","template":"x","data":{},"error":true}"#;
        assert_eq!(judge(faulty, one, error, &[]), Verdict::SuiteSidesWithUs);
    }

    #[test]
    fn the_contact_is_cut_out() {
        let line = r#"{"template":"x","data":{"a":{"b":"}\"}"}},"expect":"{"}"#;
        assert_eq!(contact(line), r#"{"a":{"b":"}\"}"}}"#);
    }

    #[test]
    fn the_sum_comes_last() {
        let mut tally = Tally::default();
        for verdict in [Verdict::Agrees, Verdict::Agrees, Verdict::Known, Verdict::Differs] {
            tally.count(&verdict);
        }
        let text = "0 where the suite sides with us, 1 known to differ, 1 others\n2 of 4 agree";
        assert_eq!(tally.to_string(), text);
    }
}
