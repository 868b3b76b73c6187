//! The ways through a template.

use super::{Path, Piece, Row};
use crate::limits;
use crate::template::{Block, NodeId, NodeKind, Template};

/// How many ways are followed. Each asks for its own reading of the body, and templates of campaigns have a handful.
const MAX_PATHS: usize = 128;

/// Characters of which a text has none when it cannot change the structure of JSON, a form or XML around it, and stands
/// there for itself.
const STRUCTURAL: &[char] = &['"', '\\', '+', '%', '{', '}', '[', ']', ',', ':', '&', '=', '<', '>'];

/// All ways through a template; none when they are too many, or when a node does what cannot be followed: a macro that
/// is called, a jump, text that becomes a template.
pub(crate) fn paths(template: &Template) -> Option<Vec<Path>> {
    let paths = Follow { template }.block(&template.root, 0)?;
    Some(paths.into_iter().map(|Draft { pieces, repeats }| Path { row: pieces.into(), repeats }).collect())
}

/// A way that is being followed.
#[derive(Clone, Debug, Default)]
struct Draft {
    pieces: Vec<Piece>,
    repeats: bool,
}

struct Follow<'t> {
    template: &'t Template,
}

impl Follow<'_> {
    fn block(&self, block: &Block, depth: usize) -> Option<Vec<Draft>> {
        if depth > limits::MAX_DEPTH {
            return None;
        }
        let mut ways = vec![Draft::default()];
        for &id in &block.nodes {
            ways = product(ways, &self.node(id, depth + 1)?)?;
        }
        Some(ways)
    }

    fn node(&self, id: NodeId, depth: usize) -> Option<Vec<Draft>> {
        let node = self.template.node(id);
        let one = |piece: Piece| Some(vec![Draft { pieces: vec![piece], repeats: false }]);
        match &node.kind {
            NodeKind::Text => one(Piece::Text(node.span)),
            NodeKind::Emit { .. }
            | NodeKind::Secret(_)
            | NodeKind::Counter { .. }
            | NodeKind::Cycle { .. } => one(Piece::Hole(id)),
            NodeKind::If { arms, otherwise } => {
                let mut ways = Vec::new();
                for arm in arms {
                    ways.extend(self.block(&arm.body, depth)?);
                }
                match otherwise {
                    Some(block) => ways.extend(self.block(block, depth)?),
                    None => ways.push(Draft::default()),
                }
                match self.are_plain(&ways) {
                    true => one(Piece::Either(rows(ways))),
                    false => Some(ways),
                }
            }
            NodeKind::For(repeat) => {
                let turn = self.block(&repeat.body, depth)?;
                let none = match &repeat.otherwise {
                    Some(block) => self.block(block, depth)?,
                    None => vec![Draft::default()],
                };
                if self.are_plain(&turn) && self.are_plain(&none) {
                    let turns = Piece::Repeat([Piece::Either(rows(turn))].into());
                    let none = rows(none);
                    return one(Piece::Either(none.into_iter().chain([[turns].into()]).collect()));
                }
                let mut two = product(turn.clone(), &turn)?;
                for way in &mut two {
                    way.repeats = true;
                }
                Some(none.into_iter().chain(turn).chain(two).collect())
            }
            NodeKind::Scope { body, .. } | NodeKind::Autoescape { body, .. } => self.block(body, depth),
            NodeKind::Assign { .. }
            | NodeKind::Capture { .. }
            | NodeKind::Macro(_)
            | NodeKind::Define { .. }
            | NodeKind::Do(_) => Some(vec![Draft::default()]),
            NodeKind::Call { .. }
            | NodeKind::Evaluate(_)
            | NodeKind::TableRow(_)
            | NodeKind::IfChanged(_)
            | NodeKind::Invoke(_)
            | NodeKind::Jump(_)
            | NodeKind::Leave(_)
            | NodeKind::Error => None,
        }
    }

    /// Whether none of these ways has text that could end a value or begin another.
    fn are_plain(&self, ways: &[Draft]) -> bool {
        ways.iter().all(|it| it.pieces.iter().all(|it| self.is_plain(it)))
    }

    fn is_plain(&self, piece: &Piece) -> bool {
        match piece {
            Piece::Text(span) => !span.of(&self.template.text).contains(STRUCTURAL),
            Piece::Hole(_) => true,
            Piece::Either(rows) => rows.iter().all(|row| row.iter().all(|it| self.is_plain(it))),
            Piece::Repeat(row) => row.iter().all(|it| self.is_plain(it)),
        }
    }
}

/// Each of these ways, and then each of those.
fn product(first: Vec<Draft>, then: &[Draft]) -> Option<Vec<Draft>> {
    if first.len() * then.len() > MAX_PATHS {
        return None;
    }
    let mut ways = Vec::with_capacity(first.len() * then.len());
    for way in &first {
        for next in then {
            let pieces = way.pieces.iter().chain(&next.pieces).cloned().collect();
            ways.push(Draft { pieces, repeats: way.repeats || next.repeats });
        }
    }
    Some(ways)
}

fn rows(ways: Vec<Draft>) -> Vec<Row> {
    ways.into_iter().map(|it| it.pieces.into()).collect()
}
