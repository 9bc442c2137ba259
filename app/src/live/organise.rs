//! Labels, filters of the list, and the notes that name the reader.

use super::browser;
use super::store::{Load, Store, lock};
use crate::api::{self, ApiError};
use crate::i18n::{self, Texts};
use desk_model::mention::MentionView;
use desk_model::view::{InboxFilter, InboxRow};
use desk_model::{DeskError, Label, LabelId, MessageId, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::future::Future;

impl Store {
    /// A label, tracked; `None` when it was deleted.
    pub(crate) fn label(&self, id: &LabelId) -> Option<Label> {
        self.labels.with(|labels| labels.iter().find(|label| label.id == *id).cloned())
    }

    /// The labels of a row that still are there, tracked.
    pub(crate) fn labels_of(&self, ids: &[LabelId]) -> Vec<Label> {
        ids.iter().filter_map(|id| self.label(id)).collect()
    }

    /// Fetches the labels again. A list narrowed down to one that is gone shows everything.
    pub(super) fn refetch_labels(&self) {
        let store = self.clone();
        spawn_local(async move {
            let Ok(labels) = api::organise::labels().await else { return };
            let filter = store.filter.get_untracked();
            let gone = filter.label.as_ref().is_some_and(|id| labels.iter().all(|label| label.id != *id));
            store.labels.set(labels);
            if gone {
                store.narrow(InboxFilter { label: None, ..filter });
            }
        });
    }

    /// Narrows the list down.
    pub(crate) fn narrow(&self, filter: InboxFilter) {
        if self.filter.with_untracked(|known| *known == filter) {
            return;
        }
        self.filter.set(filter);
        *lock(&self.inbox) = None;
        self.ids.set(Vec::new());
        self.list_load.set(Load::Loading);
        self.reload_list();
    }

    /// Asks for something that changes a row, and shows the row it comes to.
    pub(crate) fn change_row(
        &self,
        asked: impl Future<Output = Result<InboxRow, ApiError>> + 'static,
        t: &'static Texts,
    ) {
        let store = self.clone();
        spawn_local(async move {
            match asked.await {
                Ok(row) => store.learn_row(&row),
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    }

    /// Fetches the notes that name the reader.
    pub(super) fn refetch_mentions(&self) {
        let store = self.clone();
        spawn_local(async move {
            if let Ok(list) = api::organise::mentions().await {
                store.mentions.set(list);
            }
        });
    }

    /// Somebody named the reader in a note, or they looked at one elsewhere.
    pub(super) fn mentioned(&self, new: Option<&MentionView>) {
        self.refetch_mentions();
        if let Some(new) = new
            && self.open.with_untracked(|open| open.as_ref() != Some(&new.ticket))
        {
            let t = i18n::texts(self.locale());
            self.tell((t.organise.mentioned)(&new.by, &new.contact_name), false);
        }
    }

    /// The reader looks at the notes of a ticket that name them; `None` = at all.
    pub(crate) fn see_mentions(&self, ticket: Option<TicketId>) {
        let new = self.mentions.with_untracked(|list| match &ticket {
            Some(ticket) => list.mentions.iter().any(|known| !known.seen && known.ticket == *ticket),
            None => list.unseen > 0,
        });
        if !new || !browser::visible() {
            return;
        }
        let store = self.clone();
        spawn_local(async move {
            match api::organise::see_mentions(ticket).await {
                Ok(list) => store.mentions.set(list),
                Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                // Not worth a word: the next look tries again.
                Err(_) => {}
            }
        });
    }

    /// The line to be shown next, when it is not on screen yet.
    pub(crate) fn seek(&self, message: Option<MessageId>) {
        if self.sought.with_untracked(|known| *known != message) {
            self.sought.set(message);
        }
    }
}
