//! Edits of the template that mend a body which is no JSON: a comma, a bracket or a quotation mark of the template's
//! own text, or the escaping of a value.

use super::{Edit, Fix, check::Check, texts::texts};
use crate::dialect::Dialect;
use crate::payload::{self, Format, PayloadFault};
use crate::source::{InRendered, InTemplate, SourceId, Span};
use crate::source_map::{Origin, Run};
use crate::template::NodeKind;

/// The reader's repair, carried over to the template: only where all of it is in text that is printed once and for
/// every contact. What a loop or a condition prints may be right for other contacts.
pub(super) fn of_text(check: &Check<'_>, fault: &PayloadFault<InRendered>) -> Option<Fix> {
    let repair = fault.repair.as_ref()?;
    let edit = |(place, text): &(Span<InRendered>, String)| {
        // Between the place of a comma and what stands after it there may be a block that other contacts get.
        if let Some(gap) = fault.also.filter(|it| it.start <= place.end && place.start <= it.end) {
            let after = (gap.end as usize + 1).min(check.request.body.text.len());
            in_text(check, place.union(Span::new(gap.start as usize, after)))?;
        }
        Some(Edit { source: SourceId::Body, span: in_text(check, *place)?, text: text.clone() })
    };
    let edits = repair.edits.iter().map(edit).collect::<Option<Vec<_>>>()?;
    Some(Fix { title: repair.title.clone(), edits })
}

/// Where a place of the body stands in text of the template.
pub(super) fn printed_text(check: &Check<'_>, place: Span<InRendered>) -> Option<Span<InTemplate>> {
    text_at(check.request.body.map.runs(), place)
}

/// Where a place of the body stands in text of the template that is outside of all blocks.
pub(super) fn in_text(check: &Check<'_>, place: Span<InRendered>) -> Option<Span<InTemplate>> {
    let runs = check.request.body.map.runs();
    let span = text_at(runs, place)?;
    let body = check.hook.body();
    let outermost = body.root.nodes.iter().map(|it| body.node(*it));
    let mut texts = outermost.filter(|it| matches!(it.kind, NodeKind::Text)).map(|it| it.span);
    texts.any(|it| it.start <= span.start && span.end <= it.end).then_some(span)
}

/// The comma that a loop's body ends with, when it is printed after the last turn too: it is put in a condition.
pub(super) fn of_loop(check: &Check<'_>, comma: Span<InRendered>) -> Option<Fix> {
    let span = text_at(check.request.body.map.runs(), comma)?;
    let body = check.hook.body();
    let ends_loop = |it: &NodeKind| match it {
        NodeKind::For(it) => {
            let last = it.body.nodes.last().map(|it| body.node(*it).span);
            last.is_some_and(|last| last.start <= span.start && span.end <= last.end)
                && body
                    .text
                    .get(span.end as usize..it.body.span.end as usize)
                    .is_some_and(|it| it.trim().is_empty())
        }
        _ => false,
    };
    if span.of(&body.text) != "," || !body.nodes().any(|it| ends_loop(&it.kind)) {
        return None;
    }
    let text = match check.hook.profile().dialect {
        Dialect::Jinja => "{% if not loop.last %},{% endif %}",
        Dialect::Liquid => "{% unless forloop.last %},{% endunless %}",
        Dialect::Velocity => "#if($foreach.hasNext),#end",
        Dialect::MergeFields => return None,
    };
    let edits = vec![Edit { source: SourceId::Body, span, text: text.to_owned() }];
    Some(Fix { title: "write the comma between the entries only".to_owned(), edits })
}

/// Jinja's `tojson` at the end of a merge tag.
pub(super) fn as_json(body: &str, hole: Span<InTemplate>) -> Option<Edit> {
    let inside = hole.of(body).strip_prefix("{{")?.strip_suffix("}}")?;
    if inside.contains(['\n', '#']) || inside.starts_with(['-', '+']) || inside.ends_with(['-', '+']) {
        return None;
    }
    let inside = inside.trim();
    let is_plain = inside.chars().all(|it| it.is_alphanumeric() || matches!(it, '.' | '_' | '[' | ']'));
    let inside = if is_plain { inside.to_owned() } else { format!("({inside})") };
    Some(Edit { source: SourceId::Body, span: hole, text: format!("{{{{ {inside} | tojson }}}}") })
}

/// The dialect's own escape for the value of a merge tag inside a JSON string, where a platform documents one.
pub(super) fn of_value(check: &Check<'_>, value: Span<InRendered>) -> Option<Fix> {
    if check.format != Format::Json {
        return None;
    }
    let text = Quoted::around(check, value)?;
    let body = &check.hook.body().text;
    let edit = |span, text| vec![Edit { source: SourceId::Body, span, text }];
    match check.hook.profile().dialect {
        Dialect::Jinja => {
            let title = "let `tojson` write the text and its quotation marks".to_owned();
            Some(Fix { title, edits: edit(text.span, text.as_jinja(body)?) })
        }
        Dialect::Liquid => {
            let written = value.of(&check.request.body.text);
            let lines = "| newline_to_br | strip_newlines | replace: '<br />', '\\n' ";
            let lines = if written.contains(['\n', '\r']) { lines } else { "" };
            if written.chars().any(|it| it < ' ' && !matches!(it, '\n' | '\r')) {
                return None;
            }
            let chain = format!(" | replace: '\\', '\\\\' | replace: '\"', '\\\"' {lines}");
            let hole = text.hole_of(check, value)?;
            let inside = hole.of(body).strip_suffix("}}")?.trim_end_matches('-').trim_end();
            let end = hole.start as usize + inside.len();
            let after = hole.end as usize - if hole.of(body).ends_with("-}}") { 3 } else { 2 };
            let title = "escape quotation marks and backslashes".to_owned();
            Some(Fix { title, edits: edit(Span::new(end, after), chain) })
        }
        // Yespo documents no `$esc`, and merge fields change nothing.
        Dialect::Velocity | Dialect::MergeFields => None,
    }
}

/// A JSON string whose content stands in one stretch of the template: text and merge tags.
struct Quoted {
    /// With the quotation marks.
    span: Span<InTemplate>,
    /// Text, or the whole of a merge tag (`true`).
    pieces: Vec<(Span<InTemplate>, bool)>,
}

impl Quoted {
    fn around(check: &Check<'_>, value: Span<InRendered>) -> Option<Quoted> {
        let body = &check.request.body;
        let reading = payload::read(&tamed(check), Format::Json);
        let all = texts(reading.root.as_ref()?, Format::Json);
        let span = all.iter().map(|it| it.span).find(|it| it.start <= value.start && value.end <= it.end)?;
        let quotes = [
            Span::new(span.start as usize - 1, span.start as usize),
            Span::new(span.end as usize, span.end as usize + 1),
        ];
        let [Some(open), Some(close)] = quotes.map(|it| text_at(body.map.runs(), it)) else { return None };
        if quotes.iter().any(|it| it.of(&body.text) != "\"") {
            return None;
        }
        let mut pieces: Vec<(Span<InTemplate>, bool)> = Vec::new();
        let mut at = open.end;
        for run in body.map.runs().iter().filter(|run| span.start <= run.out.end && run.out.start <= span.end)
        {
            let from = span.start.max(run.out.start) - run.out.start;
            let to = span.end.min(run.out.end).max(run.out.start) - run.out.start;
            let piece = match &run.origin {
                Origin::Text(_) if from == to => continue,
                Origin::Text(_) => (run.origin.cut(from as usize, to as usize).span()?, false),
                Origin::Value { hole, .. } => (*hole, true),
                Origin::Skipped { .. } | Origin::Secret { .. } | Origin::Unplaced(_) => return None,
            };
            // A value made of several stretches is one merge tag; what lies outside of the quotation marks is not ours.
            let outside = piece.0.end <= open.start || close.end <= piece.0.start;
            if outside || pieces.last() == Some(&piece) {
                continue;
            }
            if piece.0.start != at {
                return None;
            }
            at = piece.0.end;
            pieces.push(piece);
        }
        (at == close.start).then(|| Quoted { span: open.union(close), pieces })
    }

    /// The merge tag that printed `value`.
    fn hole_of(&self, check: &Check<'_>, value: Span<InRendered>) -> Option<Span<InTemplate>> {
        let runs = check.request.body.map.touching(value).iter();
        let mut holes = runs.filter_map(|run| match &run.origin {
            Origin::Value { hole, .. } if run.out == value => Some(*hole),
            _ => None,
        });
        holes.find(|hole| self.pieces.contains(&(*hole, true)))
    }

    /// As one merge tag: `{{ name | string | tojson }}`. `string` keeps a number text, and an absent value empty.
    fn as_jinja(&self, body: &str) -> Option<String> {
        let part = |(span, is_hole): &(Span<InTemplate>, bool)| {
            let text = span.of(body);
            if !is_hole {
                return (!text.contains(['\\', '"'])).then(|| format!("\"{text}\""));
            }
            let inside = text.strip_prefix("{{")?.strip_suffix("}}")?;
            let inside = inside.trim_start_matches(['-', '+']).trim_end_matches(['-', '+']).trim();
            let is_plain =
                inside.chars().all(|it| it.is_alphanumeric() || matches!(it, '.' | '_' | '[' | ']'));
            (!inside.contains("tojson"))
                .then(|| if is_plain { inside.to_owned() } else { format!("({inside})") })
        };
        let parts = self.pieces.iter().map(part).collect::<Option<Vec<_>>>()?;
        match parts.as_slice() {
            [] => None,
            [one] => Some(format!("{{{{ {one} | string | tojson }}}}")),
            several => Some(format!("{{{{ ({}) | tojson }}}}", several.join(" ~ "))),
        }
    }
}

/// The body with all that values can break replaced, so that it is read as the author sees it; places stand.
fn tamed(check: &Check<'_>) -> String {
    let body = &check.request.body;
    let mut text = String::with_capacity(body.text.len());
    for run in body.map.runs() {
        let piece = run.out.of(&body.text);
        match run.origin {
            Origin::Value { .. } => text.extend(piece.chars().map(|it| match it {
                '"' | '\\' | '\0'..'\x20' => 'x',
                it => it,
            })),
            _ => text.push_str(piece),
        }
    }
    text
}

/// The place in the template of literal text.
fn text_at(runs: &[Run], place: Span<InRendered>) -> Option<Span<InTemplate>> {
    let holds = |run: &&Run| {
        let is_text = matches!(run.origin, Origin::Text(_)) && !run.out.is_empty();
        is_text && run.out.start <= place.start && place.end <= run.out.end
    };
    let run = runs.iter().find(holds)?;
    let from = (place.start - run.out.start) as usize;
    run.origin.cut(from, from + place.len()).span()
}
