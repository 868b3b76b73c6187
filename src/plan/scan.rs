//! A line of an audience, read for nothing but what decides over the findings: its signature.

use super::asks::{is_as_asked, is_told_of};
use super::bytes::{Bytes, Refused};
use super::chars::{self, kinds_in};
use super::layout::{Layout, Sink};
use super::token::Token;
use super::tree::{Below, MAX_NODES, Node, NodeAt, TextRule, Tree};

/// What a field is in a line, as far as the findings depend on it.
pub(super) type Class = u8;

pub(super) const ABSENT: Class = 0;
pub(super) const NULL: Class = 1;
pub(super) const TRUE: Class = 2;
pub(super) const FALSE: Class = 3;
/// A text of no characters.
pub(super) const EMPTY: Class = 4;
/// A text of a few spaces.
pub(super) const BLANK: Class = 5;
/// A text with nothing in it that a rule could tell of.
pub(super) const TEXT: Class = 6;
/// A whole number, not zero.
pub(super) const WHOLE: Class = 7;
/// A number with a fraction.
pub(super) const FRACTION: Class = 8;
/// A map.
pub(super) const MAP: Class = 9;
/// A list of none, one, two or more elements.
pub(super) const LIST: Class = 10;
/// A text that a condition tells from others: the first of them, and so on.
pub(super) const KNOWN: Class = 14;

/// How many spaces a blank text has at most: more may be too long for something.
const MAX_BLANK: usize = 8;

/// How many digits a number has at most: every engine prints such a one as it is written.
const MAX_DIGITS: usize = 15;

/// How many elements a list has at most: more could exceed a limit.
const MAX_ELEMENTS: usize = 1000;

/// The class of each field of a tree. Two contacts with one signature have the same findings.
pub(super) type Signature = [Class; MAX_NODES];

/// How many texts can be wanted besides.
pub(super) const MAX_WANTED: usize = 4;

/// What is read of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'l> {
    pub(super) signature: Signature,
    /// The texts and numbers that are wanted besides, as far as the line has them; UTF-8.
    pub(crate) wanted: [Option<&'l [u8]>; MAX_WANTED],
}

/// What a line is read into.
pub(super) struct Scan<'p, 'l> {
    tree: &'p Tree,
    line: Line<'l>,
    /// For fields below the elements of a list: which of its own fields each element has.
    members: Vec<(NodeAt, u64)>,
}

impl<'p, 'l> Scan<'p, 'l> {
    fn new(tree: &'p Tree) -> Scan<'p, 'l> {
        let nothing = Line { signature: [ABSENT; MAX_NODES], wanted: [None; MAX_WANTED] };
        Scan { tree, line: nothing, members: Vec::new() }
    }

    /// A line, read; refused when the line is no JSON object, or when its findings are not decided by a
    /// signature.
    pub(super) fn line(tree: &'p Tree, line: &'l str) -> Result<Line<'l>, Refused> {
        let mut scan = Scan::new(tree);
        let mut bytes = Bytes::new(line);
        bytes.space();
        if bytes.peek() != Some(b'{') {
            return Err(Refused);
        }
        scan.value(&mut bytes, 0)?;
        bytes.space();
        if bytes.is_done() { Ok(scan.line) } else { Err(Refused) }
    }

    /// The line that begins at a place among others, when it is made of what is known; and where it ends. It has been
    /// looked at whole then, and is UTF-8 and JSON.
    pub(super) fn known(
        tree: &'p Tree,
        layout: &Layout,
        (bytes, start): (&'l [u8], usize),
    ) -> Option<(Line<'l>, usize)> {
        let mut scan = Scan::new(tree);
        let end = layout.read(bytes, start, &mut scan)?;
        Some((scan.line, end))
    }

    /// The value of a field. Recursion follows the tree, whose depth is that of a path.
    fn value(&mut self, bytes: &mut Bytes<'l>, at: NodeAt) -> Result<(), Refused> {
        let node = self.tree.node(at).ok_or(Refused)?;
        match (bytes.peek(), &node.below) {
            (Some(b'{'), Below::Members(members)) => {
                self.map(bytes, at, members)?;
                if node.unread { Ok(()) } else { self.note(at, node, MAP) }
            }
            (Some(b'{' | b'['), _) if node.unread => bytes.skip(),
            (Some(b'['), Below::Elements(element)) => {
                let class = self.list(bytes, *element)?;
                self.note(at, node, class)
            }
            _ => self.value_of(at, node, bytes.token()?),
        }
    }

    /// The value of a field that is no map and no list.
    #[inline]
    fn value_of(&mut self, at: NodeAt, node: &Node, token: Token<'l>) -> Result<(), Refused> {
        if let Some(wanted) = node.wanted {
            let text = match token {
                Token::Text { escaped: true, .. } => return Err(Refused),
                Token::Text { bytes, .. } | Token::Number(bytes) => Some(bytes),
                Token::True | Token::False | Token::Null => None,
            };
            *self.line.wanted.get_mut(wanted).ok_or(Refused)? = text;
        }
        if node.unread { Ok(()) } else { self.note(at, node, class_of(node, token)?) }
    }

    fn note(&mut self, at: NodeAt, node: &Node, class: Class) -> Result<(), Refused> {
        let noted = self.line.signature.get_mut(at).ok_or(Refused)?;
        // The elements of a list have one class for all.
        if node.repeats && *noted != ABSENT && *noted != class {
            return Err(Refused);
        }
        *noted = class;
        Ok(())
    }

    fn map(
        &mut self,
        bytes: &mut Bytes<'l>,
        at: NodeAt,
        members: &'p [(Box<str>, NodeAt)],
    ) -> Result<(), Refused> {
        bytes.expect(b'{')?;
        bytes.space();
        let mut had = 0_u64;
        if !bytes.take(b'}') {
            let mut next = 0;
            loop {
                let name = bytes.name(true)?;
                match find(members, name, next)? {
                    Some((place, member)) => {
                        if had >> place & 1 == 1 {
                            return Err(Refused);
                        }
                        had |= 1 << place;
                        next = place + 1;
                        self.value(bytes, member)?;
                    }
                    None => bytes.skip()?,
                }
                bytes.space();
                if bytes.take(b',') {
                    bytes.space();
                } else {
                    bytes.expect(b'}')?;
                    break;
                }
            }
        }
        if self.tree.node(at).is_some_and(|it| it.repeats) {
            match self.members.iter().find(|(it, _)| *it == at) {
                Some((_, all)) if *all != had => return Err(Refused),
                Some(_) => {}
                None => self.members.push((at, had)),
            }
        }
        Ok(())
    }

    fn list(&mut self, bytes: &mut Bytes<'l>, element: NodeAt) -> Result<Class, Refused> {
        bytes.expect(b'[')?;
        bytes.space();
        let mut count = 0;
        if !bytes.take(b']') {
            loop {
                self.value(bytes, element)?;
                count += 1;
                bytes.space();
                if bytes.take(b',') {
                    bytes.space();
                } else {
                    bytes.expect(b']')?;
                    break;
                }
            }
        }
        match count {
            0 => Ok(LIST),
            1 => Ok(LIST + 1),
            2 => Ok(LIST + 2),
            3..=MAX_ELEMENTS => Ok(LIST + 3),
            _ => Err(Refused),
        }
    }
}

impl<'l> Sink<'l> for Scan<'_, 'l> {
    #[inline]
    fn maps(&mut self, mut fields: u32) {
        while fields != 0 {
            if let Some(class) = self.line.signature.get_mut(fields.trailing_zeros() as usize) {
                *class = MAP;
            }
            fields &= fields - 1;
        }
    }

    #[inline]
    fn scalar(&mut self, field: NodeAt, token: Token<'l>) -> Option<()> {
        let node = self.tree.node(field)?;
        if let (Token::Text { bytes, escaped: false }, Some(plain)) = (token, node.quick)
            && plain.takes(bytes)
        {
            self.class(field, TEXT);
            return Some(());
        }
        self.value_of(field, node, token).ok()
    }

    #[inline]
    fn class(&mut self, field: NodeAt, class: Class) {
        if let Some(noted) = self.line.signature.get_mut(field) {
            *noted = class;
        }
    }

    fn list(&mut self, field: NodeAt, bytes: &'l [u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        let rest = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))?;
        let mut list = Bytes::new(std::str::from_utf8(rest).ok()?);
        self.value(&mut list, field).ok()?;
        Some(at + list.taken())
    }
}

/// The member of this name, which is most likely the one at `next`. Refused when a name is one that is read but for its
/// case: rules tell of that.
#[inline]
fn find(
    members: &[(Box<str>, NodeAt)],
    name: &[u8],
    next: usize,
) -> Result<Option<(usize, NodeAt)>, Refused> {
    if let Some((_, member)) = members.get(next).filter(|(it, _)| it.as_bytes() == name) {
        return Ok(Some((next, *member)));
    }
    let mut is_near = false;
    for (place, (it, member)) in members.iter().enumerate() {
        if it.len() == name.len() {
            if it.as_bytes() == name {
                return Ok(Some((place, *member)));
            }
            is_near |= it.as_bytes().eq_ignore_ascii_case(name);
        }
    }
    // Letters beyond ASCII may fold to those of a name that is read.
    is_near |= !name.is_ascii() && {
        let folded = std::str::from_utf8(name).map_err(|_| Refused)?.to_lowercase();
        members.iter().any(|(it, _)| it.to_lowercase() == folded)
    };
    if is_near { Err(Refused) } else { Ok(None) }
}

/// What a scalar is. What it has for members or elements is the engine's to say.
#[inline]
pub(super) fn class_of(node: &Node, token: Token<'_>) -> Result<Class, Refused> {
    match (token, &node.below) {
        (Token::Null, _) => Ok(NULL),
        (_, Below::Members(_) | Below::Elements(_)) => Err(Refused),
        (Token::True, Below::Nothing) => Ok(TRUE),
        (Token::False, Below::Nothing) => Ok(FALSE),
        (Token::Number(number), Below::Nothing) => class_of_number(number, &node.text),
        (Token::Text { escaped: true, .. }, Below::Nothing) => Err(Refused),
        (Token::Text { bytes: [], .. }, Below::Nothing) if !node.text.refused => Ok(EMPTY),
        (Token::Text { bytes, .. }, Below::Nothing) => {
            if !node.plain.is_some_and(|it| it.takes(bytes)) {
                return class_of_text(bytes, &node.text);
            }
            Ok(known(bytes, &node.text))
        }
    }
}

/// The class of a text in which nothing is that a rule could tell of.
#[inline]
fn known(text: &[u8], rule: &TextRule) -> Class {
    if rule.known.is_empty() {
        return TEXT;
    }
    let known = rule.known.iter().position(|it| it.as_bytes() == text);
    known.and_then(|at| Class::try_from(at).ok()).map_or(TEXT, |at| KNOWN + at)
}

fn class_of_text(bytes: &[u8], rule: &TextRule) -> Result<Class, Refused> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refused)?;
    if rule.refused {
        return Err(Refused);
    }
    let kinds = kinds_in(bytes);
    if kinds & (chars::WORD | chars::WIDE) == 0 {
        let is_blank = text.len() <= MAX_BLANK && text.bytes().all(|it| it == b' ');
        return if is_blank { Ok(BLANK) } else { Err(Refused) };
    }
    let has_word = kinds & chars::WORD != 0 || text.chars().any(char::is_alphanumeric);
    let is_trimmed = || text.trim().len() == text.len();
    if kinds & rule.without != 0 || !has_word || (rule.trimmed && !is_trimmed()) {
        return Err(Refused);
    }
    if is_told_of(text) || !is_as_asked(text, &rule.asks) {
        return Err(Refused);
    }
    Ok(known(bytes, rule))
}

fn class_of_number(number: &[u8], rule: &TextRule) -> Result<Class, Refused> {
    let is_plain = number.len() <= MAX_DIGITS && !number.iter().any(|it| matches!(it, b'e' | b'E' | b'-'));
    if !is_plain || !rule.asks.is_empty() || !rule.known.is_empty() {
        return Err(Refused);
    }
    match number.iter().position(|it| *it == b'.') {
        None if number == b"0" => Err(Refused),
        None => Ok(WHOLE),
        Some(_) if number.ends_with(b"0") || number.starts_with(b"0.0000") => Err(Refused),
        Some(_) => Ok(FRACTION),
    }
}
