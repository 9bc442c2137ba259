//! What goes out: in order, at its pace, never twice without knowing, never outside the window, and with a cause when it fails.

use crate::support::{FINANCE, MAIN, START, TestDesk, both};
use desk_core::ports::{Accepted, Change, InboundStatus, SendError, SendErrorClass};
use desk_core::{Actor, ReplyRequest};
use desk_model::message::{Content, SendFailure};
use desk_model::number::NumberState;
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::view::MessageView;
use desk_model::{DeskError, MessageId, MessageStatus, TicketId, WindowFacts};
use desk_store::conversation;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

both!(
    a_failure_tells_its_cause,
    what_may_have_left_is_never_sent_again_blindly,
    after_an_hour_without_news_the_outcome_stays_unknown_and_it_counts_as_failed,
    a_crash_between_the_call_and_its_record_leaves_an_unknown_outcome,
    an_answer_that_is_no_answer_counts_as_unknown,
    messages_to_one_customer_keep_their_order_and_others_do_not_wait,
    what_never_left_is_sent_again_with_growing_pauses,
    a_number_that_is_down_keeps_its_messages_until_it_works_again,
    a_window_that_closes_while_a_message_waits_lets_nothing_out,
    a_number_sends_no_faster_than_its_pace,
    what_cannot_be_read_fails_and_blocks_nobody,
    the_running_sender_wakes_by_itself_and_ends_when_told,
);

const ANA: &str = "5511987650001";
const BIA: &str = "5511987650002";

fn refusal(class: SendErrorClass, code: i64) -> Result<Accepted, SendError> {
    Err(SendError {
        class,
        failure: SendFailure { code, detail: "as scripted".into() },
        retry_after_secs: None,
    })
}

fn news(target: &str, ours: Option<&MessageId>, status: MessageStatus, code: i64) -> Change {
    let failure = (status == MessageStatus::Failed).then(|| SendFailure { code, detail: "as told".into() });
    Change::Status(InboundStatus {
        target: target.into(),
        ours: ours.cloned(),
        status,
        failure,
        pricing: None,
        at: START,
    })
}

impl TestDesk {
    async fn says(&self, agent: &Actor, ticket: &TicketId, body: &str) -> MessageId {
        let id = self.message_id();
        let request =
            ReplyRequest { id: id.clone(), ticket: ticket.clone(), body: body.into(), reply_to: None };
        self.desk.reply(agent, request).await.unwrap();
        id
    }

    async fn line(&self, ticket: &TicketId, id: &MessageId) -> MessageView {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        thread.messages.into_iter().find(|line| line.id == *id).unwrap()
    }

    async fn status(&self, ticket: &TicketId, id: &MessageId) -> MessageStatus {
        self.line(ticket, id).await.status
    }

    /// A customer with a ticket that `agent` owns.
    async fn served(&self, agent: &Actor, phone: &str) -> TicketId {
        let ticket = self.customer_says(phone, "oi").await;
        self.desk.claim(agent, &ticket).await.unwrap();
        ticket
    }

    fn bodies(&self) -> Vec<String> {
        self.gateway
            .sent()
            .iter()
            .map(|sent| serde_json::to_value(&sent.body).unwrap()["body"].to_string())
            .collect()
    }
}

#[tokio::test]
async fn a_status_only_climbs_whatever_the_order() {
    use MessageStatus::{Delivered, Failed, Read, Sent};
    for order in [
        [Sent, Delivered, Read, Failed],
        [Read, Delivered, Sent, Failed],
        [Failed, Sent, Read, Delivered],
        [Delivered, Failed, Sent, Read],
    ] {
        for early in 0..=4 {
            let test = TestDesk::new().await;
            let agent = test.agent("ana").await;
            let ticket = test.served(&agent, ANA).await;
            let id = test.says(&agent, &ticket, "olá").await;
            // Some come before the provider's own answer, with nothing but the provider's id.
            for status in &order[..early] {
                test.arrives(MAIN, vec![news("wamid.out.1", None, *status, 131_026)]).await;
            }
            test.desk.drain_outbox().await.unwrap();
            for status in &order[early..] {
                test.arrives(MAIN, vec![news("wamid.out.1", None, *status, 131_026)]).await;
                test.arrives(MAIN, vec![news("wamid.out.1", None, order[0], 131_026)]).await;
            }
            let line = test.line(&ticket, &id).await;
            assert_eq!((line.status, line.failure), (Read, None), "{order:?}, {early} early");
            assert_eq!(test.row(&ticket).await.preview.status, Some(Read));
        }
    }
}

async fn a_failure_tells_its_cause(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let id = test.says(&agent, &ticket, "um").await;
    test.desk.drain_outbox().await.unwrap();
    test.arrives(MAIN, vec![news("wamid.out.1", None, MessageStatus::Sent, 0)]).await;
    test.arrives(MAIN, vec![news("wamid.out.1", None, MessageStatus::Failed, 131_026)]).await;
    let line = test.line(&ticket, &id).await;
    assert_eq!(line.status, MessageStatus::Failed);
    assert_eq!(line.failure, Some(SendFailure { code: 131_026, detail: "as told".into() }));

    test.gateway.answer(refusal(SendErrorClass::Permanent, 131_021));
    let id = test.says(&agent, &ticket, "dois").await;
    test.desk.drain_outbox().await.unwrap();
    let line = test.line(&ticket, &id).await;
    assert_eq!((line.status, line.failure.unwrap().code), (MessageStatus::Failed, 131_021));
    assert_eq!(test.outbox_size().await, 0);
}

async fn what_may_have_left_is_never_sent_again_blindly(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    test.gateway.answer(refusal(SendErrorClass::Unknown, 131_000));
    let first = test.says(&agent, &ticket, "um").await;
    let second = test.says(&agent, &ticket, "dois").await;
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1, "the second waits for the first");
    assert_eq!(test.status(&ticket, &first).await, MessageStatus::Unknown);
    assert_eq!(test.status(&ticket, &second).await, MessageStatus::Queued);
    // The customer is not left alone for ever: after a minute the second goes.
    test.clock.advance(MINUTE);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    test.clock.advance(HOUR);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0);
    assert_eq!(test.gateway.sent().len(), 2);
    // A status with our id tells what became of it.
    test.arrives(MAIN, vec![news("wamid.lost", Some(&first), MessageStatus::Delivered, 0)]).await;
    assert_eq!(test.status(&ticket, &first).await, MessageStatus::Delivered);
    assert_eq!(test.outbox_size().await, 0);
    test.arrives(MAIN, vec![news("wamid.lost", None, MessageStatus::Read, 0)]).await;
    assert_eq!(test.status(&ticket, &first).await, MessageStatus::Read);
}

async fn after_an_hour_without_news_the_outcome_stays_unknown_and_it_counts_as_failed(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    test.gateway.answer(refusal(SendErrorClass::Unknown, 0));
    let id = test.says(&agent, &ticket, "um").await;
    test.desk.drain_outbox().await.unwrap();
    test.clock.advance(HOUR - SECOND);
    test.desk.drain_outbox().await.unwrap();
    let line = test.line(&ticket, &id).await;
    assert_eq!((line.status, line.sending.waits_until), (MessageStatus::Unknown, Some(START.plus(HOUR))));
    test.clock.advance(SECOND);
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.status(&ticket, &id).await, MessageStatus::Failed);
    assert_eq!(test.outbox_size().await, 0);
    assert_eq!(test.gateway.sent().len(), 1);
    // The provider may still know better.
    test.arrives(MAIN, vec![news("wamid.late", Some(&id), MessageStatus::Read, 0)]).await;
    let line = test.line(&ticket, &id).await;
    assert_eq!((line.status, line.failure), (MessageStatus::Read, None));
}

async fn a_crash_between_the_call_and_its_record_leaves_an_unknown_outcome(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let id = test.says(&agent, &ticket, "um").await;
    // A worker takes it and is never heard of again.
    let mut tx = test.store.write().await.unwrap();
    assert!(desk_store::outbox::lease(&mut tx, &id, test.now().plus(MINUTE)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0, "it is somebody's");
    test.clock.advance(MINUTE);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0);
    assert_eq!(test.status(&ticket, &id).await, MessageStatus::Unknown);
    assert!(test.gateway.sent().is_empty(), "not sent again");
}

async fn an_answer_that_is_no_answer_counts_as_unknown(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let first = test.says(&agent, &ticket, "um").await;
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.status(&ticket, &first).await, MessageStatus::Accepted);
    // An id that is another message's.
    test.gateway.answer(Ok(Accepted { provider_id: "wamid.out.1".into(), held: None }));
    let second = test.says(&agent, &ticket, "dois").await;
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.status(&ticket, &second).await, MessageStatus::Unknown);
    assert_eq!(test.status(&ticket, &first).await, MessageStatus::Accepted);
}

async fn messages_to_one_customer_keep_their_order_and_others_do_not_wait(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let (ana, bia) = (test.served(&agent, ANA).await, test.served(&agent, BIA).await);
    for n in 0..4 {
        test.says(&agent, &ana, &format!("a{n}")).await;
    }
    for n in 0..4 {
        test.says(&agent, &bia, &format!("b{n}")).await;
    }
    // The first to Ana is refused twice for her sake.
    test.gateway.answer(refusal(SendErrorClass::PauseConversation, 131_056));
    test.desk.drain_outbox().await.unwrap();
    let sent = test.bodies();
    assert_eq!(sent.iter().filter(|body| body.contains('b')).count(), 4, "{sent:?}");
    assert_eq!(sent.iter().filter(|body| body.contains('a')).count(), 1, "{sent:?}");
    test.gateway.answer(refusal(SendErrorClass::PauseConversation, 131_056));
    test.clock.advance(SECOND);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1, "after 4⁰ seconds");
    test.clock.advance(3 * SECOND);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0);
    // After that one in six seconds, in order.
    let mut calls = 0;
    for _ in 0..30 {
        test.clock.advance(SECOND);
        let now = test.desk.drain_outbox().await.unwrap();
        assert!(now <= 1);
        calls += now;
    }
    assert_eq!(calls, 4);
    let to_ana: Vec<String> = test.bodies().into_iter().filter(|body| body.contains('a')).collect();
    assert_eq!(to_ana, ["\"a0\"", "\"a0\"", "\"a0\"", "\"a1\"", "\"a2\"", "\"a3\""]);
}

#[tokio::test]
async fn a_number_that_is_too_fast_pauses_and_others_go_on() {
    for (retry_after, wait) in [(Some(90), 90 * SECOND), (None, SECOND)] {
        let test = TestDesk::new().await;
        let agent = test.supervisor("sup").await;
        let ticket = test.served(&agent, ANA).await;
        let other = test.customer_says_to(FINANCE, BIA, "oi").await;
        test.desk.claim(&agent, &other).await.unwrap();
        let id = test.says(&agent, &ticket, "um").await;
        test.gateway.answer(Err(SendError {
            class: SendErrorClass::PauseNumber,
            failure: SendFailure { code: 130_429, detail: String::new() },
            retry_after_secs: retry_after,
        }));
        assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
        assert_eq!(test.status(&ticket, &id).await, MessageStatus::Queued);
        let third = test.customer_says(BIA, "oi").await;
        test.desk.claim(&agent, &third).await.unwrap();
        test.says(&agent, &third, "mesmo número").await;
        test.says(&agent, &other, "outro número").await;
        assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
        assert_eq!(test.bodies().last().unwrap(), "\"outro número\"");
        test.clock.advance(wait);
        assert_eq!(test.desk.drain_outbox().await.unwrap(), 2);
        assert_eq!(test.status(&ticket, &id).await, MessageStatus::Accepted);
    }
}

async fn what_never_left_is_sent_again_with_growing_pauses(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let id = test.says(&agent, &ticket, "um").await;
    for _ in 0..5 {
        test.gateway.answer(refusal(SendErrorClass::NotSent, 0));
    }
    let mut waited = Vec::new();
    for second in 0..120 {
        if test.desk.drain_outbox().await.unwrap() > 0 {
            waited.push(second);
        }
        test.clock.advance(SECOND);
    }
    assert_eq!(waited.len(), 6, "{waited:?}");
    assert!(waited.windows(3).all(|w| w[2] - w[1] >= (w[1] - w[0]) / 2), "{waited:?}");
    assert_eq!(test.status(&ticket, &id).await, MessageStatus::Accepted);
}

async fn a_number_that_is_down_keeps_its_messages_until_it_works_again(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let id = test.says(&agent, &ticket, "um").await;
    test.gateway.answer(refusal(SendErrorClass::NumberDown(NumberState::Disconnected), 190));
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    let numbers = test.desk.bootstrap(&agent).await.unwrap().numbers;
    assert!(numbers.iter().any(|number| number.state == NumberState::Disconnected));
    let request =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "dois".into(), reply_to: None };
    let refused = test.desk.reply(&agent, request).await;
    assert!(matches!(refused, Err(DeskError::NumberDown { .. })), "{refused:?}");
    test.clock.advance(HOUR);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0);
    assert_eq!(test.status(&ticket, &id).await, MessageStatus::Queued);
    test.desk.sync_templates(&Actor::operator(), &test.number).await.unwrap();
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    assert_eq!(test.status(&ticket, &id).await, MessageStatus::Accepted);
}

#[tokio::test]
async fn the_providers_refusal_locks_the_window_until_the_customer_writes() {
    // At once in the answer, or later in a status.
    for at_once in [true, false] {
        let test = TestDesk::new().await;
        let agent = test.agent("ana").await;
        let ticket = test.served(&agent, ANA).await;
        test.clock.advance(MINUTE);
        let id = test.says(&agent, &ticket, "um").await;
        if at_once {
            test.gateway.answer(refusal(SendErrorClass::WindowClosed, 131_047));
        }
        test.desk.drain_outbox().await.unwrap();
        if !at_once {
            test.arrives(MAIN, vec![news("wamid.out.1", None, MessageStatus::Failed, 131_047)]).await;
        }
        assert_eq!(test.status(&ticket, &id).await, MessageStatus::Failed);
        let row = test.row(&ticket).await;
        assert_eq!(row.window, WindowFacts::default().with_inbound(START).with_refusal(START.plus(MINUTE)));
        assert_eq!(row.window.until(), None);
        let request = ReplyRequest {
            id: test.message_id(),
            ticket: ticket.clone(),
            body: "dois".into(),
            reply_to: None,
        };
        let refused = test.desk.reply(&agent, request.clone()).await;
        assert_eq!(refused, Err(DeskError::WindowClosed { since: Some(START.plus(MINUTE)) }));
        test.clock.advance(MINUTE);
        test.customer_says(ANA, "estou aqui").await;
        test.desk.reply(&agent, request).await.unwrap();
    }
}

async fn a_window_that_closes_while_a_message_waits_lets_nothing_out(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let id = test.says(&agent, &ticket, "um").await;
    test.clock.advance(DAY);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0);
    assert!(test.gateway.sent().is_empty());
    let line = test.line(&ticket, &id).await;
    assert_eq!((line.status, line.failure.unwrap().code), (MessageStatus::Failed, 131_047));
    assert_eq!(test.outbox_size().await, 0);
}

async fn a_number_sends_no_faster_than_its_pace(test: &TestDesk) {
    test.queue_says("Protocolo {protocol}", "", 0).await;
    let changes = (0..200)
        .map(|n| Change::Message(Box::new(test.inbound(&format!("55119{n:08}"), Content::text("oi")))))
        .collect();
    test.arrives(MAIN, changes).await;
    assert_eq!(test.outbox_size().await, 200);
    let mut sent = 0;
    let mut most = 0;
    let mut steps: i64 = 0;
    while test.outbox_size().await > 0 {
        let now = test.desk.drain_outbox().await.unwrap();
        most = most.max(now);
        sent += now;
        test.clock.advance(SECOND / 20);
        steps += 1;
        assert!(steps < 1000);
    }
    assert_eq!(sent, 200);
    assert!(most <= 8, "{most} at once");
    assert!((45..=52).contains(&steps), "200 at 80 a second, the first 8 at once: {steps} steps of 50 ms");
}

async fn what_cannot_be_read_fails_and_blocks_nobody(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let row = test.row(&ticket).await;
    let mut tx = test.store.write().await.unwrap();
    let mut line =
        desk_store::message::get(&mut tx, &test.desk.thread(&agent, &ticket).await.unwrap().messages[0].id)
            .await
            .unwrap()
            .unwrap();
    line.view.id = test.message_id();
    line.view.direction = desk_model::Direction::Out;
    line.view.status = MessageStatus::Queued;
    line.outgoing = Some("{\"type\":\"carrier pigeon\"}".into());
    line.provider_id = None;
    desk_store::message::insert(&mut tx, &line).await.unwrap();
    desk_store::outbox::enqueue(&mut tx, &line.view.id, &row.number, &row.conversation, START).await.unwrap();
    tx.commit().await.unwrap();
    let next = test.says(&agent, &ticket, "um").await;
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    assert_eq!(test.status(&ticket, &line.view.id).await, MessageStatus::Failed);
    assert_eq!(test.status(&ticket, &next).await, MessageStatus::Accepted);
}

async fn the_running_sender_wakes_by_itself_and_ends_when_told(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.served(&agent, ANA).await;
    let cancel = CancellationToken::new();
    let sender = tokio::spawn({
        let (desk, cancel) = (test.desk.clone(), cancel.clone());
        async move { desk.run_outbox(cancel).await }
    });
    let inbound = tokio::spawn({
        let (desk, cancel) = (test.desk.clone(), cancel.clone());
        async move { desk.run_inbound(cancel).await }
    });
    let mut told = test.desk.events_changed();
    let id = test.says(&agent, &ticket, "um").await;
    let accepted = async {
        while test.status(&ticket, &id).await != MessageStatus::Accepted {
            told.changed().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(10), accepted).await.expect("it leaves by itself");
    cancel.cancel();
    tokio::time::timeout(Duration::from_secs(10), async { (sender.await.unwrap(), inbound.await.unwrap()) })
        .await
        .expect("both end when told");
}

/// Somebody who is changing one conversation holds up its own answer and no other, and nobody waits in a circle.
#[tokio::test(flavor = "multi_thread")]
async fn answers_wait_for_nobody_elses_conversation() {
    let Some(test) = TestDesk::postgres().await else { return };
    let agent = test.agent("ana").await;
    let (one, two) = (test.served(&agent, ANA).await, test.served(&agent, BIA).await);
    let (to_one, to_two) = (test.says(&agent, &one, "um").await, test.says(&agent, &two, "dois").await);
    let conversations = (test.row(&one).await.conversation, test.row(&two).await.conversation);

    let mut tx = test.store.write().await.unwrap();
    conversation::lock(&mut tx, &conversations.0).await.unwrap();
    let desk = test.desk.clone();
    let drained = tokio::spawn(async move { desk.drain_outbox().await });
    while test.status(&two, &to_two).await != MessageStatus::Accepted {
        tokio::task::yield_now().await;
    }
    assert_eq!(test.status(&one, &to_one).await, MessageStatus::Queued);
    conversation::lock(&mut tx, &conversations.1).await.unwrap();
    tx.commit().await.unwrap();
    drained.await.unwrap().unwrap();
    assert_eq!(test.status(&one, &to_one).await, MessageStatus::Accepted);
    test.end().await;
}
