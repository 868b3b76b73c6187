//! `impossible-date`: a date that no calendar has, such as `2019-29-09`, where day and month changed places. Partners
//! refuse it or, worse, read it as another day.

use serde_json::Value;

use super::{
    Finding, Severity,
    check::{Check, named},
    texts::texts,
};
use crate::calendar::{civil, days};
use crate::contract::Contract;
use crate::payload::Node;
use crate::source::{InRendered, SourceId, Span};

/// Words in the names of fields that have dates.
const WORDS: [&str; 10] =
    ["birth", "birthday", "birthdate", "date", "deadline", "dob", "expiration", "expires", "expiry", "until"];

pub(super) fn check(check: &mut Check<'_>, root: &Node<InRendered>) {
    for text in texts(root, check.format) {
        let Some(wrong) = Wrong::find(text.value) else { continue };
        let is_stated = is_stated_date(check.hook.contract(), &text.pointer);
        if !is_stated && !has_date_name(&text.pointer) {
            continue;
        }
        // A partner whose documentation names no date may just keep the text.
        let severity = if is_stated { Severity::Error } else { Severity::Warning };
        let message =
            format!("{} is '{}', a date that does not exist", named(&text.pointer), text.value.trim());
        let finding = Finding::error("impossible-date", SourceId::Body, Span::empty(0), message);
        let finding = check.in_body(finding, text.span);
        let help = match wrong {
            Wrong::Swapped(meant) => format!("have day and month changed places? write it as '{meant}'"),
            Wrong::NoSuchDay if finding.fields.is_empty() => "write a date of the calendar".to_owned(),
            Wrong::NoSuchDay => format!("correct '{}' of this contact", finding.fields.join("', '")),
        };
        check.add(Finding { severity, pointer: Some(text.pointer), ..finding }.with_help(help));
    }
}

/// Whether a date is due at a pointer, as far as this rule tells.
pub(crate) fn is_date_due(contract: &Contract, pointer: &str) -> bool {
    is_stated_date(contract, pointer) || has_date_name(pointer)
}

/// Whether the contract asks for a date at a pointer.
pub(crate) fn is_stated_date(contract: &Contract, pointer: &str) -> bool {
    let format = contract.describes(pointer).and_then(|it| it.get("format")).and_then(Value::as_str);
    matches!(format, Some("date" | "date-time"))
}

/// Whether the name at the end of a pointer has a word of [`WORDS`]: `order_date`, `expiryDate`, `date-of-birth`.
fn has_date_name(pointer: &str) -> bool {
    let name = pointer.rsplit('/').find(|it| it.parse::<usize>().is_err()).unwrap_or_default();
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            words.push(' ');
        }
        words.extend(if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }.to_lowercase());
    }
    words.split(' ').any(|it| WORDS.contains(&it)) || WORDS.contains(&&*name.to_ascii_lowercase())
}

/// Whether a text looks like a date and is none.
pub(crate) fn is_impossible_date(text: &str) -> bool {
    Wrong::find(text).is_some()
}

/// What is wrong with a date.
#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    /// It exists with day and month the other way round: so.
    Swapped(String),
    /// It does not exist.
    NoSuchDay,
}

impl Wrong {
    /// None for what is right, and for what does not look like a date. With the year in front, the month comes next
    /// (ISO 8601); with the year at the end, either may come first.
    fn find(text: &str) -> Option<Wrong> {
        let date = text.trim().split(['T', ' ']).next()?;
        let mark = date.chars().find(|it| !it.is_ascii_digit()).filter(|it| matches!(it, '-' | '/' | '.'))?;
        let parts: Vec<&str> = date.split(mark).collect();
        let [a, b, c] = *parts.as_slice() else { return None };
        let number = |part: &str, longest: usize| -> Option<i64> {
            let is_number = (1..=longest).contains(&part.len()) && part.bytes().all(|it| it.is_ascii_digit());
            is_number.then(|| part.parse().ok()).flatten()
        };
        if a.len() == 4 {
            let (year, month, day) = (number(a, 4)?, number(b, 2)?, number(c, 2)?);
            return match (exists(year, month, day), exists(year, day, month)) {
                (true, _) => None,
                (false, true) => Some(Wrong::Swapped([a, c, b].join(&mark.to_string()))),
                (false, false) => Some(Wrong::NoSuchDay),
            };
        }
        let (year, day, month) = (number(c, 4).filter(|_| c.len() == 4)?, number(a, 2)?, number(b, 2)?);
        let is_right = exists(year, month, day) || exists(year, day, month);
        (!is_right).then_some(Wrong::NoSuchDay)
    }
}

fn exists(year: i64, month: i64, day: i64) -> bool {
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && civil(days(year, month, day)) == (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::{Wrong, has_date_name};

    #[test]
    fn dates_that_do_not_exist_are_found() {
        let swapped = |it: &str| Some(Wrong::Swapped(it.to_owned()));
        for (text, expected) in [
            ("2019-29-09", swapped("2019-09-29")),
            (" 2019/29/09 ", swapped("2019/09/29")),
            ("2019-29-09T10:00:00Z", swapped("2019-09-29")),
            ("2023-02-29", Some(Wrong::NoSuchDay)),
            ("30.02.1990", Some(Wrong::NoSuchDay)),
            ("0000-00-00", Some(Wrong::NoSuchDay)),
            ("2024-02-29", None),
            ("31/12/2024", None),
            ("12/31/2024", None),
            ("2024-02", None),
            ("24-02-30", None),
            ("1.2.3.4", None),
            ("soon", None),
            ("", None),
            ("2019-29-09-1", None),
            ("١٢٣٤-٠١-٠١", None),
        ] {
            assert_eq!(Wrong::find(text), expected, "{text}");
        }
    }

    #[test]
    fn names_of_dates_are_told_by_their_words() {
        for pointer in
            ["/order_date", "/data/0/expiryDate", "/Date of birth", "/dates/date/3", "/DOB", "/DATE"]
        {
            assert!(has_date_name(pointer), "{pointer}");
        }
        for pointer in ["", "/update", "/candidate", "/version", "/note", "/validated"] {
            assert!(!has_date_name(pointer), "{pointer}");
        }
    }
}
