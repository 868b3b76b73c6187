//! XML 1.0 as [`crate::payload::xml`] reads it without an error: elements, attributes, text and CDATA. Tags, names and
//! comments that are not written in one piece of literal text are not followed, nor are prefixes and document types.

use super::{At, Cause, Chains, Met, Problem};
use crate::context::Place;
use crate::context::classes::Classes;
use crate::context::printed::{Printed, Shapes};

/// What XML cannot hold in any form (XML 1.0, section 2.2).
const NEVER: Classes = Classes::CONTROL.or(Classes::NONCHARACTER);

mod pieces;

use pieces::{character, declaration, name, reference};

/// How many elements may be open.
const MAX_DEPTH: u8 = 64;

/// Where in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::context) enum Mode {
    /// At the very start.
    Start,
    /// Before the root element, and after it.
    Before,
    Done,
    /// In the text of an element; whether a `]` stands or may stand before.
    Text {
        bracket: bool,
    },
    /// The same in a CDATA section.
    Cdata {
        bracket: bool,
    },
    /// In a start tag, after its name or an attribute; whether there is space.
    Tag {
        spaced: bool,
    },
    /// In the value of an attribute, in double quotation marks or in single ones.
    Value {
        double: bool,
    },
}

/// Where in XML, with what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::context) struct State {
    mode: Mode,
    depth: u8,
    /// The names of the elements that are open.
    open: u32,
    /// The attributes of the tag.
    attributes: u32,
}

impl State {
    pub(super) const START: State = State {
        mode: Mode::Start,
        depth: 0,
        open: Chains::<String>::EMPTY,
        attributes: Chains::<String>::EMPTY,
    };

    fn with(self, mode: Mode) -> State {
        State { mode, ..self }
    }
}

/// The names that states have numbers of.
#[derive(Debug, Default)]
pub(in crate::context) struct Machine {
    names: Chains<String>,
}

/// A piece that was read: its length, and the state after it.
type Read = Result<(usize, State), (bool, &'static str)>;

fn wrong<T>(message: &'static str) -> Result<T, (bool, &'static str)> {
    Err((true, message))
}

fn unsure<T>(message: &'static str) -> Result<T, (bool, &'static str)> {
    Err((false, message))
}

const SPLIT: &str = "this markup is not written in one piece, so it was not looked into";

impl Machine {
    pub(super) fn text(&mut self, mut state: State, text: &str) -> (At, Option<Problem>) {
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
            match self.piece(state, rest) {
                Ok((len, next)) => {
                    at += len.max(1);
                    state = next;
                }
                Err((sure, message)) => {
                    let end = at + rest.chars().next().map_or(0, char::len_utf8);
                    let problem = Problem { start: at, end, message: message.to_owned(), sure };
                    return (At::Lost, Some(problem));
                }
            }
        }
        (At::Xml(state), None)
    }

    fn piece(&mut self, state: State, rest: &str) -> Read {
        let Some(c) = rest.chars().next() else { return Ok((0, state)) };
        if NEVER.has(Classes::of(c)) {
            return wrong("XML cannot hold this control character");
        }
        let space = matches!(c, ' ' | '\t' | '\r' | '\n');
        match state.mode {
            Mode::Start if rest.starts_with("<?xml ") => declaration(state, rest),
            Mode::Start | Mode::Before | Mode::Done if space => {
                Ok((1, if state.mode == Mode::Start { state.with(Mode::Before) } else { state }))
            }
            Mode::Start | Mode::Before | Mode::Done if c == '<' => self.markup(state, rest),
            Mode::Start | Mode::Before | Mode::Done => wrong("text stands outside of the outermost element"),
            Mode::Text { .. } if c == '<' => self.markup(state, rest),
            Mode::Text { bracket } => character(state, rest, bracket, |bracket| Mode::Text { bracket }),
            Mode::Cdata { .. } if rest.starts_with("]]>") => {
                Ok((3, state.with(Mode::Text { bracket: false })))
            }
            Mode::Cdata { bracket: true } if c == '>' => {
                unsure("a merge tag before this may end the section")
            }
            Mode::Cdata { .. } => Ok((c.len_utf8(), state.with(Mode::Cdata { bracket: c == ']' }))),
            Mode::Tag { .. } if space => Ok((1, state.with(Mode::Tag { spaced: true }))),
            Mode::Tag { .. } if c == '>' => Ok((1, state.with(Mode::Text { bracket: false }))),
            Mode::Tag { .. } if rest.starts_with("/>") => self.close(state).map(|next| (2, next)),
            Mode::Tag { spaced: true } => self.attribute(state, rest),
            Mode::Tag { spaced: false } => wrong("a space or the end of the tag belongs here"),
            Mode::Value { double } if c == (if double { '"' } else { '\'' }) => {
                Ok((1, state.with(Mode::Tag { spaced: false })))
            }
            Mode::Value { .. } if c == '<' => wrong("an attribute cannot hold `<`"),
            Mode::Value { .. } if c == '&' => reference(state, rest),
            Mode::Value { .. } => Ok((c.len_utf8(), state)),
        }
    }

    /// What begins with `<`.
    fn markup(&mut self, state: State, rest: &str) -> Read {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = comment.find("--") else { return unsure(SPLIT) };
            let mode = if state.mode == Mode::Start { Mode::Before } else { state.mode };
            let plain = comment.get(..end).is_some_and(|it| !Classes::in_text(it).meets(NEVER));
            return match plain && comment.get(end..).is_some_and(|it| it.starts_with("-->")) {
                true => Ok((4 + end + 3, state.with(mode))),
                false => unsure("this comment may hold what comments cannot"),
            };
        }
        if rest.starts_with("<![CDATA[") && matches!(state.mode, Mode::Text { .. }) {
            return Ok((9, state.with(Mode::Cdata { bracket: false })));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return unsure("this markup was not looked into");
        }
        if let Some(tag) = rest.strip_prefix("</") {
            return self.end_tag(state, tag);
        }
        let name = name(rest.get(1..).unwrap_or_default())?;
        if state.mode == Mode::Done {
            return wrong("a second element stands after the outermost one");
        }
        if state.depth >= MAX_DEPTH {
            return unsure("elements nest deeper than is followed");
        }
        let open = self.names.push(state.open, name.to_owned());
        let mode = Mode::Tag { spaced: false };
        let depth = state.depth + 1;
        Ok((1 + name.len(), State { mode, depth, open, attributes: Chains::<String>::EMPTY }))
    }

    fn end_tag(&mut self, state: State, tag: &str) -> Read {
        let name = name(tag)?;
        let after = tag.get(name.len()..).unwrap_or_default();
        let spaces = after.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len();
        match after.get(spaces..).and_then(|it| it.chars().next()) {
            Some('>') => {}
            Some(_) => return wrong("an end tag has nothing but its name"),
            None => return unsure(SPLIT),
        }
        match self.names.pop(state.open) {
            Some((_, open)) if open == name => {}
            Some(_) => return wrong("this is not the end tag of the element that is open"),
            None => return wrong("this end tag ends nothing"),
        }
        self.close(state).map(|next| (2 + name.len() + spaces + 1, next))
    }

    /// The innermost element ends.
    fn close(&self, state: State) -> Result<State, (bool, &'static str)> {
        let Some((open, _)) = self.names.pop(state.open) else { return wrong("this end tag ends nothing") };
        let depth = state.depth.saturating_sub(1);
        let mode = if depth == 0 { Mode::Done } else { Mode::Text { bracket: false } };
        Ok(State { mode, depth, open, ..state })
    }

    fn attribute(&mut self, state: State, rest: &str) -> Read {
        let name = name(rest)?;
        let after = rest.get(name.len()..).unwrap_or_default();
        let trimmed = after.trim_start_matches([' ', '\t', '\r', '\n']);
        let Some(value) = trimmed.strip_prefix('=') else {
            return if trimmed.is_empty() { unsure(SPLIT) } else { wrong("`=` and a value belong here") };
        };
        let value = value.trim_start_matches([' ', '\t', '\r', '\n']);
        let Some(quote) = value.chars().next() else { return unsure(SPLIT) };
        if !matches!(quote, '"' | '\'') {
            return wrong("the value of an attribute needs quotation marks");
        }
        let namespace = value.get(1..).and_then(|it| it.split_once(quote));
        let is_plain =
            |uri: &str| !uri.is_empty() && !uri.contains("www.w3.org/") && !uri.contains(['&', '<']);
        if name == "xmlns" && !namespace.is_some_and(|(uri, _)| is_plain(uri)) {
            return unsure("this declaration of a namespace was not looked into");
        }
        let mut known = state.attributes;
        while let Some((before, other)) = self.names.pop(known) {
            if other == name {
                return wrong("this attribute stands twice in the same tag");
            }
            known = before;
        }
        let attributes = self.names.push(state.attributes, name.to_owned());
        let len = rest.len() - value.len() + 1;
        Ok((len, State { mode: Mode::Value { double: quote == '"' }, attributes, ..state }))
    }
}

pub(super) fn meet(state: State, printed: &Printed) -> Met {
    let may = printed.may;
    let mut bad = may.and(Classes::LESS.or(NEVER));
    if may.meets(Classes::AMPERSAND) && !printed.shapes.has(Shapes::ENTITIES) {
        bad = bad.or(Classes::AMPERSAND);
    }
    let brackets = may.meets(Classes::BRACKET);
    let next = match state.mode {
        Mode::Text { bracket } => {
            if bracket || brackets {
                bad = bad.or(may.and(Classes::GREATER));
            }
            state.with(Mode::Text { bracket: bracket || brackets })
        }
        Mode::Cdata { bracket } => {
            bad = may.and(NEVER.or(Classes::GREATER));
            state.with(Mode::Cdata { bracket: bracket || brackets })
        }
        Mode::Value { double } => {
            bad = bad.or(may.and(if double { Classes::QUOTE } else { Classes::APOSTROPHE }));
            state
        }
        Mode::Start | Mode::Before | Mode::Done | Mode::Tag { .. } => {
            return Met::misfit(
                vec![At::Lost],
                Cause::Place,
                "what this prints stands between tags or in one",
            );
        }
    };
    if bad.is_empty() {
        return Met::fine(At::Xml(next));
    }
    let message = match bad.meets(Classes::LESS.or(Classes::AMPERSAND)) {
        true => "a `<` or `&` in this value breaks the XML",
        false => "a quotation mark or control character in this value breaks the XML",
    };
    Met::misfit(vec![At::Xml(next)], Cause::Characters(bad), message)
}

pub(super) fn end(state: State) -> Option<Problem> {
    match state.mode {
        Mode::Done => None,
        Mode::Start | Mode::Before => Some(Problem::wrong(0, 0, "there is no element here")),
        _ => Some(Problem::wrong(0, 0, "an element is never closed")),
    }
}

pub(super) fn place(state: State) -> Place {
    match state.mode {
        Mode::Text { .. } | Mode::Cdata { .. } => Place::XmlText,
        Mode::Value { .. } => Place::XmlAttribute,
        Mode::Start | Mode::Before | Mode::Done | Mode::Tag { .. } => Place::XmlMarkup,
    }
}
