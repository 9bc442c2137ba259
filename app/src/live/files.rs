//! Files that come from, and go to, the reader's own disk. Nothing here panics when the browser says no.

use desk_model::csv;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Largest file that is read, in bytes.
const MAX_FILE: f64 = 2_000_000.0;

/// The text of the file chosen in a field; `None` when there is none, or it is far too large.
pub(crate) async fn chosen_text(input: web_sys::HtmlInputElement) -> Option<String> {
    let files = Reflect::get(&input, &"files".into()).ok()?;
    let file = Reflect::get_u32(files.dyn_ref()?, 0).ok()?;
    if Reflect::get(&file, &"size".into()).ok()?.as_f64()? > MAX_FILE {
        return None;
    }
    let read: Function = Reflect::get(&file, &"arrayBuffer".into()).ok()?.dyn_into().ok()?;
    let promise: Promise = read.call0(&file).ok()?.dyn_into().ok()?;
    let buffer = JsFuture::from(promise).await.ok()?;
    Some(csv::decode(&Uint8Array::new(&buffer).to_vec()))
}

/// Gives the reader a table to keep.
pub(crate) fn save_csv(name: &str, text: &str) {
    let Ok(link) = document().create_element("a") else { return };
    let data = String::from(js_sys::encode_uri_component(text));
    let _ = link.set_attribute("href", &format!("data:text/csv;charset=utf-8,{data}"));
    let _ = link.set_attribute("download", name);
    if let Ok(link) = JsValue::from(link).dyn_into::<web_sys::HtmlElement>() {
        link.click();
    }
}
