//! YAML as the tree that JSON is read into, with places. `OpenAPI` descriptions are mostly YAML; the core reads JSON
//! only, so that the page's download stays small.

use std::collections::BTreeMap;

use hookproof::contract::Document;
use hookproof::limits::MAX_DEPTH;
use hookproof::payload::{Member, Node, NodeKind};
use hookproof::source::{InTemplate, Span};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

/// How many values the aliases of a file may make: a few lines of aliases of aliases would fill any memory.
const MAX_ALIASED: usize = 200_000;

/// A mistake: where, and what.
type Fault = (Span<InTemplate>, String);

/// Reads the first document of a YAML file.
pub(super) fn document(text: &str) -> Document {
    let reader = Reader {
        parser: Parser::new_from_str(text),
        lines: Lines::new(text),
        anchors: BTreeMap::new(),
        made: 0,
        aliased: 0,
    };
    match reader.read() {
        Ok(root) => Document::read(text, root),
        Err((span, message)) => Document::broken(text, span, message),
    }
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    lines: Lines<'t>,
    /// What anchors stand for, and how many values each has.
    anchors: BTreeMap<usize, (Node<InTemplate>, usize)>,
    /// How many values were made so far, and how many of them by aliases.
    made: usize,
    aliased: usize,
}

impl<'t> Reader<'t> {
    fn read(mut self) -> Result<Node<InTemplate>, Fault> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => {}
                Event::StreamEnd | Event::DocumentEnd => {
                    return Err((Span::empty(0), "there is nothing in this file".to_owned()));
                }
                event => return self.node(event, span, MAX_DEPTH),
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'t>, Span<InTemplate>), Fault> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                Ok((event, Span::new(self.lines.byte(span.start), self.lines.byte(span.end))))
            }
            Some(Err(error)) => Err(self.fault(&error)),
            None => Ok((Event::StreamEnd, Span::empty(0))),
        }
    }

    fn fault(&self, error: &ScanError) -> Fault {
        (Span::empty(self.lines.byte(*error.marker())), format!("this is not YAML: {}", error.info()))
    }

    fn node(
        &mut self,
        event: Event<'t>,
        span: Span<InTemplate>,
        depth: usize,
    ) -> Result<Node<InTemplate>, Fault> {
        let before = self.made;
        self.made += 1;
        let Some(depth) = depth.checked_sub(1) else {
            return Err((span, format!("this nests deeper than {MAX_DEPTH} levels")));
        };
        let (kind, end, anchor) = match event {
            Event::Alias(anchor) => {
                let (node, size) = self.anchors.get(&anchor).cloned().unwrap_or((null(span), 1));
                self.made += size;
                self.aliased += size;
                if self.aliased > MAX_ALIASED {
                    return Err((span, "the aliases of this file make too many values".to_owned()));
                }
                (node.kind, span, 0)
            }
            Event::Scalar(text, style, anchor, _) => (scalar(&text, style), span, anchor),
            Event::SequenceStart(anchor, _) => {
                let (items, end) = self.items(depth)?;
                (NodeKind::List(items), end, anchor)
            }
            Event::MappingStart(anchor, _) => {
                let (members, end) = self.members(depth)?;
                (NodeKind::Map(members), end, anchor)
            }
            _ => return Err((span, "a value is missing here".to_owned())),
        };
        let node = Node { span: span.union(end), kind };
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), self.made - before));
        }
        Ok(node)
    }

    fn items(&mut self, depth: usize) -> Result<(Vec<Node<InTemplate>>, Span<InTemplate>), Fault> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, span) => return Ok((items, span)),
                (event, span) => items.push(self.node(event, span, depth)?),
            }
        }
    }

    fn members(&mut self, depth: usize) -> Result<(Vec<Member<InTemplate>>, Span<InTemplate>), Fault> {
        let mut members = Vec::new();
        loop {
            let (event, key_span) = self.next()?;
            let key = match event {
                Event::MappingEnd => return Ok((members, key_span)),
                Event::Scalar(text, ..) => text.into_owned(),
                _ => return Err((key_span, "a name must be a text".to_owned())),
            };
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth)?;
            members.push(Member { key: key.into(), key_span, value });
        }
    }
}

fn null(span: Span<InTemplate>) -> Node<InTemplate> {
    Node { span, kind: NodeKind::Null }
}

/// A plain scalar by the core schema of YAML 1.2.2 (section 10.3.2); a quoted one is a text.
fn scalar(text: &str, style: ScalarStyle) -> NodeKind<InTemplate> {
    if style != ScalarStyle::Plain {
        return NodeKind::Str(text.into());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return NodeKind::Null,
        "true" | "True" | "TRUE" => return NodeKind::Bool(true),
        "false" | "False" | "FALSE" => return NodeKind::Bool(false),
        _ => {}
    }
    let based =
        |prefix: &str, base| text.strip_prefix(prefix).and_then(|it| u64::from_str_radix(it, base).ok());
    if let Some(number) = based("0x", 16).or_else(|| based("0o", 8)) {
        return NodeKind::Number(number.to_string().into());
    }
    let plain = text.strip_prefix('+').unwrap_or(text);
    let is_number = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    if serde_json::from_str::<serde_json::Number>(plain).is_ok() {
        return NodeKind::Number(plain.into());
    }
    if let Some(number) = plain.parse::<i64>().ok().filter(|_| is_number) {
        return NodeKind::Number(number.to_string().into());
    }
    match plain.parse::<f64>() {
        Ok(number) if is_number && number.is_finite() => NodeKind::Number(number.to_string().into()),
        _ => NodeKind::Str(text.into()),
    }
}

/// Where lines begin: the parser counts characters, and places are bytes.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl Lines<'_> {
    fn new(text: &str) -> Lines<'_> {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines { text, starts: [0].into_iter().chain(ends).collect() }
    }

    fn byte(&self, marker: Marker) -> usize {
        let start = self.starts.get(marker.line().saturating_sub(1)).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..).unwrap_or_default();
        line.char_indices().nth(marker.col()).map_or(self.text.len(), |(at, _)| start + at)
    }
}

#[cfg(test)]
mod tests {
    use hookproof::payload::PayloadFault;
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Value) {
        let document = document(text);
        assert_eq!(document.faults, [], "{text}");
        assert_eq!(document.root.map(|it| it.to_json()).as_ref(), Some(expected), "{text}");
    }

    #[test]
    fn yaml_is_read_as_json() {
        check(
            "a: 1\nb: [x, 'y', \"z\"]\nc:\n  - d: true\n  - ~\n",
            &json!({ "a": 1, "b": ["x", "y", "z"], "c": [{ "d": true }, null] }),
        );
        check(
            "n: [010, +5, 0x1F, 1.50, .5, 1., -3e2, .inf, 3.0.3, '7', 1-2]",
            &json!({
                "n": [10, 5, 31, 1.5, 0.5, 1, -300.0, ".inf", "3.0.3", "7", "1-2"],
            }),
        );
        check("a: &it { b: 1 }\nc: *it\n200: x\n", &json!({ "a": { "b": 1 }, "c": { "b": 1 }, "200": "x" }));
        check("# first\n---\na: |\n  two\n  lines\n...\n---\nb: 1\n", &json!({ "a": "two\nlines\n" }));
    }

    #[test]
    fn values_have_places() {
        let text = "é: 1\nb:\n  c: 'ö'\n  d: x\n";
        let root = document(text).root.expect("a tree");
        let at = |pointer| root.at(pointer).map(|it| it.span.of(text));
        assert_eq!([at("/é"), at("/b/c"), at("/b/d")], [Some("1"), Some("'ö'"), Some("x")]);
    }

    #[track_caller]
    fn fault(text: &str) -> PayloadFault<InTemplate> {
        let mut document = document(text);
        assert!(document.root.is_none());
        document.faults.remove(0)
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let found = fault("a: 1\nb: [1, 2\nc: 3\n");
        assert!(found.message.starts_with("this is not YAML: "), "{found:?}");
        assert!(found.span.start > 5, "{found:?}");
        assert_eq!(fault("").message, "there is nothing in this file");
        assert_eq!(fault(&"- ".repeat(200)).message, "this nests deeper than 96 levels");
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for it in 1..9 {
            let alias = format!("*a{}", it - 1);
            bomb += &format!("a{it}: &a{it} [{}]\n", vec![alias; 10].join(", "));
        }
        assert_eq!(fault(&bomb).message, "the aliases of this file make too many values");
    }
}
