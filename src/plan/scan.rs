//! A line of an audience, read for nothing but what decides over the findings: its signature.

use super::asks::{is_as_asked, is_told_of};
use super::bytes::{Bytes, Raw, Refused};
use super::chars::{self, kinds_in};
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
pub(super) struct Line<'l> {
    pub(super) signature: Signature,
    /// The texts and numbers that are wanted besides, as far as the line has them.
    pub(super) wanted: [Option<&'l str>; MAX_WANTED],
}

/// What a line is read into.
pub(super) struct Scan<'p, 'l> {
    tree: &'p Tree,
    line: Line<'l>,
    /// For fields below the elements of a list: which of its own fields each element has.
    members: Vec<(NodeAt, u64)>,
}

impl<'p, 'l> Scan<'p, 'l> {
    /// A line, read; refused when the line is no JSON object, or when its findings are not decided by a
    /// signature.
    pub(super) fn line(tree: &'p Tree, line: &'l str) -> Result<Line<'l>, Refused> {
        let nothing = Line { signature: [ABSENT; MAX_NODES], wanted: [None; MAX_WANTED] };
        let mut scan = Scan { tree, line: nothing, members: Vec::new() };
        let mut bytes = Bytes::new(line);
        bytes.space();
        if bytes.peek() != Some(b'{') {
            return Err(Refused);
        }
        scan.value(&mut bytes, 0)?;
        bytes.space();
        if bytes.is_done() { Ok(scan.line) } else { Err(Refused) }
    }

    /// The value of a field. Recursion follows the tree, whose depth is that of a path.
    fn value(&mut self, bytes: &mut Bytes<'l>, at: NodeAt) -> Result<(), Refused> {
        let node = self.tree.node(at).ok_or(Refused)?;
        if node.unread {
            return self.unread(bytes, at, node);
        }
        let start = *bytes;
        let class = match (bytes.peek(), &node.below) {
            (Some(b'{'), Below::Members(members)) => {
                self.map(bytes, at, members)?;
                MAP
            }
            (Some(b'['), Below::Elements(element)) => self.list(bytes, *element)?,
            (Some(b'n'), _) => bytes.word("null").map(|()| NULL)?,
            // What a scalar has for members or elements is the engine's to say.
            (_, Below::Members(_) | Below::Elements(_)) => return Err(Refused),
            (Some(b'"'), Below::Nothing) => class_of_text(bytes.text()?, &node.text)?,
            (Some(b't'), Below::Nothing) => bytes.word("true").map(|()| TRUE)?,
            (Some(b'f'), Below::Nothing) => bytes.word("false").map(|()| FALSE)?,
            (Some(b'{' | b'['), Below::Nothing) => return Err(Refused),
            (_, Below::Nothing) => class_of_number(bytes.number()?, &node.text)?,
        };
        if node.wanted.is_some() {
            self.wanted(start, node)?;
        }
        self.note(at, node, class)
    }

    /// A value that the hook does not read.
    fn unread(&mut self, bytes: &mut Bytes<'l>, at: NodeAt, node: &'p Node) -> Result<(), Refused> {
        if let (Some(b'{'), Below::Members(members)) = (bytes.peek(), &node.below) {
            return self.map(bytes, at, members);
        }
        if node.wanted.is_some() {
            self.wanted(*bytes, node)?;
        }
        bytes.skip()
    }

    /// Keeps the text or number at a place.
    fn wanted(&mut self, mut bytes: Bytes<'l>, node: &Node) -> Result<(), Refused> {
        let text = match bytes.peek() {
            Some(b'"') => bytes.text().and_then(|it| if it.escaped { Err(Refused) } else { Ok(it.text) })?,
            Some(b'-' | b'0'..=b'9') => bytes.number()?,
            _ => return Ok(()),
        };
        if let Some(wanted) = node.wanted.and_then(|it| self.line.wanted.get_mut(it)) {
            *wanted = Some(text);
        }
        Ok(())
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
                let name = bytes.name()?;
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

/// The member of this name, which is most likely the one at `next`. Refused when a name is written with escapes, or is
/// one that is read but for its case: rules tell of that.
#[inline]
fn find(
    members: &[(Box<str>, NodeAt)],
    name: Raw<'_>,
    next: usize,
) -> Result<Option<(usize, NodeAt)>, Refused> {
    if name.escaped {
        return Err(Refused);
    }
    if let Some((_, member)) = members.get(next).filter(|(it, _)| **it == *name.text) {
        return Ok(Some((next, *member)));
    }
    let mut is_near = false;
    for (place, (it, member)) in members.iter().enumerate() {
        if it.len() == name.text.len() {
            if **it == *name.text {
                return Ok(Some((place, *member)));
            }
            is_near |= it.eq_ignore_ascii_case(name.text);
        }
    }
    // Letters beyond ASCII may fold to those of a name that is read.
    is_near |= !name.text.is_ascii() && {
        let folded = name.text.to_lowercase();
        members.iter().any(|(it, _)| it.to_lowercase() == folded)
    };
    if is_near { Err(Refused) } else { Ok(None) }
}

fn class_of_text(raw: Raw<'_>, rule: &TextRule) -> Result<Class, Refused> {
    let text = raw.text;
    if raw.escaped || rule.refused {
        return Err(Refused);
    }
    if text.is_empty() {
        return Ok(EMPTY);
    }
    let kinds = kinds_in(text);
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
    let known = rule.known.iter().position(|it| **it == *text);
    Ok(known.and_then(|at| Class::try_from(at).ok()).map_or(TEXT, |at| KNOWN + at))
}

fn class_of_number(number: &str, rule: &TextRule) -> Result<Class, Refused> {
    let is_plain = number.len() <= MAX_DIGITS && !number.contains(['e', 'E', '-']);
    if !is_plain || !rule.asks.is_empty() || !rule.known.is_empty() {
        return Err(Refused);
    }
    match number.split_once('.') {
        None if number == "0" => Err(Refused),
        None => Ok(WHOLE),
        Some((_, fraction)) if fraction.ends_with('0') || number.starts_with("0.0000") => Err(Refused),
        Some(_) => Ok(FRACTION),
    }
}
