//! Edits of templates, carried out in the hook file that the templates stand in.
//!
//! A TOML string writes some characters with escapes and cannot hold others, and the text of a header may stand in a
//! JSON string inside of one. So each way of writing an edit is tried until one is read back as what was meant, and
//! the last way writes the whole value anew; a file in which nothing is read back so is never given.

use std::ops::Range;

use super::{Body, HookFile, Located, TextMap, toml_text};
use crate::finding::{Edit, Fix, apply};
use crate::source::SourceId;

/// A text and its replacement.
type Replacement = (Range<usize>, String);

/// How the text of an edit is written in the file.
type Writing = fn(&str) -> String;

impl HookFile {
    /// The text of a hook file with the edits that `fixes` make in it and in the templates that stand in it. A body
    /// that has a file of its own is not touched. None when an edit cannot be carried out.
    pub fn edit(text: &str, fixes: &[&Fix]) -> Option<String> {
        let mut now = HookFile::parse(text).value;
        let mut text = text.to_owned();
        for source in now.sources() {
            let edits = apply::edits_of(fixes, &source);
            if edits.is_empty() {
                continue;
            }
            text = match source {
                SourceId::Hook => apply::apply(&text, edits)?,
                source => now.value(&source)?.edited(&text, &source, &edits)?,
            };
            now = HookFile::parse(&text).value;
        }
        Some(text)
    }

    /// The texts that a hook file holds. The file itself comes first: its places are those before any other edit.
    fn sources(&self) -> Vec<SourceId> {
        let headers = self.headers.iter().map(|(name, _)| SourceId::Header(name.clone()));
        let body = matches!(self.body, Some(Body::Inline(_))).then_some(SourceId::Body);
        [SourceId::Hook, SourceId::Url].into_iter().chain(headers).chain(body).collect()
    }

    /// The value that holds a template; none for a body in a file of its own.
    pub fn value(&self, source: &SourceId) -> Option<&Located> {
        match source {
            SourceId::Hook | SourceId::Schema(_) | SourceId::Settings(_) => None,
            SourceId::Url => self.url.as_ref(),
            SourceId::Header(name) => self.headers.iter().find(|(it, _)| it == name).map(|(_, it)| it),
            SourceId::Body => match &self.body {
                Some(Body::Inline(value)) => Some(value),
                Some(Body::File(_)) | None => None,
            },
        }
    }
}

impl Located {
    /// The file with edits of this value's text, in the first way of writing that is read back as meant.
    fn edited(&self, file: &str, source: &SourceId, edits: &[&Edit]) -> Option<String> {
        if self.map == TextMap::default() {
            return None;
        }
        let meant = apply::apply(&self.text, edits.iter().copied())?;
        let before = HookFile::parse(file).findings.len();
        let is_meant = |text: &String| {
            let read = HookFile::parse(text);
            // Reading goes on after an error of syntax, so the text alone is no proof.
            let is_sound = read.findings.len() <= before;
            is_sound && read.value.value(source).is_some_and(|it| it.text == meant)
        };
        let in_place = WRITINGS.iter().map(|writing| self.in_place(edits, *writing));
        let anew = vec![(self.span.range(), toml_text::string(&meant))];
        in_place.chain([anew]).filter_map(|it| replaced(file, &it)).find(is_meant)
    }

    /// The edits at their places in the file.
    fn in_place(&self, edits: &[&Edit], writing: Writing) -> Vec<Replacement> {
        let one = |edit: &&Edit| {
            let span = self.in_file(edit.span);
            (span.range(), writing(&edit.text))
        };
        edits.iter().map(one).collect()
    }
}

/// As it is, with the escapes of TOML, with those of JSON, and with both.
const WRITINGS: [Writing; 4] =
    [str::to_owned, toml_text::escaped, json_escaped, |text| toml_text::escaped(&json_escaped(text))];

fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or_default().to_owned()
}

fn replaced(text: &str, replacements: &[Replacement]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, new) in replacements {
        out += text.get(at..range.start)?;
        out += new;
        at = range.end;
    }
    out += text.get(at..)?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    const HEAD: &str = "sender = 'a'\nreceiver = 'b'\n";

    /// Replaces `old` in the template of `source` by `new`.
    #[track_caller]
    fn check(source: &SourceId, file: &str, (old, new): (&str, &str), expected: Option<&str>) {
        let text = format!("{HEAD}{file}");
        let read = HookFile::parse(&text).value;
        let template = &read.value(source).expect("the template").text;
        let start = template.find(old).expect("the text to replace");
        let edit =
            Edit { source: source.clone(), span: Span::new(start, start + old.len()), text: new.to_owned() };
        let fix = Fix { title: String::new(), edits: vec![edit] };
        let expected = expected.map(|it| format!("{HEAD}{it}"));
        assert_eq!(HookFile::edit(&text, &[&fix]), expected, "{file}");
    }

    #[test]
    fn strings_keep_their_form_where_they_can() {
        let body = |file, edit, expected| check(&SourceId::Body, file, edit, Some(expected));
        body("body = '{ \"a\": 1 }'", ("a", "b"), "body = '{ \"b\": 1 }'");
        body(r#"body = "\u00e9 \"a\"\n""#, ("a", "\"b\"\n"), r#"body = "\u00e9 \"\"b\"\n\"\n""#);
        body("body = '''\na\nb'''", ("a", "'x'\n"), "body = '''\n'x'\n\nb'''");
        body("body = \"\"\"\na \\\n  b\"\"\"", ("b", "c\\d\""), "body = \"\"\"\na \\\n  c\\\\d\\\"\"\"\"");
        body("body = '''\r\na\r\nb'''", ("a", "x"), "body = '''\r\nx\r\nb'''");
    }

    #[test]
    fn a_form_that_cannot_hold_the_text_is_changed() {
        let body = |file, edit, expected| check(&SourceId::Body, file, edit, Some(expected));
        body("body = 'a \"b\"'", ("a", "it's"), "body = \"it's \\\"b\\\"\"");
        body("body = 'a'", ("a", "x\ny"), "body = '''\nx\ny'''");
        body("body = '''a'''", ("a", "'''"), "body = \"'''\"");
        body("body = 'a'", ("a", "\u{1}"), "body = \"\\u0001\"");
    }

    #[test]
    fn headers_in_json_are_written_as_json() {
        let header = SourceId::Header("A".into());
        let edit = ("x", "\"y\"\n");
        check(
            &header,
            "body = ''\n[headers]\nA = 'x'",
            edit,
            Some("body = ''\n[headers]\nA = '''\n\"y\"\n'''"),
        );
        let json = r#"{"A": "\"y\"\n"}"#;
        let expected = format!("headers = '{json}'\nbody = ''");
        check(&header, "headers = '{\"A\": \"x\"}'\nbody = ''", edit, Some(&expected));
        let basic = "headers = \"{\\\"A\\\": \\\"x\\\"}\"\nbody = ''";
        let expected = "headers = \"{\\\"A\\\": \\\"\\\\\\\"y\\\\\\\"\\\\n\\\"}\"\nbody = ''";
        check(&header, basic, edit, Some(expected));
    }

    #[test]
    fn what_is_no_text_is_not_edited() {
        let header = SourceId::Header("A".into());
        check(&header, "body = ''\n[headers]\nA = 7", ("7", "8"), None);
    }

    #[test]
    fn several_texts_are_edited_at_once() {
        let text = format!("{HEAD}url = 'http://é'\nbody = \"\\té\"\n");
        let edit = |source, start, end, text: &str| Edit {
            source,
            span: Span::new(start, end),
            text: text.to_owned(),
        };
        let hook = edit(SourceId::Hook, 0, 6, "sender");
        let edits = vec![edit(SourceId::Url, 4, 4, "s"), edit(SourceId::Body, 1, 3, "e"), hook];
        let fix = Fix { title: String::new(), edits };
        let edited = HookFile::edit(&text, &[&fix]);
        assert_eq!(edited.as_deref(), Some(&*format!("{HEAD}url = 'https://é'\nbody = \"\\te\"\n")));
    }
}
