//! `campaign-differs`: the hook file says which of the partner's campaigns the webhook is for, and the request names
//! another, or one that depends on the contact. Inkpact's guide asks that `campaign_id` be that of the campaign
//! (support.ometria.com, article 34828933899293).

use super::{
    Edit, Finding,
    check::{Check, named},
    placeholder_left,
    texts::scalars,
};
use crate::payload::{Format, Node};
use crate::source::{InRendered, SourceId, Span};
use crate::source_map::Origin;

pub(super) fn check(check: &mut Check<'_>, root: &Node<InRendered>) {
    let Some(campaign) =
        check.hook.campaign().map(|it| it.text.trim()).filter(|it| !placeholder_left::begins_with(it))
    else {
        return;
    };
    if !check.hook.contract().mentions("x-campaign") {
        return;
    }
    for text in scalars(root, check.format) {
        let described = check.hook.contract().describes(&text.pointer);
        let holds_campaign = described.and_then(|it| it.get("x-campaign")?.as_bool()) == Some(true);
        let is_blank = || text.value.trim().is_empty() || placeholder_left::begins_with(text.value);
        if !holds_campaign || is_blank() {
            continue;
        }
        let name = named(&text.pointer);
        let finding = Finding::error("campaign-differs", SourceId::Body, Span::empty(0), "");
        let finding = check.in_body(finding, text.span);
        let message = match finding.fields.is_empty() {
            true if text.value == campaign => continue,
            true => format!("{name} is '{}', and this webhook is for the campaign '{campaign}'", text.value),
            false => {
                format!("{name} depends on the contact, and this webhook is for the campaign '{campaign}'")
            }
        };
        let finding = Finding { message, pointer: Some(text.pointer), ..finding };
        let finding =
            finding.with_help(format!("write '{campaign}', or change `campaign` in the webhook file"));
        let finding = match edit(check, &finding, text.span, campaign) {
            Some(edit) => finding.with_fix(format!("write '{campaign}'"), vec![edit]),
            None => finding,
        };
        check.add(finding);
    }
}

/// The campaign in place of all that makes the value now, when that is one piece of the template.
fn edit(check: &Check<'_>, finding: &Finding, place: Span<InRendered>, campaign: &str) -> Option<Edit> {
    let runs = check.request.body.map.touching(place).iter();
    let mut runs = runs.filter(|it| it.out.start < place.end && place.start < it.out.end);
    let (only, None) = (runs.next()?, runs.next()) else { return None };
    let is_whole = match only.origin {
        Origin::Text(_) => true,
        Origin::Value { .. } => only.out == place,
        Origin::Skipped { .. } | Origin::Secret { .. } | Origin::Unplaced(_) => false,
    };
    let is_plain = campaign.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.'));
    let is_written_so = check.format == Format::Json || check.format == Format::Form;
    (is_whole && is_plain && is_written_so).then(|| Edit {
        source: SourceId::Body,
        span: finding.span,
        text: campaign.to_owned(),
    })
}
