//! An answer that waits for its customer: shown while the window is closed, offered when it opens.

use crate::i18n::{intl, use_texts};
use crate::live::drafts::DraftKind;
use crate::live::{browser, clock, use_store};
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::TicketId;
use desk_model::message::MAX_TEXT;

/// While the window is closed: what is held, and what is only just being put aside.
#[component]
pub(super) fn HeldWaits(ticket: TicketId) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (held, draft) = (store.held.clone(), store.draft(&ticket, DraftKind::Reply));
    let keeping = Memo::new(move |_| draft.with(|text| !text.trim().is_empty()));
    move || {
        let store = store.clone();
        let kept = held.get().map(|held| {
            view! {
                <div class="held">
                    <p>
                        <strong>{t.composer.held_title}</strong>
                        " "
                        {held.body}
                        <span class="held-hint">{t.composer.held_waits}</span>
                    </p>
                    <Button look=Look::Ghost on_press=move |_| store.discard_held(t)>
                        {t.discard}
                    </Button>
                </div>
            }
        });
        let keeping = keeping.get().then(|| view! { <p class="closing-hint">{t.composer.held_keeping}</p> });
        view! { {kept} {keeping} }
    }
}

/// The window is open again: one Enter sends it.
#[component]
pub(super) fn HeldOffer() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let held = store.held.clone();
    let offered = Memo::new(move |_| held.get());
    // The one thing to do here; but nobody who is somewhere else is disturbed.
    Effect::new(move |_| {
        if offered.with(Option::is_some) {
            request_animation_frame(|| {
                if browser::nothing_focused() || browser::focus_within(".composer") {
                    browser::focus(".held-offer .btn-primary");
                }
            });
        }
    });
    move || {
        let held = offered.get()?;
        let too_long = held.body.chars().count() > MAX_TEXT;
        let (send, edit, discard) = (store.clone(), store.clone(), store.clone());
        let came = store.row.with_untracked(|row| row.as_ref().is_some_and(|row| row.handover.is_some()));
        let offer = if came { t.transfer.held_came } else { t.composer.held_offer };
        let by = (t.composer.held_by)(&held.by, &intl::near(t, held.at, clock::now()));
        Some(view! {
            <section class="held-offer" aria-label=t.composer.held_title>
                <p class="held-head">
                    {icon(Icon::Clock)}
                    <strong>{t.composer.held_title}</strong>
                    <span>{offer}</span>
                    <span class="held-by">{by}</span>
                </p>
                <p class="held-text" tabindex="0" role="group" aria-label=t.composer.held_title>{held.body}</p>
                {too_long.then(|| view! { <p class="field-error">{t.composer.held_too_long}</p> })}
                <div class="held-do">
                    <Button look=Look::Primary key="↵" disabled=too_long on_press=move |_| send.send_held(t)>
                        {t.composer.held_send}
                    </Button>
                    <Button on_press=move |_| {
                        edit.edit_held(t);
                        request_animation_frame(|| {
                            browser::focus(".composer .writing");
                        });
                    }>{t.composer.held_edit}</Button>
                    <Button look=Look::Ghost on_press=move |_| discard.discard_held(t)>
                        {t.discard}
                    </Button>
                </div>
            </section>
        })
    }
}
