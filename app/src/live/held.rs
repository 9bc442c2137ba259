//! Answers that wait for their customer. They live on the server; what is being typed when the window closes moves there.

use super::browser;
use super::drafts::DraftKind;
use super::echo::Written;
use super::store::{Store, lock};
use crate::api::{self, ApiError};
use crate::i18n::Texts;
use desk_model::view::HeldReply;
use desk_model::{DeskError, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;

impl Store {
    /// Moves the draft of a reply to the server. While it cannot be reached the draft stays what it is.
    pub(crate) fn hold_draft(&self, ticket: &TicketId, t: &'static Texts) {
        let draft = self.draft(ticket, DraftKind::Reply);
        let body = draft.get_untracked();
        if body.trim().is_empty() || !lock(&self.holding).insert(ticket.clone()) {
            return;
        }
        let reply_to = self.quoting.get_untracked();
        let (store, ticket) = (self.clone(), ticket.clone());
        spawn_local(async move {
            let id = browser::new_message_id();
            let answer = api::composer::hold_reply(id, ticket.clone(), body.clone(), reply_to).await;
            lock(&store.holding).remove(&ticket);
            match answer {
                Ok(held) => {
                    // What was typed meanwhile stays.
                    let rest = draft.with_untracked(|now| now.strip_prefix(&body).map(str::to_owned));
                    store.set_draft(&ticket, DraftKind::Reply, rest.unwrap_or_default().trim_start());
                    store.learn_held(&ticket, Some(held));
                }
                // Not mine any more, or no connection: the draft stays here.
                Err(ApiError(DeskError::Unauthenticated)) => store.report(&DeskError::Unauthenticated, t),
                Err(_) => {}
            }
        });
    }

    fn learn_held(&self, ticket: &TicketId, held: Option<HeldReply>) {
        let here = lock(&self.thread).as_mut().filter(|thread| thread.row.ticket == *ticket).map(|thread| {
            thread.held.clone_from(&held);
        });
        if here.is_some() {
            self.held.set(held);
        }
    }

    /// Sends what is held: an ordinary reply under its own id, so that two tabs cannot send it twice.
    pub(crate) fn send_held(&self, t: &'static Texts) {
        let (Some(held), Some(row)) = (self.held.get_untracked(), self.row.get_untracked()) else { return };
        self.learn_held(&row.ticket, None);
        let what = Written::Reply { body: held.body, reply_to: held.reply_to };
        self.write_as(held.id, row.ticket, row.conversation, what, t);
    }

    /// Takes what is held into the text, to be changed.
    pub(crate) fn edit_held(&self, t: &'static Texts) {
        let (Some(held), Some(row)) = (self.held.get_untracked(), self.row.get_untracked()) else { return };
        self.return_draft(&row.ticket, DraftKind::Reply, &held.body);
        if held.reply_to.is_some() {
            self.quoting.set(held.reply_to.clone());
        }
        self.forget_held(held, t);
    }

    /// Forgets what is held.
    pub(crate) fn discard_held(&self, t: &'static Texts) {
        if let Some(held) = self.held.get_untracked() {
            self.forget_held(held, t);
        }
    }

    fn forget_held(&self, held: HeldReply, t: &'static Texts) {
        let Some(ticket) = self.row.with_untracked(|row| row.as_ref().map(|row| row.ticket.clone())) else {
            return;
        };
        self.learn_held(&ticket, None);
        let store = self.clone();
        spawn_local(async move {
            if let Err(ApiError(error)) = api::composer::discard_held(ticket.clone(), held.id.clone()).await {
                store.learn_held(&ticket, Some(held));
                store.report(&error, t);
            }
        });
    }

    /// Another tab of this browser wrote into its memory: the drafts known here follow.
    pub(crate) fn drafts_changed(&self) {
        let known: Vec<_> = lock(&self.drafts).keys().cloned().collect();
        for (ticket, kind) in known {
            self.recall_draft(&ticket, kind);
        }
    }
}
