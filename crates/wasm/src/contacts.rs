//! Reads a file of contacts in slices, giving the page its turn between them.

use gloo::file::{Blob, futures::read_as_bytes};
use gloo::timers::future::TimeoutFuture;
use hookproof::contact::Splitter;
use js_sys::Function;
use wasm_bindgen::prelude::*;

/// How much is read at a time: small enough that a worker answers a cancel within a frame.
const SLICE: u64 = 64 * 1024;

/// Reads contacts from a file that holds a JSON array, one contact a line, or just one contact. Calls `on_contact`
/// with the JSON text of each, and `on_progress` with the bytes read and the bytes there are after each slice; when
/// that gives `false`, reading stops. Gives the number of contacts.
///
/// # Errors
///
/// When the file cannot be read or a callback throws.
#[wasm_bindgen(js_name = readContacts)]
pub async fn read_contacts(
    file: web_sys::File,
    on_contact: Function,
    on_progress: Option<Function>,
) -> Result<f64, JsValue> {
    let file = Blob::from(file);
    let size = file.size();
    let mut splitter = Splitter::default();
    let mut count = 0.0;
    let mut from = 0;
    while from < size {
        let to = size.min(from + SLICE);
        let bytes = read_as_bytes(&slice(&file, from, to)?)
            .await
            .map_err(|error| JsError::new(&error.to_string()))?;
        let found = splitter.push(&bytes);
        count += give(found, &on_contact)?;
        from = to;
        if let Some(on_progress) = &on_progress {
            let going_on = on_progress.call2(&JsValue::NULL, &number(from), &number(size))?;
            if going_on == JsValue::FALSE {
                return Ok(count);
            }
        }
        TimeoutFuture::new(0).await;
    }
    Ok(count + give(splitter.finish(), &on_contact)?)
}

fn give(contacts: Vec<String>, on_contact: &Function) -> Result<f64, JsValue> {
    let mut count = 0.0;
    for contact in contacts {
        on_contact.call1(&JsValue::NULL, &JsValue::from_str(&contact))?;
        count += 1.0;
    }
    Ok(count)
}

fn slice(file: &Blob, from: u64, to: u64) -> Result<Blob, JsValue> {
    let blob: &web_sys::Blob = file.as_ref();
    Ok(Blob::from(blob.slice_with_f64_and_f64(float(from), float(to))?))
}

fn number(count: u64) -> JsValue {
    JsValue::from_f64(float(count))
}

/// Files are far smaller than 2^53 bytes, below which this is exact.
#[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}
