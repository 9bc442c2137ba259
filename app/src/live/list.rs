//! The list: pages from the server, kept in order by the model's reducer.

use super::browser;
use super::store::{Load, Store, lock};
use crate::api::{self, ApiError};
use desk_model::reduce::Inbox;
use desk_model::view::{InboxOrder, InboxRow, InboxView};
use desk_model::{DeskError, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;

impl Store {
    /// Shows another list.
    pub(crate) fn show(&self, view: InboxView, order: InboxOrder) {
        if self.view.get_untracked() == view && self.order.get_untracked() == order {
            return;
        }
        self.view.set(view);
        self.order.set(order);
        *lock(&self.inbox) = None;
        self.ids.set(Vec::new());
        self.list_load.set(Load::Loading);
        self.reload_list();
    }

    /// Fetches the first page again.
    pub(crate) fn reload_list(&self) {
        let Some(me) = self.me() else { return };
        let (view, order) = (self.view.get_untracked(), self.order.get_untracked());
        let filter = self.filter.get_untracked();
        let round = {
            let mut round = lock(&self.list_round);
            *round = round.wrapping_add(1);
            *round
        };
        self.begin_fetch();
        let store = self.clone();
        spawn_local(async move {
            let answer = api::inbox::inbox(view, order, filter.clone(), None).await;
            let meanwhile = store.end_fetch();
            if *lock(&store.list_round) != round {
                return;
            }
            match answer {
                Ok(page) => {
                    let mut inbox = Inbox::filtered(me, view, order, filter, page);
                    for (seq, event) in &meanwhile {
                        inbox.apply(*seq, event);
                    }
                    *lock(&store.inbox) = Some(inbox);
                    store.publish_rows();
                    store.publish_order();
                    store.publish_counts();
                    store.list_load.set(Load::Ready);
                }
                Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                Err(ApiError(error)) => store.list_load.set(Load::Failed(error)),
            }
        });
    }

    /// Fetches the next page.
    pub(crate) fn more_of_list(&self) {
        let Some(after) = lock(&self.inbox).as_ref().and_then(Inbox::next) else { return };
        if std::mem::replace(&mut *lock(&self.list_busy), true) {
            return;
        }
        let (view, order) = (self.view.get_untracked(), self.order.get_untracked());
        let filter = self.filter.get_untracked();
        let round = *lock(&self.list_round);
        self.begin_fetch();
        let store = self.clone();
        spawn_local(async move {
            let answer = api::inbox::inbox(view, order, filter, Some(after)).await;
            let meanwhile = store.end_fetch();
            *lock(&store.list_busy) = false;
            if *lock(&store.list_round) != round {
                return;
            }
            if let Ok(page) = answer {
                let as_of = page.as_of;
                if let Some(inbox) = lock(&store.inbox).as_mut() {
                    inbox.extend(page);
                }
                store.publish_rows();
                // Rows of this page may be older than events the list has already been through.
                for (_, event) in meanwhile.iter().filter(|(seq, _)| *seq > as_of) {
                    if let desk_model::wire::DeskEvent::Ticket { row, .. } = event
                        && lock(&store.rows)
                            .get(&row.ticket)
                            .is_some_and(|r| r.with_untracked(|r| r.version < row.version))
                    {
                        store.reload_list();
                        break;
                    }
                }
                store.publish_order();
            }
        });
    }

    /// The signal of a row.
    pub(crate) fn row_signal(&self, ticket: &TicketId) -> Option<ArcRwSignal<InboxRow>> {
        lock(&self.rows).get(ticket).cloned()
    }

    /// A row from an event or an answer: newer content reaches every place that shows it.
    pub(crate) fn learn_row(&self, row: &InboxRow) {
        let signal = self.row_signal(&row.ticket);
        if let Some(signal) = signal
            && signal.with_untracked(|known| known.version < row.version)
        {
            signal.set(row.clone());
        }
        let current = self.row.with_untracked(|open| {
            open.as_ref().is_some_and(|open| open.ticket == row.ticket && open.version < row.version)
        });
        if current {
            self.row.set(Some(row.clone()));
        }
    }

    fn upsert(&self, rows: Vec<InboxRow>) {
        for row in rows {
            let known = self.row_signal(&row.ticket);
            match known {
                Some(signal) => {
                    if signal.with_untracked(|known| known.version < row.version) {
                        signal.set(row);
                    }
                }
                None => {
                    lock(&self.rows).insert(row.ticket.clone(), ArcRwSignal::new(row));
                }
            }
        }
    }

    pub(super) fn publish_rows(&self) {
        let rows: Vec<InboxRow> = lock(&self.inbox)
            .as_ref()
            .map(|inbox| inbox.sorted().into_iter().cloned().collect())
            .unwrap_or_default();
        self.upsert(rows);
    }

    pub(super) fn publish_order(&self) {
        let (rows, more) = {
            let inbox = lock(&self.inbox);
            let Some(inbox) = inbox.as_ref() else { return };
            let rows: Vec<InboxRow> = inbox.sorted().into_iter().cloned().collect();
            (rows, inbox.next().is_some())
        };
        let ids: Vec<TicketId> = rows.iter().map(|row| row.ticket.clone()).collect();
        self.upsert(rows);
        self.forget_rows(&ids);
        if self.ids.with_untracked(|known| *known != ids) {
            self.ids.set(ids);
        }
        if self.more_rows.get_untracked() != more {
            self.more_rows.set(more);
        }
    }

    fn forget_rows(&self, ids: &[TicketId]) {
        let found = self.found.get_untracked().unwrap_or_default();
        let keep: HashSet<&TicketId> = ids.iter().chain(found.iter()).collect();
        lock(&self.rows).retain(|ticket, _| keep.contains(ticket));
    }

    pub(super) fn publish_counts(&self) {
        let counts = lock(&self.inbox).as_ref().map(Inbox::counts);
        if self.counts.get_untracked() != counts {
            self.counts.set(counts);
        }
    }

    /// Looks for tickets by name, phone or protocol; an empty text brings the list back.
    pub(crate) fn search(&self, text: String) {
        let round = {
            let mut round = lock(&self.search_round);
            *round = round.wrapping_add(1);
            *round
        };
        if text.trim().chars().count() < 2 {
            self.found.set(None);
            return;
        }
        let store = self.clone();
        spawn_local(async move {
            let answer = api::inbox::find(text).await;
            if *lock(&store.search_round) != round {
                return;
            }
            if let Ok(rows) = answer {
                let ids = rows.iter().map(|row| row.ticket.clone()).collect();
                store.upsert(rows);
                store.found.set(Some(ids));
            }
        });
    }
}
