//! The template languages. Each front end turns text into a [`Template`] and never fails: what it cannot read
//! becomes an error node and a finding.

use std::sync::Arc;

mod jinja;
pub mod liquid;
mod merge_fields;
mod secret;
mod velocity;

pub(crate) use secret::slots as secret_slots;

use crate::finding::Finding;
use crate::limits;
use crate::parsed::Parsed;
use crate::profile::{self, Profile};
use crate::source::{InTemplate, SourceId, Span};
use crate::template::{Builder, Template};

/// A template language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// Jinja, as Ometria runs it.
    Jinja,
    /// Liquid, as `CleverTap` runs it.
    Liquid,
    /// Velocity, as Yespo runs it.
    Velocity,
    /// ONTRAPORT's merge fields in square brackets.
    MergeFields,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Dialect; 4] = [Dialect::Jinja, Dialect::Liquid, Dialect::Velocity, Dialect::MergeFields];

    /// As hook files and the command line write it.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Jinja => "jinja",
            Dialect::Liquid => "liquid",
            Dialect::Velocity => "velocity",
            Dialect::MergeFields => "merge-fields",
        }
    }

    /// The dialect of this name.
    pub fn from_name(name: &str) -> Option<Dialect> {
        Dialect::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Parses one part of a hook as the default engine of the language reads it.
pub fn parse(dialect: Dialect, source: SourceId, text: &str) -> Parsed<Template> {
    parse_for(profile::default_of(dialect), source, text)
}

/// Parses one part of a hook as this engine reads it. Secret slots are taken out before the language sees the
/// text.
pub fn parse_for(profile: &'static Profile, source: SourceId, text: &str) -> Parsed<Template> {
    let text: Arc<str> = Arc::from(text);
    if text.len() > limits::MAX_TEMPLATE_BYTES {
        let message = format!("the template is longer than {} bytes", limits::MAX_TEMPLATE_BYTES);
        let finding = Finding::error("limit-exceeded", source.clone(), Span::new(0, text.len()), message);
        let template = Builder::new(source, text, Vec::new()).finish(Vec::new());
        return Parsed { value: template, findings: vec![finding] };
    }
    let slots = secret::slots(&text);
    let masked = secret::masked(&text, &slots);
    let mut parser =
        Parser { profile, builder: Builder::new(source, text, slots), text: masked, findings: Vec::new() };
    let root = match profile.dialect {
        Dialect::Jinja => jinja::parse(&mut parser),
        Dialect::Liquid => liquid::parse(&mut parser),
        Dialect::Velocity => velocity::parse(&mut parser),
        Dialect::MergeFields => merge_fields::parse(&mut parser),
    };
    Parsed { value: parser.builder.finish(root), findings: parser.findings }
}

/// What a front end works with.
struct Parser {
    /// The engine that will run the template.
    profile: &'static Profile,
    builder: Builder,
    /// The template's text with secret slots masked, of equal length.
    text: Arc<str>,
    findings: Vec<Finding>,
}

impl Parser {
    /// Reports a mistake of the author.
    fn error(
        &mut self,
        code: &'static str,
        span: Span<InTemplate>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        // A front end may read tags that it has supplied past the end; no finding points there.
        let end = self.text.len();
        let span = Span::new((span.start as usize).min(end), (span.end as usize).min(end));
        let mut finding = Finding::error(code, self.builder.source().clone(), span, message);
        finding.help = help;
        self.findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, parse};
    use crate::source::SourceId;

    #[test]
    fn findings_lie_inside_the_template() {
        let template = "{% filter lowereecpas| %}<b>{% endfilter %\t";
        let findings = parse(Dialect::Jinja, SourceId::Body, template).findings;
        assert!(!findings.is_empty());
        for finding in findings {
            assert!(
                template.get(finding.span.start as usize..finding.span.end as usize).is_some(),
                "{finding:?}"
            );
        }
    }
}
