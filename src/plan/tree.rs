//! The fields that a hook reads, as a tree to find them by in a line of JSON.

use std::sync::Arc;

use super::asks::Ask;
use super::plain::Plain;
use super::token::Token;

/// How many fields a plan can have: a line's signature has a byte for each.
pub(super) const MAX_NODES: usize = 32;

/// A node of the tree, by its place in [`Tree::nodes`].
pub(super) type NodeAt = usize;

/// The fields, the contact itself first.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    /// In the order in which they were added; a parent comes before its children.
    pub(super) nodes: Vec<Node>,
}

/// A field.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// What stands below it.
    pub(super) below: Below,
    /// Whether it is below the elements of a list, so that it has a value for each of them.
    pub(super) repeats: bool,
    /// What its texts have to be for a plan to take the line.
    pub(super) text: TextRule,
    /// How most of those texts are told quickly; none when each has to be looked at in full.
    pub(super) plain: Option<Plain>,
    /// How most of what stands there is noted at once.
    pub(super) quick: Option<Quick>,
    /// Which of the texts it is that are wanted besides.
    pub(super) wanted: Option<usize>,
    /// Whether the hook does not read it, so that it is only wanted.
    pub(super) unread: bool,
}

/// What is noted of a value with which nothing is the matter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quick {
    /// What a text has to be; none where the hook reads nothing and anything will do.
    plain: Option<Plain>,
    /// Which of the texts it is that are wanted besides.
    pub(super) wanted: Option<usize>,
}

impl Quick {
    /// Whether all that is to be noted of a value is that it is a text, and it as it is written; then that.
    #[inline]
    pub(super) fn takes<'l>(&self, token: Token<'l>) -> Option<&'l [u8]> {
        match (token, self.plain) {
            (Token::Text { bytes, escaped: false }, Some(plain)) if plain.takes(bytes) => Some(bytes),
            (Token::Text { bytes, escaped: false } | Token::Number(bytes), None) => Some(bytes),
            _ => None,
        }
    }

    /// Whether that it is a text is noted.
    pub(super) fn is_read(&self) -> bool {
        self.plain.is_some()
    }
}

/// What stands below a field.
#[derive(Clone, Debug, Default)]
pub(super) enum Below {
    /// Nothing that is read.
    #[default]
    Nothing,
    /// The members of a map that are read, by name.
    Members(Vec<(Box<str>, NodeAt)>),
    /// The elements of a list.
    Elements(NodeAt),
}

/// What the texts of a field have to be.
#[derive(Clone, Debug, Default)]
pub(super) struct TextRule {
    /// Whether the hook prints it where a text would change more than a value, so that no text is taken.
    pub(super) refused: bool,
    /// The kinds of characters of which it must have none.
    pub(super) without: u8,
    /// Whether white space must stand neither before nor after it.
    pub(super) trimmed: bool,
    /// Whether a quotation mark in it ends a text of the request early, and does nothing else.
    pub(super) quotable: bool,
    /// The texts that conditions tell from others.
    pub(super) known: Vec<Box<str>>,
    /// What the contract asks of it.
    pub(super) asks: Vec<Arc<Ask>>,
}

impl Tree {
    /// With the contact alone.
    pub(super) fn new() -> Tree {
        Tree { nodes: vec![Node { below: Below::Members(Vec::new()), ..Node::default() }] }
    }

    pub(super) fn node(&self, at: NodeAt) -> Option<&Node> {
        self.nodes.get(at)
    }

    pub(super) fn node_mut(&mut self, at: NodeAt) -> Option<&mut Node> {
        self.nodes.get_mut(at)
    }

    /// The member of a field; added when it is new. None where the field has elements, or when there are too many.
    pub(super) fn member(&mut self, parent: NodeAt, name: &str) -> Option<NodeAt> {
        let next = self.nodes.len();
        let node = self.nodes.get_mut(parent)?;
        if matches!(node.below, Below::Nothing) {
            node.below = Below::Members(Vec::new());
        }
        let Below::Members(members) = &mut node.below else { return None };
        if let Some((_, at)) = members.iter().find(|(it, _)| **it == *name) {
            return Some(*at);
        }
        // A line's objects note in 64 bits which of these they have.
        if next >= MAX_NODES || members.len() >= 64 {
            return None;
        }
        members.push((Box::from(name), next));
        let repeats = node.repeats;
        self.nodes.push(Node { repeats, ..Node::default() });
        Some(next)
    }

    /// Has the text at a path of members be told besides. What the hook does not read of the way there changes no
    /// signature. Nothing is told of a field that is more than a text, and of none when there are too many fields.
    pub(super) fn want(&mut self, path: &[Box<str>], number: usize) {
        let mut at = 0;
        for name in path {
            let known = self.nodes.len();
            // A field that is read as a text or number has no members for the hook.
            let is_text = |it: &Node| !it.unread && matches!(it.below, Below::Nothing);
            if self.node(at).is_none_or(is_text) {
                return;
            }
            let Some(next) = self.member(at, name) else { return };
            if let Some(node) = self.node_mut(next).filter(|_| next >= known) {
                node.unread = true;
            }
            at = next;
        }
        if let Some(node) = self.node_mut(at).filter(|it| matches!(it.below, Below::Nothing)) {
            node.wanted = Some(number);
        }
    }

    /// Notes of each field how its texts are told quickly, once all is known that they have to be.
    pub(super) fn settle(&mut self) {
        for node in &mut self.nodes {
            node.plain = Plain::of(&node.text);
            let is_more = node.repeats || !node.text.known.is_empty();
            let is_text = matches!(node.below, Below::Nothing) && !is_more;
            let plain = if node.unread { None } else { node.plain };
            let quick = Quick { plain, wanted: node.wanted };
            node.quick = (is_text && (node.unread || plain.is_some())).then_some(quick);
        }
    }

    /// The elements of a field; added when they are new. None where the field has members.
    pub(super) fn element(&mut self, parent: NodeAt) -> Option<NodeAt> {
        let next = self.nodes.len();
        let node = self.nodes.get_mut(parent)?;
        match node.below {
            Below::Elements(at) => Some(at),
            Below::Nothing if next < MAX_NODES => {
                node.below = Below::Elements(next);
                self.nodes.push(Node { repeats: true, ..Node::default() });
                Some(next)
            }
            Below::Nothing | Below::Members(_) => None,
        }
    }
}
