//! The console: list, thread with composer, context.

mod actions;
mod bubble;
mod close;
pub(crate) mod composer;
mod consent;
mod content;
mod context;
mod failure;
mod filter;
mod help;
mod interactive;
mod keys;
mod list;
mod marks;
mod menu_card;
mod presence;
mod price_tag;
mod promise;
mod rail;
mod ring;
mod row;
mod seek;
mod snooze;
mod start;
mod status_bar;
mod thread;
mod ticket_card;
mod transcript;
mod transfer;

#[cfg(feature = "ssr")]
pub(crate) use bubble::event_words;
pub(crate) use consent::ConsentUi;
pub(crate) use help::Help;
pub(crate) use marks::LabelChip;
pub(crate) use presence::{PresenceChoices, dot_class, standing_words, stopwatch};
pub(crate) use price_tag::market_name;
pub(crate) use rail::Rail;
pub(crate) use status_bar::StatusBar;

use crate::live::{browser, use_store};
use crate::prelude::*;
use close::CloseTicket;
use consent::RecordConsent;
use context::ContextPanel;
use leptos_router::hooks::{use_location, use_navigate};
use list::TicketList;
use seek::Seek;
use snooze::SnoozeDialog;
use start::StartConversation;
use thread::ThreadPane;
use transfer::{DeclineOffer, TransferDialog};

/// What the composer is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    /// To write to the customer.
    #[default]
    Reply,
    /// To write to colleagues.
    Note,
    /// To send a template.
    Template,
}

/// What is open on screen; nothing of it is known to the server.
#[derive(Clone, Default)]
pub(crate) struct Ui {
    /// The list of keys.
    pub(crate) help: ArcRwSignal<bool>,
    /// The question why a ticket is closed.
    pub(crate) closing: ArcRwSignal<bool>,
    /// The question until when a ticket is put aside.
    pub(crate) snoozing: ArcRwSignal<bool>,
    /// Handing tickets over.
    pub(crate) transfer: transfer::TransferUi,
    /// A new conversation.
    pub(crate) starting: ArcRwSignal<bool>,
    /// The context panel, where it does not stand beside the thread.
    pub(crate) context: ArcRwSignal<bool>,
    /// The composer.
    pub(crate) mode: ArcRwSignal<Mode>,
}

/// What is open on this screen.
pub(crate) fn use_ui() -> Ui {
    use_context::<Ui>().unwrap_or_default()
}

/// The console. The address says which ticket is open; the list stays where it is.
#[component]
pub(crate) fn Console() -> impl IntoView {
    let store = use_store();
    let ui = use_ui();
    let path = use_location().pathname;
    let opener = store.clone();
    let mode = ui.mode.clone();
    Effect::new(move |_| {
        let ticket = path.get().strip_prefix("/t/").and_then(|id| id.parse().ok());
        mode.set(Mode::Reply);
        opener.open_ticket(ticket);
    });
    let navigate = use_navigate();
    let (watch, shown, keys_ui) = (store.clone(), store.clone(), ui.clone());
    Effect::new(move |_| {
        let keys = keys::Keys::new(watch.clone(), keys_ui.clone(), navigate.clone());
        let pressed = window_event_listener(leptos::ev::keydown, move |event| keys.pressed(&event));
        let seen = shown.clone();
        let visible = document_visible(move || {
            seen.clock.strike();
            seen.seen();
        });
        on_cleanup(move || {
            pressed.remove();
            visible.remove();
        });
    });
    let context_open = ui.context.clone();
    view! {
        <div
            class="console"
            class:console-in-thread=move || path.get().starts_with("/t/")
            class:console-context=move || context_open.get()
        >
            <TicketList/>
            <ThreadPane/>
            <ContextPanel/>
        </div>
        <CloseTicket/>
        <SnoozeDialog/>
        <Seek/>
        <TransferDialog/>
        <DeclineOffer/>
        <StartConversation/>
        <RecordConsent/>
    }
}

fn document_visible(act: impl Fn() + 'static) -> leptos::leptos_dom::helpers::WindowListenerHandle {
    window_event_listener(leptos::ev::focus, move |_| {
        if browser::visible() {
            act();
        }
    })
}
