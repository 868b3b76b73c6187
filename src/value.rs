//! The values of templates, each with the contact fields it was made from.

use std::sync::Arc;

mod heap;

pub use heap::{Heap, Key, List, ListId, LoopId, MacroId, Map, MapId, MapKind, Place, View};

use crate::field::ReadSet;
use crate::source::Span;
use crate::source_map::{Origin, Run};

/// A value. Lists and maps live in the [`Heap`] of a render, since some languages change them.
#[derive(Clone, Debug)]
pub enum Value {
    /// No value: the name is not known.
    Undefined,
    /// No value, said so: JSON's `null`.
    Null,
    /// Liquid's `empty`, which equals what has no elements.
    Empty,
    /// Liquid's `blank`, which equals what has nothing to show.
    Blank,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(Int),
    /// A number with a fraction.
    Float(f64),
    /// A number with so many digits after its point, which are kept (Java's `BigDecimal`). Only Velocity makes them.
    Decimal(i128, u32),
    /// Text.
    Str(Str),
    /// A list.
    List(ListId),
    /// A map.
    Map(MapId),
    /// Whole numbers, both ends included, not yet made into a list (Liquid's `(1..3)`).
    Range(i64, i64),
    /// A loop that is running (Jinja's `loop`, Liquid's `forloop`, Velocity's `$foreach`).
    Loop(LoopId),
    /// A macro of the template.
    Macro(MacroId),
    /// A block that is rendered wherever it is printed (Velocity's `#define`).
    Block(MacroId),
    /// A function of the engine, by name.
    Function(&'static str),
    /// A value's method, not yet called.
    Method(Box<(Traced, Arc<str>)>),
}

/// A whole number, with the type that a Java engine would hold it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int {
    /// The number.
    pub value: i128,
    /// Its type; engines without types ignore it.
    pub width: Width,
}

/// The Java type of a whole number. It shows: LiqP prints and compares Integers and Longs apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// 32 bits.
    Integer,
    /// 64 bits.
    Long,
    /// As many as it takes.
    Big,
}

impl Int {
    /// The number in the narrowest type that holds it.
    pub fn new(value: i128) -> Int {
        let width = match (i32::try_from(value), i64::try_from(value)) {
            (Ok(_), _) => Width::Integer,
            (_, Ok(_)) => Width::Long,
            _ => Width::Big,
        };
        Int { value, width }
    }
}

/// Text, with the origin of its stretches where it was made of several.
#[derive(Clone, Debug)]
pub struct Str {
    /// The text.
    pub text: Arc<str>,
    /// Whether it needs no more escaping (Jinja's `safe`).
    pub safe: bool,
    runs: Option<Arc<[Run]>>,
}

impl Str {
    /// Text of which all stretches have one origin.
    pub fn new(text: impl Into<Arc<str>>) -> Str {
        Str { text: text.into(), safe: false, runs: None }
    }

    /// The same, marked as needing no more escaping.
    #[must_use]
    pub fn marked_safe(self) -> Str {
        self.with_safe(true)
    }

    /// The same, with this mark.
    #[must_use]
    pub fn with_safe(self, safe: bool) -> Str {
        Str { safe, ..self }
    }

    /// The origins of its stretches, covering it; none when all of it has the origin of the value.
    pub fn runs(&self) -> Option<&[Run]> {
        self.runs.as_deref()
    }

    /// The origin of the first secret in it.
    pub(crate) fn secret(&self) -> Option<&Origin> {
        let mut origins = self.runs()?.iter().map(|it| &it.origin);
        origins.find(|it| matches!(it, Origin::Secret { .. }))
    }

    pub(crate) fn from_rope(text: String, runs: Vec<Run>) -> Str {
        Str { text: text.into(), safe: false, runs: Some(runs.into()) }
    }

    /// The part between two bytes, which lie on character boundaries; what lies outside is left off.
    #[must_use]
    pub fn slice(&self, start: usize, end: usize) -> Str {
        let text = self.text.get(start..end).unwrap_or_default();
        let runs = self.runs().map(|runs| {
            let inside =
                runs.iter().filter(|run| run.out.start as usize <= end && start <= run.out.end as usize);
            inside.map(|run| run.cut(start, start + text.len())).collect()
        });
        Str { text: text.into(), safe: self.safe, runs }
    }

    /// The text that `change` makes of each stretch on its own: right for changes that look at one character at
    /// a time. Literal text that is changed is no longer literal, so it becomes a value of its place.
    #[must_use]
    pub fn map(&self, mut change: impl FnMut(&str) -> String) -> Str {
        let Some(runs) = self.runs() else {
            return Str { text: change(&self.text).into(), safe: self.safe, runs: None };
        };
        let mut text = String::with_capacity(self.text.len());
        let mut changed = Vec::with_capacity(runs.len());
        for run in runs {
            let start = text.len();
            let old = run.out.of(&self.text);
            let new = change(old);
            let origin = match &run.origin {
                Origin::Text(span) if new != old => Origin::Value { hole: *span, reads: ReadSet::EMPTY },
                origin if new != old => origin.changed(),
                origin => origin.clone(),
            };
            text.push_str(&new);
            changed.push(Run { out: Span::new(start, text.len()), origin, guards: run.guards });
        }
        Str { text: text.into(), safe: self.safe, runs: Some(changed.into()) }
    }
}

/// A value with the fields it was made from.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The value.
    pub value: Value,
    /// The fields it was made from. A list or map of the contact does not count itself: what is read of it is
    /// known when it is used.
    pub reads: ReadSet,
}

impl Traced {
    /// A value that was made from no field.
    pub fn constant(value: Value) -> Traced {
        Traced { value, reads: ReadSet::EMPTY }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Str(Str::new(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Str(Str::new(text))
    }
}

impl From<bool> for Value {
    fn from(it: bool) -> Value {
        Value::Bool(it)
    }
}

impl From<i128> for Value {
    fn from(it: i128) -> Value {
        Value::Int(Int::new(it))
    }
}

impl From<usize> for Value {
    /// The heap's limits keep counts far below what `i128` holds.
    fn from(it: usize) -> Value {
        Value::Int(Int::new(i128::try_from(it).unwrap_or(i128::MAX)))
    }
}

impl From<f64> for Value {
    fn from(it: f64) -> Value {
        Value::Float(it)
    }
}
