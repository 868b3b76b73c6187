//! How a value is escaped in each template language: as words of help, and as an edit of its merge tag.
//!
//! The edit appends an escaper to the merge tag, one for all characters that break the place, so that one edit ends all
//! findings about the value. What the tag prints for values that break nothing stays as it was: absent values print
//! nothing (or their word, as Jinja's `None`), and numbers stay the text that they were.

mod help;
mod jinja;
mod liquid;
mod velocity;

pub(super) use help::{json, path, url, xml};

use super::{Edit, Finding, Fix, check::Check};
use crate::dialect::Dialect;
use crate::source::{InTemplate, Span};
use crate::template::{Arg, Const, Expr, ExprId, ExprKind, NodeKind, Template};

/// Where a value stands that has to be escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Between the quotation marks of a JSON string.
    Json,
    /// In the text of an XML element.
    XmlText,
    /// In the value of an XML attribute.
    XmlAttribute,
    /// In the value of a form's field, or of a query's.
    Form,
    /// In the path of an address.
    Path,
    /// In a header.
    Header,
}

impl Place {
    /// Filters that escape for such a place, or say that nothing has to be escaped. What went through one is not raw.
    fn escapers(self) -> &'static [&'static str] {
        match self {
            Place::Json => &["tojson", "json", "jsonify"],
            Place::XmlText | Place::XmlAttribute => {
                &["e", "escape", "escape_once", "forceescape", "h", "safe", "xmlattr", "xml", "html"]
            }
            Place::Form | Place::Path => {
                &["urlencode", "url_encode", "url_escape", "url_param_escape", "url"]
            }
            Place::Header => &[],
        }
    }

    /// What an escape for such a place begins with, and what has a meaning there: a tag that writes these itself is
    /// not just a value.
    fn marks(self) -> &'static [char] {
        match self {
            Place::Json => &['\\', '"'],
            Place::XmlText | Place::XmlAttribute => &['&', '<'],
            Place::Form => &['%', '&', '='],
            Place::Path => &['%'],
            Place::Header => &[],
        }
    }

    /// Where a merge tag stands in XML, as the template's own text has it.
    pub(super) fn in_xml(template: &str, tag: Span<InTemplate>) -> Place {
        let before = template.get(..tag.start as usize).unwrap_or_default();
        match before.rfind('<') > before.rfind('>') {
            true => Place::XmlAttribute,
            false => Place::XmlText,
        }
    }
}

/// The edit that escapes what the merge tag prints that a finding points at. None where the language has no way, where
/// the finding points at no merge tag, and where the tag escapes something already: to escape that again would change
/// values that were right.
pub(super) fn fix(check: &Check<'_>, finding: &Finding, place: Place) -> Option<Fix> {
    let template = check.hook.template(&finding.source)?;
    let tag = Tag::at(template, finding.span)?;
    if escapes(&tag, place) {
        return None;
    }
    let (title, span, text) = match check.hook.profile().dialect {
        Dialect::Jinja => jinja::escaped(&tag, place)?,
        Dialect::Liquid => liquid::escaped(&tag, place)?,
        Dialect::Velocity => velocity::escaped(&tag, place)?,
        Dialect::MergeFields => return None,
    };
    let edit = Edit { source: finding.source.clone(), span, text };
    Some(Fix { title: title.to_owned(), edits: vec![edit] })
}

/// A merge tag that prints a value.
struct Tag<'t> {
    template: &'t Template,
    expr: ExprId,
    span: Span<InTemplate>,
    /// All of it.
    text: &'t str,
}

impl<'t> Tag<'t> {
    fn at(template: &'t Template, span: Span<InTemplate>) -> Option<Tag<'t>> {
        let expr = template.nodes().find_map(|it| match it.kind {
            NodeKind::Emit { expr, .. } if it.span == span => Some(expr),
            _ => None,
        })?;
        Some(Tag { template, expr, span, text: span.of(&template.text) })
    }

    /// What is between `{{` and `}}`, with the marks that trim white space: `("-", "name", "")`.
    fn inside(&self) -> Option<(&'t str, &'t str, &'t str)> {
        let inside = self.text.strip_prefix("{{")?.strip_suffix("}}")?;
        let rest = inside.trim_start_matches(['-', '+']);
        let before = inside.get(..inside.len() - rest.len())?;
        let middle = rest.trim_end_matches(['-', '+']);
        let after = rest.get(middle.len()..)?;
        (!middle.trim().is_empty()).then(|| (before, middle.trim(), after))
    }

    /// The tag with the quotation marks that it fills.
    fn between_marks(&self) -> Option<Span<InTemplate>> {
        let (start, end) = (self.span.start as usize, self.span.end as usize);
        let before = self.template.text.get(..start)?.strip_suffix('"')?;
        let after = self.template.text.get(end..)?;
        (!before.ends_with('\\') && after.starts_with('"')).then(|| Span::new(start - 1, end + 1))
    }
}

/// Whether an expression is made by an escaper for `place`, or writes escapes or marks of its own.
fn escapes(tag: &Tag<'_>, place: Place) -> bool {
    let template = tag.template;
    let own = || template.exprs().filter(|it| tag.span.start <= it.span.start && it.span.end <= tag.span.end);
    // What is looked for to be replaced is not written.
    let sought: Vec<ExprId> = own()
        .filter_map(|it| match &it.kind {
            ExprKind::Filter { name, args, .. } | ExprKind::Method { name, args, .. }
                if ["replace", "remove", "split"].iter().any(|it| name.starts_with(it)) =>
            {
                args.positional.first()
            }
            _ => None,
        })
        .filter_map(|it| match it {
            Arg::One(id) => Some(*id),
            Arg::Spread(_) => None,
        })
        .collect();
    let is_sought = |it: &Expr| sought.iter().any(|id| std::ptr::eq(template.expr(*id), it));
    own().any(|it| match &it.kind {
        ExprKind::Const(Const::Str(text)) => text.contains(place.marks()) && !is_sought(it),
        ExprKind::Filter { name, .. } | ExprKind::Method { name, .. } => place.escapers().contains(&&**name),
        _ => false,
    })
}
