//! Conversations that an agent begins.

use crate::inbound::{ANA, message, phone};
use crate::support::{MAIN, TestDesk, both};
use desk_core::{Actor, ReplyRequest, StartRequest};
use desk_model::error::FieldProblem;
use desk_model::message::ThreadEvent;
use desk_model::phone::Recipient;
use desk_model::template::{Place, TemplateParam};
use desk_model::time::HOUR;
use desk_model::{CloseReason, DeskError, Identity, TemplateId, TicketState};

both!(
    a_new_customer_gets_a_ticket_of_their_own,
    a_known_customer_is_found_however_the_phone_is_typed,
    an_open_ticket_is_not_doubled,
    many_at_once_open_one,
    what_is_wrong_is_said_and_nothing_begun,
);

impl TestDesk {
    fn start(&self, to: Recipient, template: &TemplateId) -> StartRequest {
        StartRequest {
            category: None,
            id: self.message_id(),
            number: self.number.clone(),
            to,
            queue: self.queue.clone(),
            template: template.clone(),
            params: vec![TemplateParam { place: Place::Body, key: "1".into(), value: "Ana".into() }],
        }
    }
}

fn to(text: &str) -> Recipient {
    Recipient::Address { text: text.to_owned() }
}

async fn a_new_customer_gets_a_ticket_of_their_own(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let template = test.template().await;
    test.agreed(&ana, ANA).await;
    let request = test.start(to("(11) 98765-0001"), &template);
    let row = test.desk.start_conversation(&ana, request.clone()).await.unwrap();
    assert!(matches!(&row.state, TicketState::Assigned { agent, .. } if agent == ana.user()));
    assert_eq!(row.contact_name, "+55 11 98765-0001");
    assert!(row.pending_template.is_some());
    assert_eq!(
        test.events(&row.ticket).await,
        [
            ThreadEvent::Opened { protocol: row.protocol.to_string() },
            ThreadEvent::Started { by: "ana".into() }
        ]
    );
    // Asked for twice, it is one.
    assert_eq!(test.desk.start_conversation(&ana, request).await.unwrap().ticket, row.ticket);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    assert_eq!(test.gateway.sent()[0].to, Identity::phone(ANA).unwrap());
    // A template opens no window.
    let reply =
        ReplyRequest { id: test.message_id(), ticket: row.ticket.clone(), body: "oi".into(), reply_to: None };
    assert!(matches!(test.desk.reply(&ana, reply).await, Err(DeskError::WindowClosed { since: None })));
    // The customer answers, with the number as WhatsApp writes it: it is that ticket.
    let mut answer = test.written(&[phone("551187650001")], test.now(), "sim");
    answer.name = Some("Ana Souza".into());
    test.arrives(MAIN, vec![message(answer)]).await;
    let answered = test.row(&row.ticket).await;
    assert_eq!((answered.contact_name.as_str(), answered.unread), ("Ana Souza", 1));
    assert_eq!(answered.pending_template, None);
    assert!(answered.window.until().is_some());
}

async fn a_known_customer_is_found_however_the_phone_is_typed(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let template = test.template().await;
    let old = test.customer_says(ANA, "oi").await;
    test.desk.claim(&ana, &old).await.unwrap();
    test.desk.close(&ana, &old, CloseReason::Resolved).await.unwrap();
    let before = test.row(&old).await;
    test.clock.advance(HOUR);
    let row = test.desk.start_conversation(&ana, test.start(to("11 8765-0001"), &template)).await.unwrap();
    assert_eq!((&row.contact, &row.conversation), (&before.contact, &before.conversation));
    assert_ne!(row.ticket, old);
    test.desk.close(&ana, &row.ticket, CloseReason::NoAnswer).await.unwrap();
    let by_contact = Recipient::Contact { contact: before.contact.clone() };
    let row = test.desk.start_conversation(&ana, test.start(by_contact.clone(), &template)).await.unwrap();
    assert_eq!(row.conversation, before.conversation);
    // Whom one has nothing to do with, one does not know.
    let stranger = test.finance_agent("davi").await;
    let mut request = test.start(by_contact, &template);
    request.queue = test.finance.clone();
    assert_eq!(test.desk.start_conversation(&stranger, request).await, Err(DeskError::not_found("contact")));
}

async fn an_open_ticket_is_not_doubled(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let template = test.template().await;
    let open = test.customer_says(ANA, "oi").await;
    let protocol = test.row(&open).await.protocol.to_string();
    let refused = test.desk.start_conversation(&ana, test.start(to(ANA), &template)).await;
    assert_eq!(refused, Err(DeskError::TicketOpen { ticket: Some(open), protocol: Some(protocol) }));
    // Somebody else's: that there is one, and no more.
    let stranger = test.finance_agent("davi").await;
    let mut request = test.start(to(ANA), &template);
    request.queue = test.finance.clone();
    assert_eq!(
        test.desk.start_conversation(&stranger, request).await,
        Err(DeskError::TicketOpen { ticket: None, protocol: None })
    );
}

async fn many_at_once_open_one(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let template = test.template().await;
    test.agreed(&ana, ANA).await;
    let starts = (0..12).map(|_| test.desk.start_conversation(&ana, test.start(to(ANA), &template)));
    let results = futures::future::join_all(starts).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let open = |result: &Result<_, DeskError>| matches!(result, Err(DeskError::TicketOpen { .. }));
    assert_eq!(results.iter().filter(|result| open(result)).count(), 11, "{results:?}");
    assert_eq!(test.desk.find(&Actor::operator(), ANA).await.unwrap().len(), 1);
}

async fn what_is_wrong_is_said_and_nothing_begun(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let template = test.template().await;
    for (text, problem) in [("", FieldProblem::Missing), ("98765-4321", FieldProblem::Malformed)] {
        assert_eq!(
            test.desk.start_conversation(&ana, test.start(to(text), &template)).await,
            Err(DeskError::invalid("to", problem))
        );
    }
    let mut foreign = test.start(to(ANA), &template);
    foreign.queue = test.finance.clone();
    assert_eq!(test.desk.start_conversation(&ana, foreign).await, Err(DeskError::not_found("queue")));
    let mut nowhere = test.start(to(ANA), &template);
    nowhere.number = "num_none".parse().unwrap();
    assert_eq!(test.desk.start_conversation(&ana, nowhere).await, Err(DeskError::not_found("number")));
    let mut unknown = test.start(to(ANA), &template);
    unknown.template = "tpl_none".parse().unwrap();
    assert_eq!(test.desk.start_conversation(&ana, unknown).await, Err(DeskError::not_found("template")));
    let mut empty = test.start(to(ANA), &template);
    empty.params.clear();
    assert!(matches!(test.desk.start_conversation(&ana, empty).await, Err(DeskError::Invalid { .. })));
    let operator = test.desk.start_conversation(&Actor::operator(), test.start(to(ANA), &template)).await;
    assert_eq!(operator, Err(DeskError::Forbidden));
    assert!(test.desk.find(&Actor::operator(), ANA).await.unwrap().is_empty());
    assert_eq!(test.outbox_size().await, 0);
    let mut tx = test.store.read().await.unwrap();
    let made = desk_store::contact::find(&mut tx, &[Identity::phone(ANA).unwrap()]).await.unwrap();
    assert_eq!(made, vec![], "nobody was made for nothing");
}
