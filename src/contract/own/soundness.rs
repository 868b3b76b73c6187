//! `broken-schema`: a schema is not as JSON Schema has it.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::link::Linked;
use super::resolver::Resolver;
use crate::finding::Finding;
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::nearest::nearest;

const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// Tells what is wrong with a schema, each at its place; whether it can be used.
pub(super) fn check(linked: &Linked, resolver: &mut Resolver<'_>) -> bool {
    let mut errors: Vec<(String, String, Option<String>)> = Vec::new();
    match jsonschema::meta::validator_for(&linked.schema) {
        Ok(draft) => {
            errors.extend(draft.iter_errors(&linked.schema).take(MAX_SYNTAX_ERRORS).map(|it| told(&it)));
        }
        Err(error) => errors.push(told(&error)),
    }
    if errors.is_empty() {
        errors.extend(jsonschema::validator_for(&linked.schema).err().map(|it| told(&it)));
    }
    for (pointer, message, help) in &errors {
        let (source, span) = linked.origin(resolver, pointer);
        let mut finding = Finding::error("broken-schema", source, span, message.clone());
        finding.help.clone_from(help);
        resolver.findings.push(finding);
    }
    errors.is_empty()
}

/// Where in the schema, what is wrong, and what to do.
fn told(error: &ValidationError<'_>) -> (String, String, Option<String>) {
    let pointer = error.instance_path().to_string();
    let keyword = pointer.rsplit('/').find(|it| !it.bytes().all(|b| b.is_ascii_digit())).unwrap_or_default();
    if keyword == "type" {
        let stated = error.instance().as_ref();
        let is_type = |it: &Value| it.as_str().is_some_and(|it| TYPES.contains(&it));
        let several = stated.as_array().into_iter().flatten();
        let wrong = several.enumerate().find(|(_, it)| !is_type(it));
        let (pointer, stated) =
            wrong.map_or((pointer.clone(), stated), |(at, it)| (format!("{pointer}/{at}"), it));
        let message = format!("JSON Schema has no type {stated}");
        let near = stated.as_str().and_then(|it| nearest(it, TYPES));
        let help = near.map_or_else(
            || format!("its types are {}", TYPES.join(", ")),
            |it| format!("did you mean '{it}'?"),
        );
        return (pointer, message, Some(help));
    }
    let message = match error.kind() {
        ValidationErrorKind::Referencing(_) => error.to_string(),
        _ if keyword.is_empty() => format!("this is not a JSON Schema: {error}"),
        _ => format!("'{keyword}' is not as JSON Schema has it: {error}"),
    };
    (pointer, message, None)
}
