//! `xml-value-is-markup`: a value brought elements of its own into the XML. The XML is well-formed, so nobody
//! complains, but the partner gets another structure than the template shows (XML 1.0, section 2.4: `<` and `&` in text
//! are written `&lt;` and `&amp;`).

use super::{Finding, check::Check, escape, raw_value::values};
use crate::payload::{Format, Node, NodeKind};
use crate::source::{InRendered, SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let payload = check.payload.clone().filter(|_| check.format == Format::Xml);
    let Some(root) = payload.as_ref().and_then(|it| it.root.as_ref()) else { return };
    let mut names = Vec::new();
    collect(root, &mut names);
    names.sort_unstable();
    let part = &check.request.body;
    let brought = values(part).filter_map(|value| {
        let inside = names.get(names.partition_point(|it| it.start < value.span.start)..)?;
        inside.first().filter(|it| it.end <= value.span.end).copied()
    });
    let brought: Vec<_> = brought.collect();
    let help = format!("so that it stays text, {}", escape::xml(check.hook.profile().dialect));
    for name in brought {
        let message = format!("this value brings the element '{}' along", name.of(&part.text));
        let finding = Finding::warning("xml-value-is-markup", SourceId::Body, Span::empty(0), message);
        let finding = check.in_body(finding, name);
        check.add(finding.with_help(help.clone()));
    }
}

/// The names of all elements. Of those in a list only the first has its name kept, so the elements stand for theirs.
fn collect(node: &Node<InRendered>, names: &mut Vec<Span<InRendered>>) {
    match &node.kind {
        NodeKind::Map(members) => members.iter().for_each(|it| {
            if !it.key.starts_with(['@', '#']) {
                names.push(it.key_span);
            }
            collect(&it.value, names);
        }),
        NodeKind::List(items) => items.iter().for_each(|it| collect(it, names)),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => {}
    }
}
