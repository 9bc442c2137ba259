//! Who may do what, to what. What is not for somebody does not exist for them: the answer is the one they get for an id that
//! was made up.

use crate::support::{FINANCE, TestDesk};
use desk_core::{Actor, NewUser, NoteRequest, ReplyRequest, ResendRequest, TemplateRequest, Topic};
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{CloseReason, DeskError, Locale, MessageId, Role, TicketId, Timestamp};

/// What came of a use-case, as far as rights are concerned.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Verdict {
    Done,
    Forbidden,
    NotFound,
}

fn verdict<T: std::fmt::Debug>(result: Result<T, DeskError>) -> Verdict {
    match result {
        Err(DeskError::Forbidden) => Verdict::Forbidden,
        Err(DeskError::NotFound { .. }) => Verdict::NotFound,
        Ok(_) => Verdict::Done,
        Err(other) => panic!("neither right nor wrong: {other:?}"),
    }
}

/// Every use-case on a ticket, by name.
const ON_TICKETS: [&str; 10] = [
    "thread",
    "older",
    "may_follow",
    "claim",
    "mark_seen",
    "note",
    "reply",
    "send_template",
    "resend",
    "close",
];

struct Scene {
    test: TestDesk,
    ticket: TicketId,
    failed: MessageId,
}

/// A ticket of Financeiro that waits, or that one of its agents owns, with a message in it that failed.
async fn scene(owned: bool) -> Scene {
    let test = TestDesk::new().await;
    let owner = test.finance_agent("olga").await;
    let ticket = test.customer_says_to(FINANCE, "5511987650001", "oi").await;
    test.desk.claim(&owner, &ticket).await.unwrap();
    test.gateway.answer(Err(desk_core::ports::SendError {
        class: desk_core::ports::SendErrorClass::Permanent,
        failure: desk_model::message::SendFailure { code: 131_000, detail: String::new() },
        retry_after_secs: None,
    }));
    let request =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "a".to_owned(), reply_to: None };
    let failed = test.desk.reply(&owner, request).await.unwrap().id;
    test.desk.drain_outbox().await.unwrap();
    if !owned {
        let sonia = test.supervisor("sonia").await;
        test.desk.close(&sonia, &ticket, CloseReason::Resolved).await.unwrap();
        test.customer_says_to(FINANCE, "5511987650001", "de novo").await;
    }
    let ticket = test.row_of("5511987650001").await.ticket;
    Scene { test, ticket, failed }
}

async fn run(scene: &Scene, actor: &Actor, what: &str) -> Verdict {
    // Every use-case in one future: on the heap.
    Box::pin(run_here(scene, actor, what)).await
}

async fn run_here(scene: &Scene, actor: &Actor, what: &str) -> Verdict {
    let Scene { test, ticket, failed } = scene;
    let desk = &test.desk;
    let conversation = test.row(ticket).await.conversation;
    let id = test.message_id();
    let body = "texto".to_owned();
    match what {
        "thread" => verdict(desk.thread(actor, ticket).await),
        "older" => verdict(desk.older(actor, ticket, (Timestamp(i64::MAX), id)).await),
        "may_follow" => verdict(desk.may_follow(actor, &conversation).await),
        "claim" => match desk.claim(actor, ticket).await {
            // Allowed, and somebody has it.
            Err(DeskError::Conflict { .. }) => Verdict::Done,
            other => verdict(other),
        },
        "mark_seen" => verdict(desk.mark_seen(actor, ticket).await),
        "note" => verdict(desk.note(actor, NoteRequest { id, ticket: ticket.clone(), body }).await),
        "reply" => {
            let request = ReplyRequest { id, ticket: ticket.clone(), body, reply_to: None };
            verdict(desk.reply(actor, request).await)
        }
        "send_template" => {
            *test.gateway.templates.lock().unwrap() =
                vec![crate::support::template("bom", desk_model::template::TemplateStatus::Approved)];
            let list = desk.sync_templates(&Actor::operator(), &test.finance_number).await.unwrap();
            let template = list.templates[0].id.clone();
            let params = vec![desk_model::template::TemplateParam {
                place: desk_model::template::Place::Body,
                key: "1".to_owned(),
                value: "x".to_owned(),
            }];
            let request = TemplateRequest { id, ticket: ticket.clone(), template, params, category: None };
            verdict(desk.send_template(actor, request).await)
        }
        "resend" => verdict(desk.resend(actor, ResendRequest { id, failed: failed.clone() }).await),
        "close" => verdict(desk.close(actor, ticket, CloseReason::Resolved).await),
        other => panic!("no use-case {other}"),
    }
}

#[tokio::test]
async fn every_use_case_on_a_ticket_by_role_and_queue() {
    use Verdict::{Done, Forbidden, NotFound};
    let scene = scene(true).await;
    let test = &scene.test;
    let stranger = test.agent("ana").await;
    let colleague = test.finance_agent("bruno").await;
    let supervisor = test.supervisor("sonia").await;
    let admin = test.admin("caio").await;
    let owner = test.desk.list_users(&Actor::operator()).await.unwrap();
    let owner = owner.into_iter().find(|person| person.name == "olga").unwrap().id;
    let owner = test.desk.actor(&owner, 1).await.unwrap();
    // What each may do to a ticket that somebody else owns, and in the last column the owner.
    for what in ON_TICKETS {
        let (others, own) = match what {
            "thread" | "older" | "may_follow" | "claim" | "note" => (Done, Done),
            "mark_seen" | "reply" | "send_template" | "resend" => (Forbidden, Done),
            "close" => continue,
            other => panic!("{other} is not in the table"),
        };
        assert_eq!(run(&scene, &stranger, what).await, NotFound, "{what} by a stranger");
        for (name, actor) in [("colleague", &colleague), ("supervisor", &supervisor), ("admin", &admin)] {
            assert_eq!(run(&scene, actor, what).await, others, "{what} by {name}");
        }
        assert_eq!(run(&scene, &owner, what).await, own, "{what} by its owner");
    }
    assert_eq!(run(&scene, &stranger, "close").await, NotFound);
    assert_eq!(run(&scene, &colleague, "close").await, Forbidden);
    assert_eq!(run(&scene, &supervisor, "close").await, Done);
}

#[tokio::test]
async fn nothing_of_what_was_refused_leaves_a_trace() {
    let scene = scene(true).await;
    let stranger = scene.test.agent("ana").await;
    let before = (scene.test.row(&scene.ticket).await, scene.test.outbox_size().await);
    for what in ON_TICKETS {
        if what == "send_template" {
            continue; // It fetches templates first, which is an event of its own.
        }
        let seq = scene.test.seq().await;
        assert_eq!(run(&scene, &stranger, what).await, Verdict::NotFound, "{what}");
        assert_eq!(scene.test.seq().await, seq, "{what}");
    }
    assert_eq!((scene.test.row(&scene.ticket).await, scene.test.outbox_size().await), before);
}

#[tokio::test]
async fn what_is_foreign_and_what_was_made_up_get_the_same_answer() {
    let scene = scene(false).await;
    let test = &scene.test;
    let ana = test.agent("ana").await;
    let made_up = TicketId::from_parts(1, [1; 10]);
    for ticket in [&scene.ticket, &made_up] {
        assert_eq!(test.desk.thread(&ana, ticket).await.unwrap_err(), DeskError::not_found("ticket"));
        assert_eq!(test.desk.claim(&ana, ticket).await.unwrap_err(), DeskError::not_found("ticket"));
        let reply = ReplyRequest {
            id: test.message_id(),
            ticket: ticket.clone(),
            body: "a".to_owned(),
            reply_to: None,
        };
        assert_eq!(test.desk.reply(&ana, reply).await.unwrap_err(), DeskError::not_found("ticket"));
    }
    for failed in [scene.failed.clone(), MessageId::from_parts(1, [1; 10])] {
        let request = ResendRequest { id: test.message_id(), failed };
        assert_eq!(test.desk.resend(&ana, request).await.unwrap_err(), DeskError::not_found("message"));
    }
    let row = test.row(&scene.ticket).await;
    for protocol in [row.protocol.to_string(), "20261121-999999-0".to_owned()] {
        assert_eq!(test.desk.search_protocol(&ana, &protocol).await.unwrap(), None);
        assert_eq!(test.desk.find(&ana, &protocol).await.unwrap(), []);
    }
    assert_eq!(test.desk.find(&ana, "Cliente").await.unwrap(), []);
    assert_eq!(test.desk.find(&ana, "5511987650001").await.unwrap(), []);
    for view in InboxView::ALL {
        let page = test.desk.inbox(&ana, view, InboxOrder::Recent, None).await.unwrap();
        assert!(page.rows.is_empty(), "{view:?}");
        assert_eq!((page.counts.all, page.counts.waiting), (0, 0));
    }
    assert_eq!(test.desk.claim_next(&ana).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_told_of_a_queue_is_told_to_those_who_see_it() {
    let scene = scene(false).await;
    let test = &scene.test;
    let (ana, bruno) = (test.agent("ana").await, test.finance_agent("bruno").await);
    let dora = test.supervisor("dora").await;
    let seq = test.seq().await;
    test.desk.claim(&bruno, &scene.ticket).await.unwrap();
    let note = NoteRequest { id: test.message_id(), ticket: scene.ticket.clone(), body: "a".to_owned() };
    test.desk.note(&bruno, note).await.unwrap();
    let events = test.desk.events_since(seq, 100).await.unwrap();
    assert!(events.len() >= 3);
    for event in &events {
        assert!(!event.is_for(&ana), "{event:?}");
        assert!(event.is_for(&bruno) && event.is_for(&dora), "{event:?}");
        assert_eq!(event.conversation.is_some(), event.topic == Topic::Message);
    }
}

#[tokio::test]
async fn an_owner_keeps_their_ticket_when_they_leave_its_queue() {
    let scene = scene(false).await;
    let test = &scene.test;
    let bruno = test.finance_agent("bruno").await;
    test.desk.claim(&bruno, &scene.ticket).await.unwrap();
    test.desk.set_membership(&Actor::operator(), bruno.user(), &test.finance, false).await.unwrap();
    let bruno = test.desk.actor(bruno.user(), bruno.epoch()).await.unwrap();
    assert!(test.desk.thread(&bruno, &scene.ticket).await.is_ok());
    let seq = test.seq().await;
    test.desk.close(&bruno, &scene.ticket, CloseReason::Resolved).await.unwrap();
    // They learn that it left their list, and then it is gone.
    let events = test.desk.events_since(seq, 100).await.unwrap();
    let told = events.iter().find(|event| event.topic == Topic::Ticket).unwrap();
    assert!(told.is_for(&bruno));
    assert_eq!(test.desk.thread(&bruno, &scene.ticket).await.unwrap_err(), DeskError::not_found("ticket"));
}

#[tokio::test]
async fn only_administrators_run_the_desk() {
    let test = TestDesk::new().await;
    let agent = test.agent("ana").await;
    let supervisor = test.supervisor("sonia").await;
    let admin = test.admin("caio").await;
    let form = test.queue_form(&test.queue).await;
    for (actor, expected) in
        [(&agent, Verdict::Forbidden), (&supervisor, Verdict::Forbidden), (&admin, Verdict::Done)]
    {
        let desk = &test.desk;
        let new = NewUser {
            name: "Nova".to_owned(),
            email: format!("{}-new@desk.test", actor.name()),
            role: Role::Admin,
            password: crate::support::PASSWORD.to_owned(),
            queues: Vec::new(),
            locale: Locale::PtBr,
        };
        let queue = desk_core::NewQueue {
            name: format!("Fila {}", actor.name()),
            color: "#000000".to_owned(),
            opening_text: String::new(),
            closing_text: String::new(),
            reopen_hours: 0,
        };
        let number = crate::support::new_number("N", "77", &test.queue);
        let template = test.template().await;
        let known = desk.templates(&Actor::operator(), &test.number).await.unwrap().templates.remove(0);
        let mut drafted = desk_model::template::TemplateDraft::of(&known);
        drafted.body = "Olá, podemos continuar?".to_owned();
        let draft = desk_model::template::TemplateDraft { name: "novo".to_owned(), ..drafted.clone() };
        let other = test.person(&format!("x-{}", actor.name()), Role::Agent, &[]).await;
        let verdicts = [
            verdict(desk.create_user(actor, new).await),
            verdict(desk.list_users(actor).await),
            verdict(desk.set_role(actor, &other, Role::Supervisor).await),
            verdict(desk.set_password(actor, &other, "outra-senha-123").await),
            verdict(desk.set_membership(actor, &other, &test.queue, true).await),
            verdict(desk.set_disabled(actor, &other, true).await),
            verdict(desk.queue_board(actor).await),
            verdict(desk.save_queue(actor, &test.queue, form.clone(), None).await),
            verdict(desk.ensure_queue(actor, queue).await),
            verdict(desk.connect_number(actor, number).await),
            verdict(desk.journal_health(actor).await),
            verdict(desk.sync_templates(actor, &test.number).await),
            verdict(desk.create_template(actor, &test.number, draft.clone(), Vec::new()).await),
            verdict(desk.set_template_queues(actor, &template, Vec::new()).await),
            verdict(desk.edit_template(actor, &template, drafted).await),
            verdict(desk.delete_template(actor, &template).await),
        ];
        assert_eq!(verdicts, [expected; 16], "{}", actor.name());
    }
}
