//! Reads JSON strictly by RFC 8259, and tells the author of broken JSON in plain words what broke it.
//!
//! After a fault the reader goes on as the author most likely meant it. As long as it can be sure of that it
//! reports further faults; once it cannot (after a string that ended early, say) it is *lost*: it still builds
//! the tree but reports nothing more, because one mistake must not be told twenty times.
//!
//! Every byte is looked at a bounded number of times; searches that would scan the rest of the text again and
//! again remember that they failed.

mod bare;
mod name;
mod nesting;
mod space;
mod string;
#[cfg(test)]
mod tests;

use super::{Member, Node, NodeKind, PayloadFault, Reading};
use crate::limits::{MAX_DEPTH, MAX_SYNTAX_ERRORS};
use crate::source::Span;

/// The text is not JSON (RFC 8259).
pub const NOT_JSON: &str = "body-not-json";

/// An object has two members of the same name (RFC 8259, section 4: names should be unique).
pub const DUPLICATE_KEY: &str = "duplicate-key";

/// An escape such as `\ud83d` is half of a character (RFC 8259, section 8.2: what becomes of it is
/// unpredictable). It is read as U+FFFD.
pub const LONE_SURROGATE: &str = "lone-surrogate";

/// Reads one JSON value. A text of nothing but whitespace has no root; any other text has one.
pub fn read<T: PartialEq>(text: &str) -> Reading<T> {
    let mut reader = Reader::new(text);
    reader.byte_order_mark();
    reader.space();
    let root = if reader.peek().is_none() {
        let fault = PayloadFault::error(NOT_JSON, Span::new(0, text.len()), "there is nothing here");
        reader.fault(fault.help("JSON needs at least one value, such as `{}`"));
        None
    } else {
        let root = if reader.lacks_braces() { reader.braceless() } else { reader.value(Place::Root) };
        reader.end();
        Some(root)
    };
    let mut faults = reader.faults;
    // Repeated names come up only at the end of their object.
    faults.sort_by_key(|it| it.span);
    // A string that is read again, because it turns out later to have ended early, repeats what it told.
    faults.dedup();
    Reading { root, faults }
}

/// Where a value stands, which says what may follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The whole text: nothing follows.
    Root,
    /// The name of a member: a colon follows.
    Name,
    /// The value of a member.
    Member,
    /// An element of a list.
    Item,
}

/// A list or object whose end is not read yet.
struct Open {
    /// Where its bracket stands.
    at: usize,
    /// The bracket that ends it.
    closer: u8,
}

struct Reader<'t, T> {
    text: &'t str,
    /// The next byte; always on a character boundary.
    at: usize,
    /// The containers around `at`, outermost first.
    open: Vec<Open>,
    faults: Vec<PayloadFault<T>>,
    /// Whether what follows is a guess, so that nothing more is reported.
    lost: bool,
    /// Before this, there is no mark that could end a string that began in a wrong way; see `string`.
    hopeless: usize,
    /// Whether a string was met that is never closed, so that none after it is either.
    unclosed: bool,
}

impl<'t, T> Reader<'t, T> {
    fn new(text: &'t str) -> Reader<'t, T> {
        Reader {
            text,
            at: 0,
            open: Vec::new(),
            faults: Vec::new(),
            lost: false,
            hopeless: 0,
            unclosed: false,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.byte(self.at)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn slice(&self, start: usize, end: usize) -> &'t str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn rest(&self) -> &'t str {
        self.slice(self.at, self.text.len())
    }

    /// Whether nothing more is reported.
    fn silent(&self) -> bool {
        self.lost || self.faults.len() >= MAX_SYNTAX_ERRORS
    }

    fn fault(&mut self, fault: PayloadFault<T>) {
        if !self.silent() {
            self.faults.push(fault);
        }
    }

    fn error(&mut self, span: Span<T>, message: impl Into<String>, help: impl Into<String>) {
        self.fault(PayloadFault::error(NOT_JSON, span, message).help(help));
    }

    /// Reads a value; something stands at `at` that is neither a comma, a colon nor the end of a container.
    fn value(&mut self, place: Place) -> Node<T> {
        match self.peek() {
            Some(b'"') => {
                let (span, text) = self.string(place);
                Node { span, kind: NodeKind::Str(text) }
            }
            Some(b'{') if self.tag_end().is_some() => self.unfilled_tag(),
            Some(b'{' | b'[') if self.open.len() >= MAX_DEPTH => self.too_deep(),
            Some(b'{') => self.map(),
            Some(b'[') => self.list(),
            _ => self.bare(place),
        }
    }

    fn list(&mut self) -> Node<T> {
        let start = self.enter(b']');
        let mut items = Vec::new();
        let mut more = self.first(b']');
        while more {
            items.push(self.value(Place::Item));
            more = self.next(b']');
        }
        Node { span: Span::new(start, self.at), kind: NodeKind::List(items) }
    }

    fn map(&mut self) -> Node<T> {
        let start = self.enter(b'}');
        let mut members = Vec::new();
        let mut more = self.first(b'}');
        while more {
            self.member(&mut members);
            more = self.next(b'}');
        }
        self.duplicates(&members);
        Node { span: Span::new(start, self.at), kind: NodeKind::Map(members) }
    }

    /// Goes to the first element; says whether there is one.
    fn first(&mut self, closer: u8) -> bool {
        self.space();
        if self.peek() == Some(closer) { self.leave() } else { self.element(closer, self.at) }
    }

    /// Goes over the comma to the next element; says whether there is one.
    fn next(&mut self, closer: u8) -> bool {
        let end = self.at;
        self.space();
        let comma = self.at;
        match self.peek() {
            Some(byte) if byte == closer => return self.leave(),
            Some(b',') => self.at += 1,
            Some(b';') => {
                let span = Span::new(comma, comma + 1);
                let fault = PayloadFault::error(NOT_JSON, span, "a comma belongs here, not `;`");
                self.fault(fault.help("write `,`").repair("write a comma", [(span, ",")]));
                self.at += 1;
            }
            None | Some(b'}' | b']' | b':') => return self.element(closer, end),
            Some(_) => {
                let what = if closer == b'}' { "members" } else { "list items" };
                let fault =
                    PayloadFault::error(NOT_JSON, Span::empty(end), format!("missing comma between {what}"));
                let fault = fault.also(Span::new(end, comma)).help("write `,` between them");
                self.fault(fault.repair("write the comma", [(Span::empty(end), ",")]));
                return true;
            }
        }
        let gap = self.at;
        self.space();
        if self.peek() == Some(closer) {
            let message = format!("trailing comma before `{}`", char::from(closer));
            let fault = PayloadFault::error(NOT_JSON, Span::new(comma, gap), message);
            let fault = fault.also(Span::new(gap, self.at)).help("remove the comma");
            self.fault(fault.repair("remove the comma", [(Span::new(comma, gap), "")]));
            return self.leave();
        }
        self.element(closer, gap)
    }

    /// Sees to it that an element begins at `at`; says whether one does. `gap` is where it might have begun.
    fn element(&mut self, closer: u8, mut gap: usize) -> bool {
        loop {
            match self.peek() {
                Some(byte) if byte == closer => return self.leave(),
                Some(b',') => {
                    let span = Span::new(gap, self.at);
                    self.error(span, "missing value", "write a value here, or remove the comma");
                }
                Some(b':') if closer == b']' => {
                    let span = Span::new(self.at, self.at + 1);
                    self.error(span, "a list has no names", "use `{` and `}` around names and values");
                    self.lost = true;
                }
                Some(b':') => {
                    let span = Span::new(self.at, self.at + 1);
                    self.error(span, "no name stands before this colon", "write a name in quotation marks");
                    self.lost = true;
                }
                Some(b'}' | b']') => return self.wrong_closer(),
                None => return self.unclosed(),
                Some(_) => return true,
            }
            self.at += 1;
            gap = self.at;
            self.space();
        }
    }

    fn member(&mut self, members: &mut Vec<Member<T>>) {
        let Some((key_span, key)) = self.name(members.last_mut()) else {
            return;
        };
        let end = self.at;
        self.space();
        if !self.colon(end) {
            let value = Node { span: Span::new(end, self.at), kind: NodeKind::Null };
            members.push(Member { key, key_span, value });
            return;
        }
        let gap = self.at;
        self.space();
        let value = if let None | Some(b',' | b'}' | b']' | b':') = self.peek() {
            let span = Span::new(gap, self.at);
            self.error(span, "missing value", "write a value after the colon, or `null`");
            Node { span, kind: NodeKind::Null }
        } else {
            self.value(Place::Member)
        };
        members.push(Member { key, key_span, value });
    }

    /// Goes over the colon after a name that ended at `end`; says whether a value follows.
    fn colon(&mut self, end: usize) -> bool {
        let at = self.at;
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                self.at += if self.byte(at + 1) == Some(b'>') { 2 } else { 1 };
                let wrong = self.slice(at, self.at);
                let message = format!("a colon belongs here, not `{wrong}`");
                let span = Span::new(at, self.at);
                let fault = PayloadFault::error(NOT_JSON, span, message).help("write `:`");
                self.fault(fault.repair("write a colon", [(span, ":")]));
            }
            None | Some(b',' | b'}' | b']') => {
                let fault = PayloadFault::error(NOT_JSON, Span::empty(end), "this name has no value")
                    .also(Span::new(end, at));
                self.fault(fault.help("write a colon and a value after the name"));
                return false;
            }
            Some(_) => {
                let fault = PayloadFault::error(NOT_JSON, Span::empty(end), "missing colon after the name")
                    .also(Span::new(end, at));
                let fault = fault.help("write `:` between the name and its value");
                self.fault(fault.repair("write the colon", [(Span::empty(end), ":")]));
            }
        }
        true
    }

    fn duplicates(&mut self, members: &[Member<T>]) {
        if members.len() < 2 {
            return;
        }
        let mut sorted: Vec<&Member<T>> = members.iter().collect();
        // Stable, so that among equals the first in the text leads.
        sorted.sort_by(|a, b| a.key.cmp(&b.key));
        for same in sorted.chunk_by(|a, b| a.key == b.key) {
            let [first, again @ ..] = same else { continue };
            for it in again {
                let message = format!("the name `{}` stands twice in the same object", shown(&it.key));
                let fault = PayloadFault::warning(DUPLICATE_KEY, it.key_span, message).also(first.key_span);
                self.fault(fault.help("remove one of them: mostly only the last one counts"));
            }
        }
    }

    /// After the value: nothing may follow.
    fn end(&mut self) {
        self.space();
        let Some(byte) = self.peek() else { return };
        let line = self.rest().lines().next().unwrap_or_default().trim_end();
        let span = Span::new(self.at, self.at + line.len());
        match byte {
            b'}' | b']' => {
                let message = format!("`{}` ends nothing: all is closed already", char::from(byte));
                self.error(Span::new(self.at, self.at + 1), message, "remove it");
            }
            b'{' | b'[' | b'"' => {
                self.error(span, "a second value follows the end", "put all values into one list, `[` … `]`");
            }
            _ => self.error(span, "text follows the end", "remove it"),
        }
    }
}

/// A piece of the text as messages quote it: short, on one line.
fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None if line.len() < text.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}
