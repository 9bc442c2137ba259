//! The right pane: who the customer is, how their window stands, what came before.

use super::consent::ConsentCard;
use super::menu_card::MenuCard;
use super::promise::PromiseFacts;
use super::ticket_card::TicketCard;
use super::transcript::TranscriptCard;
use super::{ring, use_ui};
use crate::i18n::{Texts, intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::contact::phone_display;
use desk_model::view::TicketSummary;
use desk_model::{Identity, IdentityKind};

/// The right pane.
#[component]
pub(super) fn ContextPanel() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui();
    let contact = store.contact.clone();
    let shown = ui.context.clone();
    let customer = {
        let store = store.clone();
        move || {
            let contact = contact.get()?;
            let named = !contact.name.is_empty();
            let (title, open) = (contact.name.clone(), store.open.clone());
            let history = contact.tickets.clone();
            let ticket_store = store.clone();
            Some(view! {
                <h2 class="context-name">{if named { title } else { t.no_name.to_owned() }}</h2>
                <dl class="facts">
                    {contact.username.clone().map(|name| fact(t.username, format!("@{}", name.trim_start_matches('@'))))}
                    {contact.identities.iter().map(|identity| identity_fact(identity, t)).collect_view()}
                    {fact(t.customer_since, intl::month(contact.since))}
                </dl>
                <MenuCard/>
                <TicketCard/>
                <h3>{t.window}</h3>
                <WindowFacts/>
                <PromiseFacts/>
                <h3>{t.consent.title}</h3>
                <ConsentCard/>
                <TranscriptCard/>
                <h3>
                    {t.history} " " <span class="muted">{history.len()}</span>
                </h3>
                <ul class="history">
                    {history
                        .into_iter()
                        .map(|summary| {
                            let queue = ticket_store.queue(&summary.queue).map(|queue| queue.name).unwrap_or_default();
                            let (open, id) = (open.clone(), summary.ticket.clone());
                            let here = move || open.with(|open| open.as_ref() == Some(&id)).then_some("page");
                            view! {
                                <li>
                                    <a href=format!("/t/{}", summary.ticket) aria-current=here>
                                        <span class="protocol">{summary.protocol.to_string()}</span>
                                        <span class="history-words">{ending(&summary, &queue, t)}</span>
                                        <span class="history-at">{intl::date(summary.opened_at)}</span>
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            })
        }
    };
    view! {
        <aside class="context" aria-label=t.customer_panel>
            <header class="context-head">
                <span>{t.customer}</span>
                <button
                    type="button"
                    class="icon-btn context-close"
                    aria-label=t.close_panel
                    title=t.close_panel
                    on:click=move |_| shown.set(false)
                >
                    {icon(Icon::Close)}
                </button>
            </header>
            <div class="context-body">{customer}</div>
        </aside>
    }
}

fn fact(name: &'static str, value: String) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

fn identity_fact(identity: &Identity, t: &'static Texts) -> impl IntoView + use<> {
    match identity.kind {
        IdentityKind::Phone => fact(t.phone, phone_display(&identity.value)),
        IdentityKind::Bsuid | IdentityKind::ParentBsuid => fact("WhatsApp", shorten(&identity.value)),
    }
}

/// The two ends of a long id are enough to tell two apart.
fn shorten(id: &str) -> String {
    let count = id.chars().count();
    if count <= 18 {
        return id.to_owned();
    }
    let head: String = id.chars().take(10).collect();
    let tail: String = id.chars().skip(count - 4).collect();
    format!("{head}…{tail}")
}

fn ending(summary: &TicketSummary, queue: &str, t: &'static Texts) -> String {
    let end = summary.closed.map_or(t.still_open, |reason| (t.reason)(reason).0);
    if queue.is_empty() { end.to_owned() } else { format!("{queue} · {end}") }
}

#[component]
fn WindowFacts() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let (row, clock) = (store.row.clone(), store.clock.clone());
    let channel_of = store.clone();
    let words = Memo::new(move |_| {
        let now = clock.beat();
        row.with(|row| {
            row.as_ref().map(|row| {
                let channel = channel_of.channel(&row.number);
                let last = row.window.last_inbound_at.map(|at| intl::near(t, at, now));
                let free =
                    row.window.free_until.filter(|until| *until > now).map(|until| intl::near(t, until, now));
                (ring::words(t, row, channel, now), last, free)
            })
        })
    });
    view! {
        <dl class="facts">
            {move || {
                words
                    .get()
                    .map(|(state, last, free)| {
                        view! {
                            <div class="fact-wide">
                                <dt class="sr-only">{t.window}</dt>
                                <dd>{state}</dd>
                            </div>
                            {last.map(|last| fact(t.last_from_customer, last))}
                            {free.map(|free| fact(t.free_until, free))}
                        }
                    })
            }}
        </dl>
    }
}
