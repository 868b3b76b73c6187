//! `$mathTool`: Velocity Tools' `MathTool.java`. It computes with Doubles and gives a whole number when the result is
//! one and no argument had a point.

use std::sync::Arc;

use super::super::decimal::Decimal;
use super::super::items;
use super::super::number::{self, Number};
use super::Tool;
use crate::render::{Fault, Render};
use crate::value::{Int, Key, Traced, Value, Width};

use super::super::methods::Call;

pub(super) const TABLE: &[(&str, Tool)] = &[
    ("abs", |_, call| Ok(one(call).map(|it| matched(it.float.abs(), &[it])))),
    ("add", |_, call| Ok(fold(call, 0.0, |_, sum, it| Some(sum + it)))),
    ("bitwiseAnd", |_, call| Ok(bits(call, -1, |a, b| a & b))),
    ("bitwiseOr", |_, call| Ok(bits(call, 0, |a, b| a | b))),
    ("bitwiseXOr", |_, call| Ok(bits(call, 0, |a, b| a ^ b))),
    ("ceil", |_, call| Ok(one(call).map(|it| integer(it.float.ceil())))),
    ("div", |_, call| {
        Ok(fold(call, 0.0, |at, left, it| match (at, it == 0.0) {
            (0, _) => Some(it),
            (_, true) => None,
            _ => Some(left / it),
        }))
    }),
    ("floor", |_, call| Ok(one(call).map(|it| integer(it.float.floor())))),
    ("getAverage", |render, call| aggregate(render, call, true)),
    ("getRandom", |_, _| Err(random())),
    ("getTotal", |render, call| aggregate(render, call, false)),
    ("idiv", |_, call| Ok(two_ints(call).map(|(a, b)| int(a.wrapping_div(b))))),
    // It begins with the least positive Double, which therefore beats every negative number.
    ("max", |_, call| Ok(fold(call, f64::from_bits(1), |_, most, it| Some(most.max(it))))),
    ("min", |_, call| Ok(fold(call, f64::MAX, |_, least, it| Some(least.min(it))))),
    ("mod", |_, call| Ok(two_ints(call).map(|(a, b)| int(a.wrapping_rem(b))))),
    ("mul", |_, call| Ok(fold(call, 1.0, |_, product, it| Some(product * it)))),
    ("pow", |_, call| {
        let (Some(base), Some(exponent)) = (argument(call, 0), argument(call, 1)) else { return Ok(None) };
        Ok(Some(matched(libm::pow(base.float, exponent.float), &[base, exponent])))
    }),
    ("random", |_, _| Err(random())),
    ("round", |_, call| Ok(one(call).map(|it| integer(it.float.round_ties_even())))),
    ("roundTo", |_, call| {
        let (Some(places), Some(it)) = (argument(call, 0), argument(call, 1)) else { return Ok(None) };
        Ok(Some(Value::Float(round_to(places.int(), it.float))))
    }),
    ("sub", |_, call| Ok(fold(call, 0.0, |at, left, it| Some(if at == 0 { it } else { left - it })))),
    ("toDouble", |_, call| Ok(one(call).map(|it| Value::Float(it.float)))),
    ("toInteger", |_, call| Ok(one(call).map(|it| number::whole(i128::from(it.int()), Width::Integer)))),
    ("toLong", |_, call| Ok(one(call).map(|it| number::whole(i128::from(it.long()), Width::Long)))),
    ("toNumber", |_, call| Ok(one(call).map(Argument::value))),
];

/// A number that an argument is or reads as.
#[derive(Clone, Copy)]
struct Argument {
    float: f64,
    /// The number itself when it is whole.
    whole: Option<i128>,
}

impl Argument {
    fn of(value: &Value) -> Option<Argument> {
        let number = match value {
            Value::Str(text) => Number::Decimal(Decimal::parse_leading(&text.text)?),
            value => match Number::of(value)? {
                Number::Decimal(it) => Number::Float(it.float()),
                number => number,
            },
        };
        let whole = match number {
            Number::Int(it) => Some(it.value),
            Number::Decimal(it) => it.text().parse().ok(),
            Number::Float(_) => None,
        };
        // Text that reads as a whole number is one, also with zeros after its point.
        let float = number.float();
        let whole = whole.or_else(|| match number {
            Number::Decimal(_) if float.fract() == 0.0 => truncated(float),
            _ => None,
        });
        Some(Argument { float, whole })
    }

    /// `Number.intValue`.
    #[expect(clippy::cast_possible_truncation, reason = "Java cuts off the same")]
    fn int(self) -> i32 {
        match self.whole {
            Some(whole) => whole as i32,
            None => self.float as i32,
        }
    }

    /// `Number.longValue`.
    #[expect(clippy::cast_possible_truncation, reason = "Java cuts off the same")]
    fn long(self) -> i64 {
        match self.whole {
            Some(whole) => whole as i64,
            None => self.float as i64,
        }
    }

    fn value(self) -> Value {
        match self.whole {
            Some(whole) => Value::Int(Int::new(whole)),
            None => Value::Float(self.float),
        }
    }

    /// Whether it prints with a point.
    fn has_point(self) -> bool {
        self.whole.is_none() && number::float(self.float).contains('.')
    }
}

#[expect(clippy::cast_possible_truncation, reason = "Java brings Doubles into range, too")]
fn truncated(value: f64) -> Option<i128> {
    value.is_finite().then_some(i128::from(value as i64))
}

fn argument(call: &Call, at: usize) -> Option<Argument> {
    Argument::of(&call.arg(at)?.value)
}

fn one(call: &Call) -> Option<Argument> {
    if call.has(1) { argument(call, 0) } else { None }
}

fn all(call: &Call) -> Option<Vec<Argument>> {
    call.args.iter().map(|it| Argument::of(&it.value)).collect()
}

/// `matchType`: a whole number when the result is whole and no argument prints with a point.
#[expect(clippy::float_cmp, reason = "Java compares so, too")]
fn matched(out: f64, args: &[Argument]) -> Value {
    let whole = out.round_ties_even() == out && !args.iter().any(|it| it.has_point());
    if !whole || !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&out) {
        return Value::Float(out);
    }
    truncated(out).map_or(Value::Float(out), |it| Value::Int(Int::new(it)))
}

/// Goes through all arguments; none when one is no number or a step gives nothing.
fn fold(call: &Call, start: f64, step: fn(usize, f64, f64) -> Option<f64>) -> Option<Value> {
    let args = all(call)?;
    let mut value = start;
    for (at, arg) in args.iter().enumerate() {
        value = step(at, value, arg.float)?;
    }
    Some(matched(value, &args))
}

#[expect(clippy::cast_precision_loss, reason = "MathTool.matchType takes a double")]
fn bits(call: &Call, start: i64, step: fn(i64, i64) -> i64) -> Option<Value> {
    let value = all(call)?.into_iter().map(Argument::long).fold(start, step);
    Some(matched(value as f64, &[]))
}

/// A Double as an Integer, brought into range.
#[expect(clippy::cast_possible_truncation, reason = "Java's cast brings Doubles into range, too")]
fn integer(value: f64) -> Value {
    number::whole(i128::from(value as i32), Width::Integer)
}

fn two_ints(call: &Call) -> Option<(i32, i32)> {
    Some((argument(call, 0)?.int(), argument(call, 1)?.int())).filter(|(_, b)| *b != 0)
}

fn int(value: i32) -> Value {
    number::whole(i128::from(value), Width::Integer)
}

/// `Math.round(value * delta) / delta`, where delta is at least ten.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "MathTool.roundTo computes so"
)]
fn round_to(places: i32, value: f64) -> f64 {
    let mut delta = 10_i32;
    // Java's int overflows to zero after 32 places and stays there.
    for _ in 1..places.min(40) {
        delta = delta.wrapping_mul(10);
    }
    let delta = f64::from(delta);
    ((value * delta + 0.5).floor() as i64) as f64 / delta
}

fn random() -> Fault {
    let help = "each message would get another number";
    Fault::new("not-repeatable", "a random number cannot be shown beforehand").with_help(help)
}

/// `getTotal(list)`, `getTotal(list, field)`, `getTotal(a, b, …)` and the averages.
fn aggregate(render: &mut Render<'_>, call: &Call, average: bool) -> Result<Option<Value>, Fault> {
    let (list, field) = match call.args.as_slice() {
        [list] => (items(render, list), None),
        [list, Traced { value: Value::Str(field), .. }] => (items(render, list), Some(field.text.clone())),
        _ => (None, None),
    };
    let field = field.filter(|_| list.is_some());
    let values = list.unwrap_or_else(|| call.args.clone());
    let count = f64::from(u32::try_from(values.len()).unwrap_or(u32::MAX));
    let Some(total) = total(render, values, field) else { return Ok(None) };
    if !average {
        return Ok(Some(total));
    }
    Ok(Argument::of(&total).map(|sum| matched(sum.float / count, &[sum])))
}

/// The sum of all values, or of a field of each. What is no number makes it nothing, but with a field counts nothing.
fn total(render: &mut Render<'_>, values: Vec<Traced>, field: Option<Arc<str>>) -> Option<Value> {
    let key = field.map(Key::Str);
    let mut total = 0.0;
    let mut first = None;
    for value in values {
        let number = match &key {
            Some(key) => render.map_member(&value, key).and_then(|it| Argument::of(&it.value)),
            None => Some(Argument::of(&value.value)?),
        };
        if let Some(number) = number {
            first.get_or_insert(number);
            total += number.float;
        }
    }
    Some(matched(total, first.as_slice()))
}
