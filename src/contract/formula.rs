//! What has to hold of a sketch's slots for the payload to be as a contract asks.
//!
//! This is no validator: whatever does not depend on a slot is asked of the `jsonschema` crate, keyword by keyword. What
//! does is kept as a question about the slot, to be answered from what is known of every contact (a proof) or from the
//! value of one (an audience). A keyword whose meaning for a slot is not plain makes the formula unclear, never true.

mod parts;
mod reader;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::Value;

use super::Contract;
use super::sketch::{Sketch, Slot};
use crate::payload::Format;
use reader::Reader;

/// A condition on the slots of a sketch.
#[derive(Clone, Debug)]
pub(crate) enum Formula {
    /// It holds, whatever the contact is.
    Always,
    /// It holds for no contact.
    Never,
    /// A slot has to be so.
    Asks(Slot, Arc<Ask>),
    /// Each has to hold.
    All(Vec<Formula>),
    /// One has to hold.
    Any(Vec<Formula>),
    /// It must not hold.
    Not(Box<Formula>),
    /// Nothing can be said.
    Unclear,
}

/// What is asked of the value in a slot.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// At least so many characters; spaces alone count as none.
    MinLength(u64),
    /// At most so many characters.
    MaxLength(u64),
    /// One of these values.
    OneOf(Vec<Value>),
    /// One of these types.
    Type(Vec<String>),
    /// What a schema with only one keyword asks.
    Keyword(Arc<jsonschema::Validator>),
}

impl Formula {
    /// All of these. What one of them decides already takes no other away: an audience has to know all that is asked.
    fn all(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut kept: Vec<Formula> = parts.into_iter().filter(|it| !matches!(it, Formula::Always)).collect();
        match kept.len() {
            0 => Formula::Always,
            1 => kept.remove(0),
            _ => Formula::All(kept),
        }
    }

    /// One of these.
    fn any(parts: impl IntoIterator<Item = Formula>) -> Formula {
        let mut kept: Vec<Formula> = parts.into_iter().filter(|it| !matches!(it, Formula::Never)).collect();
        match kept.len() {
            0 => Formula::Never,
            1 => kept.remove(0),
            _ => Formula::Any(kept),
        }
    }

    /// The opposite.
    fn not(part: Formula) -> Formula {
        match part {
            Formula::Always => Formula::Never,
            Formula::Never => Formula::Always,
            Formula::Unclear => Formula::Unclear,
            Formula::Not(inner) => *inner,
            part => Formula::Not(Box::new(part)),
        }
    }

    fn of(holds: bool) -> Formula {
        if holds { Formula::Always } else { Formula::Never }
    }

    /// Whether it holds, given what is known of each question; none when that does not suffice.
    pub(crate) fn holds(&self, answer: &mut dyn FnMut(Slot, &Ask) -> Option<bool>) -> Option<bool> {
        match self {
            Formula::Always => Some(true),
            Formula::Never => Some(false),
            Formula::Unclear => None,
            Formula::Asks(slot, ask) => answer(*slot, ask),
            Formula::Not(inner) => inner.holds(answer).map(|it| !it),
            Formula::All(parts) if parts.iter().any(|it| matches!(it, Formula::Never)) => Some(false),
            Formula::Any(parts) if parts.iter().any(|it| matches!(it, Formula::Always)) => Some(true),
            Formula::All(parts) => {
                let answers: Vec<_> = parts.iter().map(|it| it.holds(answer)).collect();
                let is_false = answers.contains(&Some(false));
                if is_false { Some(false) } else { (!answers.contains(&None)).then_some(true) }
            }
            Formula::Any(parts) => {
                let answers: Vec<_> = parts.iter().map(|it| it.holds(answer)).collect();
                let is_true = answers.contains(&Some(true));
                if is_true { Some(true) } else { (!answers.contains(&None)).then_some(false) }
            }
        }
    }
}

impl Ask {
    /// Whether a text is so. Spaces alone count as nothing, as everywhere in a contract.
    pub(crate) fn of_text(&self, text: &str) -> bool {
        let text = if text.trim().is_empty() { "" } else { text };
        let is_within =
            |limit: u64| usize::try_from(limit).map_or(true, |limit| text.chars().count() <= limit);
        match self {
            Ask::MinLength(limit) => *limit == 0 || !is_within(limit - 1),
            Ask::MaxLength(limit) => is_within(*limit),
            Ask::OneOf(values) => values.iter().any(|it| it.as_str() == Some(text)),
            Ask::Type(types) => types.iter().any(|it| it == "string"),
            Ask::Keyword(validator) => validator.is_valid(&Value::String(text.to_owned())),
        }
    }
}

impl Contract {
    /// What has to hold of the slots of a sketch for its payload to have no violation that refuses the request.
    /// `repeats` says that a list in it may go on beyond what is sketched.
    pub(crate) fn formula(&self, sketch: &Sketch, format: Format, repeats: bool) -> Formula {
        let draft = self.schema().get("$schema").cloned();
        let reads_texts = matches!(format, Format::Form | Format::Xml);
        let reader = Reader { root: self.schema(), compiled: &self.compiled, draft, repeats, reads_texts };
        reader.schema(self.schema(), sketch, 0)
    }
}
