//! Bad usage and bad input: why a command cannot do its work, and the way out. Exit code 2.

use std::fmt;
use std::io;

use annotate_snippets::{Level, Renderer, normalize_untrusted_str};

use crate::print::{Place, Problem, remark};

/// Why a command cannot do its work.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    title: String,
    help: Option<String>,
    /// It, laid out for people.
    text: String,
}

impl Failure {
    /// What went wrong: lower case, no full stop, naming the file.
    pub(crate) fn new(title: impl Into<String>) -> Failure {
        let title = title.into();
        Failure { text: remark(Level::ERROR, &title, &[], None), help: None, title }
    }

    /// Adds the way out.
    #[must_use]
    pub(crate) fn with_help(self, help: impl Into<String>) -> Failure {
        let help = help.into();
        Failure { text: remark(Level::ERROR, &self.title, &[], Some(&help)), help: Some(help), ..self }
    }

    /// Adds the place that led here.
    #[must_use]
    pub(crate) fn at(self, place: &Place<'_>) -> Failure {
        let group = Level::ERROR.primary_title(&self.title).element(place.marked(None));
        let help = self.help.iter().map(|it| Level::HELP.message(normalize_untrusted_str(it)));
        Failure { text: Renderer::styled().render(&[group.elements(help)]), ..self }
    }

    /// The reason alone, without the file that it names: what follows the colon.
    pub(crate) fn why(&self) -> &str {
        self.title.split_once("': ").map_or(&self.title, |(_, why)| why)
    }

    /// What is wrong with a file, each at its place.
    pub(crate) fn of(problems: &[Problem<'_>]) -> Failure {
        let told: Vec<String> = problems.iter().map(Problem::full).collect();
        Failure { title: String::new(), help: None, text: told.join("\n\n") }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)
    }
}

/// An operating system's error in plain words.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "you are not allowed to".to_owned(),
        io::ErrorKind::AlreadyExists => "a file of this name is there".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// What to suggest for a name that is not known: the nearest known one, else all.
pub(crate) fn known_names<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match hookproof::nearest::nearest(name, known.iter().copied()) {
        Some(nearest) => format!("did you mean '{nearest}'?"),
        None => format!("known are {}", known.join(", ")),
    }
}
