//! `malformed-header`: a header does not have the form that the partner asks for, or its value cannot be sent
//! (RFC 9110, section 5.5: no line breaks or other control characters).

use super::{
    Finding,
    check::Check,
    escape::{self, Place},
    header_form::{Slot, slots},
    placeholder_left,
};
use crate::render::Rendered;
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
            let fix = escape::fix(check, &finding, Place::Header);
            check.add(Finding { fix, ..finding }.with_help(help));
        }
        let rule = check.hook.rules().headers.iter().find(|rule| rule.name.eq_ignore_ascii_case(name));
        let Some(form) = rule.and_then(|rule| rule.form.as_deref()) else { continue };
        if let Some(slot) = not_base64(form, part) {
            let message = format!("the header '{name}' needs a user name, a colon and a password in base64");
            let finding = Finding::error("malformed-header", source.clone(), Span::empty(0), message);
            let finding = check.blaming(finding, part, Span::new(slot.range.start, slot.range.end));
            check.add(finding.with_help(match rule.and_then(|rule| rule.about.as_deref()) {
                Some(about) => about.to_owned(),
                None => format!("write it as `{form}`"),
            }));
        }
        if slots(form, &part.text).is_none() {
            let message = format!("the header '{name}' is not written as {} asks", check.receiver());
            let finding = Finding::error("malformed-header", source, Span::empty(0), message);
            let finding = check.blaming(finding, part, Span::new(0, part.text.len()));
            check.add(finding.with_help(format!("write it as `{form}`")));
        }
    }
}

/// What a value of this form should have been, when what stands in it is not: base64 of a user and a password with a
/// colon between them (RFC 7617), where the partner asks for that.
fn not_base64<'f>(form: &'f str, part: &Rendered) -> Option<Slot<'f>> {
    let mut slots = slots(form, &part.text)?.into_iter().filter(|it| it.name.ends_with("_IN_BASE64"));
    slots.find(|slot| {
        let text = part.text.get(slot.range.clone()).unwrap_or_default();
        let span = Span::new(slot.range.start, slot.range.end);
        part.map.is_literal(span)
            && !placeholder_left::is_in(text)
            && !decoded(text).is_some_and(|it| it.contains(&b':'))
    })
}

/// What a text says in base64 (RFC 4648, section 4); none when it is not written so.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for byte in digits.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(digit)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn base64_is_decoded() {
        let text = |it| decoded(it).map(|it| String::from_utf8(it).unwrap());
        assert_eq!(text("dXNlcjpwYXNzd29yZA==").as_deref(), Some("user:password"));
        assert_eq!(text("a2V5Og==").as_deref(), Some("key:"));
        assert_eq!(text("Zm9vYmFy").as_deref(), Some("foobar"));
        assert_eq!(text("user:password"), None);
        assert_eq!(text("abc"), None);
        assert_eq!(text("A==="), None);
    }
}
