//! From a hook to the tree of its fields, or to the reason why only rendering tells what a contact's findings are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::asks::Ask;
use super::exprs::{Exprs, Print};
use super::tree::{NodeAt, Tree};
use super::{Excluded, chars};
use crate::contract::Contract;
use crate::contract::formula::Formula;
use crate::contract::sketch::Slot;
use crate::dialect::Dialect;
use crate::finding::{is_date_due, is_id, printed_content};
use crate::hook::Hook;
use crate::payload::Format;
use crate::skeleton::{self, Bare, Filling, Part, Piece, Reading, paths};
use crate::source::SourceId;
use crate::template::{Block, For, NodeId, NodeKind, Target};

/// What each merge tag prints.
type Prints = BTreeMap<NodeId, Print>;

pub(super) fn compile(hook: &Hook, format: Format) -> Result<Tree, Excluded> {
    let dialect = hook.profile().dialect;
    if !matches!(dialect, Dialect::Jinja | Dialect::Liquid) {
        return Err(Excluded("its template language finds fields in more than one way"));
    }
    let mut tree = Tree::new();
    let mut unquotable = BTreeSet::new();
    for (source, template) in hook.templates() {
        let mut exprs = Exprs { template, dialect, tree: &mut tree, elements: Vec::new() };
        let mut prints = Prints::new();
        block(&mut exprs, &template.root, &mut prints)?;
        let kinds = match source {
            SourceId::Url => chars::ADDRESS | chars::WIDE,
            SourceId::Header(_) => chars::WIDE,
            _ if hook.settings().is("autoescape", "on") => chars::MARKUP,
            _ if format == Format::Form => chars::FORM | chars::WIDE,
            _ => 0,
        };
        for node in prints.values().filter_map(|it| it.at) {
            let Some(node) = tree.node_mut(node) else { continue };
            node.text.without |= kinds;
            node.text.trimmed |= source != SourceId::Body;
        }
        let is_json = source == SourceId::Body && format == Format::Json && kinds == 0;
        let is_quotable = |it: &Print| is_json && it.bare;
        unquotable.extend(prints.values().filter(|it| !is_quotable(it)).filter_map(|it| it.at));
        if source == SourceId::Body {
            unquotable.extend(body(hook, format, &prints, &mut tree)?);
        }
    }
    for (at, node) in tree.nodes.iter_mut().enumerate() {
        node.text.quotable = !unquotable.contains(&at);
    }
    if let Some((declared, _)) = hook.declared() {
        contact(declared.schema(), &mut tree, 0)?;
    }
    tree.settle();
    Ok(tree)
}

fn block(exprs: &mut Exprs<'_>, block: &Block, prints: &mut Prints) -> Result<(), Excluded> {
    block.nodes.iter().try_for_each(|&id| node(exprs, id, prints))
}

fn node(exprs: &mut Exprs<'_>, id: NodeId, prints: &mut Prints) -> Result<(), Excluded> {
    let template = exprs.template;
    match &template.node(id).kind {
        NodeKind::Text | NodeKind::Secret(_) => Ok(()),
        NodeKind::Emit { expr, .. } => {
            prints.insert(id, exprs.print(*expr)?);
            Ok(())
        }
        NodeKind::If { arms, otherwise } => {
            for arm in arms {
                exprs.condition(arm.test)?;
                block(exprs, &arm.body, prints)?;
            }
            otherwise.iter().try_for_each(|it| block(exprs, it, prints))
        }
        NodeKind::For(repeat) => self::repeat(exprs, repeat, prints),
        _ => Err(Excluded("it does more than print, decide and repeat")),
    }
}

fn repeat(exprs: &mut Exprs<'_>, repeat: &For, prints: &mut Prints) -> Result<(), Excluded> {
    let is_plain = repeat.filter.is_none()
        && repeat.limit.is_none()
        && repeat.offset.is_none()
        && repeat.columns.is_none()
        && !repeat.recursive;
    let Target::Name(name) = &repeat.target else { return Err(Excluded("a loop takes elements apart")) };
    if !is_plain {
        return Err(Excluded("a loop takes some elements only"));
    }
    let list = exprs.field(repeat.iter)?;
    let element = exprs
        .tree
        .element(list)
        .ok_or(Excluded("a loop goes through a map, or there are too many fields"))?;
    exprs.elements.push((name.clone(), element));
    let inside = block(exprs, &repeat.body, prints);
    exprs.elements.pop();
    inside?;
    repeat.otherwise.iter().try_for_each(|it| block(exprs, it, prints))
}

/// Notes what the contract asks of what the body prints. Gives the fields in which a quotation mark may do more than end a
/// text early.
fn body(hook: &Hook, format: Format, prints: &Prints, tree: &mut Tree) -> Result<BTreeSet<NodeAt>, Excluded> {
    let (template, contract) = (hook.body(), hook.contract());
    if format == Format::Xml {
        return Err(Excluded("XML is read as a whole"));
    }
    let ways = paths(template).ok_or(Excluded("its conditions make very many forms of the request"))?;
    let bare = |piece: &Piece| match piece {
        Piece::Hole(id) if prints.get(id).is_some_and(|it| it.json) => Bare::Text,
        _ => Bare::Unknown,
    };
    let mut slots =
        Slotted { prints, tree, contract, in_text: Vec::new(), bare: Vec::new(), beside: Vec::new() };
    for way in ways {
        match skeleton::read(template, &way.row, (format, contract), &bare) {
            // Whether a contact comes this way or not, what it prints in the gaps changes nothing about it.
            Reading::Malformed => slots.beside.extend(prints.keys()),
            Reading::Unclear => return Err(Excluded("a merge tag makes more than a value")),
            Reading::Sketch(sketch, fillings) => {
                fillings.iter().try_for_each(|it| slots.composed(it))?;
                slots.places(&fillings);
                if !skeleton::asks_nothing(contract) {
                    slots.asks(&contract.formula(&sketch, format, way.repeats), &fillings)?;
                }
            }
        }
    }
    slots.refuse_texts();
    let beside = slots.beside.iter().filter_map(|it| prints.get(it)?.at);
    Ok(beside.collect())
}

/// What stands in the slots of a body.
struct Slotted<'c> {
    prints: &'c Prints,
    tree: &'c mut Tree,
    contract: &'c Contract,
    /// The merge tags that stand in a text on some way through the template.
    in_text: Vec<NodeId>,
    /// Those that stand for a value of their own on some way.
    bare: Vec<NodeId>,
    /// Those beside which something else stands in a text on some way, or that stand in none.
    beside: Vec<NodeId>,
}

impl Slotted<'_> {
    /// Whether what is put together of several pieces says nothing that the pieces do not say. Rules go by words: a year
    /// and a month are no date, and what both make may be one that does not exist.
    fn composed(&self, filling: &Filling) -> Result<(), Excluded> {
        if !filling.is_text || is_one_text(filling) {
            return Ok(());
        }
        let name = filling.pointer.rsplit('/').next().unwrap_or_default();
        if is_date_due(self.contract, &filling.pointer) || is_id(name) {
            return Err(Excluded("it puts a date or an id together of several pieces"));
        }
        let is_hole = |it: &Part| matches!(it, Part::Piece(Piece::Hole(_)));
        let is_space = |it: &Part| matches!(it, Part::Text(text) if text.trim().is_empty());
        let apart = filling.parts.windows(2).all(|it| it.iter().any(is_space));
        let is_plain = apart && filling.parts.iter().all(|it| is_hole(it) || is_space(it));
        match printed_content(self.contract, &filling.pointer) {
            Some(_) if !is_plain => Err(Excluded("it puts a name or an address together of several pieces")),
            _ => Ok(()),
        }
    }

    /// Notes where merge tags stand.
    fn places(&mut self, fillings: &[Filling]) {
        for filling in fillings {
            let mut holes = Vec::new();
            for part in &filling.parts {
                if let Part::Piece(piece) = part {
                    holes_in(piece, &mut holes);
                }
            }
            if !is_one_text(filling) {
                self.beside.extend_from_slice(&holes);
            }
            if filling.is_text { &mut self.in_text } else { &mut self.bare }.extend(holes);
        }
    }

    /// Has fields that are printed where only numbers and the like can stand take no texts.
    fn refuse_texts(&mut self) {
        for (id, print) in self.prints {
            let is_in_text = self.in_text.contains(id) && !self.bare.contains(id);
            let is_in_text = is_in_text || (print.json && !self.in_text.contains(id));
            let node = print.at.and_then(|at| self.tree.node_mut(at));
            if let Some(node) = node.filter(|_| !is_in_text) {
                node.text.refused = true;
            }
        }
    }

    /// Notes what the contract asks of slots. Whether a value is empty, or of which type it is, is part of a signature,
    /// so nothing has to be asked then.
    fn asks(&mut self, formula: &Formula, fillings: &[Filling]) -> Result<(), Excluded> {
        match formula {
            Formula::Always | Formula::Never => Ok(()),
            Formula::Unclear => Err(Excluded("the partner's requirements are too intricate")),
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().try_for_each(|it| self.asks(it, fillings))
            }
            Formula::Not(part) => self.asks(part, fillings),
            Formula::Asks(slot, ask) => self.ask(*slot, ask, fillings),
        }
    }

    fn ask(&mut self, slot: Slot, ask: &Arc<Ask>, fillings: &[Filling]) -> Result<(), Excluded> {
        let filling = fillings.get(slot).ok_or(Excluded("the partner's requirements are too intricate"))?;
        if matches!(**ask, Ask::MinLength(1) | Ask::Type(_)) {
            return Ok(());
        }
        let whole = Excluded("the partner asks more of a text that merge tags make together");
        let [Part::Piece(Piece::Hole(id))] = filling.parts.as_slice() else {
            return self.share(ask, filling).ok_or(whole);
        };
        let Some(Print { at, exact, .. }) = self.prints.get(id).copied() else { return Err(whole) };
        let Some(at) = at else { return Ok(()) };
        if !exact || !self.takes_no_numbers(filling) {
            return Err(whole);
        }
        if let Some(node) = self.tree.node_mut(at) {
            node.text.asks.push(ask.clone());
        }
        Ok(())
    }

    /// Of what several merge tags may have of characters at most, each gets a share that surely suffices.
    fn share(&mut self, ask: &Ask, filling: &Filling) -> Option<()> {
        let Ask::MaxLength(limit) = ask else { return None };
        let mut fields = Vec::new();
        let mut literal = 0;
        for part in &filling.parts {
            match part {
                Part::Text(text) => literal += text.chars().count() as u64,
                Part::Piece(Piece::Hole(id)) => {
                    let print = self.prints.get(id).filter(|it| it.exact)?;
                    fields.extend(print.at);
                }
                Part::Piece(_) => return None,
            }
        }
        let share = limit.checked_sub(literal)?.checked_div(fields.len() as u64)?;
        for at in fields {
            self.tree.node_mut(at)?.text.asks.push(Arc::new(Ask::MaxLength(share)));
        }
        Some(())
    }

    /// Whether the contract asks nothing of a number there that depends on which it is.
    fn takes_no_numbers(&self, filling: &Filling) -> bool {
        let of_numbers = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
        let schema = self.contract.describes(&filling.pointer);
        filling.is_text || schema.is_none_or(|it| of_numbers.iter().all(|name| it.get(name).is_none()))
    }
}

/// Whether a merge tag is all that stands in a text.
fn is_one_text(filling: &Filling) -> bool {
    filling.is_text && matches!(filling.parts.as_slice(), [Part::Piece(Piece::Hole(_))])
}

fn holes_in(piece: &Piece, found: &mut Vec<NodeId>) {
    match piece {
        Piece::Text(_) => {}
        Piece::Hole(id) => found.push(*id),
        Piece::Either(rows) => rows.iter().flat_map(|it| it.iter()).for_each(|it| holes_in(it, found)),
        Piece::Repeat(row) => row.iter().for_each(|it| holes_in(it, found)),
    }
}

/// Adds the fields that a `[contact]` schema speaks of, when all that it says is decided by a signature.
fn contact(schema: &Value, tree: &mut Tree, at: NodeAt) -> Result<(), Excluded> {
    let intricate = Excluded("its `[contact]` schema is too intricate");
    let Some(keywords) = schema.as_object() else { return Err(intricate) };
    for (name, value) in keywords {
        match (name.as_str(), value) {
            ("$schema" | "title" | "description" | "type" | "examples", _) => {}
            ("minLength", Value::Number(it)) if it.as_u64() <= Some(1) => {}
            ("required", Value::Array(names)) => {
                for name in names.iter().filter_map(Value::as_str) {
                    tree.member(at, name).ok_or(intricate)?;
                }
            }
            ("properties", Value::Object(properties)) => {
                for (name, schema) in properties {
                    let member = tree.member(at, name).ok_or(intricate)?;
                    contact(schema, tree, member)?;
                }
            }
            _ => return Err(intricate),
        }
    }
    Ok(())
}
