//! Short messages that go away by themselves.

use crate::prelude::*;

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Toast {
    pub(crate) id: u32,
    pub(crate) text: String,
    pub(crate) bad: bool,
}

/// The place where they appear; a screen reader hears them without losing its place.
#[component]
pub(crate) fn Toasts(
    /// What is to be seen now.
    #[prop(into)]
    toasts: Signal<Vec<Toast>>,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.get() key=|toast| toast.id let:toast>
                <div class="toast" class=("toast-bad", toast.bad)>{toast.text}</div>
            </For>
        </div>
    }
}
