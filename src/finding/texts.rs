//! The texts of a payload, for rules that look at each.

use crate::payload::{Format, Node, NodeKind, escaped};
use crate::source::{InRendered, Span};

/// A text of a payload.
pub(super) struct Text<'p> {
    /// Where it is, as a JSON pointer.
    pub(super) pointer: String,
    /// The text, decoded.
    pub(super) value: &'p str,
    /// Where it is in the rendered body, without quotation marks.
    pub(super) span: Span<InRendered>,
    quoted: bool,
}

/// All texts below `root` that are values, in order.
pub(super) fn texts(root: &Node<InRendered>, format: Format) -> Vec<Text<'_>> {
    scalars(root, format).into_iter().filter(|it| it.quoted).collect()
}

/// The same with numbers, as they are written.
pub(super) fn scalars(root: &Node<InRendered>, format: Format) -> Vec<Text<'_>> {
    let mut found = Vec::new();
    collect(root, format, &mut String::new(), &mut found);
    found
}

/// Recursion follows the payload, whose depth its reader limits.
fn collect<'p>(node: &'p Node<InRendered>, format: Format, pointer: &mut String, found: &mut Vec<Text<'p>>) {
    let len = pointer.len();
    match &node.kind {
        NodeKind::Str(text) => {
            let quote = usize::from(format == Format::Json);
            let (start, end) = (node.span.start as usize, node.span.end as usize);
            let span = Span::new(start + quote, end.saturating_sub(quote));
            found.push(Text { pointer: pointer.clone(), value: text, span, quoted: true });
        }
        NodeKind::List(items) => {
            for (at, item) in items.iter().enumerate() {
                pointer.push('/');
                pointer.push_str(&at.to_string());
                collect(item, format, pointer, found);
                pointer.truncate(len);
            }
        }
        NodeKind::Map(members) => {
            for member in members {
                pointer.push('/');
                pointer.push_str(&escaped(&member.key));
                collect(&member.value, format, pointer, found);
                pointer.truncate(len);
            }
        }
        NodeKind::Number(value) => {
            found.push(Text { pointer: pointer.clone(), value, span: node.span, quoted: false });
        }
        NodeKind::Null | NodeKind::Bool(_) => {}
    }
}
