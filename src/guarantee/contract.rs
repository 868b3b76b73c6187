//! Whether the payload is as the contract asks, on each way through the template.

use std::collections::BTreeSet;

use super::Doubt;
use super::slot::View;
use crate::context::{Demand, Given, Judgement};
use crate::contract::Contract;
use crate::contract::formula::{Ask, Formula};
use crate::contract::sketch::Slot;
use crate::field::Segment;
use crate::finding::{is_stated_date, named};
use crate::hook::Hook;
use crate::payload::Format;
use crate::skeleton::{self, Filling, Part, Path, Piece, Reading, paths};
use crate::source::{InTemplate, SourceId, Span};

/// Adds what stands against the claim that the body is as the contract asks.
pub(super) fn doubts(
    hook: &Hook,
    judgement: &Judgement,
    format: Format,
    given: &Given,
    doubts: &mut Vec<Doubt>,
) {
    let (template, contract) = (hook.body(), hook.contract());
    if skeleton::asks_nothing(contract) {
        return;
    }
    let whole = |message: &str| Doubt::at(SourceId::Body, template.root.span, message);
    let Some(paths) = paths(template) else {
        doubts.push(whole(
            "the request takes too many forms, or forms that depend on the data, to know them all",
        ));
        return;
    };
    let view = View { template, judgement, given, format };
    for path in paths {
        let read = skeleton::read(template, &path.row, (format, contract), &|it| view.bare(it));
        let found = match read {
            // No contact comes this way, or the body is told of as not well-formed.
            Reading::Malformed => continue,
            Reading::Unclear => vec![whole("what the request looks like depends on the contact")],
            Reading::Sketch(sketch, slots) => {
                let formula = contract.formula(&sketch, format, path.repeats);
                Asked { view: &view, contract, slots: &slots, path: &path }.doubts(&formula)
            }
        };
        for it in found {
            if !doubts.contains(&it) {
                doubts.push(it);
            }
        }
    }
}

/// What a contract asks on one way through the template.
struct Asked<'a> {
    view: &'a View<'a>,
    contract: &'a Contract,
    slots: &'a [Filling],
    path: &'a Path,
}

impl Asked<'_> {
    fn doubts(&self, formula: &Formula) -> Vec<Doubt> {
        let mut doubts = self.dates();
        let mut open = Vec::new();
        let said = formula.holds(&mut |slot, ask| {
            let answer = self.slots.get(slot).and_then(|it| self.answer(it, ask));
            if answer != Some(true) {
                open.push((slot, ask.clone()));
            }
            answer
        });
        match said {
            Some(true) => {}
            Some(false) if open.is_empty() => {
                doubts.push(self.whole("a request of this form is not as the partner asks"));
            }
            None if open.is_empty() => {
                doubts.push(self.whole("what the partner asks cannot be told without a contact"));
            }
            _ => doubts.extend(open.iter().map(|(slot, ask)| self.unanswered(*slot, ask))),
        }
        doubts
    }

    fn answer(&self, filling: &Filling, ask: &Ask) -> Option<bool> {
        // A value of its own has no text that could be decoded: only the few that it can be are known.
        let is_value = matches!(ask, Ask::Type(_));
        if is_value { None } else { self.view.filling(filling).answer(ask) }
    }

    fn whole(&self, message: &str) -> Doubt {
        let span = self.path.row.iter().filter_map(|it| self.span(it)).reduce(Span::union);
        Doubt::at(SourceId::Body, span.unwrap_or(self.view.template.root.span), message)
    }

    /// Dates that must exist: `impossible-date` tells of a value that no calendar has.
    fn dates(&self) -> Vec<Doubt> {
        let is_date = |it: &&Filling| self.is_date(it);
        let doubt = |it: &Filling| self.doubt(it, format!("{} may not be a date", named(&it.pointer)), None);
        self.slots.iter().filter(is_date).map(doubt).collect()
    }

    fn is_date(&self, filling: &Filling) -> bool {
        is_stated_date(self.contract, &filling.pointer)
    }

    fn unanswered(&self, slot: Slot, ask: &Ask) -> Doubt {
        let Some(filling) = self.slots.get(slot) else {
            return self.whole("a value may not be as the partner asks");
        };
        let name = named(&filling.pointer);
        let (message, demand) = match ask {
            Ask::MinLength(1) => (format!("{name} may be empty"), Some(Demand::Filled)),
            Ask::MinLength(limit) => (format!("{name} may have fewer than {limit} characters"), None),
            Ask::MaxLength(limit) => (format!("{name} may have more than {limit} characters"), None),
            Ask::OneOf(_) => (format!("{name} may be none of the values that the partner takes"), None),
            Ask::Type(_) => (format!("{name} may be of another type than the partner takes"), None),
            Ask::Keyword(_) if self.is_date(filling) => (format!("{name} may not be a date"), None),
            Ask::Keyword(_) => (format!("{name} may not have the form that the partner asks for"), None),
        };
        self.doubt(filling, message, demand)
    }

    fn doubt(&self, filling: &Filling, message: String, demand: Option<Demand>) -> Doubt {
        let pieces: Vec<&Piece> = filling
            .parts
            .iter()
            .filter_map(|it| match it {
                Part::Piece(piece) => Some(piece),
                Part::Text(_) => None,
            })
            .collect();
        let mut fields = BTreeSet::new();
        for piece in &pieces {
            self.fields(piece, &mut fields);
        }
        let span = pieces.iter().filter_map(|it| self.span(it)).reduce(Span::union);
        let demand = demand.filter(|demand| self.would_help(filling, &fields, *demand));
        Doubt {
            source: SourceId::Body,
            span: span.unwrap_or(self.view.template.root.span),
            message,
            fields: fields.into_iter().collect(),
            demand,
        }
    }

    /// Whether a slot would be filled if each of these fields were as is demanded: it has to print one of them as it is.
    fn would_help(&self, filling: &Filling, fields: &BTreeSet<Box<[Segment]>>, demand: Demand) -> bool {
        let is_plain = |it: &Part| match it {
            Part::Piece(Piece::Hole(id)) => self.view.judgement.holes.contains_key(id),
            Part::Piece(_) | Part::Text(_) => false,
        };
        demand == Demand::Filled && !fields.is_empty() && filling.parts.iter().any(is_plain)
    }

    fn fields(&self, piece: &Piece, fields: &mut BTreeSet<Box<[Segment]>>) {
        match piece {
            Piece::Text(_) => {}
            Piece::Hole(id) => {
                let hole = self.view.judgement.holes.get(id);
                fields.extend(hole.into_iter().flat_map(|it| it.printed.fields.iter().cloned()));
            }
            Piece::Either(rows) => {
                rows.iter().flat_map(|it| it.iter()).for_each(|it| self.fields(it, fields));
            }
            Piece::Repeat(row) => row.iter().for_each(|it| self.fields(it, fields)),
        }
    }

    /// Where a piece stands in the template.
    fn span(&self, piece: &Piece) -> Option<Span<InTemplate>> {
        match piece {
            Piece::Text(span) => Some(*span),
            Piece::Hole(id) => Some(self.view.template.node(*id).span),
            Piece::Either(rows) => {
                rows.iter().flat_map(|it| it.iter()).filter_map(|it| self.span(it)).reduce(Span::union)
            }
            Piece::Repeat(row) => row.iter().filter_map(|it| self.span(it)).reduce(Span::union),
        }
    }
}
