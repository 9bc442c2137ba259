//! Free text: to the customer, or as a note to colleagues.

use super::naming::{FIELD, Naming, NamingList, everybody_named};
use super::nudge::Nudge;
use super::price::PriceNote;
use super::tray::{Joining, TrayView};
use crate::i18n::use_texts;
use crate::live::drafts::DraftKind;
use crate::live::echo::Written;
use crate::live::{socket, use_store};
use crate::pages::console::bubble::quoted;
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::TicketId;
use desk_model::face::Face;
use desk_model::message::MAX_TEXT;
use desk_model::price::PriceCategory;
use desk_model::view::Quote;

/// The faces *Open* and *Closing*.
#[component]
pub(super) fn OpenFace(ticket: TicketId, face: ArcRwSignal<Option<Face>>) -> impl IntoView {
    let t = use_texts();
    let closing = Memo::new(move |_| face.with(|face| matches!(face, Some(Face::Closing { .. }))));
    view! {
        {move || {
            closing
                .get()
                .then(|| {
                    view! {
                        <div class="closing-hint">
                            <span>{t.closing_hint}</span>
                            <Nudge/>
                        </div>
                    }
                })
        }}
        <TrayView/>
        <Quoting/>
        <Writing ticket kind=DraftKind::Reply/>
    }
}

/// The note; possible whatever the window says.
#[component]
pub(super) fn NoteFace(ticket: TicketId) -> impl IntoView {
    view! { <Writing ticket kind=DraftKind::Note/> }
}

#[component]
fn Quoting() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    move || {
        let id = store.quoting.get()?;
        let line = store.line_signal(&id)?.get_untracked();
        let (kind, text) = line.message.content.preview();
        let quote = Quote { message: Some(id), ours: false, kind, text };
        let cleared = store.quoting.clone();
        Some(view! {
            <div class="quoting">
                {quoted(quote, t)}
                <button
                    type="button"
                    class="icon-btn icon-btn-small"
                    aria-label=t.stop_quoting
                    title=t.stop_quoting
                    on:click=move |_| cleared.set(None)
                >
                    {icon(Icon::Close)}
                </button>
            </div>
        })
    }
}

#[component]
fn Writing(ticket: TicketId, kind: DraftKind) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let draft = store.draft(&ticket, kind);
    let is_reply = kind == DraftKind::Reply;
    let length = {
        let draft = draft.clone();
        Memo::new(move |_| draft.with(|text| text.chars().count()))
    };
    let blank = {
        let draft = draft.clone();
        Memo::new(move |_| draft.with(|text| text.trim().is_empty()))
    };
    let too_long = Memo::new(move |_| length.get() > MAX_TEXT);
    let send = {
        let (store, ticket, draft) = (store.clone(), ticket.clone(), draft.clone());
        move || {
            let body = draft.get_untracked();
            let body = body.trim();
            let Some(row) = store.row.get_untracked() else { return };
            if body.is_empty() || body.chars().count() > MAX_TEXT {
                return;
            }
            store.set_draft(&ticket, kind, "");
            let what = if is_reply {
                let reply_to = store.quoting.get_untracked();
                store.quoting.set(None);
                if store.joining.get_untracked() {
                    store.bubble(ticket.clone(), row.conversation, body, reply_to, t);
                    return;
                }
                Written::Reply { body: body.to_owned(), reply_to }
            } else {
                Written::Note { body: body.to_owned(), mentions: everybody_named(&store, body) }
            };
            store.write(ticket.clone(), row.conversation, what, t);
        }
    };
    let (by_key, by_button) = (send.clone(), send);
    let (typed, typed_ticket) = (store.clone(), ticket.clone());
    let value = draft.clone();
    let placeholder = if is_reply { t.write_reply } else { t.write_note };
    let quoting = store.quoting.clone();
    let naming = (!is_reply).then(|| Naming::new(&store, &ticket));
    let (list, by_typing, by_name, marked) = (naming.clone(), naming.clone(), naming.clone(), naming);
    let look = move |event: &web_sys::Event| {
        if let Some(naming) = &by_typing {
            naming.look(&event_target_value(event));
        }
    };
    let moved = look.clone();
    view! {
        {list.map(|naming| view! { <NamingList naming/> })}
        <textarea
            class="writing"
            id=(!is_reply).then_some(FIELD)
            aria-autocomplete=(!is_reply).then_some("list")
            aria-controls=(!is_reply).then_some("naming-list")
            aria-activedescendant=move || marked.as_ref().and_then(Naming::active_option)
            on:click=move |event| moved(&event)
            data-first=""
            rows="2"
            placeholder=placeholder
            aria-label=placeholder
            aria-invalid=move || too_long.get().to_string()
            aria-describedby="composer-problem"
            prop:value=move || value.get()
            on:input=move |event| {
                typed.set_draft(&typed_ticket, kind, &event_target_value(&event));
                look(&event);
                if is_reply && let Some(row) = typed.row.get_untracked() {
                    socket::typing(row.ticket, row.conversation);
                }
            }
            on:keydown=move |event| {
                let plain = !event.ctrl_key() && !event.meta_key() && !event.is_composing();
                if plain && by_name.as_ref().is_some_and(|naming| naming.key(&event.key())) {
                    event.prevent_default();
                } else if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
                    event.prevent_default();
                    by_key();
                } else if event.key() == "Escape" {
                    if quoting.get_untracked().is_some() {
                        quoting.set(None);
                    } else {
                        let target = event_target::<web_sys::HtmlElement>(&event);
                        let _ = target.blur();
                    }
                }
            }
        ></textarea>
        <div class="composer-foot">
            <span class="composer-hint" id="composer-problem" class:composer-problem=move || too_long.get()>
                {move || {
                    if too_long.get() {
                        (t.too_long)(length.get(), MAX_TEXT)
                    } else if is_reply {
                        String::new()
                    } else {
                        t.note_hint.to_owned()
                    }
                }}
            </span>
            {is_reply.then(|| view! { <Joining/> })}
            {is_reply.then(|| view! { <PriceNote category=Some(PriceCategory::Service)/> })}
            <Button
                look=Look::Primary
                key="Ctrl ↵"
                disabled=Signal::derive(move || blank.get() || too_long.get())
                on_press=move |_| by_button()
            >
                {if is_reply { t.send } else { t.save_note }}
            </Button>
        </div>
    }
}
