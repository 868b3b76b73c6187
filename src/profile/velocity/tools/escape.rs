//! `$esc`: Velocity Tools' `EscapeTool.java` with the escapes of Apache Commons Text. Each looks at one character at
//! a time, so what is escaped keeps where it comes from.

use std::fmt::Write as _;

use super::super::methods::Call;
use super::super::{is_null, print};
use super::Tool;
use super::entities::ENTITIES;
use crate::payload::form;
use crate::render::{Fault, Render};
use crate::value::Value;

pub(super) const TABLE: &[(&str, Tool)] = &[
    ("getB", |_, _| sign("\\")),
    ("getBackslash", |_, _| sign("\\")),
    ("getD", |_, _| sign("$")),
    ("getDollar", |_, _| sign("$")),
    ("getE", |_, _| sign("!")),
    ("getExclamation", |_, _| sign("!")),
    ("getH", |_, _| sign("#")),
    ("getHash", |_, _| sign("#")),
    ("getN", |_, _| sign("\n")),
    ("getNewline", |_, _| sign("\n")),
    ("getQ", |_, _| sign("\"")),
    ("getQuote", |_, _| sign("\"")),
    ("getS", |_, _| sign("'")),
    ("getSingleQuote", |_, _| sign("'")),
    ("html", |render, call| escaped(render, call, html)),
    ("java", |render, call| escaped(render, call, java)),
    ("javascript", |render, call| escaped(render, call, javascript)),
    // The tool's `json` is its `java`.
    ("json", |render, call| escaped(render, call, java)),
    ("sql", |render, call| escaped(render, call, |text| text.replace('\'', "''"))),
    ("unicode", |render, call| {
        let Some(text) = call.text(render, 0) else { return Ok(None) };
        let digits = text.text.strip_prefix("\\u").unwrap_or(&text.text);
        let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
        code.map(|it| Some(Value::from(it.to_string())))
            .ok_or_else(|| Fault::refused("this is no character's code"))
    }),
    ("unurl", |render, call| {
        let Some(text) = call.text(render, 0) else { return Ok(None) };
        decoded(&text.text)
            .map(|it| Some(it.into()))
            .ok_or_else(|| Fault::refused("this is not percent-encoded"))
    }),
    ("url", |render, call| escaped(render, call, form::encode)),
    ("velocity", |render, call| {
        escaped(render, call, |text| {
            // Dollars come first, so the braces around what stands for them are not escaped again.
            text.chars().fold(String::new(), |out, c| match c {
                '$' => out + "${esc.d}",
                '#' => out + "${esc.h}",
                c => out + c.encode_utf8(&mut [0; 4]),
            })
        })
    }),
    ("xml", |render, call| escaped(render, call, xml)),
];

fn sign(text: &str) -> Result<Option<Value>, Fault> {
    Ok(Some(text.into()))
}

fn escaped(render: &mut Render<'_>, call: &Call, escape: fn(&str) -> String) -> Result<Option<Value>, Fault> {
    let Some(arg) = call.arg(0).filter(|it| !is_null(&it.value)) else { return Ok(None) };
    Ok(Some(Value::Str(print::text(render, arg).map(escape))))
}

/// `escapeJava`: everything outside of printable ASCII is a code.
fn java(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c => code(&mut out, c),
        }
        out
    })
}

/// `escapeEcmaScript`: quotes and the slash as well.
fn javascript(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '"' | '\\' | '\'' | '/' => out.extend(['\\', c]),
            c => code(&mut out, c),
        }
        out
    })
}

/// A character as Java source has it.
fn code(out: &mut String, c: char) {
    match c {
        '\u{8}' => out.push_str("\\b"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        ' '..='\u{7f}' => out.push(c),
        c => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                push(out, format_args!("\\u{unit:04X}"));
            }
        }
    }
}

/// `escapeHtml4`
fn html(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '"' => out.push_str("&quot;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => match ENTITIES.binary_search_by_key(&u32::from(c), |(code, _)| *code) {
                Ok(at) => push(&mut out, format_args!("&{};", ENTITIES.get(at).map_or("", |(_, name)| name))),
                Err(_) => out.push(c),
            },
        }
        out
    })
}

/// `escapeXml10`: what XML cannot hold is left out.
fn xml(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '"' => out.push_str("&quot;"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' => push(&mut out, format_args!("&#{};", u32::from(c))),
            c => out.push(c),
        }
        out
    })
}

/// `URLDecoder.decode`
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        match c {
            '+' => bytes.push(b' '),
            '%' => {
                let digits = rest.get(..2).filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = rest.get(2..)?;
            }
            c => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok(), "writing to a string does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_commons_text_does() {
        assert_eq!(java("a\"b\\c\n/é😀'"), "a\\\"b\\\\c\\n/\\u00E9\\uD83D\\uDE00'");
        assert_eq!(javascript("'/\u{1}"), "\\'\\/\\u0001");
        assert_eq!(html("<a href=\"x\">'é€</a>"), "&lt;a href=&quot;x&quot;&gt;'&eacute;&euro;&lt;/a&gt;");
        assert_eq!(xml("<'\"&\u{1}é\u{80}"), "&lt;&apos;&quot;&amp;é&#128;");
        assert_eq!(decoded("a%20b+c%C3%A9").as_deref(), Some("a b cé"));
        assert_eq!(decoded("%4"), None);
        assert!(ENTITIES.is_sorted_by_key(|(code, _)| *code));
    }
}
