//! An engine's behaviour as one constant: what is true, how values print, how members are found, which filters,
//! tests, functions and methods there are.
//!
//! The evaluator (`crate::render`) is the same for all dialects and asks the [`Profile`] wherever engines differ.

use std::sync::Arc;

use crate::dialect::Dialect;
use crate::render::{Arguments, Fault, Render};
use crate::source::{InTemplate, Span};
use crate::template::{Binary, Unary};
use crate::value::{Int, LoopId, Str, Traced, Value};
use liquid::Liquid;

pub mod jinja2;
pub mod liquid;
pub mod ontraport;
pub mod velocity;

/// What a filter, test or method gets.
pub struct Input {
    /// What it is applied to.
    pub value: Traced,
    /// Its arguments.
    pub args: Arguments,
    /// The place of its name, for faults.
    pub span: Span<InTemplate>,
}

/// A filter. The evaluator adds what the input and the arguments read to what the result reads.
pub type Filter = fn(&mut Render<'_>, Input) -> Result<Value, Fault>;

/// A test.
pub type Test = fn(&mut Render<'_>, Input) -> Result<bool, Fault>;

/// The bounds of a slice: first, past the last, step.
pub type Bounds = [Option<Traced>; 3];

/// Reads a clause of a loop.
pub type Count = fn(&mut Render<'_>, &Traced) -> Result<Option<i64>, Fault>;

/// Filters by name, sorted by it.
pub type Filters = &'static [(&'static str, Filter)];

/// An engine, as it is or as a platform runs it ([`crate::platform`]).
#[derive(Clone, Copy)]
pub struct Profile {
    /// Its name: `jinja2`, `liqp-0.7.9`, `shopify`, `velocity-2`, `ontraport`, or that of the platform.
    pub name: &'static str,
    /// The language it runs.
    pub dialect: Dialect,
    /// What `and` and `or` give: the operand that decided (Jinja) or a truth value.
    pub logic_gives_operand: bool,
    /// Whether a loop hides what its body assigns from what follows it.
    pub loops_scope: bool,
    /// The name of the running loop in its body.
    pub loop_name: &'static str,
    /// Reads a number of the contact from its text, which is valid JSON.
    pub number: fn(&str) -> Value,
    /// Whether a value counts as true.
    pub truthy: fn(&mut Render<'_>, &Traced) -> Result<bool, Fault>,
    /// The text that a hole prints for a value.
    pub print: fn(&mut Render<'_>, &Traced) -> Result<Str, Fault>,
    /// A variable of the contact's, for a name that is in no scope.
    pub field: fn(&mut Render<'_>, &Arc<str>) -> Option<Traced>,
    /// A variable that is in no scope and not in the contact.
    pub global: fn(&mut Render<'_>, &str) -> Option<Value>,
    /// A member by name.
    pub member: fn(&mut Render<'_>, &Traced, &Arc<str>) -> Result<Traced, Fault>,
    /// A member or element by value.
    pub index: fn(&mut Render<'_>, &Traced, &Traced) -> Result<Traced, Fault>,
    /// Sets an element of a list or a member of a map.
    pub set_element: fn(&mut Render<'_>, &Traced, &Traced, Traced) -> Result<(), Fault>,
    /// A member of the running loop; none when it has no such member.
    pub loop_member: fn(&mut Render<'_>, LoopId, &str) -> Option<Traced>,
    /// What a loop goes through.
    pub elements: fn(&mut Render<'_>, &Traced) -> Result<Vec<Traced>, Fault>,
    /// Part of a list or string: first, past the last, step.
    pub slice: fn(&mut Render<'_>, &Traced, &Bounds) -> Result<Value, Fault>,
    /// The whole numbers from one value to another.
    pub range: fn(&mut Render<'_>, &Traced, &Traced) -> Result<Value, Fault>,
    /// A value as a count, a loop's limit or offset; none for what the engine passes over.
    pub count: Count,
    /// Takes the arguments of a macro that are left over after its parameters, by position and by name.
    pub extra_arguments: fn(&mut Render<'_>, &str, Arguments) -> Result<(), Fault>,
    /// The result of an operator with one operand.
    pub unary: fn(&mut Render<'_>, Unary, &Traced) -> Result<Value, Fault>,
    /// The result of an operator with two operands, other than `and` and `or`.
    pub binary: fn(&mut Render<'_>, Binary, &Traced, &Traced) -> Result<Value, Fault>,
    /// Calls a function of the engine.
    pub function: fn(&mut Render<'_>, &'static str, Input) -> Result<Value, Fault>,
    /// Calls a method of a value.
    pub method: fn(&mut Render<'_>, &str, Input) -> Result<Value, Fault>,
    /// What sets it apart from other Liquid engines; none for other languages.
    pub liquid: Option<&'static Liquid>,
    /// Its filters: of those with one name, the one in the first table counts.
    pub filters: &'static [Filters],
    /// Its tests, sorted by name.
    pub tests: &'static [(&'static str, Test)],
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Profile").field(&self.name).finish()
    }
}

impl Profile {
    /// The filter of this name.
    pub fn filter(&self, name: &str) -> Option<Filter> {
        self.filters.iter().find_map(|table| find(table, name))
    }

    /// The names of its filters.
    pub fn filter_names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.filters.iter().flat_map(|table| table.iter()).map(|(name, _)| *name)
    }

    /// The test of this name.
    pub fn test(&self, name: &str) -> Option<Test> {
        find(self.tests, name)
    }
}

/// All engines.
pub const ALL: &[&Profile] = &[
    &jinja2::JINJA2,
    &liquid::liqp::LIQP,
    &liquid::shopify::SHOPIFY,
    &velocity::VELOCITY2,
    &ontraport::ONTRAPORT,
];

/// The engine of this name.
pub fn by_name(name: &str) -> Option<&'static Profile> {
    ALL.iter().copied().find(|it| it.name == name)
}

/// The engine that a dialect runs when none is named.
pub fn default_of(dialect: Dialect) -> &'static Profile {
    match dialect {
        Dialect::Jinja => &jinja2::JINJA2,
        Dialect::Liquid => &liquid::liqp::LIQP,
        Dialect::Velocity => &velocity::VELOCITY2,
        Dialect::MergeFields => &ontraport::ONTRAPORT,
    }
}

/// Reads a JSON number as Python's, Ruby's and Java's readers do: whole ones are exact, those with a fraction or an
/// exponent are floats.
pub(crate) fn json_number(text: &str) -> Value {
    match text.parse::<i128>() {
        Ok(value) => Value::Int(Int::new(value)),
        // JSON numbers are all valid for Rust's parser; a whole number beyond 38 digits loses its last ones.
        Err(_) => Value::Float(text.parse().unwrap_or(f64::NAN)),
    }
}

fn find<T: Copy>(table: &[(&'static str, T)], name: &str) -> Option<T> {
    let at = table.binary_search_by(|(it, _)| (*it).cmp(name)).ok()?;
    table.get(at).map(|(_, it)| *it)
}
