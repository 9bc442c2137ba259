//! The reducer: how a screen's state follows from events. The browser and the tests run the same code.

use crate::id::{ConversationId, NumberId, QueueId, TicketId, UserId};
use crate::time::Timestamp;
use crate::view::{
    Facet, HeldReply, InboxCounts, InboxFilter, InboxOrder, InboxPage, InboxRow, InboxView, MessageView,
    ThreadView, sort_key,
};
use crate::wire::DeskEvent;
use std::collections::{BTreeMap, VecDeque};

/// What a screen must redraw after an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This row has new content.
    Row(TicketId),
    /// Rows came, went or moved.
    Order,
    /// The counts changed.
    Counts,
    /// This line of the open thread is new.
    NewLine(crate::id::MessageId),
    /// This line of the open thread has new content.
    Line(crate::id::MessageId),
    /// What is held back in the open thread changed.
    Held,
    /// The templates of this number changed.
    Templates(NumberId),
    /// This number changed.
    Number(NumberId),
}

/// One list on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbox {
    me: UserId,
    view: InboxView,
    order: InboxOrder,
    filter: InboxFilter,
    seq: i64,
    rows: BTreeMap<TicketId, InboxRow>,
    counts: InboxCounts,
    /// The queues whose tickets the reader sees; `None` = all. A ticket may leave them, and its event comes all the same.
    queues: Option<Vec<QueueId>>,
    /// Sort key after which rows are not loaded yet; `None` when all are.
    horizon: Option<(i64, TicketId)>,
    /// Rows of the last events that are not in the list: a page that was read before them may bring older ones.
    passed: VecDeque<(i64, InboxRow)>,
}

/// How many rows of events that are not in the list are remembered: many more than can happen while a page is fetched.
const PASSED: usize = 512;

impl Inbox {
    /// A list from its first page.
    pub fn new(me: UserId, view: InboxView, order: InboxOrder, page: InboxPage) -> Self {
        Self::filtered(me, view, order, InboxFilter::default(), page)
    }

    /// The same for a list that is narrowed down.
    pub fn filtered(
        me: UserId,
        view: InboxView,
        order: InboxOrder,
        filter: InboxFilter,
        page: InboxPage,
    ) -> Self {
        let horizon = page.next.map(|c| (c.key, c.ticket));
        let rows = page.rows.into_iter().map(|row| (row.ticket.clone(), row)).collect();
        let (counts, queues, passed) = (page.counts, page.queues, VecDeque::new());
        Self { me, view, order, filter, seq: page.as_of, rows, counts, queues, horizon, passed }
    }

    /// The last event contained.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// The counts of all lists.
    pub fn counts(&self) -> InboxCounts {
        self.counts
    }

    /// Where the next page starts; `None` when all is loaded.
    pub fn next(&self) -> Option<crate::view::Cursor> {
        self.horizon.clone().map(|(key, ticket)| crate::view::Cursor { key, ticket })
    }

    /// The row of a ticket, if it is in the list.
    pub fn row(&self, ticket: &TicketId) -> Option<&InboxRow> {
        self.rows.get(ticket)
    }

    /// The rows in order.
    pub fn sorted(&self) -> Vec<&InboxRow> {
        let mut rows: Vec<&InboxRow> = self.rows.values().collect();
        rows.sort_by_cached_key(|row| sort_key(self.order, row));
        rows
    }

    /// Adds the next page. It may have been read before or after the events applied so far: the newer row stays.
    pub fn extend(&mut self, page: InboxPage) {
        self.horizon = page.next.map(|c| (c.key, c.ticket));
        for row in page.rows {
            let newer = self.rows.get(&row.ticket).is_some_and(|have| have.version >= row.version);
            if !newer && self.holds(self.view, &row.facet()) {
                self.rows.insert(row.ticket.clone(), row);
            }
        }
        for (seq, row) in std::mem::take(&mut self.passed) {
            if seq > page.as_of {
                self.place(seq, &row);
            }
        }
    }

    /// Applies one event. The same event twice, or one already contained, changes nothing.
    pub fn apply(&mut self, seq: i64, event: &DeskEvent) -> Vec<Change> {
        if seq <= self.seq {
            return Vec::new();
        }
        self.seq = seq;
        match event {
            DeskEvent::Ticket { row, before } => {
                let mut changes = self.count(before.as_ref(), row);
                changes.extend(self.place(seq, row));
                changes
            }
            DeskEvent::Message { .. }
            | DeskEvent::Held { .. }
            | DeskEvent::Presence { .. }
            | DeskEvent::Prices => Vec::new(),
            DeskEvent::Labels | DeskEvent::Desk | DeskEvent::Mentions { .. } => Vec::new(),
            DeskEvent::Templates { number } => vec![Change::Templates(number.clone())],
            DeskEvent::Number { number, .. } => vec![Change::Number(number.clone())],
        }
    }

    /// Puts a row where it belongs: into the list, or out of it when it is in another list or on a page not loaded yet.
    fn place(&mut self, seq: i64, row: &InboxRow) -> Vec<Change> {
        let ticket = &row.ticket;
        if self.rows.get(ticket).is_some_and(|have| have.version > row.version) {
            return Vec::new();
        }
        let key = sort_key(self.order, row);
        let loaded = self.horizon.as_ref().is_none_or(|horizon| key <= *horizon);
        if loaded && self.holds(self.view, &row.facet()) {
            return match self.rows.insert(ticket.clone(), row.clone()) {
                Some(old) if sort_key(self.order, &old) == key => vec![Change::Row(ticket.clone())],
                Some(_) => vec![Change::Row(ticket.clone()), Change::Order],
                None => vec![Change::Order],
            };
        }
        if self.horizon.is_some() {
            self.passed.push_back((seq, row.clone()));
            if self.passed.len() > PASSED {
                self.passed.pop_front();
            }
        }
        if self.rows.remove(ticket).is_some() { vec![Change::Order] } else { Vec::new() }
    }

    /// Whether the reader finds a ticket counted under `facet` in this list.
    fn holds(&self, view: InboxView, facet: &Facet) -> bool {
        view.contains(facet, &self.me)
            && self.filter.admits(facet)
            && facet.is_for(&self.me, self.queues.as_deref())
    }

    fn count(&mut self, before: Option<&Facet>, row: &InboxRow) -> Vec<Change> {
        let after = row.facet();
        let change = |view| {
            i64::from(self.holds(view, &after))
                - i64::from(before.is_some_and(|facet| self.holds(view, facet)))
        };
        let next = InboxCounts {
            mine: self.counts.mine + change(InboxView::Mine),
            snoozed: self.counts.snoozed + change(InboxView::Snoozed),
            waiting: self.counts.waiting + change(InboxView::Waiting),
            all: self.counts.all + change(InboxView::All),
        };
        if std::mem::replace(&mut self.counts, next) == next { Vec::new() } else { vec![Change::Counts] }
    }
}

/// The open thread.
#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    conversation: ConversationId,
    seq: i64,
    /// The row, kept up to date also when the list does not hold it.
    pub row: InboxRow,
    lines: BTreeMap<(Timestamp, crate::id::MessageId), MessageView>,
    /// Changed lines that are older than the oldest loaded one: a page that was read before may bring older versions.
    passed: BTreeMap<(Timestamp, crate::id::MessageId), MessageView>,
    /// Whether older lines exist.
    pub more: bool,
    /// An answer that waits for the customer.
    pub held: Option<HeldReply>,
}

impl Thread {
    /// A thread from its snapshot.
    pub fn new(view: &ThreadView) -> Self {
        let lines = view.messages.iter().map(|m| ((m.at, m.id.clone()), m.clone())).collect();
        Self {
            conversation: view.row.conversation.clone(),
            seq: view.as_of,
            row: view.row.clone(),
            lines,
            passed: BTreeMap::new(),
            more: view.more,
            held: view.held.clone(),
        }
    }

    /// The last event contained.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Its conversation.
    pub fn conversation(&self) -> &ConversationId {
        &self.conversation
    }

    /// The lines, in the order they were written.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &MessageView> {
        self.lines.values()
    }

    /// One line.
    pub fn line(&self, id: &crate::id::MessageId) -> Option<&MessageView> {
        self.lines.values().find(|m| m.id == *id)
    }

    /// Adds a page of older lines.
    pub fn extend(&mut self, page: crate::view::OlderMessages) {
        for message in page.messages {
            self.put(message);
        }
        self.more = page.more;
        let oldest = self.lines.keys().next().filter(|_| self.more).cloned();
        let loaded = match oldest {
            Some(oldest) => self.passed.split_off(&oldest),
            None => std::mem::take(&mut self.passed),
        };
        for message in loaded.into_values() {
            self.put(message);
        }
    }

    /// Shows a line before the server has confirmed it; the event or answer with the same id replaces it.
    pub fn put(&mut self, message: MessageView) -> bool {
        let old = self.lines.iter().find(|(_, m)| m.id == message.id).map(|(k, m)| (k.clone(), m.version));
        let new = old.is_none();
        match old {
            Some((_, version)) if version > message.version => return false,
            Some((key, _)) => {
                self.lines.remove(&key);
            }
            None => {}
        }
        self.lines.insert((message.at, message.id.clone()), message);
        new
    }

    /// Applies one event.
    pub fn apply(&mut self, seq: i64, event: &DeskEvent) -> Vec<Change> {
        if seq <= self.seq {
            return Vec::new();
        }
        self.seq = seq;
        match event {
            DeskEvent::Ticket { row, .. } if row.ticket == self.row.ticket => {
                if row.version < self.row.version {
                    return Vec::new();
                }
                self.row = (**row).clone();
                vec![Change::Row(row.ticket.clone())]
            }
            DeskEvent::Message { conversation, message } if *conversation == self.conversation => {
                // Lines older than the oldest loaded one come with their page.
                let id = message.id.clone();
                let key = (message.at, id.clone());
                let known = self.lines.values().any(|m| m.id == id);
                if !known && self.more && self.lines.keys().next().is_some_and(|oldest| key < *oldest) {
                    self.passed.insert(key, (**message).clone());
                    return Vec::new();
                }
                if self.put((**message).clone()) { vec![Change::NewLine(id)] } else { vec![Change::Line(id)] }
            }
            DeskEvent::Held { ticket, held } if *ticket == self.row.ticket => {
                self.held.clone_from(held);
                vec![Change::Held]
            }
            DeskEvent::Ticket { .. }
            | DeskEvent::Message { .. }
            | DeskEvent::Held { .. }
            | DeskEvent::Presence { .. }
            | DeskEvent::Prices => Vec::new(),
            DeskEvent::Labels | DeskEvent::Desk | DeskEvent::Mentions { .. } => Vec::new(),
            DeskEvent::Templates { number } => vec![Change::Templates(number.clone())],
            DeskEvent::Number { number, .. } => vec![Change::Number(number.clone())],
        }
    }
}
