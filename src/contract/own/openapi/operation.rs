//! Finding the operation, and where it listens.

use super::{At, Resolver};
use crate::finding::Finding;
use crate::hook_file::Located;
use crate::nearest::nearest;
use crate::source::{InTemplate, SourceId, Span};

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// An operation and what is around it.
pub(super) struct Found<'f> {
    pub(super) method: String,
    path: String,
    pub(super) item: At<'f>,
    pub(super) operation: At<'f>,
}

impl Found<'_> {
    fn name(&self) -> String {
        match self.operation.text("operationId") {
            Some(id) => id.to_owned(),
            None => format!("{} {}", self.method.to_ascii_uppercase(), self.path),
        }
    }

    /// Whether people mean it by this name.
    fn is_named(&self, name: &str) -> bool {
        let by_path = name.split_once(char::is_whitespace).is_some_and(|(method, path)| {
            method.eq_ignore_ascii_case(&self.method) && path.trim() == self.path
        });
        by_path || self.operation.text("operationId") == Some(name)
    }
}

/// The operation of this name; without a name, the only one.
pub(super) fn find<'f>(
    resolver: &mut Resolver<'f>,
    root: &At<'f>,
    named: Option<&Located>,
    span: Span<InTemplate>,
) -> Option<Found<'f>> {
    let mut found = all(resolver, root);
    let names: Vec<String> = found.iter().map(Found::name).collect();
    let chosen = match named {
        Some(named) => found.iter().position(|it| it.is_named(&named.text)),
        None if found.len() == 1 => Some(0),
        None => None,
    };
    if let Some(chosen) = chosen {
        return Some(found.swap_remove(chosen));
    }
    let (span, message) = match named {
        Some(named) => (named.span, format!("the description has no operation '{}'", named.text)),
        None => (span, "the description has several operations, and none is named".to_owned()),
    };
    let near = named.and_then(|it| nearest(&it.text, names.iter().map(String::as_str)));
    let help = match near {
        Some(near) => format!("did you mean '{near}'?"),
        None if names.is_empty() => "it has none".to_owned(),
        None if named.is_some() => format!("it has {}", shortened(&names)),
        None => format!("add `operation = \"…\"`; it has {}", shortened(&names)),
    };
    resolver
        .findings
        .push(Finding::error("unknown-operation", SourceId::Hook, span, message).with_help(help));
    None
}

fn shortened(names: &[String]) -> String {
    const MOST: usize = 12;
    let shown = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > MOST { format!("{shown} and {} more", names.len() - MOST) } else { shown }
}

fn all<'f>(resolver: &mut Resolver<'f>, root: &At<'f>) -> Vec<Found<'f>> {
    let mut found = Vec::new();
    let Some(paths) = root.plain("paths") else { return found };
    for member in paths.members().iter().filter(|it| it.key.starts_with('/')) {
        let Some(item) = paths.get(resolver, &member.key) else { continue };
        let operations = item.members().iter().filter(|it| METHODS.contains(&&*it.key));
        found.extend(operations.filter_map(|it| {
            let (method, path) = (it.key.to_string(), member.key.to_string());
            Some(Found { method, path, operation: item.plain(&it.key)?, item: item.clone() })
        }));
    }
    found
}

/// The addresses of the operation, with `{NAME}` for what is to be filled in. A server without a host, such as `/v1`,
/// gives an address without one.
pub(super) fn addresses(root: &At<'_>, found: &Found<'_>) -> Vec<String> {
    let servers = [&found.operation, &found.item, root];
    let servers = servers.into_iter().find_map(|it| it.plain("servers")).map(|it| it.items());
    let server = |it: &At<'_>| it.text("url").map(|it| it.trim_end_matches('/').to_owned());
    let urls: Vec<String> = servers.iter().flatten().filter_map(server).collect();
    let urls = if urls.is_empty() { vec![String::new()] } else { urls };
    urls.into_iter().map(|it| it + &found.path).collect()
}
