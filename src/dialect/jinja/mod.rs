//! Jinja: minijinja lexes and parses, [`lower`] turns its tree into ours.
//!
//! minijinja stops at its first error without a tree. So the tag around the error is reported and masked with
//! equal length, so that offsets stand, and the text is parsed again; missing end tags are supplied past the end.

use minijinja::machinery::{self, ast};
use minijinja::syntax::SyntaxConfig;

mod adapt;
mod depth;
mod hints;
mod lower;
mod recover;
mod strict;
mod tags;

use super::Parser;
use crate::template::NodeId;

/// Parses the text; gives the nodes on the outermost level.
pub(super) fn parse(parser: &mut Parser) -> Vec<NodeId> {
    let source = recover::parseable(parser);
    match machinery::parse(&source.text, "template", SyntaxConfig::default()) {
        Ok(ast::Stmt::Template(template)) => lower::template(parser, &source, &template),
        // `parseable` gives text that parses or, after too many errors, none at all.
        Ok(_) | Err(_) => Vec::new(),
    }
}
