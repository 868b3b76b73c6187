//! Edits of the template that mend a body which is no JSON: a comma, a bracket or a quotation mark of the template's
//! own text.

use super::{Edit, Fix, check::Check};
use crate::dialect::Dialect;
use crate::payload::PayloadFault;
use crate::source::{InRendered, InTemplate, SourceId, Span};
use crate::source_map::{Origin, Run};
use crate::template::NodeKind;

/// The reader's repair, carried over to the template: only where all of it is in text that is printed once and for
/// every contact. What a loop or a condition prints may be right for other contacts.
pub(super) fn of_text(check: &Check<'_>, fault: &PayloadFault<InRendered>) -> Option<Fix> {
    let repair = fault.repair.as_ref()?;
    let edit = |(place, text): &(Span<InRendered>, String)| {
        // Between the place of a comma and what stands after it there may be a block that other contacts get.
        if let Some(gap) = fault.also.filter(|it| it.start <= place.end && place.start <= it.end) {
            let after = (gap.end as usize + 1).min(check.request.body.text.len());
            in_text(check, place.union(Span::new(gap.start as usize, after)))?;
        }
        Some(Edit { source: SourceId::Body, span: in_text(check, *place)?, text: text.clone() })
    };
    let edits = repair.edits.iter().map(edit).collect::<Option<Vec<_>>>()?;
    Some(Fix { title: repair.title.clone(), edits })
}

/// Where a place of the body stands in text of the template.
pub(super) fn printed_text(check: &Check<'_>, place: Span<InRendered>) -> Option<Span<InTemplate>> {
    text_at(check.request.body.map.runs(), place)
}

/// Where a place of the body stands in text of the template that is outside of all blocks.
pub(super) fn in_text(check: &Check<'_>, place: Span<InRendered>) -> Option<Span<InTemplate>> {
    let runs = check.request.body.map.runs();
    let span = text_at(runs, place)?;
    let body = check.hook.body();
    let outermost = body.root.nodes.iter().map(|it| body.node(*it));
    let mut texts = outermost.filter(|it| matches!(it.kind, NodeKind::Text)).map(|it| it.span);
    texts.any(|it| it.start <= span.start && span.end <= it.end).then_some(span)
}

/// The comma that a loop's body ends with, when it is printed after the last turn too: it is put in a condition.
pub(super) fn of_loop(check: &Check<'_>, comma: Span<InRendered>) -> Option<Fix> {
    let span = text_at(check.request.body.map.runs(), comma)?;
    let body = check.hook.body();
    let ends_loop = |it: &NodeKind| match it {
        NodeKind::For(it) => {
            let last = it.body.nodes.last().map(|it| body.node(*it).span);
            last.is_some_and(|last| last.start <= span.start && span.end <= last.end)
                && body
                    .text
                    .get(span.end as usize..it.body.span.end as usize)
                    .is_some_and(|it| it.trim().is_empty())
        }
        _ => false,
    };
    if span.of(&body.text) != "," || !body.nodes().any(|it| ends_loop(&it.kind)) {
        return None;
    }
    let text = match check.hook.profile().dialect {
        Dialect::Jinja => "{% if not loop.last %},{% endif %}",
        Dialect::Liquid => "{% unless forloop.last %},{% endunless %}",
        Dialect::Velocity => "#if($foreach.hasNext),#end",
        Dialect::MergeFields => return None,
    };
    let edits = vec![Edit { source: SourceId::Body, span, text: text.to_owned() }];
    Some(Fix { title: "write the comma between the entries only".to_owned(), edits })
}

/// Jinja's `tojson` at the end of a merge tag.
pub(super) fn as_json(body: &str, hole: Span<InTemplate>) -> Option<Edit> {
    let inside = hole.of(body).strip_prefix("{{")?.strip_suffix("}}")?;
    if inside.contains(['\n', '#']) || inside.starts_with(['-', '+']) || inside.ends_with(['-', '+']) {
        return None;
    }
    let inside = inside.trim();
    let is_plain = inside.chars().all(|it| it.is_alphanumeric() || matches!(it, '.' | '_' | '[' | ']'));
    let inside = if is_plain { inside.to_owned() } else { format!("({inside})") };
    Some(Edit { source: SourceId::Body, span: hole, text: format!("{{{{ {inside} | tojson }}}}") })
}

/// The place in the template of literal text.
fn text_at(runs: &[Run], place: Span<InRendered>) -> Option<Span<InTemplate>> {
    let holds = |run: &&Run| {
        let is_text = matches!(run.origin, Origin::Text(_)) && !run.out.is_empty();
        is_text && run.out.start <= place.start && place.end <= run.out.end
    };
    let run = runs.iter().find(holds)?;
    let from = (place.start - run.out.start) as usize;
    run.origin.cut(from, from + place.len()).span()
}
