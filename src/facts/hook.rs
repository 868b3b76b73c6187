//! The contact fields of a whole hook, and a contact made of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Constant, FieldFact, Uses, fields, sample::sample_with};
use crate::field::Segment;
use crate::finding::unknown_field::UnknownField;
use crate::hook::Hook;
use crate::source::{InTemplate, SourceId, Span};

/// A contact field that a hook can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HookField {
    /// Its path as people write it.
    pub path: Arc<str>,
    /// The same, step by step.
    pub segments: Box<[Segment]>,
    /// Where it is read, part by part in the order of the request.
    pub places: Vec<(SourceId, Span<InTemplate>)>,
    /// What is done with it.
    pub uses: Uses,
    /// What conditions compare it with, sorted.
    pub constants: Vec<Constant>,
}

impl Hook {
    /// Finds what [`Hook::fields`] gives.
    pub(crate) fn find_fields(&self) -> Vec<HookField> {
        let mut found: BTreeMap<(Arc<str>, Box<[Segment]>), HookField> = BTreeMap::new();
        for (source, template) in self.templates() {
            for FieldFact { path, segments, spans, uses, constants } in fields(template, self.profile()) {
                let key = (path.clone(), segments.clone());
                let field = found.entry(key).or_insert_with(|| HookField {
                    path,
                    segments,
                    places: Vec::new(),
                    uses: Uses::default(),
                    constants: Vec::new(),
                });
                field.uses = field.uses.and(uses);
                field.constants.extend(constants);
                field.constants.sort_unstable();
                field.constants.dedup();
                field.places.extend(spans.into_iter().map(|span| (source.clone(), span)));
            }
        }
        found.into_values().collect()
    }

    /// A plausible contact with every field that the hook can read, as JSON text; without those that the platform
    /// most likely does not have, since a contact of its would not have them either.
    pub fn sample_contact(&self) -> String {
        let mut fields: Vec<&HookField> = self.fields().iter().collect();
        let doubtful: Vec<_> = self.unknown_fields().iter().filter_map(UnknownField::if_doubtful).collect();
        fields.retain(|it| !doubtful.iter().any(|unknown| it.segments.starts_with(unknown)));
        let examples = |path: &str| {
            let documented = self.sender_fields().iter().find(|it| it.path == path);
            documented.map(|it| it.example.clone())
        };
        sample_with(fields.iter().map(|it| (&*it.segments, it.uses)), &examples)
    }
}
