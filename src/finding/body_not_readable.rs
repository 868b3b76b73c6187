//! `body-not-json`, `duplicate-key` and the codes of form bodies: the body cannot be read as what it is sent as.
//!
//! A value with a quotation mark or a backslash breaks the text after it, and the reader stumbles there. So, when
//! the place that it names is literal text, the values before it are tried: the one without whose awkward characters
//! the fault goes away is to blame.

use super::{Finding, check::Check};
use crate::payload::{self, Format, PayloadFault, Reading};
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::{Origin, Run};

/// How many values before a fault are tried.
const TRIED: usize = 12;

pub(super) fn check(check: &mut Check<'_>) {
    let Some(reading) = check.payload else { return };
    for fault in &reading.faults {
        let place = culprit(check, fault).unwrap_or(fault.span);
        let mut finding = Finding::error(fault.code, SourceId::Body, Span::empty(0), fault.message.clone());
        finding.severity = fault.severity;
        finding.help.clone_from(&fault.help);
        let finding = check.in_body(finding, place);
        check.add(Finding { rendered: Some(fault.span), ..finding });
    }
}

/// Where the first error of syntax is: the tree is sure only before it.
pub(super) fn first_error(reading: &Reading<InRendered>) -> Option<u32> {
    reading.faults.iter().filter(|fault| fault.code == "body-not-json").map(|fault| fault.span.start).min()
}

/// The value that is to blame for a fault which shows in literal text.
fn culprit(check: &Check<'_>, fault: &PayloadFault<InRendered>) -> Option<Span<InRendered>> {
    let body = &check.request.body;
    let touched = body.map.touching(fault.span);
    if check.format != Format::Json || touched.iter().any(|run| matches!(run.origin, Origin::Value { .. })) {
        return None;
    }
    let before = body.map.runs().iter().rev().filter(|run| run.out.end <= fault.span.end);
    let awkward = before.filter(|run| is_awkward(run, &body.text)).take(TRIED);
    awkward.map(|run| run.out).find(|&value| !has_fault(&without(&body.text, value), fault))
}

fn is_awkward(run: &Run, text: &str) -> bool {
    let is_value = matches!(run.origin, Origin::Value { .. });
    is_value && run.out.of(text).chars().any(|c| c.is_control() || matches!(c, '"' | '\\'))
}

/// The text with the awkward characters of one value replaced, so that all places stand.
fn without(text: &str, value: Span<InRendered>) -> String {
    let plain = |c: char| if c.is_control() || matches!(c, '"' | '\\') { 'x' } else { c };
    let mut changed: String = text.get(..value.start as usize).unwrap_or_default().to_owned();
    changed.extend(value.of(text).chars().map(plain));
    changed.push_str(text.get(value.end as usize..).unwrap_or_default());
    changed
}

fn has_fault(text: &str, fault: &PayloadFault<InRendered>) -> bool {
    payload::read(text, Format::Json).faults.iter().any(|it| it.span == fault.span && it.code == fault.code)
}
