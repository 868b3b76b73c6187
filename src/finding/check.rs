//! What a rule looks at, and the order in which the rules run.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    Basis, Finding, body_not_form, body_not_readable, campaign_differs, contact_not_as_declared,
    content_type_not_allowed, contract_violation, credentials_in_body, double_encoded, empty_body,
    empty_mandatory_field, filler_value, form_separator, form_value_splits, header_not_ascii,
    header_outer_space, holes::Hole, impossible_date, leaked_merge_tag, leaked_null, malformed_header,
    message_dropped, method_not_allowed, missing_field, missing_header, placeholder_left,
    receiver_merge_syntax_eaten, secret_in_file, structure_varies, unknown_field, unknown_key, url_for_id,
    url_host_from_contact, url_malformed, url_not_https, url_value_not_encoded, value_not_in_list,
    wrong_address, wrong_case, wrong_length, wrong_type, xml_value_is_markup,
};
use crate::contact::Contact;
use crate::contract::{Keyword, Violation};
use crate::field::{Fields, ReadSet, Segment};
use crate::hook::{Hook, Request};
use crate::locate::{Blame, locate};
use crate::payload::{self, Format, Node, NodeKind, Reading};
use crate::render::Rendered;
use crate::source::{InContact, InRendered, InTemplate, SourceId, Span};

/// The rules that look at the request as it was rendered, in order. What reads the body comes after `double_encoded`,
/// which goes on with a body in which the values that it told of break nothing.
const OF_REQUEST: [fn(&mut Check<'_>); 24] = [
    url_not_https::check,
    url_malformed::check,
    url_value_not_encoded::check,
    url_host_from_contact::check,
    wrong_address::check,
    method_not_allowed::check,
    content_type_not_allowed::check,
    missing_header::check,
    malformed_header::check,
    header_not_ascii::check,
    header_outer_space::check,
    secret_in_file::check,
    placeholder_left::check,
    empty_body::check,
    double_encoded::check,
    body_not_form::check,
    body_not_readable::check,
    form_separator::check,
    form_value_splits::check,
    xml_value_is_markup::check,
    leaked_null::check,
    leaked_merge_tag::check,
    receiver_merge_syntax_eaten::check,
    url_for_id::check,
];

/// The rules that look at the payload after the contract's.
const OF_PAYLOAD: [fn(&mut Check<'_>, &Node<InRendered>); 4] =
    [credentials_in_body::check, campaign_differs::check, filler_value::check, impossible_date::check];

/// A rendered request under examination.
pub(crate) struct Check<'c> {
    /// The hook.
    pub(crate) hook: &'c Hook,
    /// What it renders to.
    pub(crate) request: &'c Request,
    /// The fields that were read.
    pub(crate) fields: &'c mut Fields,
    /// The contact that it is rendered for.
    pub(crate) contact: &'c Contact,
    /// How the body is written.
    pub(crate) format: Format,
    /// The body as it could be read; none when no body is sent.
    pub(crate) payload: Option<Arc<Reading<InRendered>>>,
    /// The text that `payload` was read from: the body, with what broke it replaced, so that all places stand.
    pub(crate) body_text: Cow<'c, str>,
    /// Where the tree of the body stops being sure.
    pub(crate) unsure_from: Option<u32>,
    /// Places of which enough has been said: what else is wrong with the value there follows from it.
    pub(crate) told: Vec<Span<InRendered>>,
    findings: Vec<Finding>,
}

impl<'c> Check<'c> {
    pub(crate) fn new(
        hook: &'c Hook,
        request: &'c Request,
        fields: &'c mut Fields,
        contact: &'c Contact,
        (format, payload): (Format, Option<Reading<InRendered>>),
    ) -> Check<'c> {
        let body_text = Cow::Borrowed(request.body.text.as_str());
        let payload = payload.map(Arc::new);
        let (told, findings) = (Vec::new(), Vec::new());
        Check {
            hook,
            request,
            contact,
            fields,
            format,
            payload,
            body_text,
            unsure_from: None,
            told,
            findings,
        }
    }

    /// Runs all rules.
    pub(crate) fn run(mut self) -> Vec<Finding> {
        contact_not_as_declared::check(&mut self);
        if message_dropped::check(&mut self) {
            return self.findings;
        }
        for rule in OF_REQUEST {
            rule(&mut self);
        }
        self.contract();
        structure_varies::check(&mut self);
        wrong_case::check(&mut self);
        unknown_field::check(&mut self);
        self.findings
    }

    /// Holds the payload against the contract. After an error of syntax the tree is only part of the body, so then
    /// only what was read whole before the error counts.
    fn contract(&mut self) {
        let (hook, payload) = (self.hook, self.payload.clone());
        let Some(root) = payload.as_ref().and_then(|it| it.root.as_ref()) else { return };
        let sound = self.unsure_from;
        self.told.sort_unstable();
        match hook.contract().validate(root, self.format) {
            Ok(mut violations) => {
                violations.extend(unknown_key::in_open_objects(self, &violations));
                let told = violations.iter().filter(|it| match sound {
                    Some(end) => it.span.end < end && !matches!(it.keyword, Keyword::Required(_)),
                    None => true,
                });
                let renamed = unknown_key::Renamed::new(self, &violations);
                for violation in told.filter(|it| !renamed.explains(it)) {
                    let is_key = matches!(violation.keyword, Keyword::UnknownKey { .. });
                    let is_rest = is_key && form_value_splits::is_rest(self, violation.span);
                    if !is_rest && !self.is_told(violation) {
                        self.violation(violation, &renamed);
                    }
                }
            }
            Err(message) => {
                self.add(Finding::error(
                    "broken-schema",
                    SourceId::Schema(Arc::from("")),
                    Span::empty(0),
                    message,
                ));
            }
        }
        for rule in OF_PAYLOAD {
            rule(self, root);
        }
    }

    /// Whether a violation follows from what was told of the value. The places do not overlap and are sorted.
    fn is_told(&self, violation: &Violation) -> bool {
        let (start, end) = (violation.span.start, violation.span.end);
        // The violation of a text begins inside its quotation marks, that of another value with it.
        let next = self.told.partition_point(|it| it.start <= start + 1);
        let before = next.checked_sub(1).and_then(|it| self.told.get(it));
        before.is_some_and(|it| it.start <= end && start <= it.end)
    }

    fn violation(&mut self, violation: &Violation, renamed: &unknown_key::Renamed) {
        let finding = match &violation.keyword {
            Keyword::Required(name) => missing_field::finding(self, violation, name),
            Keyword::OneGroupOf(groups) => missing_field::one_group(self, violation, groups),
            Keyword::Filled => empty_mandatory_field::finding(self, violation),
            Keyword::MinLength(limit) => wrong_length::too_short(self, violation, *limit),
            Keyword::MaxLength(limit) => wrong_length::too_long(self, violation, *limit),
            Keyword::Type(types) => wrong_type::finding(self, violation, types),
            Keyword::Enum(values) => value_not_in_list::finding(self, violation, values),
            Keyword::UnknownKey { key, known, is_refused } => {
                unknown_key::finding(self, violation, (key, *is_refused), known, renamed)
            }
            Keyword::Pattern(_) | Keyword::MinItems(_) | Keyword::MaxItems(_) | Keyword::Other { .. } => {
                contract_violation::finding(self, violation)
            }
        };
        let contract = self.hook.contract();
        let advice = || contract.advice(violation).map(str::to_owned);
        self.add(Finding {
            help: finding.help.or_else(advice),
            basis: contract.confidence(&violation.pointer).map(|it| Basis::new(it, self.receiver())),
            ..finding
        });
    }

    /// Whether this was found at a place of the body that has `place` in it.
    pub(crate) fn has_told(&self, code: &str, place: Span<InTemplate>) -> bool {
        let holds = |it: Span<InTemplate>| it.start <= place.start && place.end <= it.end;
        self.findings.iter().any(|it| it.code == code && it.source == SourceId::Body && holds(it.span))
    }

    /// Adds a finding.
    pub(crate) fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// The JSON pointers of what something is told of already.
    pub(crate) fn told_of(&self) -> BTreeSet<String> {
        self.findings.iter().filter_map(|it| it.pointer.clone()).collect()
    }

    /// Whether a contact field is blamed for something already.
    pub(crate) fn is_blamed(&self, path: &str) -> bool {
        self.findings.iter().any(|it| it.fields.iter().any(|field| **field == *path))
    }

    /// The receiver's name for people.
    pub(crate) fn receiver(&self) -> &'c str {
        self.hook.receiver_title()
    }

    /// The sender's name for people.
    pub(crate) fn sender(&self) -> &'c str {
        self.hook.sender_title()
    }

    /// Points a finding at what is to blame for a place in the body.
    pub(crate) fn in_body(&mut self, finding: Finding, place: Span<InRendered>) -> Finding {
        self.blaming(finding, &self.request.body, place)
    }

    /// Points a finding at what is to blame for a place in a rendered part.
    pub(crate) fn blaming(&mut self, finding: Finding, part: &Rendered, place: Span<InRendered>) -> Finding {
        let Blame { span, reads } = locate(&part.map, self.fields, place);
        let fields = self.paths(reads);
        Finding { span, rendered: Some(place), fields, ..finding }
    }

    /// Points a finding at a hole of the body, and at no other that may touch what it printed.
    pub(crate) fn of_hole(&mut self, finding: Finding, hole: Hole) -> Finding {
        let touching = self.request.body.map.touching(hole.out).iter();
        let own = touching.filter(|run| run.origin.span() == Some(hole.span)).map(|run| run.origin.reads());
        let reads = self.fields.union_all(own);
        let (fields, pointer) = (self.paths(reads), self.pointer_of(hole.out));
        Finding { span: hole.span, rendered: Some(hole.out), pointer, fields, ..finding }
    }

    /// A finding of the contract: at what is to blame, with the pointer.
    pub(crate) fn of_violation(&mut self, finding: Finding, violation: &Violation) -> Finding {
        let finding = self.in_body(finding, violation.span);
        Finding { pointer: Some(violation.pointer.clone()), ..finding }
    }

    /// Reads the body again as if none of these values, which are in order, had a character that breaks it.
    pub(crate) fn read_without(&mut self, values: &[Span<InRendered>]) {
        let text = body_not_readable::without(&self.body_text, values, self.format);
        self.payload = Some(Arc::new(payload::read(&text, self.format)));
        self.body_text = Cow::Owned(text);
        self.told.extend(values);
    }

    /// Where in the payload a place of the body is, as a JSON pointer; none when the payload has no such place.
    pub(crate) fn pointer_of(&self, place: Span<InRendered>) -> Option<String> {
        self.payload.as_ref()?.root.as_ref()?.pointer_of(place)
    }

    /// What the contact has of a set of fields.
    pub(crate) fn of_contact(&self, reads: ReadSet) -> Vec<&'c NodeKind<InContact>> {
        let contact = self.contact;
        let node = |&field| -> Option<&'c Node<InContact>> {
            self.fields.segments(field).iter().try_fold(contact.root(), |node, it| match (it, &node.kind) {
                (Segment::Key(key), _) => node.member(key).map(|it| &it.value),
                (Segment::Index(at), NodeKind::List(items)) => items.get(*at),
                _ => None,
            })
        };
        self.fields.members(reads).iter().filter_map(node).map(|it| &it.kind).collect()
    }

    /// The paths of a set of fields.
    pub(crate) fn paths(&self, reads: ReadSet) -> Vec<Arc<str>> {
        self.fields.paths(reads)
    }
}

/// What messages call the value at a JSON pointer: its name in quotation marks; for an element, its list's.
pub(crate) fn named(pointer: &str) -> String {
    let is_name = |segment: &&str| !segment.is_empty() && !segment.bytes().all(|b| b.is_ascii_digit());
    match pointer.split('/').rev().find(is_name) {
        Some(name) => format!("'{}'", name.replace("~1", "/").replace("~0", "~")),
        None => "the request".to_owned(),
    }
}

/// Alternatives in words: `a`, `a or b`, `a, b or c`.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        names => names.concat(),
    }
}
