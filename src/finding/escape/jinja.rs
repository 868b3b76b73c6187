//! Jinja: filters. `string` goes first, since `tojson` refuses what is absent and writes numbers without quotation
//! marks, and `urlencode` refuses lists.

use super::{Place, Tag};
use crate::source::{InTemplate, Span};
use crate::template::ExprKind;

/// The title of the edit, what it replaces, and by what.
pub(super) fn escaped(tag: &Tag<'_>, place: Place) -> Option<(&'static str, Span<InTemplate>, String)> {
    let (before, inside, after) = tag.inside()?;
    let value = if is_operand(tag) { inside.to_owned() } else { format!("({inside})") };
    let written = |title, text: String| Some((title, tag.span, format!("{{{{{before} {text} {after}}}}}")));
    match place {
        Place::Json => match tag.between_marks().filter(|it| !follows_brace(tag, *it)) {
            Some(span) => {
                let title = "let `tojson` write the text and its quotation marks";
                Some((title, span, format!("{{{{ {value} | string | tojson }}}}")))
            }
            // Without the first and the last character, which are the quotation marks.
            None => written("let `tojson` escape the value", format!("({value} | string | tojson)[1:-1]")),
        },
        Place::XmlText | Place::XmlAttribute => written("let `e` escape the value", format!("{value} | e")),
        Place::Form => written("let `urlencode` encode the value", format!("{value} | string | urlencode")),
        Place::Path => written(
            "let `urlencode` encode the value",
            format!("{value} | string | urlencode | replace('/', '%2F')"),
        ),
        Place::Header => written(
            "write spaces for line breaks",
            format!("{value} | string | replace('\\r', ' ') | replace('\\n', ' ')"),
        ),
    }
}

/// Whether a filter can follow without brackets.
fn is_operand(tag: &Tag<'_>) -> bool {
    matches!(
        tag.template.expr(tag.expr).kind,
        ExprKind::Var(_)
            | ExprKind::Member(..)
            | ExprKind::Index(..)
            | ExprKind::Slice { .. }
            | ExprKind::Filter { .. }
            | ExprKind::Call(..)
            | ExprKind::Method { .. }
    )
}

/// Whether a tag in place of `span` would stand right after a brace, as in `{{{ key }}: 1}`, which Jinja reads otherwise.
fn follows_brace(tag: &Tag<'_>, span: Span<InTemplate>) -> bool {
    tag.template.text.get(..span.start as usize).is_some_and(|it| it.ends_with('{'))
}
