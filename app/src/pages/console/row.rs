//! A row of the list, made to decide by: whose turn it is, how long somebody has been waiting, how much window is left.

use super::marks::RowMarks;
use super::promise::PromiseMark;
use super::transfer::{MarkBox, mark_by_click};
use super::{ring, use_ui};
use crate::i18n::{intl, use_texts};
use crate::live::drafts::DraftKind;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Avatar, AvatarRing, Icon, icon};
use desk_model::contact::initials;
use desk_model::message::PreviewKind;
use desk_model::time::{HOUR, MINUTE};
use desk_model::transfer::offered_to;
use desk_model::view::{InboxRow, Preview};
use desk_model::window::WindowState;
use desk_model::{MessageStatus, TicketId, TicketState};

/// A customer who has been waiting this long is marked.
const LATE: i64 = 10 * MINUTE;

/// The picture that stands for a kind of message.
pub(super) const fn kind_icon(kind: PreviewKind) -> Option<Icon> {
    Some(match kind {
        PreviewKind::Text => return None,
        PreviewKind::Image => Icon::Picture,
        PreviewKind::Video => Icon::Film,
        PreviewKind::Audio => Icon::Sound,
        PreviewKind::Voice => Icon::Voice,
        PreviewKind::Document => Icon::File,
        PreviewKind::Sticker => Icon::Sticker,
        PreviewKind::Location => Icon::Pin,
        PreviewKind::Contact => Icon::Person,
        PreviewKind::Form => Icon::Form,
        PreviewKind::Order => Icon::Cart,
        PreviewKind::Call => Icon::Phone,
        PreviewKind::System | PreviewKind::Welcome | PreviewKind::Unsupported => Icon::Info,
        PreviewKind::Template => Icon::Template,
    })
}

/// The marks that say how far a message of ours got.
pub(super) fn ticks(status: MessageStatus) -> impl IntoView {
    let t = use_texts();
    let (picture, class) = match status {
        MessageStatus::Received => return ().into_any(),
        MessageStatus::Queued | MessageStatus::Accepted => (Icon::Clock, "ticks"),
        MessageStatus::Unknown => (Icon::Question, "ticks ticks-warn"),
        MessageStatus::Sent => (Icon::Check, "ticks"),
        MessageStatus::Delivered => (Icon::Checks, "ticks"),
        MessageStatus::Read | MessageStatus::Played => (Icon::Checks, "ticks ticks-read"),
        MessageStatus::Failed => (Icon::Alert, "ticks ticks-bad"),
    };
    let word = (t.status)(status);
    view! {
        <span class=class title=word>
            {icon(picture)}
            <span class="sr-only">{word}</span>
        </span>
    }
    .into_any()
}

/// When something stands in the corner of a row, and how urgent it is.
#[derive(Clone, PartialEq)]
struct Corner {
    text: String,
    class: &'static str,
}

/// One row.
#[component]
pub(super) fn Row(
    /// Whose.
    ticket: TicketId,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let Some(row) = store.row_signal(&ticket) else { return ().into_any() };
    let (first, conversation_key) = row.with_untracked(|row| (row.clone(), row.contact.to_string()));
    let clock = store.clock.clone();
    let channel = store.channel(&first.number);
    let ring = {
        let (row, clock) = (row.clone(), clock.clone());
        Memo::new(move |_| row.with(|row| ring::ring(row, channel, clock.beat())))
    };
    let corner = {
        let (row, clock) = (row.clone(), clock.clone());
        Memo::new(move |_| {
            let now = clock.beat();
            row.with(|row| {
                if matches!(row.state, TicketState::Closed { .. }) {
                    return Corner { text: intl::short(t, row.preview_at, now), class: "corner" };
                }
                let closing = match ring::state(row, channel, now) {
                    WindowState::Open { until: Some(until) } if until.since(now) <= HOUR => Some(until),
                    _ => None,
                };
                match (closing, row.waiting_since) {
                    (Some(until), _) => {
                        Corner { text: (t.closes_at)(&intl::time(until)), class: "corner corner-bad" }
                    }
                    (None, Some(since)) => {
                        let waited = now.since(since);
                        let class =
                            if waited >= LATE { "corner corner-late" } else { "corner corner-waiting" };
                        Corner { text: intl::span(t, waited, false), class }
                    }
                    (None, None) => Corner { text: intl::short(t, row.preview_at, now), class: "corner" },
                }
            })
        })
    };
    let words = {
        let (row, clock) = (row.clone(), clock.clone());
        // By the minute: these words are read out, not watched.
        Memo::new(move |_| {
            let now = desk_model::Timestamp(clock.beat().0.div_euclid(MINUTE) * MINUTE);
            row.with(|row| ring::words(t, row, channel, now))
        })
    };
    // A transfer gives the row another queue while it stands here.
    let queue = {
        let row = row.clone();
        Memo::new(move |_| row.with(|row| row.queue.clone()))
    };
    let queues = store.clone();
    let queue_chip = move || {
        queues.queue_now(&queue.get()).map(|queue| view! { <QueueChip name=queue.name color=queue.color/> })
    };
    let name = {
        let row = row.clone();
        Memo::new(move |_| row.with(|row| row.contact_name.clone()))
    };
    let open = store.open.clone();
    let here = {
        let ticket = ticket.clone();
        move || open.with(|open| open.as_ref() == Some(&ticket)).then_some("true")
    };
    let unread = {
        let row = row.clone();
        Memo::new(move |_| row.with(|row| row.unread))
    };
    let owner = {
        let row = row.clone();
        Memo::new(move |_| row.with(|row| row.state.owner().cloned()))
    };
    let colleagues = store.clone();
    let owner_avatar = move || {
        let owner = owner.get()?;
        let name = colleagues.name_of(&owner)?;
        Some(view! { <Avatar initials=initials(&name) key=owner.to_string() name=name/> })
    };
    let in_menu = {
        let row = row.clone();
        move || {
            let talking = row.with(|row| matches!(row.state, TicketState::Menu { .. }));
            talking.then(|| view! { <span class="row-menu">{t.menu.row_word}</span> })
        }
    };
    let closed_word = {
        let row = row.clone();
        move || {
            row.with(|row| {
                matches!(
                    ring::state(row, channel, clock.beat()),
                    WindowState::Closed { .. } | WindowState::Never
                ) && row.state.is_open()
            })
            .then(|| view! { <span class="row-closed">{t.window_closed_short}</span> })
        }
    };
    let offered = {
        let row = row.clone();
        Memo::new(move |_| row.with(|row| offered_to(row).cloned()))
    };
    let given = store.clone();
    let offered_tag = move || {
        let to = offered.get()?;
        let words = if given.me().as_ref() == Some(&to) {
            t.transfer.offered_to_me.to_owned()
        } else {
            (t.transfer.offered_to)(&given.name_of(&to)?)
        };
        Some(view! { <span class="tag tag-offer">{words}</span> })
    };
    let (marks, marker, mine) = (use_ui().transfer, store.clone(), ticket.clone());
    view! {
        <li class="row-item">
            <MarkBox ticket=ticket.clone() name=Signal::derive(move || name.get())/>
            <a
                class="row"
                href=format!("/t/{ticket}")
                aria-current=here
                on:click=move |event| mark_by_click(&marker, &marks, &mine, &event)
            >
                <AvatarRing initials=Signal::derive(move || initials(&name.get())) key=conversation_key ring=ring/>
                <span class="row-main">
                    <span class="row-top">
                        <strong class="row-name">{move || name.get()}</strong>
                        {queue_chip}
                        <span class=move || corner.get().class>{move || corner.get().text}</span>
                    </span>
                    <span class="row-bottom">
                        <SecondLine ticket=ticket.clone() row=row.clone()/>
                        <PromiseMark row=row.clone()/> {in_menu} {closed_word} {offered_tag} {owner_avatar}
                        {move || {
                            let unread = unread.get();
                            (unread > 0)
                                .then(|| {
                                    view! {
                                        <span class="badge">
                                            {unread} <span class="sr-only">{t.unread_word}</span>
                                        </span>
                                    }
                                })
                        }}
                    </span>
                    <RowMarks row/>
                </span>
                <span class="sr-only">{move || words.get()}</span>
            </a>
        </li>
    }
    .into_any()
}

/// A queue in its colour.
#[component]
pub(super) fn QueueChip(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Its colour.
    #[prop(into)]
    color: String,
) -> impl IntoView {
    view! {
        <span class="chip">
            <svg class="dot" viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
                <circle cx="4" cy="4" r="4" fill=color></circle>
            </svg>
            <span class="chip-word">{name}</span>
        </span>
    }
}

#[component]
fn SecondLine(ticket: TicketId, row: ArcRwSignal<InboxRow>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let draft = store.draft(&ticket, DraftKind::Reply);
    let (typing, open) = (store.typing.clone(), store.open.clone());
    let writer = {
        let ticket = ticket.clone();
        Memo::new(move |_| {
            typing.with(|typing| typing.iter().find(|who| who.ticket == ticket).map(|who| who.name.clone()))
        })
    };
    let preview = Memo::new(move |_| row.with(|row| row.preview.clone()));
    move || {
        if let Some(name) = writer.get() {
            return view! { <span class="row-line row-typing">{(t.colleague_typing)(&name)}</span> }
                .into_any();
        }
        let draft = draft.get();
        let elsewhere = open.with(|open| open.as_ref() != Some(&ticket));
        if elsewhere && !draft.trim().is_empty() {
            return view! {
                <span class="row-line">
                    <strong class="row-draft">{t.draft}</strong>
                    {draft}
                </span>
            }
            .into_any();
        }
        let preview = preview.get();
        let text = preview_text(&preview, t);
        view! {
            <span class="row-line">
                {preview.status.filter(|_| preview.ours).map(ticks)} {kind_icon(preview.kind).map(icon)} <span>{text}</span>
            </span>
        }
        .into_any()
    }
}

fn preview_text(preview: &Preview, t: &crate::i18n::Texts) -> String {
    if preview.text.is_empty() { (t.kind)(preview.kind).to_owned() } else { preview.text.clone() }
}
