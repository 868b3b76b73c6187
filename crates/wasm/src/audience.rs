//! Checks a list of contacts whose bytes are pushed as they arrive.

use hookproof::audience::input::{self, EmptyCell, Format, TextEncoding};
use hookproof::audience::{Block, Checked, Checker, Reader, Totals};
use hookproof::hook;
use hookproof::source::Encoding;
use hookproof::wire;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{CheckOptions, error, to_js};

/// A list that is being checked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Audience {
    hook: hook::Hook,
    name: String,
    encoding: Encoding,
    checker: Checker,
    /// None once the list has ended.
    reader: Option<Reader>,
    totals: Totals,
    /// The contacts that fail since they were last asked for, a line of JSON each.
    failing: String,
}

/// What a list takes besides its bytes. `CheckOptions` is repeated here: serde cannot flatten it from JavaScript.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct AudienceOptions {
    encoding: Option<String>,
    now: Option<String>,
    zone: Option<String>,
    name: Option<String>,
    input_format: Option<String>,
    input_encoding: Option<String>,
    delimiter: Option<String>,
    empty_cell: Option<String>,
    keep_failing: bool,
}

/// How far it is.
#[derive(Debug, Serialize)]
struct Progress {
    contacts: u64,
    ok: u64,
    warned: u64,
    failing: u64,
    bad: u64,
}

#[wasm_bindgen]
impl Audience {
    /// Takes more bytes of the list and checks the contacts that they complete.
    ///
    /// # Errors
    ///
    /// When the list has ended.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        let blocks = self.reader.as_mut().map(|it| it.push(bytes));
        self.add(&blocks.ok_or_else(|| JsError::new("the list has ended"))?);
        Ok(())
    }

    /// Ends the list and gives its totals as JSON text.
    pub fn finish(&mut self) -> String {
        let rest = self.reader.take().map(Reader::finish).unwrap_or_default();
        self.add(&rest);
        self.totals(true)
    }

    /// Gives the totals of what was read so far, as JSON text.
    #[wasm_bindgen(js_name = totalsSoFar)]
    pub fn totals_so_far(&self) -> String {
        self.totals(self.reader.is_none())
    }

    /// How many contacts were checked, and what came of them.
    ///
    /// # Errors
    ///
    /// Never in practice: it is five numbers.
    pub fn progress(&self) -> Result<JsValue, JsError> {
        let it = &self.totals.counts;
        to_js(&Progress {
            contacts: it.contacts,
            ok: it.ok,
            warned: it.warned,
            failing: it.failing,
            bad: it.bad,
        })
    }

    /// The contacts that fail since this was last called, a JSON object on each line. Empty unless `keepFailing` was asked
    /// for.
    #[wasm_bindgen(js_name = takeFailing)]
    pub fn take_failing(&mut self) -> String {
        std::mem::take(&mut self.failing)
    }
}

impl Audience {
    /// For the contacts of a hook.
    pub(crate) fn new(hook: hook::Hook, name: &str, options: JsValue) -> Result<Audience, JsError> {
        let options: AudienceOptions = match options.is_undefined() || options.is_null() {
            true => AudienceOptions::default(),
            false => serde_wasm_bindgen::from_value(options).map_err(error)?,
        };
        let reading = options.reading(&hook)?;
        let AudienceOptions { encoding, now, zone, keep_failing, .. } = options;
        let checking = CheckOptions { encoding, now, zone }.read()?;
        let checker = Checker::new(&hook, &checking);
        Ok(Audience {
            name: name.to_owned(),
            encoding: checking.encoding,
            checker: if keep_failing { checker.keeping_failing() } else { checker },
            reader: Some(Reader::new(reading)),
            totals: Totals::default(),
            failing: String::new(),
            hook,
        })
    }

    fn add(&mut self, blocks: &[Block]) {
        for block in blocks {
            let Checked { tally, failing } = self.checker.check(block);
            for it in failing {
                self.failing += &wire::failing(&it, tally.head().unit()).to_string();
                self.failing.push('\n');
            }
            self.totals.add(tally);
        }
    }

    fn totals(&self, is_complete: bool) -> String {
        let of = wire::Of { hook: &self.hook, hook_name: &self.name, hook_text: "", encoding: self.encoding };
        wire::Audience::new(of, &self.checker, &self.totals, is_complete).to_json()
    }
}

impl AudienceOptions {
    /// How the list is read.
    fn reading(&self, hook: &hook::Hook) -> Result<input::Options, JsError> {
        let mut reading = input::Options::of(hook);
        reading.name.clone_from(&self.name);
        let formats = [Format::JsonLines, Format::Json, Format::Csv].map(|it| (it.name(), it));
        reading.format = named("inputFormat", self.input_format.as_deref(), &formats)?;
        let encodings =
            [TextEncoding::Utf8, TextEncoding::Utf16Le, TextEncoding::Utf16Be, TextEncoding::Windows1252];
        let encodings = encodings.map(|it| (it.name(), it));
        reading.encoding = named("inputEncoding", self.input_encoding.as_deref(), &encodings)?;
        let empty = [("absent", EmptyCell::Absent), ("null", EmptyCell::Null), ("empty", EmptyCell::Empty)];
        reading.empty_cell = named("emptyCell", self.empty_cell.as_deref(), &empty)?.unwrap_or_default();
        reading.delimiter = match self.delimiter.as_deref().map(str::as_bytes) {
            None => None,
            Some([byte]) if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Some(*byte),
            Some(_) => return Err(JsError::new("delimiter must be one ASCII character")),
        };
        Ok(reading)
    }
}

/// What a name stands for.
fn named<T: Copy>(option: &str, name: Option<&str>, known: &[(&str, T)]) -> Result<Option<T>, JsError> {
    let Some(name) = name else { return Ok(None) };
    if let Some((_, value)) = known.iter().find(|(it, _)| *it == name) {
        return Ok(Some(*value));
    }
    let names: Vec<String> = known.iter().map(|(it, _)| format!("'{it}'")).collect();
    Err(JsError::new(&format!("{option} must be {}, not '{name}'", names.join(" or "))))
}
