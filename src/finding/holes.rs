//! Where holes stand in JSON: in a text, or where a value of its own is due.
//!
//! Only the template's own text says so. What a value prints may break the body, and the body would then tell
//! otherwise.

use crate::render::Rendered;
use crate::source::{InRendered, InTemplate, Span};
use crate::source_map::Origin;

/// A hole and what it printed in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hole {
    /// The hole, delimiters included.
    pub(super) span: Span<InTemplate>,
    /// What it printed, all stretches of it.
    pub(super) out: Span<InRendered>,
    /// Whether it stands between quotation marks.
    pub(super) in_string: bool,
    /// Whether the innermost bracket around it is a list's.
    pub(super) in_list: bool,
}

/// The holes of a JSON body, in order; one that is printed again and again in a loop is there as often.
pub(super) fn holes(part: &Rendered) -> Vec<Hole> {
    let mut found: Vec<Hole> = Vec::new();
    let (mut state, mut open) = (State::default(), false);
    for run in part.map.runs() {
        match &run.origin {
            Origin::Text(_) => {
                run.out.of(&part.text).bytes().for_each(|byte| state.byte(byte));
                open &= run.out.is_empty();
            }
            Origin::Value { hole, .. } => match found.last_mut() {
                Some(last) if open && last.span == *hole => last.out = last.out.union(run.out),
                _ => {
                    let (in_string, in_list) = (state.in_string, state.lists.last() == Some(&true));
                    found.push(Hole { span: *hole, out: run.out, in_string, in_list });
                    open = true;
                }
            },
            Origin::Secret { .. } | Origin::Skipped { .. } | Origin::Unplaced(_) => open = false,
        }
    }
    found
}

/// Where the template's own text has led.
#[derive(Default)]
struct State {
    in_string: bool,
    escaped: bool,
    /// For each open bracket whether it is a list's.
    lists: Vec<bool>,
}

impl State {
    fn byte(&mut self, byte: u8) {
        match (self.in_string, byte) {
            (true, _) if self.escaped => self.escaped = false,
            (true, b'\\') => self.escaped = true,
            (_, b'"') => self.in_string = !self.in_string,
            (false, b'[' | b'{') => self.lists.push(byte == b'['),
            (false, b']' | b'}') => {
                self.lists.pop();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Contact;
    use crate::dialect::Dialect;
    use crate::profile;
    use crate::render::template;
    use crate::settings::Settings;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, bool, bool)]) {
        let contact = Contact::read(r#"{"a": "x\"y", "l": [1, 2]}"#);
        let rendered = template(profile::default_of(Dialect::Jinja), text, &contact, &Settings::default());
        let found = holes(&rendered);
        let found: Vec<_> =
            found.iter().map(|it| (it.out.of(&rendered.text), it.in_string, it.in_list)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_templates_own_text_says_where_a_hole_stands() {
        check(
            r#"{"k": "{{ a }}", "n": {{ a }}, "l": [{{ a }}]}"#,
            &[("x\"y", true, false), ("x\"y", false, false), ("x\"y", false, true)],
        );
        check(r#"["\"{{ a }}", {"x": {{ b }} }]"#, &[("x\"y", true, true), ("", false, false)]);
    }

    #[test]
    fn a_hole_is_one_however_many_stretches_it_prints() {
        check("\"{{ a ~ '-' ~ a }}\"", &[("x\"y-x\"y", true, false)]);
        check("[{% for i in l %}{{ i }},{% endfor %}]", &[("1", false, true), ("2", false, true)]);
    }
}
