//! `--format sarif`: the Static Analysis Results Interchange Format 2.1.0 (OASIS), for GitHub's code scanning and
//! other viewers.

use std::collections::BTreeMap;

use hookproof::finding::{Severity, explain};
use hookproof::source::Position;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::printer::{Checked, Printer, Run, path, path_of};
use super::problem::{Place, Problem, Repair, Standing};
use crate::paths::Base;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One run with all results.
pub(super) struct Sarif {
    pub(super) base: Base,
    pub(super) fingerprints: Fingerprints,
    /// Results with their codes; whether they are new is known at the end.
    pub(super) results: Vec<(String, Value)>,
}

impl Printer for Sarif {
    fn webhook(&mut self, checked: &Checked<'_>) -> String {
        let webhook = path_of(checked, &self.base);
        for problem in checked.all_problems() {
            let fingerprint = self.fingerprints.of(&webhook, &problem);
            self.results.push((problem.code.to_owned(), self.result(&problem, &fingerprint)));
        }
        String::new()
    }

    fn end(&mut self, run: &Run) -> String {
        let mut codes: Vec<String> = self.results.iter().map(|(code, _)| code.clone()).collect();
        codes.sort();
        codes.dedup();
        let indexes: BTreeMap<&str, usize> =
            codes.iter().enumerate().map(|(at, it)| (it.as_str(), at)).collect();
        for (code, result) in &mut self.results {
            result["ruleIndex"] = json!(indexes.get(code.as_str()));
            if run.has_baseline && result.get("baselineState").is_none() {
                result["baselineState"] = json!("new");
            }
        }
        let results: Vec<&Value> = self.results.iter().map(|(_, result)| result).collect();
        let rules: Vec<Value> = codes.iter().map(|it| rule(it)).collect();
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "Hookproof",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                } },
                "columnKind": "utf16CodeUnits",
                "invocations": [{ "executionSuccessful": run.is_whole }],
                "results": results,
            }],
        });
        format!("{log:#}\n")
    }
}

impl Sarif {
    fn result(&self, problem: &Problem<'_>, fingerprint: &str) -> Value {
        let level = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        };
        let mut result = json!({
            "ruleId": problem.code,
            "level": level,
            "message": { "text": problem.plain() },
            "locations": problem.place.iter().map(|it| self.location(it)).collect::<Vec<_>>(),
            "partialFingerprints": { "hookproof/v1": fingerprint },
        });
        if !problem.more.is_empty() {
            result["relatedLocations"] = problem.more.iter().map(|it| self.location(it)).collect();
        }
        if let Some(fix) = problem.fix.as_ref().filter(|it| !it.edits.is_empty()) {
            result["fixes"] = json!([self.fix(fix)]);
        }
        match problem.standing {
            Standing::Counts => {}
            Standing::Accepted(reason) => {
                let suppression =
                    json!({ "kind": "inSource", "status": "accepted", "justification": reason });
                result["suppressions"] = json!([suppression]);
            }
            Standing::Known => result["baselineState"] = json!("unchanged"),
        }
        result
    }

    fn location(&self, place: &Place<'_>) -> Value {
        let mut physical = json!({ "artifactLocation": self.artifact(place) });
        if let Some(region) = place.region() {
            physical["region"] = self::region(region);
        }
        json!({ "physicalLocation": physical })
    }

    fn artifact(&self, place: &Place<'_>) -> Value {
        json!({ "uri": uri(&path(place.name(), &self.base)) })
    }

    fn fix(&self, fix: &Repair<'_>) -> Value {
        let mut files: BTreeMap<&str, (Value, Vec<Value>)> = BTreeMap::new();
        for (place, text) in &fix.edits {
            let Some(at) = place.region() else { continue };
            let (_, edits) = files.entry(place.name()).or_insert_with(|| (self.artifact(place), Vec::new()));
            edits.push(json!({ "deletedRegion": region(at), "insertedContent": { "text": text } }));
        }
        let changes = files.into_values();
        let changes = changes.map(|(file, edits)| json!({ "artifactLocation": file, "replacements": edits }));
        json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
    }
}

fn region((start, end): (Position, Position)) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// What `explain` says of a code: its first paragraph, and the whole page.
fn rule(code: &str) -> Value {
    let page = explain(code).unwrap_or(code);
    let first = page.split("\n\n").nth(1).unwrap_or(code).replace('\n', " ");
    json!({
        "id": code,
        "shortDescription": { "text": first },
        "help": { "text": page, "markdown": page },
    })
}

/// A path as a relative reference (RFC 3986): other characters than those of a path are encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte.into());
            }
            other => uri += &format!("%{other:02X}"),
        }
    }
    if path.starts_with('/') { format!("file://{uri}") } else { uri }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("a b/ö:1.toml"), "a%20b/%C3%B6%3A1.toml");
        assert_eq!(uri("/a/b"), "file:///a/b");
    }
}
