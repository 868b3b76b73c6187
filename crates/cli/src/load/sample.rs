//! A sample request: the body of one that was sent.

use std::path::Path;

use hookproof::limits::MAX_RENDERED_BYTES;
use hookproof::payload::{self, Format};
use serde_json::Value;

use super::json::{problems, refuse_errors};
use super::text_file::marked;
use crate::failure::Failure;

/// Reads a body of JSON or of a form. In a form every value is a text.
pub(crate) fn sample(path: &Path, form: bool) -> Result<Value, Failure> {
    let file = marked(path, MAX_RENDERED_BYTES, "a sample request")?;
    let text = if form { file.text.trim_end_matches(['\r', '\n']) } else { &file.text };
    let reading = payload::read(text, if form { Format::Form } else { Format::Json });
    refuse_errors(&problems(&file, &reading.faults, "body-not-json"))?;
    Ok(reading.root.map(|it| it.to_json()).unwrap_or_default())
}
