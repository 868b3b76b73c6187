//! What a loop goes through: the elements that its clauses leave.

use std::sync::Arc;

use super::{Fault, Render};
use crate::field::ReadSet;
use crate::profile::Count;
use crate::template::{Binding, ExprId, For, Moving, Offset, Template};
use crate::value::{Traced, Value};

/// What a loop goes through, after its clauses.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub(super) items: Vec<Traced>,
    /// The fields that decided it.
    pub(super) reads: ReadSet,
    /// How many elements the engine says there are.
    pub(super) length: i128,
    /// How many were passed over.
    pub(super) start: i64,
    /// Whether there are elements, but the clauses leave none of them.
    pub(super) left_out: bool,
}

impl Chosen {
    pub(super) fn all(items: Vec<Traced>, reads: ReadSet) -> Chosen {
        let length = i128::try_from(items.len()).unwrap_or(i128::MAX);
        Chosen { items, reads, length, start: 0, left_out: false }
    }
}

impl Render<'_> {
    /// What a loop goes through, after its clauses, and the fields that decided it.
    pub(super) fn items(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        count: Count,
    ) -> Result<Chosen, Fault> {
        let iterable = self.eval(template, repeat.iter)?;
        let reads = self.shape(&iterable);
        let items = (self.profile.elements)(self, &iterable).map_err(|fault| fault.reading(reads))?;
        let (items, reads) = self.chosen(template, repeat, items, reads)?;
        self.window(template, repeat, (&iterable.value, count), Chosen::all(items, reads))
    }

    /// The fields that decide how many elements a value has.
    pub(super) fn shape(&mut self, iterable: &Traced) -> ReadSet {
        let (place, shape) = match iterable.value {
            Value::List(id) => (self.heap.list_at(id).place, self.heap.list_at(id).shape),
            Value::Map(id) => (self.heap.map_at(id).place, self.heap.map_at(id).shape),
            _ => return self.used(iterable),
        };
        let reads = self.join(iterable.reads, shape);
        match place.field() {
            Some(field) => {
                let own = self.fields.one(field);
                self.join(reads, own)
            }
            None => reads,
        }
    }

    /// The elements for which the loop's `if` clause holds.
    pub(super) fn chosen(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        items: Vec<Traced>,
        reads: ReadSet,
    ) -> Result<(Vec<Traced>, ReadSet), Fault> {
        let Some(filter) = repeat.filter else { return Ok((items, reads)) };
        let before = self.scopes.enter();
        let (mut chosen, mut sets) = (Vec::new(), vec![reads]);
        let done = items.into_iter().try_for_each(|item| {
            self.bind(template, &repeat.target, item.clone(), Binding::Inner)?;
            let (holds, read) = self.condition(template, filter);
            sets.push(read);
            if holds {
                chosen.push(item);
            }
            Ok(())
        });
        self.scopes.leave(before);
        done?;
        Ok((chosen, self.fields.union_all(sets)))
    }

    /// The elements that are left after Liquid's `offset`, `limit` and `reversed`.
    fn window(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        (iterable, count): (&Value, Count),
        mut chosen: Chosen,
    ) -> Result<Chosen, Fault> {
        let Some(liquid) = self.profile.liquid else { return Ok(chosen) };
        if let Some(Offset::Continue) = repeat.offset {
            let reads = self.moved(&Moving::Stop(repeat.name.clone()), ReadSet::EMPTY);
            chosen.reads = self.join(chosen.reads, reads);
        }
        let mut counted = |render: &mut Self, expr: ExprId| -> Result<Option<i64>, Fault> {
            let value = render.eval(template, expr)?;
            chosen.reads = render.join(chosen.reads, value.reads);
            count(render, &value).map_err(|fault| fault.reading(value.reads))
        };
        let start = match repeat.offset {
            None => 0,
            Some(Offset::At(expr)) => counted(self, expr)?.unwrap_or_default(),
            Some(Offset::Continue) => self.stops.get(&repeat.name).copied().unwrap_or_default(),
        };
        let limit = repeat.limit.map(|expr| counted(self, expr)).transpose()?.flatten();
        let total = chosen.items.len();
        let reads = chosen.reads;
        chosen.items = (liquid.window)(self, chosen.items, start, limit).map_err(|it| it.reading(reads))?;
        chosen.length = (liquid.length)(iterable, total, limit, chosen.items.len());
        chosen.start = start;
        chosen.left_out = total > 0 && chosen.items.is_empty();
        let taken = i64::try_from(chosen.items.len()).unwrap_or(i64::MAX);
        self.stops.insert(repeat.name.clone(), start.saturating_add(taken));
        self.moved(&Moving::Stop(repeat.name.clone()), chosen.reads);
        if repeat.reversed {
            chosen.items.reverse();
        }
        Ok(chosen)
    }
}
