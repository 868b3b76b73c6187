//! `double-encoded`: a merge tag that writes JSON, quotation marks and all, stands between quotation marks:
//! `"{{ x | json }}"` prints `""Ann""`. Templates without such a filter need the quotation marks, so they are put there
//! by habit.

use std::collections::BTreeMap;

use super::{Edit, Finding, check::Check, holes::Hole, holes::holes};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::Format;
use crate::source::{InTemplate, SourceId, Span};
use crate::template::{ExprId, ExprKind, NodeKind, Template};

/// The filters that write a value as JSON, with its quotation marks. Velocity's `$esc.json` leaves them out.
const FILTERS: [&str; 3] = ["tojson", "json", "jsonify"];

pub(super) fn check(check: &mut Check<'_>) {
    if check.format != Format::Json || check.payload.is_none() {
        return;
    }
    let (hook, request) = (check.hook, check.request);
    let template = hook.body();
    let encoders = encoders(template);
    if encoders.is_empty() {
        return;
    }
    let is_broken = |it: &Hole| it.in_string && it.out.of(&request.body.text).contains('"');
    let holes = holes(&request.body).into_iter().filter(is_broken);
    let found: Vec<(Hole, &str)> = holes.filter_map(|it| Some((it, *encoders.get(&it.span)?))).collect();
    if found.is_empty() {
        return;
    }
    check.read_without(&found.iter().map(|(it, _)| it.out).collect::<Vec<_>>());
    for (hole, filter) in found.into_iter().take(MAX_SYNTAX_ERRORS) {
        let message =
            format!("`{filter}` writes its own quotation marks, and the merge tag stands in a pair already");
        let finding = Finding::error("double-encoded", SourceId::Body, Span::empty(0), message);
        let finding = check.of_hole(finding, hole);
        check.add(match marks_around(&template.text, hole.span) {
            Some(edits) => finding
                .with_help("leave out the quotation marks around the merge tag")
                .with_fix("remove the quotation marks around the merge tag", edits),
            None => finding.with_help(format!(
                "leave out `{filter}` here, or put the whole text into the merge tag and leave out the marks around it"
            )),
        });
    }
}

/// The holes that write their value as JSON, each with the filter that does: the last one that changes the value.
pub(super) fn encoders(template: &Template) -> BTreeMap<Span<InTemplate>, &str> {
    let emits = template.nodes().filter_map(|it| match it.kind {
        NodeKind::Emit { expr, .. } => Some((it.span, expr)),
        _ => None,
    });
    emits.filter_map(|(span, expr)| Some((span, encoder(template, expr)?))).collect()
}

fn encoder(template: &Template, mut expr: ExprId) -> Option<&str> {
    loop {
        match &template.expr(expr).kind {
            ExprKind::Filter { name, .. } if FILTERS.contains(&&**name) => return Some(name),
            // `safe` only says that HTML is fine.
            ExprKind::Filter { name, base, .. } if &**name == "safe" => expr = *base,
            _ => return None,
        }
    }
}

/// The edits that remove the quotation marks next to a hole that fills the whole text.
fn marks_around(text: &str, hole: Span<InTemplate>) -> Option<Vec<Edit>> {
    let (start, end) = (hole.start as usize, hole.end as usize);
    let before = text.get(..start)?;
    let is_mark = before.ends_with('"') && !before.ends_with("\\\"") && text.get(end..)?.starts_with('"');
    let edit = |at| Edit { source: SourceId::Body, span: Span::new(at, at + 1), text: String::new() };
    is_mark.then(|| vec![edit(start - 1), edit(end)])
}
