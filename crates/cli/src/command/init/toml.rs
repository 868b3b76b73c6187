//! Writes a starter as a webhook file that people like to edit: comments say what is left to do, and a body stands
//! as it will be sent, without escapes.

use hookproof::contract::Starter;
use hookproof::hook_file::toml_text::{basic, string};
use serde_json::{Map, Value};

/// The line by which editors find the schema.
const SCHEMA: &str = "#:schema https://hookproof.dev/schemas/hook.schema.json";

/// How wide comments are.
const WIDTH: usize = 100;

/// The text of the webhook file.
pub(super) fn hook_file(starter: &Starter) -> String {
    let mut text = format!("{SCHEMA}\n\n# Left to do:\n");
    for it in &starter.todo {
        comment(&mut text, it);
    }
    let empty = Map::new();
    let members = starter.hook.as_object().unwrap_or(&empty);
    text.push('\n');
    // In TOML, what follows a table header belongs to the table, so tables come last.
    let (tables, values): (Vec<_>, Vec<_>) = members.iter().partition(|(_, value)| value.is_object());
    for (name, value) in values {
        assign(&mut text, name, value);
    }
    for (name, value) in tables {
        text += &format!("\n[{}]\n", key(name));
        for (name, value) in value.as_object().unwrap_or(&empty) {
            assign(&mut text, name, value);
        }
    }
    text
}

/// A list item in comments, broken between words.
fn comment(text: &mut String, item: &str) {
    let mut line = "# -".to_owned();
    for word in item.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            *text += &line;
            "\n#  ".clone_into(&mut line);
        }
        line.push(' ');
        line += word;
    }
    *text += &line;
    text.push('\n');
}

fn assign(text: &mut String, name: &str, value: &Value) {
    *text += &format!("{} = {}\n", key(name), written(value));
}

fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().all(bare) { name.to_owned() } else { basic(name) }
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => string(text),
        Value::Array(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{} = {}", key(name), written(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        // TOML writes these as JSON does, and has no null: starters have none.
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use hookproof::hook_file::{Body, HookFile};

    use super::*;

    #[test]
    fn texts_are_read_back_as_they_were() {
        for text in [
            "",
            "plain",
            "say \"hello\"",
            "it's \"both\"",
            "back\\slash",
            "{\n  \"a\": \"{{ b }}\"\n}\n",
            "\nstarts with a line break",
            "three ''' quotation marks\n",
            "ends with one\n'",
            "tab\there",
            "bell\u{7} and delete\u{7f}",
            "windows\r\nline\r\n",
        ] {
            let file = format!("sender = 'a'\nreceiver = 'b'\nbody = {}\n", string(text));
            let parsed = HookFile::parse(&file);
            assert_eq!(parsed.findings, [], "{file}");
            let body = match parsed.value.body {
                Some(Body::Inline(body)) => body.text,
                other => panic!("{other:?}"),
            };
            assert_eq!(body, text, "{file}");
        }
    }

    #[test]
    fn keys_are_quoted_where_they_must_be() {
        assert_eq!(key("Content-Type"), "Content-Type");
        assert_eq!(key("X Y"), "\"X Y\"");
        assert_eq!(key(""), "\"\"");
    }

    #[test]
    fn comments_break_between_words() {
        let mut text = String::new();
        comment(&mut text, "word ".repeat(30).trim_end());
        assert_eq!(text.lines().map(str::len).max(), Some(98));
        assert!(text.lines().all(|it| it.starts_with("# ")), "{text}");
    }
}
