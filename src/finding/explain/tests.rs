//! Each code has a page and each page a code, so far as the sources tell.

use std::fs;
use std::path::Path;

use super::scan::{is_kebab, scan};
use super::{PAGES, codes, explain};

/// Fewer codes than this in the sources mean that the scan is broken, not that there are so few.
const FEWEST: usize = 40;

#[test]
fn pages_are_sorted_and_found() {
    assert!(PAGES.is_sorted_by(|(a, _), (b, _)| a < b), "PAGES is searched by halves");
    for code in codes() {
        assert!(explain(code).is_some(), "{code}");
    }
    assert_eq!(explain("no-such-code"), None);
    assert_eq!(explain(""), None);
}

#[test]
fn pages_have_the_form_that_readers_render() {
    for (code, page) in PAGES {
        assert!(page.starts_with(&format!("# {code}\n\n")), "{code}: the heading is the code");
        assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{code}: one line break at the end");
        let lines = page.lines().count();
        assert!((12..=35).contains(&lines), "{code}: {lines} lines");
        assert_eq!(page.matches("```").count() % 2, 0, "{code}: a fence is open");
        for heading in ["## Example", "## Why it matters", "## How to mend it", "## When to accept it"] {
            assert_eq!(page.matches(&format!("\n{heading}\n")).count(), 1, "{code}: {heading}");
        }
        for line in page.lines() {
            let beyond = ["|", "<", ">", "![", "    - ", "  - "].iter().find(|it| line.starts_with(**it));
            assert_eq!(beyond, None, "{code}: {line}");
            assert!(line.trim_end() == line, "{code}: space at the end of a line");
        }
    }
}

#[test]
fn every_page_has_a_file_and_every_file_a_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/finding/pages");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let pages: Vec<String> = codes().map(|code| format!("{code}.md")).collect();
    assert_eq!(files, pages);
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    read_folder(&root, "src", &mut sources);
    let found = scan(&sources);
    assert!(found.codes.len() >= FEWEST, "only {} codes: {:?}", found.codes.len(), found.codes.keys());
    assert!(found.unresolved.is_empty(), "no text constant of this name: {:?}", found.unresolved);
    let odd: Vec<_> = found.codes.iter().filter(|(code, _)| !is_kebab(code)).collect();
    assert!(odd.is_empty(), "codes are kebab-case: {odd:?}");
    let without_page: Vec<_> = found.codes.iter().filter(|(code, _)| explain(code).is_none()).collect();
    assert!(without_page.is_empty(), "write src/finding/pages/CODE.md for: {without_page:?}");
    let without_code: Vec<_> = codes().filter(|code| !found.codes.contains_key(*code)).collect();
    assert!(without_code.is_empty(), "no source gives these codes: {without_code:?}");
}

fn read_folder(folder: &Path, name: &str, sources: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{name}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read_folder(&path, &name, sources);
        } else if path.extension().is_some_and(|it| it == "rs") {
            sources.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The definitions that the sources below call.
const DOORS: &str = r#"
    impl Finding {
        pub fn error(code: &'static str, source: SourceId, message: impl Into<String>) -> Finding { x }
    }
    impl<T> PayloadFault<T> {
        fn error(code: &'static str, span: Span<T>) -> Self { x }
        fn warning(code: &'static str, span: Span<T>) -> Self { Self::error("self-called", span) }
    }
    impl Parser {
        fn error(&mut self, span: Span, code: &'static str) {}
    }
    pub(crate) fn fail(what: Vec<(u8, u8)>, code: &str) {}
"#;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let sources = [("src/doors.rs".to_owned(), DOORS.to_owned()), ("src/a/b.rs".to_owned(), text.to_owned())];
    let found = scan(&sources);
    let codes: Vec<_> = found
        .codes
        .iter()
        .filter(|(_, files)| files.contains("src/a/b.rs"))
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!(codes, expected, "{text}");
    assert_eq!(found.unresolved.len(), 0, "{:?}", found.unresolved);
}

#[test]
fn calls_are_found() {
    check(r#"Finding::error("a-b", source, "not-a-code")"#, &["a-b"]);
    check("finding::Finding::error(\n    \"a-b\",\n    source)", &["a-b"]);
    check(r#"self.parser.error(Span::new(1, 2), "a-b")"#, &["a-b"]);
    check(r#"fail(vec![(1, 2)], "a-b"); super::fail(x, "c-d")"#, &["a-b", "c-d"]);
    check(r#"Finding::error(if x == "no-code" { "a-b" } else { "c-d" }, source)"#, &["a-b", "c-d"]);
    check(r#"Finding::error("odd code", source)"#, &["odd code"]);
    check(r#"Finding::error(fault.code, source); Other::error("not-a-code", source)"#, &[]);
    check(r#"fn fail(what: &str) {} fail("no-code", "neither")"#, &[]);
    check(r#"fn own(code: &str, b: u8) {} own("a-b", 1)"#, &["a-b"]);
    let own = scan(&[("src/doors.rs".to_owned(), DOORS.to_owned())]);
    assert_eq!(own.codes.keys().collect::<Vec<_>>(), ["self-called"]);
}

#[test]
fn constants_and_choices_are_found() {
    check(r#"const NAME: &str = "a-b"; Finding::error(NAME, source)"#, &["a-b"]);
    check(r#"pub const NAME: &'static str = "a-b"; Wrong { code: super::NAME, span }"#, &["a-b"]);
    check(r#"Wrong { code: "a-b", span: "no-code" } struct Wrong { code: &'static str }"#, &["a-b"]);
    check(
        r#"let code = match what { "no-code" | "x-y" => "a-b", "z-z" if x => "c-d", _ => "e" };"#,
        &["a-b", "c-d"],
    );
    check(
        r#"let (code, message) = if x { ("a-b", "some text") } else { (NAME, "") }; const NAME: &str = "c-d";"#,
        &["a-b", "c-d"],
    );
    check(r#"fn code(&self) -> &'static str { match self { Kind::A => "a-b" } }"#, &["a-b"]);
    let unresolved = scan(&[("src/doors.rs".to_owned(), format!("{DOORS} fn x() {{ fail(x, GONE) }}"))]);
    assert_eq!(unresolved.unresolved.into_iter().collect::<Vec<_>>(), ["GONE in src/doors.rs"]);
}

#[test]
fn comments_strings_and_tests_are_passed_over() {
    check("// Finding::error(\"a-b\", source)\n/* Finding::error(\"c-d\", s) */", &[]);
    check(
        r##"x("Finding::error(\"a-b\")"); y(r#"Finding::error("c-d", x)"#); z('"'); Finding::error("e-f", x)"##,
        &["e-f"],
    );
    check("#[cfg(test)]\nmod tests { fn x() { Finding::error(\"a-b\", x) } }\nfail(x, \"c-d\")", &["c-d"]);
    let hidden = |path: &str| (path.to_owned(), r#"fn x() { fail(x, "a-b") }"#.to_owned());
    let doors = ("src/doors.rs".to_owned(), format!("{DOORS} #[cfg(test)] mod tests;"));
    let found = scan(&[doors, hidden("src/doors/tests.rs"), hidden("src/tests.rs")]);
    assert_eq!(found.codes["a-b"].iter().collect::<Vec<_>>(), ["src/tests.rs"]);
}
