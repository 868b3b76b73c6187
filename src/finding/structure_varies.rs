//! `structure-varies`: a condition or loop adds names to the request for some contacts only, although the partner wants
//! the same names in every request. Inkpact's guide says that the structure must not change once a campaign is live.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Basis, Finding, check::Check};
use crate::dialect::Dialect;
use crate::payload::Format;
use crate::source::{InTemplate, SourceId, Span};
use crate::template::{Block, NodeId, NodeKind, Template};

/// How many names a message lists.
const LISTED: usize = 3;

pub(super) fn check(check: &mut Check<'_>) {
    let hook = check.hook;
    let is_constant =
        hook.contract().schema().get("x-constant-structure").and_then(Value::as_bool) == Some(true);
    if !is_constant || check.format != Format::Json || check.payload.is_none() {
        return;
    }
    let mut varying = Vec::new();
    find(hook.body(), &hook.body().root, &mut varying);
    for keys in varying {
        // That one is missing for this contact is the worse half of the same mistake.
        if keys.iter().any(|(_, span)| check.has_told("missing-field", *span)) {
            continue;
        }
        let Some(span) = keys.iter().map(|(_, span)| *span).min() else { continue };
        let mut names: Vec<String> = Vec::new();
        for name in keys.iter().map(|(name, _)| format!("'{name}'")) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = if names.len() > LISTED { " and more" } else { "" };
        names.truncate(LISTED);
        let (verb, names) = (if names.len() > 1 { "are" } else { "is" }, names.join(", "));
        let message = format!(
            "{names}{more} {verb} sent for some contacts only: {} wants the same names in every request",
            check.receiver()
        );
        let finding = Finding::warning("structure-varies", SourceId::Body, span, message);
        let basis = hook.contract().confidence("").map(|it| Basis::new(it, check.receiver()));
        let finding = Finding { basis, ..finding };
        check.add(finding.with_help(match hook.profile().dialect {
            Dialect::Jinja | Dialect::Liquid => {
                "write the name for every contact, with the condition inside the value: `\"{% if … %}…{% endif %}\"`"
            }
            Dialect::Velocity => {
                "write the name for every contact, with the condition inside the value: `\"#if(…)…#end\"`"
            }
            Dialect::MergeFields => "write the name for every contact",
        }));
    }
}

/// A name of a member and its place.
type Key = (String, Span<InTemplate>);

/// The names that each outermost condition or loop adds for some contacts only.
fn find(template: &Template, block: &Block, varying: &mut Vec<Vec<Key>>) {
    for &id in &block.nodes {
        let blocks = blocks(template, id);
        let keys = match &template.node(id).kind {
            NodeKind::If { otherwise, .. } => differing(template, &blocks, otherwise.is_none()),
            NodeKind::For(_) => differing(template, blocks.get(..1).unwrap_or_default(), true),
            _ => Vec::new(),
        };
        if keys.is_empty() {
            for inner in blocks {
                find(template, inner, varying);
            }
        } else {
            varying.push(keys);
        }
    }
}

/// The names that are not in all of these blocks; `or_none` says that none of them may be printed. An entry of a list
/// may be left out as a whole: that changes no names.
fn differing(template: &Template, blocks: &[&Block], or_none: bool) -> Vec<Key> {
    let printing: Vec<&&Block> = blocks.iter().filter(|it| !is_blank(template, it)).collect();
    let all_entries = printing.iter().all(|it| is_entry(template, it));
    let may_be_none = (or_none || printing.len() < blocks.len()) && !all_entries;
    let keys: Vec<Vec<Key>> = printing
        .iter()
        .map(|it| {
            let mut keys = Vec::new();
            keys_in(template, it, &mut keys);
            keys
        })
        .collect();
    let names: Vec<BTreeSet<&str>> =
        keys.iter().map(|it| it.iter().map(|(name, _)| name.as_str()).collect()).collect();
    let is_everywhere = |name: &str| !may_be_none && names.iter().all(|it| it.contains(name));
    keys.iter().flatten().filter(|(name, _)| !is_everywhere(name)).cloned().collect()
}

/// The blocks inside a node.
fn blocks(template: &Template, id: NodeId) -> Vec<&Block> {
    match &template.node(id).kind {
        NodeKind::If { arms, otherwise } => arms.iter().map(|it| &it.body).chain(otherwise).collect(),
        NodeKind::For(repeat) => [&repeat.body].into_iter().chain(&repeat.otherwise).collect(),
        NodeKind::Scope { body, .. } | NodeKind::Autoescape { body, .. } | NodeKind::IfChanged(body) => {
            vec![body]
        }
        _ => Vec::new(),
    }
}

/// Whether a block prints nothing but space and commas.
fn is_blank(template: &Template, block: &Block) -> bool {
    block.nodes.iter().all(|&id| {
        let node = template.node(id);
        match &node.kind {
            NodeKind::Text => node.span.of(&template.text).trim_matches(between_values).is_empty(),
            NodeKind::If { .. } | NodeKind::For(_) => {
                blocks(template, id).iter().all(|it| is_blank(template, it))
            }
            NodeKind::Assign { .. } | NodeKind::Capture { .. } | NodeKind::Do(_) | NodeKind::Jump(_) => true,
            _ => false,
        }
    })
}

/// Whether a block prints a whole object.
fn is_entry(template: &Template, block: &Block) -> bool {
    let first = block.nodes.iter().find(|&&id| {
        let alone = Block { span: template.node(id).span, nodes: Box::new([id]) };
        !is_blank(template, &alone)
    });
    first.is_some_and(|&id| {
        let node = template.node(id);
        let text = node.span.of(&template.text).trim_start_matches(between_values);
        matches!(node.kind, NodeKind::Text) && text.starts_with('{')
    })
}

fn between_values(c: char) -> bool {
    c.is_ascii_whitespace() || c == ','
}

/// The names of members that stand in the template's own text, in order.
fn keys_in(template: &Template, block: &Block, keys: &mut Vec<Key>) {
    for &id in &block.nodes {
        let node = template.node(id);
        if matches!(node.kind, NodeKind::Text) {
            keys_of(node.span.of(&template.text), node.span.start as usize, keys);
        }
        for inner in blocks(template, id) {
            keys_in(template, inner, keys);
        }
    }
}

/// The names in a text that begins at `start`: what stands between quotation marks before a colon.
fn keys_of(text: &str, start: usize, keys: &mut Vec<Key>) {
    for (end, _) in text.match_indices('"') {
        let after = text.get(end + 1..).unwrap_or_default().trim_start();
        let Some(before) = text.get(..end).filter(|it| after.starts_with(':') && !it.ends_with('\\')) else {
            continue;
        };
        let Some(open) = before.rfind('"') else { continue };
        let name = before.get(open + 1..).unwrap_or_default();
        keys.push((name.to_owned(), Span::new(start + open, start + end + 1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::parse;

    #[track_caller]
    fn check(text: &str, expected: &[&[&str]]) {
        let template = parse(Dialect::Jinja, SourceId::Body, text).value;
        let mut found = Vec::new();
        find(&template, &template.root, &mut found);
        let names: Vec<Vec<&str>> =
            found.iter().map(|it| it.iter().map(|(name, _)| name.as_str()).collect()).collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn names_that_come_and_go_are_found() {
        check(r#"{"a": 1{% if x %}, "b": 2{% endif %}}"#, &[&["b"]]);
        check(r#"{ {% if x %}"b": 2{% else %}"c": 2{% endif %} }"#, &[&["b", "c"]]);
        check(r#"{ {% if x %}"b": 2{% elif y %}"b": 3, "c": 2{% else %}"b": 4{% endif %} }"#, &[&["c"]]);
        check(r#"{ {% for i in l %}"b": {{ i }},{% endfor %}"c": 1 }"#, &[&["b"]]);
        check(r#"[{% for i in l %}{ {% if i %}"b": 2{% endif %} }{% endfor %}]"#, &[&["b"]]);
        check(r#"{% if x %}{"a": 1}{% else %}{"b": 1}{% endif %}"#, &[&["a", "b"]]);
    }

    #[test]
    fn names_that_stay_are_not() {
        check(r#"{"a": "{% if x %}Mr: {% else %}Ms{% endif %}"}"#, &[]);
        check(r#"{ {% if x %}"b": 2{% else %}"b": 3{% endif %} }"#, &[]);
        check(r#"[{% for i in l %}{"b": {{ i }}}{% if not loop.last %},{% endif %}{% endfor %}]"#, &[]);
        check(r#"[{% for i in l %}{% if not loop.first %},{% endif %}{"b": {{ i }}}{% endfor %}]"#, &[]);
        check(r#"[{"a": 1}{% if x %}, {"a": 2}{% endif %}]"#, &[]);
        check(r#"{"note": "{% if x %}he said \": hi{% endif %}"}"#, &[]);
    }
}
