//! The headers: a table of templates or, as Ometria's form takes them and people paste them, the text of a JSON
//! object.

use std::sync::Arc;

use super::{Located, TextMap};
use crate::finding::{Finding, Severity};
use crate::payload::json::{self, NOT_JSON};
use crate::payload::{Member, NodeKind};
use crate::source::{InTemplate, SourceId, Span};

/// Reads the text of a JSON object. Every value has its place in the hook file; a text of nothing but space has no
/// headers.
pub(super) fn from_text(text: &Located) -> (Vec<(Located, Located)>, Vec<Finding>) {
    if text.text.trim().is_empty() {
        return (Vec::new(), Vec::new());
    }
    let reading = json::read::<InTemplate>(&text.text);
    let mut findings: Vec<Finding> = Vec::new();
    for fault in reading.faults {
        let code = if fault.code == NOT_JSON { "headers-not-json" } else { fault.code };
        let message = format!("the headers: {}", fault.message);
        let finding = Finding::error(code, SourceId::Hook, text.in_file(fault.span), message);
        findings.push(Finding { severity: fault.severity, help: fault.help, ..finding });
    }
    let members = match reading.root.map(|it| (it.span, it.kind)) {
        Some((_, NodeKind::Map(members))) => members,
        // What is no JSON at all was told of.
        Some((span, _)) if findings.is_empty() => {
            let message = "the headers must be a JSON object of names and values";
            let finding = Finding::error("headers-not-json", SourceId::Hook, text.in_file(span), message);
            findings.push(finding.with_help("write them as `{\"Content-Type\": \"application/json\"}`"));
            Vec::new()
        }
        Some(_) | None => Vec::new(),
    };
    let headers = members.iter().filter_map(|it| header(text, it, &mut findings)).collect();
    (headers, findings)
}

/// A name and its value; none for a value that no header can have.
fn header(
    text: &Located,
    member: &Member<InTemplate>,
    findings: &mut Vec<Finding>,
) -> Option<(Located, Located)> {
    let located = |value: &str, span: Span<InTemplate>| Located {
        text: value.to_owned(),
        span: text.in_file(span),
        map: if text.map == TextMap::default() {
            TextMap::default()
        } else {
            text.map.within(span.of(&text.text), value, span.start as usize)
        },
    };
    let name = located(&member.key, member.key_span);
    let (value, is_text) = match &member.value.kind {
        NodeKind::Str(value) => (Some(value.to_string()), true),
        NodeKind::Number(number) => (Some(number.to_string()), false),
        NodeKind::Bool(it) => (Some(it.to_string()), false),
        NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) => (None, false),
    };
    // What could not be read stands as null, and was told of.
    let is_unread = member.value.kind == NodeKind::Null && member.value.span.of(&text.text) != "null";
    if !is_text && !is_unread {
        let message = format!("the value of the header '{}' must be text", name.text);
        let finding =
            Finding::error("header-not-text", SourceId::Hook, text.in_file(member.value.span), message);
        let severity = if value.is_some() { Severity::Warning } else { Severity::Error };
        findings.push(Finding { severity, ..finding }.with_help("put it in quotation marks"));
    }
    Some((name, located(&value?, member.value.span)))
}

/// Whether a header can have this name (RFC 9110, section 5.6.2: a token).
pub(crate) fn is_token(name: &str) -> bool {
    let is_part = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
    !name.is_empty() && name.chars().all(is_part)
}

/// Tells of a name that no header can have.
pub(super) fn check_name(name: &Located) -> Option<Finding> {
    if is_token(&name.text) {
        return None;
    }
    let message = format!("'{}' cannot be the name of a header", name.text);
    let finding = Finding::error("bad-header-name", SourceId::Hook, name.span, message);
    let trimmed = name.text.trim_matches([' ', '\t', '\n', '\r', ':']);
    Some(finding.with_help(match is_token(trimmed) {
        true => format!("write it as '{trimmed}'"),
        false => "use letters, digits and hyphens, without spaces".to_owned(),
    }))
}

/// Of headers of one name the last counts, in the place of the first.
pub(super) fn last_of_each(headers: Vec<(Located, Located)>) -> Vec<(Arc<str>, Located)> {
    let mut kept: indexmap::IndexMap<Arc<str>, Located> = indexmap::IndexMap::new();
    kept.extend(headers.into_iter().map(|(name, value)| (Arc::from(name.text), value)));
    kept.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::hook_file::HookFile;
    use crate::source::Span;

    /// The headers and the findings of a hook file, both with the text at their place.
    #[track_caller]
    fn check(headers: &str, expected: &[&str], findings: &[&str]) {
        let file = format!("sender = 'a'\nreceiver = 'b'\nbody = ''\n{headers}");
        let parsed = HookFile::parse(&file);
        let shown = parsed.value.headers.iter();
        let shown = shown.map(|(name, it)| format!("{name}={} at {}", it.text, it.span.of(&file)));
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{headers}");
        let told = parsed.findings.iter();
        let told = told.map(|it| {
            let help = it.help.as_deref().unwrap_or_default();
            format!("{} {} {:?} {} | {help}", it.severity.name(), it.code, it.span.of(&file), it.message)
        });
        assert_eq!(told.collect::<Vec<_>>(), findings, "{headers}");
    }

    #[test]
    fn a_json_object_is_read() {
        check(
            r#"headers = '{"X-Key": "a\"b", "Accept": "text/plain"}'"#,
            &[r#"X-Key=a"b at "a\"b""#, r#"Accept=text/plain at "text/plain""#],
            &[],
        );
        check("headers = ''", &[], &[]);
        check("headers = '{}'", &[], &[]);
    }

    #[test]
    fn a_hook_made_by_a_program_has_no_places() {
        let hook = |headers: &str| {
            let hook = serde_json::json!({ "sender": "a", "receiver": "b", "body": "", "headers": headers });
            HookFile::from_json(&hook)
        };
        let read = hook(r#"{"X-Key": "a\"b"}"#);
        assert_eq!(read.findings, []);
        let (name, value) = &read.value.headers[0];
        assert_eq!((&**name, &*value.text, value.span), ("X-Key", "a\"b", Span::empty(0)));
        let broken = hook(r#"{"X-Key": }"#).findings;
        let told: Vec<_> = broken.iter().map(|it| (it.code, it.span)).collect();
        assert_eq!(told, [("headers-not-json", Span::empty(0))]);
    }

    #[test]
    fn values_are_text() {
        check(
            r#"headers = '{"A": 7, "B": true, "C": null, "D": ["x"]}'"#,
            &["A=7 at 7", "B=true at true"],
            &[
                "warning header-not-text \"7\" the value of the header 'A' must be text | put it in quotation marks",
                "warning header-not-text \"true\" the value of the header 'B' must be text | put it in quotation marks",
                "error header-not-text \"null\" the value of the header 'C' must be text | put it in quotation marks",
                "error header-not-text \"[\\\"x\\\"]\" the value of the header 'D' must be text | put it in quotation marks",
            ],
        );
    }

    #[test]
    fn mistakes_have_their_place() {
        check(
            "headers = '''\n{\n  \"A\": \"x\"\n  \"A\": \"y\"\n}'''",
            &["A=y at \"y\""],
            &[
                "error headers-not-json \"\" the headers: missing comma between members | write `,` between them",
                "warning duplicate-key \"\\\"A\\\"\" the headers: the name `A` stands twice in the same object | remove one of them: mostly only the last one counts",
            ],
        );
        check(
            "headers = 'A: x'",
            &[],
            &["error headers-not-json \"A: x\" the headers: this is not JSON | JSON begins with `{` or `[`"],
        );
        check(
            "headers = '[\"A\"]'",
            &[],
            &[
                "error headers-not-json \"[\\\"A\\\"]\" the headers must be a JSON object of names and values | write them as `{\"Content-Type\": \"application/json\"}`",
            ],
        );
    }

    #[test]
    fn names_are_tokens() {
        check(
            "[headers]\n\"X Key\" = 'a'\n\"Accept:\" = 'b'\nX-Ok_1 = 'c'",
            &["X Key=a at 'a'", "Accept:=b at 'b'", "X-Ok_1=c at 'c'"],
            &[
                "error bad-header-name \"\\\"X Key\\\"\" 'X Key' cannot be the name of a header | use letters, digits and hyphens, without spaces",
                "error bad-header-name \"\\\"Accept:\\\"\" 'Accept:' cannot be the name of a header | write it as 'Accept'",
            ],
        );
        check(
            r#"headers = '{"Größe": "a"}'"#,
            &["Größe=a at \"a\""],
            &[
                "error bad-header-name \"\\\"Größe\\\"\" 'Größe' cannot be the name of a header | use letters, digits and hyphens, without spaces",
            ],
        );
    }

    #[test]
    fn characters_lead_through_both_escapes() {
        let file = "sender = 'a'\nreceiver = 'b'\nbody = ''\nheaders = \"{\\\"A\\\": \\\"é\\\\n\\\\ud83d\\\\ude00z\\\"}\"";
        let parsed = HookFile::parse(file);
        assert_eq!(parsed.findings, []);
        let (_, value) = &parsed.value.headers[0];
        assert_eq!(value.text, "é\n😀z");
        let at = |it: usize| &file[value.map.in_file(it)..][..2];
        assert_eq!([at(0), at(2), at(3)], ["é", "\\\\", "\\\\"]);
        assert_eq!(&file[value.map.in_file(7)..], "z\\\"}\"");
        assert_eq!(&file[value.map.in_file(8)..], "\\\"}\"");
    }
}
