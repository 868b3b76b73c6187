//! What `roxmltree` says, in plain words and at its place.

use roxmltree::{Error, TextPos};

use super::NOT_XML;
use crate::payload::PayloadFault;
use crate::source::Span;

/// How `&` and `<` are written where they are meant as themselves.
const ESCAPE: &str = "write `&amp;` for `&` and `&lt;` for `<`";

/// The fault of which an error tells.
#[expect(clippy::too_many_lines, reason = "one arm per error reads as a table")]
pub(super) fn told<T>(error: &Error, text: &str) -> PayloadFault<T> {
    let at = byte_at(text, error.pos());
    let character = text.get(at..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
    let here = Span::new(at, at + character);
    let fault = |message: &str, help: &str| PayloadFault::error(NOT_XML, here, message).help(help);
    let end = || PayloadFault::error(NOT_XML, Span::empty(text.len()), "the XML ends too early");
    match error {
        Error::MalformedEntityReference(_) => {
            let place = reference(text, at);
            PayloadFault::error(NOT_XML, place, "this `&` must be written `&amp;`")
                .help("or take it out")
                .repair("write `&amp;`", [(place, "&amp;")])
        }
        Error::UnknownEntityReference(name, _) => {
            let message = format!("XML does not know `&{name};`");
            let help = "write the character itself, or its number as in `&#160;`";
            PayloadFault::error(NOT_XML, reference(text, at), message).help(help)
        }
        Error::InvalidAttributeValue(_) | Error::InvalidChar(_, b'<', _) => {
            fault("an attribute cannot hold `<`", ESCAPE)
        }
        Error::UnexpectedCloseTag(expected, actual, _) => {
            let len = text.get(at..).and_then(|it| it.find('>')).map_or(character, |it| it + 1);
            let message = format!("`</{actual}>` stands where `</{expected}>` is due");
            let help = format!("close '{expected}' first, or take the tag out");
            PayloadFault::error(NOT_XML, Span::new(at, at + len), message).help(help)
        }
        Error::DuplicatedAttribute(name, _) => {
            fault(&format!("the attribute '{name}' stands twice in the same tag"), "remove one of them")
        }
        Error::UnknownNamespace(prefix, _) => fault(
            &format!("the prefix '{prefix}' is not declared"),
            &format!("declare it, as in `xmlns:{prefix}=\"…\"`, or leave it out"),
        ),
        Error::DuplicatedNamespace(..)
        | Error::InvalidXmlPrefixUri(_)
        | Error::UnexpectedXmlUri(_)
        | Error::UnexpectedXmlnsUri(_)
        | Error::InvalidElementNamePrefix(_) => {
            fault("this declaration of a namespace is not allowed", "take it out")
        }
        Error::NoRootNode if text.trim().is_empty() => {
            PayloadFault::error(NOT_XML, Span::new(0, text.len()), "there is nothing here")
                .help("XML needs one element around everything, such as `<contact>…</contact>`")
        }
        Error::NoRootNode if text.starts_with('<') && !text.trim_end().ends_with('>') => end(),
        Error::NoRootNode => {
            PayloadFault::error(NOT_XML, Span::new(0, text.len()), "there is no element here")
                .help("XML needs one element around everything, such as `<contact>…</contact>`")
        }
        Error::UnclosedRootNode => unclosed(text),
        Error::UnexpectedDeclaration(_) => fault(
            "the XML declaration must be the very first thing",
            "take out what stands before it, line breaks too",
        ),
        Error::DtdDetected => {
            let at = text.find("<!DOCTYPE").unwrap_or_default();
            let message = "document types are not read here, so the XML was not checked";
            let help = "leave out `<!DOCTYPE …>`: many partners refuse it, since it can be used for attacks";
            PayloadFault::warning(NOT_XML, Span::new(at, at + "<!DOCTYPE".len()), message).help(help)
        }
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => {
            let message = "the XML has more parts than are read here";
            PayloadFault::error("limit-exceeded", Span::new(0, text.len()), message)
        }
        Error::InvalidName(_) if text.get(..at).is_some_and(|it| it.ends_with('<')) => {
            PayloadFault::error(NOT_XML, Span::new(at - 1, at), "this `<` begins no tag").help(ESCAPE)
        }
        Error::InvalidName(_) => fault("a name must begin here", ESCAPE),
        Error::NonXmlChar(c, _) => {
            let message = format!("XML cannot hold the character U+{:04X}", u32::from(*c));
            fault(&message, "leave it out")
        }
        Error::InvalidChar(expected, ..) => fault(
            &format!("`{}` is due here", char::from(*expected)),
            "write it, or take out what stands here",
        ),
        Error::InvalidChar2("a whitespace", ..) => fault(
            "a space is due between attributes",
            "write it, or `&quot;` for a quotation mark in a value",
        ),
        Error::InvalidChar2("a quote", ..) => fault("a quotation mark is due here", "write it"),
        Error::InvalidChar2(expected, ..) => {
            fault(&format!("{expected} is due here"), "write it, or take out what stands here")
        }
        Error::InvalidString(expected, _) => {
            fault(&format!("`{expected}` is due here"), "write it, or take out what stands here")
        }
        Error::InvalidComment(_) => fault("a comment cannot hold `--`", "take it out"),
        Error::InvalidCharacterData(_) => {
            let place =
                text.get(..at).and_then(|it| it.rfind("]]>")).map_or(here, |it| Span::new(it, it + 3));
            PayloadFault::error(NOT_XML, place, "text cannot hold `]]>`").help("write `]]&gt;`")
        }
        Error::UnknownToken(_) if at >= text.len() => end(),
        Error::UnknownToken(_) => fault(
            "this cannot stand here",
            "put everything into one element, and write `&lt;` for a `<` that begins no tag",
        ),
        Error::UnexpectedEndOfStream => end(),
        // These need a document type, which is refused before.
        Error::UnexpectedEntityCloseTag(_)
        | Error::EntityReferenceLoop(_)
        | Error::InvalidExternalID(_)
        | Error::EntityResolver(..) => fault("entities are not read here", "leave them out"),
    }
}

/// The byte at a line and column; columns count characters.
fn byte_at(text: &str, place: TextPos) -> usize {
    let (row, column) = (place.row as usize, place.col as usize);
    let line: usize = text.split_inclusive('\n').take(row.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(line..).unwrap_or_default();
    line + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

/// The `&` of a reference, which stands at or before the place that an error names.
fn reference<T>(text: &str, at: usize) -> Span<T> {
    let here = text.get(at..).is_some_and(|it| it.starts_with('&'));
    let before = text.get(..at).and_then(|it| it.rfind('&'));
    let start = if here { at } else { before.unwrap_or(at) };
    Span::new(start, (start + 1).min(text.len()))
}

/// The element that the end of the text leaves open. Up to there all tags match.
fn unclosed<T>(text: &str) -> PayloadFault<T> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|it| it.find('<')).map(|it| at + it) {
        let tag = text.get(start..).unwrap_or_default();
        let ends = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
        let special = ends.iter().find(|(begin, _)| tag.starts_with(begin));
        let len = match special {
            Some((_, end)) => tag.find(end).map(|it| it + end.len()),
            None => tag_len(tag),
        };
        let Some(len) = len else { break };
        let inside = tag.get(1..len - 1).unwrap_or_default();
        if special.is_none() && inside.starts_with('/') {
            open.pop();
        } else if special.is_none() && !inside.ends_with('/') {
            open.push((start, inside.split_whitespace().next().unwrap_or_default()));
        }
        at = start + len;
    }
    let end = Span::empty(text.len());
    let Some((start, name)) = open.pop() else {
        return PayloadFault::error(NOT_XML, end, "an element is never closed");
    };
    PayloadFault::error(NOT_XML, end, format!("'{name}' is never closed"))
        .also(Span::new(start + 1, start + 1 + name.len()))
        .help(format!("write `</{name}>`"))
}

/// The length of the tag that `text` begins with; a `>` in quotation marks does not end it.
pub(super) fn tag_len(text: &str) -> Option<usize> {
    let mut quote = None;
    let end = text.bytes().position(|byte| match (quote, byte) {
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), _) => {
            quote = (open != byte).then_some(open);
            false
        }
        (None, _) => byte == b'>',
    });
    end.map(|it| it + 1)
}
