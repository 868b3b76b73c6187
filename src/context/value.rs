//! What is known of a value, whoever the contact is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::bits::bit_set;
use super::classes::Classes;
use super::given::{Fact, Kinds};
use super::printed::{Printed, Shapes};
use crate::field::Segment;
use crate::template::{Const, ExprId, NodeId};

bit_set! {
    /// The kinds of values that engines tell apart.
    pub(super) Types(u16) {
        UNDEFINED = 0;
        NULL = 1;
        BOOL = 2;
        /// A whole number.
        INT = 3;
        /// A number with a fraction.
        FLOAT = 4;
        TEXT = 5;
        LIST = 6;
        MAP = 7;
        /// A running loop.
        LOOP = 8;
        /// Functions, methods, blocks, and whatever else engines have.
        OTHER = 9;
    }
}

impl Types {
    /// No value.
    pub(super) const ABSENT: Types = Types::UNDEFINED.or(Types::NULL);
    /// Whole numbers and those with a fraction.
    pub(super) const NUMBER: Types = Types::INT.or(Types::FLOAT);
    /// What a contact can hold.
    pub(super) const DATA: Types = Types::ALL.minus(Types::UNDEFINED.or(Types::LOOP).or(Types::OTHER));

    pub(super) fn of_kinds(kinds: Kinds) -> Types {
        let pairs = [
            (Kinds::NULL, Types::NULL),
            (Kinds::BOOL, Types::BOOL),
            (Kinds::NUMBER, Types::NUMBER),
            (Kinds::TEXT, Types::TEXT),
            (Kinds::LIST, Types::LIST),
            (Kinds::MAP, Types::MAP),
        ];
        let known = pairs.into_iter().filter(|(kind, _)| kinds.has(*kind));
        known.fold(Types::NONE, |all, (_, types)| all.or(types))
    }
}

/// A path from the contact.
pub(super) type Path = Box<[Segment]>;

/// Which places in a loop a turn can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// Which loop.
    pub(super) node: NodeId,
    /// Whether it is the first, and whether the last.
    pub(super) first: bool,
    pub(super) last: bool,
    /// Whether its length and what is left are as they seem: Liquid's clauses and ranges change them.
    pub(super) plain: bool,
}

/// What a number counts of a running loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// Turns, from 1.
    Index,
    /// Elements in all.
    Length,
}

/// Whether a text is marked as needing no more escaping (Jinja).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Safe {
    No,
    Maybe,
    Yes,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    /// What it can be.
    pub(super) types: Types,
    /// The text, when it is one.
    pub(super) text: Printed,
    /// Between what it is, when it is a whole number.
    pub(super) range: (i128, i128),
    /// Which truth values it can be, when it is one: true, false.
    pub(super) truths: (bool, bool),
    /// Whether it has elements or members, when it is a list or map.
    pub(super) full: bool,
    /// Whether all in it is data as contacts have it: no number that is infinite, nothing undefined, no function.
    pub(super) plain: bool,
    /// The text that it stands for, when it is a JSON string or the inside of one.
    pub(super) decoded: Option<Box<Printed>>,
    /// The elements of a list that the template made.
    pub(super) item: Option<Box<Known>>,
    /// The field of the contact that it is, unless there is none.
    pub(super) at: Option<Arc<[Segment]>>,
    /// The running loop that it is.
    pub(super) turn: Option<Turn>,
    /// What it counts, when it is a number of a loop.
    pub(super) counts: Option<(NodeId, Counts)>,
    /// The engine's tool that it is.
    pub(super) tool: Option<Arc<str>>,
    /// Whether it is marked, when it is a text.
    pub(super) safe: Safe,
    /// Why the engine may fail before there is a value.
    pub(super) fault: Option<(ExprId, String)>,
    /// The contact fields that it is made from.
    pub(super) fields: BTreeSet<Path>,
}

impl Known {
    /// Anything of these types.
    pub(super) fn any(types: Types) -> Known {
        Known {
            types,
            text: Printed::anything(),
            range: (i128::MIN, i128::MAX),
            truths: (true, true),
            full: false,
            plain: false,
            decoded: None,
            item: None,
            at: None,
            turn: None,
            counts: None,
            tool: None,
            safe: Safe::No,
            fault: None,
            fields: BTreeSet::new(),
        }
    }

    /// Anything at all, marked or not.
    pub(super) fn unknown() -> Known {
        Known { safe: Safe::Maybe, ..Known::any(Types::ALL) }
    }

    pub(super) fn undefined() -> Known {
        Known { plain: true, ..Known::any(Types::UNDEFINED) }
    }

    pub(super) fn text(text: Printed) -> Known {
        Known { text, plain: true, ..Known::any(Types::TEXT) }
    }

    pub(super) fn int(from: i128, to: i128) -> Known {
        Known { range: (from, to), plain: true, ..Known::any(Types::INT) }
    }

    pub(super) fn bool(can_hold: bool, can_fail: bool) -> Known {
        Known { truths: (can_hold, can_fail), plain: true, ..Known::any(Types::BOOL) }
    }

    pub(super) fn constant(literal: &Const) -> Known {
        match literal {
            Const::Null => Known { plain: true, ..Known::any(Types::NULL) },
            Const::Undefined => Known::undefined(),
            Const::Empty | Const::Blank => Known::any(Types::OTHER),
            Const::Bool(it) => Known::bool(*it, !*it),
            Const::Int(it) => Known::int(*it, *it),
            Const::Float(it) => Known { plain: it.is_finite(), ..Known::any(Types::FLOAT) },
            Const::Str(text) => Known::text(Printed::of_texts([text.clone()])),
        }
    }

    /// A field of the contact, of which this is known.
    pub(super) fn field(path: Arc<[Segment]>, fact: Fact, omits_null: bool) -> Known {
        let mut types = Types::of_kinds(fact.kinds);
        if !fact.present || (omits_null && types.meets(Types::NULL)) {
            types = types.or(Types::UNDEFINED);
        }
        if omits_null {
            types = types.minus(Types::NULL);
        }
        let may = Classes::ALL.minus(fact.without);
        let full = fact.not_empty || fact.filled;
        let mut text = Printed::of_classes(may, !full);
        text.blank = !fact.filled;
        text.max_chars = fact.max_chars;
        if let Some(values) = fact.values {
            let may = values.iter().filter(|it| may.has(Classes::in_text(it))).cloned();
            text = Printed::of_texts(may);
        }
        let fields = BTreeSet::from([Box::from(&*path)]);
        Known { text, full: fact.not_empty, plain: true, fields, at: Some(path), ..Known::any(types) }
    }

    /// Whichever of the two it is.
    #[must_use]
    pub(super) fn or(mut self, other: Known) -> Known {
        let none = |it: &Known| !it.types.meets(Types::LIST.or(Types::MAP));
        let full = (self.full || none(&self)) && (other.full || none(&other));
        let text = match (self.types.has(Types::TEXT), other.types.has(Types::TEXT)) {
            (true, true) => self.text.or(other.text),
            (false, true) => other.text,
            _ => self.text,
        };
        let range = match (self.types.has(Types::INT), other.types.has(Types::INT)) {
            (true, true) => (self.range.0.min(other.range.0), self.range.1.max(other.range.1)),
            (false, true) => other.range,
            _ => self.range,
        };
        let truths = match (self.types.has(Types::BOOL), other.types.has(Types::BOOL)) {
            (true, true) => (self.truths.0 || other.truths.0, self.truths.1 || other.truths.1),
            (false, true) => other.truths,
            _ => self.truths,
        };
        let item = match (self.item, other.item) {
            (Some(a), Some(b)) => Some(Box::new(a.or(*b))),
            _ => None,
        };
        let decoded = match (self.decoded, other.decoded) {
            (Some(a), Some(b)) => Some(Box::new(a.or(*b))),
            _ => None,
        };
        let nothing = |types: Types| Types::ABSENT.has(types);
        let at = match (self.at, other.at) {
            (Some(a), Some(b)) if a == b => Some(a),
            (Some(a), _) if nothing(other.types) => Some(a),
            (_, Some(b)) if nothing(self.types) => Some(b),
            _ => None,
        };
        self.fields.extend(other.fields);
        Known {
            types: self.types.or(other.types),
            text,
            range,
            truths,
            full,
            plain: self.plain && other.plain,
            decoded,
            item,
            at,
            turn: self.turn.filter(|it| Some(*it) == other.turn),
            counts: self.counts.filter(|it| Some(*it) == other.counts),
            tool: self.tool.filter(|it| Some(it) == other.tool.as_ref()),
            safe: if self.safe == other.safe { self.safe } else { Safe::Maybe },
            fault: self.fault.or(other.fault),
            fields: self.fields,
        }
    }

    /// The same where it is of none of these types.
    #[must_use]
    pub(super) fn without(mut self, types: Types) -> Known {
        self.types = self.types.minus(types);
        self
    }

    /// The same, having read what another value has, and failing where that fails.
    #[must_use]
    pub(super) fn reading(mut self, other: &Known) -> Known {
        self.fields.extend(other.fields.iter().cloned());
        if self.fault.is_none() {
            self.fault.clone_from(&other.fault);
        }
        self
    }

    /// The same, failing for this reason unless it fails before.
    #[must_use]
    pub(super) fn failing(mut self, at: ExprId, why: impl Into<String>) -> Known {
        self.fault.get_or_insert_with(|| (at, why.into()));
        self
    }
}

/// A whole number as it prints.
pub(super) fn int_text((from, to): (i128, i128)) -> Printed {
    if from == to {
        return Printed::of_text(&from.to_string());
    }
    let shapes = Shapes::JSON_VALUE.or(if from >= 0 { Shapes::DIGITS } else { Shapes::NONE });
    let sign = if from < 0 { Classes::MARK } else { Classes::NONE };
    let len = |it: i128| u32::try_from(it.to_string().len()).ok();
    Printed {
        may: Classes::DIGIT.or(sign),
        shapes,
        empty: false,
        blank: false,
        max_chars: len(from).max(len(to)),
        ..Printed::anything()
    }
    .settled()
}

/// A number with a fraction as it prints; `finite`, whether it is one in any case.
pub(super) fn float_text(finite: bool) -> Printed {
    let shapes = if finite { Shapes::JSON_VALUE } else { Shapes::NONE };
    let may = Classes::DIGIT.or(Classes::MARK).or(Classes::LETTER).or(Classes::PLUS);
    Printed { may, shapes, empty: false, blank: false, ..Printed::anything() }.settled()
}
