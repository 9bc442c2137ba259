//! One line of the thread: a bubble, a note, an event or the card of a ticket.

use super::content::{content, earlier_text};
use super::failure::strip;
use super::row::{kind_icon, ticks};
use super::{Mode, use_ui};
use crate::i18n::{Texts, intl, use_texts};
use crate::live::echo::EchoState;
use crate::live::lines::{Line, author_name, opened_protocol};
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::message::ThreadEvent;
use desk_model::view::{MessageView, Quote};
use desk_model::{Author, Content, Direction, MessageId, MessageStatus, Protocol};

/// One line.
#[component]
pub(super) fn Bubble(
    /// The line.
    line: ArcRwSignal<Line>,
    /// It begins a group.
    lead: bool,
) -> impl IntoView {
    let t = use_texts();
    move || {
        let line = line.get();
        match line.message.direction {
            Direction::Event => event(&line.message, t).into_any(),
            Direction::In | Direction::Out | Direction::Note => view! { <Spoken line lead/> }.into_any(),
        }
    }
}

fn event(message: &MessageView, t: &'static Texts) -> AnyView {
    let at = message.at;
    if let Some(digits) = opened_protocol(&message.content) {
        let shown =
            Protocol::parse(digits).map_or_else(|_| digits.to_owned(), |protocol| protocol.to_string());
        let copied = shown.clone();
        let store = use_store();
        return view! {
            <div class="ticket-card">
                <span>{t.ticket}</span>
                <strong class="protocol">{shown}</strong>
                <span class="ticket-card-at">{(t.opened_at)(&intl::time(at))}</span>
                <button
                    type="button"
                    class="icon-btn icon-btn-small"
                    aria-label=t.copy_protocol
                    title=t.copy_protocol
                    on:click=move |_| {
                        browser::copy(&copied);
                        store.tell(t.copied.to_owned(), false);
                    }
                >
                    {icon(Icon::Copy)}
                </button>
            </div>
        }
        .into_any();
    }
    let what = event_words(&message.content, t);
    view! {
        <p class="event-line">
            {what} " · " <time datetime=intl::iso(at) title=intl::full(at)>
                {intl::time(at)}
            </time>
        </p>
    }
    .into_any()
}

/// What happened, in words.
pub(crate) fn event_words(content: &Content, t: &'static Texts) -> String {
    match content {
        Content::Event(what) => match what {
            ThreadEvent::Opened { .. } => String::new(),
            ThreadEvent::Started { by } => (t.composer.started)(by),
            ThreadEvent::Claimed { by } => (t.event_claimed)(by),
            ThreadEvent::Routed { to, returning } => (t.presence.routed)(to, *returning),
            ThreadEvent::Returned { from, why } => (t.presence.returned)(from, *why),
            ThreadEvent::Transferred { .. }
            | ThreadEvent::Offered { .. }
            | ThreadEvent::OfferAccepted { .. }
            | ThreadEvent::OfferDeclined { .. }
            | ThreadEvent::OfferTimedOut { .. }
            | ThreadEvent::OfferLeft { .. }
            | ThreadEvent::OfferWithdrawn { .. } => (t.transfer.event)(what),
            ThreadEvent::Closed { by, reason, detail } => {
                let why = detail.as_deref().unwrap_or_else(|| (t.reason)(*reason).0);
                match by {
                    Some(by) => (t.event_closed_by)(by, why),
                    None => (t.event_closed)(why),
                }
            }
            ThreadEvent::QueueGone { from, to } => (t.queues.queue_gone)(from, to),
            ThreadEvent::Snoozed { .. }
            | ThreadEvent::Woken { .. }
            | ThreadEvent::Prioritised { .. }
            | ThreadEvent::Labelled { .. } => (t.organise.event)(what),
            ThreadEvent::Reopened => t.event_reopened.to_owned(),
            ThreadEvent::Consent { act, purposes, source, by } => {
                (t.consent.event)(*act, purposes, *source, by.as_deref())
            }
            ThreadEvent::MenuLeft { why, path, queue } => (t.menu.left)(*why, path, queue.as_deref()),
            ThreadEvent::MenuSkipped { what } => (t.menu.skipped)(what),
            ThreadEvent::SurveySkipped { why } => (t.survey.skipped)(*why),
            ThreadEvent::SurveyAnswered { score } => (t.survey.answered_with)(*score),
            ThreadEvent::IdentityChanged { detail } => (t.event_identity)(detail),
        },
        other => other.preview().1,
    }
}

#[component]
fn Spoken(line: Line, lead: bool) -> impl IntoView {
    let t = use_texts();
    let Line { message, echo } = line;
    let side = match message.direction {
        Direction::In => "in",
        Direction::Out => "out",
        Direction::Note | Direction::Event => "note",
    };
    let stuck = matches!(echo, Some(EchoState::Stuck(_)));
    let failed = stuck || message.status == MessageStatus::Failed;
    let class = format!(
        "msg msg-{side}{}{}{}",
        if lead { " msg-lead" } else { "" },
        if failed { " msg-failed" } else { "" },
        if message.revoked_at.is_some() { " msg-revoked" } else { "" },
    );
    let who = match (&message.author, message.direction) {
        (author, Direction::Note) => Some(match author_name(author) {
            Some(name) => format!("{} · {name}", t.internal_note),
            None => t.internal_note.to_owned(),
        }),
        (Author::Desk, _) => Some("Guichê".to_owned()),
        (Author::PhoneApp, _) => Some(t.phone_app.to_owned()),
        (Author::User { name, .. }, _) => Some(name.clone()),
        (Author::Customer, _) => None,
    };
    let at = message.at;
    let can_quote = message.direction == Direction::In && message.revoked_at.is_none();
    let reactions: Vec<_> = message.reactions.clone();
    let edited = !message.earlier.is_empty();
    let repeats = message.sending.resend_of.is_some();
    let (id, below) = (message.id.clone(), strip(&message, stuck));
    let line_id = id.to_string();
    view! {
        <article class=class id=line_id>
            <div class="msg-bubble">
                {who
                    .filter(|_| lead)
                    .map(|who| {
                        view! {
                            <p class="msg-who">
                                {(message.direction == Direction::Note).then(|| icon(Icon::Note))} {who}
                            </p>
                        }
                    })}
                {origin(&message, t)}
                {message.quote.clone().map(|quote| quoted(quote, t))}
                {message
                    .revoked_at
                    .map(|at| {
                        view! {
                            <p class="msg-aside">
                                {icon(Icon::Ban)} {(t.revoked)(&intl::time(at))}
                            </p>
                        }
                    })}
                {content(&message.content, t)}
                {edited.then(|| earlier(&message, t))}
                <p class="msg-foot">
                    {edited.then(|| view! { <span>{t.edited}</span> })}
                    {repeats.then(|| view! { <span>{t.autopsy.new_attempt}</span> })}
                    {super::price_tag::price_tag(&message, t)}
                    <time datetime=intl::iso(at) title=intl::full(at)>
                        {intl::time(at)}
                    </time>
                    {match echo {
                        Some(EchoState::Sending) | None if message.direction == Direction::Out => {
                            ticks(message.status).into_any()
                        }
                        Some(_) | None => ().into_any(),
                    }}
                </p>
                {(!reactions.is_empty())
                    .then(|| {
                        view! {
                            <p class="reactions">
                                {reactions
                                    .into_iter()
                                    .map(|reaction| {
                                        let who = if reaction.by_customer { t.reaction_customer } else { t.reaction_ours };
                                        view! {
                                            <span class="reaction" title=who>
                                                {reaction.emoji}
                                                <span class="sr-only">{who}</span>
                                            </span>
                                        }
                                    })
                                    .collect_view()}
                            </p>
                        }
                    })}
            </div>
            {can_quote.then(|| view! { <QuoteButton id/> })}
            {below}
        </article>
    }
}

#[component]
fn QuoteButton(id: MessageId) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui();
    let (row, boot) = (store.row.clone(), store.boot.clone());
    let mine = Memo::new(move |_| {
        let me = boot.with(|boot| boot.as_ref().map(|boot| boot.me.id.clone()));
        row.with(|row| {
            row.as_ref().is_some_and(|row| row.state.owner().is_some() && row.state.owner() == me.as_ref())
        })
    });
    move || {
        let (store, mode, id) = (store.clone(), ui.mode.clone(), id.clone());
        mine.get().then(|| {
            view! {
                <button
                    type="button"
                    class="icon-btn icon-btn-small msg-quote"
                    aria-label=t.reply_to_this
                    title=t.reply_to_this
                    on:click=move |_| {
                        store.quoting.set(Some(id.clone()));
                        mode.set(Mode::Reply);
                        request_animation_frame(|| {
                            browser::focus(".composer [data-first]");
                        });
                    }
                >
                    {icon(Icon::Reply)}
                </button>
            }
        })
    }
}

fn origin(message: &MessageView, t: &'static Texts) -> impl IntoView + use<> {
    let from = &message.provenance;
    let mut lines = Vec::new();
    if from.forwarded {
        lines.push((Icon::Forward, t.forwarded.to_owned()));
    }
    if let Some(ad) = &from.ad {
        lines.push((Icon::Megaphone, (t.from_ad)(ad)));
    }
    if let Some(product) = &from.product {
        lines.push((Icon::Cart, (t.about_product)(product)));
    }
    lines
        .into_iter()
        .map(|(picture, words)| {
            view! {
                <p class="msg-aside">
                    {icon(picture)} {words}
                </p>
            }
        })
        .collect_view()
}

/// What a line replies to.
pub(super) fn quoted(quote: Quote, t: &'static Texts) -> impl IntoView + use<> {
    let who = if quote.ours { t.us } else { t.customer };
    let text = if quote.text.is_empty() { (t.kind)(quote.kind).to_owned() } else { quote.text };
    view! {
        <blockquote class="quote">
            <strong>{who}</strong>
            <span>{kind_icon(quote.kind).map(icon)} {text}</span>
        </blockquote>
    }
}

fn earlier(message: &MessageView, t: &'static Texts) -> impl IntoView + use<> {
    view! {
        <details class="earlier">
            <summary>{t.earlier_text}</summary>
            {message
                .earlier
                .iter()
                .map(|content| view! { <p>{earlier_text(content, t)}</p> })
                .collect_view()}
        </details>
    }
}
