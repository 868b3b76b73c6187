//! ONTRAPORT's merge fields: `[First Name]`, `[Owner//First Name]`, `[nDate long+0]` (support.ontraport.com, articles
//! 115002632853, 217882438 and 229717968).
//!
//! All else is text, and so are brackets that cannot hold a field: those of a form's keys (`items[0][sku]=`, unless the
//! contact has such a field), of JSON, and empty ones.

use super::Parser;
use crate::source::{InTemplate, Span};
use crate::template::{Absent, Arg, Args, Arm, Block, Builder, Const, ExprId, ExprKind, NodeId, NodeKind};

/// Parses the text; gives the nodes on the outermost level.
pub(super) fn parse(parser: &mut Parser) -> Vec<NodeId> {
    let text = parser.text.clone();
    let mut nodes = Vec::new();
    let (mut from, mut at) = (0, 0);
    let mut pair = Pair::default();
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('[')).map(|it| at + it) {
        pair.read(text.get(at..open).unwrap_or_default());
        at = open + 1;
        match bracket(&text, open) {
            Bracket::Field(end) => {
                let span = Span::new(open, end);
                parser.builder.text(Span::new(from, open), &mut nodes);
                let key = !pair.has_value && in_key(&text, span);
                nodes.push(hole(&mut parser.builder, &text, span, key));
                (from, at) = (end, end);
            }
            Bracket::Formatted(end) => {
                let help =
                    Some("type the field anew without formatting, or pick it from the list".to_owned());
                let message = "formatting inside the brackets keeps the field from being filled in";
                parser.error("formatted-merge-field", Span::new(open, end), message, help);
                at = end;
            }
            Bracket::Unclosed(end) => {
                let help = Some("close the field with ']'".to_owned());
                parser.error(
                    "unclosed-merge-field",
                    Span::new(open, end),
                    "this bracket is never closed",
                    help,
                );
            }
            Bracket::Text => {}
        }
    }
    parser.builder.text(Span::new(from, text.len()), &mut nodes);
    nodes
}

/// The pair of a form that is being read.
#[derive(Default)]
struct Pair {
    /// Whether its `=` has been passed.
    has_value: bool,
}

impl Pair {
    /// Goes on with the next text.
    fn read(&mut self, text: &str) {
        let own = match text.rfind(['&', '?', '\n']) {
            Some(at) => {
                self.has_value = false;
                text.get(at..).unwrap_or_default()
            }
            None => text,
        };
        self.has_value |= own.contains('=');
    }
}

/// What a bracket is.
enum Bracket {
    /// A merge field that ends here.
    Field(usize),
    /// A merge field with formatting in it.
    Formatted(usize),
    /// The beginning of a merge field; its name ends here.
    Unclosed(usize),
    Text,
}

/// The longest name of a field with its formatting, in bytes: what is longer is text.
const LONGEST: usize = 500;

/// What the bracket at `open` is.
fn bracket(text: &str, open: usize) -> Bracket {
    let inside = text.get(open + 1..).unwrap_or_default();
    let Some(len) = inside.find([']', '[', '\n', '\r']) else { return unclosed(inside, open) };
    let closed = inside.get(len..).is_some_and(|it| it.starts_with(']'));
    let inside = inside.get(..len).unwrap_or_default();
    if len > LONGEST {
        return Bracket::Text;
    }
    if !closed {
        return unclosed(inside, open);
    }
    let end = open + 1 + len + 1;
    if is_name(inside) {
        return Bracket::Field(end);
    }
    if unformatted(inside).is_some_and(|it| is_name(it.trim())) {
        Bracket::Formatted(end)
    } else {
        Bracket::Text
    }
}

/// A bracket without an end: the name goes on up to the next pair of the form.
fn unclosed(inside: &str, open: usize) -> Bracket {
    let name = inside.split(['&', '=', '"', ',', '}']).next().unwrap_or_default().trim_end();
    if is_name(name) { Bracket::Unclosed(open + 1 + name.len()) } else { Bracket::Text }
}

/// Whether this can be what stands in the brackets of a merge field.
fn is_name(text: &str) -> bool {
    let begins = text.chars().next().is_some_and(|c| c.is_alphanumeric() || c == ' ');
    let plain = |c: char| {
        !c.is_control() && !matches!(c, '"' | '{' | '}' | '<' | '>' | '=' | '&' | '\u{a0}' | '\u{200b}')
    };
    begins && text.chars().any(char::is_alphabetic) && text.chars().all(plain)
}

/// What is left without tags, entities and spaces that do not break; none when there are none.
fn unformatted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '<' => rest.find('>').map(|it| it + 1),
            '&' => rest.find(';').map(|it| it + 1),
            '\u{a0}' | '\u{200b}' => Some(c.len_utf8()),
            _ => None,
        };
        found |= skipped.is_some();
        if skipped.is_none() {
            out.push(c);
        } else if c != '<' {
            out.push(' ');
        }
        rest = rest.get(skipped.unwrap_or(c.len_utf8())..).unwrap_or_default();
    }
    found.then_some(out)
}

/// The node of a merge field: its value or, when the contact has no such field, its own text.
fn hole(builder: &mut Builder, text: &str, span: Span<InTemplate>, key: bool) -> NodeId {
    let name = Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1));
    let field = field(builder, text, name);
    let literal = builder.expr(span, ExprKind::Const(Const::Str(span.of(text).into())));
    let kind =
        ExprKind::Filter { base: literal, name: "literal".into(), name_span: span, args: Args::default() };
    let literal = builder.expr(span, kind);
    let expr = builder.expr(span, ExprKind::Alternate(field, literal));
    let emit = builder.node(span, NodeKind::Emit { expr, absent: Absent::ByProfile });
    if !key {
        return emit;
    }
    let base = builder.expr(name, ExprKind::Const(Const::Str(name.of(text).into())));
    let kind = ExprKind::Filter { base, name: "field".into(), name_span: name, args: Args::default() };
    let is_field = builder.expr(name, kind);
    let plain = builder.node(span, NodeKind::Text);
    let body = Block { span, nodes: [emit].into() };
    let otherwise = Some(Block { span, nodes: [plain].into() });
    builder.node(span, NodeKind::If { arms: [Arm { test: is_field, body }].into(), otherwise })
}

/// Whether a bracket belongs to a form's key: it follows a name or a bracket and a `=` comes after the key.
fn in_key(text: &str, span: Span<InTemplate>) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let after = text.get(span.end as usize..).unwrap_or_default();
    let follows = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ']'));
    follows && after.starts_with(['=', '['])
}

/// The value of a field: a path, and for dates a style with a number of days.
fn field(builder: &mut Builder, text: &str, name: Span<InTemplate>) -> ExprId {
    let (path, date) = match dated(name.of(text)) {
        Some((len, style, days)) => {
            (Span::new(name.start as usize, name.start as usize + len), Some((style.to_owned(), days)))
        }
        None => (name, None),
    };
    let mut at = path.start as usize;
    let mut value = None;
    for step in path.of(text).split("//") {
        let span = Span::new(at, at + step.len());
        at += step.len() + 2;
        let kind = match value {
            None => ExprKind::Var(step.into()),
            Some(base) => ExprKind::Member(base, step.into()),
        };
        value = Some(builder.expr(span, kind));
    }
    let base = value.unwrap_or_else(|| builder.expr(path, ExprKind::Const(Const::Undefined)));
    let Some((style, days)) = date else { return base };
    let style = builder.expr(name, ExprKind::Const(Const::Str(style.into())));
    let days = builder.expr(name, ExprKind::Const(Const::Int(days)));
    let args = Args { positional: [Arg::One(style), Arg::One(days)].into(), ..Args::default() };
    builder.expr(name, ExprKind::Filter { base, name: "date".into(), name_span: name, args })
}

/// Splits `nDate long+0`: the length of the name, the style and the days that are added.
fn dated(name: &str) -> Option<(usize, &str, i128)> {
    let (field, suffix) = name.rsplit_once(' ')?;
    let sign = suffix.find(['+', '-'])?;
    let (style, days) = suffix.split_at_checked(sign)?;
    let named = !style.is_empty() && style.chars().all(|c| c.is_ascii_alphanumeric());
    let digits = days.get(1..)?;
    let counted = !digits.is_empty() && digits.len() < 7 && digits.bytes().all(|it| it.is_ascii_digit());
    if !named || !counted || field.is_empty() {
        return None;
    }
    let days = digits.parse::<i128>().ok()?;
    Some((field.len(), style, if suffix.get(sign..)?.starts_with('-') { -days } else { days }))
}

#[cfg(test)]
mod tests {
    use crate::contact::Contact;
    use crate::profile::ontraport::ONTRAPORT;
    use crate::render;
    use crate::settings::Settings;

    const CONTACT: &str = r#"{"First Name": "Grace", "Last Name": "", "Email": "grace@example.com", "City": "A&B = 100%",
        "Contact ID": 1042, "Age": null, "nDate": "2015-01-21", "Added": 1421798400, "Price": 10.5, "b": "B",
        "Owner": {"First Name": "Ann Lee"}}"#;

    fn check(settings: &Settings, template: &str) -> (String, Vec<&'static str>) {
        let rendered = render::template(&ONTRAPORT, template, &Contact::read(CONTACT), settings);
        (rendered.text, rendered.findings.into_iter().map(|it| it.code).collect())
    }

    #[test]
    fn fields_are_filled_in() {
        for (template, expected) in [
            ("First_Name=[First Name]", "First_Name=Grace"),
            ("First_Name=[First Name]&Email=[Email]", "First_Name=Grace&Email=grace%40example.com"),
            (
                "Api-Appid=1_1&id=0&data=Note inserted by webhook using new API.&author=1&contact_id=[Contact ID]",
                "Api-Appid=1_1&id=0&data=Note inserted by webhook using new API.&author=1&contact_id=1042",
            ),
            ("http://[b].com/page.html?get=[First Name]", "http://B.com/page.html?get=Grace"),
            ("[Owner//First Name]", "Ann+Lee"),
            ("[nDate long+0]|[nDate abb+0]", "January+21st%2C+2015|Jan+21%2C+2015"),
            ("[nDate abb+11]|[nDate abb-21]|[Added abb+0]", "Feb+1%2C+2015|Dec+31%2C+2014|Jan+21%2C+2015"),
            ("[Last Name]|[Age]|[Last Name long+0]", "||"),
            ("[Price]", "10.5"),
            ("data[]=[First Name]&a[0][x]=1&m[b]=2", "data[]=Grace&a[0][x]=1&mB=2"),
            ("{\"a\": [1, \"x\"], \"b\": []}", "{\"a\": [1, \"x\"], \"b\": []}"),
            ("", ""),
            ("[", "["),
        ] {
            assert_eq!(check(&Settings::default(), template), (expected.to_owned(), vec![]), "{template}");
        }
    }

    #[test]
    fn mistakes_are_told_and_sent_as_they_stand() {
        for (template, expected, codes) in [
            ("x=[Frist Name]", "x=[Frist Name]", vec!["unknown-merge-field"]),
            ("x=[Owner//Age]", "x=[Owner//Age]", vec!["unknown-merge-field"]),
            ("x=[Nobody//Age]", "x=[Nobody//Age]", vec!["unknown-merge-field"]),
            ("x=[Date long+0]", "x=[Date long+0]", vec!["unknown-merge-field"]),
            ("x=[First Name&y=[Email]", "x=[First Name&y=grace%40example.com", vec!["unclosed-merge-field"]),
            ("x=[First Name", "x=[First Name", vec!["unclosed-merge-field"]),
            ("x=[<b>First Name</b>]", "x=[<b>First Name</b>]", vec!["formatted-merge-field"]),
            ("x=[First&nbsp;Name]", "x=[First&nbsp;Name]", vec!["formatted-merge-field"]),
            ("x=[First\u{a0}Name]", "x=[First\u{a0}Name]", vec!["formatted-merge-field"]),
            ("x=[First Name abb+0]", "x=Grace", vec!["not-a-date"]),
            ("x=[nDate euro+0]", "x=2015-01-21", vec!["unknown-date-style"]),
            ("x=[City]", "x=A%26B+%3D+100%25", vec!["value-encoding-assumed"]),
            ("x=[Owner]", "x=", vec!["render-fault"]),
        ] {
            assert_eq!(check(&Settings::default(), template), (expected.to_owned(), codes), "{template}");
        }
    }

    #[test]
    fn settings_say_what_is_not_documented() {
        let mut settings = Settings::default();
        settings.set("value-encoding", "raw");
        settings.set("default-merge-field", "n/a & none");
        assert_eq!(check(&settings, "[City]|[Last Name]|[Age]").0, "A&B = 100%|n/a & none|n/a & none");
        settings.set("value-encoding", "form");
        assert_eq!(check(&settings, "[Age]").0, "n%2Fa+%26+none");
    }

    #[test]
    fn a_value_knows_its_field_and_its_hole() {
        let rendered =
            render::template(&ONTRAPORT, "a=[City]", &Contact::read(CONTACT), &Settings::default());
        let runs = rendered.map.runs();
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[1].origin.span().map(|it| (it.start, it.end)), Some((2, 8)));
        assert_eq!(&*rendered.findings[0].fields[0], "City");
    }
}
