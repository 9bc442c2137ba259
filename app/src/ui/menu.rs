//! Something that opens below or above a button.

use crate::prelude::*;
use leptos::html;
use wasm_bindgen::JsCast;

/// A disclosure that closes with Escape and with a click elsewhere.
#[component]
pub(crate) fn Menu(
    /// What the button is called.
    #[prop(into)]
    label: Signal<String>,
    /// What the button shows.
    button: ViewFn,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = node.try_get_untracked().flatten() {
            details.set_open(false);
        }
    };
    Effect::new(move |_| {
        let click = window_event_listener(leptos::ev::click, move |event| {
            let inside = node.try_get_untracked().flatten().is_some_and(|details| {
                let target = event.target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
                details.contains(target.as_ref())
            });
            if !inside {
                close();
            }
        });
        on_cleanup(move || click.remove());
    });
    view! {
        <details
            class="menu"
            node_ref=node
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    close();
                    if let Some(summary) = node.get_untracked().and_then(|d| d.query_selector("summary").ok().flatten())
                        && let Ok(summary) = summary.dyn_into::<web_sys::HtmlElement>()
                    {
                        let _ = summary.focus();
                    }
                }
            }
        >
            <summary aria-label=move || label.get() title=move || label.get()>{button.run()}</summary>
            <div class="menu-panel">{children()}</div>
        </details>
    }
}
