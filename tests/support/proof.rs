//! The `proof` section of a case: what was tried, every witness whole, and the table of fields; and the `verdict`
//! section: the sentence, every condition, and every doubt whole.

use hookproof::hook::Hook;
use hookproof::proof::{Change, Conclusion, Outcome, Proof, Row, Witness};
use hookproof::report::Report;

pub(crate) fn text(report: &Report<'_>, proof: &Proof, hook_text: &str) -> String {
    let mut lines = vec![summary(proof)];
    lines.extend(proof.witnesses.iter().map(|it| witness(it, report, hook_text)));
    lines.extend(proof.rows.iter().map(row));
    lines.join("\n")
}

/// The sentence, and below it the conditions and what stands against the hook's being safe.
pub(crate) fn verdict(hook: &Hook, conclusion: &Conclusion) -> String {
    let conditions = conclusion.conditions.iter().map(|it| format!("if {} is {}", it.path(), it.asks.name()));
    let doubts = conclusion.doubts.iter().map(|it| {
        let template = hook.template(&it.source).map(|it| &*it.text).unwrap_or_default();
        let place = super::place_text(template, it.span);
        let fields = it.paths().join(", ");
        let fields = if fields.is_empty() { fields } else { format!("\n  fields: {fields}") };
        format!("{} {place} {:?} {}{fields}", it.source, it.span.of(template), it.message)
    });
    [conclusion.sentence.clone()].into_iter().chain(conditions).chain(doubts).collect::<Vec<_>>().join("\n")
}

fn summary(proof: &Proof) -> String {
    let mut summary = format!("{} contacts tried", proof.tried);
    let remarks = [
        (proof.is_invented, ", from an invented contact"),
        (proof.starts_broken, ", which fails itself"),
        (proof.is_spent, ", and the budget is spent"),
    ];
    summary.extend(remarks.iter().filter(|(is, _)| *is).map(|(_, it)| *it));
    summary
}

fn witness(it: &Witness, report: &Report<'_>, hook_text: &str) -> String {
    let changes: Vec<String> = it.changed.iter().map(change).collect();
    let finding = super::finding_text(&it.finding, report, hook_text).replace('\n', "\n  ");
    let also: Vec<String> = it.also.iter().map(|it| format!("{} {}", it.field, it.words())).collect();
    let also = if also.is_empty() { String::new() } else { format!("\n    as when: {}", also.join("; ")) };
    format!("{}: {}\n  {finding}{also}", it.likelihood.name(), changes.join(" and "))
}

fn change(it: &Change) -> String {
    let example = it.example().map(|it| format!(", as in {it:?}")).unwrap_or_default();
    format!("{} {}{example}", it.field, it.words())
}

/// What came of the kinds, those that pass only counted.
fn row(it: &Row) -> String {
    let mut passes = 0;
    let mut cells = Vec::new();
    for cell in &it.cells {
        match cell.outcome {
            Outcome::Passes => passes += 1,
            Outcome::NotTried(why) if why.name() == "other-type" => {}
            Outcome::NotTried(why) => cells.push(format!("{} {}", cell.kind.id, why.name())),
            outcome => cells.push(format!("{} {}", cell.kind.id, outcome.name())),
        }
    }
    cells.insert(0, format!("{passes} pass"));
    format!("{}: {}", it.field, cells.join(", "))
}
