//! What stays on every screen of the desk: rail, status bar, messages, the help.

use super::console::{Help, Rail, StatusBar, Ui, use_ui};
use crate::i18n::use_texts;
use crate::live::{socket, use_store};
use crate::prelude::*;
use crate::ui::Toasts;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use std::time::Duration;

/// The frame around the desk's screens. Starts the copy of the desk once it is in a browser.
#[component]
pub(crate) fn Frame() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let Ui { help, .. } = use_ui();
    let started = store.clone();
    Effect::new(move |_| {
        started.clock.start();
        started.start();
        let every_second = started.clone();
        if let Ok(handle) = set_interval_with_handle(
            move || {
                socket::check();
                every_second.prune_typing();
                every_second.check_tray(t);
            },
            Duration::from_secs(1),
        ) {
            on_cleanup(move || handle.clear());
        }
        // What another tab typed, and what waits when the page is left.
        let (other_tab, leaving) = (started.clone(), started.clone());
        let stored = window_event_listener_untyped("storage", move |_| other_tab.drafts_changed());
        let left = window_event_listener_untyped("pagehide", move |_| leaving.untray());
        on_cleanup(move || {
            stored.remove();
            left.remove();
        });
    });
    let counted = store.clone();
    let title = move || match counted.counts.get().map(|counts| counts.waiting) {
        Some(waiting) if waiting > 0 => format!("({waiting}) Guichê"),
        Some(_) | None => "Guichê".to_owned(),
    };
    let path = use_location().pathname;
    let failed = store.boot_failed.clone();
    let notices = store.notices.clone();
    view! {
        <Title text=title/>
        <div class="desk" class:desk-in-thread=move || path.get().starts_with("/t/")>
            <a class="skip" href="#stage">
                {t.skip_to_content}
            </a>
            <Rail/>
            <main id="stage" class="stage" tabindex="-1">
                {move || {
                    failed
                        .get()
                        .map(|error| {
                            view! {
                                <p class="notice notice-bad stage-notice" role="alert">
                                    {(t.error)(&error)}
                                    " "
                                    {t.trying_again}
                                </p>
                            }
                        })
                }}
                <Outlet/>
            </main>
            <StatusBar/>
            <Toasts toasts=Signal::derive(move || notices.get())/>
            <Help open=help/>
        </div>
    }
}
