//! A search for contacts that break a hook, as JSON: `proof` of a report.

use serde::Serialize;

use super::{Finding, Places, Span};
use crate::guarantee;
use crate::proof::{self, CONSTANT, KINDS, Outcome};

/// What a search found, and what it and the guarantee come to.
#[derive(Debug, Serialize)]
pub(super) struct Proof<'r> {
    verdict: &'static str,
    sentence: &'r str,
    conditions: Vec<Condition>,
    doubts: Vec<Doubt<'r>>,
    from: &'static str,
    starts_broken: bool,
    tried: usize,
    budget: usize,
    spent: bool,
    witnesses: Vec<Finding<'r>>,
    kinds: Vec<ValueKind>,
    fields: Vec<Row<'r>>,
}

#[derive(Debug, Serialize)]
struct Condition {
    field: String,
    asks: &'static str,
}

#[derive(Debug, Serialize)]
struct Doubt<'r> {
    source: String,
    span: Span,
    message: &'r str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Witness<'r> {
    contact: String,
    likelihood: &'static str,
    changed: Vec<Change<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Change<'r>>,
}

#[derive(Debug, Serialize)]
struct Change<'r> {
    field: &'r str,
    kind: &'static str,
    words: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

#[derive(Debug, Serialize)]
struct ValueKind {
    kind: &'static str,
    words: &'static str,
    likelihood: &'static str,
    family: &'static str,
}

#[derive(Debug, Serialize)]
struct Row<'r> {
    field: &'r str,
    values: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<usize>,
}

impl<'r> Proof<'r> {
    pub(super) fn new(places: &Places<'_>, proof: &'r proof::Proof) -> Proof<'r> {
        let witness = |it: &'r proof::Witness| Finding {
            witness: Some(Witness {
                contact: it.contact.to_json_text(),
                likelihood: it.likelihood.name(),
                changed: it.changed.iter().map(change).collect(),
                also: it.also.iter().map(change).collect(),
            }),
            ..places.finding(&it.finding)
        };
        let conclusion = &proof.conclusion;
        Proof {
            verdict: conclusion.verdict.name(),
            sentence: &conclusion.sentence,
            conditions: conclusion.conditions.iter().map(condition).collect(),
            doubts: conclusion.doubts.iter().map(|it| doubt(places, it)).collect(),
            from: if proof.is_invented { "invented" } else { "given" },
            starts_broken: proof.starts_broken,
            tried: proof.tried,
            budget: proof.budget,
            spent: proof.is_spent,
            witnesses: proof.witnesses.iter().map(witness).collect(),
            kinds: KINDS.iter().chain([&CONSTANT]).map(kind).collect(),
            fields: proof.rows.iter().map(row).collect(),
        }
    }
}

fn condition(it: &proof::Condition) -> Condition {
    Condition { field: it.path(), asks: it.asks.name() }
}

fn doubt<'r>(places: &Places<'_>, it: &'r guarantee::Doubt) -> Doubt<'r> {
    let span = places.span(&it.source, it.span);
    Doubt { source: it.source.to_string(), span, message: &it.message, fields: it.paths() }
}

fn change(it: &proof::Change) -> Change<'_> {
    Change { field: &it.field, kind: it.kind.id, words: it.words(), value: it.value_text() }
}

fn kind(it: &proof::Kind) -> ValueKind {
    let words = if it.words.is_empty() { "is what a condition asks for" } else { it.words };
    ValueKind { kind: it.id, words, likelihood: it.likelihood.name(), family: it.family.name() }
}

/// A field with the kinds that fit it.
fn row(it: &proof::Row) -> Row<'_> {
    let fits = |it: &&proof::Cell| it.outcome != Outcome::NotTried(proof::Why::OtherType);
    let cell = |it: &proof::Cell| Cell {
        kind: it.kind.id,
        value: it.constant_text(),
        outcome: it.outcome.name(),
        why: match it.outcome {
            Outcome::NotTried(why) => Some(why.name()),
            _ => None,
        },
        witness: it.outcome.witness(),
    };
    Row { field: &it.field, values: it.cells.iter().filter(fits).map(cell).collect() }
}
