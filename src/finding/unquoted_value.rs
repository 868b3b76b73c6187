//! `unquoted-value`: a merge tag stands in JSON without quotation marks, and what it prints for this contact needs them:
//! text, or nothing at all, as in `"age": ,`.

use super::{
    Edit, Finding, body_fix,
    check::{Check, named},
    holes::Hole,
    leaked_null,
};
use crate::dialect::Dialect;
use crate::payload::PayloadFault;
use crate::source::{InRendered, InTemplate, SourceId, Span};

/// The hole that makes a fault.
pub(super) fn cause(check: &Check<'_>, holes: &[Hole], fault: &PayloadFault<InRendered>) -> Option<Hole> {
    holes.iter().find(|it| is_cause(&check.body_text, it, fault)).copied()
}

/// The finding for a hole and the fault that it makes.
pub(super) fn finding(check: &mut Check<'_>, hole: Hole, fault: &PayloadFault<InRendered>) -> Finding {
    let text = check.body_text.as_ref();
    let printed = hole.out.of(text).trim().to_owned();
    if leaked_null::WORDS.contains(&printed.as_str()) {
        return leaked_null::bare(check, hole.out);
    }
    let pointer = check.pointer_of(if hole.out.is_empty() { fault.span } else { hole.out });
    let name = named(pointer.as_deref().unwrap_or_default());
    if check.hook.profile().dialect == Dialect::Jinja && matches!(&*printed, "True" | "False") {
        let small = printed.to_lowercase();
        let message = format!("{name} gets `{printed}`, which JSON writes `{small}`");
        let finding = Finding::error("unquoted-value", SourceId::Body, Span::empty(0), message);
        let finding = check.of_hole(finding, hole);
        let finding = Finding { rendered: Some(fault.span), pointer, ..finding };
        let finding = finding.with_help("let `tojson` write it: `{{ (…) | tojson }}`");
        return match body_fix::as_json(&check.hook.body().text, hole.span) {
            Some(edit) => finding.with_fix("let `tojson` write it", vec![edit]),
            None => finding,
        };
    }
    let message = match printed.is_empty() {
        true => {
            format!("{name} gets no value: the merge tag prints nothing and has no quotation marks around it")
        }
        false => format!("{name} gets text without quotation marks around it"),
    };
    let finding = Finding::error("unquoted-value", SourceId::Body, Span::empty(0), message);
    let finding = check.of_hole(finding, hole);
    let finding = Finding { rendered: Some(fault.span), pointer: pointer.clone(), ..finding };
    let template = &check.hook.body().text;
    if !takes_text(check, pointer.as_deref()) {
        let stand_in = stand_in(check.hook.profile().dialect);
        return finding.with_help(match printed.is_empty() {
            true => stand_in.to_owned(),
            false => "put quotation marks around the merge tag, or send a number, true or false".to_owned(),
        });
    }
    let finding = finding.with_help("put quotation marks around the merge tag");
    if !stands_alone(template, hole.span) {
        return finding;
    }
    let mark =
        |at: u32| Edit { source: SourceId::Body, span: Span::empty(at as usize), text: "\"".to_owned() };
    finding.with_fix(
        "put quotation marks around the merge tag",
        vec![mark(hole.span.start), mark(hole.span.end)],
    )
}

/// Whether the fault is what the hole prints, or does not print, where a value is due.
fn is_cause(text: &str, hole: &Hole, fault: &PayloadFault<InRendered>) -> bool {
    let (place, fault) = (hole.out, fault.span);
    let touches = place.start <= fault.end && fault.start <= place.end;
    if hole.in_string || !touches {
        return false;
    }
    let before = text.get(..place.start as usize).unwrap_or_default().trim_end().chars().next_back();
    let after = text.get(place.end as usize..).unwrap_or_default().trim_start().chars().next();
    let is_due = before == Some(':') || (hole.in_list && matches!(before, Some('[' | ',')));
    let ends = matches!(after, None | Some(',' | '}' | ']'));
    let printed = place.of(text).trim();
    let is_bare = printed.is_empty() || (place.start <= fault.start && fault.end <= place.end);
    is_due && ends && is_bare && !printed.starts_with(['"', '{', '['])
}

/// Whether the contract takes text there.
fn takes_text(check: &Check<'_>, pointer: Option<&str>) -> bool {
    let described = pointer.and_then(|it| check.hook.contract().describes(it)).and_then(|it| it.get("type"));
    described.is_some_and(|it| {
        it == "string" || it.as_array().is_some_and(|all| all.iter().any(|it| it == "string"))
    })
}

/// Whether nothing but the hole stands where the value is due.
fn stands_alone(template: &str, hole: Span<InTemplate>) -> bool {
    let before = template.get(..hole.start as usize).unwrap_or_default().trim_end();
    let after = template.get(hole.end as usize..).unwrap_or_default().trim_start();
    before.ends_with([':', '[', ',']) && after.starts_with([',', '}', ']'])
}

/// How a template gives a value to contacts that have none.
fn stand_in(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => "give it a value for contacts without one: `{{ … | default(0, true) }}`",
        Dialect::Liquid => "give it a value for contacts without one: `{{ … | default: 0 }}`",
        Dialect::Velocity => "give it a value for contacts without one: `${…|0}`",
        Dialect::MergeFields => {
            "put quotation marks around the merge field, or send only to contacts that have it"
        }
    }
}
