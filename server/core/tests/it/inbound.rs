//! What comes in: one ticket however many messages come at once, nothing twice, nothing lost, whatever the order.

use crate::support::{FINANCE, MAIN, START, TestDesk, both};
use bytes::Bytes;
use desk_core::Actor;
use desk_core::ports::{Change, InboundMessage, Part};
use desk_model::message::{Content, ThreadEvent};
use desk_model::ticket::StateName;
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::view::{InboxRow, MessageView};
use desk_model::{Author, CloseReason, DeskError, Direction, Identity, TicketId, TicketState, Timestamp};

both!(
    fifty_first_messages_of_one_customer_at_once_open_one_ticket_and_keep_their_order,
    a_repeated_message_changes_nothing_at_all,
    a_first_message_opens_a_ticket_with_protocol_window_and_preview,
    an_old_message_seen_for_the_first_time_opens_a_ticket_but_is_not_answered,
    one_broken_part_leaves_its_neighbours_applied,
    what_panics_while_it_is_applied_blocks_nobody_and_can_be_replayed,
    what_cannot_be_read_is_kept_and_shown,
    what_is_old_reopens_nothing_and_is_answered_by_nobody,
    an_older_message_that_comes_late_changes_neither_preview_nor_window,
    more_than_may_wait_is_refused_at_once,
);

pub(crate) const ANA: &str = "5511987650001";

pub(crate) fn message(inbound: InboundMessage) -> Change {
    Change::Message(Box::new(inbound))
}

pub(crate) fn bsuid(text: &str) -> Identity {
    Identity::bsuid(text).unwrap()
}

pub(crate) fn phone(text: &str) -> Identity {
    Identity::phone(text).unwrap()
}

impl TestDesk {
    /// The lines of a ticket's conversation without what the desk tells of itself.
    pub(crate) async fn said(&self, ticket: &TicketId) -> Vec<MessageView> {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        thread.messages.into_iter().filter(|line| line.direction != Direction::Event).collect()
    }

    pub(crate) async fn texts(&self, ticket: &TicketId) -> Vec<String> {
        let text = |line: MessageView| match line.content {
            Content::Text { body } => body,
            other => format!("{other:?}"),
        };
        self.said(ticket).await.into_iter().map(text).collect()
    }

    pub(crate) async fn events(&self, ticket: &TicketId) -> Vec<ThreadEvent> {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        let event = |line: MessageView| match line.content {
            Content::Event(what) => Some(what),
            _ => None,
        };
        thread.messages.into_iter().filter_map(event).collect()
    }

    pub(crate) async fn queue_says(&self, opening: &str, closing: &str, reopen_hours: u32) {
        self.set_queue(&self.queue, |form| {
            (form.opening_text, form.closing_text) = (opening.to_owned(), closing.to_owned());
            form.reopen_hours = reopen_hours;
        })
        .await;
    }

    pub(crate) async fn problems(&self) -> Vec<(String, String, String)> {
        let health = self.desk.journal_health(&Actor::operator()).await.unwrap();
        health.problems.into_iter().map(|problem| (problem.state, problem.part, problem.error)).collect()
    }

    /// A message from these addresses, written at `at`.
    pub(crate) fn written(&self, from: &[Identity], at: Timestamp, text: &str) -> InboundMessage {
        let mut inbound = self.inbound(ANA, Content::text(text));
        inbound.from = from.to_vec();
        inbound.at = at;
        inbound
    }

    pub(crate) async fn all_rows(&self) -> Vec<InboxRow> {
        let mut rows = self.desk.find(&Actor::operator(), "Cliente").await.unwrap();
        rows.sort_by(|a, b| a.ticket.cmp(&b.ticket));
        rows
    }
}

async fn fifty_first_messages_of_one_customer_at_once_open_one_ticket_and_keep_their_order(test: &TestDesk) {
    test.queue_says("Protocolo {protocol}", "", 0).await;
    let posts = (0..50).map(|n| {
        let inbound = test.written(&[phone(ANA)], START, &format!("mensagem {n:02}"));
        let part = Part {
            path: "p".into(),
            field: "messages".into(),
            number: Some(MAIN.into()),
            change: message(inbound),
        };
        let body = Bytes::from(serde_json::to_vec(&[part]).unwrap());
        let desk = test.desk.clone();
        async move { desk.receive(body, true).await.unwrap() }
    });
    let (drained, _) =
        tokio::join!(async { test.desk.drain_inbound().await.unwrap() }, futures::future::join_all(posts));
    let rest = test.desk.drain_inbound().await.unwrap();
    assert_eq!(drained + rest, 50);

    let rows = test.all_rows().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].unread, 50);
    assert_eq!(rows[0].waiting_since, Some(START));
    let mut texts = test.texts(&rows[0].ticket).await;
    texts.retain(|text| text.starts_with("mensagem"));
    let all: Vec<String> = (0..50).map(|n| format!("mensagem {n:02}")).collect();
    assert_eq!(texts.len() + usize::from(texts.len() == 49), 50, "a page holds 50 lines");
    assert_eq!(texts, all[50 - texts.len()..]);
    // The customer is told the protocol once.
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    let sent = serde_json::to_string(&test.gateway.sent()[0].body).unwrap();
    assert!(sent.contains(&rows[0].protocol.to_string()), "{sent}");
}

async fn a_repeated_message_changes_nothing_at_all(test: &TestDesk) {
    let inbound = test.written(&[phone(ANA)], START, "oi");
    test.arrives(MAIN, vec![message(inbound.clone())]).await;
    let before = (test.seq().await, test.all_rows().await);
    for _ in 0..3 {
        test.arrives(MAIN, vec![message(inbound.clone()), message(inbound.clone())]).await;
    }
    assert_eq!((test.seq().await, test.all_rows().await), before);
    // The same id on another number is another message.
    test.arrives(FINANCE, vec![message(inbound)]).await;
    assert_eq!(test.all_rows().await.len(), 2);
}

async fn a_first_message_opens_a_ticket_with_protocol_window_and_preview(test: &TestDesk) {
    let at = START.plus(-MINUTE);
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], at, "bom dia"))]).await;
    let row = test.all_rows().await.remove(0);
    assert_eq!(row.protocol.to_string(), "20261121-000001-9".replace('9', &row.protocol.digits()[14..]));
    assert_eq!(row.state, TicketState::Queued { queue: test.queue.clone(), since: START });
    assert_eq!(row.window.last_inbound_at, Some(at));
    assert_eq!((row.preview.text.as_str(), row.preview.ours, row.preview_at), ("bom dia", false, at));
    assert_eq!((row.unread, row.waiting_since), (1, Some(at)));
    assert_eq!(test.events(&row.ticket).await, [ThreadEvent::Opened { protocol: row.protocol.to_string() }]);
    let thread = test.desk.thread(&Actor::operator(), &row.ticket).await.unwrap();
    assert_eq!(thread.messages[0].direction, Direction::Event, "the protocol stands above the first message");
    // A number of its own day and sequence for the next.
    test.arrives(MAIN, vec![message(test.written(&[phone("5521999990000")], at, "oi"))]).await;
    let second = test.all_rows().await.remove(1);
    assert_eq!(&second.protocol.digits()[..14], "20261121000002");
}

async fn an_old_message_seen_for_the_first_time_opens_a_ticket_but_is_not_answered(test: &TestDesk) {
    test.queue_says("Olá {name}", "", 0).await;
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(-8 * DAY), "oi"))]).await;
    assert_eq!(test.all_rows().await.len(), 1);
    assert_eq!(test.outbox_size().await, 0);
}

async fn one_broken_part_leaves_its_neighbours_applied(test: &TestDesk) {
    let part = |path: &str, number: Option<&str>, change: Change| Part {
        path: path.to_owned(),
        field: "messages".to_owned(),
        number: number.map(str::to_owned),
        change,
    };
    let unknown_kind = {
        let mut inbound = test.written(&[phone(ANA)], START.plus(SECOND), "");
        inbound.content = Content::Unknown { kind: "hologram".into() };
        inbound
    };
    let parts = [
        part("a", Some(MAIN), message(test.written(&[phone(ANA)], START, "um"))),
        part("b", Some(MAIN), Change::Broken { error: "no timestamp".into() }),
        part("c", Some("9999"), message(test.written(&[phone(ANA)], START, "perdida?"))),
        part("d", None, message(test.written(&[phone(ANA)], START, "sem número"))),
        part("e", None, Change::Noted),
        part("f", Some(MAIN), message(test.written(&[], START, "sem remetente"))),
        part("g", Some(MAIN), message(unknown_kind)),
        part("h", Some(MAIN), message(test.written(&[phone(ANA)], START.plus(2 * SECOND), "dois"))),
    ];
    test.desk.receive(Bytes::from(serde_json::to_vec(&parts).unwrap()), true).await.unwrap();
    assert_eq!(test.desk.drain_inbound().await.unwrap(), 1);
    let rows = test.all_rows().await;
    assert_eq!((rows.len(), rows[0].unread), (1, 3));
    let problems = test.problems().await;
    let failed: Vec<&str> =
        problems.iter().filter(|(state, ..)| state == "failed").map(|(_, part, _)| part.as_str()).collect();
    assert_eq!(failed, ["b", "c", "d", "f"]);
    assert!(problems.iter().any(|(_, part, error)| part == "c" && error == "unknown number 9999"));
}

async fn what_panics_while_it_is_applied_blocks_nobody_and_can_be_replayed(test: &TestDesk) {
    let parts: Vec<Change> = ["5511987650001", "5511987650002"]
        .iter()
        .map(|number| message(test.written(&[phone(number)], START, "oi")))
        .collect();
    // Once in the swift pass, once in the careful one, once in that of its parts: the first part cannot be applied.
    test.entropy.trip(3);
    test.arrives(MAIN, parts).await;
    assert_eq!(test.all_rows().await.len(), 1);
    let problems = test.problems().await;
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].0.as_str(), problems[0].1.as_str()), ("failed", "entry[0].changes[0]"));

    let report = test.desk.replay(Timestamp(0)).await.unwrap();
    assert_eq!((report.requests, report.applied, report.failed), (1, 1, 0));
    assert_eq!(test.all_rows().await.len(), 2);
    assert!(test.problems().await.is_empty());
}

async fn what_cannot_be_read_is_kept_and_shown(test: &TestDesk) {
    test.desk.receive(Bytes::from_static(b"{"), false).await.unwrap();
    test.desk.receive(Bytes::from_static(b"{\"object\":\"other\"}"), true).await.unwrap();
    let ticket = test.customer_says(ANA, "oi").await;
    assert_eq!(test.row(&ticket).await.unread, 1);
    let states: Vec<String> = test.problems().await.into_iter().map(|(state, ..)| state).collect();
    assert_eq!(states, ["unreadable", "unreadable"]);
}

#[tokio::test]
async fn after_closing_the_queue_decides_between_the_last_ticket_and_a_new_one() {
    struct Case {
        hours: u32,
        after: i64,
        same: bool,
    }
    for case in [
        Case { hours: 0, after: MINUTE, same: false },
        Case { hours: 2, after: MINUTE, same: true },
        Case { hours: 2, after: -30 * SECOND, same: true },
        Case { hours: 2, after: 2 * HOUR - SECOND, same: true },
        Case { hours: 2, after: 2 * HOUR, same: false },
    ] {
        let test = TestDesk::new().await;
        test.queue_says("Protocolo {protocol}", "", case.hours).await;
        let agent = test.agent("ana").await;
        let first = test.customer_says(ANA, "oi").await;
        test.desk.claim(&agent, &first).await.unwrap();
        test.clock.advance(HOUR);
        test.desk.close(&agent, &first, CloseReason::Resolved).await.unwrap();
        let closed_at = test.now();
        test.clock.advance(case.after.max(0));
        let at = closed_at.plus(case.after);
        test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], at, "mais uma coisa"))]).await;
        let rows = test.all_rows().await;
        assert_eq!(rows.len(), if case.same { 1 } else { 2 }, "{} h, after {} µs", case.hours, case.after);
        let open: Vec<_> = rows.iter().filter(|row| row.state.is_open()).collect();
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].state.name(), StateName::Queued);
        assert_eq!((open[0].unread, open[0].waiting_since), (1, Some(at)));
        let reopened = test.events(&first).await.contains(&ThreadEvent::Reopened);
        assert_eq!(reopened, case.same);
        // The protocol is told once for each ticket.
        let told = test.said(&first).await.iter().filter(|line| line.author == Author::Desk).count();
        assert_eq!(told, rows.len());
    }
}

async fn what_is_old_reopens_nothing_and_is_answered_by_nobody(test: &TestDesk) {
    test.queue_says("Protocolo {protocol}", "", 48).await;
    let agent = test.agent("ana").await;
    let first = test.written(&[phone(ANA)], START, "oi");
    test.arrives(MAIN, vec![message(first.clone())]).await;
    let ticket = test.all_rows().await.remove(0).ticket;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.clock.advance(HOUR);
    test.desk.close(&agent, &ticket, CloseReason::Resolved).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    let before = (test.seq().await, test.all_rows().await);
    // Known already.
    test.arrives(MAIN, vec![message(first)]).await;
    assert_eq!((test.seq().await, test.all_rows().await), before);
    // Not known, but written long before the closing: filed where it belongs.
    let late = test.written(&[phone(ANA)], START.plus(MINUTE), "atrasada");
    test.arrives(MAIN, vec![message(late)]).await;
    let row = test.all_rows().await.remove(0);
    assert_eq!(row.state.name(), StateName::Closed);
    assert_eq!((row.unread, row.waiting_since), (0, None));
    assert_eq!(row.window.last_inbound_at, Some(START.plus(MINUTE)));
    assert!(test.texts(&ticket).await.contains(&"atrasada".to_owned()));
    assert_eq!(test.outbox_size().await, 0);
}

async fn an_older_message_that_comes_late_changes_neither_preview_nor_window(test: &TestDesk) {
    let ticket = test.customer_says(ANA, "agora").await;
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(-HOUR), "antes"))]).await;
    let row = test.row(&ticket).await;
    assert_eq!(row.preview.text, "agora");
    assert_eq!(row.window.last_inbound_at, Some(START));
    assert_eq!((row.unread, row.waiting_since), (2, Some(START.plus(-HOUR))));
    assert_eq!(test.texts(&ticket).await, ["antes", "agora"]);
}

async fn more_than_may_wait_is_refused_at_once(test: &TestDesk) {
    let result = test.desk.receive(Bytes::from(vec![b'x'; 65 * 1024 * 1024]), true).await;
    assert_eq!(result, Err(DeskError::Busy));
}
