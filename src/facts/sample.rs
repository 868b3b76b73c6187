//! A plausible contact made of the fields that a template reads: for a first preview, before there is a real one.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{FieldFact, Uses};
use crate::field::Segment;

/// How many elements a list has at least, so that what stands between two shows.
const ELEMENTS: usize = 2;

/// How many it has at most, whatever element is named.
const MAX_ELEMENTS: usize = 8;

/// Words that end a field's name, with what such a field holds. The first that fits is taken.
const GUESSES: &[(&[&str], Guess)] = &[
    (&["email", "mail"], Guess::Text("amelia@example.com")),
    (&["phone", "mobile", "tel", "telephone", "sms"], Guess::Text("+442079460958")),
    (&["postcode", "zip", "zipcode", "postal", "postalcode"], Guess::Text("SW1A 1AA")),
    (&["firstname", "first", "forename", "given"], Guess::Text("Amelia")),
    (&["lastname", "last", "surname", "family"], Guess::Text("Clarke")),
    (&["city", "town"], Guess::Text("London")),
    (&["country", "countrycode"], Guess::Text("GB")),
    (&["state", "county", "region", "province"], Guess::Text("Greater London")),
    (&["street", "address", "address1", "line1", "addressline1"], Guess::Text("12 Rose Lane")),
    (&["address2", "line2", "addressline2"], Guess::Text("Flat 3")),
    (&["company", "organisation", "organization"], Guess::Text("Rose & Co")),
    (&["price", "amount", "total", "cost", "subtotal", "discount", "balance", "value"], Guess::Price),
    (&["count", "number", "quantity", "qty", "points", "age", "index", "size", "limit"], Guess::Count),
    (
        &["date", "day", "birthday", "created", "updated", "at", "time", "timestamp"],
        Guess::Text("2026-01-31"),
    ),
    (&["url", "link", "href", "website"], Guess::Text("https://example.com/page")),
    (&["image", "picture", "photo", "img"], Guess::Text("https://example.com/image.png")),
    (&["id", "uuid", "key", "code", "sku"], Guess::Text("A1001")),
    (&["currency"], Guess::Text("GBP")),
    (&["language", "locale", "lang"], Guess::Text("en")),
    (&["title"], Guess::Text("Trail shoes")),
    (&["gender"], Guess::Text("female")),
    (&["active", "enabled", "subscribed", "optin"], Guess::True),
    (&["name", "fullname"], Guess::Text("Amelia Clarke")),
];

/// What a field holds.
#[derive(Clone, Copy, Debug)]
enum Guess {
    Text(&'static str),
    Price,
    Count,
    True,
}

/// A plausible contact with all of these fields, as JSON text.
pub fn sample(fields: &[FieldFact]) -> String {
    sample_with(fields.iter().map(|it| (&*it.segments, it.uses)), &|_| None)
}

/// The same, with what the platform documents of a field in place of a guess.
pub(super) fn sample_with<'f>(
    fields: impl Iterator<Item = (&'f [Segment], Uses)>,
    examples: &dyn Fn(&str) -> Option<Value>,
) -> String {
    let mut root = Shape::default();
    for (segments, uses) in fields {
        root.add(segments, uses);
    }
    let mut contact = Map::new();
    for (key, shape) in &root.members {
        contact.insert(key.to_string(), shape.value(key, key, examples));
    }
    // A value made of texts, numbers, lists and maps can be written as JSON.
    serde_json::to_string_pretty(&Value::Object(contact)).unwrap_or_default() + "\n"
}

/// What is asked of a field.
#[derive(Debug, Default)]
struct Shape {
    members: BTreeMap<Arc<str>, Shape>,
    element: Option<Box<Shape>>,
    elements: usize,
}

impl Shape {
    /// Adds a field. Paths have few steps, so the recursion is shallow.
    fn add(&mut self, segments: &[Segment], uses: Uses) {
        let next = match segments {
            [] => {
                if uses.looped {
                    self.element.get_or_insert_default();
                }
                return;
            }
            [Segment::Key(key), ..] => self.members.entry(key.clone()).or_default(),
            [Segment::Index(at), ..] => {
                self.elements = self.elements.max(at.saturating_add(1));
                self.element.get_or_insert_default()
            }
            [Segment::Each, ..] => self.element.get_or_insert_default(),
        };
        next.add(segments.get(1..).unwrap_or_default(), uses);
    }

    /// A value of this shape for the field `path`, which `name` ends.
    fn value(&self, path: &str, name: &str, examples: &dyn Fn(&str) -> Option<Value>) -> Value {
        if !self.members.is_empty() {
            let mut members = Map::new();
            for (key, shape) in &self.members {
                members.insert(key.to_string(), shape.value(&member_path(path, key), key, examples));
            }
            return Value::Object(members);
        }
        if let Some(element) = &self.element {
            let count = self.elements.clamp(ELEMENTS, MAX_ELEMENTS);
            let name = name.strip_suffix('s').unwrap_or(name);
            return vec![element.value(&format!("{path}[]"), name, examples); count].into();
        }
        examples(path).unwrap_or_else(|| guess(name))
    }
}

fn member_path(path: &str, key: &str) -> String {
    let mut written = path.to_owned();
    crate::field::push_segment(&mut written, &Segment::Key(Arc::from(key)));
    written
}

/// What a field of this name holds: by all of its words together, then by the last one, then by any.
fn guess(name: &str) -> Value {
    let words = words(name);
    let joined = words.concat();
    let candidates = [Some(&joined), words.last()].into_iter().flatten().chain(words.iter());
    for word in candidates {
        let found = GUESSES.iter().find(|(endings, _)| endings.contains(&word.as_str()));
        if let Some((_, guess)) = found {
            return match guess {
                Guess::Text(text) => json!(text),
                Guess::Price => json!(19.5),
                Guess::Count => json!(2),
                Guess::True => json!(true),
            };
        }
    }
    json!(words.last().map_or("sample", |word| word.as_str()))
}

/// The words of a name in lower case: `first_name`, `First Name`, `firstName`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut after = ' ';
    for c in name.chars() {
        let starts = !after.is_alphanumeric() || (c.is_uppercase() && after.is_lowercase());
        match words.last_mut() {
            Some(word) if c.is_alphanumeric() && !starts => word.extend(c.to_lowercase()),
            _ if c.is_alphanumeric() => words.push(c.to_lowercase().collect()),
            _ => {}
        }
        after = c;
    }
    words
}
