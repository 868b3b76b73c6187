//! `url-for-id`: the whole address of a page where only the id in it belongs. The id of an Inkit template, for example,
//! is taken from the address of the page on which it is designed.

use super::{Edit, Finding, check::Check};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::{Format, Node, NodeKind};
use crate::source::{InRendered, SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let payload = check.payload.clone();
    let Some(root) = payload.as_ref().and_then(|it| it.root.as_ref()) else { return };
    let mut found = Vec::new();
    collect(root, &mut found);
    for (key, node, text) in found.into_iter().take(MAX_SYNTAX_ERRORS) {
        tell(check, key, node, text);
    }
}

/// A member's name, its value, and the text of that.
type Member<'p> = (&'p str, &'p Node<InRendered>, &'p str);

/// The members that take an id and have an address.
fn collect<'p>(node: &'p Node<InRendered>, found: &mut Vec<Member<'p>>) {
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|it| collect(it, found)),
        NodeKind::Map(members) => {
            for member in members {
                match &member.value.kind {
                    NodeKind::Str(text) if is_id(&member.key) && is_address(text) => {
                        found.push((&member.key, &member.value, text));
                    }
                    _ => collect(&member.value, found),
                }
            }
        }
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Whether a name is that of an id: `template_id`, `campaignId`.
pub(crate) fn is_id(key: &str) -> bool {
    key.ends_with("_id") || key.ends_with("Id")
}

fn tell(check: &mut Check<'_>, key: &str, node: &Node<InRendered>, text: &str) {
    let pointer = check.pointer_of(node.span);
    let is_known = pointer.as_deref().is_some_and(|it| check.hook.contract().describes(it).is_some());
    if !is_known {
        return;
    }
    let inner = match check.format {
        Format::Json => Span::new(node.span.start as usize + 1, (node.span.end as usize).saturating_sub(1)),
        Format::Form | Format::Xml | Format::Text => node.span,
    };
    let message = format!("'{key}' is the address of a page, and {} asks for an id", check.receiver());
    let finding = Finding::error("url-for-id", SourceId::Body, Span::empty(0), message);
    let finding = check.in_body(finding, inner);
    let finding = Finding { pointer, ..finding };
    let is_whole = finding.span.of(&check.hook.body().text) == text;
    check.add(match id_in(text) {
        Some(id) if is_whole => {
            let edit = Edit { source: SourceId::Body, span: finding.span, text: id.to_owned() };
            finding
                .with_help("keep the id that stands in the address")
                .with_fix(format!("keep '{id}'"), vec![edit])
        }
        _ => finding.with_help("write only the id that stands in the address"),
    });
}

/// The id in an address: the one part after the host that looks like one; none when several do.
fn id_in(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (_, path) = rest.split_once('/')?;
    let is_id = |it: &&str| {
        it.len() >= 4
            && it.bytes().any(|b| b.is_ascii_digit())
            && it.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    let mut ids = path.split(['/', '?', '#', '=', '&']).filter(is_id);
    ids.next().filter(|_| ids.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::id_in;

    #[test]
    fn the_id_is_what_looks_like_one() {
        assert_eq!(id_in("https://app.example.com/templates/tmpl_12345/design"), Some("tmpl_12345"));
        assert_eq!(id_in("https://app.example.com/v2/#/editor?id=48210"), Some("48210"));
        assert_eq!(id_in("https://app.example.com/a1b2/c3d4"), None);
        assert_eq!(id_in("https://app.example.com"), None);
    }
}
