//! Turns what the core found into what people read: places in files, the words of the request, the fields.

use hookproof::finding::{Accepted, Edit, Finding};
use hookproof::hook::Request;
use hookproof::proof::{Change, Witness};
use hookproof::render::Rendered;
use hookproof::source::{InTemplate, SourceId, Span};
use hookproof::source_map::{Origin, Run};

use super::problem::{Place, Problem, Repair, Standing};
use crate::identity::Identity;
use crate::load::{ExampleContact, TextFile, Webhook};

/// How much of a value a label shows.
const SHOWN_CHARS: usize = 40;

/// How many places of one problem are listed.
const SHOWN_PLACES: usize = 5;

/// Where the texts of the findings are.
pub(crate) enum Files<'a> {
    /// A webhook file and the contact that it was rendered for.
    Webhook(&'a Webhook, &'a ExampleContact),
    /// A template without a webhook around it.
    Template(&'a TextFile),
}

impl<'a> Files<'a> {
    fn place(&self, source: &SourceId, span: Span<InTemplate>) -> Option<Place<'a>> {
        match self {
            Files::Webhook(webhook, _) => webhook.place(source, span),
            Files::Template(file) => Some(Place::new(file, span.range())),
        }
    }

    /// The core has no name for the text of a contact: what is wrong with it points at the start of the webhook
    /// file. Here its place is known.
    fn of_contact(&self, finding: &Finding) -> Option<Problem<'a>> {
        match self {
            Files::Webhook(_, contact) if finding.source == SourceId::Hook => contact
                .problems()
                .into_iter()
                .find(|it| it.code == finding.code && finding.message.ends_with(it.message)),
            Files::Webhook(..) | Files::Template(_) => None,
        }
    }

    /// Findings as problems, in the order in which their places are read.
    pub(crate) fn problems(&self, findings: &'a [Finding], request: Option<&Request>) -> Vec<Problem<'a>> {
        let first = match self {
            Files::Webhook(webhook, _) => &webhook.file.name,
            Files::Template(file) => &file.name,
        };
        let mut problems: Vec<Problem<'a>> = findings.iter().map(|it| self.problem(it, request)).collect();
        problems.sort_by_key(|it| it.place.as_ref().map(|it| it.order(first)));
        problems
    }

    /// Findings that their author lives with, as problems.
    pub(crate) fn accepted(&self, accepted: &'a [Accepted], request: Option<&Request>) -> Vec<Problem<'a>> {
        let problem = |it: &'a Accepted| Problem {
            standing: Standing::Accepted(&it.reason),
            fix: None,
            ..self.problem(&it.finding, request)
        };
        accepted.iter().map(problem).collect()
    }

    /// What fails for another contact, as a problem.
    pub(crate) fn witness(&self, witness: &'a Witness) -> Problem<'a> {
        let mut problem = self.problem(&witness.finding, None);
        let changes: Vec<String> = witness.changed.iter().map(change).collect();
        let when = format!("when {}", changes.join(" and "));
        let fails = if witness.is_error() { "fails" } else { "happens" };
        let mut notes = vec![format!("{fails} {when}")];
        notes.extend(likewise(witness));
        notes.append(&mut problem.notes);
        Problem { notes, when: Some(when), ..problem }
    }

    /// A finding as a problem.
    pub(crate) fn problem(&self, finding: &'a Finding, request: Option<&Request>) -> Problem<'a> {
        if let Some(problem) = self.of_contact(finding) {
            return Problem { identity: Identity::of(finding), ..problem };
        }
        Problem {
            severity: finding.severity,
            standing: Standing::Counts,
            code: finding.code,
            identity: Identity::of(finding),
            message: &finding.message,
            when: None,
            place: self.place(&finding.source, finding.span),
            more: self.more(finding),
            label: request.and_then(|it| label(finding, it)),
            notes: self.notes(finding),
            help: finding.help.as_deref(),
            fix: finding.fix.as_ref().map(|fix| self.repair(&fix.title, &fix.edits)),
        }
    }

    /// Findings that were known before, as problems.
    pub(crate) fn known(&self, findings: &'a [Finding], request: Option<&Request>) -> Vec<Problem<'a>> {
        let known = |it| Problem { standing: Standing::Known, fix: None, ..it };
        self.problems(findings, request).into_iter().map(known).collect()
    }

    /// Where else a finding is.
    fn more(&self, finding: &Finding) -> Vec<Place<'a>> {
        let spans = finding.places.iter().map(|it| it.span).filter(|it| *it != finding.span);
        spans.filter_map(|it| self.place(&finding.source, it)).collect()
    }

    /// What else there is to know of a finding.
    fn notes(&self, finding: &Finding) -> Vec<String> {
        let fields = match &*finding.fields {
            [] => None,
            [one] => Some(format!("contact field: {one}")),
            several => Some(format!("contact fields: {}", several.join(", "))),
        };
        let pointers = [&finding.pointer].into_iter().chain(finding.places.iter().map(|it| &it.pointer));
        let pointers = pointers.flatten().filter(|it| !it.is_empty()).map(String::as_str).collect();
        let lines = self.more(finding).iter().map(Place::line).collect();
        let basis = finding.basis.as_ref().and_then(|it| it.note.clone());
        let pointers = listed("in the request: ", pointers);
        [fields, pointers, listed("also at ", lines), basis].into_iter().flatten().collect()
    }

    /// The edits at their places; only the title when they cannot be shown there.
    fn repair(&self, title: &'a str, edits: &'a [Edit]) -> Repair<'a> {
        let edits = edits.iter().map(|it| {
            let as_is = match self {
                Files::Webhook(webhook, _) => webhook.takes_as_is(&it.source, &it.text),
                Files::Template(_) => true,
            };
            let place = self.place(&it.source, it.span).filter(|_| as_is)?;
            Some((place, it.text.as_str()))
        });
        Repair { title, edits: edits.collect::<Option<_>>().unwrap_or_default() }
    }
}

/// `profile.lastname` has a quotation mark, as in `O"Neil`.
fn change(it: &Change) -> String {
    // A line break would break the line that tells of it.
    let seen = |it: &str| shortened(it).replace('\r', "\\r").replace('\n', "\\n").replace('\t', "\\t");
    let example = it.example().map(|it| format!(", as in `{}`", seen(it)));
    format!("`{}` {}{}", it.field, it.words(), example.unwrap_or_default())
}

/// The other changes that fail for the same reason: in words where they are of the same field.
fn likewise(witness: &Witness) -> Option<String> {
    let (same, other): (Vec<&Change>, Vec<&Change>) =
        witness.also.iter().partition(|it| *it.field == *witness.field());
    let same = same.iter().map(|it| it.words());
    let other = other.iter().map(|it| format!("`{}` {}", it.field, it.words()));
    listed("and likewise when it ", same.chain(other).collect())
}

/// The first few of several, without repeats.
fn listed<T: AsRef<str> + PartialEq>(title: &str, mut several: Vec<T>) -> Option<String> {
    several.dedup();
    let shown: Vec<&str> = several.iter().take(SHOWN_PLACES).map(AsRef::as_ref).collect();
    let more = match several.len().saturating_sub(SHOWN_PLACES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    if shown.is_empty() { None } else { Some(format!("{title}{}{more}", shown.join(", "))) }
}

/// What the merge tag that is to blame prints.
fn label(finding: &Finding, request: &Request) -> Option<String> {
    let (_, part) = request.parts().find(|(source, _)| *source == finding.source)?;
    let run = blamed(finding, part)?;
    let printed = run.out.of(&part.text);
    match &run.origin {
        Origin::Skipped { .. } => Some("left out for this contact".to_owned()),
        Origin::Value { .. } if printed.is_empty() => Some("prints nothing for this contact".to_owned()),
        Origin::Value { .. } => Some(format!("prints '{}' for this contact", shortened(printed))),
        Origin::Text(_) | Origin::Secret { .. } | Origin::Unplaced(_) => None,
    }
}

/// The run of the place that a finding names: the one that touches the rendered place, since a loop prints a tag
/// many times; else the only one.
fn blamed<'r>(finding: &Finding, part: &'r Rendered) -> Option<&'r Run> {
    let of_place = |run: &&Run| run.origin.span() == Some(finding.span);
    let touching = finding.rendered.and_then(|it| part.map.touching(it).iter().find(of_place));
    let only = || {
        let mut runs = part.map.runs().iter().filter(of_place);
        runs.next().filter(|_| runs.next().is_none())
    };
    touching.or_else(only)
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(SHOWN_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
