//! Addresses (RFC 3986): a scheme and host in literal text, then path, query and fragment.

use super::form::percent;
use super::{At, Cause, Met, Problem};
use crate::context::Place;
use crate::context::classes::Classes;
use crate::context::printed::{Printed, Shapes};

/// Where in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::context) enum State {
    /// Before its `://`.
    Scheme,
    /// In what names the server; whether something has.
    Server(bool),
    Path,
    Query,
    Fragment,
}

impl State {
    pub(super) const START: State = State::Scheme;
}

/// What an address cannot hold anywhere (RFC 3986, section 2).
const BAD: Classes = Classes::QUOTE
    .or(Classes::LESS)
    .or(Classes::GREATER)
    .or(Classes::BACKSLASH)
    .or(Classes::SPACES)
    .or(Classes::WIDE);

pub(super) fn text(state: State, text: &str) -> (At, Option<Problem>) {
    let bad = text.char_indices().find(|(_, c)| BAD.has(Classes::of(*c)));
    let bad = bad.map(|(at, c)| Problem::wrong(at, at + c.len_utf8(), "an address cannot hold this"));
    let (state, rest) = match state {
        State::Scheme => match text.split_once("://") {
            Some((scheme, rest)) if is_scheme(scheme) => (State::Server(false), rest),
            _ => {
                let message = "an address begins with `https://` and the host";
                return (At::Lost, Some(Problem::unsure(0, text.len(), message)));
            }
        },
        state => (state, text),
    };
    let state = rest.chars().fold(state, |state, c| match (state, c) {
        (State::Fragment, _) | (_, '#') => State::Fragment,
        (State::Query, _) | (_, '?') => State::Query,
        (State::Path, _) | (State::Server(_), '/') => State::Path,
        // What stood before was a user's name.
        (State::Server(_), '@') => State::Server(false),
        // A port without a host.
        (State::Server(false), ':') => State::Scheme,
        (State::Server(named), c) => State::Server(named || c.is_ascii_alphanumeric()),
        (State::Scheme, _) => State::Scheme,
    });
    (At::Url(state), bad.or_else(|| percent(text)))
}

fn is_scheme(scheme: &str) -> bool {
    let mut letters = scheme.bytes();
    letters.next().is_some_and(|it| it.is_ascii_alphabetic())
        && letters.all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'-' | b'.'))
}

pub(super) fn meet(state: State, printed: &Printed) -> Met {
    let mut bad = printed.may.and(BAD.or(Classes::HASH));
    match state {
        State::Scheme | State::Server(_) => {
            let message = "this value decides which server gets the request";
            return Met::misfit(vec![At::Lost], Cause::Place, message);
        }
        State::Path => bad = bad.or(printed.may.and(Classes::QUESTION.or(Classes::SLASH))),
        State::Query => {
            bad = bad.or(printed.may.and(Classes::AMPERSAND.or(Classes::EQUALS).or(Classes::PLUS)));
        }
        State::Fragment => bad = bad.minus(Classes::HASH),
    }
    if printed.may.meets(Classes::PERCENT) && !printed.shapes.has(Shapes::PERCENT) {
        bad = bad.or(Classes::PERCENT);
    }
    if state == State::Query && printed.shapes.has(Shapes::FORM) {
        bad = bad.minus(Classes::PLUS);
    }
    if bad.is_empty() {
        return Met::fine(At::Url(state));
    }
    let message = match state {
        State::Path => "a `/`, `?`, `#` or space in this value leads to another address",
        _ => "a `&`, `#`, `%` or space in this value cuts it off or makes another address",
    };
    Met::misfit(vec![At::Url(state)], Cause::Characters(bad), message)
}

pub(super) fn end(state: State) -> Option<Problem> {
    match state {
        State::Scheme => Some(Problem::wrong(0, 0, "this is no address")),
        State::Server(false) => Some(Problem::unsure(0, 0, "the address may have no host")),
        _ => None,
    }
}

pub(super) fn place(state: State) -> Place {
    match state {
        State::Scheme | State::Server(_) => Place::UrlHost,
        State::Path => Place::UrlPath,
        State::Query => Place::UrlQuery,
        State::Fragment => Place::UrlFragment,
    }
}
