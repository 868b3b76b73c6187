//! The life of deliveries and connections, in every ledger.

use hookproof::delivery::{Change, Fault, OnUnknown, Outcome, Policy, RETENTION_MS, Refusal, State};
use hookproof_dispatch::{
    Cursor, Error, Filter, Page, Ruling, Scope, Settled, Status, Taken, Tested, Waiting,
};

use crate::support::*;

#[test]
fn a_delivery_arrives() {
    each(|ledger| {
        activate(ledger, START, "a");
        let ids = intake(ledger, START, "a", &["1"]);
        let claimed = claim(ledger, START);
        let [one] = claimed.as_slice() else { panic!("{claimed:?}") };
        let sent = arrival("a", "run", "1");
        assert_eq!(Some(&one.id), ids.first());
        assert_eq!((&*one.key, one.attempt), (&*sent.key, 1));
        assert_eq!(one.request.read().map(|it| it.to_frozen()), Ok(sent.request));
        assert_eq!(claim(ledger, START), [], "it is claimed");
        assert_eq!(complete(ledger, one, START, answered(200)), Settled::Done(Status::Delivered));
        assert_eq!(claim(ledger, START + DAY), []);
    });
}

#[test]
fn a_key_is_taken_in_once_and_the_first_request_stands() {
    each(|ledger| {
        activate(ledger, START, "a");
        let first = arrival("a", "run", "1");
        let mut other = first.clone();
        other.request.method = "PUT".to_owned();
        let taken = ledger.intake(START, &[first.clone(), first.clone()], None).expect("taken");
        let id = all(ledger).first().expect("one").id;
        let again = |status, is_same_request| Taken::Duplicate { id, status, is_same_request };
        assert_eq!(taken, [Taken::New(id), again(Status::Waiting, true)]);
        let taken = ledger.intake(START, &[other], None).expect("taken");
        assert_eq!(taken, [again(Status::Waiting, false)]);
        assert_eq!(ledger.request(id), Ok(Some(first.request)));
    });
}

#[test]
fn an_intake_is_whole_or_not_at_all() {
    each(|ledger| {
        activate(ledger, START, "a");
        let batch = [arrival("a", "run", "1"), arrival("b", "run", "2")];
        let cursor = Cursor { run: "run".to_owned(), position: 2 };
        let taken = ledger.intake(START, &batch, Some(&cursor));
        assert_eq!(taken, Err(Error::NoConnection("b".to_owned())));
        assert_eq!((all(ledger), ledger.cursor("run")), (vec![], Ok(0)));
        activate(ledger, START, "b");
        assert!(ledger.intake(START, &batch, Some(&cursor)).is_ok());
        assert_eq!(ledger.cursor("run"), Ok(2));
    });
}

#[test]
fn retries_come_first_and_end_after_an_hour() {
    each(|ledger| {
        activate(ledger, START, "a");
        ledger.change(START, "a", tuned(|it| it.max_in_flight = 1)).expect("tuned");
        intake(ledger, START, "a", &["1", "2"]);
        let (mut now, mut sent) = (START, Vec::new());
        loop {
            for one in claim(ledger, now) {
                let fails = &*one.contact == "1";
                complete(ledger, &one, now, answered(if fails { 500 } else { 200 }));
                sent.push((one.contact.to_string(), (now - START) / MINUTE));
            }
            let waiting = all(ledger).into_iter().filter(|it| it.status == Status::Waiting);
            let Some(due) = waiting.map(|it| it.progress.due).min() else { break };
            now = now.max(due);
        }
        let (of_second, times): (Vec<_>, Vec<_>) = sent.into_iter().partition(|(contact, _)| contact == "2");
        assert_eq!(of_second, [("2".to_owned(), 0)]);
        assert_eq!(times.len(), 11, "{times:?}");
        assert!(times.last().is_some_and(|(_, it)| (55..=65).contains(it)), "{times:?}");
        assert_eq!(
            statuses(ledger),
            [("1".to_owned(), Status::Dropped), ("2".to_owned(), Status::Delivered)]
        );
    });
}

/// A policy that differs from the default in something.
fn tuned(change: impl Fn(&mut Policy)) -> Change {
    let mut policy = Policy::default();
    change(&mut policy);
    Change::Tune(policy)
}

#[test]
fn a_late_answer_changes_nothing() {
    each(|ledger| {
        activate(ledger, START, "a");
        intake(ledger, START, "a", &["1"]);
        let late = claim(ledger, START).remove(0);
        let over = START + LEASE;
        let again = claim(ledger, over).remove(0);
        assert_eq!(again.attempt, 2, "the lease is over");
        assert_eq!(complete(ledger, &late, over, answered(422)), Settled::Stale);
        assert_eq!(ledger.release(&[(late.id, late.claim)]), Ok(0));
        assert_eq!(complete(ledger, &again, over, answered(200)), Settled::Done(Status::Delivered));
        assert_eq!(complete(ledger, &again, over, answered(422)), Settled::Stale);
        let log = ledger.log(&Filter::default(), Page::Latest { before: None, limit: ALL }).expect("log");
        let outcomes: Vec<_> = log.iter().map(|it| (it.attempt, it.outcome)).collect();
        assert_eq!(outcomes, [(2, answered(200)), (1, Outcome::Fault(Fault::Abandoned))]);
        let tries = all(ledger).first().map(|it| it.progress.tries);
        assert_eq!(tries, Some(1), "what was abandoned does not count");
    });
}

#[test]
fn what_was_not_sent_is_given_back_untouched() {
    each(|ledger| {
        activate(ledger, START, "a");
        intake(ledger, START, "a", &["1", "2"]);
        let before = all(ledger);
        let claimed = claim(ledger, START);
        let claims: Vec<_> = claimed.iter().map(|it| (it.id, it.claim)).collect();
        assert_eq!(ledger.release(&claims), Ok(2));
        assert_eq!(all(ledger), before);
        assert_eq!(contacts(&claim(ledger, START)), ["1", "2"]);
    });
}

#[test]
fn what_may_have_arrived_can_wait_for_a_decision() {
    each(|ledger| {
        activate(ledger, START, "a");
        ledger.change(START, "a", tuned(|it| it.on_unknown = OnUnknown::Hold)).expect("tuned");
        intake(ledger, START, "a", &["1", "2", "3", "4"]);
        let claimed = claim(ledger, START);
        for one in claimed.iter().take(3) {
            complete(ledger, one, START, Outcome::Fault(Fault::TimedOut));
        }
        assert_eq!(ledger.recover(START), Ok(1), "the fourth is abandoned");
        assert!(statuses(ledger).iter().all(|(_, it)| *it == Status::Undecided));
        assert_eq!(claim(ledger, START + DAY), []);
        let of = |contact: &str| Filter { customer: Some(contact.to_owned()), ..Filter::default() };
        assert_eq!(ledger.rule(START + DAY, &of("1"), Ruling::SendAgain), Ok(1));
        assert_eq!(ledger.rule(START + DAY, &of("2"), Ruling::HasArrived), Ok(1));
        assert_eq!(ledger.rule(START + DAY, &of("3"), Ruling::GiveUp), Ok(1));
        assert_eq!(ledger.rule(START + DAY, &of("3"), Ruling::GiveUp), Ok(0));
        let anchors: Vec<_> = all(ledger).iter().map(|it| it.progress.anchor - START).collect();
        assert_eq!(anchors.first(), Some(&DAY), "its schedule goes on where it stood");
        let again = claim(ledger, START + DAY);
        assert_eq!(contacts(&again), ["1"]);
        let expected = [Status::Claimed, Status::Delivered, Status::Failed, Status::Undecided];
        assert_eq!(statuses(ledger).into_iter().map(|(_, it)| it).collect::<Vec<_>>(), expected);
    });
}

#[test]
fn a_pause_holds_at_once_and_clocks_stand_still() {
    each(|ledger| {
        activate(ledger, START, "a");
        intake(ledger, START, "a", &["1", "2"]);
        let claimed = claim(ledger, START);
        complete(ledger, claimed.first().expect("two"), START, answered(500));
        let due = all(ledger).first().expect("two").progress.due;
        ledger.change(START + 1, "a", Change::Pause).expect("paused");
        complete(ledger, claimed.last().expect("two"), START + SECOND, answered(500));
        let late = all(ledger).last().expect("two").progress.due;
        assert_eq!(claim(ledger, START + DAY), []);
        let refused = ledger.change(START + DAY, "a", Change::Activate);
        assert_eq!(refused, Err(Error::Refused(Refusal::NotTested(State::Paused))));
        for change in [Change::TestPassed(String::new()), Change::Activate] {
            ledger.change(START + DAY, "a", change).expect("active");
        }
        assert_eq!(claim(ledger, START + DAY), [], "the first is still not due");
        let after = all(ledger);
        let first = after.first().expect("two");
        assert_eq!((first.progress.due, first.progress.tries), (due + DAY - 1, 1));
        let second = after.last().expect("two");
        assert_eq!(second.progress.due, late + DAY - SECOND, "its clock stood still since its try ended");
        let claimed = claim(ledger, START + DAY + 30 * SECOND);
        assert_eq!(claimed.len(), 1, "trust is regained one by one");
    });
}

#[test]
fn an_outage_costs_few_and_ends_in_error() {
    each(|ledger| {
        activate(ledger, START, "a");
        let names: Vec<String> = (0..100).map(|it| it.to_string()).collect();
        intake(ledger, START, "a", &names.iter().map(String::as_str).collect::<Vec<_>>());
        let mut now = START;
        while now < START + 3 * HOUR {
            for one in claim(ledger, now) {
                complete(ledger, &one, now, answered(503));
            }
            now += 5 * SECOND;
        }
        let counts = ledger.counts().expect("counts").remove("a").expect("of a");
        let untouched = all(ledger).iter().filter(|it| it.attempts == 0).count();
        assert!(untouched >= 60, "{untouched} of 100 were saved: {counts:?}");
        let connection = ledger.connections().expect("connections").remove("a").expect("a");
        assert_eq!((connection.state, connection.trouble), (State::Error, Some(answered(503))));

        for change in [Change::TestPassed(String::new()), Change::Activate] {
            ledger.change(now, "a", change).expect("active");
        }
        let replayed = Filter { status: Some(Status::Dropped), ..Filter::default() };
        let dropped = counts.get(&Status::Dropped).copied().unwrap_or_default();
        assert_eq!(ledger.rule(now, &replayed, Ruling::Replay), Ok(dropped));
        while now < START + 8 * HOUR {
            for one in claim(ledger, now) {
                complete(ledger, &one, now, answered(200));
            }
            now += 5 * SECOND;
        }
        assert!(statuses(ledger).iter().all(|(_, it)| *it == Status::Delivered));
    });
}

#[test]
fn a_partner_that_asks_for_patience_gets_it() {
    each(|ledger| {
        activate(ledger, START, "a");
        ledger.change(START, "a", tuned(|it| it.max_in_flight = 1)).expect("tuned");
        intake(ledger, START, "a", &["1", "2"]);
        let one = claim(ledger, START).remove(0);
        let patience = Outcome::Answered { status: 429, retry_after: Some(START + MINUTE) };
        complete(ledger, &one, START, patience);
        assert_eq!(claim(ledger, START + MINUTE - 1), []);
        assert_eq!(contacts(&claim(ledger, START + MINUTE)), ["1"]);
    });
}

#[test]
fn deliveries_of_a_disabled_webhook_are_ignored_and_kept() {
    each(|ledger| {
        activate(ledger, START, "a");
        intake(ledger, START, "a", &["1", "2"]);
        ledger.change(START, "a", tuned(|it| it.max_in_flight = 1)).expect("tuned");
        let claimed = claim(ledger, START);
        ledger.change(START, "a", Change::Disable).expect("disabled");
        intake(ledger, START, "a", &["3"]);
        complete(ledger, claimed.first().expect("one"), START, answered(500));
        let ignored = |contact: &str| (contact.to_owned(), Status::Ignored);
        assert_eq!(statuses(ledger), [ignored("1"), ignored("2"), ignored("3")]);
        assert_eq!(ledger.rule(START, &Filter::default(), Ruling::Replay), Ok(0), "it is disabled");
        for change in [Change::Enable, Change::TestPassed(String::new()), Change::Activate] {
            ledger.change(START + 1, "a", change).expect("active");
        }
        assert_eq!(claim(ledger, START + DAY), []);
        assert_eq!(ledger.rule(START, &Filter::default(), Ruling::Replay), Ok(3));
        assert_eq!(contacts(&claim(ledger, START + DAY)), ["1"]);
    });
}

#[test]
fn what_is_given_back_to_a_disabled_webhook_is_ignored() {
    each(|ledger| {
        activate(ledger, START, "a");
        intake(ledger, START, "a", &["1"]);
        let one = claim(ledger, START).remove(0);
        ledger.change(START, "a", Change::Disable).expect("disabled");
        assert_eq!(ledger.release(&[(one.id, one.claim)]), Ok(1));
        assert_eq!(statuses(ledger), [("1".to_owned(), Status::Ignored)]);
        assert_eq!(ledger.purge(START + RETENTION_MS + 1, 1), Ok(1));
    });
}

#[test]
fn connections_share_what_is_claimed() {
    each(|ledger| {
        for name in ["a", "b", "c"] {
            activate(ledger, START, name);
        }
        intake(ledger, START, "a", &["1", "2", "3", "4"]);
        intake(ledger, START, "b", &["5"]);
        let claimed = ledger.claim(START, &Scope::All, 4, LEASE).expect("claimed");
        assert_eq!(contacts(&claimed), ["1", "2", "5", "3"]);
    });
}

#[test]
fn only_connections_of_the_scope_are_claimed() {
    each(|ledger| {
        for name in ["a", "b"] {
            activate(ledger, START, name);
        }
        intake(ledger, START, "a", &["1"]);
        intake(ledger, START, "b", &["2"]);
        let only = Scope::Only(["b".to_owned()].into());
        assert_eq!(contacts(&ledger.claim(START, &only, ALL, LEASE).expect("claimed")), ["2"]);
        assert_eq!(contacts(&claim(ledger, START)), ["1"]);
    });
}

#[test]
fn a_delivery_waits_for_its_time() {
    each(|ledger| {
        activate(ledger, START, "a");
        let later = hookproof_dispatch::Arrival { not_before: Some(START + DAY), ..arrival("a", "run", "1") };
        ledger.intake(START, &[later], None).expect("taken");
        let waiting = |now| ledger.waiting(now).map(|it| it.get("a").copied());
        let later = Waiting { later: 1, ..Waiting::default() };
        let first = Waiting { first: 1, ..Waiting::default() };
        assert_eq!([START + DAY - 1, START + DAY].map(waiting), [Ok(Some(later)), Ok(Some(first))]);
        assert_eq!(claim(ledger, START + DAY - 1), []);
        assert_eq!(contacts(&claim(ledger, START + DAY)), ["1"]);
    });
}

#[test]
fn a_clock_set_back_delays_nothing() {
    each(|ledger| {
        activate(ledger, START, "a");
        intake(ledger, START, "a", &["1", "2", "3"]);
        let claimed = claim(ledger, START);
        complete(ledger, claimed.first().expect("three"), START, answered(500));
        complete(ledger, claimed.get(1).expect("three"), START, answered(429));
        let before = START - 30 * DAY;
        assert_eq!(contacts(&claim(ledger, before)), ["2", "1", "3"], "waits, retries and claims");
    });
}

#[test]
fn a_test_is_in_the_log_and_counts_for_nothing_else() {
    each(|ledger| {
        activate(ledger, START, "a");
        let before = ledger.connections();
        let test = |run: &str, outcome| Tested {
            arrival: arrival("a", run, "me"),
            started: START,
            ended: START + SECOND,
            outcome,
            partner_id: Some("ltr_1".to_owned()),
            answer: Some("{\"id\": \"ltr_1\"}".to_owned()),
        };
        for (run, outcome) in [("test 1", answered(410)), ("test 2", answered(200))] {
            let id = ledger.note(&test(run, outcome)).expect("noted");
            let filter = Filter { key: Some(test(run, outcome).arrival.key), ..Filter::default() };
            let found = ledger.deliveries(&filter, None, ALL).expect("deliveries");
            let told: Vec<_> = found.iter().map(|it| (it.id, it.status, it.attempts, it.last)).collect();
            assert_eq!(told, [(id, Status::Tested, 1, Some(outcome))]);
            let log = ledger.log(&filter, Page::Latest { before: None, limit: ALL }).expect("log");
            let told: Vec<_> =
                log.iter().map(|it| (it.attempt, it.outcome, it.status, &*it.contact)).collect();
            assert_eq!(told, [(1, outcome, Status::Tested, "me")]);
        }
        assert!(ledger.note(&test("test 2", answered(200))).is_err(), "a key is one test's");
        assert_eq!(ledger.connections(), before);
        assert_eq!((claim(ledger, START + DAY), ledger.answers("me")), (vec![], Ok(vec![])));
        for ruling in [Ruling::Replay, Ruling::SendAgain, Ruling::HasArrived, Ruling::GiveUp] {
            assert_eq!(ledger.rule(START, &Filter::default(), ruling), Ok(0), "{ruling:?}");
        }
        let unknown = Tested { arrival: arrival("b", "test", "me"), ..test("test", answered(200)) };
        assert_eq!(ledger.note(&unknown), Err(Error::NoConnection("b".to_owned())));
        assert_eq!(ledger.purge(START + RETENTION_MS + 2 * SECOND, ALL), Ok(2));
    });
}

#[test]
fn what_was_finished_four_weeks_ago_is_removed_in_batches() {
    each(|ledger| {
        activate(ledger, START, "a");
        intake(ledger, START, "a", &["1", "2", "3"]);
        let claimed = claim(ledger, START);
        for one in claimed.iter().take(2) {
            let mut done = completion(one, START, answered(200));
            done.answer = Some("{}".to_owned());
            ledger.complete(&[done]).expect("completed");
        }
        assert_eq!(ledger.purge(START + RETENTION_MS, 1), Ok(0));
        assert_eq!(ledger.purge(START - RETENTION_MS, 1), Ok(0));
        let now = START + RETENTION_MS + 1;
        assert_eq!(ledger.purge(now, 1), Ok(1));
        assert_eq!(ledger.answers("1"), Ok(vec![]), "it goes with its delivery");
        assert_eq!(ledger.answers("2").map(|it| it.len()), Ok(1));
        assert_eq!(ledger.purge(now, 10), Ok(1));
        assert_eq!(ledger.purge(now, 10), Ok(0));
        assert_eq!(contacts(&claim(ledger, now)), ["3"], "what waits is kept");
        let taken = ledger.intake(now, &[arrival("a", "run", "1")], None).expect("taken");
        assert!(matches!(taken.as_slice(), [Taken::New(_)]), "its key is forgotten: {taken:?}");
    });
}
