//! The bottom line: how true this page is, how much is on one's plate, which keys help here.

use super::presence::MyPresenceMenu;
use super::use_ui;
use crate::i18n::{intl, use_texts};
use crate::live::{LinkState, browser, use_store};
use crate::prelude::*;
use crate::ui::Kbd;
use desk_model::Timestamp;

/// The bottom line.
#[component]
pub(crate) fn StatusBar() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui();
    let (link, clock) = (store.link.clone(), store.clock.clone());
    // Words change at most once a second, and only when they differ.
    let state = Memo::new(move |_| {
        let ago = |since: Timestamp| intl::span(t, clock.beat().since(since), true);
        match link.get() {
            LinkState::Connecting => ("link link-wait", t.connecting.to_owned()),
            LinkState::Live { .. } => ("link link-live", t.up_to_date.to_owned()),
            LinkState::Behind { since } => ("link link-behind", (t.behind)(&ago(since))),
            LinkState::Offline { since } => ("link link-off", (t.offline)(&ago(since))),
        }
    });
    let spoken = Memo::new(move |_| match state.get().0 {
        "link link-live" => t.up_to_date,
        "link link-off" => t.offline_spoken,
        _ => "",
    });
    let counts = store.counts.clone();
    let load = move || counts.get().map(|counts| (t.load)(counts.mine));
    let stale = store.stale_build.clone();
    let (shortcuts, help) = (store.shortcuts.clone(), ui.help);
    view! {
        <footer class="bar">
            <span class=move || state.get().0>
                <span class="link-dot" aria-hidden="true"></span>
                {move || state.get().1}
            </span>
            <span class="sr-only" role="status">
                {move || spoken.get()}
            </span>
            <MyPresenceMenu/>
            <span class="bar-load">{load}</span>
            {move || {
                stale
                    .get()
                    .then(|| {
                        view! {
                            <button type="button" class="bar-btn bar-new" on:click=move |_| browser::reload()>
                                {t.new_version}
                            </button>
                        }
                    })
            }}
            <span class="bar-space"></span>
            {move || {
                shortcuts
                    .get()
                    .then(|| {
                        view! {
                            <span class="bar-hint">
                                <Kbd keys="j k"/>
                                {t.hint_move}
                            </span>
                            <span class="bar-hint">
                                <Kbd keys="p"/>
                                {t.hint_take}
                            </span>
                            <span class="bar-hint">
                                <Kbd keys="r"/>
                                {t.hint_reply}
                            </span>
                        }
                    })
            }}
            <button type="button" class="bar-btn" on:click=move |_| help.set(true)>
                <Kbd keys="?"/>
                {t.help}
            </button>
        </footer>
    }
}
