//! Which of several alternatives to tell of, when a payload meets none of them: `anyOf` and `oneOf`.

use super::{Keyword, Violation};
use crate::payload::Node;
use crate::source::InRendered;

/// What to tell: that one of some members is needed where that is all; else what the best alternative asks; else
/// `whole`, the violation of the keyword itself.
pub(super) fn told(
    whole: Violation,
    mut branches: Vec<Vec<Violation>>,
    payload: &Node<InRendered>,
) -> Vec<Violation> {
    // An alternative for another type, or for another value of a member that tells kinds apart, was not meant.
    let suits = |branch: &Vec<Violation>| branch.iter().all(|it| !rules_out(it, &whole.pointer));
    if branches.iter().any(suits) {
        branches.retain(suits);
    } else if let Some(types) = types(&branches, &whole.pointer) {
        return vec![Violation { keyword: Keyword::Type(types), ..whole }];
    } else {
        return vec![whole];
    }
    let groups: Option<Vec<Vec<String>>> =
        branches.iter().map(|branch| branch.iter().map(|it| lacking(it, &whole.pointer)).collect()).collect();
    match groups {
        Some(groups) if groups.len() > 1 => {
            // A member that is there but empty is where people look.
            let empty = branches.iter().flatten().find(|it| it.keyword == Keyword::Filled);
            let span = empty.map_or_else(|| whole_start(&whole, payload), |it| it.span);
            vec![Violation { span, keyword: Keyword::OneGroupOf(groups), ..whole }]
        }
        _ => branches.into_iter().min_by_key(Vec::len).unwrap_or_else(|| vec![whole]),
    }
}

fn whole_start(whole: &Violation, payload: &Node<InRendered>) -> crate::source::Span<InRendered> {
    let start = payload.at(&whole.pointer).map_or(whole.span, |it| it.span).start as usize;
    crate::source::Span::new(start, start + 1)
}

fn rules_out(violation: &Violation, pointer: &str) -> bool {
    match violation.keyword {
        Keyword::Type(_) => violation.pointer == pointer,
        Keyword::Enum(_) => depth_below(violation, pointer).is_some_and(|it| it <= 1),
        _ => false,
    }
}

/// How many steps below `pointer` it is.
fn depth_below(violation: &Violation, pointer: &str) -> Option<usize> {
    violation.pointer.strip_prefix(pointer).map(|rest| rest.matches('/').count())
}

/// The member of the value at `pointer` that is not there or empty, if that is all the violation is about.
fn lacking(violation: &Violation, pointer: &str) -> Option<String> {
    match &violation.keyword {
        Keyword::Required(name) if violation.pointer == pointer => Some(name.clone()),
        Keyword::Filled if depth_below(violation, pointer) == Some(1) => {
            violation.pointer.rsplit('/').next().map(|it| it.replace("~1", "/").replace("~0", "~"))
        }
        _ => None,
    }
}

/// The types that the alternatives ask for, when each asks for one of the value itself.
fn types(branches: &[Vec<Violation>], pointer: &str) -> Option<Vec<String>> {
    let mut all: Vec<String> = Vec::new();
    for branch in branches {
        let of_branch = branch.iter().find_map(|it| match &it.keyword {
            Keyword::Type(types) if it.pointer == pointer => Some(types),
            _ => None,
        })?;
        all.extend(of_branch.iter().filter(|it| !all.contains(it)).cloned().collect::<Vec<_>>());
    }
    Some(all)
}
