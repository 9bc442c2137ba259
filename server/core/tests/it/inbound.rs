//! What comes in: one ticket however many messages come at once, nothing twice, nothing lost, whatever the order.

use crate::support::{FINANCE, MAIN, START, TestDesk};
use bytes::Bytes;
use desk_core::ports::{Change, InboundMessage, InboundStatus, Part};
use desk_core::{Actor, QueueTexts};
use desk_model::message::{Content, SendFailure, ThreadEvent};
use desk_model::template::TemplateStatus;
use desk_model::ticket::StateName;
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::view::{InboxRow, MessageView};
use desk_model::{
    Author, CloseReason, DeskError, Direction, Identity, MessageStatus, TicketId, TicketState, Timestamp,
    WindowState,
};
use std::collections::BTreeSet;

const ANA: &str = "5511987650001";

fn message(inbound: InboundMessage) -> Change {
    Change::Message(Box::new(inbound))
}

fn bsuid(text: &str) -> Identity {
    Identity::bsuid(text).unwrap()
}

fn phone(text: &str) -> Identity {
    Identity::phone(text).unwrap()
}

impl TestDesk {
    /// The lines of a ticket's conversation without what the desk tells of itself.
    async fn said(&self, ticket: &TicketId) -> Vec<MessageView> {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        thread.messages.into_iter().filter(|line| line.direction != Direction::Event).collect()
    }

    async fn texts(&self, ticket: &TicketId) -> Vec<String> {
        let text = |line: MessageView| match line.content {
            Content::Text { body } => body,
            other => format!("{other:?}"),
        };
        self.said(ticket).await.into_iter().map(text).collect()
    }

    async fn events(&self, ticket: &TicketId) -> Vec<ThreadEvent> {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        let event = |line: MessageView| match line.content {
            Content::Event { what } => Some(what),
            _ => None,
        };
        thread.messages.into_iter().filter_map(event).collect()
    }

    async fn queue_says(&self, opening: &str, closing: &str, reopen_hours: u32) {
        let texts =
            QueueTexts { opening_text: opening.to_owned(), closing_text: closing.to_owned(), reopen_hours };
        self.desk.set_queue_texts(&Actor::operator(), &self.queue, texts).await.unwrap();
    }

    async fn problems(&self) -> Vec<(String, String, String)> {
        let health = self.desk.journal_health(&Actor::operator()).await.unwrap();
        health.problems.into_iter().map(|problem| (problem.state, problem.part, problem.error)).collect()
    }

    /// A message from these addresses, written at `at`.
    fn written(&self, from: &[Identity], at: Timestamp, text: &str) -> InboundMessage {
        let mut inbound = self.inbound(ANA, Content::text(text));
        inbound.from = from.to_vec();
        inbound.at = at;
        inbound
    }

    async fn all_rows(&self) -> Vec<InboxRow> {
        let mut rows = self.desk.find(&Actor::operator(), "Cliente").await.unwrap();
        rows.sort_by(|a, b| a.ticket.cmp(&b.ticket));
        rows
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_first_messages_of_one_customer_at_once_open_one_ticket_and_keep_their_order() {
    let test = TestDesk::new().await;
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

#[tokio::test]
async fn a_repeated_message_changes_nothing_at_all() {
    let test = TestDesk::new().await;
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

#[tokio::test]
async fn a_first_message_opens_a_ticket_with_protocol_window_and_preview() {
    let test = TestDesk::new().await;
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

#[tokio::test]
async fn an_old_message_seen_for_the_first_time_opens_a_ticket_but_is_not_answered() {
    let test = TestDesk::new().await;
    test.queue_says("Olá {name}", "", 0).await;
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(-8 * DAY), "oi"))]).await;
    assert_eq!(test.all_rows().await.len(), 1);
    assert_eq!(test.outbox_size().await, 0);
}

#[tokio::test]
async fn names_and_addresses_stand_where_they_are_known() {
    let test = TestDesk::new().await;
    let mut nameless = test.written(&[phone("551187650001")], START, "oi");
    nameless.name = None;
    test.arrives(MAIN, vec![message(nameless)]).await;
    let found = test.desk.find(&Actor::operator(), "87650001").await.unwrap();
    assert_eq!(found[0].contact_name, "+55 11 8765-0001");
    // The same mobile with the ninth digit is the same customer, and now has a name.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(SECOND), "de novo"))]).await;
    let row = test.row(&found[0].ticket).await;
    assert_eq!((row.unread, row.contact_name.as_str()), (2, "Cliente 5511987650001"));
    // An older message brings no older name.
    let mut late = test.written(&[phone(ANA)], START.plus(-SECOND), "antes");
    late.name = Some("Nome velho".into());
    test.arrives(MAIN, vec![message(late)]).await;
    assert_eq!(test.row(&row.ticket).await.contact_name, "Cliente 5511987650001");
}

#[tokio::test]
async fn a_customer_without_a_phone_is_a_customer() {
    let test = TestDesk::new().await;
    let mut inbound = test.written(&[bsuid("BR.1a2b")], START, "oi");
    inbound.name = None;
    test.arrives(MAIN, vec![message(inbound)]).await;
    let found = test.desk.find(&Actor::operator(), "BR.1a2b").await.unwrap();
    assert_eq!(found[0].contact_name, "BR.1a2b");
}

#[tokio::test]
async fn two_customers_shown_to_be_one_become_one_and_nothing_is_lost() {
    let test = TestDesk::new().await;
    let agent = test.agent("ana").await;
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START, "por telefone"))]).await;
    test.clock.advance(SECOND);
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.zz")], START.plus(SECOND), "por usuário"))])
        .await;
    test.arrives(
        FINANCE,
        vec![message(test.written(&[bsuid("BR.zz")], START.plus(SECOND), "no financeiro"))],
    )
    .await;
    let before = test.all_rows().await;
    assert_eq!(before.len(), 3);
    let (elder, younger) = (&before[0], &before[1]);
    test.desk.claim(&agent, &younger.ticket).await.unwrap();

    let both = [phone(ANA), bsuid("BR.zz")];
    test.clock.advance(SECOND);
    test.arrives(MAIN, vec![message(test.written(&both, START.plus(2 * SECOND), "os dois"))]).await;

    let after = test.all_rows().await;
    assert_eq!(after.iter().map(|row| &row.contact).collect::<BTreeSet<_>>().len(), 1);
    let kept = after.iter().find(|row| row.ticket == elder.ticket).unwrap();
    let ended = after.iter().find(|row| row.ticket == younger.ticket).unwrap();
    assert_eq!(ended.state.name(), StateName::Closed);
    assert_eq!(kept.state.owner(), Some(agent.user()), "whoever was talking to the customer still is");
    assert_eq!(kept.unread, 3);
    assert_eq!(kept.waiting_since, Some(START));
    assert_eq!(kept.window.last_inbound_at, Some(START.plus(2 * SECOND)));
    assert_eq!(test.texts(&kept.ticket).await, ["por telefone", "por usuário", "os dois"]);
    assert!(test.said(&kept.ticket).await.iter().all(|line| line.ticket == kept.ticket));
    let thread = test.desk.thread(&agent, &kept.ticket).await.unwrap();
    assert_eq!(thread.contact.identities, both);
    assert_eq!(thread.contact.tickets.len(), 3 - 1, "the agent sees those of the queue");
    // From now on each address leads there.
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.zz")], START.plus(3 * SECOND), "eu"))]).await;
    assert_eq!(test.row(&kept.ticket).await.unread, 4);
}

#[tokio::test]
async fn a_changed_number_goes_on_in_the_same_ticket_under_the_new_address() {
    let test = TestDesk::new().await;
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let news = Change::IdentityChange {
        id: Some("wamid.sys".into()),
        before: vec![phone(ANA)],
        after: vec![phone("5511911112222")],
        detail: "User changed from A to B".into(),
        at: START.plus(MINUTE),
    };
    test.clock.advance(MINUTE);
    test.arrives(MAIN, vec![news.clone()]).await;
    test.arrives(MAIN, vec![news]).await;
    let changes = test.events(&ticket).await;
    let changed = changes.iter().filter(|event| matches!(event, ThreadEvent::IdentityChanged { .. })).count();
    assert_eq!(changed, 1, "told once, however often it comes");
    // An older message from the old address is the same customer's, and does not bring the old address back.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(SECOND), "antes de mudar"))])
        .await;
    assert_eq!(test.texts(&ticket).await, ["oi", "antes de mudar"]);
    let thread = test.desk.thread(&agent, &ticket).await.unwrap();
    assert_eq!(thread.contact.identities, [phone("5511911112222")]);
    let request = desk_core::ReplyRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        body: "olá".into(),
        reply_to: None,
    };
    test.desk.reply(&agent, request).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.gateway.sent()[0].to, phone("5511911112222"));
    // Whoever writes from the old number later is somebody else: phone companies hand numbers out again.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(DAY), "quem é?"))]).await;
    assert_eq!(test.row(&ticket).await.unread, 0);
    assert_eq!(test.all_rows().await.len(), 2);
}

#[tokio::test]
async fn a_change_of_identity_opens_no_ticket_whatever_is_known() {
    let test = TestDesk::new().await;
    let news = Change::IdentityChange {
        id: None,
        before: vec![bsuid("BR.a")],
        after: vec![bsuid("BR.b")],
        detail: String::new(),
        at: START,
    };
    test.arrives(MAIN, vec![news]).await;
    assert_eq!(test.seq().await, 2, "only the two numbers were told of");
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.a")], START.plus(-MINUTE), "antes"))]).await;
    test.arrives(MAIN, vec![message(test.written(&[bsuid("BR.b")], START.plus(MINUTE), "depois"))]).await;
    let rows = test.all_rows().await;
    assert_eq!(rows.len(), 1, "old and new address are one customer");
    assert_eq!(test.texts(&rows[0].ticket).await, ["antes", "depois"]);
}

#[tokio::test]
async fn one_broken_part_leaves_its_neighbours_applied() {
    let test = TestDesk::new().await;
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

#[tokio::test]
async fn what_panics_while_it_is_applied_blocks_nobody_and_can_be_replayed() {
    let test = TestDesk::new().await;
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

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_shown() {
    let test = TestDesk::new().await;
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

#[tokio::test]
async fn what_is_old_reopens_nothing_and_is_answered_by_nobody() {
    let test = TestDesk::new().await;
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

#[tokio::test]
async fn an_older_message_that_comes_late_changes_neither_preview_nor_window() {
    let test = TestDesk::new().await;
    let ticket = test.customer_says(ANA, "agora").await;
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], START.plus(-HOUR), "antes"))]).await;
    let row = test.row(&ticket).await;
    assert_eq!(row.preview.text, "agora");
    assert_eq!(row.window.last_inbound_at, Some(START));
    assert_eq!((row.unread, row.waiting_since), (2, Some(START.plus(-HOUR))));
    assert_eq!(test.texts(&ticket).await, ["antes", "agora"]);
}

#[tokio::test]
async fn reactions_edits_and_revocations_change_their_message_and_open_nothing() {
    let test = TestDesk::new().await;
    let inbound = test.written(&[phone(ANA)], START, "oi");
    let target = inbound.id.clone();
    let edit = |id: &str, text: &str, at| Change::Edit {
        id: id.into(),
        target: target.clone(),
        content: Content::text(text),
        at,
    };
    let react = |id: &str, emoji: Option<&str>, at| Change::Reaction {
        id: id.into(),
        target: target.clone(),
        emoji: emoji.map(str::to_owned),
        at,
    };
    let revoke = Change::Revoke { id: "r".into(), target: target.clone(), at: START.plus(9 * SECOND) };
    // Before their message: parked, no ticket.
    test.arrives(
        MAIN,
        vec![edit("e3", "três", START.plus(3 * SECOND)), react("x", Some("👍"), START.plus(SECOND))],
    )
    .await;
    assert!(test.all_rows().await.is_empty());
    test.arrives(MAIN, vec![message(inbound)]).await;
    let row = test.all_rows().await.remove(0);
    assert_eq!(row.preview.text, "três");
    let window = row.window;
    // After it, in the wrong order, and twice.
    for _ in 0..2 {
        let changes = vec![
            edit("e1", "um", START.plus(SECOND)),
            react("y", None, START.plus(5 * SECOND)),
            revoke.clone(),
            edit("e2", "dois", START.plus(2 * SECOND)),
        ];
        test.arrives(MAIN, changes).await;
        test.arrives(MAIN, vec![react("x", Some("👍"), START.plus(SECOND))]).await;
    }
    let line = test.said(&row.ticket).await.remove(0);
    assert_eq!(line.content, Content::text("três"));
    assert_eq!(line.earlier, [Content::text("oi"), Content::text("um"), Content::text("dois")]);
    assert!(line.reactions.is_empty());
    assert_eq!(line.revoked_at, Some(START.plus(9 * SECOND)));
    let row = test.row(&row.ticket).await;
    assert_eq!((row.unread, row.window), (1, window));
}

#[tokio::test]
async fn a_reply_shows_what_it_quotes_also_when_that_comes_later() {
    let test = TestDesk::new().await;
    let first = test.written(&[phone(ANA)], START, "quanto custa?");
    let mut reply = test.written(&[phone(ANA)], START.plus(SECOND), "alguém?");
    reply.reply_to = Some(first.id.clone());
    test.arrives(MAIN, vec![message(reply)]).await;
    let ticket = test.all_rows().await.remove(0).ticket;
    let quote = test.said(&ticket).await[0].quote.clone().unwrap();
    assert_eq!((quote.message, quote.text.as_str()), (None, ""));
    test.arrives(MAIN, vec![message(first)]).await;
    let said = test.said(&ticket).await;
    let quote = said[1].quote.clone().unwrap();
    assert_eq!((quote.message.as_ref(), quote.text.as_str()), (Some(&said[0].id), "quanto custa?"));
}

#[tokio::test]
async fn the_customers_message_unlocks_what_waited_for_it() {
    let test = TestDesk::new().await;
    let agent = test.agent("ana").await;
    let template = test.template().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.clock.advance(DAY);
    let request = desk_core::TemplateRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        template,
        params: vec![desk_model::template::TemplateParam {
            place: desk_model::template::Place::Body,
            key: "1".into(),
            value: "Ana".into(),
        }],
    };
    let sent = test.desk.send_template(&agent, request).await.unwrap();
    let row = test.row(&ticket).await;
    assert_eq!(row.pending_template.as_ref().map(|pending| &pending.message), Some(&sent.id));
    // One written before it does not answer it.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now().plus(-HOUR), "antes"))]).await;
    assert!(test.row(&ticket).await.pending_template.is_some());
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "sim"))]).await;
    let row = test.row(&ticket).await;
    assert_eq!(row.pending_template, None);
    let open = desk_model::window::window(desk_model::WindowPolicy::Whatsapp, &row.window, test.now());
    assert!(matches!(open, WindowState::Open { .. }));
}

#[tokio::test]
async fn what_whatsapp_says_itself_opens_nothing() {
    let test = TestDesk::new().await;
    let system = |at| {
        let mut inbound = test.written(&[phone(ANA)], at, "");
        inbound.content = Content::System { body: "código alterado".into() };
        inbound.opens_window = false;
        message(inbound)
    };
    test.arrives(MAIN, vec![system(START)]).await;
    assert!(test.all_rows().await.is_empty());
    let ticket = test.customer_says(ANA, "oi").await;
    let before = test.row(&ticket).await;
    test.arrives(MAIN, vec![system(START.plus(HOUR))]).await;
    let after = test.row(&ticket).await;
    assert_eq!((after.window, after.preview), (before.window, before.preview));
    assert_eq!(test.said(&ticket).await.len(), 2);
}

#[tokio::test]
async fn a_template_follows_what_meta_decides() {
    let test = TestDesk::new().await;
    test.template().await;
    let paused = |number: Option<&str>| Part {
        path: "p".into(),
        field: "message_template_status_update".into(),
        number: number.map(str::to_owned),
        change: Change::TemplateStatus {
            name: "retorno".into(),
            language: "pt-BR".into(),
            status: TemplateStatus::Paused,
        },
    };
    for owner in [Some("3000"), Some("2000")] {
        let body = serde_json::to_vec(&[paused(owner)]).unwrap();
        test.desk.receive(Bytes::from(body), true).await.unwrap();
        test.desk.drain_inbound().await.unwrap();
        let list = test.desk.templates(&Actor::operator(), &test.number).await.unwrap();
        let expected = if owner == Some("2000") { TemplateStatus::Paused } else { TemplateStatus::Approved };
        assert_eq!(list.templates[0].status, expected);
    }
}

#[tokio::test]
async fn a_status_that_is_not_ours_changes_nothing() {
    let test = TestDesk::new().await;
    let inbound = test.written(&[phone(ANA)], START, "oi");
    let target = inbound.id.clone();
    test.arrives(MAIN, vec![message(inbound)]).await;
    let seq = test.seq().await;
    let failed = InboundStatus {
        target,
        ours: None,
        status: MessageStatus::Failed,
        failure: Some(SendFailure { code: 1, detail: String::new() }),
        at: START,
    };
    test.arrives(MAIN, vec![Change::Status(failed)]).await;
    assert_eq!(test.seq().await, seq);
}

#[tokio::test]
async fn without_a_writer_of_the_journal_nothing_is_acknowledged() {
    let test = TestDesk::new().await;
    let result = test.desk.receive(Bytes::from(vec![b'x'; 65 * 1024 * 1024]), true).await;
    assert_eq!(result, Err(DeskError::Busy), "more than may wait");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zz_probe() {
    let test = TestDesk::new().await;
    test.queue_says("Protocolo {protocol}", "", 0).await;
    for round in 0..4 {
        let n = 2000;
        let mut bodies = Vec::new();
        for i in 0..n {
            let phone_text = format!("55119{:08}", i % 1000);
            let mut inbound = test.inbound(&phone_text, Content::text("olá, preciso de ajuda com o meu pedido"));
            inbound.at = START.plus(round * MINUTE + i * 1000);
            inbound.from.push(bsuid(&format!("BR.x{}", i % 1000)));
            let part = Part { path: "p".into(), field: "messages".into(), number: Some(MAIN.into()), change: message(inbound) };
            bodies.push(Bytes::from(serde_json::to_vec(&[part]).unwrap()));
        }
        let t = std::time::Instant::now();
        for chunk in bodies.chunks(200) {
            futures::future::join_all(chunk.iter().map(|b| test.desk.receive(b.clone(), true))).await;
        }
        let stored = t.elapsed();
        let t = std::time::Instant::now();
        let done = test.desk.drain_inbound().await.unwrap();
        let applied = t.elapsed();
        println!("round {round}: stored {n} in {stored:?}, applied {done} in {applied:?} = {:.0}/s", done as f64 / applied.as_secs_f64());
    }
}
