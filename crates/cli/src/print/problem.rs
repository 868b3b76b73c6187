//! One problem: in full, against the lines of its file, or on one line.

use std::ops::Range;

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet, normalize_untrusted_str,
};
use hookproof::finding::Severity;
use hookproof::source::{Encoding, LineIndex, Position};

use crate::identity::Identity;
use crate::load::TextFile;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    name: &'a str,
    text: &'a str,
    /// None for the file as a whole: something is missing in it.
    range: Option<Range<usize>>,
}

/// A problem as people read it.
#[derive(Clone, Debug)]
pub(crate) struct Problem<'a> {
    pub(crate) severity: Severity,
    pub(crate) standing: Standing<'a>,
    pub(crate) code: &'a str,
    /// What makes it the same one in another run.
    pub(crate) identity: Identity,
    pub(crate) message: &'a str,
    /// For which contacts, when it is not for the one that was checked: `when …`.
    pub(crate) when: Option<String>,
    /// Where; none when no file has the place.
    pub(crate) place: Option<Place<'a>>,
    /// Where else.
    pub(crate) more: Vec<Place<'a>>,
    /// What happens at that place.
    pub(crate) label: Option<String>,
    pub(crate) notes: Vec<String>,
    /// What to do.
    pub(crate) help: Option<&'a str>,
    /// The edits that end it.
    pub(crate) fix: Option<Repair<'a>>,
}

/// Whether a problem counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing<'a> {
    /// It does.
    Counts,
    /// Its author lives with it, for this reason.
    Accepted(&'a str),
    /// The file of known problems has it.
    Known,
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
        Place { name: &file.name, text, range: Some(start..inside(range.end).max(start)) }
    }

    /// A file as a whole.
    pub(crate) fn whole(file: &'a TextFile) -> Place<'a> {
        Place { name: &file.name, text: &file.text, range: None }
    }

    /// What sorts problems as their reader meets them: those of `first` first, then file by file, from top to bottom.
    pub(crate) fn order(&self, first: &str) -> (bool, &'a str, usize) {
        (self.name != first, self.name, self.start())
    }

    fn start(&self) -> usize {
        self.range.as_ref().map_or(0, |it| it.start)
    }

    /// The path of the file as the user wrote it.
    pub(crate) fn name(&self) -> &'a str {
        self.name
    }

    /// From where to where, columns in units of UTF-16; none for a file as a whole.
    pub(crate) fn region(&self) -> Option<(Position, Position)> {
        let range = self.range.as_ref()?;
        let index = LineIndex::new(self.text, Encoding::Utf16);
        Some((index.position(range.start), index.position(range.end)))
    }

    /// `path:line:column`, columns in characters.
    pub(crate) fn line(&self) -> String {
        let start = self.start();
        let position = LineIndex::new(self.text, Encoding::Utf8).position(start);
        let line_start = start - (position.column - 1);
        let column = self.text.get(line_start..start).unwrap_or_default().chars().count() + 1;
        format!("{}:{}:{column}", self.name, position.line)
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        Snippet::source(self.text).path(self.name)
    }

    /// The lines of the place, the place marked; for a file as a whole, its name.
    pub(crate) fn marked(&self, label: Option<String>) -> Element<'a> {
        match &self.range {
            Some(range) => {
                self.snippet().annotation(AnnotationKind::Primary.span(range.clone()).label(label)).into()
            }
            None => Origin::path(self.name).into(),
        }
    }
}

impl Problem<'_> {
    /// With the lines of the file, the notes and what to do; without a line break at the end.
    pub(crate) fn full(&self) -> String {
        let level = match self.standing {
            Standing::Accepted(_) => Level::NOTE.with_name("accepted"),
            Standing::Known => Level::NOTE.with_name("known"),
            Standing::Counts => level(self.severity),
        };
        let title = level.primary_title(self.message).id(self.code);
        let label = self.label.as_deref().map(normalize_untrusted_str);
        let snippet = self.place.as_ref().map(|it| it.marked(label));
        let notes = self.notes.iter().map(|it| Level::NOTE.message(normalize_untrusted_str(it)));
        let help = self.help.map(|it| Level::HELP.message(normalize_untrusted_str(it)));
        let reason = match self.standing {
            Standing::Accepted(reason) => Some(format!("because: {reason}")),
            Standing::Known | Standing::Counts => None,
        };
        let reason = reason.map(|it| Level::NOTE.message(normalize_untrusted_str(&it)));
        let main = title.elements(snippet).elements(notes).elements(help).elements(reason);
        let groups: Vec<Group<'_>> = [main].into_iter().chain(self.fix.iter().map(repair)).collect();
        Renderer::styled().render(&groups)
    }

    /// On one line, for editors and for `grep`; without a line break.
    pub(crate) fn concise(&self) -> String {
        let place = self.place.as_ref().map(|it| it.line() + ": ").unwrap_or_default();
        let message = normalize_untrusted_str(&self.said()).replace('\n', " ");
        let severity = match self.standing {
            Standing::Accepted(_) => "accepted",
            Standing::Known => "known",
            Standing::Counts => self.severity.name(),
        };
        format!("{place}{severity}[{}] {message}", self.code)
    }

    /// What is wrong and what to do, without colours and places.
    pub(crate) fn plain(&self) -> String {
        let help = self.help.map(|it| format!("\nhelp: {it}")).unwrap_or_default();
        normalize_untrusted_str(&format!("{}{help}", self.said()))
    }

    /// What is wrong and when.
    fn said(&self) -> String {
        match &self.when {
            Some(when) => format!("{}, {when}", self.message),
            None => self.message.to_owned(),
        }
    }

    /// The same on a line with the place, then the notes and what to do.
    pub(crate) fn concise_with_help(&self) -> String {
        let notes = self.notes.iter().map(|it| format!("\nnote: {}", normalize_untrusted_str(it)));
        let help = self.help.map(|it| format!("\nhelp: {}", normalize_untrusted_str(it)));
        self.concise() + &notes.chain(help).collect::<String>()
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
    let laid_out =
        |level: Level<'_>, it| Renderer::styled().render(&[Group::with_title(level.primary_title(it))]);
    let more = more.iter().map(|it| normalize_untrusted_str(it));
    let help = help.map(|it| laid_out(Level::HELP, it));
    [laid_out(level, title)].into_iter().chain(more).chain(help).collect::<Vec<_>>().join("\n")
}

/// The edits as a changed file; only the title when there are none, or in several files.
fn repair<'a>(it: &Repair<'a>) -> Group<'a> {
    let title = Level::HELP.secondary_title(normalize_untrusted_str(it.title));
    let patch = |(place, text): &(Place<'a>, &'a str)| Some(Patch::new(place.range.clone()?, *text));
    let patches: Option<Vec<_>> = it.edits.iter().map(patch).collect();
    match (it.edits.first(), patches) {
        (Some((first, _)), Some(patches)) if it.edits.iter().all(|(place, _)| place.name == first.name) => {
            title.element(first.snippet().patches(patches))
        }
        _ => Group::with_title(title),
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
}
