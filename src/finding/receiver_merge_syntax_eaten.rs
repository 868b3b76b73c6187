//! `receiver-merge-syntax-eaten`: `{{ name }}` stands where the partner has merge tags of its own in the same form, as in
//! Lob's `front` and `back`. The platform fills it in first, with nothing, and the partner never sees it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    Basis, Edit, Finding,
    check::Check,
    holes::{Hole, holes},
};
use crate::dialect::Dialect;
use crate::payload::Format;
use crate::source::{SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let is_braces = matches!(check.hook.profile().dialect, Dialect::Jinja | Dialect::Liquid);
    let is_read = matches!(check.format, Format::Json | Format::Form);
    let Some(("{{", places)) = syntax(check).filter(|_| is_braces && is_read) else { return };
    let mut seen = BTreeSet::new();
    for hole in holes(&check.request.body) {
        let in_text = hole.in_string || check.format == Format::Form;
        // A tag in a loop is one mistake, however often it is printed.
        if in_text && hole.out.of(&check.body_text).is_empty() && seen.insert(hole.span) {
            tell(check, hole, places);
        }
    }
}

/// Adds the finding for a hole that printed nothing, if it is written as the partner's merge tags and where they are.
fn tell(check: &mut Check<'_>, hole: Hole, places: &[Value]) {
    let tag = hole.span.of(&check.hook.body().text);
    let Some(name) = name_in(tag).filter(|it| !is_senders(check, it)) else { return };
    let Some(pointer) = check.pointer_of(hole.out) else { return };
    let is_at =
        |it: &Value| it.as_str().is_some_and(|it| pointer == it || pointer.starts_with(&format!("{it}/")));
    if !places.iter().any(is_at) {
        return;
    }
    let message =
        format!("{} fills '{name}' in with nothing, so {} never sees it", check.sender(), check.receiver());
    let finding = Finding::warning("receiver-merge-syntax-eaten", SourceId::Body, Span::empty(0), message);
    let finding = check.of_hole(finding, hole);
    let kept = format!("{{% raw %}}{tag}{{% endraw %}}");
    let edit = Edit { source: SourceId::Body, span: hole.span, text: kept.clone() };
    let finding = finding
        .with_help(format!("if it is a merge tag of the partner's, write `{kept}`"))
        .with_fix("keep the merge tag for the partner", vec![edit]);
    let basis = check.hook.contract().confidence("").map(|it| Basis::new(it, check.receiver()));
    check.add(Finding { basis, ..finding });
}

/// Whether a text begins as a merge tag of the partner's own does.
pub(super) fn is_partners(check: &Check<'_>, text: &str) -> bool {
    syntax(check).is_some_and(|(open, _)| text.trim().starts_with(open))
}

/// The partner's own merge tags: what opens one, and the places in which they are written.
fn syntax<'c>(check: &Check<'c>) -> Option<(&'c str, &'c [Value])> {
    let syntax = check.hook.contract().schema().get("x-merge-syntax")?;
    Some((syntax.get("open")?.as_str()?, syntax.get("in")?.as_array()?))
}

/// The name in a tag that has nothing else, such as `{{ first_name }}`.
fn name_in(tag: &str) -> Option<&str> {
    let name = tag.strip_prefix("{{")?.strip_suffix("}}")?.trim_matches('-').trim();
    let is_name = |it: &str| {
        it.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    name.split('.').all(is_name).then_some(name)
}

/// Whether the platform documents fields that begin so.
fn is_senders(check: &Check<'_>, name: &str) -> bool {
    let first = |path: &str| path.split(['.', '[']).next().unwrap_or_default().to_owned();
    let root = first(name);
    check.hook.sender_fields().iter().any(|it| first(&it.path) == root)
}
