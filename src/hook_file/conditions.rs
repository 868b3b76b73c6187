//! Conditions that an author accepts, written under `[contact]` in the hook file.
//!
//! A hook file is the author's: comments, order and form stay. So nothing in it is changed but by adding: tables at the
//! end of the file, or, where the schema is written in braces, a member before the last brace. A schema that is there
//! gets the conditions as one more part of its `allOf`.

use serde_json::{Map, Value, json};

use super::{DocumentRef, HookFile, toml_text};
use crate::field::Segment;
use crate::finding::{Edit, Fix};
use crate::proof::{Asks, Condition};
use crate::source::{InTemplate, SourceId, Span};

/// What stands above the tables.
const COMMENT: &str = "# The segment is limited to such contacts, and the webhook is safe for them.";

impl HookFile {
    /// The edit of the hook file `text` that adds conditions to its `[contact]` schema. None when there are none, when the
    /// schema has a file of its own, when a condition is about an element of a list by its number, or when the file is
    /// written in a way that has no place for them.
    pub fn accepting(text: &str, conditions: &[Condition]) -> Option<Fix> {
        let schema = schema_of(conditions)?;
        let before = HookFile::parse(text);
        let meant = match &before.value.contact {
            None => schema.clone(),
            Some(DocumentRef::Inline(node)) => with_part(node.to_json(), &schema)?,
            Some(DocumentRef::File(_)) => return None,
        };
        let is_meant = |edit: &Edit| {
            let read = HookFile::parse(&edited(text, edit).unwrap_or_default());
            let contact = match read.value.contact {
                Some(DocumentRef::Inline(node)) => Some(node.to_json()),
                Some(DocumentRef::File(_)) | None => None,
            };
            // Reading goes on after an error of syntax, so the schema alone is no proof.
            read.findings.len() <= before.findings.len() && contact.as_ref() == Some(&meant)
        };
        let edit = ways(text, &before.value, &schema).into_iter().find(is_meant)?;
        Some(Fix {
            title: "limit the webhook to contacts that meet the conditions".to_owned(),
            edits: vec![edit],
        })
    }
}

/// The text with an edit of the file itself.
fn edited(text: &str, edit: &Edit) -> Option<String> {
    let range = edit.span.range();
    Some([text.get(..range.start)?, &edit.text, text.get(range.end..)?].concat())
}

/// A schema with one more part of its `allOf`.
fn with_part(mut schema: Value, part: &Value) -> Option<Value> {
    let all = schema.as_object_mut()?.entry("allOf").or_insert_with(|| json!([]));
    all.as_array_mut()?.push(part.clone());
    Some(schema)
}

/// The edits that may do it, the best to read first.
fn ways(text: &str, file: &HookFile, schema: &Value) -> Vec<Edit> {
    let edit = |span, text| Edit { source: SourceId::Hook, span, text };
    let end = Span::empty(text.len());
    let gap = if text.ends_with('\n') { "\n" } else { "\n\n" };
    let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let tables = |head: &str, path: &str| {
        let mut tables = format!("{gap}{COMMENT}\n{head}\n");
        write_table(&mut tables, path, schema);
        edit(end, tables.replace('\n', line_break))
    };
    let Some(DocumentRef::Inline(node)) = &file.contact else {
        return vec![tables("[contact.schema]", "contact.schema")];
    };
    let parts = node.at("/allOf").map(|it| (it.span, inline(schema)));
    let whole = (node.span, format!("allOf = [{}]", inline(schema)));
    let mut ways = vec![tables("[[contact.schema.allOf]]", "contact.schema.allOf")];
    for (span, added) in parts.into_iter().chain([whole]) {
        let Some(at) = before_the_end(text, span) else { continue };
        ways.extend([format!(", {added} "), format!(" {added} ")].map(|it| edit(at, it)));
    }
    ways
}

/// Behind the last member of a list or table in brackets or braces.
fn before_the_end(text: &str, span: Span<InTemplate>) -> Option<Span<InTemplate>> {
    let inside = span.of(text).strip_suffix(['}', ']'])?;
    // A part of the text is no longer than the text.
    Some(Span::empty(span.range().start + inside.trim_end().len()))
}

/// The schema of contacts that meet conditions.
fn schema_of(conditions: &[Condition]) -> Option<Value> {
    let mut schema = Value::Object(Map::new());
    for it in conditions {
        let place = enter(&mut schema, &it.field)?;
        let asked = match it.asks {
            Asks::Present => json!({ "type": ["string", "number", "boolean", "array", "object"] }),
            Asks::Map => json!({ "type": "object" }),
            Asks::Filled => json!({ "type": ["string", "number"], "minLength": 1, "pattern": "\\S" }),
        };
        for (name, value) in asked.as_object()? {
            place.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    (!conditions.is_empty()).then_some(schema)
}

/// The schema of a field in that of the contact. What is around the field is there, and of the type that has fields.
fn enter<'s>(schema: &'s mut Value, path: &[Segment]) -> Option<&'s mut Map<String, Value>> {
    let mut at = schema.as_object_mut()?;
    for step in path {
        let (kind, name) = match step {
            Segment::Key(name) => ("object", name),
            Segment::Each => {
                at.insert("type".to_owned(), json!("array"));
                at = at.entry("items").or_insert_with(|| json!({})).as_object_mut()?;
                continue;
            }
            Segment::Index(_) => return None,
        };
        at.insert("type".to_owned(), json!(kind));
        let required = at.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
        if !required.iter().any(|it| it == &**name) {
            required.push(json!(**name));
        }
        let members = at.entry("properties").or_insert_with(|| json!({})).as_object_mut()?;
        at = members.entry(&**name).or_insert_with(|| json!({})).as_object_mut()?;
    }
    Some(at)
}

/// The lines of a schema below its header: what has fields with conditions of their own has a header of its own.
fn write_table(out: &mut String, path: &str, schema: &Value) {
    let Some(schema) = schema.as_object() else { return };
    let mut below = Vec::new();
    for (name, value) in schema {
        match (name.as_str(), value) {
            ("properties", Value::Object(members)) => {
                for (name, member) in members {
                    let name = key(name);
                    if member.get("properties").is_some() {
                        below.push((format!("{path}.properties.{name}"), member));
                    } else {
                        line(out, &format!("properties.{name}"), member);
                    }
                }
            }
            (name, value) => line(out, &key(name), value),
        }
    }
    for (path, member) in below {
        out.extend(["\n[", &path, "]\n"]);
        write_table(out, &path, member);
    }
}

fn line(out: &mut String, key: &str, value: &Value) {
    out.extend([key, " = ", &inline(value), "\n"]);
}

/// A value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => toml_text::string(text),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, it)| format!("{} = {}", key(name), inline(it)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        // The schemas written here have no null, which TOML cannot write.
        scalar => scalar.to_string(),
    }
}

fn key(name: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let bare = !name.is_empty() && name.chars().all(is_bare);
    if bare { name.to_owned() } else { toml_text::basic(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Segment::{Each, Key};

    const HEAD: &str = "sender = 'a' # mine\nreceiver = 'b'\nbody = ''\n";

    fn filled(path: &[&str]) -> Condition {
        let step = |it: &&str| if *it == "[]" { Each } else { Key((*it).into()) };
        Condition { field: path.iter().map(step).collect(), asks: Asks::Filled }
    }

    /// What becomes of a file; what was in it stays.
    #[track_caller]
    fn check(file: &str, conditions: &[Condition], expected: Option<&str>) {
        let text = format!("{HEAD}{file}");
        let fix = HookFile::accepting(&text, conditions);
        let edited = fix.and_then(|it| HookFile::edit(&text, &[&it]));
        assert_eq!(edited.as_deref(), expected.map(|it| format!("{HEAD}{it}")).as_deref(), "{file}");
    }

    #[test]
    fn a_file_without_a_schema_gets_tables() {
        let name = Condition { asks: Asks::Present, ..filled(&["b c"]) };
        let conditions = [name, filled(&["p", "q", "r"]), filled(&["p", "s"])];
        check(
            "[settings]\nx = '1' # why",
            &conditions,
            Some(
                "[settings]\nx = '1' # why\n\n\
                 # The segment is limited to such contacts, and the webhook is safe for them.\n\
                 [contact.schema]\ntype = \"object\"\nrequired = [\"b c\", \"p\"]\n\
                 properties.\"b c\" = { type = [\"string\", \"number\", \"boolean\", \"array\", \"object\"] }\n\n\
                 [contact.schema.properties.p]\ntype = \"object\"\nrequired = [\"q\", \"s\"]\n\
                 properties.s = { type = [\"string\", \"number\"], minLength = 1, pattern = '\\S' }\n\n\
                 [contact.schema.properties.p.properties.q]\ntype = \"object\"\nrequired = [\"r\"]\n\
                 properties.r = { type = [\"string\", \"number\"], minLength = 1, pattern = '\\S' }\n",
            ),
        );
    }

    const FILLED: &str = "{ type = [\"string\", \"number\"], minLength = 1, pattern = '\\S' }";

    #[test]
    fn a_schema_in_tables_gets_one_more_part() {
        let file = "[contact.schema.properties.a]\ntype = 'string' # always\n";
        let part = format!(
            "\n# The segment is limited to such contacts, and the webhook is safe for them.\n\
             [[contact.schema.allOf]]\ntype = \"object\"\nrequired = [\"n\"]\nproperties.n = {FILLED}\n"
        );
        let once = format!("{file}{part}");
        check(file, &[filled(&["n"])], Some(&once));
        check(&once, &[filled(&["n"])], Some(&format!("{once}{part}")));
        let dotted = "[contact]\nschema.type = 'object'\n";
        check(dotted, &[filled(&["n"])], Some(&format!("{dotted}{part}")));
    }

    #[test]
    fn a_schema_in_braces_gets_one_more_part_there() {
        let part = format!("{{ type = \"object\", required = [\"n\"], properties = {{ n = {FILLED} }} }}");
        let check_one = |before: &str, after: &str| check(before, &[filled(&["n"])], Some(after));
        check_one(
            "[contact]\nschema = { type = 'object' } # mine\n",
            &format!("[contact]\nschema = {{ type = 'object', allOf = [{part}]  }} # mine\n"),
        );
        check_one(
            "contact = { schema = {} }\n",
            &format!("contact = {{ schema = {{ allOf = [{part}] }} }}\n"),
        );
        check_one(
            "[contact]\nschema = { allOf = [{ type = 'object' }] }\n",
            &format!("[contact]\nschema = {{ allOf = [{{ type = 'object' }}, {part} ] }}\n"),
        );
    }

    #[test]
    fn elements_of_lists_are_described_as_all_of_them() {
        let asked = schema_of(&[filled(&["l", "[]", "n"])]).expect("a schema");
        let list = &asked["properties"]["l"];
        assert_eq!(list["type"], "array");
        assert_eq!(list["items"]["required"], json!(["n"]));
    }

    #[test]
    fn what_has_no_place_is_not_written() {
        check("[contact]\nschema = 'contact.schema.json'\n", &[filled(&["n"])], None);
        check("", &[], None);
        let third = Condition { field: [Key("l".into()), Segment::Index(2)].into(), asks: Asks::Filled };
        check("", &[third], None);
    }
}
