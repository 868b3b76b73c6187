//! What operators and choices between expressions give.

use std::sync::Arc;

use super::{Fault, Render};
use crate::field::ReadSet;
use crate::template::{Binary, ExprId, Template};
use crate::value::{Traced, Value};

impl Render<'_> {
    pub(super) fn logic(
        &mut self,
        template: &Arc<Template>,
        op: Binary,
        left: ExprId,
        right: ExprId,
    ) -> Result<Traced, Fault> {
        let left = self.eval(template, left)?;
        let mut reads = self.used(&left);
        let holds = (self.profile.truthy)(self, &left).map_err(|fault| fault.reading(reads))?;
        let decided = holds == (op == Binary::Or);
        if self.profile.logic_gives_operand {
            if decided {
                return Ok(left);
            }
            let right = self.eval(template, right).map_err(|fault| self.faulted(fault, reads))?;
            return Ok(self.guarded(right, reads));
        }
        let mut result = holds;
        if !decided {
            let right = self.eval(template, right).map_err(|fault| self.faulted(fault, reads))?;
            let used = self.used(&right);
            reads = self.join(reads, used);
            result = (self.profile.truthy)(self, &right).map_err(|fault| fault.reading(reads))?;
        }
        Ok(Traced { value: Value::Bool(result), reads })
    }

    /// The result of an operator with two values.
    pub(crate) fn operate(&mut self, op: Binary, left: &Traced, right: &Traced) -> Result<Traced, Fault> {
        self.weigh(&left.value);
        self.weigh(&right.value);
        let (a, b) = (self.used(left), self.used(right));
        let reads = self.join(a, b);
        let value = (self.profile.binary)(self, op, left, right).and_then(|value| self.bounded(value));
        let value = value.map_err(|fault| fault.reading(reads))?;
        match op {
            Binary::Add | Binary::Concat => Ok(Traced { value, reads }),
            _ => Ok(self.made("operator", value, reads)),
        }
    }

    pub(super) fn compare(
        &mut self,
        template: &Arc<Template>,
        first: ExprId,
        rest: &[(Binary, ExprId)],
    ) -> Result<Traced, Fault> {
        let mut left = self.eval(template, first)?;
        let mut reads = ReadSet::EMPTY;
        for (op, right) in rest {
            let right = self.eval(template, *right).map_err(|fault| self.faulted(fault, reads))?;
            let outcome = self.operate(*op, &left, &right).map_err(|fault| self.faulted(fault, reads))?;
            reads = self.join(reads, outcome.reads);
            if !(self.profile.truthy)(self, &outcome).map_err(|fault| fault.reading(reads))? {
                return Ok(Traced { value: Value::Bool(false), reads });
            }
            left = right;
        }
        Ok(Traced { value: Value::Bool(true), reads })
    }

    pub(super) fn ternary(
        &mut self,
        template: &Arc<Template>,
        test: ExprId,
        then: ExprId,
        otherwise: Option<ExprId>,
    ) -> Result<Traced, Fault> {
        let test = self.eval(template, test)?;
        let reads = self.used(&test);
        let holds = (self.profile.truthy)(self, &test).map_err(|fault| fault.reading(reads))?;
        let value = match (holds, otherwise) {
            (true, _) => self.eval(template, then),
            (false, Some(otherwise)) => self.eval(template, otherwise),
            (false, None) => Ok(Traced::constant(Value::Undefined)),
        };
        let value = value.map_err(|fault| self.faulted(fault, reads))?;
        Ok(self.guarded(value, reads))
    }

    pub(super) fn alternate(
        &mut self,
        template: &Arc<Template>,
        first: ExprId,
        second: ExprId,
    ) -> Result<Traced, Fault> {
        let first = self.eval(template, first)?;
        let reads = self.used(&first);
        if (self.profile.truthy)(self, &first).map_err(|fault| fault.reading(reads))? {
            return Ok(first);
        }
        let second = self.eval(template, second).map_err(|fault| self.faulted(fault, reads))?;
        Ok(self.guarded(second, reads))
    }

    /// A fault of what was evaluated only because of a decision that read `reads`.
    fn faulted(&mut self, fault: Fault, reads: ReadSet) -> Fault {
        let all = self.join(fault.details().reads, reads);
        fault.having_read(all)
    }
}
