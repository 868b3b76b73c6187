//! What is known of every contact before any is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bits::bit_set;
use super::classes::Classes;
use crate::field::Segment;

mod pattern;
mod schema;

bit_set! {
    /// A set of the types of JSON.
    pub Kinds(u8) {
        /// `null`
        NULL = 0;
        /// `true` and `false`
        BOOL = 1;
        /// Numbers. None is larger than a double can hold: no platform sends such a one.
        NUMBER = 2;
        /// Text.
        TEXT = 3;
        /// Lists.
        LIST = 4;
        /// Maps.
        MAP = 5;
    }
}

/// What is known of one field of every contact; by default, nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Whether every contact has it, be it `null`. Of the elements of a list it says nothing.
    pub present: bool,
    /// Which types it has where it is there.
    pub kinds: Kinds,
    /// Whether a text or list in it is never empty.
    pub not_empty: bool,
    /// Whether a text in it always has a character that is no white space.
    pub filled: bool,
    /// How many characters a text in it has at most.
    pub max_chars: Option<u32>,
    /// Characters that no text in it has.
    pub without: Classes,
    /// The only texts that it can be.
    pub values: Option<BTreeSet<Arc<str>>>,
}

impl Default for Fact {
    fn default() -> Fact {
        Fact {
            present: false,
            kinds: Kinds::ALL,
            not_empty: false,
            filled: false,
            max_chars: None,
            without: Classes::NONE,
            values: None,
        }
    }
}

impl Fact {
    /// What is known when both are.
    #[must_use]
    pub fn and(self, other: Fact) -> Fact {
        let values = match (self.values, other.values) {
            (Some(a), Some(b)) => Some(a.intersection(&b).cloned().collect()),
            (a, b) => a.or(b),
        };
        let max_chars = match (self.max_chars, other.max_chars) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Fact {
            present: self.present || other.present,
            kinds: self.kinds.and(other.kinds),
            not_empty: self.not_empty || other.not_empty,
            filled: self.filled || other.filled,
            max_chars,
            without: self.without.or(other.without),
            values,
        }
    }
}

/// What is known of every contact: from the hook's `[contact]` schema, and conditions that are taken for granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    facts: BTreeMap<Box<[Segment]>, Fact>,
}

impl Given {
    /// Nothing is known.
    pub fn nothing() -> Given {
        Given::default()
    }

    /// What a JSON Schema says of contacts. It understands `type`, `enum`, `const`, `properties`, `required`, `items`,
    /// `minLength`, `maxLength`, `minItems`, simple cases of `pattern`, `allOf` and local references; anything else
    /// adds nothing.
    pub fn of_schema(schema: &serde_json::Value) -> Given {
        Given::nothing().and_schema(schema)
    }

    /// What is known and what a JSON Schema of contacts says, as [`Given::of_schema`] reads it. That a map requires a member
    /// says more where it is known to be there, and to be a map; the contact itself is both.
    #[must_use]
    pub fn and_schema(self, schema: &serde_json::Value) -> Given {
        schema::read(self, schema)
    }

    /// The same with one more fact.
    #[must_use]
    pub fn with(&self, field: &[Segment], fact: Fact) -> Given {
        let mut given = self.clone();
        given.add(field, fact);
        given
    }

    fn add(&mut self, field: &[Segment], fact: Fact) {
        if let (true, [owner @ .., last]) = (fact.present, field)
            && !owner.is_empty()
        {
            // What is there has an owner, and only maps have members.
            let kinds = match last {
                Segment::Key(_) => Kinds::MAP,
                Segment::Index(_) | Segment::Each => Kinds::LIST,
            };
            self.add(owner, Fact { present: true, kinds, ..Fact::default() });
        }
        let known = self.facts.remove(field).unwrap_or_default();
        self.facts.insert(field.into(), known.and(fact));
    }

    /// What is known of a field. What holds for every element of a list holds for each.
    pub fn fact(&self, field: &[Segment]) -> Fact {
        let mut fact = self.facts.get(field).cloned().unwrap_or_default();
        let is_index = |it: &Segment| matches!(it, Segment::Index(_));
        if field.iter().any(is_index) {
            let each = field.iter().map(|it| if is_index(it) { Segment::Each } else { it.clone() });
            let each: Vec<Segment> = each.collect();
            if let Some(more) = self.facts.get(&*each) {
                // That there is an element at an index is not known from what holds for all that are there.
                fact = fact.and(Fact { present: false, ..more.clone() });
            }
        }
        fact
    }
}
