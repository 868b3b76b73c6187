//! Sending that is stopped, killed or done by two at once: nobody is missed, and nobody gets it more often than that
//! explains.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output};
use std::sync::{Arc, Condvar, Mutex};

use crate::delivery::{activate, send, session};
use crate::receiver::Receiver;
use crate::support::Session;

const CONTACTS: usize = 300;

/// How many requests are under way at once, unless the project says so.
const IN_FLIGHT: usize = 8;

fn list() -> String {
    let mut list = String::from("profile.properties.id,profile.firstname\n");
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

/// Closed until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn open(&self) {
        *self.0.0.lock().expect("nobody panics with it") = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let is_open = self.0.0.lock().expect("nobody panics with it");
        let _is_open = self.0.1.wait_while(is_open, |it| !*it).expect("nobody panics with it");
    }
}

#[test]
fn killed_in_the_middle_it_goes_on() {
    // Three requests are never answered, so that no process is done before it is killed.
    let never = Gate::default();
    let receiver = Receiver::answering(move |_, before| {
        if [40, 100, 160].contains(&before) {
            never.pass();
        }
        ("201 Created", "{}".to_owned())
    });
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
    let gate = Gate::default();
    let answered = gate.clone();
    let receiver = Receiver::answering(move |_, before| {
        if before > 60 {
            answered.pass();
        }
        ("200 OK", "{}".to_owned())
    });
    let mut session = session("delivery-stopped", &receiver);
    session.write("list.csv", list());
    activate(&mut session, "letters.hook.toml");
    let mut child = start(&session);
    receiver.wait_for(60);
    interrupt(&child);
    let mut told = BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    assert!(told.any(|it| it.starts_with("Stopping")), "it says that it has heard");
    gate.open();
    let output = child.wait_with_output().expect("it ends");
    let text = said(&output);
    assert_eq!(output.status.code(), Some(130), "{text}");
    assert!(text.contains("The same command again goes on."), "{text}");
    assert!(by_name(&receiver).len() < CONTACTS, "it was stopped in the middle");
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 0);
    let by_name = by_name(&receiver);
    assert_eq!(by_name.len(), CONTACTS);
    assert!(by_name.values().all(|it| it.len() == 1), "nobody twice");
}

/// Ctrl-C.
#[cfg(unix)]
fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a signal");
    assert!(killed.success());
}

#[test]
fn the_second_to_send_is_told_who_does() {
    let gate = Gate::default();
    let answered = gate.clone();
    let receiver = Receiver::answering(move |_, before| {
        if before > 0 {
            answered.pass();
        }
        ("200 OK", "{}".to_owned())
    });
    let mut session = session("delivery-two", &receiver);
    activate(&mut session, "letters.hook.toml");
    let child = start(&session);
    // The test, and the three of the list.
    receiver.wait_for(4);
    let second = send(&mut session, "deliver");
    assert_eq!(second.code, 2);
    assert!(second.err.contains(&format!("process {} on ", child.id())), "{}", second.err);
    assert_eq!(session.run("status").code, 0, "looking is permitted");
    let later = "send letters.hook.toml --contacts list.csv --run later --at 2199-01-01 --yes";
    assert_eq!(send(&mut session, later).code, 0, "and setting something for later");
    assert_eq!(session.run("pause letters").code, 0, "and pausing");
    gate.open();
    let output = child.wait_with_output().expect("it ends");
    // All three were on their way when it was paused.
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn the_log_is_followed_until_ctrl_c() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-follow", &receiver);
    activate(&mut session, "letters.hook.toml");
    let mut child = session.command(&["logs", "--follow", "--format", "json"]).spawn().expect("it starts");
    assert_eq!(send(&mut session, "send letters.hook.toml --contacts list.csv --yes").code, 0);
    // The first is the test's.
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().take(4).skip(1);
    let mut keys: Vec<String> = lines
        .map(|it| serde_json::from_str::<serde_json::Value>(&it.expect("a line")).expect("JSON"))
        .map(|it| it["key"].as_str().expect("a key").to_owned())
        .collect();
    keys.sort_unstable();
    let mut sent: Vec<String> = by_name(&receiver).into_values().flatten().collect();
    sent.sort_unstable();
    assert_eq!(keys, sent);
    interrupt(&child);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[cfg(unix)]
#[test]
fn whoever_keeps_going_sends_what_comes() {
    let receiver = Receiver::taking();
    let mut session = session("delivery-keep-going", &receiver);
    activate(&mut session, "letters.hook.toml");
    let args = ["deliver", "--keep-going", "--allow-http", "--allow-private"];
    let child = session.command(&args).spawn().expect("it starts");
    let now = "send letters.hook.toml --contacts list.csv --at 2020-01-01 --yes";
    assert_eq!(send(&mut session, now).code, 0);
    receiver.wait_for(4);
    interrupt(&child);
    let output = child.wait_with_output().expect("it ends");
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("3 delivered."), "{text}");
}

#[test]
fn a_pause_holds_for_whoever_is_sending() {
    let gate = Gate::default();
    let answered = gate.clone();
    let receiver = Receiver::answering(move |_, before| {
        if before > 20 {
            answered.pass();
        }
        ("200 OK", "{}".to_owned())
    });
    let mut session = session("delivery-paused", &receiver);
    session.write("list.csv", list());
    activate(&mut session, "letters.hook.toml");
    let child = start(&session);
    receiver.wait_for(22);
    assert_eq!(session.run("pause letters").code, 0);
    gate.open();
    let output = child.wait_with_output().expect("it ends");
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("'letters' is paused: "), "{text}");
    let sent = by_name(&receiver).len();
    assert!(sent <= 20 + IN_FLIGHT, "{sent} were sent");
    assert_eq!(session.run("resume letters").code, 2, "it takes a test");
    assert_eq!(send(&mut session, "test letters.hook.toml --contact me.json --yes").code, 0);
    assert_eq!(session.run("resume letters").code, 0);
    assert_eq!(send(&mut session, "deliver").code, 0);
    let had = receiver.had();
    let tests = had.iter().filter(|it| it.body.contains("Myself")).count();
    assert_eq!((had.len(), tests), (CONTACTS + 2, 2), "everybody got it once");
}
