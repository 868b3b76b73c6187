//! Liquid's `tablerow`: the elements of a list as cells of an HTML table, `cols` to a row.

use std::sync::Arc;

use super::chosen::Chosen;
use super::jumps::Turns;
use super::{Exit, Fault, Flow, Render};
use crate::field::ReadSet;
use crate::profile::liquid::Tables;
use crate::source::{InTemplate, Span};
use crate::source_map::{Origin, Rope};
use crate::template::{For, NodeId, Template};
use crate::value::{LoopId, Value};

/// What the body of a table calls it.
const LOOP_NAME: &str = "tablerowloop";

impl Render<'_> {
    /// Prints a table.
    pub(crate) fn table_row(
        &mut self,
        template: &Arc<Template>,
        id: NodeId,
        repeat: &For,
        out: &mut Rope,
    ) -> Flow {
        let span = template.node(id).span;
        let Some(tables) = self.profile.liquid.map(|liquid| liquid.tables) else { return Ok(()) };
        let (chosen, columns) = match self.cells(template, repeat, tables) {
            Ok(Some(found)) => found,
            Ok(None) => {
                let value = self.eval(template, repeat.iter);
                let reads = value.map_or(ReadSet::EMPTY, |it| it.reads);
                self.skip(repeat.body.span, reads, out);
                self.depend(template, id, reads);
                return Ok(());
            }
            Err(fault) => {
                let reads = fault.details().reads;
                out.push("", Origin::Value { hole: span, reads }, self.guards);
                self.report(template, span, fault);
                self.depend(template, id, reads);
                return Ok(());
            }
        };
        let reads = chosen.reads;
        self.markup("<tr class=\"row1\">\n", (span, reads), out);
        let state = self.enter_loop(template, id, repeat, (chosen, 0));
        if let Some(state) = self.loop_state_mut(state) {
            state.columns = Some(columns);
        }
        let before = (!tables.leak_variable).then(|| self.scopes.enter());
        let mut turns = self.enter_turns();
        let flow = self.rows(template, repeat, (state, columns, span), &mut turns, out);
        let decided = self.leave_turns(turns);
        self.scopes.take(LOOP_NAME);
        if let Some(before) = before {
            self.scopes.leave(before);
        }
        self.markup("</tr>\n", (span, reads), out);
        let reads = self.join(reads, decided);
        self.depend(template, id, reads);
        flow
    }

    /// The cells and how many stand in a row; none when nothing at all is printed.
    fn cells(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        tables: Tables,
    ) -> Result<Option<(Chosen, usize)>, Fault> {
        let mut repeat = repeat.clone();
        if !tables.take_offset {
            repeat.offset = None;
        }
        if !tables.print_absent {
            let value = self.eval(template, repeat.iter)?;
            if matches!(value.value, Value::Undefined | Value::Null | Value::Bool(false)) {
                return Ok(None);
            }
        }
        let mut chosen = self.items(template, &repeat, tables.count)?;
        if tables.count_all {
            chosen.length =
                self.items(template, &For { limit: None, ..repeat.clone() }, tables.count)?.length;
        }
        let columns = match repeat.columns {
            Some(expr) => {
                let value = self.eval(template, expr)?;
                chosen.reads = self.join(chosen.reads, value.reads);
                (tables.count)(self, &value).map_err(|fault| fault.reading(value.reads))?
            }
            None => None,
        };
        // A row never ends at a column that there is not.
        let columns = columns.map_or(usize::MAX, |it| usize::try_from(it).unwrap_or(usize::MAX));
        // Without `cols`, `LiqP` takes the elements that `limit` leaves out for columns too.
        let all = if tables.count_all { chosen.length } else { 0 };
        let all = usize::try_from(all).unwrap_or(usize::MAX).max(chosen.items.len()).max(1);
        let columns = if repeat.columns.is_none() { all } else { columns };
        Ok(Some((chosen, if columns == 0 { usize::MAX } else { columns })))
    }

    fn rows(
        &mut self,
        template: &Arc<Template>,
        repeat: &For,
        (id, columns, span): (LoopId, usize, Span<InTemplate>),
        turns: &mut Turns,
        out: &mut Rope,
    ) -> Flow {
        let (len, reads) = self.loop_state(id).map_or((0, ReadSet::EMPTY), |it| (it.items.len(), it.reads));
        let breaks = self.profile.liquid.is_none_or(|liquid| liquid.tables.end_on_break);
        for index in 0..len {
            self.turn(template, repeat.body.span)?;
            self.enter_turn(turns);
            let column = index % columns + 1;
            self.markup(&format!("<td class=\"col{column}\">"), (span, reads), out);
            self.bind_turn(template, repeat, (id, LOOP_NAME), index);
            let mark = out.mark();
            let flow = self.under(reads, template, &repeat.body, out);
            let flow = self.drop_on_jump(flow, (repeat.body.span, reads, mark), out);
            self.markup("</td>", (span, reads), out);
            match flow {
                Err(Exit::Break) if breaks => return Ok(()),
                Ok(()) | Err(Exit::Continue | Exit::Break) => {}
                Err(exit) => return Err(exit),
            }
            if column == columns && index + 1 < len {
                let row = (index + 1) / columns + 1;
                self.markup(&format!("</tr>\n<tr class=\"row{row}\">"), (span, reads), out);
            }
        }
        Ok(())
    }

    /// Adds HTML that the tag itself makes.
    fn markup(&mut self, html: &str, (hole, reads): (Span<InTemplate>, ReadSet), out: &mut Rope) {
        out.push(html, Origin::Value { hole, reads }, self.guards);
    }
}
