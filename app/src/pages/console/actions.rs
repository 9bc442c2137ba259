//! What buttons and keys do to tickets.

use crate::api::{self, ApiError};
use crate::i18n::Texts;
use crate::live::{Store, browser};
use desk_model::view::InboxView;
use desk_model::{CloseReason, DeskError, ReasonId, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;

/// Takes a ticket.
pub(super) fn claim(store: &Store, ticket: TicketId, t: &'static Texts) {
    let store = store.clone();
    store.taking();
    spawn_local(async move {
        let answer = api::inbox::claim(ticket).await;
        store.taken(answer.as_ref().ok().map(|row| &row.ticket));
        match answer {
            Ok(row) => {
                store.learn_row(&row);
                store.seen();
            }
            Err(ApiError(error)) => {
                store.report(&error, t);
                store.reload_thread();
            }
        }
    });
}

/// Takes the most urgent waiting ticket and opens it.
pub(super) fn claim_next<N>(store: &Store, navigate: N, t: &'static Texts)
where
    N: Fn(&str, NavigateOptions) + 'static,
{
    let store = store.clone();
    store.taking();
    spawn_local(async move {
        let answer = api::inbox::claim_next().await;
        store.taken(answer.as_ref().ok().and_then(Option::as_ref).map(|row| &row.ticket));
        match answer {
            Ok(Some(row)) => {
                store.learn_row(&row);
                store.show(InboxView::Mine, store.order.get_untracked());
                navigate(&format!("/t/{}", row.ticket), NavigateOptions::default());
            }
            Ok(None) => store.tell(t.nobody_waits.to_owned(), false),
            Err(ApiError(error)) => store.report(&error, t),
        }
    });
}

/// Ends a ticket with an outcome, or for one of its queue's own reasons; `open` is the dialog, and `refused` is told when a reason
/// is needed.
pub(super) fn close(
    store: &Store,
    open: ArcRwSignal<bool>,
    ticket: TicketId,
    why: Result<CloseReason, ReasonId>,
    refused: Callback<()>,
    t: &'static Texts,
) {
    let store = store.clone();
    spawn_local(async move {
        let answer = match why {
            Ok(reason) => api::inbox::close(ticket, reason).await,
            Err(reason) => api::queues::close_for(ticket, reason).await,
        };
        match answer {
            Ok(row) => {
                open.set(false);
                store.learn_row(&row);
                store.tell((t.closed_notice)(&row.protocol.to_string()), false);
            }
            Err(ApiError(DeskError::Invalid { fields })) if fields.iter().any(|f| f.field == "reason") => {
                refused.run(());
            }
            Err(ApiError(error)) => {
                open.set(false);
                store.report(&error, t);
            }
        }
    });
}

/// Tries a failed message once more, as a new attempt; `busy` while that is under way.
pub(super) fn resend(
    store: &Store,
    message: desk_model::MessageId,
    busy: ArcRwSignal<bool>,
    t: &'static Texts,
) {
    let store = store.clone();
    busy.set(true);
    spawn_local(async move {
        match api::messages::resend(browser::new_message_id(), message).await {
            Ok(line) => {
                if let Some(row) = store.row.get_untracked() {
                    store.confirmed(&row.conversation, line);
                }
            }
            Err(ApiError(error)) => store.report(&error, t),
        }
        busy.set(false);
    });
}

/// Whether the reader may end this ticket.
pub(super) fn may_close(store: &Store) -> bool {
    let Some((me, role)) = store.boot.with(|boot| boot.as_ref().map(|b| (b.me.id.clone(), b.me.role))) else {
        return false;
    };
    store.row.with(|row| {
        row.as_ref().is_some_and(|row| {
            row.state.is_open()
                && desk_model::transfer::offered_to(row).is_none()
                && (row.state.owner() == Some(&me) || role.may(desk_model::Permission::CloseAnyTicket))
        })
    })
}
