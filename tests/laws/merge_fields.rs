//! Templates with merge fields.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::pieces::{concat, text};

/// Templates.
pub(crate) fn template() -> BoxedStrategy<String> {
    let fields = vec![
        "[name]",
        "[city]",
        "[n]",
        "[Flag]",
        "[tags]",
        "[order]",
        "[order//note]",
        "[absent]",
        "[absent//deep]",
        "[nDate long+0]",
        "[items]",
        "[é]",
        "[]",
        "[<b>name</b>]",
        "[[name]]",
        "a[0]=",
        "&b=",
    ];
    vec(prop_oneof![text(), select(fields).prop_map(String::from)], 0..10).prop_map(concat).boxed()
}
