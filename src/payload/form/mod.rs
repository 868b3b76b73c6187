//! `application/x-www-form-urlencoded`: reading by the WHATWG URL Standard, section 5.1, with names in brackets
//! nested as PHP does, and writing by section 5.2.

mod encode;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Member, Node, NodeKind, PayloadFault, Reading, TOO_DEEP, report};
use crate::limits::MAX_DEPTH;
use crate::source::Span;
pub use encode::{encode, encode_pieces, percent_encode};

/// A `%` is not followed by two hexadecimal digits, or what the digits make is not UTF-8. The WHATWG URL
/// Standard keeps the first and replaces the second; many other readers refuse the request.
pub const BAD_PERCENT: &str = "form-bad-percent";

/// Two `&` with nothing between them, or one at an end.
pub const EMPTY_PAIR: &str = "form-empty-pair";

/// A pair without `=`: mostly the rest of a value in which an `&` was not written `%26`.
pub const NO_EQUALS: &str = "form-no-equals";

/// Reads a form. The root is a map, each value in it a string; names may be repeated.
///
/// `a[b]=1` makes a map of `a`, `a[]=1` a list, and brackets after brackets nest. Where a name is used both
/// ways the later one counts, as in PHP: `a=1&a[b]=2` leaves a map. A list whose elements get names becomes a
/// map, and a map whose names count up from 0 becomes a list. Brackets that do not match, or nest too deep, are
/// part of the name. Spaces and line breaks are taken as they are.
pub fn read<T>(text: &str) -> Reading<T> {
    read_at(text, 0)
}

/// The same for a form that stands at byte `start` of a longer text, such as the query of an address.
pub fn read_at<T>(text: &str, mut start: usize) -> Reading<T> {
    let mut faults = Vec::new();
    let mut root = Branch::new(Span::new(start, start + text.len()));
    // An empty form has no pair at all, rather than an empty one.
    let pairs = text.split('&').filter(|_| !text.is_empty());
    for pair in pairs {
        read_pair(pair, start, &mut root, &mut faults);
        start += pair.len() + 1;
    }
    let members = root.slots.into_iter().map(Slot::into_member).collect();
    Reading { root: Some(Node { span: root.span, kind: NodeKind::Map(members) }), faults }
}

fn read_pair<T>(pair: &str, start: usize, root: &mut Branch<T>, faults: &mut Vec<PayloadFault<T>>) {
    let whole = Span::new(start, start + pair.len());
    if pair.is_empty() {
        let message = "there is an `&` too many here";
        report(faults, || PayloadFault::warning(EMPTY_PAIR, whole, message).help("remove it"));
        return;
    }
    let (name, value) = pair.split_once('=').unwrap_or_else(|| {
        let message = "this has no `=`, so it is a name without value";
        let help = match start {
            0 => "write a name, `=` and the value",
            _ => "write `=` between a name and its value, and `%26` for an `&` inside of a value",
        };
        report(faults, || PayloadFault::warning(NO_EQUALS, whole, message).help(help));
        (pair, "")
    });
    let value_start = whole.range().end - value.len();
    let key = Decoded::read(name, start, faults);
    let text = Decoded::read(value, value_start, faults).text();
    let span = Span::new(value_start, value_start + value.len());
    let value = Node { span, kind: NodeKind::Str(text) };

    let steps = key.steps();
    if steps.len() > MAX_DEPTH {
        let span = Span::new(start, start + name.len());
        let message = format!("the brackets of this name nest deeper than {MAX_DEPTH} levels");
        report(faults, || PayloadFault::error(TOO_DEEP, span, message));
        root.insert(&[key.step(0, key.bytes.len())], whole, value);
    } else {
        root.insert(&steps, whole, value);
    }
}

/// Percent-decoded bytes that remember where each began.
struct Decoded {
    bytes: Vec<u8>,
    /// For each byte where it began in the whole text, and at last where the raw text ended.
    starts: Vec<usize>,
}

impl Decoded {
    /// Decodes `raw`, which begins at `start`.
    fn read<T>(raw: &str, start: usize, faults: &mut Vec<PayloadFault<T>>) -> Decoded {
        let mut decoded = Decoded { bytes: Vec::with_capacity(raw.len()), starts: Vec::new() };
        let mut rest = raw.as_bytes();
        let mut at = start;
        let mut stray = None;
        while let Some((&byte, more)) = rest.split_first() {
            let (value, len) = match (byte, hex_pair(more)) {
                (b'%', Some(value)) => (value, 3),
                (b'%', None) => {
                    stray.get_or_insert(at);
                    (b'%', 1)
                }
                (b'+', _) => (b' ', 1),
                (byte, _) => (byte, 1),
            };
            decoded.bytes.push(value);
            decoded.starts.push(at);
            at += len;
            rest = rest.get(len..).unwrap_or_default();
        }
        decoded.starts.push(at);
        if let Some(at) = stray {
            let message = "`%` is not followed by two hexadecimal digits";
            let span = Span::new(at, at + 1);
            let help = "write `%25` for a percent sign";
            report(faults, || PayloadFault::error(BAD_PERCENT, span, message).help(help));
        } else if let Err(error) = std::str::from_utf8(&decoded.bytes) {
            let bad = error.valid_up_to();
            let end = error.error_len().map_or(decoded.bytes.len(), |it| bad + it);
            let message = "these percent escapes do not make a character of UTF-8";
            let span = decoded.span(bad, end);
            let help = "encode the text as UTF-8 before it is percent-encoded";
            report(faults, || PayloadFault::error(BAD_PERCENT, span, message).help(help));
        }
        decoded
    }

    fn text(&self) -> Box<str> {
        String::from_utf8_lossy(&self.bytes).into()
    }

    /// Where the decoded bytes from `start` to `end` stand.
    fn span<T>(&self, start: usize, end: usize) -> Span<T> {
        let at = |it: usize| self.starts.get(it).or(self.starts.last()).copied().unwrap_or_default();
        Span::new(at(start), at(end))
    }

    fn step<T>(&self, start: usize, end: usize) -> Step<T> {
        let key = String::from_utf8_lossy(self.bytes.get(start..end).unwrap_or_default());
        Step { key: key.into(), span: self.span(start, end) }
    }

    /// The name and what stands in its brackets; just the name if its brackets do not match.
    fn steps<T>(&self) -> Vec<Step<T>> {
        let whole = || vec![self.step(0, self.bytes.len())];
        let Some(first) = self.bytes.iter().position(|it| *it == b'[').filter(|it| *it > 0) else {
            return whole();
        };
        let mut steps = vec![self.step(0, first)];
        let mut at = first;
        while at < self.bytes.len() {
            let inner = self.bytes.get(at + 1..).unwrap_or_default();
            let Some(len) = inner.iter().position(|it| *it == b']') else {
                return whole();
            };
            if self.bytes.get(at) != Some(&b'[') {
                return whole();
            }
            steps.push(self.step(at + 1, at + 1 + len));
            at += len + 2;
        }
        steps
    }
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let [high, low, ..] = bytes else { return None };
    let [high, low] = [high, low].map(|it| char::from(*it).to_digit(16));
    // Two digits of at most 15 make at most 255.
    u8::try_from(high? * 16 + low?).ok()
}

/// One level of a name: `a`, then `b` in `a[b]`. Empty in brackets to append to a list.
struct Step<T> {
    key: Box<str>,
    span: Span<T>,
}

/// A map or list to which pairs are still added.
struct Branch<T> {
    span: Span<T>,
    slots: Vec<Slot<T>>,
    /// For each name the last slot that has it.
    last: BTreeMap<Box<str>, usize>,
    /// The name that `[]` appends under: one more than the largest number among the names.
    next: u64,
}

struct Slot<T> {
    key: Box<str>,
    key_span: Span<T>,
    content: Content<T>,
}

enum Content<T> {
    Leaf(Node<T>),
    Branch(Branch<T>),
}

impl<T> Branch<T> {
    fn new(span: Span<T>) -> Branch<T> {
        Branch { span, slots: Vec::new(), last: BTreeMap::new(), next: 0 }
    }

    /// Adds the value of a pair, `whole`, at the end of the steps.
    fn insert(&mut self, steps: &[Step<T>], whole: Span<T>, value: Node<T>) {
        let mut branch = self;
        let mut steps = steps.iter().enumerate().peekable();
        while let Some((depth, step)) = steps.next() {
            branch.span = branch.span.union(whole);
            let key = if depth > 0 && step.key.is_empty() {
                branch.next.to_string().into()
            } else {
                step.key.clone()
            };
            if steps.peek().is_none() {
                branch.push(key, step.span, Content::Leaf(value));
                return;
            }
            let Some(child) = branch.child(key, step.span, whole) else { return };
            branch = child;
        }
    }

    fn push(&mut self, key: Box<str>, key_span: Span<T>, content: Content<T>) {
        if let Some(number) = number(&key) {
            self.next = self.next.max(number.saturating_add(1));
        }
        self.last.insert(key.clone(), self.slots.len());
        self.slots.push(Slot { key, key_span, content });
    }

    /// The map or list of this name, made anew unless the last slot of the name is one.
    fn child(&mut self, key: Box<str>, key_span: Span<T>, whole: Span<T>) -> Option<&mut Branch<T>> {
        let last = self
            .last
            .get(&key)
            .copied()
            .filter(|at| self.slots.get(*at).is_some_and(|it| matches!(it.content, Content::Branch(_))));
        let at = last.unwrap_or(self.slots.len());
        if last.is_none() {
            self.push(key, key_span, Content::Branch(Branch::new(whole)));
        }
        match self.slots.get_mut(at).map(|it| &mut it.content) {
            Some(Content::Branch(it)) => Some(it),
            Some(Content::Leaf(_)) | None => None,
        }
    }

    fn into_node(self) -> Node<T> {
        let counts = self.slots.iter().zip(0u64..).all(|(slot, at)| number(&slot.key) == Some(at));
        let kind = if counts {
            NodeKind::List(self.slots.into_iter().map(|it| it.content.into_node()).collect())
        } else {
            NodeKind::Map(self.slots.into_iter().map(Slot::into_member).collect())
        };
        Node { span: self.span, kind }
    }
}

impl<T> Slot<T> {
    fn into_member(self) -> Member<T> {
        Member { key: self.key, key_span: self.key_span, value: self.content.into_node() }
    }
}

impl<T> Content<T> {
    fn into_node(self) -> Node<T> {
        match self {
            Content::Leaf(node) => node,
            Content::Branch(branch) => branch.into_node(),
        }
    }
}

/// A name that PHP takes as a number: digits without leading zeros.
fn number(key: &str) -> Option<u64> {
    let digits = key.bytes().all(|it| it.is_ascii_digit());
    if digits && (key == "0" || !key.starts_with('0')) { key.parse().ok() } else { None }
}
