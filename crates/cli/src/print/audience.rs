//! The totals of a contact list, for people.

use annotate_snippets::Level;
use hookproof::audience::input::Bad;
use hookproof::audience::{Cause, Checker, Damage, DamageKind, Kind, Mapping, Supply, Totals};
use hookproof::finding::Finding;

use super::finding::Files;
use super::problem::remark;
use crate::load::{ExampleContact, Webhook};

/// How many causes are shown in full.
const SHOWN: usize = 20;

/// From how many contacts on it is worth telling why a list takes long.
const LONG: u64 = 10_000;

/// How many names a note lists.
const LISTED: usize = 8;

/// Why contacts fail, what else is to be known of the list, and the totals.
pub(crate) fn audience(webhook: &Webhook, checker: &Checker, totals: &Totals) -> String {
    let contact = ExampleContact::empty();
    let files = Files::Webhook(webhook, &contact);
    let problem = |it: &Finding, note: String| {
        let mut problem = files.problem(it, None);
        problem.notes.insert(0, note);
        problem.full() + "\n\n"
    };
    let mut text = String::new();
    for it in checker.own() {
        text += &problem(it, "this is so whoever the contact is".to_owned());
    }
    let causes = totals.causes();
    for cause in causes.iter().take(SHOWN) {
        text += &problem(&cause.finding, of_cause(cause, totals));
    }
    let more = causes.len().saturating_sub(SHOWN);
    if more > 0 || totals.untold > 0 {
        let title = format!("{} more than these", some(more as u64, "cause"));
        text += &told(Level::NOTE, &title, &[], Some("--format json has them"));
    }
    text += &of_list(totals);
    if let Some(why) = checker.why_rendering().filter(|_| totals.counts.by_rendering >= LONG) {
        let title = format!("every contact was rendered, which takes longer: {why}");
        text += &told(Level::NOTE, &title, &[], None);
    }
    text + &summary(totals) + "\n"
}

/// `312 contacts (0.62%): lines 17, 203, 511 and more`.
fn of_cause(cause: &Cause, totals: &Totals) -> String {
    let part = part(cause.count, totals.counts.contacts);
    format!("{} ({part}): {}", some(cause.count, "contact"), numbers(&cause.first, cause.count, totals))
}

/// What is odd about the list itself.
fn of_list(totals: &Totals) -> String {
    let mut text = totals.mapping().map(of_columns).unwrap_or_default();
    let bad = totals.counts.bad;
    if bad > 0 {
        let which: Vec<String> = totals
            .bad()
            .iter()
            .map(|(number, why)| format!("{} {number}: {}", unit(totals), why.message()))
            .collect();
        let which: Vec<&str> = which.iter().map(String::as_str).collect();
        let title = format!("{} cannot be read and {} not checked", some(bad, unit(totals)), was(bad));
        let is_split = totals.bad().iter().any(|(_, why)| matches!(why, Bad::TooManyCells { .. }));
        let help = "a value with the delimiter in it must stand in quotation marks";
        text += &told(Level::ERROR, &title, &which, is_split.then_some(help));
    }
    for it in totals.damage() {
        text += &of_damage(&it, totals);
    }
    for (kind, it) in totals.duplicates() {
        let by = match kind {
            Kind::Email => "email address",
            Kind::Id => "id",
            Kind::Address => "postal address",
        };
        let title = format!("{} the {by} of an earlier one", have(it.count));
        text += &told(Level::WARNING, &title, &[&numbers(&it.first, it.count, totals)], None);
    }
    if totals.has_more_people() {
        text += &told(Level::NOTE, "the list is too long to tell of all that come twice", &[], None);
    }
    if totals.counts.windows_1252 > 0 {
        let title = format!("{} not UTF-8: read as Windows-1252", rows_are(totals.counts.windows_1252));
        text += &told(
            Level::NOTE,
            &title,
            &[],
            Some("if letters look wrong, say the encoding with --input-encoding"),
        );
    }
    text
}

fn of_columns(mapping: &Mapping) -> String {
    let mut text = String::new();
    if !mapping.unfilled.is_empty() {
        let title = format!("no column fills {}", listed(mapping.unfilled.iter().map(|(field, _)| &**field)));
        text += &told(Level::WARNING, &title, &[], meant(mapping).as_deref());
    }
    if !mapping.missing.is_empty() {
        let title = format!("the list has no column {}", listed(mapping.missing.iter().map(|it| &**it)));
        text += &told(Level::WARNING, &title, &["the webhook file names it under [fields]"], None);
    }
    for it in mapping.columns.iter().filter(|it| it.is_mapped && it.supply == Supply::Unread) {
        let title = format!("'{}' fills '{}', which the webhook does not read", it.name, it.field);
        let meant = it.nearest.first().map(|it| format!("did you mean '{it}'?"));
        text += &told(Level::WARNING, &title, &["the webhook file says so under [fields]"], meant.as_deref());
    }
    let of = |supply| {
        let columns = mapping.columns.iter().filter(move |it| it.supply == supply);
        columns.filter(move |it| !(it.is_mapped && supply == Supply::Unread)).map(|it| &*it.name)
    };
    let ignored = of(Supply::Ignored).filter(|it| !it.is_empty()).count();
    if ignored > 0 {
        let names = listed(of(Supply::Ignored).filter(|it| !it.is_empty()));
        let title = format!("{names}: an earlier column fills the same field, so this one is passed over");
        text += &told(Level::WARNING, &title, &[], None);
    }
    if of(Supply::Unread).count() > 0 {
        let title = format!("the webhook does not read {}", listed(of(Supply::Unread)));
        text += &told(Level::NOTE, &title, &[], None);
    }
    text
}

/// The columns that fields probably stand in, as the webhook file would say so.
fn meant(mapping: &Mapping) -> Option<String> {
    let meant = mapping.unfilled.iter().filter_map(|(field, columns)| Some((field, columns.first()?)));
    let lines: Vec<String> = meant.map(|(field, column)| format!("\"{column}\" = \"{field}\"")).collect();
    match &*lines {
        [] => None,
        [line] => Some(format!("if that column is meant, write {line} under [fields] in the webhook file")),
        lines => {
            let all = lines.join("\n");
            Some(format!("if these columns are meant, write under [fields] in the webhook file:\n{all}"))
        }
    }
}

fn of_damage(it: &Damage, totals: &Totals) -> String {
    let column = &it.column;
    let (title, help) = match it.kind {
        DamageKind::Scientific => (
            format!(
                "'{column}' has {} as a spreadsheet shortens them, such as 1.2E+10",
                some(it.count, "number")
            ),
            "export the list again and do not save it in a spreadsheet: the digits are lost",
        ),
        DamageKind::FormulaError => (
            format!("'{column}' has {} of formulas that failed, such as #REF!", some(it.count, "result")),
            "mend the formulas, or export the list again",
        ),
        DamageKind::LostZeros => (
            format!("'{column}' has {} that may have lost zeros at the front", some(it.count, "number")),
            "compare them with the export: spreadsheets take postcodes for numbers",
        ),
    };
    told(Level::WARNING, &title, &[&numbers(&it.first, it.count, totals)], Some(help))
}

/// `312 of 50,000 contacts fail (0.62%), 41 have warnings`.
fn summary(totals: &Totals) -> String {
    let counts = &totals.counts;
    let mut parts = Vec::new();
    if counts.failing > 0 {
        let all = some(counts.contacts, "contact");
        let part = part(counts.failing, counts.contacts);
        let fail = if counts.failing == 1 { "fails" } else { "fail" };
        parts.push(format!("{} of {all} {fail} ({part})", grouped(counts.failing)));
    } else {
        parts.push(format!("no problems that make a request fail in {}", some(counts.contacts, "contact")));
    }
    if counts.warned > 0 {
        parts.push(format!("{} only warnings", have_of(counts.warned)));
    }
    if counts.bad > 0 {
        parts.push(format!("{} cannot be read", some(counts.bad, unit(totals))));
    }
    parts.join(", ")
}

fn told(level: Level<'_>, title: &str, more: &[&str], help: Option<&str>) -> String {
    remark(level, title, more, help) + "\n\n"
}

fn unit(totals: &Totals) -> &'static str {
    totals.head().map_or("line", hookproof::audience::input::Head::unit)
}

/// `lines 17, 203, 511 and more`.
fn numbers(first: &[u64], count: u64, totals: &Totals) -> String {
    let shown: Vec<String> = first.iter().map(ToString::to_string).collect();
    let plural = if shown.len() == 1 { "" } else { "s" };
    let more = if count > first.len() as u64 { " and more" } else { "" };
    format!("{}{plural} {}{more}", unit(totals), shown.join(", "))
}

/// The first few of several, in quotation marks.
fn listed<'n>(names: impl Iterator<Item = &'n str> + Clone) -> String {
    let shown: Vec<String> = names.clone().take(LISTED).map(|it| format!("'{it}'")).collect();
    match names.count().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn have(count: u64) -> String {
    format!("{} {}", some(count, "contact"), if count == 1 { "has" } else { "have" })
}

fn have_of(count: u64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "has" } else { "have" })
}

fn rows_are(count: u64) -> String {
    format!("{} {}", some(count, "row"), if count == 1 { "is" } else { "are" })
}

fn was(count: u64) -> &'static str {
    if count == 1 { "was" } else { "were" }
}

/// `1 contact`, `50,000 contacts`.
pub(crate) fn some(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// `50,000`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// How many of a hundred, with as many decimals as a small part needs.
fn part(count: u64, all: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53 contacts")]
    let percent = count as f64 * 100.0 / all.max(1) as f64;
    match percent {
        it if count == all || it >= 10.0 => format!("{it:.0}%"),
        it if it >= 0.01 => format!("{it:.2}%"),
        _ => "less than 0.01%".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        let grouped: Vec<String> = [0, 999, 1000, 50_000, 1_234_567].into_iter().map(grouped).collect();
        assert_eq!(grouped, ["0", "999", "1,000", "50,000", "1,234,567"]);
        assert_eq!(part(312, 50_000), "0.62%");
        assert_eq!(part(1, 1_000_000), "less than 0.01%");
        assert_eq!(part(3, 3), "100%");
        assert_eq!(part(0, 0), "0%");
    }
}
