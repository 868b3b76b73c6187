//! What makes a problem the same one in two runs, whatever lines were added above it.

use hookproof::finding::Finding;

/// A problem without its place in the text: the part of the request and the fields that it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Identity {
    pub(crate) code: String,
    /// The template that it is in, as reports write it: `body`, `url`, `header:NAME`, `hook`.
    pub(crate) source: String,
    /// Its place in the request, as a JSON pointer.
    pub(crate) pointer: String,
    pub(crate) fields: Vec<String>,
    pub(crate) message: String,
}

impl Identity {
    /// Of a finding.
    pub(crate) fn of(finding: &Finding) -> Identity {
        Identity {
            code: finding.code.to_owned(),
            source: finding.source.to_string(),
            pointer: finding.pointer.clone().unwrap_or_default(),
            fields: finding.fields.iter().map(ToString::to_string).collect(),
            message: finding.message.clone(),
        }
    }

    /// As text in which no two identities are alike.
    pub(crate) fn text(&self) -> String {
        let fields = self.fields.join("\u{1}");
        [&*self.code, &self.source, &self.pointer, &fields, &self.message].join("\0")
    }
}
