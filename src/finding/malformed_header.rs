//! `malformed-header`: a header does not have the form that the partner asks for, or its value cannot be sent
//! (RFC 9110, section 5.5: no line breaks or other control characters).

use super::{Finding, check::Check};
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let request = check.request;
    for (name, part) in &request.headers {
        let source = SourceId::Header(name.clone());
        if let Some((at, c)) = part.text.char_indices().find(|(_, c)| c.is_control() && *c != '\t') {
            let what = if matches!(c, '\n' | '\r') { "a line break" } else { "a control character" };
            let finding = Finding::error(
                "malformed-header",
                source.clone(),
                Span::empty(0),
                format!("the header '{name}' has {what}, so the request cannot be sent"),
            );
            let finding = check.blaming(finding, part, Span::new(at, at + c.len_utf8()));
            let help = match (what, finding.fields.is_empty()) {
                ("a line break", false) => {
                    "take it out of the value: what follows it could pass for another header"
                }
                _ => "leave it out of the value",
            };
            check.add(finding.with_help(help));
        }
        let rule = check.hook.rules().headers.iter().find(|rule| rule.name.eq_ignore_ascii_case(name));
        let form = rule.and_then(|rule| rule.form.as_deref());
        if let Some(form) = form.filter(|form| !fits(form, &part.text)) {
            let message = format!("the header '{name}' is not written as {} asks", check.receiver());
            let finding = Finding::error("malformed-header", source, Span::empty(0), message);
            let finding = check.blaming(finding, part, Span::new(0, part.text.len()));
            check.add(finding.with_help(format!("write it as `{form}`")));
        }
    }
}

/// Whether a value has the form: its literal pieces in order, with something in place of each `{NAME}`.
fn fits(form: &str, value: &str) -> bool {
    let mut rest = value;
    let mut slot_before = false;
    for piece in form.split_inclusive(['{', '}']) {
        let (literal, is_name) = match (piece.strip_suffix('{'), piece.strip_suffix('}')) {
            (Some(literal), _) => (literal, false),
            (None, Some(_)) => ("", true),
            (None, None) => (piece, false),
        };
        if is_name {
            slot_before = true;
            continue;
        }
        let Some(at) = (if literal.is_empty() { Some(0) } else { rest.find(literal) }) else { return false };
        if (at == 0) == (slot_before && !literal.is_empty()) {
            return false;
        }
        rest = rest.get(at + literal.len()..).unwrap_or_default();
        slot_before &= literal.is_empty();
    }
    if slot_before { !rest.is_empty() } else { rest.is_empty() }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn forms() {
        let inkpact = "Basic pkey={PUBLIC_KEY}&&skey={SECRET_KEY}";
        assert!(fits(inkpact, "Basic pkey=•••&&skey=•••"));
        assert!(!fits(inkpact, "Basic pkey=abc&skey=def"));
        assert!(!fits(inkpact, "Basic pkey=&&skey=def"));
        assert!(!fits(inkpact, "Basic pkey=abc&&skey="));
        assert!(!fits(inkpact, "x Basic pkey=abc&&skey=d"));
        assert!(fits("{TOKEN}", "abc"));
        assert!(!fits("{TOKEN}", ""));
        assert!(fits("text/plain", "text/plain"));
        assert!(!fits("text/plain", "text/plain2"));
    }
}
