//! The open thread against the truth.

use crate::common::{NOON, cases, id, line, row};
use desk_model::message::{Content, MessageStatus};
use desk_model::reduce::{Change, Thread};
use desk_model::time::SECOND;
use desk_model::view::{ContactView, HeldReply, InboxRow, MessageView, OlderMessages, ThreadView};
use desk_model::wire::DeskEvent;
use desk_model::{MessageId, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

type Key = (Timestamp, MessageId);

/// The server's side of one conversation.
#[derive(Default)]
struct Talk {
    lines: BTreeMap<Key, MessageView>,
    events: Vec<DeskEvent>,
}

impl Talk {
    fn write(&mut self, message: MessageView) {
        self.events.push(DeskEvent::Message {
            conversation: row(1).conversation,
            message: Box::new(message.clone()),
        });
        self.lines.insert((message.at, message.id.clone()), message);
    }

    fn before(&self, key: Option<&Key>, limit: usize) -> (Vec<MessageView>, bool) {
        let older: Vec<&MessageView> =
            self.lines.iter().filter(|(k, _)| key.is_none_or(|key| *k < key)).map(|(_, m)| m).collect();
        let from = older.len().saturating_sub(limit);
        (older[from..].iter().map(|m| (*m).clone()).collect(), from > 0)
    }

    fn snapshot(&self, limit: usize) -> ThreadView {
        let (messages, more) = self.before(None, limit);
        let contact = ContactView {
            id: row(1).contact,
            name: "Ana".into(),
            username: None,
            identities: Vec::new(),
            since: NOON,
            tickets: Vec::new(),
        };
        ThreadView { as_of: self.events.len() as i64, row: row(1), messages, more, contact, held: None }
    }
}

#[derive(Debug, Clone)]
enum Act {
    /// A line, so many seconds before or after noon: late ones come in between.
    Write(i64),
    /// A line changes: a status, a reaction, an edit.
    Change(prop::sample::Index),
    Hear(usize),
    Ask,
    Receive,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (-20i64..20).prop_map(Act::Write),
        3 => any::<prop::sample::Index>().prop_map(Act::Change),
        2 => (1usize..6).prop_map(Act::Hear),
        1 => Just(Act::Ask),
        1 => Just(Act::Receive),
    ];
    vec(act, 0..80)
}

fn step(talk: &mut Talk, act: &Act) {
    match act {
        Act::Write(secs) => {
            let n = u32::try_from(talk.events.len()).unwrap();
            talk.write(line(n, NOON.plus(secs * SECOND)));
        }
        Act::Change(at) if !talk.lines.is_empty() => {
            let mut message = talk.lines.values().nth(at.index(talk.lines.len())).unwrap().clone();
            message.version += 1;
            message.content = Content::text(format!("versão {}", message.version));
            talk.write(message);
        }
        Act::Change(_) | Act::Hear(_) | Act::Ask | Act::Receive => {}
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_thread_ends_as_a_fresh_snapshot(start in vec((-20i64..20).prop_map(Act::Write), 0..20), script in acts(), limit in 1usize..6) {
        let mut talk = Talk::default();
        start.iter().for_each(|act| step(&mut talk, act));
        let mut thread = Thread::new(&talk.snapshot(limit));
        let mut heard = talk.events.len();
        let mut answer: Option<OlderMessages> = None;
        let oldest = |thread: &Thread| thread.lines().next().map(|m| (m.at, m.id.clone()));
        let hear = |thread: &mut Thread, talk: &Talk, heard: &mut usize, n: usize| {
            for _ in 0..n.min(talk.events.len() - *heard) {
                *heard += 1;
                thread.apply(*heard as i64, &talk.events[*heard - 1]);
                let before = thread.clone();
                assert!(thread.apply(*heard as i64, &talk.events[*heard - 1]).is_empty());
                assert_eq!(*thread, before);
            }
        };
        for act in &script {
            match act {
                Act::Hear(n) => hear(&mut thread, &talk, &mut heard, *n),
                Act::Ask if answer.is_none() && thread.more => {
                    let (messages, more) = talk.before(oldest(&thread).as_ref(), limit);
                    answer = Some(OlderMessages { messages, more });
                }
                Act::Receive => if let Some(page) = answer.take() { thread.extend(page) },
                act => step(&mut talk, act),
            }
        }
        hear(&mut thread, &talk, &mut heard, usize::MAX);
        if let Some(page) = answer.take() {
            thread.extend(page);
        }
        let expected = |thread: &Thread| -> Vec<MessageView> {
            let from = oldest(thread).filter(|_| thread.more);
            talk.lines.iter().filter(|(key, _)| from.as_ref().is_none_or(|from| *key >= from)).map(|(_, m)| m.clone()).collect()
        };
        prop_assert_eq!(thread.lines().cloned().collect::<Vec<_>>(), expected(&thread));
        while thread.more {
            let (messages, more) = talk.before(oldest(&thread).as_ref(), limit);
            thread.extend(OlderMessages { messages, more });
        }
        prop_assert_eq!(thread.lines().cloned().collect::<Vec<_>>(), talk.lines.values().cloned().collect::<Vec<_>>());
    }
}

#[test]
fn my_own_line_is_shown_once() {
    let mut thread = Thread::new(&Talk::default().snapshot(50));
    let mine = |status, at, version| MessageView { status, version, ..line(1, at) };
    assert!(thread.put(mine(MessageStatus::Queued, NOON, 0)));
    // The server's own instant differs from the browser's.
    let stored = mine(MessageStatus::Queued, NOON.plus(SECOND), 1);
    let event = |message: MessageView| DeskEvent::Message {
        conversation: row(1).conversation,
        message: Box::new(message),
    };
    assert_eq!(thread.apply(1, &event(stored)), [Change::Line(line(1, NOON).id)]);
    assert_eq!(thread.lines().count(), 1);
    assert_eq!(
        thread.apply(2, &event(mine(MessageStatus::Sent, NOON.plus(SECOND), 2))),
        [Change::Line(line(1, NOON).id)]
    );
    // The answer of the request arrives after the event.
    assert!(!thread.put(mine(MessageStatus::Queued, NOON.plus(SECOND), 1)));
    assert_eq!(thread.lines().map(|m| m.status).collect::<Vec<_>>(), [MessageStatus::Sent]);
}

#[test]
fn other_conversations_do_not_concern_it() {
    let mut thread = Thread::new(&Talk::default().snapshot(50));
    let foreign = DeskEvent::Message { conversation: id("cnv_2"), message: Box::new(line(1, NOON)) };
    assert_eq!(thread.apply(1, &foreign), []);
    let other = DeskEvent::Ticket { row: Box::new(row(2)), before: None };
    assert_eq!(thread.apply(2, &other), []);
    let newer = InboxRow { unread: 0, version: 3, ..row(1) };
    let event = |row: InboxRow| DeskEvent::Ticket { row: Box::new(row), before: None };
    assert_eq!(thread.apply(3, &event(newer.clone())), [Change::Row(newer.ticket.clone())]);
    assert_eq!(
        thread.apply(4, &event(InboxRow { version: 2, ..row(1) })),
        [],
        "an older row does not come back"
    );
    assert_eq!((thread.row.clone(), thread.seq()), (newer, 4));
}

#[test]
fn a_held_reply_follows_its_ticket() {
    let mut talk = Talk::default();
    talk.write(line(1, NOON));
    let mut thread = Thread::new(&talk.snapshot(10));
    let held =
        HeldReply { id: id("msg_9"), body: "já vejo".into(), reply_to: None, by: "Ana".into(), at: NOON };
    let event = |ticket, held| DeskEvent::Held { ticket, held };
    assert_eq!(thread.apply(100, &event(row(2).ticket, Some(held.clone()))), vec![]);
    assert_eq!(thread.held, None);
    assert_eq!(thread.apply(101, &event(row(1).ticket, Some(held.clone()))), vec![Change::Held]);
    assert_eq!(thread.held, Some(held.clone()));
    // The same event again, and one that is older than what is known.
    assert_eq!(thread.apply(101, &event(row(1).ticket, None)), vec![]);
    assert_eq!(thread.held, Some(held));
    assert_eq!(thread.apply(102, &event(row(1).ticket, None)), vec![Change::Held]);
    assert_eq!(thread.held, None);
}
