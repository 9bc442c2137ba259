//! The offers on top of the list: what others hand to the reader, and what the reader handed over and nobody has answered yet.

use super::left;
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::pages::console::ring;
use crate::pages::console::row::QueueChip;
use crate::prelude::*;
use crate::ui::AvatarRing;
use desk_model::contact::initials;
use desk_model::message::one_line;
use desk_model::transfer::ends;
use desk_model::view::InboxRow;

/// All of them; nothing when there are none.
#[component]
pub(in crate::pages::console) fn OfferStrip() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (to_me, by_me) = (store.offers_to_me.clone(), store.offers_by_me.clone());
    let (some_to_me, some_by_me) = (to_me.clone(), by_me.clone());
    let any = Memo::new(move |_| {
        (some_to_me.with(|rows| !rows.is_empty()), some_by_me.with(|rows| !rows.is_empty()))
    });
    let key = |row: &InboxRow| (row.ticket.clone(), row.version);
    move || {
        let (to_me, by_me) = (to_me.clone(), by_me.clone());
        let (some_to_me, some_by_me) = any.get();
        (some_to_me || some_by_me).then(|| {
            view! {
                <section class="offers" aria-label=t.transfer.offers>
                    {some_to_me
                        .then(|| {
                            view! {
                                <h2 class="offers-title">{t.transfer.offers}</h2>
                                <ul>
                                    <For each=move || to_me.get() key=key let:row>
                                        <Offered row/>
                                    </For>
                                </ul>
                            }
                        })}
                    <ul>
                        <For each=move || by_me.get() key=key let:row>
                            <GivenAway row/>
                        </For>
                    </ul>
                </section>
            }
        })
    }
}

/// A ticket offered to the reader.
#[component]
fn Offered(row: InboxRow) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (clock, channel) = (store.clock.clone(), store.channel(&row.number));
    let queue = store.queue(&row.queue);
    let shown = {
        let (row, clock) = (row.clone(), clock.clone());
        Memo::new(move |_| ring::ring(&row, channel, clock.beat()))
    };
    let words = {
        let (row, clock) = (row.clone(), clock.clone());
        Memo::new(move |_| {
            let now = desk_model::Timestamp(clock.beat().0.div_euclid(60_000_000) * 60_000_000);
            ring::words(t, &row, channel, now)
        })
    };
    let until = ends(&row);
    let countdown = move || until.map(|until| left(until, clock.beat(), t));
    let open = store.open.clone();
    let ticket = row.ticket.clone();
    let here = move || open.with(|open| open.as_ref() == Some(&ticket)).then_some("true");
    let (by, note) = row
        .handover
        .as_ref()
        .map_or_else(Default::default, |handover| (handover.by_name.clone(), one_line(&handover.note, 120)));
    view! {
        <li>
            <a class="row row-offer" href=format!("/t/{}", row.ticket) aria-current=here>
                <AvatarRing initials=Signal::stored(initials(&row.contact_name)) key=row.contact.to_string() ring=shown/>
                <span class="row-main">
                    <span class="row-top">
                        <strong class="row-name">{row.contact_name.clone()}</strong>
                        {queue.map(|queue| view! { <QueueChip name=queue.name color=queue.color/> })}
                        <span class="corner offer-left">{countdown}</span>
                    </span>
                    <span class="row-bottom">
                        <span class="row-line">
                            <span class="tag tag-new">{t.transfer.new}</span>
                            " "
                            {(t.transfer.from)(&by)}
                            ": "
                            {note}
                        </span>
                    </span>
                </span>
                <span class="sr-only">{move || words.get()}</span>
            </a>
        </li>
    }
}

/// A ticket the reader handed over.
#[component]
fn GivenAway(row: InboxRow) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let clock = store.clock.clone();
    let until = ends(&row);
    let to = row.handover.as_ref().map(|handover| handover.to_name.clone()).unwrap_or_default();
    let words = move || until.map(|until| (t.transfer.offered_until)(&to, &left(until, clock.beat(), t)));
    view! {
        <li>
            <a class="row row-given" href=format!("/t/{}", row.ticket)>
                <strong class="row-name">{row.contact_name.clone()}</strong>
                <span class="given-words">{words}</span>
            </a>
        </li>
    }
}
