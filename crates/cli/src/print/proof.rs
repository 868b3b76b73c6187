//! What a search for contacts that break a webhook found: a line that says it all, the problems, and a table of the
//! contact fields and the kinds of value.

use hookproof::proof::{Family, Kind, Likelihood, Outcome, Proof, Row, Why, Witness};

use super::finding::{Files, change};
use super::summary::Tally;

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

/// All that there is to say of a search, with a line break at the end.
pub(crate) fn proof(files: &Files<'_>, proof: &Proof) -> String {
    let mut text = verdict(proof) + "\n\n";
    for witness in &proof.witnesses {
        text += &(files.witness(witness).full() + "\n\n");
    }
    if !proof.rows.is_empty() {
        text += &(table(&proof.rows) + "\n");
    }
    text + &spent(proof) + "\n"
}

/// What the search says in a line.
fn verdict(proof: &Proof) -> String {
    let counts = |it: &&Witness| it.is_error() && it.likelihood < Likelihood::Rarely;
    let mut failing = proof.witnesses.iter().filter(counts);
    let Some(first) = failing.next() else {
        return match proof.witnesses.iter().any(Witness::is_error) {
            true => "no contact was found that fails, but for rare ones".to_owned(),
            false => "no contact was found that fails".to_owned(),
        };
    };
    let changes: Vec<String> = first.changed.iter().map(change).collect();
    let more = match failing.count() {
        0 => String::new(),
        more => format!(", and in {} more", Tally::some(more, "case")),
    };
    format!("breaks when {}{more}", changes.join(" and "))
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
    let line = |first: &str, cells: [String; COLUMNS.len()]| {
        let cells: Vec<String> = cells.iter().map(|it| format!("  {it:COLUMN$}")).collect();
        format!("{first:width$}{}", cells.concat()).trim_end().to_owned() + "\n"
    };
    let mut text = line("field", COLUMNS.map(|(name, _)| name.to_owned()));
    for (path, row) in paths.iter().zip(rows) {
        text += &line(path, COLUMNS.map(|(_, is_in)| cell(row, is_in)));
    }
    text
}

/// The end of a path says more than its start.
fn shown(path: &str) -> String {
    match path.chars().count().checked_sub(PATH_CHARS) {
        None | Some(0) => path.to_owned(),
        Some(more) => format!("…{}", path.chars().skip(more + 1).collect::<String>()),
    }
}

/// What came of the kinds of value of a column.
fn cell(row: &Row, is_in: fn(&Kind) -> bool) -> String {
    let tried: Vec<Outcome> = row.cells.iter().filter(|it| is_in(it.kind)).map(|it| it.outcome).collect();
    let count = |is: fn(&Outcome) -> bool| tried.iter().filter(|it| is(it)).count();
    let failing = count(|it| matches!(it, Outcome::Fails(_)));
    let not_tried = count(|it| matches!(it, Outcome::NotTried(why) if *why != Why::OtherType));
    let passing = count(|it| *it == Outcome::Passes);
    if failing > 0 {
        let all = failing == count(is_tried) && not_tried == 0;
        return if all { "fails".to_owned() } else { format!("{failing} fail") };
    }
    let word = if count(|it| matches!(it, Outcome::Drops(_))) > 0 {
        "dropped"
    } else if count(|it| *it == Outcome::Warns) > 0 {
        "warns"
    } else if passing > 0 {
        "ok"
    } else if not_tried > 0 {
        not_tried_why(&tried)
    } else {
        "-"
    };
    word.to_owned()
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
