//! What is found in the log, in every ledger.

use hookproof::delivery::{Fault, Outcome};
use hookproof_dispatch::{
    Answered, Arrival, EntryId, Filter, Ledger, MAX_STORED_ANSWER_BYTES, Page, Status, StoredAnswer,
};

use crate::support::*;

const LATEST: Page = Page::Latest { before: None, limit: ALL };

/// Contacts 1 to 4: delivered, refused, failing, unreachable; a second apart.
fn fill(ledger: &mut dyn Ledger) {
    activate(ledger, START, "a");
    activate(ledger, START, "b");
    intake(ledger, START, "a", &["1", "2", "3"]);
    intake(ledger, START, "b", &["4"]);
    let outcomes = [answered(201), answered(422), answered(500), Outcome::Fault(Fault::Dns)];
    for (one, (outcome, second)) in claim(ledger, START).iter().zip(outcomes.into_iter().zip(0..)) {
        let mut done = completion(one, START + second * SECOND, outcome);
        done.partner_id = Some(format!("ltr_{}", one.contact));
        done.answer = Some(format!("{{\"to\": {}}}", one.contact));
        ledger.complete(&[done]).expect("completed");
    }
}

fn none() -> Filter {
    Filter::default()
}

#[test]
fn filters_find_tries_and_deliveries() {
    let text = |it: &str| Some(it.to_owned());
    let cases = [
        (none(), vec!["1", "2", "3", "4"]),
        (Filter { connection: text("b"), ..none() }, vec!["4"]),
        (Filter { connection: text("c"), ..none() }, vec![]),
        (Filter { status: Some(Status::Waiting), ..none() }, vec!["3", "4"]),
        (Filter { answered: Some(Answered::Status(422)), ..none() }, vec!["2"]),
        (Filter { answered: Some(Answered::Class(5)), ..none() }, vec!["3"]),
        (Filter { answered: Some(Answered::Never), ..none() }, vec!["4"]),
        (Filter { customer: text("2"), ..none() }, vec!["2"]),
        (Filter { customer: text("2@EXAMPLE.com"), ..none() }, vec!["2"]),
        (Filter { customer: text("+442"), ..none() }, vec![]),
        (Filter { identifier: text("+442"), ..none() }, vec!["2"]),
        (Filter { identifier: text("3@example.com"), ..none() }, vec!["3"]),
        (Filter { identifier: text("2"), ..none() }, vec![]),
        (Filter { partner_id: text("ltr_1"), ..none() }, vec!["1"]),
        (Filter { from: Some(START + SECOND), until: Some(START + 3 * SECOND), ..none() }, vec!["2", "3"]),
        (Filter { answered: Some(Answered::Class(4)), customer: text("1"), ..none() }, vec![]),
    ];
    each(|ledger| {
        fill(ledger);
        for (filter, expected) in &cases {
            let found = ledger.deliveries(filter, None, ALL).expect("deliveries");
            assert_eq!(
                &found.iter().map(|it| it.contact.as_str()).collect::<Vec<_>>(),
                expected,
                "{filter:?}"
            );
            let mut log = ledger.log(filter, LATEST).expect("log");
            log.reverse();
            assert_eq!(&log.iter().map(|it| it.contact.as_str()).collect::<Vec<_>>(), expected, "{filter:?}");
        }
    });
}

#[test]
fn the_log_has_pages() {
    each(|ledger| {
        fill(ledger);
        let mut page = |page| {
            let log = ledger.log(&none(), page).expect("log");
            let ids: Vec<_> = log.iter().map(|it| it.id).collect();
            (log.into_iter().map(|it| it.contact).collect::<Vec<_>>(), ids)
        };
        let (contacts, ids) = page(Page::Latest { before: None, limit: 3 });
        assert_eq!(contacts, ["4", "3", "2"]);
        let (contacts, rest) = page(Page::Latest { before: ids.last().copied(), limit: 3 });
        assert_eq!(contacts, ["1"]);
        let after = *rest.first().expect("one");
        assert_eq!(page(Page::After { after, limit: 2 }).0, ["2", "3"]);
        let after = *ids.first().expect("three");
        assert_eq!(page(Page::After { after, limit: 2 }).0, [""; 0]);
        let second = ledger.deliveries(&none(), None, 1).expect("one").first().map(|it| it.id);
        let rest = ledger.deliveries(&none(), second, 2).expect("two");
        assert_eq!(rest.iter().map(|it| it.contact.as_str()).collect::<Vec<_>>(), ["2", "3"]);
    });
}

#[test]
fn json_of_successes_is_kept_as_data() {
    let long = format!("\"{}\"", "x".repeat(MAX_STORED_ANSWER_BYTES - 2));
    each(|ledger| {
        activate(ledger, START, "a");
        for (number, (status, answer, is_kept)) in [
            (200, "{\"promocode\": \"X\"}", true),
            (201, long.as_str(), true),
            (200, &format!("{long} "), false),
            (200, "Thank you", false),
            (422, "{\"error\": 1}", false),
        ]
        .into_iter()
        .enumerate()
        {
            let contact = number.to_string();
            intake(ledger, START, "a", &[&contact]);
            let one = claim(ledger, START).remove(0);
            let mut done = completion(&one, START, answered(status));
            done.answer = Some(answer.to_owned());
            ledger.complete(&[done]).expect("completed");
            let kept = StoredAnswer { hook: "a".to_owned(), at: START, body: answer.to_owned() };
            let expected = if is_kept { vec![kept] } else { vec![] };
            assert_eq!(ledger.answers(&contact), Ok(expected), "{status} {number}");
            let log = ledger.log(&none(), Page::Latest { before: None, limit: 1 }).expect("log");
            let excerpt = log.first().and_then(|it| it.answer.as_deref());
            assert_eq!(excerpt, answer.get(..answer.len().min(2048)), "{status} {number}");
        }
    });
}

#[test]
fn the_latest_answer_of_each_webhook_counts() {
    each(|ledger| {
        // Two webhooks go by one connection.
        activate(ledger, START, "shared");
        for (now, hook, run, body) in [(0, "b", "1", "1"), (1, "a", "2", "2"), (2, "a", "3", "3")] {
            let now = START + now;
            let arrival = Arrival { hook: hook.to_owned(), ..arrival("shared", run, "7") };
            ledger.intake(now, &[arrival], None).expect("taken");
            let one = claim(ledger, now).remove(0);
            let mut done = completion(&one, now, answered(200));
            done.answer = Some(body.to_owned());
            ledger.complete(&[done]).expect("completed");
        }
        let answers = ledger.answers("7").expect("answers");
        let answers: Vec<_> = answers.iter().map(|it| (it.hook.as_str(), it.body.as_str())).collect();
        assert_eq!(answers, [("a", "3"), ("b", "1")]);
        let of_a = Filter { hook: Some("a".to_owned()), ..none() };
        let log = ledger.log(&of_a, Page::After { after: EntryId(0), limit: 9 }).expect("log");
        assert_eq!(
            log.iter().map(|it| (&*it.hook, &*it.connection)).collect::<Vec<_>>(),
            [("a", "shared"); 2]
        );
        let deliveries = ledger.deliveries(&of_a, None, 9).expect("deliveries");
        assert_eq!(deliveries.iter().map(|it| &*it.hook).collect::<Vec<_>>(), ["a"; 2]);
        assert_eq!(ledger.answers("8"), Ok(vec![]));
    });
}
