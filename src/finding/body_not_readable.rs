//! `body-not-json`, `body-not-xml`, `duplicate-key` and the codes of form bodies: the body cannot be read as what it is
//! sent as.
//!
//! A value with a quotation mark or a backslash in JSON, or with a `<` in XML, breaks the text after it, and the reader stumbles there. So, when
//! the place that it names is literal text, the values before it are tried: the one without whose awkward characters
//! the fault goes away is to blame.

use super::escape::{self, Place};
use super::holes::Hole;
use super::{
    Finding, Fix, body_fix, check::Check, double_encoded::encoders, form_value_splits, holes::holes,
    unquoted_value,
};
use crate::dialect::Dialect;
use crate::payload::{self, Format, NodeKind, PayloadFault, form};
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::{Origin, Run};

/// How many values before a fault are tried.
const TRIED: usize = 12;

pub(super) fn check(check: &mut Check<'_>) {
    let Some(reading) = check.payload.clone() else { return };
    // Told of by `empty_body`.
    if check.hook.body().text.trim().is_empty() {
        return;
    }
    let dialect = check.hook.profile().dialect;
    let is_syntax = |fault: &PayloadFault<InRendered>| fault.code == "body-not-json";
    let holes = if reading.faults.iter().any(is_syntax) { holes(&check.request.body) } else { Vec::new() };
    let mut told = Vec::new();
    for fault in &reading.faults {
        if is_told(check, fault) {
            continue;
        }
        if let Some(hole) = unquoted_value::cause(check, &holes, fault).filter(|_| is_syntax(fault)) {
            match hole.out.of(&check.body_text).trim().is_empty() {
                // The reader goes on as if a value stood there.
                true => check.told.push(fault.span),
                false => is_unsure(check, fault),
            }
            let finding = unquoted_value::finding(check, hole, fault);
            check.add(finding);
            continue;
        }
        if is_syntax(fault) {
            is_unsure(check, fault);
        }
        if fault.code == form::NO_EQUALS {
            // That the partner does not know it as a name follows.
            check.told.push(fault.span);
        }
        let repair = body_fix::of_text(check, fault);
        let culprit = culprit(check, fault, repair.is_some());
        // A value that breaks the body in many ways is one mistake.
        let hole = culprit
            .and_then(|it| holes.iter().find(|hole| hole.out.start <= it.start && it.end <= hole.out.end));
        if hole.is_some_and(|it| told.contains(&it.out)) {
            continue;
        }
        told.extend(hole.map(|it| it.out));
        if let Some(finding) = hole.and_then(|it| printed_structure(check, *it)) {
            check.add(Finding { rendered: Some(fault.span), ..finding });
            continue;
        }
        let mut finding = Finding::error(fault.code, SourceId::Body, Span::empty(0), fault.message.clone());
        finding.severity = fault.severity;
        let is_awkward = |value: &Span<_>| is_awkward_text(value.of(&check.request.body.text), check.format);
        finding.help = match (culprit.filter(is_awkward), check.format) {
            (Some(_), Format::Json) => Some(escape::json(dialect).to_owned()),
            (Some(_), Format::Xml) => {
                Some(format!("the contact's value breaks the XML: {}", escape::xml(dialect)))
            }
            _ if fault.code == form::BAD_PERCENT && is_of_value(check, fault.span) => {
                Some(escape::url(dialect).to_owned())
            }
            (Some(_), Format::Form | Format::Text) | (None, _) => fault.help.clone(),
        };
        let finding = match culprit {
            Some(value) => blaming(check, finding, value),
            None => check.in_body(finding, literal(check, fault)),
        };
        let fix = match culprit {
            Some(_) => fix_of_value(check, &finding, hole),
            None if fault.code == form::BAD_PERCENT && is_of_value(check, fault.span) => {
                escape::fix(check, &finding, Place::Form)
            }
            None => repair.or_else(|| body_fix::of_loop(check, fault.span)),
        };
        check.add(Finding { rendered: Some(fault.span), fix, ..finding });
    }
}

/// Points a finding at the merge tag that printed a value, and at no other: one beside it may have printed nothing.
fn blaming(check: &mut Check<'_>, finding: Finding, value: Span<InRendered>) -> Finding {
    let run = check.request.body.map.runs().iter().find(|it| it.out == value && is_value(it));
    match run.and_then(|it| Some((it.origin.span()?, it.origin.reads()))) {
        Some((span, reads)) => Finding { span, fields: check.paths(reads), ..finding },
        None => check.in_body(finding, value),
    }
}

/// The edit that escapes the value which a finding blames, where the body's own text says what it stands in.
fn fix_of_value(check: &Check<'_>, finding: &Finding, hole: Option<&Hole>) -> Option<Fix> {
    let place = match check.format {
        Format::Json if hole.is_some_and(|it| it.in_string) => Place::Json,
        Format::Xml => Place::in_xml(&check.hook.body().text, finding.span),
        Format::Json | Format::Form | Format::Text => return None,
    };
    escape::fix(check, finding, place)
}

/// The finding for a merge tag that prints a list or a group in its language's own form where JSON is due.
fn printed_structure(check: &mut Check<'_>, hole: Hole) -> Option<Finding> {
    let printed = hole.out.of(&check.request.body.text).trim_start();
    if hole.in_string
        || !printed.starts_with(['{', '['])
        || encoders(check.hook.body()).contains_key(&hole.span)
    {
        return None;
    }
    let message = "this prints a list or a group of fields, and not as JSON writes it";
    let finding =
        check.of_hole(Finding::error(payload::json::NOT_JSON, SourceId::Body, Span::empty(0), message), hole);
    let values =
        check.request.body.map.touching(hole.out).iter().flat_map(|run| check.of_contact(run.origin.reads()));
    let is_structure = |it: &NodeKind<_>| matches!(it, NodeKind::List(_) | NodeKind::Map(_));
    if !values.into_iter().any(is_structure) {
        return None;
    }
    Some(match check.hook.profile().dialect {
        Dialect::Jinja => {
            let finding = finding.with_help("write `| tojson` at the end of the merge tag");
            match body_fix::as_json(&check.hook.body().text, hole.span) {
                Some(edit) => finding.with_fix("let `tojson` write it", vec![edit]),
                None => finding,
            }
        }
        Dialect::Liquid | Dialect::Velocity => {
            finding.with_help("go through it with a loop and write each part, with its quotation marks")
        }
        Dialect::MergeFields => finding,
    })
}

/// From an error of syntax on, the tree is a guess.
fn is_unsure(check: &mut Check<'_>, fault: &PayloadFault<InRendered>) {
    let before = check.unsure_from.unwrap_or(u32::MAX);
    check.unsure_from = Some(before.min(fault.span.start));
}

/// The place of a fault in literal text; where a value is in it too, the text that is to be replaced.
fn literal(check: &Check<'_>, fault: &PayloadFault<InRendered>) -> Span<InRendered> {
    let runs = check.request.body.map.touching(fault.span);
    let has_value = runs.iter().any(is_value);
    if fault.code == form::NO_EQUALS && has_value {
        // What lacks its `=` is the text that was meant as the name.
        let texts = runs.iter().filter(|it| matches!(it.origin, Origin::Text(_)));
        let mut own = texts
            .map(|it| {
                let (start, end) = (it.out.start.max(fault.span.start), it.out.end.min(fault.span.end));
                Span::new(start as usize, end.max(start) as usize)
            })
            .filter(|it| !it.of(&check.request.body.text).trim().is_empty());
        return own.next().unwrap_or(fault.span);
    }
    match fault.repair.as_ref().and_then(|it| it.edits.first()) {
        Some((place, _)) if has_value && !place.is_empty() => *place,
        _ => fault.span,
    }
}

/// Whether a value of the contact stands there.
fn is_of_value(check: &Check<'_>, place: Span<InRendered>) -> bool {
    let runs = check.request.body.map.touching(place).iter();
    runs.filter(|it| is_value(it)).any(|it| it.out.start <= place.start && place.end <= it.out.end)
}

/// Whether `form-value-splits` tells of it: the pair without `=` is the rest of a value.
fn is_told(check: &Check<'_>, fault: &PayloadFault<InRendered>) -> bool {
    matches!(fault.code, form::NO_EQUALS | form::EMPTY_PAIR) && form_value_splits::is_rest(check, fault.span)
}

/// The value that is to blame: the one at the fault or, when the fault shows in literal text, the one before it
/// without whose awkward characters the fault goes away. `is_text` says that the fault can be mended in literal text.
fn culprit(check: &Check<'_>, fault: &PayloadFault<InRendered>, is_text: bool) -> Option<Span<InRendered>> {
    if !matches!(check.format, Format::Json | Format::Xml) {
        return None;
    }
    let body = &check.request.body;
    let is_awkward = |run: &&Run| is_awkward_text(run.out.of(&body.text), check.format);
    let mends = |run: &&Run| mends(check, run.out, fault);
    let at_fault = body.map.touching(fault.span).iter().filter(|it| is_value(it) && !is_text);
    if let Some(first) = at_fault.clone().next() {
        // A string that is never closed has all its values in it.
        let is_one_of_many = at_fault.clone().nth(1).is_some();
        let culprit = at_fault.filter(|_| is_one_of_many).filter(is_awkward).take(TRIED).find(mends);
        return Some(culprit.unwrap_or(first).out);
    }
    let before = body.map.runs().iter().rev().filter(|run| run.out.end <= fault.span.end && is_value(run));
    before.filter(is_awkward).take(TRIED).find(mends).map(|run| run.out)
}

fn is_value(run: &Run) -> bool {
    matches!(run.origin, Origin::Value { .. })
}

fn is_awkward_text(text: &str, format: Format) -> bool {
    text.chars().any(|it| is_awkward(it, format))
}

/// Characters that a JSON string (RFC 8259, section 7), or text and attributes of XML (XML 1.0, section 2.4), cannot
/// hold as they are.
fn is_awkward(c: char, format: Format) -> bool {
    match format {
        Format::Json => c < ' ' || matches!(c, '"' | '\\'),
        Format::Xml => {
            matches!(c, '&' | '<' | '>' | '"' | '\'') || (c < ' ' && !matches!(c, '\t' | '\n' | '\r'))
        }
        Format::Form | Format::Text => false,
    }
}

/// The text with the awkward characters of some values replaced, so that all places stand; the values are in order.
pub(super) fn without(text: &str, values: &[Span<InRendered>], format: Format) -> String {
    let plain = |c: char| if is_awkward(c, format) { 'x' } else { c };
    let mut changed = String::with_capacity(text.len());
    let mut from = 0;
    for value in values {
        changed.push_str(text.get(from..value.start as usize).unwrap_or_default());
        changed.extend(value.of(text).chars().map(plain));
        from = value.end as usize;
    }
    changed.push_str(text.get(from..).unwrap_or_default());
    changed
}

/// Whether a fault goes away with the awkward characters of a value, which does not become one itself: the quotation
/// marks that `tojson` writes are awkward to no one.
fn mends(check: &Check<'_>, value: Span<InRendered>, fault: &PayloadFault<InRendered>) -> bool {
    let text = without(&check.body_text, &[value], check.format);
    let is_it = |it: &PayloadFault<_>| it.span == fault.span && it.code == fault.code;
    let is_inside = |it: &PayloadFault<_>| value.start <= it.span.start && it.span.end <= value.end;
    !payload::read(&text, check.format).faults.iter().any(|it| is_it(it) || is_inside(it))
}
