//! Liquid: filters at the end of the merge tag. None is for JSON: not in LiqP 0.7.9, nor does `CleverTap` document one.
//! Its text literals have no escapes, so a line break or a tab cannot be named either. But encoded for a form
//! everything but letters and digits has a name: `%22`, `%5C`, `%0A`. These are replaced by JSON's escapes, themselves
//! encoded, before the whole is decoded again.

use super::{Place, Tag};
use crate::source::{InTemplate, Span};

/// JSON escapes `\` first, then `"`, then the characters U+0000 to U+001F: `%0A` becomes `\u000A`.
const JSON: &str = "| url_encode | replace: '%5C', '%5C%5C' | replace: '%22', '%5C%22' \
                    | replace: '%0', '%5Cu000' | replace: '%1', '%5Cu001' | url_decode";

/// The title of the edit, what it replaces, and by what.
pub(super) fn escaped(tag: &Tag<'_>, place: Place) -> Option<(&'static str, Span<InTemplate>, String)> {
    let (before, inside, after) = tag.inside()?;
    let (title, filters) = match place {
        Place::Json => ("escape quotation marks, backslashes and line breaks", JSON),
        Place::XmlText => ("let `escape` escape the value", "| escape"),
        // LiqP's `escape` leaves the apostrophe; Ruby's has written it as a reference, so this finds none.
        Place::XmlAttribute => ("let `escape` escape the value", "| escape | replace: \"'\", '&#39;'"),
        Place::Form => ("let `url_encode` encode the value", "| url_encode"),
        Place::Path => ("let `url_encode` encode the value", "| url_encode | replace: '+', '%20'"),
        Place::Header => ("remove line breaks", "| strip_newlines"),
    };
    Some((title, tag.span, format!("{{{{{before} {inside} {filters} {after}}}}}")))
}
