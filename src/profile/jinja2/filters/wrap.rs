//! Filters that shape lines: `indent`, `truncate`, `wordwrap`.

use super::{bound, piece, text_value};
use crate::limits;
use crate::profile::Input;
use crate::profile::jinja2::args::text_of;
use crate::profile::jinja2::{access, print, text};
use crate::render::{Fault, Render};
use crate::value::{Str, Traced, Value};

/// `indent(width=4, first=False, blank=False)`.
pub(super) fn indent(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "indent", &["width", "first", "blank"], 0)?;
    access::defined(render, &value, "splitlines")?;
    let text = text_of(render, "filter 'indent'", &value)?;
    let reads = value.reads;
    let indention = if let Some(Traced { value: Value::Str(text), .. }) = args.get(0) {
        text.clone()
    } else {
        let width = usize::try_from(args.int(render, 0)?.unwrap_or(4).max(0)).unwrap_or(usize::MAX);
        if width > limits::MAX_RENDERED_BYTES {
            return Err(text::too_long());
        }
        Str::new(" ".repeat(width))
    };
    let indention = if text.safe { print::escaped_once(&indention) } else { indention };
    let (first, blank) = (args.flag(render, 1), args.flag(render, 2));
    let mut lines = text::lines(&text.text);
    // The filter adds a line end before it splits: text that ends in one has an empty last line.
    if lines.last().is_none_or(|(_, end, next)| next > end) {
        lines.push((text.text.len(), text.text.len(), text.text.len()));
    }
    let mut pieces = Vec::new();
    for (at, (from, to, _)) in lines.into_iter().enumerate() {
        if at > 0 {
            pieces.push((Str::new("\n"), reads));
        }
        if (at == 0 && first) || (at > 0 && (blank || from < to)) {
            pieces.push((indention.clone(), reads));
        }
        pieces.push((text.slice(from, to), reads));
    }
    Ok(text_value(text::joined(render, &pieces)?.with_safe(text.safe)))
}

/// `truncate(length=255, killwords=False, end='...', leeway=5)`.
pub(super) fn truncate(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "truncate", &["length", "killwords", "end", "leeway"], 0)?;
    let end = args.text(render, 2)?.unwrap_or_else(|| Str::new("..."));
    let end_len = end.text.chars().count();
    let length = args.int(render, 0)?.unwrap_or(255);
    let leeway = args.int(render, 3)?.unwrap_or(5);
    let Some(kept) = usize::try_from(length).ok().and_then(|it| it.checked_sub(end_len)) else {
        return Err(Fault::refused(format!(
            "'length' of filter 'truncate' is at least {end_len}, not {length}"
        )));
    };
    if leeway < 0 {
        return Err(Fault::refused("'leeway' of filter 'truncate' cannot be negative"));
    }
    // What is short enough stays what it is, text or not.
    let count = i128::try_from(access::length(render, &value)?).unwrap_or(i128::MAX);
    if count <= length.saturating_add(leeway) {
        return Ok(value.value);
    }
    let text = text_of(render, "filter 'truncate'", &value)?;
    let mut start = text::first_chars(&text, kept);
    if !args.flag(render, 1)
        && let Some(space) = start.text.rfind(' ')
    {
        start = start.slice(0, space);
    }
    let safe = start.safe || end.safe;
    let fit = |text: Str| if safe { print::escaped_once(&text) } else { text };
    let pieces = [(fit(start), value.reads), (fit(end), value.reads)];
    Ok(text_value(text::joined(render, &pieces)?.with_safe(safe)))
}

/// `wordwrap(width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True)`.
pub(super) fn wordwrap(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let params = &["width", "break_long_words", "wrapstring", "break_on_hyphens"];
    let (value, args) = bound(input, "wordwrap", params, 0)?;
    access::defined(render, &value, "splitlines")?;
    text_of(render, "filter 'wordwrap'", &value)?;
    let (text, reads) = piece(render, &value);
    let width = args.int(render, 0)?.unwrap_or(79);
    let Some(width) = usize::try_from(width).ok().filter(|it| *it > 0) else {
        return Err(Fault::refused(format!("'width' of filter 'wordwrap' is more than 0, not {width}")));
    };
    let wrapper = Wrapper {
        width,
        break_long_words: args.flag_or(render, 1, true),
        break_on_hyphens: args.flag_or(render, 3, true),
    };
    let wrapstring = args.text(render, 2)?.unwrap_or_else(|| Str::new("\n"));
    let mut pieces = Vec::new();
    for (at, (from, to, _)) in text::lines(&text.text).into_iter().enumerate() {
        if at > 0 {
            pieces.push((wrapstring.clone(), reads));
        }
        let line = text.slice(from, to);
        for (row, (from, to)) in wrapper.rows(&line.text).into_iter().enumerate() {
            if row > 0 {
                pieces.push((wrapstring.clone(), reads));
            }
            pieces.push((line.slice(from, to), reads));
        }
    }
    Ok(text_value(text::joined(render, &pieces)?.with_safe(wrapstring.safe)))
}

/// Python's `textwrap.wrap`, with rows as ranges of bytes.
struct Wrapper {
    width: usize,
    break_long_words: bool,
    break_on_hyphens: bool,
}

/// A chunk of a line that is not broken, if it can be helped: from, to, characters.
type Chunk = (usize, usize, usize);

impl Wrapper {
    fn rows(&self, line: &str) -> Vec<(usize, usize)> {
        let mut chunks = self.chunks(line);
        chunks.reverse();
        let is_blank = |chunk: &Chunk| line.get(chunk.0..chunk.1).is_none_or(|it| it.trim().is_empty());
        let mut rows: Vec<(usize, usize)> = Vec::new();
        while !chunks.is_empty() {
            if !rows.is_empty() && chunks.last().is_some_and(is_blank) {
                chunks.pop();
            }
            let mut row: Vec<Chunk> = Vec::new();
            let mut len = 0;
            while let Some(chunk) = chunks.last().copied().filter(|it| len + it.2 <= self.width) {
                len += chunk.2;
                row.push(chunk);
                chunks.pop();
            }
            if let Some(chunk) = chunks.last().copied().filter(|it| it.2 > self.width) {
                if self.break_long_words {
                    let (head, rest) = self.broken(line, chunk, self.width - len);
                    row.push(head);
                    chunks.pop();
                    chunks.push(rest);
                } else if row.is_empty() {
                    row.push(chunk);
                    chunks.pop();
                }
            }
            if row.last().is_some_and(is_blank) {
                row.pop();
            }
            if let (Some(first), Some(last)) = (row.first(), row.last()) {
                rows.push((first.0, last.1));
            }
        }
        rows
    }

    /// Breaks a chunk that is longer than a row.
    fn broken(&self, line: &str, (from, to, count): Chunk, space: usize) -> (Chunk, Chunk) {
        let text = line.get(from..to).unwrap_or_default();
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).take(space + 1).collect();
        let mut taken = space;
        if self.break_on_hyphens && count > space {
            let start = text.get(..ends.get(space).copied().unwrap_or(text.len())).unwrap_or_default();
            let hyphen = start.rfind('-').map(|at| start.get(..at).unwrap_or_default());
            if let Some(before) = hyphen.filter(|it| it.chars().any(|c| c != '-')) {
                taken = before.chars().count() + 1;
            }
        }
        let at = from + ends.get(taken).copied().unwrap_or(text.len());
        ((from, at, taken), (at, to, count - taken))
    }

    fn chunks(&self, line: &str) -> Vec<Chunk> {
        let chars: Vec<(usize, char)> = line.char_indices().collect();
        let mut chunks = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            let end = self.chunk_end(&chars, at);
            let byte = |at: usize| chars.get(at).map_or(line.len(), |(byte, _)| *byte);
            chunks.push((byte(at), byte(end), end - at));
            at = end;
        }
        chunks
    }

    /// Where the chunk that starts at `start` ends: after white space, a word, or a part of a hyphenated word.
    fn chunk_end(&self, chars: &[(usize, char)], start: usize) -> usize {
        let at = |index: usize| chars.get(index).map(|(_, c)| *c);
        let space = |index| at(index).is_some_and(is_blank);
        let mut end = start + 1;
        if space(start) {
            while space(end) {
                end += 1;
            }
            return end;
        }
        if self.break_on_hyphens && start > 0 && dashes(&at, start).is_some() {
            return dashes(&at, start).unwrap_or(end);
        }
        while at(end).is_some() && !space(end) {
            if self.break_on_hyphens {
                if breaks_after_hyphen(&at, end) {
                    return end + 1;
                }
                if dashes(&at, end).is_some() {
                    return end;
                }
            }
            end += 1;
        }
        end
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(|c| text::is_word(c) && !c.is_ascii_digit())
}

fn ends_word(c: Option<char>) -> bool {
    c.is_some_and(|c| text::is_word(c) || "!\"'&.,?".contains(c))
}

/// Past two or more dashes between words; none when there are none at `index`.
fn dashes(at: &impl Fn(usize) -> Option<char>, index: usize) -> Option<usize> {
    if !ends_word(index.checked_sub(1).and_then(at)) {
        return None;
    }
    let mut end = index;
    while at(end) == Some('-') {
        end += 1;
    }
    (end >= index + 2 && at(end).is_some_and(text::is_word)).then_some(end)
}

/// Whether a word may be broken after the hyphen at `index`: letters stand on both sides.
fn breaks_after_hyphen(at: &impl Fn(usize) -> Option<char>, index: usize) -> bool {
    let before = |back: usize| index.checked_sub(back).and_then(at);
    let left = is_letter(before(1)) && is_letter(before(2))
        || ends_word(before(1)) && before(2) == Some('-') && is_letter(before(3));
    let after = if at(index + 2) == Some('-') { at(index + 3) } else { at(index + 2) };
    at(index) == Some('-') && left && is_letter(at(index + 1)) && is_letter(after)
}
