//! `leaked-merge-tag`: a merge tag is sent as it stands, because nothing fills it in: it stands in the contact's data,
//! or it is written in the language of another platform.

use super::{Edit, Finding, check::Check, receiver_merge_syntax_eaten as merge_syntax};
use crate::dialect::Dialect;
use crate::limits::MAX_SYNTAX_ERRORS;
use crate::payload::{Node, NodeKind};
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::{Origin, Run};

pub(super) fn check(check: &mut Check<'_>) {
    from_contact(check);
    let payload = check.payload.clone();
    if let Some(root) = payload.as_ref().and_then(|it| it.root.as_ref()) {
        from_template(check, root);
    }
}

/// Values that are merge tags.
fn from_contact(check: &mut Check<'_>) {
    let request = check.request;
    for (source, part) in request.parts() {
        // A text in the template itself is its author's way to write a merge tag of the partner, and a tag that prints
        // itself has a rule of its own: only what the contact has as it stands counts.
        let is_the_contacts = |run: &&Run| {
            let printed = run.out.of(&part.text);
            let is_it = |it: &NodeKind<_>| matches!(it, NodeKind::Str(text) if **text == *printed);
            matches!(run.origin, Origin::Value { .. })
                && language(printed).is_some()
                && check.of_contact(run.origin.reads()).into_iter().any(is_it)
        };
        let found: Vec<&Run> =
            part.map.runs().iter().filter(is_the_contacts).take(MAX_SYNTAX_ERRORS).collect();
        for run in found {
            let message = "the contact's value is itself a merge tag, and it is sent as it stands";
            let finding = Finding::warning("leaked-merge-tag", source.clone(), Span::empty(0), message);
            let finding = check.blaming(finding, part, run.out);
            let pointer = if source == SourceId::Body { check.pointer_of(run.out) } else { None };
            check.add(Finding { pointer, ..finding }.with_help("correct it in the contact's data"));
        }
    }
}

/// Texts of the template that are merge tags of another language.
fn from_template(check: &mut Check<'_>, root: &Node<InRendered>) {
    let dialect = check.hook.profile().dialect;
    if matches!(dialect, Dialect::Jinja | Dialect::Liquid) {
        half_tags(check, root);
    }
    let mut found = Vec::new();
    texts(root, &mut |place, text| {
        let is_foreign = language(text).is_some_and(|it| !is_own(dialect, it));
        if is_foreign && check.request.body.map.is_literal(place) && !merge_syntax::is_partners(check, text) {
            found.push((place, text.to_owned()));
        }
    });
    for (place, text) in found.into_iter().take(MAX_SYNTAX_ERRORS) {
        let message = format!("'{text}' is sent as it stands: {} does not fill it in", check.sender());
        let finding = Finding::warning("leaked-merge-tag", SourceId::Body, Span::empty(0), message);
        let finding = check.in_body(finding, place);
        let finding = Finding { pointer: check.pointer_of(place), ..finding };
        check.add(finding.with_help(format!("write it as {}", own_form(dialect))));
    }
}

/// Tells of `{ profile.firstname }`: a field of the platform's in one pair of braces, where two are due.
fn half_tags(check: &mut Check<'_>, root: &Node<InRendered>) {
    let body = &check.request.body;
    let mut found = Vec::new();
    texts(root, &mut |place, _| {
        let text = place.of(&body.text);
        for (at, _) in text.match_indices('{') {
            let Some(tag) = text.get(at..).and_then(|it| it.get(..=it.find('}')?)) else { break };
            let start = place.start as usize + at;
            let place = Span::new(start, start + tag.len());
            let is_whole = text.get(..at).is_some_and(|it| !it.ends_with(['{', '$', '%', '#']));
            if is_whole && is_field(check, tag) && body.map.is_literal(place) {
                found.push((place, tag.to_owned()));
            }
        }
    });
    for (place, tag) in found.into_iter().take(MAX_SYNTAX_ERRORS) {
        let message = format!("'{tag}' is sent as it stands: {} does not fill it in", check.sender());
        let finding = Finding::warning("leaked-merge-tag", SourceId::Body, Span::empty(0), message);
        let finding = check.in_body(finding, place);
        let whole = format!("{{{tag}}}");
        let edits = vec![Edit { source: SourceId::Body, span: finding.span, text: whole.clone() }];
        let finding = Finding { pointer: check.pointer_of(place), ..finding };
        check.add(finding.with_help(format!("write `{whole}`")).with_fix("write two braces", edits));
    }
}

/// Whether a pair of braces has a path in it that begins as fields of the platform do.
fn is_field(check: &Check<'_>, tag: &str) -> bool {
    let path = tag.trim_start_matches('{').trim_end_matches('}').trim();
    let Some((first, rest)) = path.split_once('.') else { return false };
    let is_name = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let begins = |it: &str| it.split(['.', '[']).next().is_some_and(|it| it.eq_ignore_ascii_case(first));
    rest.split('.').all(is_name) && check.hook.sender_fields().iter().any(|it| begins(&it.path))
}

/// All texts below a node.
fn texts(node: &Node<InRendered>, pass: &mut impl FnMut(Span<InRendered>, &str)) {
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|it| texts(it, pass)),
        NodeKind::Map(members) => members.iter().for_each(|it| texts(&it.value, pass)),
        NodeKind::Str(text) => pass(node.span, text),
        NodeKind::Null | NodeKind::Bool(_) | NodeKind::Number(_) => {}
    }
}

/// The languages of merge tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    /// `{{ name }}`, as in Jinja and Liquid.
    Braces,
    /// `$name`, `${name}`, as in Velocity.
    Dollar,
    /// `[First Name]`, as in ONTRAPORT.
    Brackets,
    /// `*|FNAME|*`, as in Mailchimp.
    Stars,
    /// `%FIRSTNAME%`, as in many email tools.
    Percents,
}

/// The language in which a whole text is a merge tag.
fn language(text: &str) -> Option<Language> {
    let text = text.trim();
    let inside = |open: &str, close: &str| text.strip_prefix(open)?.strip_suffix(close);
    let is_path = |it: &str| {
        let part = |it: &str| {
            it.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && it.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        };
        it.split('.').all(part)
    };
    if inside("{{", "}}").is_some_and(|it| is_path(it.split('|').next().unwrap_or_default().trim())) {
        return Some(Language::Braces);
    }
    let name = text.strip_prefix("$!").or_else(|| text.strip_prefix('$'));
    if name
        .map(|it| it.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(it))
        .is_some_and(is_path)
    {
        return Some(Language::Dollar);
    }
    let is_label = |it: &str| {
        let words: Vec<&str> = it.split(' ').collect();
        let is_word = |it: &&str| {
            it.starts_with(|c: char| c.is_ascii_uppercase()) && it.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        words.len() > 1 && words.iter().all(is_word)
    };
    if inside("[", "]").is_some_and(is_label) {
        return Some(Language::Brackets);
    }
    let is_name = |it: &str| {
        it.len() > 2
            && it.starts_with(|c: char| c.is_ascii_uppercase())
            && it.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    };
    if inside("%", "%").is_some_and(is_name) {
        return Some(Language::Percents);
    }
    inside("*|", "|*").is_some_and(|it| !it.is_empty() && !it.contains(['|', '*'])).then_some(Language::Stars)
}

/// Whether a platform with this template language would fill it in, so that its author kept it from doing so.
fn is_own(dialect: Dialect, language: Language) -> bool {
    match dialect {
        Dialect::Jinja | Dialect::Liquid => language == Language::Braces,
        Dialect::Velocity => language == Language::Dollar,
        Dialect::MergeFields => language == Language::Brackets,
    }
}

fn own_form(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Jinja => "`{{ profile.firstname }}`",
        Dialect::Liquid => "`{{ Profile.Name }}`",
        Dialect::Velocity => "`$!{firstName}`",
        Dialect::MergeFields => "`[First Name]`",
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, language};

    #[test]
    fn only_a_whole_text_is_a_merge_tag() {
        assert_eq!(language("{{ first_name }}"), Some(Language::Braces));
        assert_eq!(language("{{ profile.name | upper }}"), Some(Language::Braces));
        assert_eq!(language("$firstName"), Some(Language::Dollar));
        assert_eq!(language("$!{data.city}"), Some(Language::Dollar));
        assert_eq!(language("[First Name]"), Some(Language::Brackets));
        assert_eq!(language("*|FNAME|*"), Some(Language::Stars));
        assert_eq!(language("%FIRST_NAME%"), Some(Language::Percents));
        for text in [
            "$5",
            "$",
            "$5.00",
            "[sic]",
            "[]",
            "{{}}",
            "{}",
            "costs $price or so",
            "[a b]",
            "*||*",
            "%%",
            "%5%",
            "%20%",
            "{{ \"a\": 1 }}",
        ] {
            assert_eq!(language(text), None, "{text}");
        }
    }
}
