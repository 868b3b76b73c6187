//! The totals of a list of contacts as JSON, described by `schemas/audience.schema.json`.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Finding, Places};
use crate::audience::input::Head;
use crate::audience::{Cause, Checker, Counts, Damage, Failing, Mapping, Totals};
use crate::hook::Hook;
use crate::source::Encoding;

/// The totals of a list.
#[derive(Debug, Serialize)]
pub struct Audience<'r> {
    hook: &'r str,
    encoding: &'static str,
    complete: bool,
    input: Option<Input<'r>>,
    contacts: u64,
    ok: u64,
    warned: u64,
    failing: u64,
    bad: Bad,
    checked: Ways,
    own: Vec<Finding<'r>>,
    causes: Vec<WireCause<'r>>,
    untold: u64,
    duplicates: Vec<Duplicates<'r>>,
    all_duplicates: bool,
    damage: Vec<WireDamage>,
}

#[derive(Debug, Serialize)]
struct Input<'r> {
    format: &'static str,
    encoding: &'static str,
    unit: &'static str,
    windows_1252: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<Column<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unfilled: Option<Vec<Unfilled<'r>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<&'r str>>,
}

#[derive(Debug, Serialize)]
struct Column<'r> {
    name: &'r str,
    field: &'r str,
    #[serde(rename = "use")]
    supply: &'static str,
    mapped: bool,
    nearest: Vec<&'r str>,
}

#[derive(Debug, Serialize)]
struct Unfilled<'r> {
    field: &'r str,
    nearest: Vec<&'r str>,
}

#[derive(Debug, Serialize)]
struct Bad {
    count: u64,
    first: Vec<BadRecord>,
}

#[derive(Debug, Serialize)]
struct BadRecord {
    number: u64,
    message: String,
}

/// How contacts were checked.
#[derive(Debug, Serialize)]
struct Ways {
    by_plan: u64,
    by_rendering: u64,
}

#[derive(Debug, Serialize)]
struct WireCause<'r> {
    count: u64,
    first: &'r [u64],
    finding: Finding<'r>,
}

#[derive(Debug, Serialize)]
struct Duplicates<'r> {
    by: &'static str,
    count: u64,
    first: &'r [u64],
}

#[derive(Debug, Serialize)]
struct WireDamage {
    kind: &'static str,
    column: String,
    count: u64,
    first: Vec<u64>,
}

/// What the totals are of.
#[derive(Clone, Copy, Debug)]
pub struct Of<'r> {
    /// The hook.
    pub hook: &'r Hook,
    /// What stands in for a title that the hook does not have.
    pub hook_name: &'r str,
    /// The text of its file, for findings that point there; empty when it has none.
    pub hook_text: &'r str,
    /// The unit of offsets and columns.
    pub encoding: Encoding,
}

impl<'r> Audience<'r> {
    /// The serialised shape of totals. `is_complete` says whether the list was read to its end.
    pub fn new(of: Of<'r>, checker: &'r Checker, totals: &'r Totals, is_complete: bool) -> Audience<'r> {
        let places = Places::of_hook(of.hook, of.encoding, of.hook_text);
        let Counts { contacts, ok, warned, failing, by_plan, by_rendering, .. } = totals.counts;
        let title = of.hook.title();
        let cause = |it: &'r Cause| WireCause {
            count: it.count,
            first: &it.first,
            finding: places.finding(&it.finding),
        };
        let duplicates = totals.duplicates().map(|(kind, it)| Duplicates {
            by: kind.name(),
            count: it.count,
            first: &it.first,
        });
        Audience {
            hook: if title.is_empty() { of.hook_name } else { title },
            encoding: of.encoding.name(),
            complete: is_complete,
            input: totals.head().map(|head| input(head, totals)),
            contacts,
            ok,
            warned,
            failing,
            bad: bad(totals),
            checked: Ways { by_plan, by_rendering },
            own: checker.own().map(|it| places.finding(it)).collect(),
            causes: totals.causes().into_iter().map(cause).collect(),
            untold: totals.untold,
            duplicates: duplicates.collect(),
            all_duplicates: !totals.has_more_people(),
            damage: totals.damage().into_iter().map(damage).collect(),
        }
    }

    /// As JSON text.
    pub fn to_json(&self) -> String {
        // Serialising plain structs of texts and numbers to a string cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn input<'r>(head: &Head, totals: &'r Totals) -> Input<'r> {
    let mapping = totals.mapping();
    Input {
        format: head.format.name(),
        encoding: head.encoding.name(),
        unit: head.unit(),
        windows_1252: totals.counts.windows_1252,
        delimiter: head.delimiter.map(char::from),
        columns: mapping.map(columns),
        unfilled: mapping.map(unfilled),
        missing: mapping.map(|it| it.missing.iter().map(|it| &**it).collect()),
    }
}

fn columns(mapping: &Mapping) -> Vec<Column<'_>> {
    let columns = mapping.columns.iter().map(|it| Column {
        name: &it.name,
        field: &it.field,
        supply: it.supply.name(),
        mapped: it.is_mapped,
        nearest: it.nearest.iter().map(|it| &**it).collect(),
    });
    columns.collect()
}

fn unfilled(mapping: &Mapping) -> Vec<Unfilled<'_>> {
    let unfilled = mapping.unfilled.iter();
    let unfilled = unfilled
        .map(|(field, nearest)| Unfilled { field, nearest: nearest.iter().map(|it| &**it).collect() });
    unfilled.collect()
}

fn bad(totals: &Totals) -> Bad {
    let first =
        totals.bad().iter().map(|(number, why)| BadRecord { number: *number, message: why.message() });
    Bad { count: totals.counts.bad, first: first.collect() }
}

fn damage(it: Damage) -> WireDamage {
    WireDamage { kind: it.kind.name(), column: it.column.to_string(), count: it.count, first: it.first }
}

/// A contact whose request fails, for the file of such contacts: its number, who it is, and what is wrong with it.
pub fn failing(it: &Failing, unit: &str) -> Value {
    let causes = it.findings.iter().map(|it| {
        json!({
            "code": it.code,
            "severity": it.severity.name(),
            "message": it.message,
            "fields": it.fields.iter().map(|it| &**it).collect::<Vec<_>>(),
        })
    });
    let mut row = serde_json::Map::new();
    row.insert(unit.to_owned(), it.number.into());
    let who = [("email", &it.email), ("id", &it.id)];
    row.extend(who.into_iter().filter_map(|(name, it)| Some((name.to_owned(), Value::from(it.as_deref()?)))));
    row.insert("causes".to_owned(), causes.collect());
    Value::Object(row)
}
