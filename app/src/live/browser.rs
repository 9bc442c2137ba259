//! The few things taken from the browser itself. Nothing here panics when the browser says no.

use desk_model::{LabelId, Locale, MessageId, Theme};
use js_sys::{Array, Function, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Reads from the browser's own memory.
pub(crate) fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Writes to the browser's own memory; an empty value removes it. A full memory is not worth an interruption.
pub(crate) fn remember(key: &str, value: &str) {
    let Some(storage) = storage() else { return };
    let _ = if value.is_empty() { storage.remove_item(key) } else { storage.set_item(key, value) };
}

/// Makes the id of a message about to be sent.
pub(crate) fn new_message_id() -> MessageId {
    let mut random = [0u8; 10];
    let filled = window().crypto().and_then(|c| c.get_random_values_with_u8_array(&mut random).map(|_| ()));
    if filled.is_err() {
        for byte in &mut random {
            *byte = (js_sys::Math::random() * 256.0) as u8;
        }
    }
    MessageId::from_parts(js_sys::Date::now() as u64, random)
}

/// Makes the id of a label about to be made.
pub(crate) fn new_label_id() -> LabelId {
    let id = String::from(new_message_id());
    let rest = id.split_once('_').map_or(id.as_str(), |(_, rest)| rest);
    format!("{}_{rest}", LabelId::PREFIX).parse().unwrap_or_else(|_| LabelId::from_parts(0, [0; 10]))
}

/// Whether somebody can see this tab.
pub(crate) fn visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Leaves for the login page, to come back here.
pub(crate) fn to_login() {
    let location = window().location();
    let here =
        format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let next = String::from(js_sys::encode_uri_component(&here));
    let _ = location.assign(&format!("/login?next={next}"));
}

/// Loads the page anew.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Applies a look at once and remembers it for the server's next page.
pub(crate) fn set_theme(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.as_str()),
        };
    }
    set_cookie("guiche_theme", theme.as_str());
}

/// Remembers a language for the server's next page. `false` when it was already that one.
pub(crate) fn set_locale(locale: Locale) -> bool {
    set_cookie("guiche_locale", locale.as_str());
    let lang = document().document_element().and_then(|root| root.get_attribute("lang"));
    lang.as_deref() != Some(locale.as_str())
}

/// Cookies that say how a page looks; nothing secret ever goes here.
fn set_cookie(name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
    let _ = js_sys::Reflect::set(&JsValue::from(document()), &"cookie".into(), &cookie.into());
}

/// Puts the focus on the first element that fits.
pub(crate) fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let Some(element) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) else { return false };
    element.focus().is_ok()
}

/// Shows the last line of something that scrolls.
pub(crate) fn scroll_to_end(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.set_scroll_top(element.scroll_height());
    }
}

/// Whether the focus is where letters are text.
pub(crate) fn typing_in_text() -> bool {
    let Some(element) = document().active_element() else { return false };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            element.get_attribute("type").as_deref(),
            Some("checkbox" | "radio" | "button" | "submit")
        ),
        _ => element.get_attribute("contenteditable").is_some(),
    }
}

/// Whether nothing has the focus.
pub(crate) fn nothing_focused() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// Whether the focus is inside the first element that fits.
pub(crate) fn focus_within(selector: &str) -> bool {
    document().active_element().is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Whether a dialog is open.
pub(crate) fn dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Where the caret stands in a text field, in characters.
pub(crate) fn caret(id: &str) -> Option<usize> {
    let field: web_sys::HtmlTextAreaElement = document().get_element_by_id(id)?.dyn_into().ok()?;
    let units = usize::try_from(field.selection_start().ok()??).ok()?;
    let text = field.value();
    // The browser counts UTF-16 units.
    let mut seen = 0;
    Some(
        text.chars()
            .take_while(|c| {
                seen += c.len_utf16();
                seen <= units
            })
            .count(),
    )
}

/// Puts the focus into a text field and its caret after so many characters.
pub(crate) fn set_caret(id: &str, chars: usize) {
    let field = document().get_element_by_id(id);
    let Some(field) = field.and_then(|e| e.dyn_into::<web_sys::HtmlTextAreaElement>().ok()) else { return };
    let units: usize = field.value().chars().take(chars).map(char::len_utf16).sum();
    let units = u32::try_from(units).unwrap_or(0);
    let _ = field.focus();
    let _ = field.set_selection_range(units, units);
}

/// Scrolls as little as needed until the first element that fits is seen.
pub(crate) fn bring_into_view(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Brings an element into view and marks it with a class; `false` when it is not on screen.
pub(crate) fn reveal(id: &str, class: &str) -> bool {
    let Some(element) = document().get_element_by_id(id) else { return false };
    let _ = element.class_list().add_1(class);
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    element.scroll_into_view_with_scroll_into_view_options(&options);
    true
}

/// Takes a mark off again.
pub(crate) fn unmark(id: &str, class: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let _ = element.class_list().remove_1(class);
    }
}

/// Puts a text on the clipboard.
pub(crate) fn copy(text: &str) {
    let _ = window().navigator().clipboard().write_text(text);
}

/// The first file of a file field, or of what was dropped.
pub(crate) fn first_file(holder: &JsValue) -> Option<JsValue> {
    let files = Reflect::get(holder, &"files".into()).ok()?;
    Reflect::get_u32(&files, 0).ok().filter(|file| file.is_object())
}

/// What was dropped.
pub(crate) fn dropped_file(event: &JsValue) -> Option<JsValue> {
    first_file(&Reflect::get(event, &"dataTransfer".into()).ok()?)
}

/// The name of a file.
pub(crate) fn file_name(file: &JsValue) -> String {
    Reflect::get(file, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// Bytes of a file.
pub(crate) fn file_size(file: &JsValue) -> u64 {
    Reflect::get(file, &"size".into()).ok().and_then(|size| size.as_f64()).unwrap_or(0.0) as u64
}

/// Posts a file. `progress` hears hundredths, `done` the status and the body of the answer; status 0 when there was none.
pub(crate) fn send_file(
    address: &str,
    file: &JsValue,
    progress: impl Fn(u8) + 'static,
    done: impl FnOnce(u16, String) + 'static,
) {
    // `fetch` does not tell how far it is.
    let begin = || -> Result<JsValue, JsValue> {
        let maker: Function = Reflect::get(&js_sys::global(), &"XMLHttpRequest".into())?.dyn_into()?;
        let request = Reflect::construct(&maker, &Array::new())?;
        let call = |name: &str, arguments: &Array| -> Result<JsValue, JsValue> {
            let method: Function = Reflect::get(&request, &name.into())?.dyn_into()?;
            method.apply(&request, arguments)
        };
        call("open", &Array::of2(&"POST".into(), &address.into()))?;
        call("setRequestHeader", &Array::of2(&"content-type".into(), &"application/octet-stream".into()))?;
        let listen = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
            let number = |name: &str| Reflect::get(&event, &name.into()).ok().and_then(|n| n.as_f64());
            if let (Some(loaded), Some(total)) = (number("loaded"), number("total"))
                && total > 0.0
            {
                progress((loaded / total * 100.0).clamp(0.0, 100.0) as u8);
            }
        });
        let upload = Reflect::get(&request, &"upload".into())?;
        Reflect::set(&upload, &"onprogress".into(), &listen.into_js_value())?;
        let asked = request.clone();
        // Comes once, however it ended.
        let ended = Closure::once_into_js(move || {
            let get = |name: &str| Reflect::get(&asked, &name.into()).ok();
            let status = get("status").and_then(|status| status.as_f64()).unwrap_or(0.0) as u16;
            done(status, get("responseText").and_then(|text| text.as_string()).unwrap_or_default());
        });
        Reflect::set(&request, &"onloadend".into(), &ended)?;
        call("send", &Array::of1(file))?;
        Ok(request)
    };
    if begin().is_err() {
        complain("a file could not be sent");
    }
}

/// For whoever looks into the browser's console; never customer text.
pub(crate) fn complain(what: &str) {
    leptos::logging::warn!("guichê: {what}");
}
