//! A list on screen against the truth: whatever order of events and pages, it ends as a fresh snapshot would.

use crate::common::{NOON, cases, id, queue, row, user};
use desk_model::reduce::{Change, Inbox};
use desk_model::ticket::{CloseReason, TicketCommand, TicketState};
use desk_model::time::{HOUR, SECOND};
use desk_model::view::{
    Cursor, Facet, InboxCounts, InboxFilter, InboxOrder, InboxPage, InboxRow, InboxView, sort_key,
};
use desk_model::wire::DeskEvent;
use desk_model::{LabelId, Priority, TicketId, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The server's side.
#[derive(Default)]
struct Desk {
    /// What the list on screen is narrowed down to.
    filter: InboxFilter,
    rows: BTreeMap<TicketId, InboxRow>,
    events: Vec<DeskEvent>,
}

/// What happens at the desk.
#[derive(Debug, Clone)]
enum Act {
    Open,
    Command(prop::sample::Index, TicketCommand),
    Inbound(prop::sample::Index, i64),
    Reply(prop::sample::Index),
    Prioritise(prop::sample::Index, Priority),
    Label(prop::sample::Index, u8),
}

impl Desk {
    fn seq(&self) -> i64 {
        self.events.len() as i64
    }

    fn write(&mut self, row: InboxRow) {
        let before: Option<Facet> = self.rows.get(&row.ticket).map(InboxRow::facet);
        self.events.push(DeskEvent::Ticket { row: Box::new(row.clone()), before });
        self.rows.insert(row.ticket.clone(), row);
    }

    fn act(&mut self, act: &Act) {
        let now = NOON.plus(self.seq() * SECOND);
        let pick = |at: &prop::sample::Index, rows: &BTreeMap<TicketId, InboxRow>| {
            (!rows.is_empty()).then(|| rows.values().nth(at.index(rows.len())).unwrap().clone())
        };
        match act {
            Act::Open => {
                let n = u32::try_from(self.rows.len()).unwrap();
                // Several share their instant, so that the ticket's id decides.
                let at = NOON.plus(i64::from(n / 3) * HOUR);
                self.write(InboxRow {
                    preview_at: at,
                    waiting_since: Some(at),
                    window: Default::default(),
                    ..row(n)
                });
            }
            Act::Command(at, command) => {
                let Some(mut row) = pick(at, &self.rows) else { return };
                if let Ok(state) = row.state.clone().step(command.clone(), now) {
                    row.queue = state.queue().unwrap_or(&row.queue).clone();
                    row.state = state;
                    row.version += 1;
                    self.write(row);
                }
            }
            Act::Inbound(at, ago) => {
                let Some(mut row) = pick(at, &self.rows) else { return };
                let at = Timestamp(now.0 - ago);
                row.preview_at = row.preview_at.max(at);
                row.waiting_since = row.waiting_since.or(Some(at));
                row.window = row.window.with_inbound(at);
                row.version += 1;
                self.write(row);
            }
            Act::Prioritise(at, priority) => {
                let Some(mut row) = pick(at, &self.rows) else { return };
                row.priority = *priority;
                row.version += 1;
                self.write(row);
            }
            Act::Label(at, label) => {
                let Some(mut row) = pick(at, &self.rows) else { return };
                let label: LabelId = id(&format!("lbl_{label}"));
                match row.labels.iter().position(|known| *known == label) {
                    Some(place) => drop(row.labels.remove(place)),
                    None => row.labels.push(label),
                }
                row.version += 1;
                self.write(row);
            }
            Act::Reply(at) => {
                let Some(mut row) = pick(at, &self.rows) else { return };
                row.preview_at = now;
                row.waiting_since = None;
                row.version += 1;
                self.write(row);
            }
        }
    }

    fn list(&self, view: InboxView, order: InboxOrder) -> Vec<&InboxRow> {
        let belongs = |facet: Facet| view.contains(&facet, &user(1)) && self.filter.admits(&facet);
        let mut rows: Vec<&InboxRow> = self.rows.values().filter(|r| belongs(r.facet())).collect();
        rows.sort_by_key(|row| sort_key(order, row));
        rows
    }

    fn counts(&self) -> InboxCounts {
        let count = |view| self.list(view, InboxOrder::Recent).len() as i64;
        InboxCounts {
            mine: count(InboxView::Mine),
            snoozed: count(InboxView::Snoozed),
            waiting: count(InboxView::Waiting),
            all: count(InboxView::All),
        }
    }

    fn page(&self, view: InboxView, order: InboxOrder, after: Option<&Cursor>, limit: usize) -> InboxPage {
        let behind = |row: &&InboxRow| after.is_none_or(|c| sort_key(order, row) > (c.key, c.ticket.clone()));
        let mut rows: Vec<InboxRow> =
            self.list(view, order).into_iter().filter(behind).take(limit + 1).cloned().collect();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| {
            let (key, ticket) = sort_key(order, row);
            Cursor { key, ticket }
        });
        InboxPage { as_of: self.seq(), rows, next, counts: self.counts(), queues: None }
    }
}

/// The list must be the true one down to its last loaded row, and nothing else.
fn agrees(desk: &Desk, inbox: &Inbox, view: InboxView, order: InboxOrder) -> Result<(), TestCaseError> {
    let horizon = inbox.next().map(|c| (c.key, c.ticket));
    let loaded = |row: &&InboxRow| horizon.as_ref().is_none_or(|h| sort_key(order, row) <= *h);
    let expected: Vec<&InboxRow> = desk.list(view, order).into_iter().filter(loaded).collect();
    prop_assert_eq!(inbox.sorted(), expected);
    prop_assert_eq!(inbox.counts(), desk.counts());
    prop_assert_eq!(inbox.seq(), desk.seq());
    Ok(())
}

fn acts() -> impl Strategy<Value = Act> {
    let at = any::<prop::sample::Index>;
    let agent = || (1u8..=2).prop_map(user);
    let command = prop_oneof![
        3 => agent().prop_map(|agent| TicketCommand::Claim { agent }),
        1 => (1u8..=2).prop_map(|n| TicketCommand::Release { queue: queue(n) }),
        1 => agent().prop_map(|agent| TicketCommand::Offer { agent, until: NOON.plus(900 * HOUR) }),
        1 => Just(TicketCommand::Decline),
        2 => Just(TicketCommand::Snooze { until: None }),
        1 => Just(TicketCommand::Wake),
        2 => Just(TicketCommand::Close { by: None, reason: CloseReason::Resolved }),
        2 => Just(TicketCommand::Reopen),
    ];
    prop_oneof![
        3 => Just(Act::Open),
        4 => (at(), command).prop_map(|(at, command)| Act::Command(at, command)),
        3 => (at(), 0..48 * HOUR).prop_map(|(at, ago)| Act::Inbound(at, ago)),
        2 => at().prop_map(Act::Reply),
        2 => (at(), prop::sample::select(Priority::ALL.to_vec())).prop_map(|(at, p)| Act::Prioritise(at, p)),
        2 => (at(), 1u8..=2).prop_map(|(at, label)| Act::Label(at, label)),
    ]
}

fn filters() -> impl Strategy<Value = InboxFilter> {
    let label = proptest::option::of((1u8..=2).prop_map(|n| id(&format!("lbl_{n}"))));
    let priority = proptest::option::of(prop::sample::select(Priority::ALL.to_vec()));
    prop_oneof![
        2 => Just(InboxFilter::default()),
        3 => (label, priority).prop_map(|(label, priority)| InboxFilter { label, priority }),
    ]
}

/// What the browser does between the acts.
#[derive(Debug, Clone)]
enum Browser {
    /// Takes in so many events; those after it are still on the wire.
    Hear(usize),
    /// Asks for the next page; the answer is made now and arrives later.
    Ask,
    /// The answer arrives.
    Receive,
}

fn script() -> impl Strategy<Value = Vec<Result<Act, Browser>>> {
    let browser =
        prop_oneof![(1usize..6).prop_map(Browser::Hear), Just(Browser::Ask), Just(Browser::Receive)];
    vec(prop_oneof![3 => acts().prop_map(Ok), 2 => browser.prop_map(Err)], 0..80)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_list_ends_as_a_fresh_snapshot(
        start in vec(acts(), 0..30), script in script(), limit in 1usize..6,
        view in prop::sample::select(InboxView::ALL.to_vec()), order in prop::sample::select(InboxOrder::ALL.to_vec()),
        filter in filters(),
    ) {
        let mut desk = Desk { filter: filter.clone(), ..Desk::default() };
        start.iter().for_each(|act| desk.act(act));
        let mut inbox = Inbox::filtered(user(1), view, order, filter, desk.page(view, order, None, limit));
        let mut heard = desk.events.len();
        let mut answer: Option<InboxPage> = None;
        let hear = |inbox: &mut Inbox, desk: &Desk, heard: &mut usize, n: usize| {
            for _ in 0..n.min(desk.events.len() - *heard) {
                *heard += 1;
                inbox.apply(*heard as i64, &desk.events[*heard - 1]);
                // Sent again after a lost connection: nothing happens.
                let before = inbox.clone();
                assert!(inbox.apply(*heard as i64, &desk.events[*heard - 1]).is_empty());
                assert_eq!(*inbox, before);
            }
        };
        for step in script {
            match step {
                Ok(act) => desk.act(&act),
                Err(Browser::Hear(n)) => hear(&mut inbox, &desk, &mut heard, n),
                Err(Browser::Ask) => {
                    if answer.is_none() && let Some(after) = inbox.next() {
                        answer = Some(desk.page(view, order, Some(&after), limit));
                    }
                }
                Err(Browser::Receive) => {
                    if let Some(page) = answer.take() {
                        inbox.extend(page);
                    }
                }
            }
        }
        hear(&mut inbox, &desk, &mut heard, usize::MAX);
        if let Some(page) = answer.take() {
            inbox.extend(page);
        }
        agrees(&desk, &inbox, view, order)?;
        // Down to the last page.
        while let Some(after) = inbox.next() {
            inbox.extend(desk.page(view, order, Some(&after), limit));
        }
        agrees(&desk, &inbox, view, order)?;
        prop_assert_eq!(inbox.sorted().len(), desk.list(view, order).len());
    }
}

#[test]
fn what_must_be_drawn_anew() {
    let mut inbox = Inbox::new(
        user(1),
        InboxView::Waiting,
        InboxOrder::Waiting,
        InboxPage {
            as_of: 5,
            rows: vec![row(1)],
            next: None,
            counts: InboxCounts { mine: 0, snoozed: 0, waiting: 1, all: 1 },
            queues: None,
        },
    );
    let event = |row: InboxRow, before: Option<Facet>| DeskEvent::Ticket { row: Box::new(row), before };
    assert_eq!(inbox.apply(5, &event(row(2), None)), [], "already contained");
    assert_eq!(inbox.apply(6, &event(row(2), None)), [Change::Counts, Change::Order]);
    let read = InboxRow { unread: 0, version: 2, ..row(2) };
    assert_eq!(inbox.apply(7, &event(read, Some(row(2).facet()))), [Change::Row(row(2).ticket)]);
    let answered = InboxRow { waiting_since: None, version: 3, ..row(2) };
    assert_eq!(
        inbox.apply(8, &event(answered, Some(row(2).facet()))),
        [Change::Row(row(2).ticket), Change::Order]
    );
    let claimed = InboxRow {
        state: TicketState::Assigned { queue: queue(1), agent: user(1), since: NOON },
        version: 4,
        ..row(2)
    };
    assert_eq!(
        inbox.apply(9, &event(claimed.clone(), Some(row(2).facet()))),
        [Change::Counts, Change::Order]
    );
    assert_eq!(inbox.counts(), InboxCounts { mine: 1, snoozed: 0, waiting: 1, all: 2 });
    assert_eq!(inbox.row(&row(2).ticket), None);
    assert_eq!(
        inbox.apply(10, &DeskEvent::Templates { number: id("num_1") }),
        [Change::Templates(id("num_1"))]
    );
    assert_eq!(inbox.seq(), 10);
}

#[test]
fn a_row_beyond_the_last_page_waits_for_its_page() {
    let at = |n: u32, secs: i64| InboxRow { waiting_since: Some(NOON.plus(secs * SECOND)), ..row(n) };
    let (key, ticket) = sort_key(InboxOrder::Waiting, &at(2, 20));
    let page = InboxPage {
        as_of: 1,
        rows: vec![at(1, 10), at(2, 20)],
        next: Some(Cursor { key, ticket }),
        counts: InboxCounts { mine: 0, snoozed: 0, waiting: 3, all: 3 },
        queues: None,
    };
    let mut inbox = Inbox::new(user(1), InboxView::Waiting, InboxOrder::Waiting, page);
    let event = |row: InboxRow| DeskEvent::Ticket { before: Some(row.facet()), row: Box::new(row) };
    // Ticket 3, not loaded, changes; then ticket 1 is answered and falls behind it.
    assert_eq!(inbox.apply(2, &event(InboxRow { unread: 9, version: 2, ..at(3, 30) })), []);
    assert_eq!(
        inbox.apply(3, &event(InboxRow { waiting_since: None, version: 2, ..at(1, 10) })),
        [Change::Order]
    );
    assert_eq!(inbox.sorted().len(), 1);
    // The next page was read before both.
    inbox.extend(InboxPage {
        as_of: 1,
        rows: vec![at(3, 30)],
        next: None,
        counts: InboxCounts::default(),
        queues: None,
    });
    let seen: Vec<(TicketId, u32)> =
        inbox.sorted().into_iter().map(|r| (r.ticket.clone(), r.unread)).collect();
    assert_eq!(seen, [(row(2).ticket, 1), (row(3).ticket, 9), (row(1).ticket, 1)]);
}
