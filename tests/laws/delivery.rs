//! Laws of the schedule, the health and the keys of deliveries: for every key, outcome and clock.

use hookproof::delivery::{
    Change, Charge, Connection, Fault, Health, MAX_RETRY_AFTER_MS, Next, Outcome, Policy, Progress, Try,
    advance, retry_after, schedule,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::runner;

/// Moments, of this century and of clocks gone wrong.
fn moment() -> BoxedStrategy<i64> {
    prop_oneof![4 => 1_700_000_000_000..1_800_000_000_000_i64, 1 => any::<i64>()].boxed()
}

fn outcome() -> BoxedStrategy<Outcome> {
    let answered =
        (select(vec![200, 302, 400, 401, 404, 410, 429, 500, 503, 504]), proptest::option::of(moment()));
    prop_oneof![
        answered.prop_map(|(status, retry_after)| Outcome::Answered { status, retry_after }),
        select(Fault::ALL.to_vec()).prop_map(Outcome::Fault),
    ]
    .boxed()
}

#[test]
fn schedules_grow_and_end_after_about_an_hour() {
    let law = runner().run(&".*", |key| {
        let offsets: Vec<_> =
            (1..=schedule::RETRIES).filter_map(|it| schedule::offset(Some(&key), it)).collect();
        prop_assert_eq!(offsets.len(), 10);
        prop_assert_eq!(schedule::offset(Some(&key), 11), None);
        prop_assert!(offsets.first().is_some_and(|it| *it >= schedule::LEAST_WAIT_MS), "{:?}", offsets);
        prop_assert!(offsets.is_sorted_by(|before, after| before < after), "{:?}", offsets);
        let minutes = offsets.last().map(|it| it / 60_000);
        prop_assert!(minutes.is_some_and(|it| (55..=65).contains(&it)), "{:?}", offsets);
        for (retry, with_chance) in (1..schedule::RETRIES).zip(&offsets) {
            let plain = schedule::offset(None, retry).unwrap_or_default();
            prop_assert!((plain - with_chance).abs() * 5 <= plain, "{} and {}", plain, with_chance);
        }
        Ok(())
    });
    assert_eq!(law, Ok(()));
}

/// Chance must be spread: a hash that gives everyone the same wait brings everyone back at once.
#[test]
fn chance_is_spread() {
    let waits: Vec<_> = (0..1000).filter_map(|it| schedule::offset(Some(&it.to_string()), 5)).collect();
    let plain = schedule::offset(None, 5).unwrap_or_default();
    let above = waits.iter().filter(|it| **it > plain).count();
    assert!((400..=600).contains(&above), "{above} of 1000 are later than without chance");
}

#[test]
fn deliveries_end_after_eleven_tries_and_never_go_back() {
    let tries = proptest::collection::vec((outcome(), 0..40_000_i64, 0..4_000_000_i64), 1..40);
    let law = runner().run(&(".{0,12}", moment(), tries), |(key, first, tries)| {
        let mut progress = Progress::fresh(first.clamp(0, i64::MAX / 4));
        let mut sent = 0;
        for (outcome, took, late) in tries {
            let started = progress.due + late;
            let ended = started + took;
            let (next, after) =
                advance(&progress, &key, &Try { started, ended, outcome }, &Policy::default());
            sent += u32::from(after.tries > progress.tries);
            prop_assert!(sent <= 11 && after.tries == sent);
            prop_assert_eq!(
                next == Next::Dropped,
                next != Next::Failed && next != Next::Delivered && sent == 11
            );
            if next != Next::Waiting {
                break;
            }
            if after.tries == progress.tries {
                prop_assert_eq!(after, progress, "what does not count changes nothing");
                continue;
            }
            prop_assert!(after.due >= ended, "the next try is not before the end of this one");
            prop_assert!(after.due - ended <= Progress::MAX_WAIT_MS && after.is_due(after.due));
            progress = after;
        }
        Ok(())
    });
    assert_eq!(law, Ok(()));
}

#[test]
fn no_clock_and_no_header_holds_a_delivery_up_for_long() {
    let any_try = (moment(), moment(), outcome());
    let progress =
        (0..12_u32, moment(), moment()).prop_map(|(tries, anchor, due)| Progress { tries, anchor, due });
    let law = runner().run(&(progress, any_try), |(progress, (started, ended, outcome))| {
        let (next, after) = advance(&progress, "key", &Try { started, ended, outcome }, &Policy::default());
        let ended = ended.max(started);
        if next == Next::Waiting && after.tries > progress.tries {
            prop_assert!(after.due >= ended);
            prop_assert!(after.due.saturating_sub(ended) <= Progress::MAX_WAIT_MS);
        }
        Ok(())
    });
    assert_eq!(law, Ok(()));
}

#[test]
fn health_forgets_nothing_that_hides_an_outage() {
    let samples = proptest::collection::vec((0..120_000_i64, 0..10_u32), 1..400);
    let law = runner().run(&samples, |samples| {
        let (mut health, mut now, mut good_for) = (Health::default(), 0, 0);
        for (wait, kind) in samples {
            now += wait;
            let charge = if kind == 0 { Charge::Success } else { Charge::Failure };
            let (was_failing, is_row) = (health.failing_since(), good_for == 0);
            health.record(now, charge);
            good_for = if charge == Charge::Success { good_for + 1 } else { 0 };
            prop_assert!(!(health.is_open() && charge == Charge::Success), "a success closes the breaker");
            prop_assert!(!health.is_open() || health.failing_since().is_some());
            if let (Some(before), Some(after)) = (was_failing, health.failing_since()) {
                prop_assert!(after <= before, "{} and then {}", before, after);
            }
            if charge == Charge::Failure && is_row {
                prop_assert!(was_failing.is_none() || health.failing_since().is_some());
            }
        }
        Ok(())
    });
    assert_eq!(law, Ok(()));
}

#[test]
fn a_stored_connection_is_the_same_again() {
    let samples = proptest::collection::vec((moment(), outcome()), 0..30);
    let law = runner().run(&samples, |samples| {
        let mut connection = Connection::new(0, Policy::default());
        for change in [Change::TestPassed(String::new()), Change::Activate] {
            prop_assert_eq!(connection.change(0, change), Ok(None));
        }
        for (now, outcome) in samples {
            connection.record(now, outcome);
            let gate = connection.gate(now, 0);
            prop_assert!(
                gate.fresh(0) <= gate.retries() && gate.retries() <= connection.policy.max_in_flight
            );
        }
        let stored = serde_json::to_string(&connection).map_err(|it| TestCaseError::fail(it.to_string()))?;
        prop_assert_eq!(serde_json::from_str(&stored).ok(), Some(connection));
        Ok(())
    });
    assert_eq!(law, Ok(()));
}

#[test]
fn any_header_is_read_without_harm() {
    let header = prop_oneof![
        ".{0,40}",
        "[A-Z][a-z]{2},? [ 0-9]{1,3}[- ][A-Z][a-z]{2}[- ][0-9]{2,4} [0-9:]{5,9}( GMT)?"
    ];
    let law = runner().run(&(header, moment()), |(header, now)| {
        let read = retry_after(&header, now);
        let outcome = Outcome::Answered { status: 503, retry_after: read };
        let now = now.clamp(0, i64::MAX / 4);
        let attempt = Try { started: now, ended: now, outcome };
        let (_, after) = advance(&Progress::fresh(now), "key", &attempt, &Policy::default());
        prop_assert!(after.due - now <= MAX_RETRY_AFTER_MS);
        Ok(())
    });
    assert_eq!(law, Ok(()));
}
