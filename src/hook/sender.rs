//! What a hook's platform is, documents and permits.

use std::sync::Arc;

use super::Hook;
use crate::context::Kinds;
use crate::contract::FieldExample;
use crate::field::Segment;
use crate::finding::unknown_field;

impl Hook {
    /// The fields that the platform documents.
    pub(crate) fn sender_fields(&self) -> &[FieldExample] {
        self.sender.as_ref().map_or(&[], |sender| &sender.fields)
    }

    /// The paths of what the platform says that every contact has: the maps that documented fields stand in.
    pub(crate) fn given_maps(&self) -> Vec<Vec<Arc<str>>> {
        let Some(sender) = &self.sender else { return Vec::new() };
        let documented = sender.fields.iter().filter_map(|it| unknown_field::keys(&it.path));
        let around = documented.map(|mut it| {
            it.pop();
            it
        });
        around.chain(sender.open.iter().filter_map(|it| unknown_field::keys(it))).collect()
    }

    /// The fields that the platform documents, with the types of their examples.
    pub(crate) fn documented_kinds(&self) -> impl Iterator<Item = (Vec<Segment>, Kinds)> {
        self.sender_fields().iter().filter_map(|it| {
            let kinds = match it.example {
                serde_json::Value::String(_) => Kinds::TEXT,
                serde_json::Value::Number(_) => Kinds::NUMBER,
                serde_json::Value::Bool(_) => Kinds::BOOL,
                _ => return None,
            };
            let path = unknown_field::keys(&it.path)?;
            Some((path.into_iter().map(Segment::Key).collect(), kinds))
        })
    }

    pub(crate) fn sender_title(&self) -> &str {
        match &self.sender {
            Some(sender) if sender.id != "generic" => &sender.title,
            _ => "the platform",
        }
    }

    pub(crate) fn https_only(&self) -> bool {
        self.sender.as_ref().is_some_and(|sender| sender.https_only)
    }

    pub(crate) fn sender_methods(&self) -> &[String] {
        self.sender.as_ref().map_or(&[], |sender| &sender.methods.values)
    }

    pub(crate) fn sender_content_types(&self) -> &[String] {
        self.sender.as_ref().map_or(&[], |sender| &sender.content_types)
    }
}
