//! "Still there?": one key in the last hour of the window.

use super::price::PriceNote;
use crate::api::{self, ApiError};
use crate::i18n::{Texts, use_texts};
use crate::live::{Store, browser, use_store};
use crate::prelude::*;
use crate::ui::Button;
use desk_model::face::{Face, face};
use desk_model::number::{Channel, NumberState};
use desk_model::price::PriceCategory;
use desk_model::view::InboxRow;
use desk_model::{Timestamp, UserId};
use leptos::task::spawn_local;

fn standing(store: &Store) -> Option<(InboxRow, Channel, NumberState, UserId)> {
    let me = store.boot.with(|boot| boot.as_ref().map(|boot| boot.me.id.clone()))?;
    let row = store.row.get()?;
    let number = store.number(&row.number);
    let (channel, state) =
        number.map_or((Channel::Whatsapp, NumberState::Connected), |number| (number.channel, number.state));
    Some((row, channel, state, me))
}

/// Whether the customer of the open ticket can be asked now.
pub(in crate::pages::console) fn may_nudge(store: &Store, now: Timestamp) -> bool {
    standing(store).is_some_and(|(row, channel, state, me)| {
        matches!(face(&row, channel, state, &me, now), Face::Closing { .. })
            && !row.window.is_nudged()
            && store.queue_now(&row.queue).is_some_and(|queue| !queue.nudge.is_empty())
    })
}

/// Asks the customer of the open ticket.
pub(in crate::pages::console) fn nudge(store: &Store, t: &'static Texts) {
    let Some(row) = store.row.get_untracked() else { return };
    let store = store.clone();
    spawn_local(async move {
        match api::composer::nudge(browser::new_message_id(), row.ticket).await {
            Ok(line) => store.confirmed(&row.conversation, line),
            Err(ApiError(error)) => store.report(&error, t),
        }
    });
}

/// The button, with what it costs.
#[component]
pub(super) fn Nudge() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let clock = store.clock.clone();
    let watched = store.clone();
    // Words change with the minute, not with the second.
    let offered = Memo::new(move |_| {
        let now = clock.beat();
        let asked = watched.row.with(|row| row.as_ref().is_some_and(|row| row.window.is_nudged()));
        (may_nudge(&watched, now), asked)
    });
    move || match offered.get() {
        (true, _) => {
            let store = store.clone();
            view! {
                <span class="nudge" title=t.composer.nudge_hint>
                    <Button key="u" on_press=move |_| nudge(&store, t)>
                        {t.composer.nudge}
                    </Button>
                    <PriceNote category=Some(PriceCategory::Service)/>
                </span>
            }
            .into_any()
        }
        (false, true) => view! { <span class="nudge">{t.composer.nudged}</span> }.into_any(),
        (false, false) => ().into_any(),
    }
}
