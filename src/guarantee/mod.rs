//! The guarantee: that no contact gets a request with an error, said without looking at contacts.
//!
//! Three claims make it: that every part of the request renders, that each is well-formed ([`crate::context`]), and that
//! the payload is as the contract asks, on each way through the template. What cannot be shown
//! becomes a doubt. A doubt is no problem by itself: a search for a contact that fails says whether it is one.
//!
//! What does not depend on the contact (the method, the headers that a receiver needs, secrets written out) is not a part
//! of it: checking any one contact tells of that. Neither are the limits on lengths.

use std::collections::BTreeMap;

use crate::context::{self, Answer, Demand, Given, HoleContext, Place, Reason, Target};
use crate::field::{self, Segment};
use crate::hook::Hook;
use crate::payload::Format;
use crate::source::{InTemplate, SourceId, Span};
use crate::template::{NodeId, NodeKind, Template};

mod contract;
mod slot;
#[cfg(test)]
mod tests;

/// Why it is not known that every contact gets a request without an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Which part it is about.
    pub source: SourceId,
    /// Where in its template.
    pub span: Span<InTemplate>,
    /// What may be: lower case, no full stop.
    pub message: String,
    /// The contact fields that it depends on.
    pub fields: Vec<Box<[Segment]>>,
    /// What would have to hold of each of these fields for the doubt to go away, where there is such a condition.
    pub demand: Option<Demand>,
}

impl Hook {
    /// What stands against the claim that every contact that fits what is `given` gets a request without an error; empty
    /// when nothing does. The body is written in `format`. It reads no contact and cannot fail; its work is bounded by the
    /// length of the templates and by how many ways lead through them.
    pub fn doubts(&self, format: Format, given: &Given) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        let is_sent = |source: &SourceId| *source != SourceId::Body || !self.is_bodiless();
        for (source, template) in self.templates().filter(|(source, _)| is_sent(source)) {
            let target = match source {
                SourceId::Url => Target::Url,
                SourceId::Header(_) => Target::Header,
                _ => target(format),
            };
            let judgement = context::judge(template, self.profile(), self.settings(), target, given);
            let reasons = judgement.reasons.iter().filter(|it| it.answer != Answer::Proved);
            doubts.extend(reasons.chain(&judgement.faults).map(|it| Doubt::of(&source, it)));
            doubts.extend(beside_values(&source, &judgement.holes));
            match source {
                SourceId::Body => contract::doubts(self, &judgement, format, given, &mut doubts),
                SourceId::Header(name) if name.eq_ignore_ascii_case("Content-Type") => {
                    doubts.extend(content_type(template));
                }
                _ => {}
            }
        }
        doubts
    }
}

impl Doubt {
    /// The paths of the contact fields as people write them.
    pub fn paths(&self) -> Vec<String> {
        self.fields.iter().map(|it| field::written(it)).collect()
    }

    fn of(source: &SourceId, reason: &Reason) -> Doubt {
        let Reason { span, message, fields, demand, .. } = reason.clone();
        Doubt { source: source.clone(), span, message, fields, demand }
    }

    fn at(source: SourceId, span: Span<InTemplate>, message: &str) -> Doubt {
        Doubt { source, span, message: message.to_owned(), fields: Vec::new(), demand: None }
    }
}

/// What a body of this format is judged as.
fn target(format: Format) -> Target {
    match format {
        Format::Json => Target::Json,
        Format::Form => Target::Form,
        Format::Xml => Target::Xml,
        Format::Text => Target::Text,
    }
}

/// Doubts of merge tags that print more than a value: where a payload's structure depends on data, what it is cannot be
/// read off the template.
fn beside_values<'j>(
    source: &'j SourceId,
    holes: &'j BTreeMap<NodeId, HoleContext>,
) -> impl Iterator<Item = Doubt> + 'j {
    let is_beside = |it: &Place| {
        matches!(
            it,
            Place::JsonKey | Place::JsonBetween | Place::FormName | Place::XmlMarkup | Place::UrlHost
        )
    };
    let told = move |it: &&HoleContext| it.outcome == Answer::Proved && it.places.iter().any(is_beside);
    holes.values().filter(told).map(|it| {
        Doubt::at(
            source.clone(),
            it.span,
            "this merge tag makes more than a value, so what it makes depends on the contact",
        )
    })
}

/// A doubt when the content type depends on the contact: then so does how the body is read.
fn content_type(template: &Template) -> Option<Doubt> {
    let varies = template.nodes().any(|it| !matches!(it.kind, NodeKind::Text | NodeKind::Secret(_)));
    let message = "the content type depends on the contact";
    varies.then(|| Doubt::at(template.source.clone(), template.root.span, message))
}
