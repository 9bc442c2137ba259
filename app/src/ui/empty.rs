//! What stands where nothing is: always with a word on what to do next.

use super::{Icon, icon};
use crate::prelude::*;

/// An empty place.
#[component]
pub(crate) fn Empty(
    /// What is missing.
    picture: Icon,
    /// In a few words.
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(into)]
    hint: String,
    /// The button for it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-icon">{icon(picture)}</span>
            <p class="empty-title">{title}</p>
            <p class="empty-hint">{hint}</p>
            {children.map(|children| view! { <div class="empty-do">{children()}</div> })}
        </div>
    }
}
