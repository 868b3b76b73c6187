//! The form of a header, such as `Basic pkey={PUBLIC_KEY}&&skey={SECRET_KEY}`: what stands in a value in place of each
//! name.

use std::ops::Range;

/// What stands in place of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot<'f> {
    /// The name.
    pub(super) name: &'f str,
    /// Where in the value.
    pub(super) range: Range<usize>,
}

/// What stands in place of each name, in order; none when the value does not have the form: its literal pieces in order,
/// with something in place of each `{NAME}`.
pub(super) fn slots<'f>(form: &'f str, value: &str) -> Option<Vec<Slot<'f>>> {
    let (mut slots, mut at) = (Vec::new(), 0);
    let mut open: Option<&str> = None;
    for (index, piece) in form.split('{').enumerate() {
        let literal = match piece.split_once('}') {
            Some((name, literal)) if index > 0 => {
                open = Some(name);
                literal
            }
            _ => piece,
        };
        if literal.is_empty() {
            continue;
        }
        let len = value.get(at..)?.find(literal)?;
        match open.take() {
            Some(name) if len > 0 => slots.push(Slot { name, range: at..at + len }),
            None if len == 0 => {}
            _ => return None,
        }
        at += len + literal.len();
    }
    match open {
        Some(name) if at < value.len() => slots.push(Slot { name, range: at..value.len() }),
        None if at == value.len() => {}
        _ => return None,
    }
    Some(slots)
}

#[cfg(test)]
mod tests {
    use super::slots;

    const INKPACT: &str = "Basic pkey={PUBLIC_KEY}&&skey={SECRET_KEY}";

    #[test]
    fn values_have_the_form_or_not() {
        for (form, value, fits) in [
            (INKPACT, "Basic pkey=•••&&skey=•••", true),
            (INKPACT, "Basic pkey=abc&skey=def", false),
            (INKPACT, "Basic pkey=&&skey=def", false),
            (INKPACT, "Basic pkey=abc&&skey=", false),
            (INKPACT, "x Basic pkey=abc&&skey=d", false),
            ("{TOKEN}", "abc", true),
            ("{TOKEN}", "", false),
            ("text/plain", "text/plain", true),
            ("text/plain", "text/plain2", false),
        ] {
            assert_eq!(slots(form, value).is_some(), fits, "{value} for {form}");
        }
    }

    #[test]
    fn slots_have_what_stands_in_place_of_the_names() {
        let value = "Basic pkey=abc&&skey=d=e";
        let found: Vec<_> =
            slots(INKPACT, value).unwrap().into_iter().map(|it| (it.name, &value[it.range])).collect();
        assert_eq!(found, [("PUBLIC_KEY", "abc"), ("SECRET_KEY", "d=e")]);
    }
}
