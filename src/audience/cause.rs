//! What makes the problems of two contacts one cause.

use std::collections::BTreeSet;

use crate::finding::{Finding, Place, Severity};
use crate::hook::Request;
use crate::source::{InTemplate, SourceId, Span};
use crate::source_map::Origin;

/// A problem without what differs from contact to contact: the same rule says the same of the same place and fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    severity: Severity,
    code: &'static str,
    source: SourceId,
    span: Span<InTemplate>,
    pointer: String,
    fields: Vec<String>,
    message: String,
}

impl Key {
    /// Of a finding in a request.
    pub(super) fn of(finding: &Finding, request: &Request) -> Key {
        let mut fields: Vec<String> = finding.fields.iter().map(|it| any_element(it)).collect();
        fields.dedup();
        Key {
            severity: finding.severity,
            code: finding.code,
            source: finding.source.clone(),
            span: finding.span,
            pointer: any_index(finding.pointer.as_deref().unwrap_or_default()),
            fields,
            message: without_values(&finding.message, request),
        }
    }
}

/// A finding without its places in the request, which is one of many: of each place in the template, one is left.
pub(super) fn without_request(finding: &Finding) -> Finding {
    let mut spans = BTreeSet::from([finding.span]);
    let places = finding.places.iter().filter(|it| spans.insert(it.span));
    let places = places.map(|it| Place { rendered: None, ..it.clone() }).collect();
    Finding { rendered: None, places, ..finding.clone() }
}

/// `order.items[3].sku` as `order.items[].sku`.
fn any_element(path: &str) -> String {
    let mut general = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('[') {
        general.push_str(before);
        general.push('[');
        rest = after.trim_start_matches(|it: char| it.is_ascii_digit());
    }
    general + rest
}

/// `/data/3/name` as `/data/*/name`.
fn any_index(pointer: &str) -> String {
    let is_index = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    pointer.split('/').map(|it| if is_index(it) { "*" } else { it }).collect::<Vec<_>>().join("/")
}

/// A message without the contact's values that it quotes and without the numbers that it counts.
fn without_values(message: &str, request: &Request) -> String {
    let mut general = String::with_capacity(message.len());
    // What stands between quotation marks is every second piece.
    for (at, piece) in message.split('\'').enumerate() {
        if at > 0 {
            general.push('\'');
        }
        match at % 2 == 1 {
            true if is_printed(piece, request) => general.push('…'),
            true => general.push_str(piece),
            false => general.extend(piece.chars().map(|it| if it.is_ascii_digit() { '#' } else { it })),
        }
    }
    general
}

/// Whether a text stands in what a merge tag prints for the contact.
fn is_printed(text: &str, request: &Request) -> bool {
    let in_part = |part: &crate::render::Rendered| {
        part.map.runs().iter().any(|run| {
            let is_value = matches!(run.origin, Origin::Value { .. } | Origin::Unplaced(_));
            is_value && run.out.of(&part.text).contains(text.trim_matches('"'))
        })
    };
    request.parts().any(|(_, part)| in_part(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_contact_to_contact_is_left_out() {
        assert_eq!(any_element("order.items[12].tags[0]"), "order.items[].tags[]");
        assert_eq!(any_element("Event[\"a 1\"].b"), "Event[\"a 1\"].b");
        assert_eq!(any_index("/data/0/line/12a"), "/data/*/line/12a");
        let message = "'address_1' has 57 characters, and at most 40 are allowed";
        let general = "'address_1' has ## characters, and at most ## are allowed";
        assert_eq!(without_values(message, &Request::default()), general);
    }
}
