//! Loops: no turn, an only one, or a first, some between and a last.

use super::nodes::shared;
use super::value::{Known, Turn, Types};
use super::walk::{Jumps, MAX_STATES, Walk, World};
use crate::template::{Binding, ExprKind, For, NodeId, Offset};

/// After how many turns names that still change are not followed any more.
const ROUNDS: usize = 3;

/// After how many turns the walk gives up.
const MOST_ROUNDS: usize = 8;

impl Walk<'_> {
    pub(super) fn repeat(&mut self, id: NodeId, repeat: &For) {
        let span = self.template.node(id).span;
        let faults = self.fault_count();
        let list = self.eval(repeat.iter);
        self.note_fault(&list);
        self.note_elements(repeat, &list);
        let offset = match repeat.offset {
            Some(Offset::At(at)) => Some(at),
            Some(Offset::Continue) | None => None,
        };
        for clause in [repeat.limit, offset].into_iter().flatten() {
            let known = self.eval(clause);
            self.note_fault(&known);
        }
        let element = self.element(&list);
        let is_range = matches!(self.template.expr(repeat.iter).kind, ExprKind::Range(..));
        let chosen = repeat.filter.is_some() || repeat.limit.is_some() || repeat.offset.is_some();
        let plain = !is_range && repeat.limit.is_none() && repeat.offset.is_none();
        let turn = |first, last| Turn { node: id, first, last, plain };
        let before: World = (self.states.clone(), self.names.clone());
        let mut ends = Vec::new();
        let sure = list.full && list.types == Types::LIST && !chosen;
        if !sure {
            ends.push(self.instead(repeat, &before));
        }
        self.loops.push(Jumps::default());
        let loops = self.stand.loops.clone();
        self.stand.loops = loops.iter().copied().chain([id]).collect();
        ends.push(self.turn(repeat, &before, &element, turn(true, true)));
        let first = self.turn(repeat, &before, &element, turn(true, false));
        let between = self.between(id, repeat, first, &element, turn(false, false));
        ends.push(self.turn(repeat, &between, &element, turn(false, true)));
        self.stand.loops = loops;
        if let Some(jumps) = self.loops.pop() {
            let depth = before.1.depth();
            ends.extend(jumps.breaks.into_iter().map(|(states, names)| (states, names.cut(depth))));
        }
        self.join(ends, &before.1);
        self.bound(span);
        let swallows = self.profile.liquid.is_some_and(|it| it.ranges_swallow_faults);
        if is_range && swallows && self.fault_count() > faults {
            self.lose(span, "something in this loop may fail, and then the loop ends without a word");
        }
    }

    /// A loop over what may have no elements to go through.
    fn note_elements(&mut self, repeat: &For, list: &Known) {
        use crate::dialect::Dialect;
        let fine = match self.profile.dialect {
            Dialect::Jinja => Types::LIST.or(Types::MAP).or(Types::TEXT).or(Types::UNDEFINED),
            Dialect::Liquid if self.profile.name == "shopify" => Types::LIST.or(Types::MAP).or(Types::ABSENT),
            Dialect::Liquid | Dialect::Velocity | Dialect::MergeFields => Types::ALL,
        };
        if !fine.has(list.types) {
            let why = "this may be no list, and then there is nothing to go through";
            self.note_fault(&list.clone().failing(repeat.iter, why));
        }
    }

    /// What a loop without turns prints.
    fn instead(&mut self, repeat: &For, before: &World) -> World {
        (self.states, self.names) = before.clone();
        if let Some(body) = &repeat.otherwise {
            self.block(body);
        }
        (std::mem::take(&mut self.states), std::mem::take(&mut self.names))
    }

    /// One turn; where it comes to.
    fn turn(&mut self, repeat: &For, before: &World, element: &Known, turn: Turn) -> World {
        (self.states, self.names) = before.clone();
        if self.states.is_empty() {
            return before.clone();
        }
        self.names.enter();
        let running = Known { turn: Some(turn), ..Known::any(Types::LOOP) };
        self.names.set_inner(&shared(self.profile.loop_name), running);
        let span = self.template.expr(repeat.iter).span;
        self.bind(span, &repeat.target, element.clone(), Binding::Inner);
        if let Some(filter) = repeat.filter {
            let known = self.eval(filter);
            self.note_fault(&known);
        }
        self.block(&repeat.body);
        let continues = self.loops.last_mut().map(|it| std::mem::take(&mut it.continues)).unwrap_or_default();
        if !continues.is_empty() {
            let names = std::mem::take(&mut self.names);
            let depth = before.1.depth() + 1;
            let end = (std::mem::take(&mut self.states), names.clone());
            let continues = continues.into_iter().map(|(states, names)| (states, names.cut(depth)));
            self.join([end].into_iter().chain(continues).collect(), &names);
        }
        self.names.leave();
        (std::mem::take(&mut self.states), std::mem::take(&mut self.names))
    }

    /// All the turns between the first and the last, until nothing new comes of them.
    fn between(&mut self, id: NodeId, repeat: &For, first: World, element: &Known, turn: Turn) -> World {
        let mut all = first.clone();
        for round in 0..MOST_ROUNDS {
            for state in &all.0 {
                self.reader.turn_ends(state.at, id);
            }
            let next = self.turn(repeat, &all, element, turn);
            let before = all.clone();
            self.join(vec![all, next], &before.1);
            all = (std::mem::take(&mut self.states), std::mem::take(&mut self.names));
            if all == before {
                return all;
            }
            if round >= ROUNDS {
                all.1.forget_changes(&first.1);
            }
            if all.0.len() > MAX_STATES {
                break;
            }
        }
        (self.states, self.names) = all;
        self.lose(
            self.template.node(id).span,
            "every turn of this loop leads elsewhere, so it was not followed",
        );
        (std::mem::take(&mut self.states), std::mem::take(&mut self.names))
    }
}
