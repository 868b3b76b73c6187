//! `url-value-not-encoded`: a value goes into the address as it is, and has a character that means something there. In
//! the path a `/`, `?` or `#` leads to another place, in the query a `&` or `#` cuts the value off and a `+` arrives as a
//! space (RFC 3986, section 2.2; WHATWG URL Standard, section 5.1); white space and letters beyond ASCII cannot stand in
//! an address at all.
//!
//! A value that the address begins with may well be an address, so its own marks stand for themselves.

use super::{
    Finding, Severity,
    check::Check,
    escape::{self, Place},
    raw_value::{Held, RawValue, values},
    url_malformed::{is_bad, shown},
};
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::url::{self, Address};
use crate::payload::{Node, NodeKind};
use crate::source::{InRendered, SourceId, Span};

pub(super) fn check(check: &mut Check<'_>) {
    let part = &check.request.url;
    let address = url::read(&part.text);
    let query = address.as_ref().and_then(|it| it.form(&part.text)).and_then(|it| it.root);
    let mut held = Held::new(check.contact);
    let found: Vec<_> = values(part)
        .filter_map(|value| {
            let region = address.as_ref().map(|it| region(it, value.span));
            let label = query.as_ref().and_then(|it| label(it, value.span));
            Some((first(check, &mut held, &value, region, label)?, region))
        })
        .take(MAX_SYNTAX_ERRORS)
        .collect();
    let dialect = check.hook.profile().dialect;
    for ((severity, message, place), region) in found {
        let help = match region {
            Some(Region::Path) => escape::path(dialect),
            Some(Region::Server | Region::Query | Region::Fragment) | None => escape::url(dialect),
        };
        let mut finding =
            Finding::error("url-value-not-encoded", SourceId::Url, Span::empty(0), message).with_help(help);
        finding.severity = severity;
        let finding = check.blaming(finding, &check.request.url, place);
        let leads_on = check.request.url.text.get(place.range()) == Some("/");
        let place = match region {
            // A value may well be meant to lead on.
            Some(Region::Path) if !leads_on => Some(Place::Path),
            Some(Region::Query) => Some(Place::Form),
            Some(Region::Path | Region::Server | Region::Fragment) | None => None,
        };
        let fix = place.and_then(|it| escape::fix(check, &finding, it));
        check.add(Finding { fix, ..finding });
    }
}

/// The worst that a value does to the address: its severity, message and place. What a mark does goes before what
/// merely cannot be sent.
fn first(
    check: &Check<'_>,
    held: &mut Held<'_>,
    value: &RawValue<'_>,
    region: Option<Region>,
    label: Option<&str>,
) -> Option<(Severity, String, Span<InRendered>)> {
    let mut told = Vec::new();
    for (at, c) in value.text.char_indices() {
        let start = value.span.start as usize + at;
        let place = Span::new(start, start + c.len_utf8());
        let mark = region.and_then(|it| effect(c, it, label));
        let is_mark = mark.is_some();
        let (severity, effect) = match mark {
            Some(mark) if is_raw(check, held, value, c) => mark,
            Some(_) => continue,
            None if is_bad(c) && c.is_ascii() => (Severity::Error, "cannot stand in an address".to_owned()),
            None if is_bad(c) => {
                (Severity::Warning, "is not encoded, and not every client does it".to_owned())
            }
            None => continue,
        };
        told.push((severity, !is_mark, place, format!("{} in this value {effect}", shown(c))));
    }
    let worst = told.into_iter().min();
    worst.map(|(severity, _, place, message)| (severity, message, place))
}

/// Whether a mark came with the contact's data as it is.
fn is_raw(check: &Check<'_>, held: &mut Held<'_>, value: &RawValue<'_>, mark: char) -> bool {
    // An encoder would have made these of the field's own.
    let is_plain = match mark {
        '+' => !value.text.contains("%2B") && !value.text.contains("%2b"),
        '%' => !value.text.contains("%25"),
        '&' => !is_pairs(check, value),
        _ => true,
    };
    is_plain && held.holds(check.fields, value, mark)
}

/// Whether a value stands where a label is due and brings it along: then it is a part of the query.
fn is_pairs(check: &Check<'_>, value: &RawValue<'_>) -> bool {
    let before = check.request.url.text.get(..value.span.start as usize).unwrap_or_default();
    before.ends_with(['?', '&']) && value.text.contains('=')
}

/// The innermost name of the query to whose value a value belongs. A list has no names but its own.
fn label(node: &Node<InRendered>, value: Span<InRendered>) -> Option<&str> {
    let is_around = |it: &Node<InRendered>| it.span.start <= value.start && value.start <= it.span.end;
    match &node.kind {
        NodeKind::Map(members) => {
            let member = members.iter().find(|it| is_around(&it.value))?;
            // A `?` of a value in the path puts the query before its time.
            let key = member.key.rsplit('?').next();
            label(&member.value, value).or(key)
        }
        NodeKind::List(items) => items.iter().find(|it| is_around(it)).and_then(|it| label(it, value)),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) | NodeKind::Str(_) => None,
    }
}

/// Where in an address a character of a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Region {
    /// In what names the server, or in a value that began there or right after it.
    Server,
    Path,
    Query,
    Fragment,
}

/// The part of the address in which a value begins: a `?` of its own ends the path only because it is not encoded.
fn region(address: &Address<InRendered>, value: Span<InRendered>) -> Region {
    let begins = value.start;
    if begins <= address.authority.end {
        Region::Server
    } else if begins <= address.path.end {
        Region::Path
    } else if address.query.is_some_and(|it| begins <= it.end) {
        Region::Query
    } else {
        Region::Fragment
    }
}

/// What a mark does to the address; nothing where it stands for itself.
fn effect(c: char, region: Region, label: Option<&str>) -> Option<(Severity, String)> {
    let of_label = |before: &str, after: &str| match label {
        Some(label) => format!("{before} '{label}'{after}"),
        None => format!("{before} the label{after}"),
    };
    let (severity, effect) = match (region, c) {
        (Region::Server | Region::Fragment, _) => return None,
        (_, '#') => (Severity::Error, "cuts the rest of the address off".to_owned()),
        (_, '%') => (Severity::Warning, "makes another character of what follows".to_owned()),
        (Region::Path, '?') => (Severity::Error, "ends the path early".to_owned()),
        (Region::Path, '/') => (Severity::Warning, "leads to another place".to_owned()),
        (Region::Query, '&') => (Severity::Error, of_label("ends", " early")),
        (Region::Query, '+') => (Severity::Warning, of_label("arrives as a space in", "")),
        _ => return None,
    };
    Some((severity, effect))
}
