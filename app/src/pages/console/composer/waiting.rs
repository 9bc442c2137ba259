//! A template is on its way, or waits for the customer: nothing more to do.

use super::held::HeldWaits;
use crate::i18n::{intl, use_texts};
use crate::live::{clock, use_store};
use crate::pages::console::row::ticks;
use crate::prelude::*;
use desk_model::face::Face;

/// The face *Waiting*.
#[component]
pub(super) fn WaitingFace(face: ArcRwSignal<Option<Face>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let facts = Memo::new(move |_| {
        face.with(|face| match face {
            Some(Face::Waiting { at, status }) => Some((*at, *status)),
            _ => None,
        })
    });
    let held = store.row.get_untracked().map(|row| view! { <HeldWaits ticket=row.ticket/> });
    view! {
        {move || {
            facts
                .get()
                .map(|(at, status)| {
                    view! {
                        <div class="strip" role="status">
                            {ticks(status)}
                            <span>
                                <strong>{(t.template_state)(status, &intl::near(t, at, clock::now()))}</strong>
                                " "
                                {t.waiting_hint}
                            </span>
                        </div>
                    }
                })
        }}
        {held}
    }
}
