//! How much work a render is, and where that ends it.

use super::{Exit, Fault, Flow, Render};
use crate::limits;
use crate::source::{InTemplate, Span};
use crate::template::Template;
use crate::value::Value;

impl Render<'_> {
    /// Counts a step of work; past the limit, the render ends.
    pub(crate) fn step(&mut self, template: &Template, span: Span<InTemplate>) -> Flow {
        self.spent.steps = self.spent.steps.saturating_add(1);
        if self.spent.steps <= limits::MAX_STEPS && !self.spent.exceeded {
            return Ok(());
        }
        self.exceeded(template, span, "the template does too much work for one contact")
    }

    /// Counts work that has been done; the next step ends the render when it was too much.
    pub(crate) fn count(&mut self, work: usize) {
        self.spent.steps = self.spent.steps.saturating_add(u32::try_from(work).unwrap_or(u32::MAX));
    }

    /// Reports that a limit is exceeded, once, and ends the render.
    pub(crate) fn exceeded(&mut self, template: &Template, span: Span<InTemplate>, message: &str) -> Flow {
        if !self.spent.exceeded {
            self.spent.exceeded = true;
            let fault = Fault::new("limit-exceeded", message).with_help("platforms stop such a template too");
            self.report(template, span, fault);
        }
        Err(Exit::Limit)
    }

    /// A call that goes too deep. It ends the render: a macro that calls itself twice would otherwise try again
    /// from every level, which doubles the work with each.
    pub(crate) fn too_deep(&mut self, message: impl Into<String>) -> Fault {
        self.spent.exceeded = true;
        Fault::new("limit-exceeded", message).with_help("platforms stop such a template too")
    }

    /// Whether one level more of nesting is allowed; [`Render::ascend`] gives it back.
    pub(crate) fn descend(&mut self) -> bool {
        self.spent.depth += 1;
        self.spent.depth <= limits::MAX_DEPTH
    }

    pub(crate) fn ascend(&mut self) {
        self.spent.depth -= 1;
    }

    /// Counts what a filter, test, method or operator is given as work, by its size: it may look at all of it.
    pub(super) fn weigh(&mut self, value: &Value) {
        self.count(match value {
            Value::Str(text) => text.text.len() / limits::BYTES_A_STEP,
            Value::List(id) => self.heap.list_at(*id).items.len(),
            Value::Map(id) => self.heap.map_at(*id).entries.len(),
            Value::Range(from, to) => {
                usize::try_from(to.abs_diff(*from)).unwrap_or(usize::MAX).min(limits::MAX_LOOP_TURNS as usize)
            }
            _ => 0,
        });
    }

    /// What a filter, method or operator made, unless it is too much: it counts as work by its size.
    pub(super) fn bounded(&mut self, value: Value) -> Result<Value, Fault> {
        let (size, most, work) = match &value {
            Value::Str(text) => {
                let runs = text.runs().map_or(0, <[_]>::len);
                let work = text.text.len() / limits::BYTES_A_STEP + runs / limits::RUNS_A_STEP;
                (text.text.len(), limits::MAX_RENDERED_BYTES, work)
            }
            Value::List(id) => {
                let len = self.heap.list_at(*id).items.len();
                (len, limits::MAX_LOOP_TURNS as usize, len)
            }
            _ => return Ok(value),
        };
        self.count(work);
        if size > most || self.spent.steps > limits::MAX_STEPS {
            return Err(Fault::new("limit-exceeded", "this makes too much"));
        }
        Ok(value)
    }
}
