//! `hookproof render`.

use hookproof::dialect::Dialect;

use crate::support::Session;

#[test]
fn whole_requests() {
    let mut session = Session::in_files();
    assert_eq!(session.run("render note.hook.toml").code, 0);
    assert_eq!(session.run("render note.hook.toml --contact whole.json --body").code, 0);
    assert_eq!(session.run("render lonely.hook.toml").code, 0);
    assert_eq!(session.run("render escapes.hook.toml").code, 1);
    assert_eq!(session.run("render note.hook.toml --contact repeated.json --body").code, 0);
    session.expect("render");
}

#[test]
fn a_template_alone_is_rendered_byte_for_byte() {
    let mut session = Session::in_files();
    let rendered = |session: &mut Session, template: &str, contact: &str| {
        let folder = Session::in_empty("render-bytes");
        folder.write("contact.json", contact);
        let contact = folder.path("contact.json");
        let args = [
            "render",
            "--dialect",
            "jinja",
            "--template",
            "-",
            "--contact",
            contact.to_str().expect("UTF-8"),
        ];
        let said = session.run_with(&args, template.as_bytes());
        (said.code, said.out)
    };
    assert_eq!(rendered(&mut session, "{{ a }}", r#"{"a": "x"}"#), (0, b"x".to_vec()));
    assert_eq!(rendered(&mut session, "{{ a }}\n\n", r#"{"a": "\u001b[1mé"}"#), (0, "\u{1b}[1mé\n".into()));
    assert_eq!(
        rendered(&mut session, "\n{{ a }}{{ b }}", r#"{"a": 10.0, "b": "\r\n"}"#),
        (0, b"\n10.0\r\n".to_vec())
    );
    assert_eq!(rendered(&mut session, "", "{}"), (0, Vec::new()));
}

#[test]
fn templates_alone() {
    let mut session = Session::in_files();
    assert_eq!(session.run("render --dialect jinja --template hello.jinja").code, 0);
    assert_eq!(
        session.run("render --profile jinja2 --template hello.jinja --contact outside.contact.json").code,
        0
    );
    // A platform in place of an engine: its contact fields are found in any case.
    assert_eq!(session.run("render --profile yespo --template hello.vm --contact ampersand.json").code, 0);
    assert_eq!(
        session.run("render --dialect jinja --template faulty.jinja --contact outside.contact.json").code,
        1
    );
    let contact = br#"{"name": "<b>"}"#;
    let on = [
        "render",
        "--dialect",
        "jinja",
        "--template",
        "hello.jinja",
        "--contact",
        "-",
        "--setting",
        "autoescape=on",
    ];
    assert_eq!(session.run_with(&on, contact).code, 0);
    session.expect("render-template");
}

#[test]
fn without_a_language_all_are_named() {
    let said = Session::in_files().run("render --template hello.jinja");
    assert_eq!(said.code, 2);
    for dialect in Dialect::ALL {
        assert!(said.err.contains(dialect.name()), "{}", said.err);
    }
}

#[test]
fn bad_usage_is_refused_with_the_way_out() {
    let mut session = Session::in_files();
    for args in [
        "render",
        "render note.hook.toml --template hello.jinja",
        "render note.hook.toml --dialect jinja",
        "render --template hello.jinja --dialect jnija",
        "render --template hello.jinja --dialect jinja --profile jinja3",
        "render --template hello.jinja --dialect jinja --setting autoescape",
        "render --template hello.jinja --dialect jinja --setting autoescpae=on",
        "render --template hello.jinja --dialect jinja --setting autoescape=perhaps",
        "render --template hello.jinja --dialect jinja --contact broken.json",
        "render --template - --dialect jinja --contact -",
        "render missing-body.hook.toml",
    ] {
        let said = session.run(args);
        assert_eq!((said.code, said.text().as_str()), (2, ""), "{args}");
    }
    session.expect("render-bad-usage");
}
