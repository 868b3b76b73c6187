//! Forms, `name=value&…` (WHATWG URL Standard, section 5.1).

use super::{At, Cause, Met, Problem};
use crate::context::Place;
use crate::context::classes::Classes;
use crate::context::printed::{Printed, Shapes};

/// Where in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::context) struct State {
    /// Whether the `=` of the pair has been passed.
    value: bool,
}

impl State {
    pub(super) const START: State = State { value: false };
}

/// What cannot stand as itself in a value: `%` may begin an escape.
const MARKS: Classes = Classes::AMPERSAND.or(Classes::PLUS).or(Classes::EQUALS);

pub(super) fn text(mut state: State, text: &str) -> (At, Option<Problem>) {
    let problem = percent(text);
    for c in text.chars() {
        match c {
            '&' => state.value = false,
            '=' => state.value = true,
            _ => {}
        }
    }
    (At::Form(state), problem)
}

/// The first `%` of a text that begins no escape, or escapes that make no UTF-8.
pub(super) fn percent(text: &str) -> Option<Problem> {
    let bytes = text.as_bytes();
    let digits = |at: usize| bytes.get(at + 1..at + 3);
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|it| it.find('%')) {
        let start = at + found;
        at = start;
        let mut decoded = Vec::new();
        while bytes.get(at) == Some(&b'%') {
            let Some(pair) = digits(at) else {
                // What follows may bring the digits.
                return Some(Problem::unsure(at, bytes.len(), "this `%` may begin no escape"));
            };
            if !pair.iter().all(u8::is_ascii_hexdigit) {
                return Some(Problem::wrong(at, at + 1, "this `%` begins no escape: write `%25`"));
            }
            let pair = std::str::from_utf8(pair).ok().and_then(|it| u8::from_str_radix(it, 16).ok());
            decoded.extend(pair);
            at += 3;
        }
        if std::str::from_utf8(&decoded).is_err() {
            let message = "these percent escapes may make no character of UTF-8";
            return Some(Problem::unsure(start, at, message));
        }
    }
    None
}

pub(super) fn meet(state: State, printed: &Printed) -> Met {
    let mut bad = printed.may.and(MARKS);
    if printed.may.meets(Classes::PERCENT) && !printed.shapes.has(Shapes::PERCENT) {
        bad = bad.or(Classes::PERCENT);
    }
    if printed.shapes.has(Shapes::FORM) {
        bad = bad.minus(Classes::PLUS);
    }
    // A value can bring brackets into a name, and with them other fields.
    if !state.value {
        bad = bad.or(printed.may.and(Classes::BRACKET));
    }
    if bad.is_empty() {
        return Met::fine(At::Form(state));
    }
    let message = match (state.value, bad.meets(Classes::AMPERSAND)) {
        (true, true) => "an `&` in this value ends its field early, and what follows becomes another field",
        (true, false) => "a `+`, `=` or `%` in this value arrives as something else",
        (false, _) => "this value is part of a field's name and can make another name of it",
    };
    Met::misfit(vec![At::Form(state)], Cause::Characters(bad), message)
}

pub(super) fn end(_: State) -> Option<Problem> {
    None
}

pub(super) fn place(state: State) -> Place {
    if state.value { Place::FormValue } else { Place::FormName }
}
