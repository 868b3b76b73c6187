//! Merge tags in JSON.

use super::{Mode, State, Word};
use crate::context::classes::Classes;
use crate::context::format::{At, Cause, Met};
use crate::context::printed::{Printed, Shapes};

/// Holds what a merge tag prints against its place.
pub(in crate::context) fn meet(state: State, printed: &Printed) -> Met {
    let is_value = printed.shapes.meets(Shapes::JSON_VALUE.or(Shapes::JSON_STRING).or(Shapes::DIGITS));
    let after = At::Json(state.with(Mode::AfterTag));
    let here = At::Json(state);
    match state.mode {
        Mode::Text { name: true } => {
            let message = "this value becomes part of a name, which the partner may not know";
            Met::misfit(vec![here], Cause::Place, message)
        }
        Mode::Text { name: false } if printed.is_inside_json() => Met::fine(here),
        Mode::Text { name: false } => {
            let bad = unsafe_inside(printed);
            Met::misfit(vec![here], Cause::Characters(bad), told_inside(bad))
        }
        Mode::Value { .. } if is_value => Met::fine(after),
        Mode::Value { .. } => {
            let message = match printed.empty {
                true => "this value stands without quotation marks: text or nothing there is no JSON",
                false => "this value stands without quotation marks: text there is no JSON",
            };
            Met::misfit(vec![after], Cause::NoValue, message)
        }
        Mode::Name { .. } | Mode::After | Mode::AfterTag => {
            let next = Mode::Name { or_end: false };
            let next = if state.in_object() { next } else { Mode::Value { or_end: false } };
            let message = "what this prints stands between values, where a comma or a bracket is due";
            Met::misfit(vec![At::Json(state.after()), At::Json(state.with(next))], Cause::Place, message)
        }
        Mode::Word(_) if printed.shapes.has(Shapes::DIGITS) && state.takes_digits() => {
            let word = match state.mode {
                Mode::Word(Word::Point) => Word::Fraction,
                Mode::Word(Word::Minus) => return Met::fine(after),
                Mode::Word(word) => word,
                _ => Word::Int,
            };
            Met::fine(At::Json(state.with(Mode::Word(word))))
        }
        Mode::Colon | Mode::Word(_) => {
            Met::misfit(vec![At::Lost], Cause::Place, "what this prints stands where no value is due")
        }
    }
}

impl State {
    /// Whether more digits leave a number one.
    fn takes_digits(self) -> bool {
        matches!(
            self.mode,
            Mode::Word(Word::Minus | Word::Int | Word::Point | Word::Fraction | Word::Exponent)
        )
    }
}

/// The characters for which a value does not fit inside a JSON string.
fn unsafe_inside(printed: &Printed) -> Classes {
    let mut bad = Classes::LINE_BREAK.or(Classes::TAB).or(Classes::CONTROL);
    let escapes = printed.shapes.has(Shapes::JSON_ESCAPES);
    if !escapes {
        bad = bad.or(Classes::BACKSLASH);
    }
    if !printed.shapes.has(Shapes::JSON_QUOTED) {
        bad = bad.or(Classes::QUOTE);
    }
    printed.may.and(bad)
}

fn told_inside(bad: Classes) -> &'static str {
    if bad.meets(Classes::QUOTE) {
        "a quotation mark in this value ends the JSON string early"
    } else if bad.meets(Classes::BACKSLASH) {
        "a backslash in this value breaks the JSON string"
    } else {
        "a line break, tab or other control character in this value breaks the JSON string"
    }
}
