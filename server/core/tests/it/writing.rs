//! What agents write: once, in order, and only when it may leave.

use crate::support::{START, TestDesk, both, template};
use desk_core::ports::{Accepted, OutboundBody, SendError, SendErrorClass};
use desk_core::{Actor, NoteRequest, ReplyRequest, ResendRequest, TemplateRequest, Topic};
use desk_model::autopsy::{ResendRefusal, own};
use desk_model::error::FieldProblem;
use desk_model::message::{Author, Content, Direction, MAX_TEXT, MessageStatus, SendFailure};
use desk_model::template::{Place, TemplateParam, TemplateStatus};
use desk_model::ticket::StateName;
use desk_model::window::WINDOW;
use desk_model::{CloseReason, DeskError, MessageId, TicketId};

both!(
    the_same_id_many_times_is_one_message_and_one_answer,
    a_reply_goes_out_and_ends_the_waiting,
    free_text_outside_the_window_never_gets_into_the_outbox,
    a_template_leaves_a_closed_window_and_does_not_open_it,
);

async fn owned(test: &TestDesk) -> (Actor, TicketId) {
    let ana = test.agent("ana").await;
    let ticket = test.customer_says("5511987650001", "oi").await;
    test.desk.claim(&ana, &ticket).await.unwrap();
    (ana, ticket)
}

fn reply(test: &TestDesk, ticket: &TicketId, body: &str) -> ReplyRequest {
    ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: body.to_owned(), reply_to: None }
}

/// A refusal for good, with this code.
fn failing(code: i64) -> Result<Accepted, SendError> {
    let failure = SendFailure { code, detail: "as scripted".to_owned() };
    Err(SendError { class: SendErrorClass::Permanent, failure, retry_after_secs: None })
}

fn param(value: &str) -> TemplateParam {
    TemplateParam { place: Place::Body, key: "1".to_owned(), value: value.to_owned() }
}

async fn a_reply_goes_out_and_ends_the_waiting(test: &TestDesk) {
    let (ana, ticket) = owned(test).await;
    assert_eq!(test.row(&ticket).await.waiting_since, Some(START));
    let request = reply(test, &ticket, "  Bom dia! \n");
    let seq = test.seq().await;
    let view = test.desk.reply(&ana, request.clone()).await.unwrap();
    assert_eq!(view.id, request.id);
    assert_eq!(view.content, Content::text("Bom dia!"));
    assert_eq!(view.status, MessageStatus::Queued);
    assert_eq!(view.author, Author::User { id: ana.user().clone(), name: "ana".to_owned() });
    let row = test.row(&ticket).await;
    assert_eq!((row.waiting_since, row.unread, row.preview.text.as_str()), (None, 0, "Bom dia!"));
    let mut topics: Vec<Topic> =
        test.desk.events_since(seq, 10).await.unwrap().iter().map(|event| event.topic).collect();
    topics.sort_by_key(|topic| format!("{topic:?}"));
    assert_eq!(topics, [Topic::Message, Topic::Ticket]);

    test.desk.drain_outbox().await.unwrap();
    let sent = test.gateway.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!((&sent[0].id, sent[0].to.value.as_str()), (&request.id, "5511987650001"));
    assert_eq!(sent[0].body, OutboundBody::Text { body: "Bom dia!".to_owned() });
    // Accepted is not sent: only the provider's status says so.
    let line = test.desk.thread(&ana, &ticket).await.unwrap().messages.pop().unwrap();
    assert_eq!(line.status, MessageStatus::Accepted);
}

async fn the_same_id_many_times_is_one_message_and_one_answer(test: &TestDesk) {
    let (ana, ticket) = owned(test).await;
    let request = reply(test, &ticket, "Bom dia!");
    let tries = (0..20).map(|_| {
        let (desk, ana, request) = (test.desk.clone(), ana.clone(), request.clone());
        tokio::spawn(async move { desk.reply(&ana, request).await })
    });
    for result in futures::future::join_all(tries).await {
        assert_eq!(result.unwrap().unwrap().id, request.id);
    }
    assert_eq!(test.outbox_size().await, 1);
    test.desk.drain_outbox().await.unwrap();
    // Also after it left, after the ticket was closed, and after the window closed: it was written, and that stays so.
    test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    test.clock.advance(WINDOW);
    let again = test.desk.reply(&ana, request.clone()).await.unwrap();
    assert_eq!((again.id, again.status), (request.id, MessageStatus::Accepted));
    assert_eq!(test.outbox_size().await, 0);
    assert_eq!(test.gateway.sent().len(), 1);
}

#[tokio::test]
async fn an_id_that_is_another_messages_is_refused() {
    let test = TestDesk::new().await;
    let (ana, ticket) = owned(&test).await;
    let theirs = test.desk.thread(&ana, &ticket).await.unwrap().messages.remove(0).id;
    let conflict = DeskError::Conflict { what: "message".to_owned(), winner: None };
    for id in [theirs, {
        let note = NoteRequest { id: test.message_id(), ticket: ticket.clone(), body: "nota".to_owned() };
        let bruno = test.agent("bruno").await;
        test.desk.note(&bruno, note).await.unwrap().id
    }] {
        let request = ReplyRequest { id, ..reply(&test, &ticket, "x") };
        assert_eq!(test.desk.reply(&ana, request).await.unwrap_err(), conflict);
    }
    assert_eq!(test.outbox_size().await, 0);
}

async fn free_text_outside_the_window_never_gets_into_the_outbox(test: &TestDesk) {
    let (ana, ticket) = owned(test).await;
    test.clock.advance(WINDOW - 1);
    test.desk.reply(&ana, reply(test, &ticket, "na hora")).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    test.clock.advance(1);
    let seq = test.seq().await;
    let refused = test.desk.reply(&ana, reply(test, &ticket, "tarde")).await.unwrap_err();
    assert_eq!(refused, DeskError::WindowClosed { since: Some(START.plus(WINDOW)) });
    assert_eq!(refused.status(), 409);
    // What is told is that the text is held, and nothing else.
    assert_eq!((test.outbox_size().await, test.seq().await), (0, seq + 1));
    assert_eq!(test.gateway.sent().len(), 1);
    // The customer writes: it is open again.
    test.customer_says("5511987650001", "voltei").await;
    test.desk.reply(&ana, reply(test, &ticket, "agora sim")).await.unwrap();
    assert_eq!(test.outbox_size().await, 1);
}

#[tokio::test]
async fn a_text_that_was_queued_in_time_does_not_leave_too_late() {
    let test = TestDesk::new().await;
    let (ana, ticket) = owned(&test).await;
    let view = test.desk.reply(&ana, reply(&test, &ticket, "quase")).await.unwrap();
    test.clock.advance(WINDOW);
    test.desk.drain_outbox().await.unwrap();
    assert!(test.gateway.sent().is_empty());
    let line = test.desk.thread(&ana, &ticket).await.unwrap().messages.pop().unwrap();
    assert_eq!((line.id, line.status), (view.id, MessageStatus::Failed));
    assert_eq!(line.failure.map(|failure| failure.code), Some(131_047));
}

async fn a_template_leaves_a_closed_window_and_does_not_open_it(test: &TestDesk) {
    let (ana, ticket) = owned(test).await;
    let id = test.template().await;
    test.clock.advance(WINDOW);
    let request = TemplateRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        template: id,
        params: vec![param("Maria {{1}}")],
        category: None,
    };
    let view = test.desk.send_template(&ana, request.clone()).await.unwrap();
    let Content::Template { body, .. } = &view.content else { panic!("{view:?}") };
    assert_eq!(body, "Olá Maria {{1}}, podemos continuar?");
    let row = test.row(&ticket).await;
    assert_eq!(row.pending_template.map(|pending| pending.message), Some(request.id.clone()));
    assert_eq!(test.desk.send_template(&ana, request.clone()).await.unwrap().id, request.id);
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(
        test.gateway.sent()[0].body,
        OutboundBody::Template {
            name: "retorno".to_owned(),
            language: "pt_BR".to_owned(),
            named: false,
            params: vec![param("Maria {{1}}")],
            header: None,
            buttons: Vec::new(),
            category: Some(desk_model::template::Category::Utility),
        }
    );
    assert_eq!(test.gateway.sent().len(), 1);
    let refused = test.desk.reply(&ana, reply(test, &ticket, "e agora?")).await.unwrap_err();
    assert!(matches!(refused, DeskError::WindowClosed { .. }));
    test.customer_says("5511987650001", "pode").await;
    assert_eq!(test.row(&ticket).await.pending_template, None);
    test.desk.reply(&ana, reply(test, &ticket, "ótimo")).await.unwrap();
}

#[tokio::test]
async fn templates_that_may_not_be_sent_are_refused_before_anything_leaves() {
    let test = TestDesk::new().await;
    let (ana, ticket) = owned(&test).await;
    *test.gateway.templates.lock().unwrap() =
        vec![template("bom", TemplateStatus::Approved), template("pausado", TemplateStatus::Paused)];
    let list = test.desk.sync_templates(&Actor::operator(), &test.number).await.unwrap().templates;
    let other = test.desk.sync_templates(&Actor::operator(), &test.finance_number).await.unwrap().templates;
    let of = |list: &[desk_model::template::Template], name: &str| {
        list.iter().find(|template| template.name == name).unwrap().id.clone()
    };
    let send = |template, params| TemplateRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        template,
        params,
        category: None,
    };
    for (template, name) in [(of(&list, "pausado"), "pausado"), (of(&other, "bom"), "bom")] {
        let refused = test.desk.send_template(&ana, send(template, vec![param("x")])).await.unwrap_err();
        assert_eq!(refused, DeskError::TemplateUnavailable { name: name.to_owned() });
    }
    for (params, problem) in [
        (vec![], FieldProblem::Missing),
        (vec![param("a\nb")], FieldProblem::Whitespace),
        (vec![param(" ")], FieldProblem::Missing),
    ] {
        let refused = test.desk.send_template(&ana, send(of(&list, "bom"), params)).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("body.1", problem));
    }
    let gone = desk_model::TemplateId::from_parts(9, [9; 10]);
    let refused = test.desk.send_template(&ana, send(gone, vec![])).await.unwrap_err();
    assert_eq!(refused, DeskError::not_found("template"));
    assert_eq!(test.outbox_size().await, 0);
    // More values than variables: the provider gets exactly its own.
    let mut params = vec![param("x")];
    params.push(TemplateParam { place: Place::Header, key: "9".to_owned(), value: "y".to_owned() });
    test.desk.send_template(&ana, send(of(&list, "bom"), params)).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    let OutboundBody::Template { params, .. } = test.gateway.sent().remove(0).body else { panic!() };
    assert_eq!(params, [param("x")]);
}

#[tokio::test]
async fn what_cannot_be_a_message_is_refused() {
    let test = TestDesk::new().await;
    let (ana, ticket) = owned(&test).await;
    for (body, problem) in [
        (String::new(), FieldProblem::Missing),
        (" \n\t ".to_owned(), FieldProblem::Missing),
        ("ã".repeat(MAX_TEXT + 1), FieldProblem::TooLong { max: MAX_TEXT }),
    ] {
        let refused = test.desk.reply(&ana, reply(&test, &ticket, &body)).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("body", problem.clone()));
        let note = NoteRequest { id: test.message_id(), ticket: ticket.clone(), body };
        assert_eq!(test.desk.note(&ana, note).await.unwrap_err(), DeskError::invalid("body", problem));
    }
    test.desk.reply(&ana, reply(&test, &ticket, &"ã".repeat(MAX_TEXT))).await.unwrap();
}

#[tokio::test]
async fn a_reply_may_quote_what_the_customer_can_see_of_this_conversation_only() {
    let test = TestDesk::new().await;
    let (ana, ticket) = owned(&test).await;
    let other = test.customer_says("5511987650002", "outra conversa").await;
    let foreign = test.desk.thread(&ana, &other).await.unwrap().messages;
    let foreign = foreign.into_iter().find(|line| line.direction == Direction::In).unwrap().id;
    let note = NoteRequest { id: test.message_id(), ticket: ticket.clone(), body: "nota".to_owned() };
    let note = test.desk.note(&ana, note).await.unwrap().id;
    let unknown = MessageId::from_parts(1, [1; 10]);
    for quoted in [foreign, note, unknown] {
        let request = ReplyRequest { reply_to: Some(quoted), ..reply(&test, &ticket, "sobre isso") };
        let refused = test.desk.reply(&ana, request).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("reply_to", FieldProblem::Malformed));
    }
    let lines = test.desk.thread(&ana, &ticket).await.unwrap().messages;
    let theirs = lines.into_iter().find(|line| line.direction == Direction::In).unwrap();
    let request = ReplyRequest { reply_to: Some(theirs.id.clone()), ..reply(&test, &ticket, "sobre isso") };
    let quote = test.desk.reply(&ana, request).await.unwrap().quote.unwrap();
    assert_eq!((quote.message, quote.ours, quote.text.as_str()), (Some(theirs.id), false, "oi"));
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.gateway.sent()[0].reply_to.as_deref(), Some("wamid.in.0"));
}

#[tokio::test]
async fn a_note_stays_inside_and_changes_nothing_the_customer_waits_for() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    let ticket = test.customer_says("5511987650001", "oi").await;
    let before = test.row(&ticket).await;
    let request = NoteRequest { id: test.message_id(), ticket: ticket.clone(), body: "cuidado".to_owned() };
    let view = test.desk.note(&ana, request.clone()).await.unwrap();
    assert_eq!(view.direction, Direction::Note);
    assert_eq!(test.desk.note(&ana, request).await.unwrap(), view);
    assert_eq!(test.row(&ticket).await, before);
    assert_eq!(test.outbox_size().await, 0);
    let lines = test.desk.thread(&ana, &ticket).await.unwrap().messages;
    assert_eq!(lines.iter().filter(|line| line.direction == Direction::Note).count(), 1);
}

#[tokio::test]
async fn what_failed_goes_out_again_as_a_new_message_and_what_did_not_fail_does_not() {
    let test = TestDesk::new().await;
    let (ana, ticket) = owned(&test).await;
    test.gateway.answer(failing(own::NO_REASON));
    let first = test.desk.reply(&ana, reply(&test, &ticket, "Bom dia!")).await.unwrap();
    let again = ResendRequest { id: test.message_id(), failed: first.id.clone() };
    let refused = |refusal| DeskError::NoResend { refusal };
    let early = test.desk.resend(&ana, again.clone()).await.unwrap_err();
    assert_eq!(early, refused(ResendRefusal::NotFailed));
    test.desk.drain_outbox().await.unwrap();
    let second = test.desk.resend(&ana, again.clone()).await.unwrap();
    assert_eq!((&second.id, &second.content), (&again.id, &first.content));
    assert_eq!(test.desk.resend(&ana, again.clone()).await.unwrap().id, again.id);
    test.desk.drain_outbox().await.unwrap();
    let sent = test.gateway.sent();
    assert_eq!(sent.iter().map(|message| &message.id).collect::<Vec<_>>(), [&first.id, &again.id]);
    assert_eq!(sent[0].body, sent[1].body);
    let lines = test.desk.thread(&ana, &ticket).await.unwrap().messages;
    let status = |id: &MessageId| lines.iter().find(|line| line.id == *id).unwrap().status;
    assert_eq!((status(&first.id), status(&again.id)), (MessageStatus::Failed, MessageStatus::Accepted));
    // Each is tied to the other, and nothing is repeated twice.
    let sending = |id: &MessageId| lines.iter().find(|line| line.id == *id).unwrap().sending.clone();
    assert_eq!(sending(&first.id).resent_as, Some(again.id.clone()));
    assert_eq!(sending(&again.id).resend_of, Some(first.id.clone()));
    let twice = ResendRequest { id: test.message_id(), failed: first.id };
    assert_eq!(test.desk.resend(&ana, twice).await.unwrap_err(), refused(ResendRefusal::Already));
    // Sending again passes the gate like everything else.
    test.gateway.answer(failing(own::NO_REASON));
    let third = test.desk.reply(&ana, reply(&test, &ticket, "Boa tarde!")).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    test.clock.advance(WINDOW);
    let late = ResendRequest { id: test.message_id(), failed: third.id };
    assert!(matches!(test.desk.resend(&ana, late).await.unwrap_err(), DeskError::WindowClosed { .. }));
    assert_eq!(test.outbox_size().await, 0);
}

#[tokio::test]
async fn nobody_writes_in_a_closed_ticket() {
    let test = TestDesk::new().await;
    let (ana, ticket) = owned(&test).await;
    test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    let refused = test.desk.reply(&ana, reply(&test, &ticket, "ainda")).await.unwrap_err();
    assert!(matches!(refused, DeskError::Transition { from: StateName::Closed, .. }));
    assert_eq!(test.outbox_size().await, 0);
}
