//! How requests sign in: the connector of a hook, as a header or as a parameter of its address.

use std::sync::Arc;

use crate::delivery::{Connector, Scheme, unknown_connector};
use crate::dialect::secret_slots;
use crate::finding::Finding;
use crate::hook_file::{ConnectorRef, HookFile};
use crate::source::{InTemplate, SourceId, Span};
use crate::template::{Builder, SECRET_MASK, Secret, SecretKind, Template};

/// What a connector adds to the templates of a hook.
#[derive(Clone, Debug, Default)]
pub(super) struct Added {
    /// A header.
    pub(super) header: Option<(Arc<str>, Arc<Template>)>,
    /// The end of the address.
    pub(super) url_end: String,
}

/// What a connector has added, and where the hook file or `hookproof.toml` states it.
#[derive(Clone, Debug)]
pub(super) struct SignsIn {
    header: Option<Arc<str>>,
    /// Where its part of the address begins.
    url_from: Option<u32>,
    source: SourceId,
    span: Span<InTemplate>,
}

/// What the connector of a hook file adds, unless the file states the same itself: then a finding says so.
pub(super) fn added(file: &HookFile, findings: &mut Vec<Finding>) -> (Added, Option<SignsIn>) {
    let connector = match &file.connector {
        Some(ConnectorRef::Own(connector)) => connector,
        Some(ConnectorRef::Named(name)) => {
            findings.push(unknown_connector(name, SourceId::Hook, std::iter::empty()));
            return Default::default();
        }
        Some(ConnectorRef::Unusable) | None => return Default::default(),
    };
    let mut added = Added::default();
    let mut signs_in =
        SignsIn { header: None, url_from: None, source: connector.source.clone(), span: connector.span };
    match parts(connector) {
        Parts::Header(name, text, slots) => {
            if let Some((_, stated)) = file.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case(&name)) {
                findings
                    .push(not_used(stated.span, &format!("the webhook states the header '{name}' itself")));
                return Default::default();
            }
            let template = literal(SourceId::Header(name.clone()), &text, slots);
            signs_in.header = Some(name.clone());
            added.header = Some((name, Arc::new(template)));
        }
        Parts::Query(name, key) => {
            let Some(url) = &file.url else { return Default::default() };
            let has = |mark: char| url.text.contains(&format!("{mark}{name}="));
            if has('?') || has('&') {
                findings.push(not_used(url.span, &format!("the address has the parameter '{name}' itself")));
                return Default::default();
            }
            let mark = if url.text.contains('?') { '&' } else { '?' };
            // Spans of templates are of 32 bits; longer ones are not read.
            signs_in.url_from = u32::try_from(url.text.len()).ok();
            added.url_end = format!("{mark}{name}={key}");
        }
    }
    (added, Some(signs_in))
}

fn not_used(span: Span<InTemplate>, why: &str) -> Finding {
    let message = format!("{why}, so the connector adds nothing");
    let finding = Finding::warning("connector-not-used", SourceId::Hook, span, message);
    finding.with_help("take it out of the webhook, or leave the connector out")
}

/// What stands in the request.
enum Parts {
    /// A header: name, value, and the secrets in it.
    Header(Arc<str>, String, Vec<(Span<InTemplate>, Secret)>),
    /// A parameter of the address: name and value.
    Query(String, String),
}

fn parts(connector: &Connector) -> Parts {
    let header = |name: &str, text: String| {
        let slots = secret_slots(&text);
        Parts::Header(name.into(), text, slots)
    };
    match &connector.scheme {
        Scheme::Basic { user, password } => {
            // Of what is encoded as a whole, the whole is a secret, and no text of it is anywhere.
            let text = format!("Basic {SECRET_MASK}");
            let span = Span::new(text.len() - SECRET_MASK.len(), text.len());
            let secret = Secret::new(SecretKind::Basic, format!("{user}:{password}"));
            Parts::Header("Authorization".into(), text, vec![(span, secret)])
        }
        Scheme::Bearer { token } => header("Authorization", format!("Bearer {token}")),
        Scheme::Header { name, key } => header(name, key.clone()),
        Scheme::Query { name, key } => Parts::Query(name.clone(), key.clone()),
    }
}

/// A template that prints its text, whatever is in it, but for secrets.
fn literal(source: SourceId, text: &str, slots: Vec<(Span<InTemplate>, Secret)>) -> Template {
    let mut builder = Builder::new(source, text.into(), slots);
    let mut root = Vec::new();
    builder.text(Span::new(0, text.len()), &mut root);
    builder.finish(root)
}

impl SignsIn {
    /// See [`super::Hook::stated`].
    pub(super) fn stated(&self, source: &SourceId, span: Span<InTemplate>) -> Span<InTemplate> {
        match self.url_from {
            Some(end) if *source == SourceId::Url => {
                Span::new(span.start.min(end) as usize, span.end.min(end) as usize)
            }
            _ => span,
        }
    }

    /// Takes findings about what the connector has added to where the connector is stated. That a secret is written out
    /// was told of there already.
    pub(super) fn take_back(&self, findings: &mut Vec<Finding>) {
        let is_own = |it: &Finding| match &it.source {
            SourceId::Header(name) => self.header.as_ref() == Some(name),
            SourceId::Url => self.url_from.is_some_and(|from| it.span.start >= from && !it.span.is_empty()),
            SourceId::Hook | SourceId::Body | SourceId::Schema(_) | SourceId::Settings(_) => false,
        };
        findings.retain(|it| it.code != "secret-in-file" || !is_own(it));
        for finding in findings.iter_mut().filter(|it| is_own(it)) {
            (finding.source, finding.span) = (self.source.clone(), self.span);
            (finding.rendered, finding.fix) = (None, None);
            finding.places.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Contact;
    use crate::contract::Catalog;
    use crate::hook::{Hook, Options};

    fn hook(more: &str) -> Hook {
        let file = format!("sender = 'ometria'\nreceiver = 'generic'\nbody = ''\n{more}");
        Hook::compile(&HookFile::parse(&file).value, &Catalog::builtin()).value
    }

    const QUERY: &str = "connector = { type = 'api-key', query = 'key', key = '${env:K}' }";

    #[test]
    fn a_key_goes_behind_the_parameters_that_are_there() {
        for (url, expected) in [
            ("https://a.test", "https://a.test?key=•••"),
            ("https://a.test/?a=1", "https://a.test/?a=1&key=•••"),
            ("https://a.test/?monkey=1", "https://a.test/?monkey=1&key=•••"),
            ("https://a.test/?key=1", "https://a.test/?key=1"),
        ] {
            let hook = hook(&format!("url = '{url}'\n{QUERY}"));
            let request = hook.render(&Contact::empty(), &Options::default());
            assert_eq!(request.url.text, expected);
        }
        assert_eq!(hook(QUERY).render(&Contact::empty(), &Options::default()).url.text, "");
    }

    #[test]
    fn places_stay_within_what_the_webhook_states() {
        let hook = hook(&format!("url = 'https://a.test'\n{QUERY}"));
        let at = |source: SourceId, start, end| hook.stated(&source, Span::new(start, end)).range();
        assert_eq!(at(SourceId::Url, 0, 14), 0..14);
        assert_eq!(at(SourceId::Url, 19, 27), 14..14);
        assert_eq!(at(SourceId::Body, 19, 27), 19..27);
    }
}
