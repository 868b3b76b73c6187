//! Methods of text.

use super::{no_method, what};
use crate::profile::Input;
use crate::profile::jinja2::args::{self, Bound};
use crate::profile::jinja2::filters::replaced;
use crate::profile::jinja2::text::{self, Align, Piece};
use crate::profile::jinja2::{access, entities, format, print};
use crate::render::{Fault, Render};
use crate::value::{Str, Value};

mod tests;

pub(in crate::profile::jinja2) use tests::{is_lower, is_upper};

pub(super) fn call(render: &mut Render<'_>, name: &str, text: &Str, input: Input) -> Result<Value, Fault> {
    let target = (text.clone(), input.value.reads);
    match name {
        "format" => return format::format(render, &target, &input.args).map(Value::Str),
        "capitalize" | "casefold" | "lower" | "swapcase" | "title" | "upper" | "unescape" | "striptags" => {
            args::bind(input.args, &what(name), &[], 0)?;
            return Ok(Value::Str(changed(name, text)));
        }
        _ if name.starts_with("is") => {
            args::bind(input.args, &what(name), &[], 0)?;
            return tests::holds(name, &text.text).map(Value::Bool).ok_or_else(|| no_method(name));
        }
        _ => {}
    }
    let (params, required) = parameters(name).ok_or_else(|| no_method(name))?;
    let args = args::bind(input.args, &what(name), params, required)?;
    match name {
        "center" | "ljust" | "rjust" | "zfill" | "expandtabs" => filled(render, name, &target, &args),
        "count" | "endswith" | "find" | "index" | "rfind" | "rindex" | "startswith" => {
            found(render, name, text, &args)
        }
        "split" | "rsplit" | "splitlines" | "partition" | "rpartition" => parts(render, name, &target, &args),
        "join" => joined(render, &target, &args),
        "format_map" => match args.get(0) {
            Some(map) => format::format_map(render, &target, map).map(Value::Str),
            None => Err(no_method(name)),
        },
        "replace" => {
            let (old, new) = (text_arg(render, &args, 0)?, text_arg(render, &args, 1)?);
            let new = (new, args.get(1).map_or(target.1, |it| it.reads));
            let count = text::most(args.int(render, 2)?);
            replaced(render, &target, &old.text, new, count).map(Value::Str)
        }
        "removeprefix" | "removesuffix" => {
            let affix = text_arg(render, &args, 0)?;
            Ok(Value::Str(without_affix(name, text, &affix.text)))
        }
        _ => {
            let chars = args.text(render, 0)?;
            let chars = chars.as_ref().map(|it| &*it.text);
            Ok(Value::Str(text::strip(text, chars, (name != "rstrip", name != "lstrip"))))
        }
    }
}

/// The parameters of a method, and how many of them have no default.
fn parameters(name: &str) -> Option<(&'static [&'static str], usize)> {
    Some(match name {
        "center" | "ljust" | "rjust" => (&["width", "fillchar"], 1),
        "zfill" => (&["width"], 1),
        "count" | "endswith" | "find" | "index" | "rfind" | "rindex" | "startswith" => {
            (&["sub", "start", "end"], 1)
        }
        "expandtabs" => (&["tabsize"], 0),
        "format_map" => (&["mapping"], 1),
        "join" => (&["iterable"], 1),
        "strip" | "lstrip" | "rstrip" => (&["chars"], 0),
        "partition" | "rpartition" => (&["sep"], 1),
        "removeprefix" | "removesuffix" => (&["affix"], 1),
        "replace" => (&["old", "new", "count"], 2),
        "split" | "rsplit" => (&["sep", "maxsplit"], 0),
        "splitlines" => (&["keepends"], 0),
        _ => return None,
    })
}

fn without_affix(name: &str, text: &Str, affix: &str) -> Str {
    let len = text.text.len();
    let rest = match name {
        "removeprefix" => text.text.strip_prefix(affix).map(|rest| (len - rest.len(), len)),
        _ => text.text.strip_suffix(affix).map(|rest| (0, rest.len())),
    };
    rest.map_or_else(|| text.clone(), |(from, to)| text.slice(from, to))
}

/// Text without arguments changed.
fn changed(name: &str, text: &Str) -> Str {
    match name {
        "capitalize" => text::capitalize(text),
        "casefold" => text.map(|it| it.to_lowercase().replace('ß', "ss").replace('ς', "σ")),
        "lower" => text.map(str::to_lowercase),
        "swapcase" => text::swapcase(text),
        "title" => text::title(text),
        "upper" => text.map(str::to_uppercase),
        "unescape" => Str::new(entities::unescape(&text.text)),
        _ => Str::new(crate::profile::jinja2::filters::without_tags(&text.text)),
    }
}

/// An argument that is text.
fn text_arg(render: &Render<'_>, args: &Bound, at: usize) -> Result<Str, Fault> {
    let given = args.text(render, at)?;
    given.ok_or_else(|| Fault::refused("this method takes text, not None"))
}

fn filled(render: &mut Render<'_>, name: &str, target: &Piece, args: &Bound) -> Result<Value, Fault> {
    if name == "expandtabs" {
        let size = args.int(render, 0)?.unwrap_or(8).clamp(0, 1000);
        return Ok(Value::Str(expanded(&target.0, usize::try_from(size).unwrap_or(8))));
    }
    let width = args.int(render, 0)?.unwrap_or_default();
    if name == "zfill" {
        return zero_filled(render, target, width).map(Value::Str);
    }
    let fill = args.text(render, 1)?.map_or_else(|| " ".into(), |it| it.text);
    let align = match name {
        "center" => Align::Center,
        "ljust" => Align::Left,
        _ => Align::Right,
    };
    let fill = if target.0.safe { print::escaped(&Str::new(fill)).text } else { fill };
    if fill.chars().count() != 1 {
        return Err(Fault::refused(format!("'fillchar' of method '{name}' is one character")));
    }
    text::pad(render, target, width, &fill, align).map(Value::Str)
}

/// Zeros between the sign and the rest.
fn zero_filled(render: &mut Render<'_>, (text, reads): &Piece, width: i128) -> Result<Str, Fault> {
    let sign = usize::from(text.text.starts_with(['+', '-']));
    let rest = (text.slice(sign, text.text.len()), *reads);
    let filled = text::pad(render, &rest, width.saturating_sub(i128::from(sign == 1)), "0", Align::Right)?;
    Ok(text::joined(render, &[(text.slice(0, sign), *reads), (filled, *reads)])?.with_safe(text.safe))
}

fn expanded(text: &Str, size: usize) -> Str {
    let mut column = 0;
    text.map(|stretch| {
        let mut out = String::with_capacity(stretch.len());
        for c in stretch.chars() {
            match c {
                '\t' if size > 0 => {
                    let spaces = size - column % size;
                    out.push_str(&" ".repeat(spaces));
                    column += spaces;
                }
                '\t' => {}
                '\n' | '\r' => {
                    out.push(c);
                    column = 0;
                }
                _ => {
                    out.push(c);
                    column += 1;
                }
            }
        }
        out
    })
}

/// Methods that look for text inside `start..end`.
fn found(render: &mut Render<'_>, name: &str, text: &Str, args: &Bound) -> Result<Value, Fault> {
    let ends: Vec<usize> = text.text.char_indices().map(|(at, _)| at).chain([text.text.len()]).collect();
    let len = ends.len() - 1;
    let clamp = |at: i128| {
        let from_end = i128::try_from(len).unwrap_or(i128::MAX);
        usize::try_from(if at < 0 { at.saturating_add(from_end) } else { at }.max(0)).unwrap_or(usize::MAX)
    };
    let start = args.int(render, 1)?.map_or(0, clamp);
    let end = args.int(render, 2)?.map_or(len, clamp).min(len);
    let inside = (start <= end).then(|| text.text.get(*ends.get(start)?..*ends.get(end)?)).flatten();
    if let ("startswith" | "endswith", Some(given)) = (name, args.get(0)) {
        let candidates = match &given.value {
            Value::List(_) => access::elements(render, given)?,
            _ => vec![given.clone()],
        };
        for candidate in candidates {
            let affix = args::text_of(render, &what(name), &candidate)?.text;
            let fits =
                |it: &str| if name == "startswith" { it.starts_with(&*affix) } else { it.ends_with(&*affix) };
            if inside.is_some_and(fits) {
                return Ok(Value::Bool(true));
            }
        }
        return Ok(Value::Bool(false));
    }
    let wanted = text_arg(render, args, 0)?.text;
    if name == "count" {
        return Ok(Value::from(inside.map_or(0, |it| it.matches(&*wanted).count())));
    }
    let at = inside.and_then(|it| if name.starts_with('r') { it.rfind(&*wanted) } else { it.find(&*wanted) });
    let chars = at.and_then(|at| inside.and_then(|it| it.get(..at)).map(|it| it.chars().count() + start));
    match (chars, name) {
        (Some(at), _) => Ok(Value::from(at)),
        (None, "find" | "rfind") => Ok(Value::from(-1i128)),
        (None, _) => Err(Fault::refused(format!("method '{name}' does not find '{wanted}'"))),
    }
}

fn parts(render: &mut Render<'_>, name: &str, (text, reads): &Piece, args: &Bound) -> Result<Value, Fault> {
    let whole = &*text.text;
    let ranges = match name {
        "splitlines" => {
            let keep = args.flag(render, 0);
            text::lines(whole)
                .into_iter()
                .map(|(from, to, next)| (from, if keep { next } else { to }))
                .collect()
        }
        "split" | "rsplit" => {
            let separator = args.text(render, 0)?;
            if separator.as_ref().is_some_and(|it| it.text.is_empty()) {
                return Err(Fault::refused(format!("method '{name}' cannot split at empty text")));
            }
            let separator = separator.as_ref().map(|it| &*it.text);
            text::split(whole, separator, text::most(args.int(render, 1)?), name == "rsplit")
        }
        _ => {
            let separator = text_arg(render, args, 0)?.text;
            if separator.is_empty() {
                return Err(Fault::refused(format!("method '{name}' cannot split at empty text")));
            }
            let at = if name == "partition" { whole.find(&*separator) } else { whole.rfind(&*separator) };
            let len = whole.len();
            let cuts = match (at, name) {
                (Some(at), _) => [(0, at), (at, at + separator.len()), (at + separator.len(), len)],
                (None, "partition") => [(0, len), (len, len), (len, len)],
                (None, _) => [(0, 0), (0, 0), (0, len)],
            };
            let parts = text::parts(text, *reads, &cuts);
            return Ok(render.heap.tuple(parts));
        }
    };
    let parts = text::parts(text, *reads, &ranges);
    Ok(render.heap.list(parts))
}

/// `separator.join(texts)`: of a marked separator, all others are escaped.
fn joined(render: &mut Render<'_>, target: &Piece, args: &Bound) -> Result<Value, Fault> {
    let Some(given) = args.get(0) else { return Err(no_method("join")) };
    let safe = target.0.safe;
    let mut pieces = Vec::new();
    for (at, item) in access::elements(render, given)?.into_iter().enumerate() {
        let text = if safe {
            print::escaped_once(&print::text(render, &item))
        } else {
            args::text_of(render, "method 'join'", &item)?
        };
        if at > 0 {
            pieces.push(target.clone());
        }
        let reads = render.used(&item);
        pieces.push((text, reads));
    }
    Ok(Value::Str(text::joined(render, &pieces)?.with_safe(safe)))
}
