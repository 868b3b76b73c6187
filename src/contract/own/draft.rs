//! The drafts of JSON Schema.

use super::resolver::text_of;
use crate::finding::Finding;
use crate::payload::Node;
use crate::source::{InTemplate, SourceId};

/// A draft that `jsonschema` reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Draft {
    Draft4,
    Draft6,
    Draft7,
    Draft201909,
    Draft202012,
}

const DRAFTS: [(Draft, &str); 5] = [
    (Draft::Draft4, "http://json-schema.org/draft-04/schema#"),
    (Draft::Draft6, "http://json-schema.org/draft-06/schema#"),
    (Draft::Draft7, "http://json-schema.org/draft-07/schema#"),
    (Draft::Draft201909, "https://json-schema.org/draft/2019-09/schema"),
    (Draft::Draft202012, "https://json-schema.org/draft/2020-12/schema"),
];

impl Draft {
    /// The draft that a schema says it is of; the newest when it says nothing. One that is not known is a finding.
    pub(super) fn of(schema: &Node<InTemplate>, source: &SourceId, findings: &mut Vec<Finding>) -> Draft {
        let Some(stated) = schema.member("$schema") else { return Draft::Draft202012 };
        let found = text_of(&stated.value).and_then(Draft::named);
        found.unwrap_or_else(|| {
            let message = "this draft of JSON Schema is not known";
            let finding = Finding::error("broken-schema", source.clone(), stated.value.span, message);
            findings.push(finding.with_help(format!("known are {}", DRAFTS.map(|(_, uri)| uri).join(", "))));
            Draft::Draft202012
        })
    }

    /// Whether a reference is to the schema of a draft itself.
    pub(super) fn is_known(reference: &str) -> bool {
        Draft::named(reference).is_some()
    }

    fn named(uri: &str) -> Option<Draft> {
        fn bare(uri: &str) -> &str {
            let uri = uri.trim_end_matches('#');
            uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://")).unwrap_or(uri)
        }
        DRAFTS.iter().find(|(_, it)| bare(it) == bare(uri)).map(|(draft, _)| *draft)
    }

    /// What `$schema` says for it.
    pub(super) fn uri(self) -> &'static str {
        DRAFTS.iter().find(|(it, _)| *it == self).map_or("", |(_, uri)| uri)
    }

    /// The keyword that its schema has definitions under.
    pub(super) fn definitions(self) -> &'static str {
        match self {
            Draft::Draft4 | Draft::Draft6 | Draft::Draft7 => "definitions",
            Draft::Draft201909 | Draft::Draft202012 => "$defs",
        }
    }
}
