//! `hookproof init`.

use crate::support::Session;
use hookproof::contract::Catalog;
use hookproof::platform;

#[test]
fn a_webhook_is_started() {
    let mut session = Session::in_empty("init");
    assert_eq!(session.run("init --sender ometria --receiver inkpact").code, 0);
    session.show("thank-you-note.hook.toml");
    session.show("thank-you-note.contact.json");
    assert_eq!(session.run("check --no-proof thank-you-note.hook.toml").code, 1);
    assert_eq!(session.run("init --sender ometria --receiver inkit --dir a/b letter").code, 0);
    assert!(
        session.path("a/b/letter.hook.toml").exists() && session.path("a/b/letter.contact.json").exists()
    );
    session.expect("init");
}

#[test]
fn nothing_is_overwritten_unless_forced() {
    let mut session = Session::in_empty("init-twice");
    session.write("note.contact.json", "mine");
    assert_eq!(session.run("init --sender ometria --receiver inkpact note").code, 2);
    assert!(!session.path("note.hook.toml").exists(), "all files or none");
    assert_eq!(session.read("note.contact.json"), "mine");
    assert_eq!(session.run("init --sender ometria --receiver inkpact note --force").code, 0);
    assert!(session.read("note.contact.json").contains("Amelia"));
    session.expect("init-twice");
}

#[test]
fn bad_usage_is_refused_with_the_way_out() {
    let mut session = Session::in_empty("init-bad");
    session.write("file", "");
    for args in [
        "init --sender clevertap --receiver ontraport-notes",
        "init --sender clevertp --receiver inkit",
        "init --sender clevertap --receiver lob",
        "init --sender ometria --receiver inkpact a/b",
        "init --sender ometria --receiver inkpact --dir file x",
        "init --sender ometria",
    ] {
        let said = session.run(args);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{args}");
    }
    session.expect("init-bad-usage");
}

/// Every starter that the core can render checks clean once its placeholders are filled in.
#[test]
fn starters_check_clean_once_they_are_filled_in() {
    let catalog = Catalog::builtin();
    let mut session = Session::in_empty("init-all");
    let mut checked = 0;
    for sender in catalog.senders().filter(|it| platform::by_name(&it.platform).is_some()) {
        for receiver in catalog.receivers().filter(|it| catalog.starter(&sender.id, &it.rules.id).is_some()) {
            let (sender, receiver) = (&sender.id, &receiver.rules.id);
            let name = format!("{sender}-{receiver}");
            assert_eq!(session.run(&format!("init --sender {sender} --receiver {receiver} {name}")).code, 0);
            let file = format!("{name}.hook.toml");
            session.write(&file, filled_in(&session.read(&file)));
            let said = session.run(&format!("check --no-proof {file}"));
            assert!(said.text().ends_with("no problems found in 1 webhook\n"), "{name}: {}", said.text());
            assert_eq!((said.code, said.err.as_str()), (0, ""), "{name}");
            checked += 1;
        }
    }
    assert!(checked >= 13, "{checked} starters");
}

/// Puts something in the place of words in angle brackets, outside of comments.
fn filled_in(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        out += before;
        let end = from.find('>').expect("a placeholder that ends") + 1;
        let (placeholder, after) = from.split_at(end);
        let is_address = placeholder.contains("https");
        out += if is_address { "https://partner.example/in" } else { "13254" };
        rest = after;
    }
    out + rest
}
