//! `hookproof check --against`.

use crate::support::Session;

#[test]
fn what_changes_the_structure_is_told() {
    let mut session = Session::in_files();
    assert_eq!(session.run("check --no-proof next.hook.toml --against live.hook.toml").code, 1);
    assert_eq!(session.run("check --no-proof live.hook.toml --against live.hook.toml").code, 0);
    session.expect("against");
}

const HEAD: &str = "sender = 'generic'\nreceiver = 'generic'\ndialect = 'jinja'\nurl = 'https://x.example'\n";

#[test]
fn partners_that_do_not_mind_make_it_a_warning() {
    let mut session = Session::in_empty("against-warning");
    session
        .write("live.hook.toml", format!("{HEAD}body = '{{\"a\": {{{{ n }}}}, \"b\": \"{{{{ s }}}}\"}}'\n"));
    session.write("new.hook.toml", format!("{HEAD}body = '{{\"a\": \"{{{{ n }}}}\"}}'\n"));
    let accept = "[accept]\nkey-retyped = 'agreed'\n";
    let accepted = session.read("new.hook.toml") + accept;
    session.write("accepted.hook.toml", accepted);
    session.write("broken.hook.toml", format!("{HEAD}body = '{{\"a\": }}'\n"));
    session.write("c.json", "{\"n\": 7, \"s\": \"x\"}");
    let args =
        |new: &str| format!("check --no-proof {new}.hook.toml --against live.hook.toml --contact c.json");
    assert_eq!(session.run(&args("new")).code, 0);
    assert_eq!(session.run(&args("accepted")).code, 0);
    assert_eq!(session.run(&args("broken")).code, 1);
    session.expect("against-warning");
}

#[test]
fn bad_usage_is_refused_with_the_way_out() {
    let mut session = Session::in_files();
    for args in [
        "check --no-proof next.hook.toml live.hook.toml --against live.hook.toml",
        "check --no-proof next.hook.toml --against gone.hook.toml",
        "check --no-proof - --against -",
    ] {
        let said = session.run(args);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{args}");
    }
    session.expect("against-bad-usage");
}
