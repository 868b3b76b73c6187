//! The content types of a body and the schema of the one that the hook sends.

use serde_json::{Value, json};

use super::{At, Place, Resolver};
use crate::contract::{Rules, unknown};
use crate::payload::Format;

/// The schema of a body.
pub(in super::super) struct Body {
    pub(in super::super) schema: Place,
    /// The fields of a form that hold more than a text in one value: JSON, or a list with commas.
    packed: Vec<String>,
}

/// Where the schema is; none when nothing is asked of the body, or nothing that can be checked: a body of parts has
/// no format that is read here.
pub(super) fn read<'f>(
    resolver: &mut Resolver<'f>,
    operation: &At<'f>,
    stated: Option<&str>,
    rules: &mut Rules,
) -> Option<Body> {
    let body = operation.get(resolver, "requestBody")?;
    let content = body.plain("content")?;
    let bare = |it: &str| it.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let types: Vec<(String, String)> =
        content.members().iter().map(|it| (bare(&it.key), it.key.to_string())).collect();
    // A range such as `*/*` takes what cannot be listed.
    if !types.iter().any(|(it, _)| it.contains('*')) {
        rules.content_types = types.iter().map(|(it, _)| it.clone()).collect();
    }
    let stated = stated.map(bare);
    let same = |it: &&(String, String)| Some(&it.0) == stated.as_ref();
    let alike = |it: &&(String, String)| stated.as_ref().is_some_and(|s| Format::of(s) == Format::of(&it.0));
    let chosen = types.iter().find(same).or_else(|| types.iter().find(alike)).or_else(|| types.first());
    let (content_type, key) = chosen?;
    let format = stated.as_deref().filter(|_| content_type.contains('*')).unwrap_or(content_type);
    if Format::of(format) == Format::Text {
        return None;
    }
    let chosen = content.get(resolver, key)?;
    let schema = chosen.plain("schema")?.place;
    let packed = if Format::of(format) == Format::Form { packed(&chosen) } else { Vec::new() };
    Some(Body { schema, packed })
}

/// The fields whose `encoding` puts a list or an object into one text. Brackets and repeated names, which
/// `deepObject` and `explode` make, are read as they are.
fn packed(chosen: &At<'_>) -> Vec<String> {
    let Some(encoding) = chosen.plain("encoding") else { return Vec::new() };
    let fields = encoding.members().iter().filter(|it| {
        let of = |key| it.value.member(key).map(|it| &it.value);
        let is_json =
            of("contentType").and_then(super::text_of).is_some_and(|it| Format::of(it) == Format::Json);
        let is_joined = of("explode").is_some_and(|it| it.kind == crate::payload::NodeKind::Bool(false));
        is_json || is_joined
    });
    fields.map(|it| it.key.to_string()).collect()
}

impl Body {
    /// Takes back what the schema asks of packed fields: they are not unpacked here, and their text is neither list nor
    /// object.
    pub(in super::super) fn loosen(&self, schema: &mut Value) {
        for name in &self.packed {
            let of = unknown::resolve(schema, schema);
            if of.get("properties").is_none_or(|it| it.get(name).is_none()) {
                continue;
            }
            let mut all = of.clone();
            if let Some(property) = all.get_mut("properties").and_then(|it| it.get_mut(name)) {
                *property = json!({});
            }
            // What is referred to elsewhere stays as it is.
            if let (Some(target), Value::Object(members)) = (schema.as_object_mut(), all) {
                target.shift_remove("$ref");
                for (key, value) in
                    members.into_iter().filter(|(key, _)| !matches!(key.as_str(), "$defs" | "$schema"))
                {
                    target.insert(key, value);
                }
            }
        }
    }
}
