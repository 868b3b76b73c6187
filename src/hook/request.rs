//! The request that a hook makes for a contact: rendered, and how its body is read.

use std::sync::Arc;

use super::{Hook, Options};
use crate::contact::Contact;
use crate::payload::{self, Format, Reading};
use crate::render::{Render, Rendered};
use crate::settings::Settings;
use crate::source::{InRendered, SourceId};

/// A rendered request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The address.
    pub url: Rendered,
    /// The headers, in the hook's order.
    pub headers: Vec<(Arc<str>, Rendered)>,
    /// The content type that it is sent with when no header says one; none when it has no body.
    pub content_type: Option<Arc<str>>,
    /// The body.
    pub body: Rendered,
}

impl Request {
    /// The header of this name, whose case does not matter (RFC 9110, section 5.1).
    pub fn header(&self, name: &str) -> Option<(&Arc<str>, &Rendered)> {
        self.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(name, part)| (name, part))
    }

    /// All parts that are rendered from templates, each with its source.
    pub fn parts(&self) -> impl Iterator<Item = (SourceId, &Rendered)> {
        let headers = self.headers.iter().map(|(name, part)| (SourceId::Header(name.clone()), part));
        [(SourceId::Url, &self.url)].into_iter().chain(headers).chain([(SourceId::Body, &self.body)])
    }
}

impl Hook {
    /// Renders the request for a contact.
    pub fn render(&self, contact: &Contact, options: &Options) -> Request {
        self.render_with(contact, options, &self.settings).0
    }

    pub(super) fn render_with<'h>(
        &'h self,
        contact: &Contact,
        options: &Options,
        settings: &'h Settings,
    ) -> (Request, Render<'h>) {
        let mut render = Render::new(self.profile, settings, contact);
        render.clock = options.clock;
        let url = render.part(&self.url);
        let headers =
            self.headers.iter().map(|(name, template)| (name.clone(), render.part(template))).collect();
        let body = render.part(&self.body);
        let content_type = (!body.text.is_empty()).then(|| self.usual_content_type().into());
        (Request { method: self.method.0.clone(), url, headers, content_type, body }, render)
    }

    /// The content type of a request, without parameters: its header's, else the sender's usual one, else JSON.
    pub(crate) fn content_type(&self, request: &Request) -> String {
        let stated = request.header("Content-Type").map(|(_, part)| part.text.as_str());
        let content_type = stated.unwrap_or_else(|| self.usual_content_type());
        content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The content type of a request whose headers say none.
    fn usual_content_type(&self) -> &str {
        let usual = self.sender_content_types().first().map(String::as_str);
        let receivers = self.receiver.rules.content_types.first().map(String::as_str);
        usual.or(receivers).unwrap_or("application/json")
    }

    /// How the body is read, and what is read; none when no body is sent.
    pub(crate) fn read(&self, request: &Request) -> (Format, Option<Reading<InRendered>>) {
        let format = self.format(request);
        let has_body = self.method.0 != "GET" || !request.body.text.trim().is_empty();
        (format, has_body.then(|| payload::read(&request.body.text, format)))
    }

    /// Whether no contact is sent a body: a GET whose template has none.
    pub(crate) fn is_bodiless(&self) -> bool {
        self.method.0 == "GET" && self.body().text.trim().is_empty()
    }

    /// How the body is read: as its content type says or, where the receiver takes none of that format, as the
    /// receiver's usual one, so that what stands in it is still checked.
    pub fn format(&self, request: &Request) -> Format {
        let stated = self.content_type(request);
        let format = Format::of(&stated);
        let taken = &self.receiver.rules.content_types;
        let alike = |it: &String| Format::of(it) == format && (format != Format::Text || *it == stated);
        match taken.first() {
            Some(usual) if !taken.iter().any(alike) => Format::of(usual),
            _ => format,
        }
    }
}
