//! The card on top of the thread: who handed the ticket over, when and why, and what the reader can do about it.

use super::{accept, decline, left, offered_to_me};
use crate::i18n::{intl, use_texts};
use crate::live::{browser, clock, use_store};
use crate::pages::console::{ring, use_ui};
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::transfer::ends;

/// The card; nothing when there is nothing to know.
#[component]
pub(in crate::pages::console) fn HandoverCard() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui().transfer;
    let row = store.row.clone();
    let boot = store.boot.clone();
    // Drawn anew only when what it says differs, not for each message of the customer.
    let facts = Memo::new(move |_| {
        let me = boot.with(|boot| boot.as_ref().map(|boot| boot.me.id.clone()));
        row.with(|row| {
            let row = row.as_ref().filter(|row| row.state.is_open())?;
            let handover = row.handover.clone()?;
            let to_me = offered_to_me(row, me.as_ref());
            let mine = to_me || row.state.owner() == me.as_ref();
            Some((row.ticket.clone(), handover, ends(row), to_me, mine))
        })
    });
    let offered = Memo::new(move |_| facts.with(|facts| facts.as_ref().is_some_and(|facts| facts.3)));
    // The one thing to do here; but nobody who is writing is disturbed.
    Effect::new(move |_| {
        if offered.get() {
            request_animation_frame(|| {
                if !browser::typing_in_text() && !browser::dialog_open() {
                    browser::focus(".handover .btn-primary");
                }
            });
        }
    });
    let window = {
        let (row, clock, store) = (store.row.clone(), store.clock.clone(), store.clone());
        Memo::new(move |_| {
            let now = desk_model::Timestamp(clock.beat().0.div_euclid(60_000_000) * 60_000_000);
            row.with(|row| row.as_ref().map(|row| ring::words(t, row, store.channel(&row.number), now)))
        })
    };
    move || {
        let (ticket, handover, until, to_me, mine) = facts.get()?;
        let (store, ui) = (store.clone(), ui.clone());
        let headline = (t.transfer.headline)(&handover, mine);
        let at = intl::near(t, handover.at, clock::now());
        let beat = store.clock.clone();
        let countdown = until.map(|until| {
            view! {
                <span class="handover-left" role="timer">
                    {icon(Icon::Clock)}
                    {move || left(until, beat.beat(), t)}
                </span>
            }
        });
        let buttons = to_me.then(|| {
            let (taken, refused) = (ticket.clone(), ticket);
            view! {
                <div class="handover-do">
                    <Button look=Look::Primary key="↵" on_press=move |_| accept(&store, taken.clone(), t)>
                        {t.transfer.accept}
                    </Button>
                    <Button on_press=move |_| decline(&ui, refused.clone())>{t.transfer.decline_more}</Button>
                </div>
            }
        });
        Some(view! {
            <section class="handover" class:handover-new=to_me aria-label=t.transfer.note_from>
                <p class="handover-head">
                    {icon(Icon::Forward)}
                    <strong>{headline}</strong>
                    <time class="handover-at" datetime=intl::iso(handover.at)>{at}</time>
                    {countdown}
                </p>
                <p class="handover-note">{handover.note.clone()}</p>
                <div class="handover-foot">
                    <span class="handover-window">
                        {t.window}
                        ": "
                        {move || window.get()}
                    </span>
                    {buttons}
                </div>
            </section>
        })
    }
}
