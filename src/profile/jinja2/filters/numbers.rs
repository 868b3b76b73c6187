//! Filters on numbers.

use super::{alone, bound};
use crate::profile::Input;
use crate::profile::jinja2::arithmetic::{self, Number};
use crate::profile::jinja2::{access, attributes, number, numerals, type_name};
use crate::render::{Fault, Render};
use crate::template::Binary;
use crate::value::{Traced, Value};

pub(super) fn abs(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let value = alone(input, "abs")?;
    match Number::of(&value.value) {
        Some(Number::Int(it)) => it.checked_abs().map(Value::from).ok_or_else(arithmetic::overflow),
        Some(Number::Float(it)) => Ok(Value::Float(it.abs())),
        None => Err(no_number(render, "abs", &value)),
    }
}

/// `int(default=0, base=10)`: what cannot be read is the default; `'42.9'` is 42.
pub(super) fn int(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "int", &["default", "base"], 0)?;
    let default = args.get(0).map_or_else(|| Value::from(0i128), |it| it.value.clone());
    match &value.value {
        Value::Undefined => Err(access::undefined(render, &value, "this cannot become a number")),
        Value::Str(text) => {
            let base = args.int(render, 1)?.unwrap_or(10);
            let base = u32::try_from(base).ok().filter(|it| *it == 0 || (2..=36).contains(it));
            match base.and_then(|base| numerals::parse_int(&text.text, base)) {
                Some(found) => found.map(Value::from),
                None => Ok(numerals::parse_float(&text.text).and_then(whole).unwrap_or(default)),
            }
        }
        other => Ok(match Number::of(other) {
            Some(Number::Int(it)) => Value::from(it),
            Some(Number::Float(it)) => whole(it).unwrap_or(default),
            None => default,
        }),
    }
}

/// `int(float)`: without what follows the point; none for what is not finite.
#[expect(clippy::cast_possible_truncation, reason = "the bounds are checked")]
pub(in crate::profile::jinja2) fn whole(value: f64) -> Option<Value> {
    (value.is_finite() && value.abs() < 1e38).then(|| Value::from(value.trunc() as i128))
}

pub(super) fn float(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "float", &["default"], 0)?;
    let default = args.get(0).map_or(Value::Float(0.0), |it| it.value.clone());
    match &value.value {
        Value::Undefined => Err(access::undefined(render, &value, "this cannot become a number")),
        Value::Str(text) => Ok(numerals::parse_float(&text.text).map_or(default, Value::Float)),
        other => Ok(Number::of(other).map_or(default, |it| Value::Float(it.float()))),
    }
}

/// `round(precision=0, method='common')`.
pub(super) fn round(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "round", &["precision", "method"], 0)?;
    let precision = args.int(render, 0)?.unwrap_or_default();
    let method = args.shown(render, 1);
    let Some(given) = Number::of(&value.value) else {
        return Err(no_number(render, "round", &value));
    };
    let up = match method.as_ref().map_or("common", |it| &it.text) {
        "common" => return number::round(given, precision).ok_or_else(arithmetic::overflow),
        "ceil" => true,
        "floor" => false,
        other => {
            let message = format!("filter 'round' rounds 'common', 'ceil' or 'floor', not '{other}'");
            return Err(Fault::new("wrong-arguments", message));
        }
    };
    let precision = i32::try_from(precision.clamp(-400, 400)).unwrap_or_default();
    let scale = libm::pow(10.0, f64::from(precision));
    let scaled = given.float() * scale;
    let rounded = if up { scaled.ceil() } else { scaled.floor() };
    // Python's `math.ceil` gives a whole number, so there is no negative zero.
    Ok(Value::Float((rounded + 0.0) / scale))
}

/// `sum(attribute=None, start=0)`.
pub(super) fn sum(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "sum", &["attribute", "start"], 0)?;
    let path = args.given(0).map(|it| attributes::path(render, it)).unwrap_or_default();
    let mut total = args.get(1).cloned().unwrap_or_else(|| Traced::constant(Value::from(0i128)));
    if matches!(total.value, Value::Str(_)) {
        return Err(Fault::refused("filter 'sum' does not add text").with_help("'join' puts texts together"));
    }
    for item in access::elements(render, &value)? {
        let item = attributes::get(render, &item, &path, None)?;
        total = render.operate(Binary::Add, &total, &item)?;
    }
    Ok(total.value)
}

/// `filesizeformat(binary=False)`.
pub(super) fn filesizeformat(render: &mut Render<'_>, input: Input) -> Result<Value, Fault> {
    let (value, args) = bound(input, "filesizeformat", &["binary"], 0)?;
    let number = match &value.value {
        Value::Str(text) => numerals::parse_float(&text.text),
        other => Number::of(other).map(Number::float),
    };
    let Some(bytes) = number else { return Err(no_number(render, "filesizeformat", &value)) };
    let (base, units): (f64, [&str; 8]) = if args.flag(render, 0) {
        (1024.0, ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"])
    } else {
        (1000.0, ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"])
    };
    #[expect(clippy::float_cmp, reason = "Jinja compares so")]
    if bytes == 1.0 {
        return Ok(Value::from("1 Byte"));
    }
    if bytes < base {
        let Some(Value::Int(bytes)) = whole(bytes) else { return Err(arithmetic::overflow()) };
        return Ok(Value::from(format!("{} Bytes", bytes.value)));
    }
    let mut unit = base;
    let mut shown = units[0];
    for name in units {
        unit *= base;
        shown = name;
        if bytes < unit {
            break;
        }
    }
    Ok(Value::from(format!("{} {shown}", number::fixed(base * bytes / unit, 1))))
}

fn no_number(render: &Render<'_>, filter: &str, value: &Traced) -> Fault {
    if matches!(value.value, Value::Undefined) {
        return access::undefined(render, value, &format!("filter '{filter}' needs a number"));
    }
    let kind = type_name(render, &value.value);
    let fault = Fault::refused(format!("filter '{filter}' takes a number, not {kind}"));
    fault.with_help("'int' or 'float' before it reads a number from text").reading(value.reads)
}
