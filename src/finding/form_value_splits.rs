//! `form-value-splits`: a value has a character that means something in a form, and it was not encoded on its way.
//! A raw `&` ends the field; `+` arrives as a space and `%41` as `A` (WHATWG URL Standard, section 5.1); a `=` in a
//! label ends the label, and in a value some readers stop at it.
//!
//! A `&` that the template adds to a value, as between the elements of a list, begins a field of its own, with a
//! `=`; one that splits a value mostly does not.

use std::ops::RangeInclusive;

use super::{
    Edit, Finding, Severity, body_fix,
    check::Check,
    escape::{self, Place},
    raw_value::{Held, RawValue, values},
};
use crate::contract::{Keyword, Violation};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::{Format, form};
use crate::source::{InRendered, SourceId, Span};

/// How many digits a telephone number with its country's has (ITU-T E.164 allows 15).
const DIGITS: RangeInclusive<usize> = 7..=15;

pub(super) fn check(check: &mut Check<'_>) {
    if check.format != Format::Form || check.payload.is_none() {
        return;
    }
    let mut held = Held::new(check.contact);
    let pairs = Pairs::new(&check.request.body.text);
    let found: Vec<_> = values(&check.request.body)
        .flat_map(|value| in_value(check, &mut held, &pairs, &value))
        .take(MAX_SYNTAX_ERRORS)
        .collect();
    let numbers: Vec<_> =
        numbers(&check.request.body.text).take(MAX_SYNTAX_ERRORS).map(|at| Span::new(at, at + 1)).collect();
    let help = escape::url(check.hook.profile().dialect);
    let refused = if found.is_empty() && numbers.is_empty() { Vec::new() } else { refused(check) };
    in_template(check, &pairs, &numbers, &refused);
    for Splits { severity, message, place, value } in found {
        let mut finding =
            Finding::error("form-value-splits", SourceId::Body, Span::empty(0), message).with_help(help);
        finding.severity = severity;
        let mut finding = check.in_body(finding, place);
        // Whoever encodes the value for the one has mended the other.
        let is_lesser = severity == Severity::Info && check.has_told("form-value-splits", finding.span);
        if is_lesser || check.has_told(form::BAD_PERCENT, finding.span) {
            continue;
        }
        if severity != Severity::Info {
            if touches(&refused, value) {
                finding.severity = Severity::Error;
            }
            check.told.push(value);
        }
        if pairs.label(value.start as usize).is_some() {
            finding.fix = escape::fix(check, &finding, Place::Form);
        }
        check.add(finding);
    }
}

/// Tells of the telephone numbers that the template itself writes.
fn in_template(
    check: &mut Check<'_>,
    pairs: &Pairs<'_>,
    numbers: &[Span<InRendered>],
    refused: &[Span<InRendered>],
) {
    for &plus in numbers {
        let Some(span) = body_fix::printed_text(check, plus) else { continue };
        let label = pairs.label(plus.start as usize).unwrap_or_default();
        let message = format!("the `+` arrives as a space in '{label}'");
        let mut finding = Finding::warning("form-value-splits", SourceId::Body, Span::empty(0), message);
        if touches(refused, plus) {
            finding.severity = Severity::Error;
        }
        let finding = check.in_body(finding, plus).with_help("write `%2B` for a plus sign");
        let edit = Edit { source: SourceId::Body, span, text: "%2B".to_owned() };
        check.told.push(plus);
        check.add(finding.with_fix("write `%2B`", vec![edit]));
    }
}

/// Whether one of the places touches this one.
fn touches(places: &[Span<InRendered>], place: Span<InRendered>) -> bool {
    places.iter().any(|it| it.start <= place.end && place.start <= it.end)
}

/// Where the template writes the `+` of a telephone number at the start of a value. Any other may stand for a space.
fn numbers(form: &str) -> impl Iterator<Item = usize> {
    form.match_indices("=+").map(|(at, _)| at + 1).filter(|at| {
        let digits = form.bytes().skip(at + 1).take(DIGITS.end() + 1).take_while(u8::is_ascii_digit);
        DIGITS.contains(&digits.count())
    })
}

/// The values that the partner does not take as they arrive.
fn refused(check: &Check<'_>) -> Vec<Span<InRendered>> {
    let root = check.payload.as_ref().and_then(|it| it.root.as_ref());
    let violations = root.and_then(|it| check.hook.contract().validate(it, check.format).ok());
    let of_value = |it: &Violation| {
        let of_object =
            matches!(it.keyword, Keyword::UnknownKey { .. } | Keyword::Required(_) | Keyword::OneGroupOf(_));
        (!of_object).then_some(it.span)
    };
    violations.iter().flatten().filter_map(of_value).collect()
}

/// A character that splits a value.
struct Splits {
    severity: Severity,
    message: String,
    place: Span<InRendered>,
    /// The whole value.
    value: Span<InRendered>,
}

/// What one value does to the form.
fn in_value(check: &Check<'_>, held: &mut Held<'_>, pairs: &Pairs<'_>, value: &RawValue<'_>) -> Vec<Splits> {
    let label = pairs.label(value.span.start as usize);
    if label.is_none() && value.text.contains('=') {
        // Where a label is due, such a value is a part of the form.
        return Vec::new();
    }
    let fault = |mark| {
        let at = value.span.start as usize + first(check, held, pairs, value, mark)?;
        let (severity, message) = told(mark, label);
        Some(Splits { severity, message, place: Span::new(at, at + 1), value: value.span })
    };
    ['&', '%', '+', '='].into_iter().filter_map(fault).collect()
}

/// Whether what begins at `place` in a form is the rest of a value that a `&` of its own split: no field that anybody
/// wrote.
pub(super) fn is_rest(check: &Check<'_>, place: Span<InRendered>) -> bool {
    let Some(at) = place.start.checked_sub(1).filter(|_| check.format == Format::Form) else { return false };
    let part = &check.request.body;
    part.text.as_bytes().get(at as usize) == Some(&b'&')
        && values(part).any(|it| it.span.start <= at && at < it.span.end)
}

/// Where the first `mark` stands in the value that reached the form raw.
fn first(
    check: &Check<'_>,
    held: &mut Held<'_>,
    pairs: &Pairs<'_>,
    value: &RawValue<'_>,
    mark: char,
) -> Option<usize> {
    let at = match mark {
        '%' => value.text.match_indices('%').map(|(at, _)| at).find(|at| is_escape(value.text, *at)),
        _ => value.text.find(mark),
    }?;
    let is_raw = match mark {
        '&' => !pairs.begins_at(value.span.start as usize + at + 1) || held.holds(check.fields, value, mark),
        '=' => held.holds(check.fields, value, mark),
        // An encoder would have made these of the field's own.
        '+' => {
            !value.text.contains("%2B")
                && !value.text.contains("%2b")
                && held.holds(check.fields, value, mark)
        }
        _ => !value.text.contains("%25") && held.holds(check.fields, value, mark),
    };
    is_raw.then_some(at)
}

/// Whether the `%` at `at` and the two characters after it are an escape. Another `%` is `form-bad-percent`.
fn is_escape(text: &str, at: usize) -> bool {
    let digits = text.as_bytes().get(at + 1..at + 3);
    digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
}

fn told(mark: char, label: Option<&str>) -> (Severity, String) {
    let Some(label) = label else {
        return match mark {
            '&' => (Severity::Error, "the `&` in this value ends the label early".to_owned()),
            _ => (Severity::Warning, format!("the `{mark}` in this value changes the label")),
        };
    };
    match mark {
        '&' => (Severity::Error, format!("the `&` in this value ends '{label}' early")),
        '+' => (Severity::Warning, format!("the `+` in this value arrives as a space in '{label}'")),
        '%' => (
            Severity::Warning,
            format!("the `%` in this value makes another character of what follows in '{label}'"),
        ),
        _ => (Severity::Info, format!("the `=` in this value: some partners end '{label}' there")),
    }
}

/// Where the marks of a form stand, so that every value finds its own at once.
struct Pairs<'b> {
    body: &'b str,
    ands: Vec<usize>,
    equals: Vec<usize>,
}

impl<'b> Pairs<'b> {
    fn new(body: &'b str) -> Pairs<'b> {
        let all = |mark: char| body.match_indices(mark).map(|(at, _)| at).collect();
        Pairs { body, ands: all('&'), equals: all('=') }
    }

    /// The first of `marks` from `at` on.
    fn next(marks: &[usize], at: usize) -> Option<usize> {
        marks.get(marks.partition_point(|it| *it < at)).copied()
    }

    /// The label before the value at `at`; none when the value stands in the label itself.
    fn label(&self, at: usize) -> Option<&'b str> {
        let before = self.ands.partition_point(|it| *it < at).checked_sub(1);
        let start = before.and_then(|it| self.ands.get(it)).map_or(0, |it| it + 1);
        let end = Pairs::next(&self.equals, start).filter(|it| *it < at)?;
        self.body.get(start..end)
    }

    /// Whether a label with its `=` begins at `at`.
    fn begins_at(&self, at: usize) -> bool {
        let end = Pairs::next(&self.ands, at).unwrap_or(self.body.len());
        Pairs::next(&self.equals, at).is_some_and(|it| it < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_find_their_labels() {
        let pairs = Pairs::new("a=1&b[c]=2=3&d");
        let labels = [0, 2, 4, 9, 11, 14].map(|at| pairs.label(at));
        assert_eq!(labels, [None, Some("a"), None, Some("b[c]"), Some("b[c]"), None]);
        assert_eq!([0, 2, 4, 10, 13].map(|at| pairs.begins_at(at)), [true, false, true, true, false]);
    }
}
