//! What is known of a webhook for all contacts: the verdict, what it depends on, and what is not proved.

use annotate_snippets::normalize_untrusted_str;
use clap::builder::styling::{AnsiColor, Style};
use hookproof::guarantee::Doubt;
use hookproof::proof::{Asks, Conclusion, Condition};
use hookproof::report::{Report, Verdict};

use super::problem::note;
use crate::load::Webhook;

/// How many doubts are listed: they are no problems, and more of them tell a reader nothing new.
const SHOWN_DOUBTS: usize = 10;

/// What is good.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();

/// What may go wrong.
pub(super) const DOUBTFUL: Style = AnsiColor::Yellow.on_default();

/// What goes wrong.
pub(super) const BAD: Style = AnsiColor::Red.on_default();

/// Text in a colour, which goes only where colours are wanted.
pub(super) fn coloured(text: &str, style: Style) -> String {
    format!("{style}{text}{style:#}")
}

/// The verdict in a line, behind the webhook's title, or the name of its file; none without a safety check.
pub(super) fn verdict(webhook: &Webhook, report: &Report<'_>) -> Option<String> {
    let Conclusion { verdict, sentence, .. } = &report.proof.as_ref()?.conclusion;
    let title = webhook.hook.title();
    let title = if title.is_empty() { &webhook.file.name } else { title };
    let is_only_this = report.verdict == Verdict::Broken && *verdict != Verdict::Broken;
    let (style, start) = if is_only_this { (BAD, "fails for this contact; ") } else { (style(*verdict), "") };
    let sentence = normalize_untrusted_str(&format!("{start}{sentence}"));
    Some(format!("{}: {}", normalize_untrusted_str(title), coloured(&sentence, style)))
}

/// What the verdict depends on, or what is not proved, and what to do; empty for other verdicts. With a line break at
/// the end.
pub(super) fn grounds(webhook: &Webhook, conclusion: &Conclusion) -> String {
    let text = match conclusion.verdict {
        Verdict::SafeIf => conditions(webhook, &conclusion.conditions),
        Verdict::Unproved if !conclusion.doubts.is_empty() => doubts(webhook, &conclusion.doubts),
        _ => return String::new(),
    };
    text + "\n\n"
}

fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Safe => GOOD,
        Verdict::SafeIf | Verdict::Unproved => DOUBTFUL,
        Verdict::Breaks | Verdict::Broken => BAD,
    }
}

fn conditions(webhook: &Webhook, conditions: &[Condition]) -> String {
    let lines: Vec<String> = conditions.iter().map(|it| format!("  {}", condition(it))).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let help = format!(
        "limit the campaign's segment to such contacts; `hookproof prove {} --accept-conditions` then writes that \
         into the webhook file",
        webhook.file.name
    );
    note("it is safe for every contact of which this holds", &lines, Some(&help))
}

/// A condition in words: `profile.firstname` is filled in.
pub(crate) fn condition(it: &Condition) -> String {
    let asks = match it.asks {
        Asks::Present => "is there",
        Asks::Map => "is there, with fields of its own",
        Asks::Filled => "is filled in",
    };
    format!("`{}` {asks}", it.path())
}

fn doubts(webhook: &Webhook, doubts: &[Doubt]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in doubts.iter().map(|it| doubt(webhook, it)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let more = lines.len().saturating_sub(SHOWN_DOUBTS);
    lines.truncate(SHOWN_DOUBTS);
    lines.extend((more > 0).then(|| format!("  and {more} more")));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    note("no contact was found that fails, but it is not proved that there is none", &lines, None)
}

/// `path:line:column: message`, and the contact fields.
fn doubt(webhook: &Webhook, it: &Doubt) -> String {
    let place = webhook.place(&it.source, it.span).map(|it| it.line() + ": ").unwrap_or_default();
    let fields: Vec<String> = it.paths().iter().map(|it| format!("`{it}`")).collect();
    let fields = if fields.is_empty() { String::new() } else { format!(" ({})", fields.join(", ")) };
    format!("  {place}{}{fields}", it.message)
}
