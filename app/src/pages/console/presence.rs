//! My presence in the status bar: how I stand, since when, how much I serve; and the menu that changes it.

use crate::i18n::{Texts, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::Menu;
use desk_model::UserId;
use desk_model::presence::{Choice, PresenceView, Standing};
use desk_model::time::{HOUR, MINUTE, SECOND};
use wasm_bindgen::JsCast;

/// A stopwatch: `4:05`, `1:04:05`.
pub(crate) fn stopwatch(micros: i64) -> String {
    let micros = micros.max(0);
    let (minutes, seconds) = (micros % HOUR / MINUTE, micros % MINUTE / SECOND);
    if micros >= HOUR {
        format!("{}:{minutes:02}:{seconds:02}", micros / HOUR)
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// How somebody stands, in words.
pub(crate) fn standing_words(t: &'static Texts, seen: &PresenceView) -> String {
    match (seen.standing, seen.detail.as_ref().map(|detail| &detail.choice)) {
        (Standing::Paused, Some(Choice::Paused { reason })) => (t.presence.paused)(reason),
        (standing, _) => (t.presence.standing)(standing).to_owned(),
    }
}

/// The class of the dot: its shape and colour say the same as the words.
pub(crate) const fn dot_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Available => "presence-dot presence-available",
        Standing::Paused => "presence-dot presence-paused",
        Standing::Offline => "presence-dot presence-offline",
    }
}

/// What can be chosen, as items of a menu.
#[component]
pub(crate) fn PresenceChoices(
    /// Whose.
    user: UserId,
    /// What holds now.
    now: Option<Choice>,
    /// Why they may pause.
    reasons: Vec<String>,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let item = move |choice: Choice, word: String| {
        let (store, user) = (store.clone(), user.clone());
        let chosen = now.as_ref() == Some(&choice);
        let dot = dot_class(choice.standing());
        view! {
            <button
                type="button"
                class="menu-item"
                aria-pressed=chosen.to_string()
                on:click=move |event| {
                    fold(&event);
                    store.set_presence(user.clone(), choice.clone(), t);
                }
            >
                <span class=dot aria-hidden="true"></span>
                {word}
            </button>
        }
    };
    view! {
        {item(Choice::Available, t.presence.available.to_owned())}
        <p class="presence-group">{t.presence.pause_because}</p>
        {reasons
            .into_iter()
            .map(|reason| item(Choice::Paused { reason: reason.clone() }, reason))
            .collect_view()}
        <hr class="presence-line"/>
        {item(Choice::Offline, t.presence.offline.to_owned())}
    }
}

/// Closes the menu a choice was made in, and goes back to its button.
fn fold(event: &leptos::ev::MouseEvent) {
    let item = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let menu = item.and_then(|item| item.closest("details").ok().flatten());
    let Some(menu) = menu.and_then(|menu| menu.dyn_into::<web_sys::HtmlDetailsElement>().ok()) else {
        return;
    };
    menu.set_open(false);
    if let Some(button) = menu.query_selector("summary").ok().flatten()
        && let Ok(button) = button.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = button.focus();
    }
}

/// My presence, in the status bar.
#[component]
pub(super) fn MyPresenceMenu() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let known = store.presence.mine.clone();
    // What is fetched again because somebody else moved must not fold the menu.
    let mine = Memo::new(move |_| known.get());
    let clock = store.clone();
    move || {
        mine.with(Option::is_some).then(|| {
            let me = move || mine.with(|mine| mine.as_ref().map(|mine| mine.me.clone()));
            let words = move || me().map(|me| standing_words(t, &me)).unwrap_or_default();
            let load = move || {
                me().and_then(|me| me.detail).map_or((0, 0), |detail| (detail.load, detail.capacity))
            };
            let label = Signal::derive(move || {
                let (load, capacity) = load();
                (t.presence.button)(&words(), load, capacity)
            });
            let clock = clock.clone();
            let button = ViewFn::from(move || {
                let clock = clock.clone();
                let time = Memo::new(move |_| {
                    let since = me().and_then(|me| me.since);
                    since.map(|since| stopwatch(clock.clock.beat().since(since))).unwrap_or_default()
                });
                view! {
                    <span class="presence-now">
                        <span
                            class=move || me().map(|me| dot_class(me.standing)).unwrap_or_default()
                            aria-hidden="true"
                        ></span>
                        {words}
                        <span class="presence-time">{move || time.get()}</span>
                        <span class="presence-load">
                            {move || {
                                let (load, capacity) = load();
                                format!("{load}/{capacity}")
                            }}
                        </span>
                    </span>
                }
            });
            view! {
                <div class="presence-menu">
                    <Menu label=label button=button>
                        {move || {
                            mine.get()
                                .map(|mine| {
                                    let detail = mine.me.detail.clone();
                                    let by = detail.as_ref().and_then(|detail| detail.set_by.clone());
                                    view! {
                                        {by.map(|by| view! { <p class="presence-by">{(t.presence.set_by)(&by)}</p> })}
                                        <PresenceChoices
                                            user=mine.me.user.clone()
                                            now=detail.map(|detail| detail.choice)
                                            reasons=mine.reasons.clone()
                                        />
                                    }
                                })
                        }}
                    </Menu>
                </div>
            }
        })
    }
}
