//! What a safety check found: the verdict with its grounds, the problems, and a table of the contact fields and the
//! kinds of value.

use clap::builder::styling::{AnsiColor, Style};
use hookproof::proof::{Family, Kind, Outcome, Proof, Row, Why};
use hookproof::report::Report;

use super::finding::Files;
use super::summary::Tally;
use super::verdict::{BAD, DOUBTFUL, GOOD, coloured, grounds, verdict};
use crate::load::{ExampleContact, Webhook};

/// How much of a field's path the table shows at most, so that a row fits a line of a hundred characters.
const PATH_CHARS: usize = 44;

/// How wide a column is.
const COLUMN: usize = 11;

/// The name of a column, and the kinds that it stands for.
type Column = (&'static str, fn(&Kind) -> bool);

/// The columns of the table.
const COLUMNS: [Column; 5] = [
    ("missing", |it| it.id == "absent"),
    ("empty", |it| it.family == Family::Absence && it.id != "absent"),
    ("characters", |it| matches!(it.family, Family::Content | Family::Constant)),
    ("length", |it| matches!(it.family, Family::Length | Family::Size)),
    ("type", |it| it.family == Family::Type),
];

/// All that there is to say of the safety check in a report, with a line break at the end; empty without one.
pub(crate) fn proof(webhook: &Webhook, contact: &ExampleContact, report: &Report<'_>) -> String {
    let (Some(proof), Some(verdict)) = (&report.proof, verdict(webhook, report)) else {
        return String::new();
    };
    let files = Files::Webhook(webhook, contact);
    let mut text = verdict + "\n\n" + &grounds(webhook, &proof.conclusion);
    for witness in &proof.witnesses {
        text += &(files.witness(witness).full() + "\n\n");
    }
    if !proof.rows.is_empty() {
        text += &(table(&proof.rows) + "\n");
    }
    text + &spent(proof) + "\n"
}

/// How far the search went, and from where.
fn spent(proof: &Proof) -> String {
    let from = match (proof.is_invented, proof.starts_broken) {
        (false, false) => "from the example contact",
        (true, false) => "from an invented contact",
        (_, true) => "from a contact that fails itself, which hides what else would fail",
    };
    let end = if proof.is_spent { "; there is more to try, but the search ended there" } else { "" };
    format!("{} checked, {from}{end}", Tally::some(proof.tried, "contact"))
}

/// The fields as rows, with a line break at the end of each. A cell says how many of its kinds of value fail.
fn table(rows: &[Row]) -> String {
    let paths: Vec<String> = rows.iter().map(|it| shown(&it.field)).collect();
    let width = paths.iter().map(|it| it.chars().count()).max().unwrap_or_default().max("field".len());
    let line = |first: &str, cells: [(String, Style); COLUMNS.len()]| {
        let mut line = format!("{first:width$}");
        // White space comes before what follows it, so that no line ends in it.
        let mut gap = 2;
        for (word, style) in cells {
            line += &(" ".repeat(gap) + &coloured(&word, style));
            gap = 2 + COLUMN.saturating_sub(word.chars().count());
        }
        line + "\n"
    };
    let mut text = line("field", COLUMNS.map(|(name, _)| (name.to_owned(), Style::new())));
    for (path, row) in paths.iter().zip(rows) {
        text += &line(path, COLUMNS.map(|(_, is_in)| cell(row, is_in)));
    }
    text
}

/// What is neither good nor bad.
const ASIDE: Style = AnsiColor::BrightBlack.on_default();

/// The end of a path says more than its start.
fn shown(path: &str) -> String {
    match path.chars().count().checked_sub(PATH_CHARS) {
        None | Some(0) => path.to_owned(),
        Some(more) => format!("…{}", path.chars().skip(more + 1).collect::<String>()),
    }
}

/// What came of the kinds of value of a column, and its colour.
fn cell(row: &Row, is_in: fn(&Kind) -> bool) -> (String, Style) {
    let tried: Vec<Outcome> = row.cells.iter().filter(|it| is_in(it.kind)).map(|it| it.outcome).collect();
    let count = |is: fn(&Outcome) -> bool| tried.iter().filter(|it| is(it)).count();
    let failing = count(|it| matches!(it, Outcome::Fails(_)));
    let not_tried = count(|it| matches!(it, Outcome::NotTried(why) if *why != Why::OtherType));
    let passing = count(|it| *it == Outcome::Passes);
    if failing > 0 {
        let all = failing == count(is_tried) && not_tried == 0;
        return (if all { "fails".to_owned() } else { format!("{failing} fail") }, BAD);
    }
    let (word, style) = if count(|it| matches!(it, Outcome::Drops(_))) > 0 {
        ("dropped", DOUBTFUL)
    } else if count(|it| *it == Outcome::Warns) > 0 {
        ("warns", DOUBTFUL)
    } else if passing > 0 {
        ("ok", GOOD)
    } else if not_tried > 0 {
        (not_tried_why(&tried), ASIDE)
    } else {
        ("-", ASIDE)
    };
    (word.to_owned(), style)
}

fn is_tried(it: &Outcome) -> bool {
    !matches!(it, Outcome::NotTried(_))
}

/// Why nothing of a column was tried: the last reason there is.
fn not_tried_why(tried: &[Outcome]) -> &'static str {
    let whys = tried.iter().filter_map(|it| match it {
        Outcome::NotTried(why) => Some(*why),
        _ => None,
    });
    match whys.max() {
        Some(Why::NotRead) => "not read",
        Some(Why::Given | Why::Declared) => "ruled out",
        Some(Why::Budget) => "not tried",
        Some(Why::OtherType | Why::NoPlace) | None => "-",
    }
}
