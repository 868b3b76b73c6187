//! The readers of the formats as automata.
//!
//! A state is small and `Copy`. What does not fit into one, the brackets and tags that are open, is an immutable chain
//! that the automaton keeps ([`Chains`]); the state has its number.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::classes::Classes;
use super::printed::Printed;
use super::{Place, Target};
use crate::template::NodeId;

pub(super) mod address;
pub(super) mod form;
pub(super) mod header;
pub(super) mod json;
pub(super) mod xml;

/// How far a state can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    /// Every path to it is right so far.
    Sure,
    /// It is a guess, after something of which it is not known whether it is right.
    Guess,
    /// It is a guess after something that is wrong.
    Broken,
}

/// Where a reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    Json(json::State),
    Form(form::State),
    Xml(xml::State),
    Url(address::State),
    Header,
    Text,
    /// Nobody knows.
    Lost,
}

/// A state of a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct State {
    pub(super) trust: Trust,
    pub(super) at: At,
}

/// Something wrong with literal text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The bytes of the text at which it shows.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) message: String,
    /// Whether it is wrong in any case, rather than not known to be right.
    pub(super) sure: bool,
}

impl Problem {
    fn wrong(start: usize, end: usize, message: impl Into<String>) -> Problem {
        Problem { start, end, message: message.into(), sure: true }
    }

    fn unsure(start: usize, end: usize, message: impl Into<String>) -> Problem {
        Problem { sure: false, ..Problem::wrong(start, end, message) }
    }
}

/// What could mend a merge tag that is not known to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// Characters that its value may have.
    Characters(Classes),
    /// It may print nothing.
    Empty,
    /// It may print what is no value of the format.
    NoValue,
    /// Where it stands, nothing can be known.
    Place,
}

/// What is wrong with a merge tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) cause: Cause,
    pub(super) message: String,
}

/// Where a merge tag leads, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    pub(super) next: Vec<At>,
    pub(super) misfit: Option<Misfit>,
}

impl Met {
    fn fine(next: At) -> Met {
        Met { next: vec![next], misfit: None }
    }

    fn misfit(next: Vec<At>, cause: Cause, message: impl Into<String>) -> Met {
        Met { next, misfit: Some(Misfit { cause, message: message.into() }) }
    }
}

/// Where in the template literal text stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Stand {
    /// The conditional nodes around it with the arm that it is in, outermost first.
    pub(super) arms: Arc<[(NodeId, usize)]>,
    /// The loops around it, outermost first.
    pub(super) loops: Arc<[NodeId]>,
    /// Where the text begins; none for what a merge tag prints.
    pub(super) offset: Option<u32>,
}

/// The reader of one format.
#[derive(Debug)]
pub(super) struct Reader {
    target: Target,
    pub(super) json: json::Machine,
    pub(super) xml: xml::Machine,
}

impl Reader {
    pub(super) fn new(target: Target) -> Reader {
        Reader { target, json: json::Machine::default(), xml: xml::Machine::default() }
    }

    pub(super) fn start(&self) -> State {
        let at = match self.target {
            Target::Json => At::Json(json::State::START),
            Target::Form => At::Form(form::State::START),
            Target::Xml => At::Xml(xml::State::START),
            Target::Url => At::Url(address::State::START),
            Target::Header => At::Header,
            Target::Text => At::Text,
        };
        State { trust: Trust::Sure, at }
    }

    /// Goes over text. Where something is wrong with it, the state is a guess at how it goes on.
    pub(super) fn text(&mut self, at: At, text: &str, stand: &Stand) -> (At, Option<Problem>) {
        match at {
            At::Json(state) => self.json.text(state, text, stand),
            At::Form(state) => form::text(state, text),
            At::Xml(state) => self.xml.text(state, text),
            At::Url(state) => address::text(state, text),
            At::Header => header::text(text),
            At::Text | At::Lost => (at, None),
        }
    }

    /// Holds what a merge tag prints against its place.
    pub(super) fn meet(&mut self, at: At, printed: &Printed, stand: &Stand) -> Met {
        if let Some(values) = &printed.values {
            return self.meet_values(at, values, stand);
        }
        match at {
            At::Json(state) => json::meet(state, printed),
            At::Form(state) => form::meet(state, printed),
            At::Xml(state) => xml::meet(state, printed),
            At::Url(state) => address::meet(state, printed),
            At::Header => header::meet(printed),
            At::Text => Met::fine(At::Text),
            At::Lost => Met { next: vec![At::Lost], misfit: None },
        }
    }

    /// The same where all texts that it can be are known.
    fn meet_values(&mut self, at: At, values: &BTreeSet<Arc<str>>, stand: &Stand) -> Met {
        let inside = Stand { offset: None, ..stand.clone() };
        let mut met = Met::default();
        for value in values {
            let (next, problem) = self.text(at, value, &inside);
            if !met.next.contains(&next) {
                met.next.push(next);
            }
            if let Some(problem) = problem {
                let cause = if value.is_empty() { Cause::Empty } else { Cause::NoValue };
                met.misfit.get_or_insert(Misfit { cause, message: problem.message });
            }
        }
        met
    }

    /// What is wrong where the part ends.
    pub(super) fn end(at: At) -> Option<Problem> {
        match at {
            At::Json(state) => json::end(state),
            At::Form(state) => form::end(state),
            At::Xml(state) => xml::end(state),
            At::Url(state) => address::end(state),
            At::Header | At::Text | At::Lost => None,
        }
    }

    /// Where something stands; none where that is not known.
    pub(super) fn place(at: At) -> Option<Place> {
        Some(match at {
            At::Json(state) => json::place(state),
            At::Form(state) => form::place(state),
            At::Xml(state) => xml::place(state),
            At::Url(state) => address::place(state),
            At::Header => Place::HeaderValue,
            At::Text => Place::Text,
            At::Lost => return None,
        })
    }

    /// A turn of a loop ends here, and another begins.
    pub(super) fn turn_ends(&mut self, at: At, node: NodeId) {
        if let At::Json(state) = at {
            self.json.turn_ends(state, node);
        }
    }
}

/// Immutable chains of things, each with a number; the same chain has the same number.
#[derive(Debug)]
pub(super) struct Chains<T> {
    links: Vec<(u32, T)>,
    known: BTreeMap<(u32, T), u32>,
}

impl<T> Default for Chains<T> {
    fn default() -> Chains<T> {
        Chains { links: Vec::new(), known: BTreeMap::new() }
    }
}

impl<T: Clone + Ord> Chains<T> {
    /// The chain with nothing in it.
    pub(super) const EMPTY: u32 = 0;

    /// The chain with one thing more.
    pub(super) fn push(&mut self, chain: u32, thing: T) -> u32 {
        let link = (chain, thing);
        if let Some(&known) = self.known.get(&link) {
            return known;
        }
        self.links.push(link.clone());
        // There are no more links than bytes of the template, times the states that pass them.
        let number = u32::try_from(self.links.len()).unwrap_or(u32::MAX);
        self.known.insert(link, number);
        number
    }

    /// The chain without its last thing, and that.
    pub(super) fn pop(&self, chain: u32) -> Option<(u32, &T)> {
        let at = usize::try_from(chain.checked_sub(1)?).ok()?;
        self.links.get(at).map(|(rest, thing)| (*rest, thing))
    }
}
