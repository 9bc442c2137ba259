//! A modal dialog: the browser's own, so that focus, Escape and the way back are its business.

use super::{Icon, icon};
use crate::prelude::*;
use leptos::html;

/// A dialog with a title.
#[component]
pub(crate) fn Dialog(
    /// Whether it is open.
    open: ArcRwSignal<bool>,
    /// Its title.
    #[prop(into)]
    title: String,
    /// What the closing button is called.
    close_label: &'static str,
    /// What is in it; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let shown = open.clone();
    Effect::new(move |_| {
        let open = shown.get();
        let Some(dialog) = node.get() else { return };
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let (by_browser, by_button, outside) = (open.clone(), open.clone(), open.clone());
    let (by_escape, content) = (open.clone(), open);
    let label = title.clone();
    view! {
        <dialog
            class="dialog"
            node_ref=node
            aria-label=label
            // Escape: the signal closes it, so that whoever asks for it again at once gets it.
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                by_escape.set(false);
            }
            // Told a moment later: it may be open again by then.
            on:close=move |_| {
                if node.get_untracked().is_some_and(|dialog| !dialog.open()) {
                    by_browser.set(false);
                }
            }
            on:click=move |event| {
                // Only a click on the backdrop has the dialog itself as its target.
                let target = event.target();
                let dialog = node.get_untracked().map(wasm_bindgen::JsValue::from);
                if target.map(wasm_bindgen::JsValue::from) == dialog {
                    outside.set(false);
                }
            }
        >
            <div class="dialog-card">
                <header class="dialog-head">
                    <h2>{title}</h2>
                    <button
                        type="button"
                        class="icon-btn"
                        aria-label=close_label
                        title=close_label
                        on:click=move |_| by_button.set(false)
                    >
                        {icon(Icon::Close)}
                    </button>
                </header>
                <div class="dialog-body">{move || content.get().then(|| children())}</div>
            </div>
        </dialog>
    }
}
