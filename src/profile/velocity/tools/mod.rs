//! The tools of Apache Velocity Tools that templates may use. Yespo's guides show `$mathTool` only; whether it has
//! the others is not documented, so using them is told.

use super::{methods::Call, type_name};
use crate::finding::Severity;
use crate::nearest::nearest;
use crate::render::{Fault, Render};
use crate::value::{Traced, Value};

mod clock;
mod entities;
#[expect(clippy::unnecessary_wraps, reason = "the functions of a table share one type")]
mod escape;
mod format;
#[expect(clippy::unnecessary_wraps, reason = "the functions of a table share one type")]
mod math;

/// A tool's method. None when it gives null.
type Tool = fn(&mut Render<'_>, &Call) -> Result<Option<Value>, Fault>;

/// A tool: its name, its methods sorted by name, and whether Yespo documents it.
struct Entry {
    name: &'static str,
    methods: &'static [(&'static str, Tool)],
    documented: bool,
}

const TOOLS: &[Entry] = &[
    Entry { name: "date", methods: clock::TABLE, documented: false },
    Entry { name: "esc", methods: escape::TABLE, documented: false },
    Entry { name: "mathTool", methods: math::TABLE, documented: true },
    Entry { name: "number", methods: format::TABLE, documented: false },
];

/// The tool of this name.
pub(super) fn find(name: &str) -> Option<Value> {
    TOOLS.iter().find(|it| it.name == name).map(|it| Value::Function(it.name))
}

/// A member of a tool, such as `$esc.q`: what its getter gives.
pub(super) fn member(render: &mut Render<'_>, tool: &str, name: &str) -> Result<Value, Fault> {
    let mut chars = name.chars();
    let first: String = chars.next().map(|it| it.to_ascii_uppercase()).into_iter().collect();
    let no_args = Call { value: Traced::constant(Value::Undefined), args: Vec::new() };
    call(render, tool, &format!("get{first}{}", chars.as_str()), &no_args)
}

/// Calls a method of a tool.
pub(super) fn call(render: &mut Render<'_>, tool: &str, name: &str, call: &Call) -> Result<Value, Fault> {
    let Some(tool) = TOOLS.iter().find(|it| it.name == tool) else { return Ok(Value::Undefined) };
    if !tool.documented {
        let message =
            format!("Yespo's guides do not mention '${}', so it may be sent as it stands", tool.name);
        let fault = Fault::new("undocumented-tool", message).with_help("send a test message first");
        render.remark(Severity::Warning, fault);
    }
    let found =
        tool.methods.binary_search_by(|(it, _)| (*it).cmp(name)).ok().and_then(|at| tool.methods.get(at));
    let Some((_, method)) = found else {
        let fault = Fault::new("unknown-method", format!("'${}' has no method '{name}'", tool.name));
        let fault = match nearest(name, tool.methods.iter().map(|(it, _)| *it)) {
            Some(near) => fault.with_help(format!("did you mean '{near}'?")),
            None => fault,
        };
        render.remark(Severity::Warning, fault);
        return Ok(Value::Undefined);
    };
    if let Some(value) = method(render, call)? {
        return Ok(value);
    }
    let given: Vec<&str> = call.args.iter().map(|it| type_name(&it.value)).collect();
    let given = if given.is_empty() { "no argument".to_owned() } else { given.join(" and ") };
    let message = format!("'${}.{name}' gives nothing for {given}", tool.name);
    render.remark(Severity::Warning, Fault::new("tool-gives-nothing", message));
    Ok(Value::Undefined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for tool in TOOLS {
            assert!(tool.methods.is_sorted_by_key(|(name, _)| *name), "{}", tool.name);
        }
    }
}
