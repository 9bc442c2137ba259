//! Asking whether the customer is still there: once a window, never when it is closed.

use crate::inbound::{ANA, message, phone};
use crate::support::{MAIN, TestDesk, both};
use desk_core::{Actor, NudgeRequest, ReplyRequest};
use desk_model::message::Content;
use desk_model::queue_form::QueueForm;
use desk_model::time::{DAY, HOUR, MINUTE};
use desk_model::view::MessageView;
use desk_model::{Author, DeskError, Direction, TicketId};

both!(
    the_owner_asks_once_a_window,
    the_desk_asks_by_itself_where_the_queue_says_so,
    two_nodes_ask_once,
    nobody_is_asked_in_vain,
    settings_are_checked,
);

impl TestDesk {
    async fn asks(&self, auto: bool, minutes: u32) {
        self.set_queue(&self.queue, |form| {
            form.nudge_text = "{name}, ainda está aí?".into();
            (form.nudge_auto, form.nudge_minutes) = (auto, minutes);
        })
        .await;
    }

    /// A customer who was answered at once and has been silent since.
    async fn silent(&self, agent: &Actor) -> TicketId {
        let ticket = self.customer_says(ANA, "oi").await;
        self.desk.claim(agent, &ticket).await.unwrap();
        let request = ReplyRequest {
            id: self.message_id(),
            ticket: ticket.clone(),
            body: "pode me dizer o número?".into(),
            reply_to: None,
        };
        self.desk.reply(agent, request).await.unwrap();
        self.desk.drain_outbox().await.unwrap();
        ticket
    }

    async fn asked(&self, ticket: &TicketId) -> Vec<MessageView> {
        let asks = |line: &MessageView| {
            line.direction == Direction::Out
                && line.content == Content::text(format!("Cliente {ANA}, ainda está aí?"))
        };
        self.said(ticket).await.into_iter().filter(asks).collect()
    }
}

async fn the_owner_asks_once_a_window(test: &TestDesk) {
    let (ana, bia) = (test.agent("ana").await, test.agent("bia").await);
    test.asks(false, 30).await;
    let ticket = test.silent(&ana).await;
    let request = || NudgeRequest { id: test.message_id(), ticket: ticket.clone() };
    assert_eq!(test.desk.nudge(&bia, request()).await, Err(DeskError::Forbidden));
    test.clock.advance(DAY - 20 * MINUTE);
    let first = request();
    let line = test.desk.nudge(&ana, first.clone()).await.unwrap();
    assert!(matches!(line.author, Author::User { .. }));
    // The same request is the same message; another one is one too many.
    assert_eq!(test.desk.nudge(&ana, first).await.unwrap().id, line.id);
    assert!(matches!(test.desk.nudge(&ana, request()).await, Err(DeskError::Conflict { .. })));
    assert!(test.row(&ticket).await.window.is_nudged());
    // It did not move the window.
    test.clock.advance(20 * MINUTE);
    assert!(matches!(test.desk.nudge(&ana, request()).await, Err(DeskError::Conflict { .. })));
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "sim"))]).await;
    assert!(!test.row(&ticket).await.window.is_nudged());
    test.clock.advance(DAY);
    assert!(matches!(test.desk.nudge(&ana, request()).await, Err(DeskError::WindowClosed { .. })));
    assert_eq!(test.asked(&ticket).await.len(), 1);
}

async fn the_desk_asks_by_itself_where_the_queue_says_so(test: &TestDesk) {
    let ana = test.agent("ana").await;
    test.asks(true, 30).await;
    let ticket = test.silent(&ana).await;
    assert_eq!(test.desk.nudge_due().await.unwrap(), 0);
    test.clock.advance(DAY - 30 * MINUTE - 1);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 0, "a moment too early");
    test.clock.advance(1);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 1);
    let asked = test.asked(&ticket).await;
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].author, Author::Desk);
    test.clock.advance(10 * MINUTE);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 0, "once a window");
    let refused = test.desk.nudge(&ana, NudgeRequest { id: test.message_id(), ticket: ticket.clone() }).await;
    assert!(matches!(refused, Err(DeskError::Conflict { .. })), "nor by hand after that");
    // It left inside the window, and only then.
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    // The next window is another one.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "estou"))]).await;
    let again = ReplyRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        body: "e o número?".into(),
        reply_to: None,
    };
    test.desk.reply(&ana, again).await.unwrap();
    test.clock.advance(DAY - 5 * MINUTE);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 1);
    assert_eq!(test.asked(&ticket).await.len(), 2);
}

async fn two_nodes_ask_once(test: &TestDesk) {
    let ana = test.agent("ana").await;
    test.asks(true, 30).await;
    let ticket = test.silent(&ana).await;
    let other = test.node().await;
    test.clock.advance(DAY - 20 * MINUTE);
    let (here, there) = tokio::join!(test.desk.nudge_due(), other.nudge_due());
    assert_eq!(here.unwrap() + there.unwrap(), 1);
    assert_eq!(test.asked(&ticket).await.len(), 1);
}

async fn nobody_is_asked_in_vain(test: &TestDesk) {
    let ana = test.agent("ana").await;
    test.asks(true, 30).await;
    let ticket = test.silent(&ana).await;
    // The customer wrote last: we owe the answer.
    test.clock.advance(HOUR);
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "123"))]).await;
    test.clock.advance(DAY - 20 * MINUTE);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 0);
    // Answered just now: not before they had a moment.
    let request =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "achei".into(), reply_to: None };
    test.desk.reply(&ana, request).await.unwrap();
    test.clock.advance(5 * MINUTE);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 0);
    // Closed: too late for ever.
    test.clock.advance(HOUR);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 0);
    assert!(test.asked(&ticket).await.is_empty());
    // Not where the queue does not ask.
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], test.now(), "oi"))]).await;
    let request =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "diga".into(), reply_to: None };
    test.desk.reply(&ana, request).await.unwrap();
    test.asks(false, 30).await;
    test.clock.advance(DAY - 20 * MINUTE);
    assert_eq!(test.desk.nudge_due().await.unwrap(), 0);
}

async fn settings_are_checked(test: &TestDesk) {
    let admin = test.admin("caio").await;
    let mut good = test.queue_form(&test.queue).await;
    (good.nudge_text, good.nudge_auto, good.nudge_minutes) = (" Oi? ".into(), true, 15);
    let saved = test.desk.save_queue(&admin, &test.queue, good.clone(), None).await.unwrap();
    assert_eq!((saved.form.nudge_text.as_str(), saved.form.nudge_minutes), ("Oi?", 15));
    for (bad, field) in [
        (QueueForm { nudge_minutes: 4, ..good.clone() }, "nudge_minutes"),
        (QueueForm { nudge_minutes: 721, ..good.clone() }, "nudge_minutes"),
        (QueueForm { nudge_text: " ".into(), ..good.clone() }, "nudge_text"),
        (QueueForm { nudge_text: "a".repeat(4097), ..good.clone() }, "nudge_text"),
    ] {
        let Err(DeskError::Invalid { fields }) = test.desk.save_queue(&admin, &test.queue, bad, None).await
        else {
            panic!("{field} was accepted")
        };
        assert_eq!(fields[0].field, field);
    }
    let agent = test.agent("ana").await;
    assert_eq!(test.desk.save_queue(&agent, &test.queue, good, None).await, Err(DeskError::Forbidden));
}
