//! The middle pane: head, lines, composer.

use super::bubble::Bubble;
use super::composer::Composer;
use super::row::QueueChip;
use super::snooze::{SnoozeButton, SnoozeStrip};
use super::transfer::{HandoverCard, hand_over, may_hand_over};
use super::{actions, ring, use_ui};
use crate::i18n::{intl, use_texts};
use crate::live::lines::Entry;
use crate::live::{Load, clock, use_store};
use crate::prelude::*;
use crate::ui::{AvatarRing, Button, Empty, Icon, Look, SkeletonThread, icon};
use desk_model::contact::initials;
use desk_model::number::Channel;
use desk_model::{DeskError, TicketId};
use leptos::html;
use leptos_router::hooks::use_navigate;

/// This far from the end still counts as being there, in CSS pixels.
const AT_END: i32 = 48;
/// Older lines are fetched this long before they are needed, in CSS pixels.
const AHEAD: i32 = 600;

/// The middle pane. Made anew for each ticket, so that nothing of one leaks into the next.
#[component]
pub(super) fn ThreadPane() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let open = store.open.clone();
    let booted = {
        let boot = store.boot.clone();
        Memo::new(move |_| boot.with(Option::is_some))
    };
    view! {
        <section class="thread" aria-label=t.conversation>
            {move || match open.get() {
                Some(ticket) => view! { <OpenTicket ticket/> }.into_any(),
                None if booted.get() => view! { <NoTicket/> }.into_any(),
                None => ().into_any(),
            }}
        </section>
    }
}

#[component]
fn NoTicket() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let navigate = use_navigate();
    view! {
        <Empty picture=Icon::Chat title=t.no_ticket hint=t.no_ticket_hint>
            <Button look=Look::Primary key="p" on_press=move |_| actions::claim_next(&store, navigate.clone(), t)>
                {t.take_next}
            </Button>
        </Empty>
    }
}

#[component]
fn OpenTicket(ticket: TicketId) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let load = store.thread_load.clone();
    let retry = store.clone();
    let failed = Memo::new(move |_| match load.get() {
        Load::Failed(error) => Some(error),
        Load::Loading | Load::Ready => None,
    });
    move || match failed.get() {
        Some(DeskError::NotFound { .. }) => view! {
            <Empty picture=Icon::Lock title=t.ticket_not_found hint=t.ticket_not_found_hint>
                <a class="btn" href="/">
                    {t.back_to_list}
                </a>
            </Empty>
        }
        .into_any(),
        Some(error) => {
            let store = retry.clone();
            view! {
                <Empty picture=Icon::Alert title=t.thread_failed hint=(t.error)(&error)>
                    <Button on_press=move |_| store.reload_thread()>{t.try_again}</Button>
                </Empty>
            }
            .into_any()
        }
        None => view! {
            <Head/>
            <SnoozeStrip/>
            <HandoverCard/>
            <Log/>
            <Composer ticket=ticket.clone()/>
        }
        .into_any(),
    }
}

#[component]
fn Head() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui();
    let row = store.row.clone();
    // The head is drawn anew only when what it shows differs.
    let facts = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref().map(|row| {
                (
                    row.contact_name.clone(),
                    row.contact.clone(),
                    row.protocol.clone(),
                    row.queue.clone(),
                    row.number.clone(),
                )
            })
        })
    });
    let may_transfer = {
        let store = store.clone();
        Memo::new(move |_| may_hand_over(&store))
    };
    let may_close = {
        let store = store.clone();
        Memo::new(move |_| actions::may_close(&store))
    };
    move || {
        let Some((name, contact, protocol, queue, number)) = facts.get() else {
            return view! { <header class="thread-head"></header> }.into_any();
        };
        let number = store.number(&number);
        let channel = number.as_ref().map_or(Channel::Whatsapp, |number| number.channel);
        let (row, clock) = (store.row.clone(), store.clock.clone());
        let ring = Memo::new(move |_| {
            let now = clock.beat();
            row.with(|row| row.as_ref().map(|row| ring::ring(row, channel, now)))
                .unwrap_or(crate::ui::Ring { kind: crate::ui::RingKind::Closed, left: 0 })
        });
        let (closing, context, context_now) = (ui.closing.clone(), ui.context.clone(), ui.context.clone());
        let (hander, transfer) = (store.clone(), ui.transfer.clone());
        let letters = initials(&name);
        let label = number.map(|number| number.label).unwrap_or_default();
        view! {
            <header class="thread-head">
                <a class="icon-btn back" href="/" aria-label=t.back_to_list title=t.back_to_list>
                    {icon(Icon::Back)}
                </a>
                <AvatarRing initials=Signal::stored(letters) key=contact.to_string() ring=ring/>
                <div class="thread-who">
                    <h2>{name}</h2>
                    <p>
                        <span class="thread-number">{label} " · "</span>
                        <span class="protocol">{protocol.to_string()}</span>
                    </p>
                </div>
                {store.queue_now(&queue).map(|queue| view! { <QueueChip name=queue.name color=queue.color/> })}
                <span class="thread-space"></span>
                <SnoozeButton/>
                {move || {
                    let (store, transfer) = (hander.clone(), transfer.clone());
                    may_transfer
                        .get()
                        .then(|| {
                            view! {
                                <Button key="x" on_press=move |_| {
                                    hand_over(&store, &transfer);
                                }>
                                    <HeadWord picture=Icon::Forward word=t.transfer.transfer/>
                                </Button>
                            }
                        })
                }}
                {move || {
                    let closing = closing.clone();
                    may_close
                        .get()
                        .then(|| {
                            view! {
                                <Button key="e" on_press=move |_| closing.set(true)>
                                    <HeadWord picture=Icon::Check word=t.close/>
                                </Button>
                            }
                        })
                }}
                <button
                    type="button"
                    class="icon-btn context-btn"
                    aria-label=t.customer_panel
                    title=t.customer_panel
                    aria-expanded=move || context_now.get().to_string()
                    on:click=move |_| context.update(|open| *open = !*open)
                >
                    {icon(Icon::Panel)}
                </button>
            </header>
        }
        .into_any()
    }
}

/// The word of a button at the head. Where there is no room for it, its picture is seen instead.
#[component]
fn HeadWord(picture: Icon, word: &'static str) -> impl IntoView {
    view! {
        <span class="head-picture">{icon(picture)}</span>
        <span class="head-word">{word}</span>
    }
}

#[component]
fn Log() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let scroller = NodeRef::<html::Div>::new();
    let fresh = ArcRwSignal::new(0u32);
    // The scroller is upside down (its zero is the end), so older lines never move what is being read.
    let at_end = move || scroller.get_untracked().is_none_or(|log| log.scroll_top() > -AT_END);
    let (watcher, counted) = (store.clone(), fresh.clone());
    let arrivals = store.arrivals.clone();
    Effect::new(move |before: Option<u32>| {
        let count = arrivals.get();
        if before.is_some_and(|before| before != count) {
            if at_end() {
                watcher.seen();
                if let Some(log) = scroller.get_untracked() {
                    log.set_scroll_top(0);
                }
            } else {
                counted.update(|fresh| *fresh += 1);
            }
        }
        count
    });
    // The row may learn of an unread line after the line itself.
    let (reader, row) = (store.clone(), store.row.clone());
    let unread = Memo::new(move |_| {
        row.with(|row| row.as_ref().map_or(0, |row| row.unread + u32::from(row.returned_at.is_some())))
    });
    Effect::new(move |_| {
        if unread.get() > 0 && at_end() {
            reader.seen();
        }
    });
    let (pager, cleared) = (store.clone(), fresh.clone());
    let on_scroll = move |_| {
        let Some(log) = scroller.get_untracked() else { return };
        if at_end() && cleared.get_untracked() > 0 {
            cleared.set(0);
            pager.seen();
        }
        if log.scroll_height() - log.client_height() + log.scroll_top() < AHEAD {
            pager.older_lines();
        }
    };
    // A short page leaves nothing to scroll: fetch on until the pane is full.
    let filler = store.clone();
    let (entries, more) = (store.entries.clone(), store.more_lines.clone());
    let grown = entries.clone();
    Effect::new(move |_| {
        grown.track();
        let filler = filler.clone();
        if more.get() {
            request_animation_frame(move || {
                if let Some(log) = scroller.try_get_untracked().flatten()
                    && log.scroll_height() <= log.client_height() + AHEAD / 2
                {
                    filler.older_lines();
                }
            });
        }
    });
    let load = store.thread_load.clone();
    let waiting = {
        let entries = entries.clone();
        Memo::new(move |_| load.with(|l| *l == Load::Loading) && entries.with(Vec::is_empty))
    };
    let (older, more) = (store.loading_older.clone(), store.more_lines.clone());
    let by_hand = store.clone();
    let (pill, jump) = (fresh.clone(), fresh);
    view! {
        <div class="log-pane">
            <div class="log-scroll" node_ref=scroller on:scroll=on_scroll tabindex="0" aria-label=t.messages role="region">
                <div class="log" role="log" aria-label=t.messages aria-relevant="additions">
                    {move || {
                        let store = by_hand.clone();
                        more.get()
                            .then(|| {
                                view! {
                                    <button type="button" class="older" on:click=move |_| store.older_lines()>
                                        {
                                            let older = older.clone();
                                            move || if older.get() { t.loading_more } else { t.older_lines }
                                        }
                                    </button>
                                }
                            })
                    }}
                    <For each=move || entries.get() key=|entry| entry.clone() let:entry>
                        <LogEntry entry/>
                    </For>
                    {move || waiting.get().then(|| view! { <SkeletonThread/> })}
                </div>
            </div>
            {move || {
                let fresh = pill.get();
                let jump = jump.clone();
                let store = use_store();
                (fresh > 0)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="fresh"
                                on:click=move |_| {
                                    jump.set(0);
                                    if let Some(log) = scroller.get_untracked() {
                                        log.set_scroll_top(0);
                                    }
                                    store.seen();
                                }
                            >
                                {icon(Icon::Down)}
                                {(t.fresh)(fresh)}
                            </button>
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn LogEntry(entry: Entry) -> impl IntoView {
    let t = use_texts();
    match entry {
        Entry::Day { key, at } => view! {
            <h3 class="day">
                <time datetime=key>{intl::day(t, at, clock::now())}</time>
            </h3>
        }
        .into_any(),
        Entry::Unread { count } => view! { <p class="unread-line">{(t.unread_line)(count)}</p> }.into_any(),
        Entry::Line { id, lead } => match use_store().line_signal(&id) {
            Some(line) => view! { <Bubble line lead/> }.into_any(),
            None => ().into_any(),
        },
    }
}
