//! A rendered body, read into a tree in which everything knows where it stands.
//!
//! Reading cannot fail: what is wrong with the text is told as [`PayloadFault`]s beside as much of the tree as
//! could be read. The tree is generic over the text that it lies in, because contacts are read the same way.

pub mod diff;
pub mod form;
pub mod json;
mod node;
pub mod url;
pub mod xml;

pub use node::{Member, Node, NodeKind};
pub(crate) use node::{escaped, unescaped};

use crate::finding::Severity;
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::source::{InRendered, Span};

/// The code of a fault: values nest deeper than [`crate::limits::MAX_DEPTH`]. RFC 8259, section 9, allows a
/// reader of JSON such a limit; PHP has one of 64 for the brackets of a form.
pub const TOO_DEEP: &str = "body-too-deep";

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// `application/json` (RFC 8259).
    Json,
    /// `application/x-www-form-urlencoded` (WHATWG URL Standard, section 5).
    Form,
    /// `application/xml`, `text/xml` and whatever ends in `+xml` (RFC 7303); see [`xml`] for the tree.
    Xml,
    /// Anything else: one text without structure.
    Text,
}

impl Format {
    /// The format of a content type, given in lower case and without parameters.
    pub fn of(content_type: &str) -> Format {
        match content_type {
            "application/json" => Format::Json,
            "application/x-www-form-urlencoded" => Format::Form,
            "application/xml" | "text/xml" => Format::Xml,
            other if other.ends_with("+json") => Format::Json,
            other if other.ends_with("+xml") => Format::Xml,
            _ => Format::Text,
        }
    }
}

/// Reads a rendered body.
pub fn read(text: &str, format: Format) -> Reading<InRendered> {
    match format {
        Format::Json => json::read(text),
        Format::Form => form::read(text),
        Format::Xml => xml::read(text),
        Format::Text => {
            let root = Node { span: Span::new(0, text.len()), kind: NodeKind::Str(text.into()) };
            Reading { root: Some(root), faults: Vec::new() }
        }
    }
}

/// What was read, and what was wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<T> {
    /// The tree, as far as it could be read; nothing if the text is empty where it must not be.
    pub root: Option<Node<T>>,
    /// What is wrong, in the order of the text; at most [`MAX_SYNTAX_ERRORS`].
    pub faults: Vec<PayloadFault<T>>,
}

/// Something wrong with the text that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct PayloadFault<T> {
    /// Where. Where something is missing it is the gap between its neighbours, which may be empty.
    pub span: Span<T>,
    /// Another place that has to do with it: where a repeated name stood first, what a closing bracket was
    /// meant to close, the gap in which a missing comma or value would stand.
    pub also: Option<Span<T>>,
    /// The rule's name in kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The same as edits, where there is but one thing to do.
    pub repair: Option<Repair<T>>,
}

/// Edits of a text that end a fault.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair<T> {
    /// What they do, in the imperative.
    pub title: String,
    /// What is replaced, and by what.
    pub edits: Vec<(Span<T>, String)>,
}

impl<T> PayloadFault<T> {
    pub(crate) fn error(code: &'static str, span: Span<T>, message: impl Into<String>) -> PayloadFault<T> {
        let message = message.into();
        PayloadFault { span, also: None, code, severity: Severity::Error, message, help: None, repair: None }
    }

    fn warning(code: &'static str, span: Span<T>, message: impl Into<String>) -> PayloadFault<T> {
        PayloadFault { severity: Severity::Warning, ..PayloadFault::error(code, span, message) }
    }

    fn help(mut self, help: impl Into<String>) -> PayloadFault<T> {
        self.help = Some(help.into());
        self
    }

    fn repair<'e>(
        mut self,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = (Span<T>, &'e str)>,
    ) -> PayloadFault<T> {
        let edits = edits.into_iter().map(|(span, text)| (span, text.to_owned())).collect();
        self.repair = Some(Repair { title: title.into(), edits });
        self
    }

    fn also(mut self, place: Span<T>) -> PayloadFault<T> {
        self.also = Some(place);
        self
    }
}

/// Adds a fault unless there are enough already.
fn report<T>(faults: &mut Vec<PayloadFault<T>>, fault: impl FnOnce() -> PayloadFault<T>) {
    if faults.len() < MAX_SYNTAX_ERRORS {
        faults.push(fault());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_one_value() {
        let reading = read("a\nb", Format::Text);
        assert_eq!(reading.faults, []);
        let root = Node { span: Span::new(0, 3), kind: NodeKind::Str("a\nb".into()) };
        assert_eq!(reading.root, Some(root));
    }
}
