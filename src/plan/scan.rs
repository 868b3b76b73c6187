//! A line of an audience, read for nothing but what decides over the findings: its signature.

use super::bytes::{Bytes, Refused};
use super::class::{ABSENT, Class, LIST, MAP, TEXT, class_of};
use super::layout::{Layout, Sink};
use super::token::Token;
use super::tree::{Below, MAX_NODES, Node, NodeAt, Quick, Tree};

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
        self.value_of(field, node, token).ok()
    }

    #[inline]
    fn quick(&mut self, field: NodeAt, quick: &Quick, bytes: &'l [u8]) {
        if quick.is_read() {
            self.class(field, TEXT);
        }
        if let Some(wanted) = quick.wanted.and_then(|it| self.line.wanted.get_mut(it)) {
            *wanted = Some(bytes);
        }
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
