//! The open ticket: a snapshot, then the model's reducer.

use super::browser;
use super::echo::EchoState;
use super::lines::{Line, arrange, unread_start};
use super::socket;
use super::store::{Load, Store, lock};
use crate::api::{self, ApiError};
use desk_model::reduce::{Change, Thread};
use desk_model::view::{ContactView, InboxRow, MessageView, ThreadView, TicketSummary};
use desk_model::{Author, CloseReason, ConversationId, DeskError, MessageId, TicketId, TicketState};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashSet;
use std::sync::Arc;

impl Store {
    /// Opens a ticket, or none.
    pub(crate) fn open_ticket(&self, ticket: Option<TicketId>) {
        if self.open.get_untracked() == ticket {
            return;
        }
        self.open.set(ticket.clone());
        self.send_error.set(None);
        self.quoting.set(None);
        self.held.set(None);
        self.tray_left(ticket.as_ref());
        *lock(&self.thread) = None;
        *lock(&self.unread_from) = None;
        *lock(&self.followed) = false;
        lock(&self.lines).clear();
        self.entries.set(Vec::new());
        self.contact.set(None);
        self.menu.set(None);
        self.more_lines.set(false);
        // The list usually knows the row: the head of the thread is there at once.
        self.row.set(ticket.as_ref().and_then(|t| self.row_signal(t)).map(|signal| signal.get_untracked()));
        self.thread_load.set(Load::Loading);
        self.reload_thread();
    }

    /// Fetches the open ticket again; what is on screen stays until the answer is here.
    pub(crate) fn reload_thread(&self) {
        let round = {
            let mut round = lock(&self.thread_round);
            *round = round.wrapping_add(1);
            *round
        };
        let Some(ticket) = self.open.get_untracked() else {
            socket::follow(None);
            return;
        };
        if self.me().is_none() {
            return;
        }
        if let Some(row) = self.row.get_untracked() {
            socket::follow(Some(row.conversation));
        }
        self.begin_fetch();
        let store = self.clone();
        spawn_local(async move {
            let answer = api::thread::thread(ticket).await;
            let meanwhile = store.end_fetch();
            if *lock(&store.thread_round) != round {
                return;
            }
            match answer {
                Ok(view) => store.opened(view, &meanwhile),
                Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                Err(ApiError(error)) => store.thread_load.set(Load::Failed(error)),
            }
        });
    }

    fn opened(&self, view: ThreadView, meanwhile: &[(i64, desk_model::wire::DeskEvent)]) {
        let conversation = view.row.conversation.clone();
        socket::follow(Some(conversation));
        *lock(&self.thread_as_of) = view.as_of;
        let first = lock(&self.thread).is_none();
        if first {
            let lines: Vec<&MessageView> = view.messages.iter().collect();
            *lock(&self.unread_from) =
                unread_start(&lines, view.row.unread).map(|message| (message, view.row.unread));
        }
        let mut thread = Thread::new(&view);
        for (seq, event) in meanwhile {
            thread.apply(*seq, event);
        }
        let row = thread.row.clone();
        self.held.set(thread.held.clone());
        self.more_lines.set(thread.more);
        *lock(&self.thread) = Some(thread);
        self.contact.set(Some(Arc::new(view.contact)));
        self.learn_row(&row);
        if self.row.with_untracked(|known| known.as_ref().is_none_or(|known| known.version < row.version)) {
            self.row.set(Some(row));
        }
        self.publish_lines(false);
        self.thread_load.set(Load::Ready);
        self.seen();
    }

    /// The server follows the conversation since event `seq`: lines written between the snapshot and then are missing.
    pub(crate) fn now_following(&self, conversation: &ConversationId, seq: i64) {
        let here = lock(&self.thread).as_ref().is_some_and(|thread| thread.conversation() == conversation);
        let before = std::mem::replace(&mut *lock(&self.followed), true);
        if here && !before && seq > *lock(&self.thread_as_of) {
            self.reload_thread();
        }
    }

    /// Fetches the lines before the oldest one.
    pub(crate) fn older_lines(&self) {
        if self.loading_older.get_untracked() {
            return;
        }
        let (ticket, before) = {
            let thread = lock(&self.thread);
            let Some(thread) = thread.as_ref().filter(|thread| thread.more) else { return };
            let Some(oldest) = thread.lines().next() else { return };
            (thread.row.ticket.clone(), (oldest.at, oldest.id.clone()))
        };
        self.loading_older.set(true);
        let store = self.clone();
        spawn_local(async move {
            let answer = api::thread::older(ticket.clone(), before).await;
            store.loading_older.set(false);
            if let Ok(page) = answer {
                let more = {
                    let mut thread = lock(&store.thread);
                    let Some(thread) = thread.as_mut().filter(|thread| thread.row.ticket == ticket) else {
                        return;
                    };
                    thread.extend(page);
                    thread.more
                };
                store.more_lines.set(more);
                store.publish_lines(false);
            }
        });
    }

    pub(super) fn publish_thread(&self, changes: &[Change]) {
        let mut lines = false;
        let mut arrived = false;
        for change in changes {
            match change {
                Change::NewLine(id) => {
                    // My own line was on screen already, as an echo.
                    arrived |= self.drop_echo(id).is_none();
                    lines = true;
                }
                Change::Line(id) => {
                    self.drop_echo(id);
                    lines = true;
                }
                Change::Held => {
                    let held = lock(&self.thread).as_ref().and_then(|thread| thread.held.clone());
                    self.held.set(held);
                }
                Change::Row(_)
                | Change::Order
                | Change::Counts
                | Change::Templates(_)
                | Change::Number(_) => {}
            }
        }
        if lines {
            self.publish_lines(arrived);
        }
    }

    /// The signal of a line.
    pub(crate) fn line_signal(&self, id: &MessageId) -> Option<ArcRwSignal<Line>> {
        lock(&self.lines).get(id).cloned()
    }

    /// Brings the lines on screen up to date; `arrived` says that one was added at the end.
    pub(super) fn publish_lines(&self, arrived: bool) {
        let Some(me) = self.boot.with_untracked(|boot| boot.as_ref().map(|b| b.me.clone())) else { return };
        let mut drawn: Vec<(MessageView, Option<EchoState>)> = {
            let thread = lock(&self.thread);
            let Some(thread) = thread.as_ref() else { return };
            let mut lines: Vec<_> = thread.lines().map(|line| (line.clone(), None)).collect();
            for echo in self.echoes_of(thread.conversation()) {
                if thread.line(&echo.id).is_none() {
                    let author = Author::User { id: me.id.clone(), name: me.name.clone() };
                    lines.push((echo.line(author), Some(echo.state())));
                }
            }
            lines
        };
        drawn.sort_by(|a, b| (a.0.at, &a.0.id).cmp(&(b.0.at, &b.0.id)));
        let views: Vec<MessageView> = drawn.iter().map(|(line, _)| line.clone()).collect();
        let keep: HashSet<MessageId> = views.iter().map(|line| line.id.clone()).collect();
        for (message, echo) in drawn {
            let id = message.id.clone();
            let line = Line { message, echo };
            let known = self.line_signal(&id);
            match known {
                Some(signal) => {
                    if signal.with_untracked(|known| *known != line) {
                        signal.set(line);
                    }
                }
                None => {
                    lock(&self.lines).insert(id, ArcRwSignal::new(line));
                }
            }
        }
        lock(&self.lines).retain(|id, _| keep.contains(id));
        let entries = arrange(&views, lock(&self.unread_from).as_ref());
        if self.entries.with_untracked(|known| *known != entries) {
            self.entries.set(entries);
        }
        if arrived {
            self.arrivals.update(|n| *n = n.wrapping_add(1));
        }
    }

    /// Tells the desk that the owner looks at this ticket.
    pub(crate) fn seen(&self) {
        let Some(row) = self.row.get_untracked() else { return };
        let news = row.unread > 0 || row.returned_at.is_some();
        if !news || !browser::visible() || row.state.owner() != self.me().as_ref() {
            return;
        }
        spawn_local(async move {
            // Not worth a word when it fails: the next line tries again.
            let _ = api::inbox::mark_seen(row.ticket).await;
        });
    }

    /// Keeps the history in the context panel true.
    pub(super) fn learn_history(&self, row: &InboxRow) {
        let Some(contact) = self.contact.get_untracked().filter(|contact| contact.id == row.contact) else {
            return;
        };
        let closed: Option<CloseReason> = match &row.state {
            TicketState::Closed { reason, .. } => Some(*reason),
            _ => None,
        };
        let summary = TicketSummary {
            ticket: row.ticket.clone(),
            protocol: row.protocol.clone(),
            queue: row.queue.clone(),
            opened_at: row.opened_at,
            closed,
        };
        let mut next: ContactView = (*contact).clone();
        match next.tickets.iter_mut().find(|known| known.ticket == row.ticket) {
            Some(known) if *known == summary => return,
            Some(known) => *known = summary,
            None => next.tickets.insert(0, summary),
        }
        self.contact.set(Some(Arc::new(next)));
    }
}
