//! A button with a word and, where there is one, its key.

use super::Kbd;
use crate::prelude::*;
use leptos::ev::MouseEvent;

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Look {
    /// One of several.
    #[default]
    Plain,
    /// The one thing to do here.
    Primary,
    /// Hardly there.
    Ghost,
    /// Ends something.
    Danger,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "btn",
            Self::Primary => "btn btn-primary",
            Self::Ghost => "btn btn-ghost",
            Self::Danger => "btn btn-danger",
        }
    }
}

/// A button.
#[component]
pub(crate) fn Button(
    /// How loud.
    #[prop(optional)]
    look: Look,
    /// Its key, shown beside the word.
    #[prop(optional, into)]
    key: Option<&'static str>,
    /// Whether it does nothing now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Put the focus here when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// What it does.
    #[prop(into)]
    on_press: Callback<MouseEvent>,
    /// Its word.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=look.class()
            autofocus=autofocus
            aria-keyshortcuts=key.map(shortcut)
            prop:disabled=move || disabled.get()
            on:click=move |event| on_press.run(event)
        >
            <span class="btn-word">{children()}</span>
            {key.map(|key| view! { <Kbd keys=key/> })}
        </button>
    }
}

fn shortcut(key: &'static str) -> &'static str {
    if key == "Ctrl ↵" { "Control+Enter" } else { key }
}
