//! Bubbles that will leave as one message, in sight while they wait.

use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Button, Look};
use desk_model::time::SECOND;

/// What waits to be joined.
#[component]
pub(super) fn TrayView() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (tray, clock) = (store.tray.clone(), store.clock.clone());
    let body = {
        let tray = tray.clone();
        Memo::new(move |_| tray.with(|tray| tray.as_ref().map(|tray| tray.body.clone())))
    };
    let left = Memo::new(move |_| {
        let now = clock.beat();
        tray.with(|tray| tray.as_ref().map_or(0, |tray| (tray.due.since(now) + SECOND - 1).max(0) / SECOND))
    });
    move || {
        let body = body.get()?;
        let (now, back) = (store.clone(), store.clone());
        Some(view! {
            <section class="tray" aria-label=t.composer.tray>
                <p class="tray-text">{body}</p>
                <div class="tray-do">
                    <span class="tray-words">
                        {t.composer.tray}
                        " "
                        <span aria-live="off">{move || (t.composer.tray_in)(left.get())}</span>
                    </span>
                    <Button on_press=move |_| {
                        now.flush_tray(t);
                        browser::focus(".composer .writing");
                    }>{t.composer.tray_now}</Button>
                    <Button look=Look::Ghost on_press=move |_| {
                        back.untray();
                        browser::focus(".composer .writing");
                    }>{t.composer.tray_back}</Button>
                </div>
            </section>
        })
    }
}

/// Whether bubbles are joined.
#[component]
pub(super) fn Joining() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let on = store.joining.clone();
    view! {
        <label class="joining" title=t.composer.join_hint>
            <input
                type="checkbox"
                prop:checked=move || on.get()
                on:change=move |event| store.set_joining(event_target_checked(&event), t)
            />
            <span>{t.composer.join}</span>
        </label>
    }
}
