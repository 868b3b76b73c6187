//! `--format json` and `json-lines`: reports as `hookproof schema show report` describes them.

use hookproof::wire;

use super::printer::{Checked, Printer, Run};

/// An array of reports.
#[derive(Default)]
pub(super) struct Json {
    has_begun: bool,
}

impl Printer for Json {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        let before = if self.has_begun { ",\n" } else { "[\n" };
        self.has_begun = true;
        before.to_owned() + &report(checked)
    }

    fn end(&mut self, _: &Run) -> String {
        if self.has_begun { "\n]\n".to_owned() } else { "[]\n".to_owned() }
    }
}

/// A report on each line.
pub(super) struct JsonLines;

impl Printer for JsonLines {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        report(checked) + "\n"
    }

    fn end(&mut self, _: &Run) -> String {
        String::new()
    }
}

fn report(checked: &Checked<'_>) -> String {
    let webhook = checked.webhook;
    wire::Report::new(&checked.report, webhook.file_name(), &webhook.file.text).to_json()
}
