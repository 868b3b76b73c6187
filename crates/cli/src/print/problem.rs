//! One problem: in full, against the lines of its file, or on one line.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Patch, Renderer, Snippet, normalize_untrusted_str,
};
use hookproof::finding::Severity;
use hookproof::source::{Encoding, LineIndex};

use crate::load::TextFile;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    name: &'a str,
    text: &'a str,
    range: Range<usize>,
}

/// A problem as people read it.
#[derive(Clone, Debug)]
pub(crate) struct Problem<'a> {
    pub(crate) severity: Severity,
    pub(crate) code: &'a str,
    pub(crate) message: &'a str,
    /// Where; none when no file has the place.
    pub(crate) place: Option<Place<'a>>,
    /// What happens at that place.
    pub(crate) label: Option<String>,
    pub(crate) notes: Vec<String>,
    /// What to do.
    pub(crate) help: Option<&'a str>,
    /// The edits that end it.
    pub(crate) fix: Option<Repair<'a>>,
}

/// Edits that end a problem, at their places.
#[derive(Clone, Debug)]
pub(crate) struct Repair<'a> {
    pub(crate) title: &'a str,
    pub(crate) edits: Vec<(Place<'a>, &'a str)>,
}

impl<'a> Place<'a> {
    /// A place that is in the text, on character boundaries, whatever the range.
    pub(crate) fn new(file: &'a TextFile, range: Range<usize>) -> Place<'a> {
        let text = file.text.as_str();
        let inside = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = inside(range.start);
        Place { name: &file.name, text, range: start..inside(range.end).max(start) }
    }

    /// `path:line:column`, columns in characters.
    fn line(&self) -> String {
        let position = LineIndex::new(self.text, Encoding::Utf8).position(self.range.start);
        let line_start = self.range.start - (position.column - 1);
        let column = self.text.get(line_start..self.range.start).unwrap_or_default().chars().count() + 1;
        format!("{}:{}:{column}", self.name, position.line)
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.text).path(self.name)
    }

    /// The lines of the place, the place marked.
    pub(crate) fn marked(&self, label: Option<String>) -> Snippet<'a, Annotation<'a>> {
        self.snippet().annotation(AnnotationKind::Primary.span(self.range.clone()).label(label))
    }
}

impl Problem<'_> {
    /// With the lines of the file, the notes and what to do; without a line break at the end.
    pub(crate) fn full(&self) -> String {
        let title = level(self.severity).primary_title(self.message).id(self.code);
        let label = self.label.as_deref().map(normalize_untrusted_str);
        let snippet = self.place.as_ref().map(|it| it.marked(label));
        let notes = self.notes.iter().map(|it| Level::NOTE.message(normalize_untrusted_str(it)));
        let help = self.help.map(|it| Level::HELP.message(normalize_untrusted_str(it)));
        let main = title.elements(snippet).elements(notes).elements(help);
        let groups: Vec<Group<'_>> = [main].into_iter().chain(self.fix.iter().filter_map(repair)).collect();
        Renderer::styled().render(&groups)
    }

    /// On one line, for editors and for `grep`; without a line break.
    pub(crate) fn concise(&self) -> String {
        let place = self.place.as_ref().map(|it| it.line() + ": ").unwrap_or_default();
        let message = normalize_untrusted_str(self.message).replace('\n', " ");
        format!("{place}{}[{}] {message}", self.severity.name(), self.code)
    }
}

/// A note: something to say that is no problem.
pub(crate) fn note(title: &str, more: &[&str], help: Option<&str>) -> String {
    remark(Level::NOTE, title, more, help)
}

/// Something to say that is about no line of a file: a title, more about it, what to do; without a line break at the
/// end.
pub(crate) fn remark(level: Level<'_>, title: &str, more: &[&str], help: Option<&str>) -> String {
    // Each is laid out alone: below a title without lines of a file, annotate-snippets draws an empty margin.
    let more = more.iter().map(|it| Level::NOTE.no_name().primary_title(*it));
    let help = help.map(|it| Level::HELP.primary_title(it));
    let titles = [level.primary_title(title)].into_iter().chain(more).chain(help);
    let lines = titles.map(|it| Renderer::styled().render(&[Group::with_title(it)]));
    lines.collect::<Vec<_>>().join("\n")
}

/// The edits as a changed file; all are in one file, or they are only named.
fn repair<'a>(it: &Repair<'a>) -> Option<Group<'a>> {
    let (first, _) = it.edits.first()?;
    let title = Level::HELP.secondary_title(normalize_untrusted_str(it.title));
    let same = it.edits.iter().all(|(place, _)| place.name == first.name);
    let patches = it.edits.iter().map(|(place, text)| Patch::new(place.range.clone(), *text));
    Some(match same {
        true => title.element(first.snippet().patches(patches)),
        false => Group::with_title(title),
    })
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}
