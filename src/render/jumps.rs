//! What jumps may skip: all of it depends on what decided them, whether they were made or not.

use super::Render;
use crate::field::ReadSet;
use crate::template::{Jumps, Moving, NodeId, Template};

/// What has decided over jumps so far, by what they may skip. It guards all that follows until that has ended.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Jumped {
    /// The rest of this turn of the innermost loop.
    turn: ReadSet,
    /// The rest of the innermost loop.
    repeat: ReadSet,
    /// The rest of some loop around.
    outer: ReadSet,
    /// The rest of the template.
    rest: ReadSet,
    /// How many loops are running.
    loops: usize,
}

/// A loop whose turns are being rendered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turns {
    around: Jumped,
    guards: ReadSet,
    /// What decided over jumps in any of its turns.
    decided: ReadSet,
}

impl Render<'_> {
    /// After a decision that read `reads`: whatever its blocks may have done depends on it, taken or not.
    pub(crate) fn depend(&mut self, template: &Template, node: NodeId, reads: ReadSet) {
        let Some(effects) = template.effects(node).filter(|_| !reads.is_empty()) else { return };
        for name in effects.bound.difference(&effects.mutated) {
            self.depend_name(name, reads);
        }
        self.depend_parts(template, node, reads);
        self.may_jump(effects.jumps, reads);
    }

    /// The same for all that outlives the scope of a block.
    pub(super) fn depend_parts(&mut self, template: &Template, node: NodeId, reads: ReadSet) {
        let Some(effects) = template.effects(node).filter(|_| !reads.is_empty()) else { return };
        for name in &effects.mutated {
            self.depend_name(name, reads);
        }
        for moving in &effects.moved {
            self.moved(moving, reads);
        }
        let stops = effects.moved.iter().any(|it| matches!(it, Moving::Stop(_)));
        if stops && self.profile.liquid.is_some() && template.mentions(&template.root, "continue") {
            self.depend_name(&"continue".into(), reads);
        }
    }

    /// After a decision that read `reads` and that some `jumps` depend on.
    pub(super) fn may_jump(&mut self, jumps: Jumps, reads: ReadSet) {
        if jumps.is_none() || reads.is_empty() {
            return;
        }
        let Jumped { turn, repeat, outer, rest, .. } = &mut self.jumped;
        let reaches = [(jumps.turn, turn), (jumps.repeat, repeat), (jumps.outer, outer), (jumps.rest, rest)];
        for (may, set) in reaches {
            if may {
                *set = self.fields.union(*set, reads);
            }
        }
        self.guards = self.guards_after(self.guards);
    }

    /// What guards the place after a block, of what guarded the place before it.
    pub(super) fn guards_after(&mut self, before: ReadSet) -> ReadSet {
        let Jumped { turn, repeat, outer, rest, .. } = self.jumped;
        [turn, repeat, outer, rest].into_iter().fold(before, |all, it| self.fields.union(all, it))
    }

    /// What decided over jumps that end the block at hand.
    pub(super) fn jump_reads(&mut self) -> ReadSet {
        self.fields.union(self.jumped.turn, self.jumped.repeat)
    }

    /// Before the first turn of a loop, or before a body that a jump ends as it ends a loop.
    pub(super) fn enter_turns(&mut self) -> Turns {
        let turns = Turns { around: self.jumped, guards: self.guards, decided: ReadSet::EMPTY };
        (self.jumped.turn, self.jumped.repeat) = (ReadSet::EMPTY, ReadSet::EMPTY);
        self.jumped.loops += 1;
        turns
    }

    /// Before each turn: what ended the one before says nothing of it, what ends the loop does.
    pub(super) fn enter_turn(&mut self, turns: &mut Turns) {
        turns.decided = self.fields.union(turns.decided, self.jumped.turn);
        self.jumped.turn = ReadSet::EMPTY;
        self.guards = self.guards_after(turns.guards);
    }

    /// After the last turn. Gives what decided which turns there were and which of them were whole.
    pub(super) fn leave_turns(&mut self, turns: Turns) -> ReadSet {
        let Jumped { turn, repeat, outer, .. } = self.jumped;
        let decided = self.fields.union_all([turns.decided, turn, repeat, outer]);
        self.jumped = Jumped { turn: turns.around.turn, repeat: turns.around.repeat, ..self.jumped };
        self.jumped.loops = turns.around.loops;
        if self.jumped.loops == 0 {
            self.jumped.outer = ReadSet::EMPTY;
        }
        self.guards = self.guards_after(turns.guards);
        decided
    }

    /// What has moved a counter or the like so far, now that it moves again because of `reads`, or may have.
    pub(super) fn moved(&mut self, moving: &Moving, reads: ReadSet) -> ReadSet {
        let before = self.moved.get(moving).copied().unwrap_or_default();
        let all = self.fields.union_all([before, reads, self.guards]);
        if all != before {
            self.moved.insert(moving.clone(), all);
        }
        all
    }
}
