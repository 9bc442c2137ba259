//! What could not be sent waits with its ticket: never lost, never sent twice.

use crate::inbound::{ANA, message, phone};
use crate::support::{MAIN, TestDesk, both};
use desk_core::ports::{Change, InboundStatus, SendError, SendErrorClass};
use desk_core::{Actor, HoldRequest, ReplyRequest, ResendRequest};
use desk_model::message::{Content, SendFailure};
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::view::HeldReply;
use desk_model::wire::DeskEvent;
use desk_model::{CloseReason, DeskError, MessageId, MessageStatus, TicketId};

both!(
    what_is_refused_is_kept_and_leaves_with_one_reply,
    what_was_being_written_is_kept_once_and_can_be_discarded,
    a_late_refusal_by_the_provider_keeps_the_text,
    a_refusal_in_the_answer_keeps_the_text,
    what_waited_too_long_in_the_outbox_is_kept,
    only_the_owner_holds_and_it_stays_with_the_ticket,
    sending_again_what_failed_leaves_nothing_held,
);

impl TestDesk {
    async fn held(&self, ticket: &TicketId) -> Option<HeldReply> {
        self.desk.thread(&Actor::operator(), ticket).await.unwrap().held
    }

    fn reply_of(&self, id: &MessageId, ticket: &TicketId, body: &str) -> ReplyRequest {
        ReplyRequest { id: id.clone(), ticket: ticket.clone(), body: body.into(), reply_to: None }
    }

    fn hold_of(&self, ticket: &TicketId, body: &str) -> HoldRequest {
        HoldRequest { id: self.message_id(), ticket: ticket.clone(), body: body.into(), reply_to: None }
    }

    async fn told_held(&self, since: i64) -> Vec<Option<String>> {
        let events = self.desk.events_since(since, 1000).await.unwrap();
        let events = events.iter().map(|event| (event, serde_json::from_str(&event.payload)));
        events
            .filter_map(|(event, parsed)| match parsed {
                Ok(DeskEvent::Held { held, .. }) => {
                    assert!(event.conversation.is_some(), "only for those who follow");
                    Some(held.map(|held| held.body))
                }
                _ => None,
            })
            .collect()
    }

    async fn mine(&self, agent: &Actor) -> TicketId {
        let ticket = self.customer_says(ANA, "oi").await;
        self.desk.claim(agent, &ticket).await.unwrap();
        ticket
    }

    async fn writes_again(&self) {
        self.arrives(MAIN, vec![message(self.written(&[phone(ANA)], self.now(), "voltei"))]).await;
    }

    fn bodies_sent(&self) -> Vec<String> {
        let body = |sent: &desk_core::ports::OutboundMessage| match &sent.body {
            desk_core::ports::OutboundBody::Text { body } => Some(body.clone()),
            _ => None,
        };
        self.gateway.sent().iter().filter_map(body).collect()
    }
}

async fn what_is_refused_is_kept_and_leaves_with_one_reply(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.mine(&agent).await;
    test.clock.advance(DAY);
    let seq = test.seq().await;
    let id = test.message_id();
    for _ in 0..2 {
        let refused = test.desk.reply(&agent, test.reply_of(&id, &ticket, "já vejo")).await;
        assert!(matches!(refused, Err(DeskError::WindowClosed { since: Some(_) })), "{refused:?}");
    }
    let held = test.held(&ticket).await.unwrap();
    assert_eq!((held.id.clone(), held.body.as_str(), held.by.as_str()), (id.clone(), "já vejo", "ana"));
    assert_eq!(test.told_held(seq).await, [Some("já vejo".to_owned())]);
    assert!(test.said(&ticket).await.iter().all(|line| line.id != id), "nothing was written");
    // The customer answers; from two tabs at once it is one message.
    test.writes_again().await;
    assert_eq!(test.held(&ticket).await, Some(held));
    let (one, two) = tokio::join!(
        test.desk.reply(&agent, test.reply_of(&id, &ticket, "já vejo")),
        test.desk.reply(&agent, test.reply_of(&id, &ticket, "já vejo")),
    );
    assert_eq!(one.unwrap().id, two.unwrap().id);
    assert_eq!(test.held(&ticket).await, None);
    assert_eq!(test.told_held(seq).await.last(), Some(&None));
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.bodies_sent(), ["já vejo"]);
}

async fn what_was_being_written_is_kept_once_and_can_be_discarded(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.mine(&agent).await;
    test.clock.advance(DAY);
    let seq = test.seq().await;
    // Three tabs hold the same text.
    for _ in 0..3 {
        test.desk.hold_reply(&agent, test.hold_of(&ticket, " meio escrito ")).await.unwrap();
    }
    let first = test.held(&ticket).await.unwrap();
    assert_eq!(first.body, "meio escrito");
    assert_eq!(test.told_held(seq).await.len(), 1);
    // Another text joins it; the old id names it no more.
    let both = test.desk.hold_reply(&agent, test.hold_of(&ticket, "e mais")).await.unwrap();
    assert_eq!(both.body, "meio escrito\ne mais");
    assert_ne!(both.id, first.id);
    test.desk.discard_held(&agent, &ticket, &first.id).await.unwrap();
    assert_eq!(test.held(&ticket).await, Some(both.clone()));
    test.desk.discard_held(&agent, &ticket, &both.id).await.unwrap();
    test.desk.discard_held(&agent, &ticket, &both.id).await.unwrap();
    assert_eq!(test.held(&ticket).await, None);
    for body in ["", "  \n", &"a".repeat(70_000)] {
        let refused = test.desk.hold_reply(&agent, test.hold_of(&ticket, body)).await;
        assert!(matches!(refused, Err(DeskError::Invalid { .. })));
    }
}

async fn a_late_refusal_by_the_provider_keeps_the_text(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.mine(&agent).await;
    for body in ["um", "dois"] {
        test.desk.reply(&agent, test.reply_of(&test.message_id(), &ticket, body)).await.unwrap();
        test.desk.drain_outbox().await.unwrap();
        test.clock.advance(SECOND);
    }
    let failed = |n: usize| {
        Change::Status(InboundStatus {
            pricing: None,
            target: format!("wamid.out.{n}"),
            ours: None,
            status: MessageStatus::Failed,
            failure: Some(SendFailure { code: 131_047, detail: "closed".into() }),
            at: test.now(),
        })
    };
    let until = test.row(&ticket).await.window.until();
    assert!(until.is_some());
    for n in [1, 2, 1, 2] {
        test.arrives(MAIN, vec![failed(n)]).await;
        // Locked with the first refusal.
        assert_eq!(test.row(&ticket).await.window.until(), None);
    }
    assert_eq!(test.held(&ticket).await.unwrap().body, "um\ndois");
    let refused = test.desk.reply(&agent, test.reply_of(&test.message_id(), &ticket, "três")).await;
    assert!(matches!(refused, Err(DeskError::WindowClosed { .. })));
    // An older message that comes late opens nothing; the next one does.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now().plus(-5 * SECOND), "antes"))])
        .await;
    assert_eq!(test.row(&ticket).await.window.until(), None);
    test.writes_again().await;
    assert!(test.row(&ticket).await.window.until().is_some());
    assert_eq!(test.held(&ticket).await.unwrap().body, "um\ndois\ntrês");
}

async fn a_refusal_in_the_answer_keeps_the_text(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.mine(&agent).await;
    let failure = SendFailure { code: 131_047, detail: "closed".into() };
    let class = SendErrorClass::WindowClosed;
    test.gateway.answer(Err(SendError { class, failure, retry_after_secs: None }));
    for body in ["um", "dois"] {
        test.desk.reply(&agent, test.reply_of(&test.message_id(), &ticket, body)).await.unwrap();
    }
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.bodies_sent(), ["um"], "the second one never left");
    assert_eq!(test.row(&ticket).await.window.until(), None);
    assert_eq!(test.held(&ticket).await.unwrap().body, "um\ndois");
}

async fn what_waited_too_long_in_the_outbox_is_kept(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.mine(&agent).await;
    test.desk.reply(&agent, test.reply_of(&test.message_id(), &ticket, "um")).await.unwrap();
    test.clock.advance(DAY);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0);
    assert_eq!(test.held(&ticket).await.unwrap().body, "um");
}

async fn only_the_owner_holds_and_it_stays_with_the_ticket(test: &TestDesk) {
    let (ana, bia) = (test.agent("ana").await, test.agent("bia").await);
    let stranger = test.finance_agent("davi").await;
    let ticket = test.mine(&ana).await;
    let hold = |body: &str| test.hold_of(&ticket, body);
    assert_eq!(test.desk.hold_reply(&bia, hold("x")).await, Err(DeskError::Forbidden));
    assert_eq!(test.desk.hold_reply(&stranger, hold("x")).await, Err(DeskError::not_found("ticket")));
    assert_eq!(test.desk.hold_reply(&Actor::operator(), hold("x")).await, Err(DeskError::Forbidden));
    let held = test.desk.hold_reply(&ana, hold("da Ana")).await.unwrap();
    assert_eq!(test.desk.discard_held(&bia, &ticket, &held.id).await, Err(DeskError::Forbidden));
    assert_eq!(
        test.desk.discard_held(&stranger, &ticket, &held.id).await,
        Err(DeskError::not_found("ticket"))
    );
    // A colleague who sees the ticket sees it; closing hides it, and the customer's return brings it back.
    assert_eq!(test.desk.thread(&bia, &ticket).await.unwrap().held, Some(held.clone()));
    test.set_queue(&test.queue, |form| form.reopen_hours = 2).await;
    test.desk.close(&ana, &ticket, CloseReason::NoAnswer).await.unwrap();
    assert_eq!(test.held(&ticket).await, None);
    assert!(matches!(test.desk.hold_reply(&ana, hold("x")).await, Err(DeskError::Transition { .. })));
    test.clock.advance(HOUR);
    test.writes_again().await;
    test.desk.claim(&bia, &ticket).await.unwrap();
    assert_eq!(test.held(&ticket).await, Some(held.clone()));
    test.desk.reply(&bia, test.reply_of(&held.id, &ticket, &held.body)).await.unwrap();
    assert_eq!(test.held(&ticket).await, None);
}

async fn sending_again_what_failed_leaves_nothing_held(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.mine(&agent).await;
    let id = test.message_id();
    test.desk.reply(&agent, test.reply_of(&id, &ticket, "um")).await.unwrap();
    test.clock.advance(DAY);
    test.desk.drain_outbox().await.unwrap();
    assert!(test.held(&ticket).await.is_some());
    test.clock.advance(MINUTE);
    test.writes_again().await;
    let again = ResendRequest { id: test.message_id(), failed: id };
    assert_eq!(test.desk.resend(&agent, again).await.unwrap().content, Content::text("um"));
    assert_eq!(test.held(&ticket).await, None);
}
