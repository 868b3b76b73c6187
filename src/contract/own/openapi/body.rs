//! The content types of a body and the schema of the one that the hook sends.

use super::{At, Place, Resolver};
use crate::contract::Rules;
use crate::payload::Format;

/// Where the schema is; none when nothing is asked of the body, or nothing that can be checked: a body of parts has
/// no format that is read here.
pub(super) fn read<'f>(
    resolver: &mut Resolver<'f>,
    operation: &At<'f>,
    stated: Option<&str>,
    rules: &mut Rules,
) -> Option<Place> {
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
    Some(content.get(resolver, key)?.plain("schema")?.place)
}
