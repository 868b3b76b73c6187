//! Places of findings and parts, from byte offsets to positions in the report's encoding.

use std::collections::BTreeMap;

use super::{Basis, Finding, Fix, FurtherPlace, Part, Position, Run, Span, WireEdit};
use crate::field::ReadSet;
use crate::finding::{self, Edit};
use crate::hook::Hook;
use crate::render::Rendered;
use crate::report;
use crate::source::{Encoding, InRendered, InTemplate, LineIndex, SourceId};
use crate::source_map::Origin;

/// Line indexes of all texts that a report points into.
pub(super) struct Places<'r> {
    templates: BTreeMap<SourceId, LineIndex<'r>>,
    rendered: BTreeMap<SourceId, LineIndex<'r>>,
}

impl<'r> Places<'r> {
    pub(super) fn new(report: &'r report::Report<'r>, hook_text: &'r str) -> Places<'r> {
        let encoding = report.encoding;
        let parts = report.request.parts();
        let rendered = parts.map(|(source, part)| (source, LineIndex::new(&part.text, encoding)));
        Places { rendered: rendered.collect(), ..Places::of_hook(report.hook, encoding, hook_text) }
    }

    /// Without the rendered parts.
    pub(super) fn of_hook(hook: &'r Hook, encoding: Encoding, hook_text: &'r str) -> Places<'r> {
        let mut templates = BTreeMap::from([(SourceId::Hook, LineIndex::new(hook_text, encoding))]);
        for (path, text) in hook.files() {
            templates.insert(SourceId::Schema(path.clone()), LineIndex::new(text, encoding));
        }
        if let Some(shared) = hook.shared() {
            let source = SourceId::Settings(shared.path.clone());
            templates.insert(source, LineIndex::new(&shared.text, encoding));
        }
        for (source, template) in hook.templates() {
            templates.insert(source, LineIndex::new(&template.text, encoding));
        }
        Places { templates, rendered: BTreeMap::new() }
    }

    pub(super) fn span(&self, source: &SourceId, span: crate::source::Span<InTemplate>) -> Span {
        place(self.templates.get(source), span.start, span.end)
    }

    pub(super) fn rendered_span(
        &self,
        source: &SourceId,
        span: Option<crate::source::Span<InRendered>>,
    ) -> Option<Span> {
        span.map(|span| place(self.rendered.get(source), span.start, span.end))
    }

    fn further<'f>(&self, source: &SourceId, it: &'f finding::Place) -> FurtherPlace<'f> {
        FurtherPlace {
            span: self.span(source, it.span),
            body_span: self.rendered_span(source, it.rendered),
            pointer: it.pointer.as_deref(),
        }
    }

    pub(super) fn finding<'f>(&self, it: &'f finding::Finding) -> Finding<'f> {
        Finding {
            code: it.code,
            severity: it.severity.name(),
            message: &it.message,
            help: it.help.as_deref(),
            source: it.source.to_string(),
            span: self.span(&it.source, it.span),
            body_span: self.rendered_span(&it.source, it.rendered),
            pointer: it.pointer.as_deref(),
            fields: it.fields.iter().map(|field| &**field).collect(),
            places: it.places.iter().map(|place| self.further(&it.source, place)).collect(),
            basis: it
                .basis
                .as_ref()
                .map(|it| Basis { confidence: it.confidence.name(), note: it.note.as_deref() }),
            witness: None,
            fix: it.fix.as_ref().map(|fix| Fix {
                title: &fix.title,
                edits: fix.edits.iter().map(|edit| self.edit(edit)).collect(),
            }),
        }
    }

    pub(super) fn edit<'f>(&self, it: &'f Edit) -> WireEdit<'f> {
        WireEdit { source: it.source.to_string(), span: self.span(&it.source, it.span), text: &it.text }
    }

    pub(super) fn part(
        &self,
        report: &'r report::Report<'r>,
        source: SourceId,
        part: &'r Rendered,
    ) -> Part<'r> {
        let paths = |set: ReadSet| -> Vec<String> {
            report.fields.paths(set).iter().map(std::string::ToString::to_string).collect()
        };
        let mut at = Counter { text: &part.text, encoding: report.encoding, byte: 0, unit: 0 };
        let runs = part.map.runs().iter().map(|run| {
            let (kind, name) = match &run.origin {
                Origin::Text(_) => ("text", None),
                Origin::Value { .. } | Origin::Unplaced(_) => ("value", None),
                Origin::Skipped { .. } => ("skipped", None),
                Origin::Secret { secret, .. } => ("secret", Some(secret.label())),
            };
            Run {
                kind,
                start: at.unit(run.out.start as usize),
                end: at.unit(run.out.end as usize),
                source: source.to_string(),
                span: self.span(&source, report.hook.stated(&source, run.origin.span().unwrap_or_default())),
                reads: paths(run.origin.reads()),
                guards: paths(run.guards),
                name,
            }
        });
        Part { text: &part.text, runs: runs.collect() }
    }
}

pub(super) fn place(index: Option<&LineIndex<'_>>, start: u32, end: u32) -> Span {
    let position = |at: u32| {
        let it = index.map(|index| index.position(at as usize));
        it.map_or(Position { offset: 0, line: 1, column: 1 }, |it| Position {
            offset: it.offset,
            line: it.line,
            column: it.column,
        })
    };
    Span { start: position(start), end: position(end) }
}

/// Turns growing byte offsets into units, reading the text once.
struct Counter<'t> {
    text: &'t str,
    encoding: Encoding,
    byte: usize,
    unit: usize,
}

impl Counter<'_> {
    fn unit(&mut self, at: usize) -> usize {
        self.unit += self.encoding.len(self.text.get(self.byte..at).unwrap_or_default());
        self.byte = self.byte.max(at);
        self.unit
    }
}
