//! JSON (RFC 8259) as [`crate::payload::json`] reads it without an error.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{At, Chains, Problem, Stand};
use crate::context::Place;
use crate::template::NodeId;

mod meet;
mod text;
mod word;

pub(in crate::context) use meet::meet;
use text::string;
pub(in crate::context) use word::Word;

/// How many lists and objects may be open: so many bits there are. Deeper is not followed.
const MAX_DEPTH: u8 = 64;

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::context) enum Mode {
    /// A value; whether the list may end instead.
    Value { or_end: bool },
    /// A name; whether the object may end instead.
    Name { or_end: bool },
    /// The colon after a name.
    Colon,
    /// A comma or the end of what is open, or of the text.
    After,
    /// The same after what a merge tag printed: a number could go on.
    AfterTag,
    /// More of a string; whether it is a name.
    Text { name: bool },
    /// More of a number or literal, of which this is known so far.
    Word(Word),
}

/// Where in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::context) struct State {
    mode: Mode,
    /// What is open, innermost last: a bit that is set is an object.
    objects: u64,
    depth: u8,
    /// The objects that are open, by where they began.
    open: u32,
}

impl State {
    pub(super) const START: State =
        State { mode: Mode::Value { or_end: false }, objects: 0, depth: 0, open: Chains::<Opened>::EMPTY };

    fn with(self, mode: Mode) -> State {
        State { mode, ..self }
    }

    fn in_object(self) -> bool {
        self.depth > 0 && self.objects & 1 == 1
    }

    /// After a whole value.
    fn after(self) -> State {
        self.with(Mode::After)
    }
}

/// Where an object began: in the template, and in which loop.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Opened {
    offset: Option<u32>,
    inside: Option<NodeId>,
}

/// A name that stands in an object: where, and in which arms of conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    offset: Option<u32>,
    arms: Arc<[(NodeId, usize)]>,
}

/// What is told of names, which no state holds.
#[derive(Debug, Default)]
pub(in crate::context) struct Machine {
    chains: Chains<Opened>,
    names: BTreeMap<(u32, String), Vec<Named>>,
    /// Objects that are open where a turn of their loop ends.
    across: BTreeSet<u32>,
}

/// How a character went.
enum Went {
    To(State),
    Wrong(&'static str),
    Unsure(&'static str),
}

impl Machine {
    pub(super) fn text(&mut self, mut state: State, text: &str, stand: &Stand) -> (At, Option<Problem>) {
        let mut at = 0;
        let mut problem: Option<Problem> = None;
        if state.mode == (Mode::Text { name: true }) && !text.is_empty() {
            let message = "this name is not written in one piece, so it may stand twice in its object";
            problem = Some(Problem::unsure(0, text.len(), message));
        }
        while let Some(c) = text.get(at..).and_then(|it| it.chars().next()) {
            if let Mode::Text { name } = state.mode {
                let (end, ended, wrong) = string(text, at);
                if let Some(wrong) = wrong {
                    problem.get_or_insert(wrong);
                }
                if ended {
                    state = state.with(if name { Mode::Colon } else { Mode::After });
                }
                at = end;
                continue;
            }
            let len = c.len_utf8();
            match self.step(state, c, (at, stand)) {
                Went::To(next) => state = next,
                Went::Unsure(message) => {
                    let problem = problem.unwrap_or_else(|| Problem::unsure(at, at + len, message));
                    return (At::Lost, Some(problem));
                }
                Went::Wrong(message) => {
                    problem.get_or_insert_with(|| Problem::wrong(at, at + len, message));
                    match recovered(state, c) {
                        Some(next) => {
                            state = next;
                            continue;
                        }
                        None => return (At::Lost, problem),
                    }
                }
            }
            if state.mode == (Mode::Text { name: true }) {
                let repeated = self.named(state, text, at + len, stand);
                problem = problem.or(repeated);
            }
            at += len;
        }
        (At::Json(state), problem)
    }

    /// One character outside of strings.
    fn step(&mut self, state: State, c: char, (at, stand): (usize, &Stand)) -> Went {
        if let Mode::Word(word) = state.mode {
            return match word.next(c) {
                Some(word) => Went::To(state.with(Mode::Word(word))),
                None if word.is_whole() => self.step(state.after(), c, (at, stand)),
                None => Went::Wrong("this is neither a number nor `true`, `false` or `null`"),
            };
        }
        if matches!(c, ' ' | '\t' | '\n' | '\r') {
            return Went::To(if state.mode == Mode::AfterTag { state.after() } else { state });
        }
        match (state.mode, c) {
            (Mode::Value { or_end: true }, ']') => self.closed(state, false),
            (Mode::Name { or_end: true }, '}') => self.closed(state, true),
            (Mode::After | Mode::AfterTag, ']') => self.closed(state, false),
            (Mode::After | Mode::AfterTag, '}') => self.closed(state, true),
            (Mode::Name { .. }, '"') => Went::To(state.with(Mode::Text { name: true })),
            (Mode::Name { or_end: false }, '}') => Went::Wrong("a comma stands before this `}`"),
            (Mode::Name { .. }, _) => Went::Wrong("a name in quotation marks belongs here"),
            (Mode::Colon, ':') => Went::To(state.with(Mode::Value { or_end: false })),
            (Mode::Colon, _) => Went::Wrong("a colon belongs after the name"),
            (Mode::Value { .. }, '[' | '{') => self.opened(state, c == '{', (at, stand)),
            (Mode::Value { .. }, '"') => Went::To(state.with(Mode::Text { name: false })),
            (Mode::Value { .. }, ']' | '}' | ',') => Went::Wrong("a value is missing here"),
            (Mode::Value { .. }, c) => match Word::begin(c) {
                Some(word) => Went::To(state.with(Mode::Word(word))),
                None => Went::Wrong("this is no JSON value: text needs quotation marks"),
            },
            (Mode::After | Mode::AfterTag, ',') if state.depth > 0 => {
                let or_end = false;
                let next = if state.in_object() { Mode::Name { or_end } } else { Mode::Value { or_end } };
                Went::To(state.with(next))
            }
            (Mode::AfterTag, _) => Went::Unsure("this goes on with what the merge tag before it printed"),
            (Mode::After, '"' | '{' | '[') if state.depth > 0 => Went::Wrong("a comma is missing here"),
            (Mode::After, _) if state.depth > 0 => Went::Wrong("a comma or a closing bracket belongs here"),
            (Mode::After, _) => Went::Wrong("text follows the end"),
            (Mode::Text { .. } | Mode::Word(_), _) => Went::Unsure("this was not read"),
        }
    }

    fn opened(&mut self, state: State, is_object: bool, (at, stand): (usize, &Stand)) -> Went {
        if state.depth >= MAX_DEPTH {
            return Went::Unsure("lists and objects nest deeper than is followed");
        }
        let or_end = true;
        let next = State {
            mode: if is_object { Mode::Name { or_end } } else { Mode::Value { or_end } },
            objects: state.objects << 1 | u64::from(is_object),
            depth: state.depth + 1,
            open: state.open,
        };
        if !is_object {
            return Went::To(next);
        }
        let opened = Opened { offset: offset(stand, at), inside: stand.loops.last().copied() };
        Went::To(State { open: self.chains.push(state.open, opened), ..next })
    }

    fn closed(&self, state: State, is_object: bool) -> Went {
        if state.depth == 0 {
            return Went::Wrong("this bracket ends nothing");
        }
        if state.in_object() != is_object {
            return Went::Wrong("this is not the bracket that ends what began earlier");
        }
        let open = match is_object {
            true => self.chains.pop(state.open).map_or(state.open, |(rest, _)| rest),
            false => state.open,
        };
        Went::To(State { mode: Mode::After, objects: state.objects >> 1, depth: state.depth - 1, open })
    }

    /// Notes a name that begins at `from`, and tells of one that may stand twice.
    fn named(&mut self, state: State, text: &str, from: usize, stand: &Stand) -> Option<Problem> {
        let (end, ended, wrong) = string(text, from);
        if wrong.is_some() {
            return None;
        }
        let start = from.saturating_sub(1);
        // The rest of it tells of itself.
        if !ended {
            return None;
        }
        if stand.offset.is_none() {
            let message = "a merge tag writes this name, so it may stand twice in its object";
            return Some(Problem::unsure(start, end, message));
        }
        let opened = self.chains.pop(state.open).map(|(_, it)| it.clone())?;
        if opened.inside != stand.loops.last().copied() || self.across.contains(&state.open) {
            let message = "a loop writes this name, so it may stand more than once in its object";
            return Some(Problem::unsure(start, end, message));
        }
        let name = text.get(start..end).unwrap_or_default();
        let name = serde_json::from_str(name).unwrap_or_else(|_| name.to_owned());
        let here = Named { offset: offset(stand, from), arms: stand.arms.clone() };
        let known = self.names.entry((state.open, name)).or_default();
        let again = known.iter().any(|it| *it != here && !apart(&it.arms, &here.arms));
        if !known.contains(&here) {
            known.push(here);
        }
        again.then(|| Problem::unsure(start, end, "this name may stand twice in its object"))
    }

    pub(super) fn turn_ends(&mut self, state: State, node: NodeId) {
        let mut open = state.open;
        while let Some((rest, opened)) = self.chains.pop(open) {
            if opened.inside == Some(node) {
                self.across.insert(open);
            }
            open = rest;
        }
    }
}

/// Where something stands in the template; none in what a merge tag prints.
fn offset(stand: &Stand, at: usize) -> Option<u32> {
    Some(stand.offset?.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)))
}

/// Whether two places are in different arms of a condition, so that no turn has both.
fn apart(a: &[(NodeId, usize)], b: &[(NodeId, usize)]) -> bool {
    a.iter().any(|(node, arm)| b.iter().any(|(other, it)| other == node && it != arm))
}

/// How the author most likely meant it, after something wrong; the character is read again.
fn recovered(state: State, c: char) -> Option<State> {
    match (state.mode, c) {
        (Mode::Name { or_end: false }, '}') => Some(state.after()),
        (Mode::Value { .. }, ']' | '}' | ',') if state.depth > 0 => Some(state.after()),
        (Mode::After, '"' | '{' | '[') if state.depth > 0 => {
            let or_end = false;
            let object = c == '"' && state.in_object();
            Some(state.with(if object { Mode::Name { or_end } } else { Mode::Value { or_end } }))
        }
        _ => None,
    }
}

pub(super) fn end(state: State) -> Option<Problem> {
    let wrong = |message: &str| Some(Problem::wrong(0, 0, message));
    match state.mode {
        Mode::Text { .. } => wrong("a string is never closed"),
        _ if state.depth > 0 => wrong("a list or object is never closed"),
        Mode::Value { .. } => wrong("there is no JSON here"),
        Mode::Word(word) if !word.is_whole() => wrong("the last value is not complete"),
        _ => None,
    }
}

pub(super) fn place(state: State) -> Place {
    match state.mode {
        Mode::Text { name: true } => Place::JsonKey,
        Mode::Text { name: false } => Place::JsonString,
        Mode::Value { .. } | Mode::Word(_) => Place::JsonValue,
        Mode::Name { .. } | Mode::Colon | Mode::After | Mode::AfterTag => Place::JsonBetween,
    }
}
