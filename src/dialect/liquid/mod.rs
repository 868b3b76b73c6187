//! Liquid, as `CleverTap` runs it with `LiqP`, and as Shopify defines it: a lexer and parser of our own, straight
//! into the tree.
//!
//! What cannot be read becomes an error node and a finding: a tag on its own, so that the rest still renders; a
//! block whose opening tag cannot be read is printed without it; missing end tags are supplied.

mod bind;
mod block;
mod branch;
mod cases;
mod expr;
mod grammar;
mod lines;
mod lint;
mod lookup;
mod loops;
mod markup;
mod scan;
mod tags;
#[cfg(test)]
mod tests;
mod token;

pub use grammar::{Customs, Grammar};

use self::block::Reader;
use self::scan::{Piece, PieceKind};
use super::Parser;
use crate::profile::liquid::liqp;
use crate::source::Span;
use crate::template::NodeId;

/// Parses the text; gives the nodes on the outermost level.
pub(super) fn parse(parser: &mut Parser) -> Vec<NodeId> {
    let grammar = parser.profile.liquid.map_or(&liqp::LIQUID.grammar, |liquid| &liquid.grammar);
    let text = parser.text.clone();
    let pieces = scan::pieces(&text, grammar);
    let mut reader = Reader::new(parser, grammar);
    for (at, piece) in pieces.iter().enumerate() {
        match piece.kind {
            PieceKind::Text => {
                let before = at.checked_sub(1).and_then(|at| pieces.get(at));
                let span = trimmed(&text, piece, before, pieces.get(at + 1));
                lint::personalisation(&mut reader, span);
                reader.text(span);
            }
            PieceKind::Output => reader.output(piece),
            PieceKind::Tag => reader.tag(piece),
            PieceKind::Raw => reader.raw(piece),
            PieceKind::Comment => reader.comment(piece),
        }
    }
    reader.finish()
}

/// Literal text without the white space that the tags around it drop.
fn trimmed(
    text: &str,
    piece: &Piece,
    before: Option<&Piece>,
    after: Option<&Piece>,
) -> Span<crate::source::InTemplate> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{b}' | '\u{c}');
    let mut start = piece.span.start as usize;
    let mut kept = piece.span.of(text);
    if before.is_some_and(|it| it.trims_after) {
        let rest = kept.trim_start_matches(blank);
        start += kept.len() - rest.len();
        kept = rest;
    }
    if after.is_some_and(|it| it.trims_before) {
        kept = kept.trim_end_matches(blank);
    }
    Span::new(start, start + kept.len())
}
