//! Cases: Markdown files with fenced sections, one case a file.
//!
//! The prose says why the case is there. The fences are `toml hook` (a hook file without its body), `template`
//! (the body), `json contact`, `text now` (the moment of the check; optional), and what is expected, all of it:
//! `request` (method, address and headers; optional), `body`, `assumptions` and `findings` (both absent when there are
//! none), `proof` (the contacts that break the hook; optional) and `verdict` (what is known of the hook for all contacts,
//! and what stands against its being safe; optional). Without a contact a case with one of the last two has an invented
//! one. A section whose name has a dot, such as `json note.schema.json`, is a file that the hook names. A fence may have
//! more than three backticks.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hookproof::clock::Clock;
use hookproof::contact::Contact;
use hookproof::contract::{Catalog, Document, Files};
use hookproof::finding::Finding;
use hookproof::hook::{Hook, Options};
use hookproof::hook_file::{Body, HookFile, Located};
use hookproof::report::Report;
use hookproof::source::{Encoding, InTemplate, LineIndex, SourceId, Span};
use serde_json::{Map, Value};

#[path = "proof.rs"]
mod proof;

/// A case file.
pub(crate) struct Case {
    /// Its path below `tests/cases`.
    pub(crate) name: String,
    /// Its path.
    pub(crate) path: PathBuf,
    text: String,
    sections: Vec<Section>,
}

struct Section {
    name: String,
    text: String,
    /// The section's lines with both fences, in the file.
    range: std::ops::Range<usize>,
}

/// The sections that are compared.
const EXPECTED: [&str; 6] = ["request", "body", "assumptions", "findings", "proof", "verdict"];

/// Those of them that are compared only where they stand.
const OPTIONAL: [&str; 3] = ["request", "proof", "verdict"];

/// Those that are about all contacts.
const OF_ALL: [&str; 2] = ["proof", "verdict"];

/// All cases, by name.
pub(crate) fn all() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "there are no cases below {}", root.display());
    paths.into_iter().map(|path| Case::read(&root, path)).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder of cases can be read") {
        let path = entry.expect("the folder of cases can be listed").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|it| it == "md") {
            paths.push(path);
        }
    }
}

impl Case {
    fn read(root: &Path, path: PathBuf) -> Case {
        let text = std::fs::read_to_string(&path).expect("a case is UTF-8");
        let name =
            path.strip_prefix(root).unwrap_or(&path).with_extension("").to_string_lossy().replace('\\', "/");
        Case { name, path, sections: sections(&text), text }
    }

    fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|it| it.name == name).map(|it| it.text.as_str())
    }

    /// The hook file: the `hook` section and the template. Without a `hook` section, the folder names the dialect.
    pub(crate) fn hook_file(&self) -> HookFile {
        self.hook_file_from(&self.hook_text())
    }

    /// The text of the `hook` section, or what stands for one.
    pub(crate) fn hook_text(&self) -> String {
        let dialect = self.name.split('/').next().unwrap_or_default();
        let generic = format!(
            "sender = 'generic'\nreceiver = 'generic'\ndialect = '{dialect}'\nurl = 'https://example.com'\n\
             [headers]\nContent-Type = 'text/plain'\n"
        );
        self.section("hook").map_or(generic, str::to_owned)
    }

    /// The hook file of this text in place of the `hook` section, and the template.
    pub(crate) fn hook_file_from(&self, hook: &str) -> HookFile {
        let parsed = HookFile::parse(hook);
        // The body is the template's section.
        let mistakes: Vec<_> =
            parsed.findings.iter().filter(|it| it.code != "hook-file-missing-key").collect();
        assert!(mistakes.is_empty(), "{}: the hook section has mistakes: {mistakes:?}", self.name);
        let body = self.section("template").expect("a case has a template").to_owned();
        let body = Some(Body::Inline(Located { text: body, ..Located::default() }));
        HookFile { body, ..parsed.value }
    }

    /// The files that the hook names, with their texts.
    pub(crate) fn texts(&self) -> Vec<(&str, &str)> {
        let files = self.sections.iter().filter(|it| it.name.contains('.'));
        files.map(|it| (it.name.as_str(), it.text.as_str())).collect()
    }

    /// The same as a check takes them.
    pub(crate) fn files(&self) -> Files {
        let mut files = Files::default();
        for (path, text) in self.texts() {
            files.add(path, Document::json(text));
        }
        let wanted = files.wanted(&self.hook_file());
        // A case may be about a file that is not there: it is named `missing…`.
        let missing: Vec<_> = wanted.iter().filter(|it| !it.contains("missing")).collect();
        assert!(missing.is_empty(), "{}: files are not there: {missing:?}", self.name);
        files
    }

    /// The hook as the JavaScript side gets it.
    pub(crate) fn hook_json(&self) -> Value {
        let file = self.hook_file();
        let texts = [
            ("title", &file.title),
            ("name", &file.name),
            ("sender", &file.sender),
            ("receiver", &file.receiver),
            ("campaign", &file.campaign),
            ("dialect", &file.dialect),
            ("url", &file.url),
            ("method", &file.method),
        ];
        let mut json = Map::new();
        for (key, text) in texts {
            json.extend(text.as_ref().map(|it| (key.to_owned(), it.text.clone().into())));
        }
        let table = |pairs: &[(Arc<str>, Located)]| {
            pairs
                .iter()
                .map(|(name, it)| (name.to_string(), it.text.clone().into()))
                .collect::<Map<String, Value>>()
        };
        json.insert("headers".to_owned(), table(&file.headers).into());
        json.insert("settings".to_owned(), table(&file.settings).into());
        if let Some(Body::Inline(body)) = file.body {
            json.insert("body".to_owned(), body.text.into());
        }
        let tables: toml::Table = toml::from_str(self.section("hook").unwrap_or_default()).expect("TOML");
        for key in ["receiver", "contact", "connector", "identify"] {
            let is_taken = |it: &&toml::Value| it.is_table() || key == "connector";
            let value = tables.get(key).filter(is_taken);
            let value = value.map(|it| serde_json::to_value(it).expect("a value without dates"));
            json.extend(value.map(|it| (key.to_owned(), it)));
        }
        json.into()
    }

    /// The contact's JSON text.
    pub(crate) fn contact(&self) -> &str {
        self.section("contact").unwrap_or("{}")
    }

    /// Each section that is compared, as it is.
    fn actual(&self) -> Vec<(&'static str, String)> {
        let hook = Hook::compile_with(&self.hook_file(), &Catalog::builtin(), &self.files()).value;
        let is_of_all = OF_ALL.iter().any(|it| self.section(it).is_some());
        let contact = match self.section("contact") {
            None if is_of_all => Contact::read(&hook.sample_contact()),
            _ => Contact::read(self.contact()),
        };
        let clock = Clock::read(self.section("now"), None).expect("`now` is a moment");
        let options = Options { encoding: Encoding::Utf8, clock };
        let report = hook.check(&contact, &options);
        let hook_text = self.section("hook").unwrap_or_default();
        let contact = self.section("contact").map(|_| &contact);
        let proof = is_of_all.then(|| hook.prove(contact, &options));
        let section = |name| match (name, &proof) {
            ("proof" | "verdict", _) if self.section(name).is_none() => String::new(),
            ("proof", Some(proof)) => proof::text(&report, proof, hook_text),
            ("verdict", Some(proof)) => proof::verdict(&hook, &proof.conclusion),
            _ => section_text(name, &report, hook_text),
        };
        EXPECTED.map(|name| (name, section(name))).into()
    }

    /// Compares; gives what differs.
    pub(crate) fn run(&self) -> Result<(), String> {
        let mut differences = String::new();
        for (name, actual) in self.actual() {
            let expected = self.section(name);
            if OPTIONAL.contains(&name) && expected.is_none() {
                continue;
            }
            if expected.unwrap_or_default() != actual {
                let expected = expected.unwrap_or_default();
                write!(differences, "--- {name}, expected\n{expected}\n+++ {name}, actual\n{actual}\n")
                    .expect("writing to a string does not fail");
            }
        }
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }

    /// Rewrites the expectations with what is.
    pub(crate) fn bless(&self) {
        let mut text = self.text.clone();
        let had = |name: &str| self.section(name).is_some();
        for section in self.sections.iter().rev().filter(|it| EXPECTED.contains(&it.name.as_str())) {
            text.replace_range(section.range.clone(), "");
        }
        let mut text = text.trim_end().to_owned();
        for (name, actual) in self.actual() {
            let is_wanted =
                if OPTIONAL.contains(&name) { had(name) } else { name == "body" || !actual.is_empty() };
            if is_wanted {
                let fence = "`".repeat(longest_fence(&actual) + 1);
                write!(text, "\n\n{fence}{name}\n{actual}\n{fence}")
                    .expect("writing to a string does not fail");
            }
        }
        text.push('\n');
        std::fs::write(&self.path, text).expect("a case can be written");
    }
}

fn longest_fence(text: &str) -> usize {
    let fences = text.lines().map(|line| line.len() - line.trim_start_matches('`').len());
    fences.max().unwrap_or_default().max(2)
}

fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Option<(usize, String, usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let bare = line.trim_end_matches(['\r', '\n']);
        let ticks = bare.len() - bare.trim_start_matches('`').len();
        match &open {
            None if ticks >= 3 => {
                let name = bare[ticks..].split_whitespace().last().unwrap_or_default().to_owned();
                open = Some((ticks, name, at, end));
            }
            Some((fence, name, start, body)) if ticks == *fence && bare.len() == ticks => {
                let body = text[*body..at].strip_suffix('\n').unwrap_or(&text[*body..at]).to_owned();
                sections.push(Section { name: name.clone(), text: body, range: *start..end });
                open = None;
            }
            _ => {}
        }
        at = end;
    }
    assert!(open.is_none(), "a fence is never closed");
    sections
}

fn section_text(name: &str, report: &Report<'_>, hook_text: &str) -> String {
    let lines: Vec<String> = match name {
        "request" => {
            let request = &report.request;
            let first = format!("{} {}", request.method, request.url.text);
            let headers = request.headers.iter().map(|(name, part)| format!("{name}: {}", part.text));
            [first].into_iter().chain(headers).collect()
        }
        "body" => vec![report.request.body.text.clone()],
        "assumptions" => {
            report.assumptions.iter().map(|it| format!("{} = {}", it.setting, it.value)).collect()
        }
        _ => report.findings.iter().map(|it| finding_text(it, report, hook_text)).collect(),
    };
    lines.join("\n")
}

/// A finding on one line: place, the text there, severity, code, message, and what else it has.
fn finding_text(finding: &Finding, report: &Report<'_>, hook_text: &str) -> String {
    let file = match &finding.source {
        SourceId::Schema(path) => report.hook.files().find(|(it, _)| *it == path).map(|(_, text)| text),
        _ => None,
    };
    let template = report.hook.template(&finding.source).map(|it| &*it.text).or(file).unwrap_or(hook_text);
    let place = |span| place_text(template, span);
    let mut text = format!("{} {}", finding.source, place(finding.span));
    write!(text, " {:?}", finding.span.of(template)).expect("writing to a string does not fail");
    write!(text, " {}[{}] {}", finding.severity.name(), finding.code, finding.message)
        .expect("writing to a string does not fail");
    let details = [
        finding.help.as_ref().map(|it| format!("help: {it}")),
        finding.pointer.as_ref().map(|it| format!("pointer: {it}")),
        (!finding.fields.is_empty()).then(|| format!("fields: {}", finding.fields.join(", "))),
        finding.fix.as_ref().map(|it| format!("fix: {}", it.title)),
    ];
    let further = finding.places.iter().map(|it| {
        let pointer = it.pointer.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
        format!("also: {} {:?}{pointer}", place(it.span), it.span.of(template))
    });
    for detail in details.into_iter().flatten().chain(further) {
        write!(text, "\n  {detail}").expect("writing to a string does not fail");
    }
    text
}

/// A place as lines and columns.
fn place_text(template: &str, span: Span<InTemplate>) -> String {
    let index = LineIndex::new(template, Encoding::Utf8);
    let (start, end) = (index.position(span.start as usize), index.position(span.end as usize));
    format!("{}:{}..{}:{}", start.line, start.column, end.line, end.column)
}
