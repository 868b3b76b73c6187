//! The columns of a table, and the contact that a row makes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::damage::Watched;
use super::input::{Cells, EmptyCell, Options, decoded_cell};
use super::mapping::{Column, Mapping, Supply};
use crate::field::{self, Segment};
use crate::limits;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    count: usize,
    root: Map,
    mapping: Mapping,
    /// The columns in which spreadsheets do damage that can be told, by what they hold.
    watched: Vec<Option<Watched>>,
    paths: Vec<Vec<Segment>>,
    empty_cell: EmptyCell,
}

/// What stands at a place of the contact.
#[derive(Debug)]
enum Shape {
    /// The text of the cell in this column.
    Cell(usize),
    Map(Map),
    /// By index; there may be gaps.
    List(BTreeMap<usize, Shape>),
}

/// Members by their names as JSON text, in the order of the columns.
type Map = Vec<(String, Shape)>;

impl Columns {
    /// From the cells of the header row.
    pub(super) fn new(header: &[Vec<u8>], options: &Options) -> Columns {
        let names: Vec<Arc<str>> = header.iter().map(|it| Arc::from(decoded_cell(it).trim())).collect();
        let mut root = Map::new();
        let mut columns = Vec::with_capacity(names.len());
        let mut paths = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let renamed = options.renamed.iter().find(|(column, _)| column == name);
            let path = segments(renamed.map_or(name, |(_, field)| field), options);
            let is_new = !name.is_empty() && insert(&mut root, &path, at);
            let supply = match is_new {
                true => Mapping::supply(&path, options),
                false => Supply::Ignored,
            };
            let is_mapped = renamed.is_some();
            columns.push(Column {
                name: name.clone(),
                field: written(&path),
                supply,
                is_mapped,
                nearest: Vec::new(),
            });
            paths.push(if is_new { path } else { Vec::new() });
        }
        let mapping = Mapping::new(columns, &paths, options);
        let watched = names.iter().map(|it| Watched::of(it)).collect();
        Columns { count: names.len(), root, mapping, watched, paths, empty_cell: options.empty_cell }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    pub(super) fn watched(&self) -> &[Option<Watched>] {
        &self.watched
    }

    /// The paths of the fields that the columns fill.
    pub(super) fn paths(&self) -> impl Iterator<Item = &[Segment]> {
        self.paths.iter().map(Vec::as_slice)
    }

    /// Writes the contact of a row as JSON text.
    ///
    /// An object that columns name is there even when its cells are empty, since the platform's contact has it as
    /// well; an element of a list whose cells are all empty is not, since lists differ in length.
    pub(super) fn write(&self, cells: &Cells, json: &mut String) {
        json.clear();
        let _is_filled = self.map(&self.root, cells, json);
    }

    fn map(&self, members: &Map, cells: &Cells, json: &mut String) -> bool {
        let mut is_filled = false;
        json.push('{');
        let mut is_first = true;
        for (key, shape) in members {
            let before = json.len();
            if !is_first {
                json.push(',');
            }
            json.push_str(key);
            json.push(':');
            match self.shape(shape, cells, json) {
                Some(fills) => {
                    is_filled |= fills;
                    is_first = false;
                }
                None => json.truncate(before),
            }
        }
        json.push('}');
        is_filled
    }

    /// Whether it holds something; none when it is left out.
    fn shape(&self, shape: &Shape, cells: &Cells, json: &mut String) -> Option<bool> {
        match shape {
            Shape::Map(members) => Some(self.map(members, cells, json)),
            Shape::List(elements) => Some(self.list(elements, cells, json)),
            Shape::Cell(at) => match (&*cells.text(*at), self.empty_cell) {
                ("", EmptyCell::Absent) => None,
                ("", EmptyCell::Null) => {
                    json.push_str("null");
                    Some(false)
                }
                (text, _) => {
                    push_text(json, text);
                    Some(!text.is_empty())
                }
            },
        }
    }

    fn list(&self, elements: &BTreeMap<usize, Shape>, cells: &Cells, json: &mut String) -> bool {
        json.push('[');
        let mut is_first = true;
        for element in elements.values() {
            let before = json.len();
            if !is_first {
                json.push(',');
            }
            match self.shape(element, cells, json) {
                Some(true) => is_first = false,
                Some(false) | None => json.truncate(before),
            }
        }
        json.push(']');
        !is_first
    }
}

/// Puts a column where its path leads. `false` when another column is there, or on the way.
fn insert(members: &mut Map, path: &[Segment], column: usize) -> bool {
    let Some((Segment::Key(name), rest)) = path.split_first() else { return false };
    let mut key = String::new();
    push_text(&mut key, name);
    let at = members.iter().position(|(it, _)| *it == key);
    if let Some((_, shape)) = at.and_then(|at| members.get_mut(at)) {
        return insert_in(shape, rest, column);
    }
    new_shape(rest, column).map(|shape| members.push((key, shape))).is_some()
}

fn insert_in(shape: &mut Shape, path: &[Segment], column: usize) -> bool {
    match (shape, path.split_first()) {
        (Shape::Map(members), Some((Segment::Key(_), _))) => insert(members, path, column),
        (Shape::List(elements), Some((Segment::Index(_) | Segment::Each, rest))) => {
            let index = index(path);
            match elements.get_mut(&index) {
                Some(shape) => insert_in(shape, rest, column),
                None => new_shape(rest, column).map(|it| elements.insert(index, it)).is_some(),
            }
        }
        _ => false,
    }
}

fn new_shape(path: &[Segment], column: usize) -> Option<Shape> {
    Some(match path.split_first() {
        None => Shape::Cell(column),
        Some((Segment::Key(_), _)) => {
            let mut members = Map::new();
            if !insert(&mut members, path, column) {
                return None;
            }
            Shape::Map(members)
        }
        Some((Segment::Index(_) | Segment::Each, rest)) => {
            Shape::List(BTreeMap::from([(index(path), new_shape(rest, column)?)]))
        }
    })
}

/// Any element of a list is its first.
fn index(path: &[Segment]) -> usize {
    match path.first() {
        Some(Segment::Index(at)) => *at,
        _ => 0,
    }
}

/// The steps of a name in a header row or under `[fields]`: of a field that the hook reads, as it reads it; else dots and
/// brackets are steps, as in `order.items[0].sku`.
fn segments(name: &str, options: &Options) -> Vec<Segment> {
    let mut read = options.fields.iter().chain(&options.identifying);
    if let Some((_, segments)) = read.find(|(path, _)| &**path == name) {
        return segments.to_vec();
    }
    let whole = || vec![Segment::Key(name.into())];
    let mut segments = Vec::new();
    for part in name.split('.') {
        let (key, mut brackets) = part.find('[').map_or((part, ""), |at| part.split_at(at));
        // Dots in a name that is no path, such as `No.`, are a part of it.
        if key.is_empty() {
            return whole();
        }
        segments.push(Segment::Key(key.into()));
        while let Some(rest) = brackets.strip_prefix('[') {
            let Some((index, rest)) = rest.split_once(']') else { return whole() };
            let Ok(index) = index.trim().parse() else { return whole() };
            segments.push(Segment::Index(index));
            brackets = rest;
        }
        if !brackets.is_empty() {
            return whole();
        }
    }
    if segments.len() >= limits::MAX_DEPTH { whole() } else { segments }
}

fn written(path: &[Segment]) -> Arc<str> {
    let mut text = String::new();
    for segment in path {
        field::push_segment(&mut text, segment);
    }
    Arc::from(text)
}

/// Writes a text as JSON (RFC 8259, section 7).
pub(super) fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            c if c < ' ' => {
                let written = write!(json, "\\u{:04x}", u32::from(c));
                debug_assert!(written.is_ok(), "writing to a string does not fail");
            }
            c => json.push(c),
        }
    }
    json.push('"');
}
