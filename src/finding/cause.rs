//! Findings of one cause are one finding with many places: a merge tag that is misspelt five times is one mistake.

use super::{Edit, Finding, Fix, Place, sort};

/// Sorts findings and makes those of one cause one: they say the same of the same fields in the same text.
pub fn gather(findings: &mut Vec<Finding>) {
    sort(findings);
    let mut gathered: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        match gathered.iter_mut().rev().find(|it| is_one_cause(it, &finding)) {
            Some(first) => first.also(finding),
            None => gathered.push(finding),
        }
    }
    *findings = gathered;
}

fn is_one_cause(a: &Finding, b: &Finding) -> bool {
    let title = |it: &Finding| it.fix.as_ref().map(|fix| fix.title.clone());
    a.code == b.code
        && a.source == b.source
        && a.severity == b.severity
        && a.message == b.message
        && a.help == b.help
        && a.fields == b.fields
        && a.basis == b.basis
        && title(a) == title(b)
}

impl Finding {
    /// The place of a finding without its other places.
    fn place(&self) -> Place {
        Place { span: self.span, rendered: self.rendered, pointer: self.pointer.clone() }
    }

    /// Takes over the places and edits of a finding of the same cause.
    fn also(&mut self, other: Finding) {
        let here = self.place();
        let new = [other.place()].into_iter().chain(other.places).filter(|it| *it != here);
        for place in new.collect::<Vec<_>>() {
            if !self.places.contains(&place) {
                self.places.push(place);
            }
        }
        if let (Some(fix), Some(more)) = (&mut self.fix, other.fix) {
            fix.add(more.edits);
        }
    }
}

impl Fix {
    /// Adds edits that are not there yet: a tag in a loop is found once a turn, but edited once.
    fn add(&mut self, edits: Vec<Edit>) {
        for edit in edits {
            if !self.edits.contains(&edit) {
                self.edits.push(edit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span};

    fn at(start: usize, message: &str) -> Finding {
        let span = Span::new(start, start + 1);
        let edit = Edit { source: SourceId::Body, span, text: "x".to_owned() };
        Finding::error("unknown-filter", SourceId::Body, span, message).with_fix("write x", vec![edit])
    }

    #[test]
    fn one_cause_is_one_finding() {
        let mut findings = vec![at(9, "a"), at(1, "a"), at(5, "b"), at(1, "a")];
        gather(&mut findings);
        let spans = |it: &Finding| -> Vec<u32> {
            [it.span].into_iter().chain(it.places.iter().map(|it| it.span)).map(|it| it.start).collect()
        };
        assert_eq!(findings.iter().map(spans).collect::<Vec<_>>(), [vec![1, 9], vec![5]]);
        let edits: Vec<usize> = findings.iter().flat_map(|it| &it.fix).map(|it| it.edits.len()).collect();
        assert_eq!(edits, [2, 1], "each place is edited once");
    }
}
