//! Laws of the search for contacts that break a hook, held against the hooks of all cases.

use std::collections::BTreeSet;

use hookproof::contact::Contact;
use hookproof::contract::Catalog;
use hookproof::hook::{Hook, Options};
use hookproof::proof::{Effort, Outcome, Proof, Witness};

#[expect(dead_code, reason = "the cases themselves use the rest")]
#[expect(clippy::expect_used, reason = "it is the support code of tests")]
#[path = "support/case.rs"]
mod case;

/// More than any of the cases needs, one field at a time.
const AMPLE: usize = 20_000;

/// The hooks of all cases, each once, with the contact of the first case that has it.
fn hooks() -> Vec<(String, Hook, Contact)> {
    let catalog = Catalog::builtin();
    let mut known = BTreeSet::new();
    let mut cases = case::all();
    cases.retain(|it| known.insert((it.hook_text(), format!("{:?}", it.hook_file().body))));
    let hook = |it: &case::Case| Hook::compile_with(&it.hook_file(), &catalog, &it.files()).value;
    cases.iter().map(|it| (it.name.clone(), hook(it), Contact::read(it.contact()))).collect()
}

/// What fails and for which reason, without the contact that shows it.
fn causes(proof: &Proof) -> BTreeSet<String> {
    let cause = |it: &Witness| {
        let family = it.changed.last().map_or("", |it| it.kind.family.name());
        format!(
            "{} {} {:?} {:?} {family}",
            it.finding.source, it.finding.code, it.finding.span, it.finding.pointer
        )
    };
    proof.witnesses.iter().map(cause).collect()
}

/// What each kind of value does to each field.
fn table(proof: &Proof) -> Vec<String> {
    let cells = proof.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (&row.field, cell)));
    let said = |outcome| match outcome {
        Outcome::Drops(_) => "drops".to_owned(),
        Outcome::Fails(_) => "fails".to_owned(),
        other => format!("{other:?}"),
    };
    cells.map(|(field, cell)| format!("{field} {}: {}", cell.kind.id, said(cell.outcome))).collect()
}

#[test]
fn fields_tried_together_fail_for_the_same_reasons_as_one_by_one() {
    for (name, hook, contact) in hooks() {
        let prove =
            |grouped| hook.prove_with(Some(&contact), &Options::default(), Effort { budget: AMPLE, grouped });
        let (together, alone) = (prove(true), prove(false));
        assert!(!alone.is_spent, "{name}: {} contacts", alone.tried);
        assert_eq!(causes(&together), causes(&alone), "{name}");
        assert_eq!(table(&together), table(&alone), "{name}");
    }
}

#[test]
fn every_witness_fails_when_its_text_is_read_again() {
    for (name, hook, contact) in hooks() {
        for witness in hook.prove(Some(&contact), &Options::default()).witnesses {
            let text = witness.contact.to_json_text();
            let report = hook.check(&Contact::read(&text), &Options::default());
            let is_it = |it: &hookproof::finding::Finding| {
                it.code == witness.finding.code && it.message == witness.finding.message
            };
            assert!(report.findings.iter().any(is_it), "{name}: {:?} with {text}", witness.finding);
        }
    }
}
