//! Arguments bound to parameters, as Python binds them.

use super::arithmetic::Number;
use super::{print, type_name};
use crate::nearest::nearest;
use crate::render::{Arguments, Fault, Render};
use crate::value::{Str, Traced, Value};

/// The arguments of one call, by parameter.
pub(super) struct Bound {
    what: String,
    params: &'static [&'static str],
    values: Vec<Option<Traced>>,
}

/// Binds arguments by position, then by name. `what` is who takes them: `filter 'batch'`. The first `required`
/// parameters have no default.
pub(super) fn bind(
    args: Arguments,
    what: &str,
    params: &'static [&'static str],
    required: usize,
) -> Result<Bound, Fault> {
    let given = args.positional.len();
    if given > params.len() {
        let message = match params.len() {
            0 => format!("{what} takes no arguments"),
            1 => format!("{what} takes one argument, not {given}"),
            most => format!("{what} takes at most {most} arguments, not {given}"),
        };
        return Err(Fault::new("wrong-arguments", message));
    }
    let mut values: Vec<Option<Traced>> = args.positional.into_iter().map(Some).collect();
    values.resize(params.len(), None);
    for (name, value) in args.named {
        let Some(at) = params.iter().position(|it| **it == *name) else {
            let fault = Fault::new("wrong-arguments", format!("{what} has no argument '{name}'"));
            return Err(match nearest(&name, params.iter().copied()) {
                Some(it) => fault.with_help(format!("did you mean '{it}'?")),
                None => fault,
            });
        };
        let slot = values.get_mut(at).filter(|slot| slot.is_none());
        let Some(slot) = slot else {
            return Err(Fault::new("wrong-arguments", format!("{what} got two values for '{name}'")));
        };
        *slot = Some(value);
    }
    if let Some((_, name)) = values.iter().zip(params).take(required).find(|(value, _)| value.is_none()) {
        return Err(Fault::new("wrong-arguments", format!("{what} needs its argument '{name}'")));
    }
    Ok(Bound { what: what.to_owned(), params, values })
}

impl Bound {
    /// The argument of this parameter.
    pub(super) fn get(&self, at: usize) -> Option<&Traced> {
        self.values.get(at).and_then(Option::as_ref)
    }

    /// The same, where `none` stands for the default.
    pub(super) fn given(&self, at: usize) -> Option<&Traced> {
        self.get(at).filter(|it| !matches!(it.value, Value::Null))
    }

    /// A whole number; none when it is not given or `none`.
    pub(super) fn int(&self, render: &Render<'_>, at: usize) -> Result<Option<i128>, Fault> {
        let Some(given) = self.given(at) else { return Ok(None) };
        match Number::of(&given.value) {
            Some(Number::Int(it)) => Ok(Some(it)),
            _ => Err(self.wrong(render, at, given, "a whole number")),
        }
    }

    /// Text; none when it is not given or `none`.
    pub(super) fn text(&self, render: &Render<'_>, at: usize) -> Result<Option<Str>, Fault> {
        match self.given(at) {
            None => Ok(None),
            Some(Traced { value: Value::Str(text), .. }) => Ok(Some(text.clone())),
            Some(given) => Err(self.wrong(render, at, given, "text")),
        }
    }

    /// Whether it is given and true.
    pub(super) fn flag(&self, render: &Render<'_>, at: usize) -> bool {
        self.flag_or(render, at, false)
    }

    /// Whether it is given and true, where Python asks for a whole number.
    pub(super) fn switch(&self, render: &Render<'_>, at: usize) -> Result<bool, Fault> {
        match self.get(at) {
            Some(given) if !matches!(given.value, Value::Bool(_) | Value::Int(_)) => {
                Err(self.wrong(render, at, given, "true or false"))
            }
            _ => Ok(self.flag(render, at)),
        }
    }

    /// Whether it is true, or the default when it is not given.
    pub(super) fn flag_or(&self, render: &Render<'_>, at: usize, default: bool) -> bool {
        self.get(at).map_or(default, |it| super::operators::truthy(render, it))
    }

    /// Its `str(…)`.
    pub(super) fn shown(&self, render: &Render<'_>, at: usize) -> Option<Str> {
        self.get(at).map(|it| print::text(render, it))
    }

    fn wrong(&self, render: &Render<'_>, at: usize, given: &Traced, wanted: &str) -> Fault {
        let (what, kind) = (&self.what, type_name(render, &given.value));
        let name = self.params.get(at).copied().unwrap_or_default();
        Fault::refused(format!("'{name}' of {what} is {wanted}, not {kind}")).reading(given.reads)
    }
}

/// Text that a function works on, with what it reads; anything else is a fault.
pub(super) fn text_of(render: &Render<'_>, what: &str, value: &Traced) -> Result<Str, Fault> {
    match &value.value {
        Value::Str(text) => Ok(text.clone()),
        other => {
            let kind = type_name(render, other);
            Err(Fault::refused(format!("{what} takes text, not {kind}")).reading(value.reads))
        }
    }
}
