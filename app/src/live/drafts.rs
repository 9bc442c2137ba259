//! Half-typed texts, one a ticket, kind and person, kept in the browser's memory: they survive locks, reloads, crashes and
//! logging out. Whoever logs in next on the same browser has texts of their own.

use super::browser;
use super::store::{Store, lock};
use desk_model::TicketId;
use leptos::prelude::*;

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DraftKind {
    /// To the customer.
    Reply,
    /// To colleagues.
    Note,
}

impl Store {
    /// Where it is kept; nowhere while nobody knows whose it is.
    fn draft_key(&self, ticket: &TicketId, kind: DraftKind) -> Option<String> {
        let word = match kind {
            DraftKind::Reply => "draft",
            DraftKind::Note => "note",
        };
        self.me().map(|me| format!("guiche.{word}.{me}.{ticket}"))
    }

    /// The draft as a signal; read from memory the first time.
    pub(crate) fn draft(&self, ticket: &TicketId, kind: DraftKind) -> ArcRwSignal<String> {
        let entry = (ticket.clone(), kind);
        if let Some(signal) = lock(&self.drafts).get(&entry) {
            return signal.clone();
        }
        let Some(key) = self.draft_key(ticket, kind) else { return ArcRwSignal::default() };
        let signal = ArcRwSignal::new(browser::recall(&key).unwrap_or_default());
        lock(&self.drafts).insert(entry, signal.clone());
        signal
    }

    /// Takes over what memory holds, where another tab changed it.
    pub(super) fn recall_draft(&self, ticket: &TicketId, kind: DraftKind) {
        let Some(key) = self.draft_key(ticket, kind) else { return };
        let stored = browser::recall(&key).unwrap_or_default();
        let draft = self.draft(ticket, kind);
        if draft.with_untracked(|known| *known != stored) {
            draft.set(stored);
        }
    }

    /// Changes the draft, here and in memory.
    pub(crate) fn set_draft(&self, ticket: &TicketId, kind: DraftKind, text: &str) {
        if let Some(key) = self.draft_key(ticket, kind) {
            browser::remember(&key, text);
        }
        self.draft(ticket, kind).set(text.to_owned());
    }

    /// Gives a text back that could not be sent, before whatever was typed since.
    pub(crate) fn return_draft(&self, ticket: &TicketId, kind: DraftKind, text: &str) {
        let since = self.draft(ticket, kind).get_untracked();
        let whole = if since.trim().is_empty() { text.to_owned() } else { format!("{text}\n{since}") };
        self.set_draft(ticket, kind, &whole);
    }
}
