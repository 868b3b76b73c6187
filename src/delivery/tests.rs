//! Connections and schedules over time.

use super::*;

const MINUTE: i64 = 60 * 1000;

fn answered(status: u16) -> Outcome {
    Outcome::Answered { status, retry_after: None }
}

/// A test has passed.
fn passed() -> Change {
    Change::TestPassed("r".to_owned())
}

/// A connection that was made active at 0.
fn active() -> Connection {
    let mut connection = Connection::new(0, Policy::default());
    assert_eq!(connection.change(0, passed()), Ok(None));
    assert_eq!(connection.change(0, Change::Activate), Ok(None));
    connection
}

/// What may be claimed: tried before, and new.
fn open(connection: &Connection, now: i64, in_flight: u32) -> (u32, u32) {
    let gate = connection.gate(now, in_flight);
    (gate.retries(), gate.fresh(0))
}

#[test]
fn changes_lead_where_they_should() {
    use Change::{Activate, Create, Delete, Disable, Edit, Enable, Pause};
    for (changes, expected) in [
        (vec![], Ok(State::Pending)),
        (vec![Activate], Err(Refusal::NotTested(State::Pending))),
        (vec![Pause], Err(Refusal::NotFrom(State::Pending))),
        (vec![passed(), Activate], Ok(State::Active)),
        (vec![passed(), Activate, Create], Err(Refusal::NotFrom(State::Active))),
        (vec![passed(), Activate, Pause], Ok(State::Paused)),
        (vec![passed(), Activate, Pause, Activate], Err(Refusal::NotTested(State::Paused))),
        (vec![passed(), Activate, Pause, passed(), Activate], Ok(State::Active)),
        (vec![passed(), Edit, Activate], Err(Refusal::NotTested(State::Pending))),
        (vec![passed(), Activate, Edit], Ok(State::Pending)),
        (vec![passed(), Activate, Change::Tune(Policy::default())], Ok(State::Active)),
        (vec![Disable], Ok(State::Disabled)),
        (vec![Disable, Edit], Ok(State::Disabled)),
        (vec![Disable, passed(), Activate], Err(Refusal::NotFrom(State::Disabled))),
        (vec![passed(), Disable, Enable], Ok(State::Pending)),
        (vec![passed(), Disable, Enable, Activate], Err(Refusal::NotTested(State::Pending))),
        (vec![Delete], Ok(State::Deleted)),
        (vec![Delete, Enable], Err(Refusal::NotFrom(State::Deleted))),
        (vec![Delete, Edit], Err(Refusal::NotFrom(State::Deleted))),
        (vec![Delete, Create], Ok(State::Pending)),
    ] {
        let mut connection = Connection::new(0, Policy::default());
        let mut result = Ok(None);
        for (change, now) in changes.iter().zip(1..) {
            assert!(result.is_ok(), "{changes:?}");
            result = connection.change(now, change.clone());
        }
        assert_eq!(result.map(|_| connection.state), expected, "{changes:?}");
    }
}

#[test]
fn each_webhook_of_a_connection_is_tested() {
    let mut connection = active();
    assert!(connection.has_tested("r") && !connection.has_tested("s"));
    for number in 0..100 {
        let change = Change::TestPassed(number.to_string());
        assert_eq!(connection.change(1, change), Ok(None));
    }
    assert!(!connection.has_tested("r"), "the oldest is forgotten");
    assert!(connection.has_tested("0") && connection.has_tested("99"));
    assert_eq!(connection.change(2, Change::TestPassed("0".to_owned())), Ok(None));
    assert_eq!(connection.tested_revisions.len(), 100);
    assert_eq!(connection.change(3, Change::Edit), Ok(None));
    assert!(!connection.has_tested("0"));
}

#[test]
fn a_refusal_says_what_to_do() {
    for (refusal, expected) in [
        (
            Refusal::NotTested(State::Error),
            "the webhook is in error: run its test until it passes, then activate it",
        ),
        (Refusal::NotFrom(State::Deleted), "the webhook is deleted: create it again first"),
        (Refusal::NotFrom(State::Disabled), "the webhook is disabled: enable it first"),
        (Refusal::NotFrom(State::Pending), "the webhook is pending: that cannot be done now"),
    ] {
        assert_eq!(refusal.to_string(), expected);
    }
}

#[test]
fn an_outage_holds_new_deliveries_and_ends_in_error() {
    let mut connection = active();
    for _ in 0..10 {
        connection.record(MINUTE, answered(503));
    }
    assert_eq!(open(&connection, MINUTE, 0), (8, 0), "held");
    assert_eq!(open(&connection, 6 * MINUTE, 0), (8, 1), "a probe");
    assert_eq!(connection.gate(6 * MINUTE, 0).fresh(1), 0, "a retry is the probe");
    assert_eq!(open(&connection, 6 * MINUTE, 1), (7, 0), "one is under way");
    connection.record(121 * MINUTE, answered(503));
    assert_eq!(connection.state, State::Active, "two hours");
    connection.record(121 * MINUTE + 1, answered(503));
    assert_eq!((connection.state, connection.frozen_since), (State::Error, Some(121 * MINUTE + 1)));
    assert_eq!(connection.trouble, Some(answered(503)));
    assert_eq!(open(&connection, 200 * MINUTE, 0), (0, 0));

    let now = 300 * MINUTE;
    assert_eq!(connection.change(now, Change::Activate), Err(Refusal::NotTested(State::Error)));
    assert_eq!(connection.change(now, passed()), Ok(None));
    assert_eq!(connection.change(now, Change::Activate), Ok(Some(121 * MINUTE + 1)));
    assert_eq!(open(&connection, now, 0), (1, 1), "trust is to be regained");
    connection.record(now, answered(200));
    assert_eq!(open(&connection, now, 0), (2, 2));
}

#[test]
fn what_nobody_but_a_person_can_heal_is_an_error_at_once() {
    for outcome in [answered(410), Outcome::Fault(Fault::NoSecret)] {
        let mut connection = active();
        connection.record(5, outcome);
        assert_eq!((connection.state, connection.since), (State::Error, 5), "{outcome:?}");
    }
}

#[test]
fn a_paused_connection_keeps_its_frozen_clock_through_an_edit() {
    let mut connection = active();
    assert_eq!(connection.change(10, Change::Pause), Ok(None));
    assert_eq!(connection.change(20, Change::Edit), Ok(None));
    assert_eq!(connection.change(30, passed()), Ok(None));
    assert_eq!(connection.change(40, Change::Activate), Ok(Some(10)));
    assert_eq!(connection.frozen_since, None);
}

#[test]
fn all_deliveries_wait_when_the_partner_asks() {
    let mut connection = active();
    connection.record(0, Outcome::Answered { status: 429, retry_after: Some(5 * MINUTE) });
    connection.record(0, Outcome::Answered { status: 503, retry_after: Some(2 * MINUTE) });
    connection.record(0, Outcome::Answered { status: 500, retry_after: Some(9 * MINUTE) });
    assert_eq!(open(&connection, 5 * MINUTE - 1, 0), (0, 0));
    assert_eq!(open(&connection, 5 * MINUTE, 2), (6, 6));
    connection.record(0, Outcome::Answered { status: 429, retry_after: Some(i64::MAX) });
    assert_eq!(connection.not_before, Some(60 * MINUTE));
    assert_eq!(open(&connection, -MINUTE, 0), (8, 8), "the clock was set back");
}

/// What becomes of a delivery after tries that each take `took` and end like this.
fn run(took: i64, outcome: Outcome) -> (Next, Vec<i64>) {
    let (mut progress, mut times) = (Progress::fresh(0), Vec::new());
    loop {
        let started = progress.due;
        times.push(started);
        let attempt = Try { started, ended: started + took, outcome };
        let (next, after) = advance(&progress, "key", &attempt, &Policy::default());
        progress = after;
        if next != Next::Waiting {
            return (next, times);
        }
    }
}

#[test]
fn a_delivery_that_always_fails_is_dropped_after_its_last_retry() {
    let planned: Vec<i64> =
        (0..=10).map(|it| schedule::offset(Some("key"), it).unwrap_or_default()).collect();
    assert_eq!(run(0, answered(500)), (Next::Dropped, planned.clone()));
    let (next, times) = run(30_000, Outcome::Fault(Fault::TimedOut));
    assert_eq!((next, times.len()), (Next::Dropped, 11));
    assert_eq!(times.get(6..), planned.get(6..), "long tries do not move the later ones");
    assert_eq!(run(0, answered(422)), (Next::Failed, vec![0]));
    assert_eq!(run(0, answered(201)), (Next::Delivered, vec![0]));
}

#[test]
fn a_wait_asked_for_moves_the_rest_of_the_schedule() {
    let policy = Policy::default();
    let progress = Progress { tries: 1, anchor: 0, due: 4000 };
    let asked = |until| Outcome::Answered { status: 429, retry_after: Some(until) };
    let after = |outcome| advance(&progress, "key", &Try { started: 4000, ended: 4000, outcome }, &policy).1;
    let plain = after(answered(429));
    assert_eq!(plain.anchor, 0);
    assert_eq!(after(asked(0)), plain, "a moment in the past");
    let waits = after(asked(100_000));
    assert_eq!((waits.due, waits.anchor), (100_000, 100_000 - plain.due));
    assert_eq!(after(asked(i64::MAX)).due, 4000 + MAX_RETRY_AFTER_MS);
    assert_eq!(after(Outcome::Answered { status: 500, retry_after: Some(100_000) }), plain);
}

#[test]
fn a_late_try_moves_the_rest_of_the_schedule() {
    let due = schedule::offset(Some("key"), 3).unwrap_or_default();
    let progress = Progress { tries: 3, anchor: 0, due };
    let attempt = Try { started: due + 900_000, ended: due + 900_000, outcome: answered(500) };
    let (_, after) = advance(&progress, "key", &attempt, &Policy::default());
    assert_eq!(after.anchor, 900_000);
    assert_eq!(Some(after.due - 900_000), schedule::offset(Some("key"), 4));
}

#[test]
fn what_was_not_asked_of_the_partner_does_not_count() {
    let progress = Progress { tries: 3, anchor: 7, due: 25_000 };
    for fault in [Fault::Abandoned, Fault::NoSecret] {
        let attempt = Try { started: 30_000, ended: 31_000, outcome: Outcome::Fault(fault) };
        let after = advance(&progress, "key", &attempt, &Policy::default());
        assert_eq!(after, (Next::Waiting, progress), "{fault:?}");
    }
}

#[test]
fn frozen_clocks_go_on_where_they_stood() {
    let progress = Progress { tries: 2, anchor: 100, due: 500 };
    for (last_ended, expected) in [(Some(50), 700), (Some(400), 600), (Some(2000), 0), (None, 700)] {
        let thawed = thaw(&progress, last_ended, 300, 1000);
        assert_eq!(thawed, Progress { tries: 2, anchor: 100 + expected, due: 500 + expected });
    }
    let fresh = Progress::fresh(500);
    assert_eq!(thaw(&fresh, None, 300, 1000), fresh, "a time to send at is kept");
}

#[test]
fn a_clock_set_back_makes_retries_due() {
    let at = |tries| Progress { tries, anchor: 0, due: 10 * Progress::MAX_WAIT_MS };
    assert!(at(1).is_due(0));
    assert!(!at(0).is_due(0), "a time to send at");
    assert!(!Progress { tries: 1, anchor: 0, due: 1 }.is_due(0));
}

#[test]
fn a_refused_token_is_to_be_replaced() {
    let expected = Advice {
        cause: "the partner does not accept the token or password",
        step: "replace the token where its secret is kept, then run the webhook's test",
    };
    assert_eq!(advice(answered(401)), Some(expected));
    assert_eq!(advice(answered(204)), None);
    for outcome in [answered(302), answered(410), answered(418), Outcome::Fault(Fault::Tls)] {
        assert!(advice(outcome).is_some(), "{outcome:?}");
    }
}
