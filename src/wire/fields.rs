//! The contact fields of a hook as JSON, described by `schemas/fields.schema.json`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Span, place, template_text};
use crate::facts::HookField;
use crate::hook::Hook;
use crate::source::{Encoding, LineIndex};

/// The contact fields of a hook.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Fields(Vec<Field>);

#[derive(Debug, Serialize)]
struct Field {
    path: String,
    printed: bool,
    tested: bool,
    looped: bool,
    places: Vec<Place>,
}

#[derive(Debug, Serialize)]
struct Place {
    source: String,
    span: Span,
}

impl Fields {
    /// The serialised shape of a hook's fields, with offsets and columns in this encoding.
    pub fn new(hook: &Hook, encoding: Encoding) -> Fields {
        let index = |source| LineIndex::new(template_text(hook, source), encoding);
        let fields = hook.fields();
        let places = fields.iter().flat_map(|field| &field.places);
        let mut indexes = BTreeMap::new();
        for (source, _) in places {
            indexes.entry(source).or_insert_with(|| index(source));
        }
        let field = |it: &HookField| Field {
            path: it.path.to_string(),
            printed: it.uses.printed,
            tested: it.uses.tested,
            looped: it.uses.looped,
            places: (it.places.iter())
                .map(|(source, span)| Place {
                    source: source.to_string(),
                    span: place(indexes.get(source), span.start, span.end),
                })
                .collect(),
        };
        Fields(fields.iter().map(field).collect())
    }

    /// As JSON text.
    pub fn to_json(&self) -> String {
        // Serialising plain structs of texts and numbers to a string cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}
