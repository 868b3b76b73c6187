//! Static facts: the contact fields that a template can read, found without a contact.
//!
//! The tree is walked once with an environment that says which fields each name can stand for. Branches join; a loop
//! whose assignments outlive a turn is walked a second time. What the walk cannot follow (text that is made into a
//! template at run time) it leaves out. A field is where the template's words put it: Yespo's `$sku` is `sku`, though a
//! parameter of the event, `data.sku`, would come first.

use std::sync::Arc;

mod call;
mod compared;
mod environment;
mod expr;
mod filter;
mod hook;
mod known;
mod node;
mod sample;
mod walk;

#[cfg(test)]
mod covers;
#[cfg(test)]
mod tests;

pub use compared::Constant;
pub use hook::HookField;
pub use sample::sample;

use crate::field::Segment;
use crate::profile::Profile;
use crate::source::{InTemplate, Span};
use crate::template::Template;
use walk::Found;

/// A contact field that a template can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFact {
    /// Its path as people write it: `order.items[].sku`.
    pub path: Arc<str>,
    /// The same, step by step.
    pub segments: Box<[Segment]>,
    /// The expressions that read it, under whatever name, in order and without repeats.
    pub spans: Vec<Span<InTemplate>>,
    /// What is done with it.
    pub uses: Uses,
    /// What conditions compare it with, sorted; at most eight.
    pub constants: Vec<Constant>,
}

/// What is done with a field. A field that is given a name and then not read has none of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Its value can become part of the request.
    pub printed: bool,
    /// A condition or comparison depends on it.
    pub tested: bool,
    /// A loop goes through it.
    pub looped: bool,
}

impl Uses {
    /// What is done in either place.
    #[must_use]
    pub fn and(self, other: Uses) -> Uses {
        Uses {
            printed: self.printed || other.printed,
            tested: self.tested || other.tested,
            looped: self.looped || other.looped,
        }
    }
}

/// The contact fields that a template can read, sorted by path.
pub fn fields(template: &Template, profile: &'static Profile) -> Vec<FieldFact> {
    let mut walk = walk::Walk::new(template, profile);
    walk.block(&template.root);
    let fact = |(segments, path, found): (Vec<Segment>, String, Found)| FieldFact {
        path: Arc::from(path),
        segments: segments.into_boxed_slice(),
        spans: found.spans.into_iter().collect(),
        uses: found.uses,
        constants: found.constants.into_iter().collect(),
    };
    let mut facts: Vec<FieldFact> = walk.found().into_iter().map(fact).collect();
    facts.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.segments.cmp(&b.segments)));
    facts
}
