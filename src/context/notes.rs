//! What the walk notes: why something is wrong or not proved, and where the engine may refuse to go on.

use super::format::{At, Cause, Met, Misfit, Problem};
use super::given::Kinds;
use super::printed::Printed;
use super::value::Known;
use super::walk::Walk;
use super::{Answer, Classes, Demand, Reason};
use crate::field::Segment;
use crate::source::{InTemplate, Span};
use crate::template::{Absent, ExprId};

/// Why something is wrong or not proved.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    /// Whether it is wrong for all that come here, unless some path passes the text that it is in.
    pub(super) sure: bool,
    pub(super) within: Span<InTemplate>,
    pub(super) fields: Vec<Box<[Segment]>>,
    pub(super) demand: Option<Demand>,
}

impl Walk<'_> {
    /// Notes why something is wrong or not proved, with the fields that it depends on and what would help.
    pub(super) fn note(
        &mut self,
        span: Span<InTemplate>,
        message: String,
        sure: bool,
        (fields, demand): (Vec<Box<[Segment]>>, Option<Demand>),
    ) {
        if self.muted > 0 {
            return;
        }
        let noted = Noted { sure, within: span, fields, demand };
        let noted = self.noted.entry((span, message)).or_insert(noted);
        noted.sure &= sure;
    }

    /// Notes that the engine may refuse an expression.
    pub(super) fn note_fault(&mut self, known: &Known) {
        let Some((at, why)) = &known.fault else { return };
        let span = self.template.expr(*at).span;
        if self.faults.contains_key(&span) {
            return;
        }
        let fields: Vec<Box<[Segment]>> = known.fields.iter().cloned().collect();
        let demand =
            self.wanted(&fields, &[Demand::Present, Demand::Filled], |walk| walk.eval(*at).fault.is_none());
        let reason = Reason { span, answer: Answer::Unproved, message: why.clone(), fields, demand };
        self.faults.insert(span, reason);
    }

    /// Notes that the engine may refuse a tag.
    pub(super) fn note_tag_fault(&mut self, span: Span<InTemplate>, why: &str) {
        let message = why.to_owned();
        let reason = Reason { span, answer: Answer::Unproved, message, fields: Vec::new(), demand: None };
        self.faults.entry(span).or_insert(reason);
    }

    /// How many places were noted where the engine may refuse to go on.
    pub(super) fn fault_count(&self) -> usize {
        self.faults.len()
    }

    /// Notes what is wrong with literal text; `within` is the whole text.
    pub(super) fn note_text(&mut self, within: Span<InTemplate>, problem: &Problem) {
        let at = |it: usize| within.start as usize + it;
        let place: Span<InTemplate> = Span::new(at(problem.start), at(problem.end));
        let key = (place, problem.message.clone());
        self.note(place, problem.message.clone(), problem.sure, (Vec::new(), None));
        if let Some(noted) = self.noted.get_mut(&key) {
            noted.within = within;
        }
    }

    /// Notes why a merge tag does not fit, once.
    pub(super) fn note_misfit(
        &mut self,
        span: Span<InTemplate>,
        misfit: &Misfit,
        expr: Option<(ExprId, Absent)>,
        (printed, at): (&Printed, At),
    ) {
        if self.noted.contains_key(&(span, misfit.message.clone())) || self.muted > 0 {
            return;
        }
        let fields: Vec<Box<[Segment]>> = printed.fields.iter().cloned().collect();
        let demand = expr.and_then(|expr| self.demand(misfit.cause, &fields, expr, at));
        self.note(span, misfit.message.clone(), false, (fields, demand));
    }

    /// The condition on the fields under which a merge tag fits. It is tried.
    fn demand(
        &mut self,
        cause: Cause,
        fields: &[Box<[Segment]>],
        (expr, absent): (ExprId, Absent),
        at: At,
    ) -> Option<Demand> {
        let candidates: &[Demand] = match cause {
            Cause::Characters(bad) => &[Demand::Without(bad), Demand::Without(bad.or(Classes::BRACKET))],
            Cause::NoValue | Cause::Empty => {
                &[Demand::Filled, Demand::Kinds(Kinds::NUMBER), Demand::Kinds(Kinds::NUMBER.or(Kinds::BOOL))]
            }
            Cause::Place => &[],
        };
        let own = self.template.expr(expr).span;
        self.wanted(fields, candidates, |walk| {
            let known = walk.eval(expr);
            let printed = walk.print(expr, &known, absent, own.of(&walk.template.text));
            let stand = walk.stand.clone();
            let Met { misfit, .. } = walk.reader.meet(at, &printed, &stand);
            misfit.is_none()
        })
    }

    /// The first of these demands on the fields with which all is well.
    fn wanted(
        &mut self,
        fields: &[Box<[Segment]>],
        candidates: &[Demand],
        mut is_well: impl FnMut(&mut Self) -> bool,
    ) -> Option<Demand> {
        if fields.is_empty() {
            return None;
        }
        candidates.iter().copied().find(|demand| {
            let given = self.given.clone();
            for field in fields {
                self.given = self.given.with(field, demand.fact());
            }
            let is_well = is_well(self);
            self.given = given;
            is_well
        })
    }
}
