//! Velocity: methods of Java's String, which Yespo's guides use; its `$esc` they do not mention. `toString` goes first,
//! since numbers have no `replace`. The reference becomes a quiet one, `$!{…}`: a missing value has no methods either,
//! and a reference that is not quiet would print its own text, quotation marks and all.

use super::{Place, Tag};
use crate::source::{InTemplate, Span};
use crate::template::ExprKind;

/// Backslashes first. What JSON has no short escape for becomes a question mark.
const JSON: &str = r#".replace('\', '\\').replace('"', '\"').replaceAll('\r?\n', '\\n').replaceAll('\t', '\\t').replaceAll('[\x00-\x1F]', '?')"#;

const XML_TEXT: &str = ".replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')";

const XML_ATTRIBUTE: &str =
    ".replace('&', '&amp;').replace('<', '&lt;').replace('\"', '&quot;').replace(\"'\", '&apos;')";

/// What cannot stand in XML at all (XML 1.0, section 2.2).
const XML_CONTROL: &str = r".replaceAll('[\x00-\x08\x0B\x0C\x0E-\x1F]', '?')";

/// What has a meaning in a form or a query, and what cannot stand in an address. Letters beyond ASCII stay: to encode
/// those takes more than replacements.
const FORM: &str = r#".replace('%', '%25').replace('&', '%26').replace('=', '%3D').replace('+', '%2B').replace('#', '%23').replace('"', '%22').replace('<', '%3C').replace('>', '%3E').replace('\', '%5C').replaceAll('[\x00-\x20\x7F]', '%20')"#;

/// The same for a part of a path.
const PATH: &str = r#".replace('%', '%25').replace('/', '%2F').replace('?', '%3F').replace('#', '%23').replace('"', '%22').replace('<', '%3C').replace('>', '%3E').replace('\', '%5C').replaceAll('[\x00-\x20\x7F]', '%20')"#;

const HEADER: &str = r".replaceAll('[\x00-\x1F\x7F-\x9F]', ' ')";

/// The title of the edit, what it replaces, and by what.
pub(super) fn escaped(tag: &Tag<'_>, place: Place) -> Option<(&'static str, Span<InTemplate>, String)> {
    if matches!(tag.template.expr(tag.expr).kind, ExprKind::Alternate(..)) {
        return None;
    }
    let reference = tag.text.strip_prefix('$')?;
    let reference = reference.strip_prefix('!').unwrap_or(reference);
    let reference = match reference.strip_prefix('{') {
        Some(it) => it.strip_suffix('}')?.trim(),
        None => reference,
    };
    let (title, methods) = match place {
        Place::Json => ("escape quotation marks, backslashes and line breaks", JSON.to_owned()),
        Place::XmlText => ("escape the value", format!("{XML_TEXT}{XML_CONTROL}")),
        Place::XmlAttribute => ("escape the value", format!("{XML_ATTRIBUTE}{XML_CONTROL}")),
        Place::Form => ("encode the value", FORM.to_owned()),
        Place::Path => ("encode the value", PATH.to_owned()),
        Place::Header => ("write spaces for line breaks", HEADER.to_owned()),
    };
    Some((title, tag.span, format!("$!{{{reference}.toString(){methods}}}")))
}
