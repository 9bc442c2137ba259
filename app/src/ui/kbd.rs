//! A key as it looks on a keyboard.

use crate::prelude::*;

/// One or more keys, separated by spaces.
#[component]
pub(crate) fn Kbd(
    /// The keys.
    keys: &'static str,
) -> impl IntoView {
    view! {
        <span class="keys" aria-hidden="true">
            {keys.split(' ').map(|key| view! { <kbd>{key}</kbd> }).collect_view()}
        </span>
    }
}
