//! Sending that is stopped, killed or done by two at once: nobody is missed, and nobody gets it more often than that
//! explains.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Child, Command, Output};
use std::sync::{Arc, Condvar, Mutex};

use crate::delivery::{activate, send, session};
use crate::receiver::Receiver;
use crate::support::Session;

const CONTACTS: usize = 300;

/// How many requests are under way at once, unless the project says so.
const IN_FLIGHT: usize = 8;

fn list() -> String {
    let mut list = String::from("profile.id,profile.firstname\n");
    for at in 0..CONTACTS {
        writeln!(list, "c{at},Name{at}").expect("a string");
    }
    list
}

fn start(session: &Session) -> Child {
    let args =
        ["send", "letters.hook.toml", "--contacts", "list.csv", "--yes", "--allow-http", "--allow-private"];
    session.command(&args).spawn().expect("the binary starts")
}

/// Who got how many, by the name in the body, each with its keys; the test is left out.
fn by_name(receiver: &Receiver) -> BTreeMap<String, Vec<String>> {
    let mut by_name: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for had in receiver.had().iter().skip(1) {
        let key = had.header("idempotency-key").expect("a key").to_owned();
        by_name.entry(had.body.clone()).or_default().push(key);
    }
    by_name
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn killed_in_the_middle_it_goes_on() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-killed", &receiver);
    session.write("list.csv", list());
    activate(&mut session, "letters.hook.toml");
    let mut kills = 0;
    for _ in 0..3 {
        let mut child = start(&session);
        receiver.wait_for(60);
        child.kill().expect("killed");
        child.wait().expect("ended");
        kills += 1;
    }
    let last = send(&mut session, "send letters.hook.toml --contacts list.csv --yes");
    assert_eq!(last.code, 0, "{}{}", last.text(), last.err);
    let by_name = by_name(&receiver);
    assert_eq!(by_name.len(), CONTACTS, "nobody is missed");
    let repeats: usize = by_name.values().map(|it| it.len() - 1).sum();
    assert!(repeats <= kills * IN_FLIGHT, "{repeats} repeats by {kills} kills");
    for (name, keys) in &by_name {
        assert!(keys.windows(2).all(|it| it[0] == it[1]), "{name}: {keys:?}");
    }
    let status = session.run("status --format json");
    let status: serde_json::Value = serde_json::from_slice(&status.out).expect("JSON");
    assert_eq!(status[0]["deliveries"]["delivered"], CONTACTS);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_and_nobody_gets_it_twice() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-stopped", &receiver);
    session.write("list.csv", list());
    activate(&mut session, "letters.hook.toml");
    let child = start(&session);
    receiver.wait_for(60);
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    let told = said(&output);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("The same command again goes on."), "{told}");
    assert!(by_name(&receiver).len() < CONTACTS, "it was stopped in the middle");
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 0);
    let by_name = by_name(&receiver);
    assert_eq!(by_name.len(), CONTACTS);
    assert!(by_name.values().all(|it| it.len() == 1), "nobody twice");
}

#[test]
fn the_second_to_send_is_told_who_does() {
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let open = gate.clone();
    let receiver = Receiver::answering(move |_, before| {
        let (is_open, opened) = &*open;
        let guard = is_open.lock().expect("nobody panics with it");
        let _open =
            opened.wait_while(guard, |is_open| before > 0 && !*is_open).expect("nobody panics with it");
        ("200 OK", "{}".to_owned())
    });
    let mut session = session("delivery-two", &receiver);
    activate(&mut session, "letters.hook.toml");
    let child = start(&session);
    receiver.wait_for(2);
    let second = send(&mut session, "deliver");
    assert_eq!(second.code, 2);
    assert!(second.err.contains(&format!("process {} on ", child.id())), "{}", second.err);
    assert_eq!(session.run("status").code, 0, "looking is permitted");
    assert_eq!(session.run("pause letters").code, 0, "and pausing");
    *gate.0.lock().expect("nobody panics with it") = true;
    gate.1.notify_all();
    let output = child.wait_with_output().expect("it ends");
    // All three were on their way when it was paused.
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}
