//! Every ledger does what the model does, for any sequence of operations, stopped before and after any commit.

use hookproof::delivery::{Change, Fault, OnUnknown, Outcome, Policy};
use hookproof_dispatch::{
    Answered, ClaimId, Claimed, Completion, Cursor, DeliveryId, Error, Filter, Ledger, Memory, Page, Ruling,
    Scope, Status, Tested,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{RngSeed, TestRunner};

use crate::support::*;

/// How many sequences are tried; `HOOKPROOF_LAW_CASES` and `HOOKPROOF_LAW_SEED` try more and others.
const CASES: u32 = 64;

const NAMES: [&str; 3] = ["a", "b", "c"];

/// What is asked of both ledgers.
#[derive(Clone, Debug)]
enum Ask {
    Intake(Vec<(usize, usize, u8, Option<i64>)>, Option<u64>),
    Claim(Scope, u32, i64),
    Complete(Vec<(Index, Outcome, i64, Option<String>)>),
    Note(usize, Outcome, Option<String>),
    Release(Vec<Index>),
    Recover,
    Change(usize, Change),
    Rule(Filter, Ruling),
    Purge(u32),
    Look(Filter, u32),
    /// So much time goes by; it may go back.
    Wait(i64),
}

fn outcome() -> BoxedStrategy<Outcome> {
    let status = select(vec![200, 200, 200, 404, 410, 422, 429, 500, 500, 503]);
    let later = proptest::option::of(0..2 * HOUR);
    prop_oneof![
        4 => (status, later).prop_map(|(status, later)| {
            Outcome::Answered { status, retry_after: later.map(|it| START + it) }
        }),
        1 => select(Fault::ALL.to_vec()).prop_map(Outcome::Fault),
    ]
    .boxed()
}

fn change() -> BoxedStrategy<Change> {
    let policy = (1..4_u32, any::<bool>()).prop_map(|(max_in_flight, holds)| Policy {
        on_unknown: if holds { OnUnknown::Hold } else { OnUnknown::Retry },
        max_in_flight,
        ..Policy::default()
    });
    prop_oneof![
        3 => Just(Change::TestPassed(String::new())),
        6 => Just(Change::Activate),
        1 => select(vec![Change::Create, Change::Edit, Change::Pause, Change::Disable, Change::Enable, Change::Delete]),
        2 => policy.prop_map(Change::Tune),
    ]
    .boxed()
}

fn filter() -> BoxedStrategy<Filter> {
    let answered = select(vec![Answered::Status(500), Answered::Class(4), Answered::Never]);
    let contact = (0..12_u8).prop_map(|it| it.to_string());
    let parts = (
        proptest::option::weighted(0.1, select(NAMES.to_vec())),
        proptest::option::weighted(0.1, select(Status::ALL.to_vec())),
        proptest::option::weighted(0.1, answered),
        proptest::option::weighted(0.1, contact.clone()),
        proptest::option::weighted(0.1, contact.clone()),
        proptest::option::weighted(0.1, contact),
        proptest::option::weighted(0.1, 0..DAY),
        proptest::option::weighted(0.1, select(NAMES.to_vec())),
    );
    parts
        .prop_map(|(connection, status, answered, customer, identifier, partner_id, from, hook)| Filter {
            connection: connection.map(str::to_owned),
            hook: hook.map(str::to_owned),
            status,
            answered,
            customer,
            identifier: identifier.map(|it| format!("{it}@example.COM")),
            partner_id,
            key: None,
            from: from.map(|it| START + it),
            until: from.map(|it| START + it + HOUR),
        })
        .boxed()
}

fn scope() -> BoxedStrategy<Scope> {
    let only = |it: Vec<&str>| Scope::Only(it.into_iter().map(str::to_owned).collect());
    prop_oneof![
        3 => Just(Scope::All),
        1 => proptest::sample::subsequence(NAMES.to_vec(), 0..=NAMES.len()).prop_map(only),
    ]
    .boxed()
}

fn ask() -> BoxedStrategy<Ask> {
    let arrival = (0..NAMES.len(), 0..NAMES.len(), 0..12_u8, proptest::option::weighted(0.2, 0..HOUR));
    let answer = proptest::option::of(select(vec!["{\"id\": 1}".to_owned(), "no".to_owned()]));
    let completion = (any::<Index>(), outcome(), 0..30 * SECOND, answer.clone());
    let rulings = vec![Ruling::Replay, Ruling::SendAgain, Ruling::HasArrived, Ruling::GiveUp];
    prop_oneof![
        6 => (proptest::collection::vec(arrival, 0..6), proptest::option::of(0..99_u64))
            .prop_map(|(batch, cursor)| Ask::Intake(batch, cursor)),
        10 => (scope(), 0..12_u32, 0..20 * MINUTE)
            .prop_map(|(scope, limit, lease)| Ask::Claim(scope, limit, lease)),
        10 => proptest::collection::vec(completion, 0..8).prop_map(Ask::Complete),
        1 => (0..NAMES.len(), outcome(), answer).prop_map(|(name, outcome, answer)| Ask::Note(name, outcome, answer)),
        2 => proptest::collection::vec(any::<Index>(), 0..4).prop_map(Ask::Release),
        1 => Just(Ask::Recover),
        4 => (0..NAMES.len(), change()).prop_map(|(name, change)| Ask::Change(name, change)),
        3 => (filter(), select(rulings)).prop_map(|(filter, ruling)| Ask::Rule(filter, ruling)),
        1 => (0..5_u32).prop_map(Ask::Purge),
        2 => (filter(), 0..5_u32).prop_map(|(filter, limit)| Ask::Look(filter, limit)),
        8 => prop_oneof![4 => 0..MINUTE, 4 => 0..HOUR, 1 => -HOUR..0, 1 => 0..40 * DAY].prop_map(Ask::Wait),
    ]
    .boxed()
}

/// What both ledgers have been told, and what the caller knows from them.
struct Caller {
    now: i64,
    /// Everything that was ever claimed, so that late answers come too.
    claims: Vec<(DeliveryId, ClaimId, String)>,
}

/// An answer, made comparable.
type Said = Result<String, Error>;

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> Said {
    result.map(|it| format!("{it:?}"))
}

impl Caller {
    fn ask(&mut self, ledger: &mut dyn Ledger, ask: &Ask) -> Said {
        let now = self.now;
        match ask {
            Ask::Intake(batch, cursor) => {
                let arrivals = batch.iter().map(|(name, hook, contact, not_before)| {
                    let [connection, hook] = [name, hook].map(|it| NAMES.get(*it).expect("a name"));
                    let mut arrival = arrival(connection, "run", &contact.to_string());
                    (*hook).clone_into(&mut arrival.hook);
                    arrival.not_before = not_before.map(|it| START + it);
                    arrival
                });
                let cursor = cursor.map(|position| Cursor { run: "run".to_owned(), position });
                said(ledger.intake(now, &arrivals.collect::<Vec<_>>(), cursor.as_ref()))
            }
            Ask::Claim(scope, limit, lease) => {
                let claimed = ledger.claim(now, scope, *limit, *lease);
                let claim = |it: &Claimed| (it.id, it.claim, it.contact.to_string());
                if let Ok(claimed) = &claimed {
                    self.claims.extend(claimed.iter().map(claim));
                }
                said(claimed)
            }
            Ask::Complete(batch) => {
                let completions: Vec<_> = batch.iter().filter_map(|it| self.completion(it)).collect();
                said(ledger.complete(&completions))
            }
            Ask::Note(name, outcome, answer) => {
                let arrival = arrival(NAMES.get(*name).expect("a name"), &format!("test {now}"), "0");
                let (outcome, answer) = (*outcome, answer.clone());
                said(ledger.note(&Tested {
                    arrival,
                    started: now,
                    ended: now,
                    outcome,
                    partner_id: None,
                    answer,
                }))
            }
            Ask::Release(which) => {
                let claims =
                    which.iter().filter_map(|it| self.claim(*it)).map(|(id, claim, _)| (*id, *claim));
                said(ledger.release(&claims.collect::<Vec<_>>()))
            }
            Ask::Recover => said(ledger.recover(now)),
            Ask::Change(name, change) => {
                said(ledger.change(now, NAMES.get(*name).expect("a name"), change.clone()))
            }
            Ask::Rule(filter, ruling) => said(ledger.rule(now, filter, *ruling)),
            Ask::Purge(limit) => said(ledger.purge(now, *limit)),
            Ask::Look(filter, limit) => {
                let latest = ledger.log(filter, Page::Latest { before: None, limit: *limit })?;
                let before = latest.last().map(|it| it.id);
                let older = ledger.log(filter, Page::Latest { before, limit: *limit })?;
                let newer = before.map(|after| ledger.log(filter, Page::After { after, limit: *limit }));
                let deliveries = ledger.deliveries(filter, None, *limit)?;
                let rest = ledger.deliveries(filter, deliveries.last().map(|it| it.id), *limit)?;
                let key = deliveries.first().map(|it| it.key.clone());
                let of_key = ledger.deliveries(&Filter { key, ..Filter::default() }, None, *limit)?;
                let waiting = ledger.waiting(now)?;
                Ok(format!("{latest:?} {older:?} {newer:?} {deliveries:?} {rest:?} {of_key:?} {waiting:?}"))
            }
            Ask::Wait(_) => Ok(String::new()),
        }
    }

    /// A claim, more often one of the latest.
    fn claim(&self, index: Index) -> Option<&(DeliveryId, ClaimId, String)> {
        let latest = self.claims.iter().rev().take(8).collect::<Vec<_>>();
        (!latest.is_empty()).then(|| *index.get(&latest))
    }

    fn completion(&self, completion: &(Index, Outcome, i64, Option<String>)) -> Option<Completion> {
        let (index, outcome, took, answer) = completion;
        let (id, claim, contact) = self.claim(*index)?;
        Some(Completion {
            id: *id,
            claim: *claim,
            started: self.now,
            ended: self.now + took,
            outcome: *outcome,
            partner_id: Some(contact.clone()),
            answer: answer.clone(),
        })
    }
}

/// Everything that a ledger knows.
fn everything(ledger: &mut dyn Ledger) -> Result<String, Error> {
    let any = Filter::default();
    let deliveries = ledger.deliveries(&any, None, ALL)?;
    let requests = deliveries.iter().map(|it| ledger.request(it.id)).collect::<Result<Vec<_>, _>>()?;
    let answers = (0..12).map(|it| ledger.answers(&it.to_string())).collect::<Result<Vec<_>, _>>()?;
    let log = ledger.log(&any, Page::After { after: hookproof_dispatch::EntryId(0), limit: ALL })?;
    let (connections, counts, cursor) = (ledger.connections()?, ledger.counts()?, ledger.cursor("run")?);
    Ok(format!("{connections:#?}{counts:#?}{cursor}{deliveries:#?}{requests:?}{answers:?}{log:#?}"))
}

/// Asks both the same things. Where the ledger is stopped, it is opened again, and the model has done it or not, as the
/// commit had been made or not.
fn same(asks: &[(Ask, Option<bool>)]) -> Result<(), TestCaseError> {
    let store = SqliteStore::new();
    let mut ledger = Some(store.open());
    let mut model = Memory::default();
    let mut caller = Caller { now: START, claims: Vec::new() };
    for name in NAMES {
        let one = ledger.as_deref_mut().expect("open");
        activate(one, START, name);
        activate(&mut model, START, name);
    }
    for (ask, stop) in asks {
        if let Ask::Wait(time) = ask {
            caller.now += time;
        }
        *store.stop.lock().expect("nobody panics with it") = *stop;
        let one = ledger.as_deref_mut().expect("open");
        let mut copy = Caller { now: caller.now, claims: caller.claims.clone() };
        let told = caller.ask(one, ask);
        *store.stop.lock().expect("nobody panics with it") = None;
        if told == Err(Error::Interrupted) {
            if *stop == Some(true) {
                let _ = copy.ask(&mut model, ask);
            }
            ledger = None;
            let mut again = store.open();
            prop_assert_eq!(again.recover(caller.now), model.recover(caller.now));
            ledger = ledger.or(Some(again));
        } else {
            prop_assert_eq!(told, copy.ask(&mut model, ask), "{:?}", ask);
        }
        let one = ledger.as_deref_mut().expect("open");
        prop_assert_eq!(everything(one), everything(&mut model), "after {:?}", ask);
    }
    drop(ledger);
    prop_assert_eq!(store.sqlite().check_integrity(), Ok(()));
    Ok(())
}

#[test]
fn sqlite_does_what_the_model_does() {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    let mut runner = TestRunner::new(ProptestConfig {
        cases: number("HOOKPROOF_LAW_CASES").unwrap_or(CASES),
        rng_seed: RngSeed::Fixed(number("HOOKPROOF_LAW_SEED").map_or(1, u64::from)),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::default()
    });
    let stop = proptest::option::weighted(0.1, any::<bool>());
    let asks = proptest::collection::vec((ask(), stop), 1..60);
    let law = runner.run(&asks, |asks| same(&asks));
    if let Err(error) = law {
        panic!("{error}");
    }
}
