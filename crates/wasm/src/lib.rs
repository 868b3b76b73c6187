//! Hookproof for JavaScript: bindings, and nothing else. What a check does is the core's.
//!
//! Contacts cross as JSON text, never as objects: a JavaScript object would turn `10.0` into `10` and reorder keys.
//! What comes back crosses by `serde-wasm-bindgen`, but for reports: they are long, and cross as text too.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use hookproof::clock::Clock;
use hookproof::contact::Contact;
use hookproof::contract::{Catalog, Document, Files};
use hookproof::delivery::schedule;
use hookproof::hook::{self, Options};
use hookproof::hook_file::HookFile;
use hookproof::source::Encoding;
use hookproof::{finding, wire};
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

mod audience;
mod contacts;

pub use audience::Audience;
pub use contacts::read_contacts;

/// A compiled hook.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Hook {
    hook: hook::Hook,
    name: String,
}

/// What `check` takes besides the contact.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CheckOptions {
    encoding: Option<String>,
    now: Option<String>,
    zone: Option<String>,
}

#[wasm_bindgen]
impl Hook {
    /// Compiles a hook from an object in the shape of a hook file. Mistakes in it are problems of the report.
    /// `files` has the texts of the JSON files that it names, by path; it may be undefined.
    ///
    /// # Errors
    ///
    /// When `input` is not an object that can stand as JSON, or `files` is no object of texts.
    #[wasm_bindgen(constructor)]
    pub fn new(input: JsValue, files: JsValue) -> Result<Hook, JsError> {
        let input: serde_json::Value = serde_wasm_bindgen::from_value(input).map_err(error)?;
        let texts: Option<BTreeMap<String, String>> = serde_wasm_bindgen::from_value(files).map_err(error)?;
        let mut files = Files::default();
        for (path, text) in texts.iter().flatten() {
            files.add(path, Document::json(text));
        }
        let file = HookFile::from_json(&input);
        let parsed = hook::Hook::compile_with(&file.value, known(), &files);
        let hook = parsed.value.with_findings(file.findings);
        Ok(Hook { hook, name: "webhook".to_owned() })
    }

    /// Renders the request for a contact, which is JSON text.
    ///
    /// # Errors
    ///
    /// When the options are not as documented.
    pub fn render(&self, contact: &str, options: JsValue) -> Result<JsValue, JsError> {
        let request = self.hook.render(&Contact::read(contact), &read_options(options)?);
        to_js(&wire::request(&request))
    }

    /// Checks the request for a contact, which is JSON text.
    ///
    /// # Errors
    ///
    /// When the options are not as documented.
    pub fn check(&self, contact: &str, options: JsValue) -> Result<JsValue, JsError> {
        // The engine's own reader makes thousands of runs objects several times as fast as calls across the boundary.
        let report = js_sys::JSON::parse(&self.check_text(contact, options)?);
        report.map_err(|_| JsError::new("the report is no JSON"))
    }

    /// The same report as JSON text.
    ///
    /// # Errors
    ///
    /// When the options are not as documented.
    #[wasm_bindgen(js_name = checkText)]
    pub fn check_text(&self, contact: &str, options: JsValue) -> Result<String, JsError> {
        let contact = Contact::read(contact);
        let report = self.hook.check(&contact, &read_options(options)?);
        Ok(wire::Report::new(&report, &self.name, "").to_json())
    }

    /// Checks the request for a contact, which is JSON text, and searches for contacts that break the webhook. The
    /// report has `proof`.
    ///
    /// # Errors
    ///
    /// When the options are not as documented.
    pub fn prove(&self, contact: &str, options: JsValue) -> Result<JsValue, JsError> {
        let report = js_sys::JSON::parse(&self.prove_text(contact, options)?);
        report.map_err(|_| JsError::new("the report is no JSON"))
    }

    /// The same report as JSON text.
    ///
    /// # Errors
    ///
    /// When the options are not as documented.
    #[wasm_bindgen(js_name = proveText)]
    pub fn prove_text(&self, contact: &str, options: JsValue) -> Result<String, JsError> {
        let contact = Contact::read(contact);
        let options = read_options(options)?;
        let proof = self.hook.prove(Some(&contact), &options);
        let report = self.hook.check(&contact, &options).with_proof(proof);
        Ok(wire::Report::new(&report, &self.name, "").to_json())
    }

    /// Begins to check a list of contacts.
    ///
    /// # Errors
    ///
    /// When the options are not as documented.
    pub fn audience(&self, options: JsValue) -> Result<Audience, JsError> {
        Audience::new(self.hook.clone(), &self.name, options)
    }

    /// The contact fields that the webhook can read, with their places.
    ///
    /// # Errors
    ///
    /// When the options are not as documented.
    pub fn fields(&self, options: JsValue) -> Result<JsValue, JsError> {
        to_js(&wire::Fields::new(&self.hook, read_options(options)?.encoding))
    }

    /// A plausible contact with every field that the webhook can read, as JSON text.
    #[wasm_bindgen(js_name = sampleContact)]
    pub fn sample_contact(&self) -> String {
        self.hook.sample_contact()
    }
}

/// The platforms and partners that Hookproof knows.
///
/// # Errors
///
/// Never in practice: the data is part of the module.
#[wasm_bindgen]
pub fn catalog() -> Result<JsValue, JsError> {
    to_js(&wire::catalog(known()))
}

/// A first webhook for a platform and a partner, with a contact; `undefined` when the platform cannot send what the
/// partner takes.
///
/// # Errors
///
/// Never in practice: the data is part of the module.
#[wasm_bindgen]
pub fn starter(sender: &str, receiver: &str) -> Result<JsValue, JsError> {
    match known().starter(sender, receiver) {
        Some(starter) => to_js(&wire::starter(&starter)),
        None => Ok(JsValue::UNDEFINED),
    }
}

/// The page of a problem's code, in Markdown.
#[wasm_bindgen]
pub fn explain(code: &str) -> Option<String> {
    finding::explain(code).map(str::to_owned)
}

/// When a delivery is tried if every try fails at once: seconds from the first try, which is at 0. With a delivery's key
/// exactly as it will be; without one, before chance.
///
/// # Errors
///
/// Never in practice: numbers can always cross.
#[wasm_bindgen(js_name = retrySchedule)]
#[expect(clippy::needless_pass_by_value, reason = "what may be undefined crosses by value")]
pub fn retry_schedule(key: Option<String>) -> Result<JsValue, JsError> {
    to_js(&schedule::preview(key.as_deref()))
}

/// The catalog, read once: contracts are compiled in it when they are first used, and stay.
fn known() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(Catalog::builtin)
}

/// JavaScript counts in UTF-16, so that is what it gets unless it asks otherwise.
fn read_options(options: JsValue) -> Result<Options, JsError> {
    let options: CheckOptions = match options.is_undefined() || options.is_null() {
        true => CheckOptions::default(),
        false => serde_wasm_bindgen::from_value(options).map_err(error)?,
    };
    options.read()
}

impl CheckOptions {
    /// The same for the core.
    fn read(&self) -> Result<Options, JsError> {
        let encoding = match self.encoding.as_deref() {
            None | Some("utf-16") => Encoding::Utf16,
            Some("utf-8") => Encoding::Utf8,
            Some(other) => {
                return Err(JsError::new(&format!("encoding must be 'utf-8' or 'utf-16', not '{other}'")));
            }
        };
        let clock =
            Clock::read(self.now.as_deref(), self.zone.as_deref()).map_err(|error| JsError::new(&error))?;
        Ok(Options { encoding, clock })
    }
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsError> {
    value.serialize(&Serializer::json_compatible()).map_err(error)
}

fn error(error: serde_wasm_bindgen::Error) -> JsError {
    JsError::new(&error.to_string())
}
