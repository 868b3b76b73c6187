//! What is known of a value without a contact: which fields it can be, and what its parts can be.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::field::FieldId;
use crate::template::Macro;

/// What a value can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The fields of the contact that it can be, as they stand.
    pub(super) fields: BTreeSet<FieldId>,
    /// What the parts of a list or map that the template made can be.
    pub(super) parts: Option<Box<Known>>,
    /// What it renders when it is called or printed.
    pub(super) callable: Option<Callable>,
    /// Whether it is a running loop, whose neighbours are `parts`.
    pub(super) is_loop: bool,
}

/// A macro or block, equal only to itself.
#[derive(Clone, Debug)]
pub(super) struct Callable {
    /// Its definition.
    pub(super) definition: Arc<Macro>,
    /// Whether printing its name renders it.
    pub(super) block: bool,
}

impl PartialEq for Callable {
    fn eq(&self, other: &Callable) -> bool {
        Arc::ptr_eq(&self.definition, &other.definition)
    }
}

impl Eq for Callable {}

/// How deep the parts of made values are told apart.
const MAX_PARTS: usize = 4;

impl Known {
    /// A field.
    pub(super) fn field(field: FieldId) -> Known {
        Known { fields: BTreeSet::from([field]), ..Known::default() }
    }

    /// A made list or map with these parts.
    pub(super) fn of_parts(parts: Known) -> Known {
        if parts == Known::default() {
            return parts;
        }
        Known { parts: Some(Box::new(parts.cut(MAX_PARTS))), ..Known::default() }
    }

    /// A macro or block.
    pub(super) fn callable(definition: &Arc<Macro>, block: bool) -> Known {
        Known { callable: Some(Callable { definition: definition.clone(), block }), ..Known::default() }
    }

    /// Whatever either can be.
    pub(super) fn join(&mut self, other: Known) {
        self.fields.extend(other.fields);
        match (&mut self.parts, other.parts) {
            (Some(parts), Some(more)) => parts.join(*more),
            (parts @ None, more) => *parts = more,
            (Some(_), None) => {}
        }
        self.callable = self.callable.take().or(other.callable);
        self.is_loop &= other.is_loop;
    }

    /// The same with at most `depth` levels of parts; what is deeper counts for the last.
    fn cut(mut self, depth: usize) -> Known {
        match self.parts.take() {
            None => self,
            Some(parts) if depth == 0 => {
                let deeper = parts.cut(0);
                self.fields.extend(deeper.fields);
                self
            }
            Some(parts) => {
                self.parts = Some(Box::new(parts.cut(depth - 1)));
                self
            }
        }
    }
}
