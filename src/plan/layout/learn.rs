//! Stretches, learned from lines that the scan has read.

use super::{Layout, MAX_STRETCHES, NodeAt, Slot, Stretch};
use crate::plan::token::{self, Token};
use crate::plan::tree::{Below, Tree};

/// A map or list that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A map: the field, when some of its members are.
    Map(Option<NodeAt>),
    /// A list that is not read.
    List,
}

/// How many lines are learned from before it has to pay.
const CREDIT: usize = 256;

/// How many lines pay for one that is learned from.
const PRICE: usize = 4;

/// A line that is gone through.
struct Walk<'c, 'l> {
    layout: &'c mut Layout,
    tree: &'c Tree,
    bytes: &'l [u8],
    at: usize,
    open: Vec<Frame>,
    /// The stretch before the last value.
    from: usize,
    /// Where the present stretch begins, in which maps and lists, and what it has so far.
    start: usize,
    within: usize,
    names: u32,
    maps: u32,
}

impl Default for Layout {
    fn default() -> Layout {
        Layout {
            stretches: vec![Stretch::new(&[], 0)],
            within: vec![Vec::new()],
            credit: CREDIT * PRICE,
            lines: 0,
        }
    }
}

impl Layout {
    /// Notes that a line needed no learning.
    #[inline]
    pub(super) fn paid(&mut self) {
        self.credit = (self.credit + 1).min(CREDIT * PRICE);
    }

    /// Learns from a line that the scan has read.
    pub(in crate::plan) fn learn(&mut self, tree: &Tree, line: &str) {
        let Some(credit) = self.credit.checked_sub(PRICE) else { return };
        self.credit = credit;
        let bytes = line.as_bytes();
        let mut walk = Walk {
            layout: self,
            tree,
            bytes,
            at: 0,
            open: Vec::new(),
            from: 0,
            start: 0,
            within: 0,
            names: 0,
            maps: 0,
        };
        // What is learned before a line turns out to be too much to learn is right all the same.
        let _is_whole = walk.line();
    }

    /// The number of what is open.
    fn number_of(&mut self, open: &[Frame]) -> usize {
        if let Some(at) = self.within.iter().position(|it| it == open) {
            return at;
        }
        self.within.push(open.to_vec());
        self.within.len() - 1
    }
}

impl<'l> Walk<'_, 'l> {
    /// None when there is no room for more, or when the line has something that stretches do not tell.
    fn line(&mut self) -> Option<()> {
        self.value(Some(0))?;
        loop {
            self.space();
            match (self.bytes.get(self.at), self.open.last().copied()) {
                (None, None) => return self.end(Slot::End),
                (Some(b','), Some(frame)) => {
                    self.at += 1;
                    self.element(frame)?;
                }
                (Some(b'}' | b']'), Some(_)) => {
                    self.at += 1;
                    self.open.pop();
                }
                _ => return None,
            }
        }
    }

    /// The next member or element of what is open.
    fn element(&mut self, frame: Frame) -> Option<()> {
        self.space();
        let field = match frame {
            Frame::List => None,
            Frame::Map(parent) => {
                let name = self.name()?;
                parent.and_then(|it| self.member(it, name))
            }
        };
        if let Some(field) = field {
            let bit = 1 << field;
            if self.names & bit != 0 {
                return None;
            }
            self.names |= bit;
        }
        self.space();
        self.value(field)
    }

    /// A value: a scalar ends the stretch before it, a map or list is gone into.
    fn value(&mut self, field: Option<NodeAt>) -> Option<()> {
        self.space();
        let node = field.and_then(|it| self.tree.node(it));
        let frame = match (*self.bytes.get(self.at)?, node.map(|it| &it.below)) {
            (b'{', Some(Below::Members(_))) => {
                if let (Some(field), Some(node)) = (field, node)
                    && !node.unread
                {
                    self.maps |= 1 << field;
                }
                Frame::Map(field)
            }
            (_, Some(Below::Elements(_))) => return self.list(field?),
            (b'{', _) => Frame::Map(None),
            (b'[', _) => Frame::List,
            _ => {
                self.end(field.map_or(Slot::Skipped, Slot::Field))?;
                self.at = token::take(self.bytes, self.at)?.1;
                self.begin();
                return Some(());
            }
        };
        self.at += 1;
        self.open.push(frame);
        self.space();
        if matches!(self.bytes.get(self.at)?, b'}' | b']') { Some(()) } else { self.element(frame) }
    }

    /// The list of a field, which stretches do not tell, or the scalar in its place.
    fn list(&mut self, field: NodeAt) -> Option<()> {
        self.end(Slot::List(field))?;
        let mut depth = 0_usize;
        loop {
            match self.bytes.get(self.at)? {
                b'{' | b'[' => (self.at, depth) = (self.at + 1, depth + 1),
                b'}' | b']' => (self.at, depth) = (self.at + 1, depth.checked_sub(1)?),
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                _ => self.at = token::take(self.bytes, self.at)?.1,
            }
            if depth == 0 {
                self.begin();
                return Some(());
            }
        }
    }

    fn name(&mut self) -> Option<&'l [u8]> {
        let (token, end) = token::take(self.bytes, self.at)?;
        self.at = end;
        self.space();
        self.at += 1;
        match token {
            Token::Text { bytes, .. } => Some(bytes),
            _ => None,
        }
    }

    fn member(&self, parent: NodeAt, name: &[u8]) -> Option<NodeAt> {
        let Below::Members(members) = &self.tree.node(parent)?.below else { return None };
        members.iter().find(|(it, _)| it.as_bytes() == name).map(|(_, at)| *at)
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Begins a stretch.
    fn begin(&mut self) {
        self.start = self.at;
        self.within = self.layout.number_of(&self.open);
        (self.names, self.maps) = (0, 0);
    }

    /// Ends the stretch, and notes that it follows the one before.
    fn end(&mut self, slot: Slot) -> Option<()> {
        let bytes = self.bytes.get(self.start..self.at)?;
        let stretches = &mut self.layout.stretches;
        let is_it = |it: &Stretch| it.within == self.within && *it.piece.bytes == *bytes && it.slot == slot;
        // The first one stands before every line and is none of them.
        let known = stretches.iter().skip(1).position(is_it).map(|at| at + 1);
        let number = match known {
            Some(number) => number,
            None if stretches.len() >= MAX_STRETCHES => return None,
            None => {
                let quick = match slot {
                    Slot::Field(field) => self.tree.node(field).and_then(|it| it.quick),
                    Slot::Skipped | Slot::List(_) | Slot::End => None,
                };
                let (names, maps) = (self.names, self.maps);
                stretches.push(Stretch { names, maps, slot, quick, ..Stretch::new(bytes, self.within) });
                stretches.len() - 1
            }
        };
        let next = &mut stretches.get_mut(self.from)?.next;
        let number = u16::try_from(number).ok()?;
        if !next.contains(&number) {
            // What comes last is forgotten when there are too many.
            let at = next.iter().position(|it| *it == 0).unwrap_or(next.len() - 1);
            *next.get_mut(at)? = number;
        }
        self.from = usize::from(number);
        Some(())
    }
}
