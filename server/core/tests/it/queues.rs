//! Queues: set and given up, their hours, their promises, their reasons.

use crate::inbound::{ANA, message, phone};
use crate::support::{FINANCE, MAIN, START, TestDesk, both};
use desk_core::ports::OutboundBody;
use desk_core::{Actor, ReplyRequest, Topic};
use desk_model::error::FieldProblem;
use desk_model::holiday::PublicHoliday;
use desk_model::hours::Span;
use desk_model::message::ThreadEvent;
use desk_model::price::Day;
use desk_model::queue::{Routing, SlaTargets};
use desk_model::queue_form::{Capacity, QueueForm, QueueMember, ReasonDraft};
use desk_model::sla::Promise;
use desk_model::survey::SurveyReason;
use desk_model::time::{DAY, HOUR, MINUTE};
use desk_model::{CloseReason, DeskError, QueueId, TicketId, TicketState};

both!(
    a_queue_is_made_and_set_and_read_back,
    bad_fields_are_told_and_nothing_is_written,
    deleting_asks_where_tickets_go,
    nothing_stays_in_a_queue_that_goes_while_customers_write,
    whoever_writes_after_hours_is_told_once,
    a_reason_is_needed_where_the_queue_says_so,
    promises_follow_what_happens,
    new_targets_count_for_open_tickets,
    a_queue_takes_the_numbers_it_is_told_to,
);

impl TestDesk {
    pub(crate) async fn queue_form(&self, id: &QueueId) -> QueueForm {
        let board = self.desk.queue_board(&Actor::operator()).await.unwrap();
        board.queues.into_iter().find(|queue| queue.id == *id).expect("the queue is there").form
    }

    pub(crate) async fn set_queue(&self, id: &QueueId, change: impl FnOnce(&mut QueueForm)) {
        let mut form = self.queue_form(id).await;
        change(&mut form);
        self.desk.save_queue(&Actor::operator(), id, form, None).await.unwrap();
    }

    /// What customers were sent so far.
    async fn heard_so_far(&self) -> Vec<String> {
        self.desk.drain_outbox().await.unwrap();
        let sent = self.gateway.sent();
        sent.into_iter()
            .map(|sent| match sent.body {
                OutboundBody::Text { body } => body,
                OutboundBody::Template { name, .. } => name,
                OutboundBody::Interactive(asked) => asked.body,
                OutboundBody::Media { link, .. } => link,
            })
            .collect()
    }

    pub(crate) async fn answers_in(&self, agent: &Actor, ticket: &TicketId) {
        let request = ReplyRequest {
            id: self.message_id(),
            ticket: ticket.clone(),
            body: "pois não".into(),
            reply_to: None,
        };
        self.desk.reply(agent, request).await.unwrap();
    }
}

/// Monday to Friday, 9 to 18 in São Paulo. Tests begin on a Saturday.
fn office(form: &mut QueueForm) {
    form.policy.hours.zone = "America/Sao_Paulo".into();
    for spans in &mut form.policy.hours.week[..5] {
        *spans = vec![Span { from: 9 * 60, to: 18 * 60 }];
    }
}

fn invalid(refused: DeskError) -> Vec<(String, FieldProblem)> {
    let DeskError::Invalid { fields } = refused else { panic!("{refused:?}") };
    fields.into_iter().map(|error| (error.field, error.problem)).collect()
}

fn reason(level: u8, label: &str, outcome: CloseReason) -> ReasonDraft {
    ReasonDraft { id: None, level, label: label.into(), outcome }
}

async fn a_queue_is_made_and_set_and_read_back(test: &TestDesk) {
    let (admin, ana) = (test.admin("caio").await, test.agent("ana").await);
    assert_eq!(test.desk.queue_board(&ana).await, Err(DeskError::Forbidden));
    assert_eq!(test.desk.create_queue(&ana, "Oficina", "#d9480f").await.unwrap_err(), DeskError::Forbidden);
    let made = test.desk.create_queue(&admin, " Oficina ", "#d9480f").await.unwrap();
    assert_eq!((made.form.name.as_str(), made.open, made.is_open), ("Oficina", 0, true));
    let taken = test.desk.create_queue(&admin, "oficina", "#d9480f").await.unwrap_err();
    assert_eq!(invalid(taken), [("name".to_owned(), FieldProblem::Taken)]);

    let mut form = made.form.clone();
    office(&mut form);
    form.policy.hours.week[5] = vec![Span { from: 780, to: 840 }, Span { from: 480, to: 720 }];
    form.policy.hours.observed = vec![PublicHoliday::Christmas, PublicHoliday::GoodFriday];
    form.policy.routing = Routing::Push;
    form.policy.sla.first_answer_minutes = 15;
    form.policy.texts.away = "Voltamos {opens}.".into();
    form.members = vec![QueueMember { user: ana.user().clone(), skill: 5 }];
    form.capacities = vec![Capacity { user: ana.user().clone(), limit: 0 }];
    form.numbers = vec![test.finance_number.clone()];
    form.reasons =
        vec![reason(0, "Peça", CloseReason::Resolved), reason(1, "Trocada", CloseReason::Resolved)];
    let saved = test.desk.save_queue(&admin, &made.id, form.clone(), None).await.unwrap();
    let read = test.queue_form(&made.id).await;
    assert_eq!(saved.form, read);
    assert_eq!(read.policy, QueueForm { ..form.clone() }.tidied().policy);
    assert_eq!((&read.members, &read.numbers), (&form.members, &form.numbers));
    assert_eq!(
        read.reasons.iter().map(|reason| reason.label.as_str()).collect::<Vec<_>>(),
        ["Peça", "Trocada"]
    );
    // Two who read the same: the second is told, and saves over it only on purpose.
    let theirs = QueueForm { name: "Peças e pneus".into(), ..read.clone() };
    test.desk.save_queue(&admin, &made.id, theirs.clone(), Some(read.clone())).await.unwrap();
    let mine = QueueForm { color: "#123456".into(), ..read.clone() };
    let outrun = test.desk.save_queue(&admin, &made.id, mine.clone(), Some(read.clone())).await;
    assert_eq!(outrun, Err(DeskError::Conflict { what: "queue".into(), winner: None }));
    assert_eq!(test.queue_form(&made.id).await.name, theirs.name);
    test.desk.save_queue(&admin, &made.id, mine, None).await.unwrap();
    let read = test.queue_form(&made.id).await;
    assert_eq!((read.name.as_str(), read.color.as_str()), (form.name.as_str(), "#123456"));
    let board = test.desk.queue_board(&admin).await.unwrap();
    assert_eq!(board.staff.iter().find(|person| person.id == *ana.user()).unwrap().capacity, 0);
    assert!(board.zones.iter().any(|zone| zone == "America/Manaus"));
    // It counts at once: she sees the queue now, and no longer when she is taken out.
    let again = test.desk.actor(ana.user(), ana.epoch()).await.unwrap();
    assert!(test.desk.bootstrap(&again).await.unwrap().queues.iter().any(|queue| queue.id == made.id));
    test.set_queue(&made.id, |form| form.members.clear()).await;
    let again = test.desk.actor(ana.user(), ana.epoch()).await.unwrap();
    assert!(!test.desk.bootstrap(&again).await.unwrap().queues.iter().any(|queue| queue.id == made.id));
    // Saving what was read changes no reason.
    assert_eq!(test.queue_form(&made.id).await.reasons, read.reasons);

    test.desk.order_queues(&admin, std::slice::from_ref(&made.id)).await.unwrap();
    assert_eq!(test.desk.queue_board(&admin).await.unwrap().queues[0].id, made.id);
}

async fn bad_fields_are_told_and_nothing_is_written(test: &TestDesk) {
    let admin = test.admin("caio").await;
    let before = test.queue_form(&test.queue).await;
    let mut form = before.clone();
    office(&mut form);
    form.policy.hours.zone = "America/Nowhere".into();
    form.policy.hours.week[0].push(Span { from: 17 * 60, to: 19 * 60 });
    form.name = "Financeiro".into();
    form.closing_text = "Tchau, {nome}".into();
    form.default_of.clear();
    let wrong = invalid(test.desk.save_queue(&admin, &test.queue, form, None).await.unwrap_err());
    assert_eq!(
        wrong,
        [
            ("closing_text".to_owned(), FieldProblem::UnknownVariable { name: "nome".into() }),
            ("hours_0".to_owned(), FieldProblem::Overlap),
            ("hours_zone".to_owned(), FieldProblem::Malformed),
            ("name".to_owned(), FieldProblem::Taken),
            ("default_of".to_owned(), FieldProblem::Missing),
        ]
    );
    assert_eq!(test.queue_form(&test.queue).await, before);
    let gone = QueueId::from_parts(1, [1; 10]);
    let missing = test.desk.save_queue(&admin, &gone, before, None).await.unwrap_err();
    assert_eq!(missing, DeskError::not_found("queue"));
}

async fn deleting_asks_where_tickets_go(test: &TestDesk) {
    let (admin, ana) = (test.admin("caio").await, test.agent("ana").await);
    test.set_queue(&test.queue, |form| form.reopen_hours = 2).await;
    let closed = test.customer_says("5511987650009", "oi").await;
    test.desk.close(&admin, &closed, CloseReason::Resolved).await.unwrap();
    let waiting = test.customer_says(ANA, "oi").await;
    let mine = test.customer_says("5511987650002", "oi").await;
    test.desk.claim(&ana, &mine).await.unwrap();
    assert_eq!(test.desk.delete_queue(&ana, &test.queue, None).await, Err(DeskError::Forbidden));
    let asked = test.desk.delete_queue(&admin, &test.queue, None).await.unwrap_err();
    assert_eq!(invalid(asked), [("heir".to_owned(), FieldProblem::Missing)]);
    for bad in [&test.queue, &QueueId::from_parts(1, [1; 10])] {
        let refused = test.desk.delete_queue(&admin, &test.queue, Some(bad)).await.unwrap_err();
        assert_eq!(invalid(refused), [("heir".to_owned(), FieldProblem::Malformed)]);
    }
    let seq = test.seq().await;
    assert_eq!(test.desk.delete_queue(&admin, &test.queue, Some(&test.finance)).await, Ok(2));
    // Each ticket has its event; who serves one goes on.
    for ticket in [&waiting, &mine] {
        let row = test.row(ticket).await;
        assert_eq!((&row.queue, row.state.queue()), (&test.finance, Some(&test.finance)));
        let told = ThreadEvent::QueueGone { from: "Atendimento".into(), to: "Financeiro".into() };
        assert_eq!(test.events(ticket).await.last(), Some(&told));
    }
    assert_eq!(test.row(&mine).await.state.owner(), Some(ana.user()));
    assert!(test.seq().await >= seq + 4);
    // The closed one keeps its queue, whose name is still known.
    assert_eq!(test.row(&closed).await.queue, test.queue);
    let boot = test.desk.bootstrap(&admin).await.unwrap();
    assert!(!boot.queues.iter().any(|queue| queue.id == test.queue));
    assert!(boot.former_queues.iter().any(|queue| queue.id == test.queue));
    // What comes in on its number, also on a node that has not heard of it, and what comes back, goes to the other one.
    let new = test.customer_says("5511987650003", "oi").await;
    assert_eq!(test.row(&new).await.queue, test.finance);
    test.clock.advance(HOUR);
    let again = test.customer_says("5511987650009", "mais uma coisa").await;
    assert_eq!((&again, &test.row(&again).await.queue), (&closed, &test.finance));
    // It is gone, its name is free, and the last one stays.
    let twice = test.desk.delete_queue(&admin, &test.queue, Some(&test.finance)).await.unwrap_err();
    assert_eq!(twice, DeskError::not_found("queue"));
    let last = test.desk.delete_queue(&admin, &test.finance, None).await.unwrap_err();
    assert!(matches!(last, DeskError::Conflict { what, .. } if what == "last_queue"));
    let made = test.desk.create_queue(&admin, "Atendimento", "#3b5bdb").await.unwrap();
    assert_ne!(made.id, test.queue);
    // One with nothing in it goes without a question.
    assert_eq!(test.desk.delete_queue(&admin, &made.id, None).await, Ok(0));
}

async fn nothing_stays_in_a_queue_that_goes_while_customers_write(test: &TestDesk) {
    let admin = test.admin("caio").await;
    let phones: Vec<String> = (0..12).map(|n| format!("55119876510{n:02}")).collect();
    let writing = async {
        for phone in &phones {
            test.customer_says(phone, "oi").await;
        }
    };
    let other = test.node().await;
    let going = async {
        tokio::task::yield_now().await;
        other.delete_queue(&admin, &test.queue, Some(&test.finance)).await.unwrap()
    };
    tokio::join!(writing, going);
    for phone in &phones {
        assert_eq!(test.row_of(phone).await.queue, test.finance, "{phone}");
    }
}

async fn whoever_writes_after_hours_is_told_once(test: &TestDesk) {
    test.set_queue(&test.queue, |form| {
        office(form);
        form.policy.texts.greeting = "Olá, {name}!".into();
        form.opening_text = "Protocolo {protocol}".into();
        form.policy.texts.away = "{queue} abre {opens}.".into();
    })
    .await;
    let ticket = test.customer_says(ANA, "oi").await;
    let protocol = test.row(&ticket).await.protocol;
    let first = [
        format!("Olá, Cliente {ANA}!"),
        format!("Protocolo {protocol}"),
        "Atendimento abre segunda-feira (23/11) às 09:00.".to_owned(),
    ];
    assert_eq!(test.heard_so_far().await, first);
    // Once until then, however much they write.
    test.clock.advance(DAY);
    test.customer_says(ANA, "alguém?").await;
    assert_eq!(test.heard_so_far().await.len(), 3);
    // The desk's own words are no answer.
    assert_eq!(test.row(&ticket).await.waiting_since, Some(START));
    // Open: nothing to say. Closed again: once more.
    test.clock.advance(DAY);
    test.customer_says(ANA, "bom dia").await;
    assert_eq!(test.heard_so_far().await.len(), 3);
    test.clock.advance(10 * HOUR);
    test.customer_says(ANA, "boa noite").await;
    test.customer_says(ANA, "...").await;
    assert_eq!(test.heard_so_far().await[3..], ["Atendimento abre amanhã às 09:00."]);
    // A queue without hours is never closed.
    test.customer_says_to(FINANCE, "5511987650005", "oi").await;
    assert_eq!(test.heard_so_far().await.len(), 4);
}

async fn a_reason_is_needed_where_the_queue_says_so(test: &TestDesk) {
    let ana = test.agent("ana").await;
    test.set_queue(&test.queue, |form| {
        form.policy.reason_required = true;
        form.policy.survey.enabled = true;
        form.reasons = vec![
            reason(0, "Entrega", CloseReason::Resolved),
            reason(1, "Atrasada", CloseReason::NoAnswer),
            reason(0, "Engano", CloseReason::NotForUs),
        ];
    })
    .await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&ana, &ticket).await.unwrap();
    let choices = test.desk.close_choices(&ana, &ticket).await.unwrap();
    assert!(choices.required);
    let labels: Vec<String> = choices.reasons.iter().map(|choice| choice.label()).collect();
    assert_eq!(labels, ["Entrega › Atrasada", "Engano"]);
    let refused = test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap_err();
    assert_eq!(refused, DeskError::invalid("reason", FieldProblem::Missing));
    let foreign = "rsn_none".parse().unwrap();
    let refused = test.desk.close_for(&ana, &ticket, &foreign).await.unwrap_err();
    assert_eq!(refused, DeskError::invalid("reason", FieldProblem::Malformed));
    assert!(test.row(&ticket).await.state.is_open());
    let chosen = choices.reasons[0].clone();
    let row = test.desk.close_for(&ana, &ticket, &chosen.id).await.unwrap();
    assert!(matches!(row.state, TicketState::Closed { reason: CloseReason::NoAnswer, .. }));
    let told = ThreadEvent::Closed {
        by: Some("ana".into()),
        reason: CloseReason::NoAnswer,
        detail: Some("Entrega › Atrasada".into()),
    };
    assert_eq!(test.events(&ticket).await.last(), Some(&told));
    let kept =
        desk_store::ticket::get(&mut test.store.read().await.unwrap(), &ticket).await.unwrap().unwrap();
    assert_eq!(kept.clocks.reason, Some(chosen.id.clone()));
    // What customers say of it is told under the queue's own words.
    let days = |text: &str| Day::parse(text).unwrap();
    let operator = Actor::operator();
    let report = test.desk.survey_report(&operator, days("2026-11-01"), days("2026-12-31")).await.unwrap();
    let own = SurveyReason { outcome: CloseReason::NoAnswer, detail: Some("Entrega › Atrasada".into()) };
    assert_eq!(report.reasons, [(own, report.total.clone())]);
    // Taken out of the tree it can no longer be chosen, and the ticket keeps it.
    test.set_queue(&test.queue, |form| {
        form.policy.reason_required = false;
        form.reasons.clear();
    })
    .await;
    let next = test.customer_says(ANA, "outra coisa").await;
    test.desk.claim(&ana, &next).await.unwrap();
    assert!(test.desk.close_choices(&ana, &next).await.unwrap().reasons.is_empty());
    assert!(test.desk.close_for(&ana, &next, &chosen.id).await.is_err());
    test.desk.close(&ana, &next, CloseReason::Resolved).await.unwrap();
    let stranger = test.finance_agent("davi").await;
    let hidden = test.desk.close_choices(&stranger, &ticket).await.unwrap_err();
    assert_eq!(hidden, DeskError::not_found("ticket"));
}

const TARGETS: SlaTargets = SlaTargets {
    first_answer_minutes: 15,
    next_answer_minutes: 30,
    resolution_minutes: 9 * 60,
    legal_answer: true,
};

async fn promises_follow_what_happens(test: &TestDesk) {
    let (admin, ana) = (test.admin("caio").await, test.agent("ana").await);
    test.set_queue(&test.queue, |form| {
        office(form);
        form.policy.sla = TARGETS;
        form.reopen_hours = 24;
    })
    .await;
    let due = |row: desk_model::view::InboxRow| (row.promise, row.due);
    let monday = START.plus(2 * DAY);
    let ticket = test.customer_says(ANA, "oi").await;
    assert_eq!(due(test.row(&ticket).await), (Some(Promise::FirstAnswer), Some(monday.plus(15 * MINUTE))));
    // Taking it and writing more changes nothing.
    test.desk.claim(&ana, &ticket).await.unwrap();
    test.clock.advance(HOUR);
    test.customer_says(ANA, "oi?").await;
    assert_eq!(due(test.row(&ticket).await), (Some(Promise::FirstAnswer), Some(monday.plus(15 * MINUTE))));
    test.answers_in(&ana, &ticket).await;
    assert_eq!(due(test.row(&ticket).await), (Some(Promise::Resolution), Some(monday.plus(9 * HOUR))));
    test.clock.advance(HOUR);
    test.customer_says(ANA, "obrigado, e o prazo?").await;
    assert_eq!(due(test.row(&ticket).await), (Some(Promise::NextAnswer), Some(monday.plus(30 * MINUTE))));
    // In another queue, without hours, the same clocks run by its targets.
    test.set_queue(&test.finance, |form| form.policy.sla = SlaTargets { next_answer_minutes: 60, ..TARGETS })
        .await;
    let heir = test.desk.delete_queue(&admin, &test.queue, Some(&test.finance)).await;
    assert_eq!(heir, Ok(1));
    assert_eq!(due(test.row(&ticket).await), (Some(Promise::NextAnswer), Some(START.plus(3 * HOUR))));
    // Broken ones stay until they are kept.
    test.clock.advance(3 * DAY);
    test.customer_says(ANA, "e aí?").await;
    assert_eq!(due(test.row(&ticket).await).1, Some(START.plus(3 * HOUR)));
    test.answers_in(&ana, &ticket).await;
    assert_eq!(due(test.row(&ticket).await), (Some(Promise::Resolution), Some(START.plus(9 * HOUR))));
    let closed = test.desk.close(&ana, &ticket, CloseReason::Resolved).await.unwrap();
    assert_eq!(due(closed), (None, None));
    // Opened again, the end and the law are promised anew.
    test.set_queue(&test.finance, |form| form.reopen_hours = 24).await;
    test.clock.advance(HOUR);
    let at = test.now();
    test.arrives(MAIN, vec![message(test.written(&[phone(ANA)], at, "voltei"))]).await;
    let row = test.row(&ticket).await;
    assert!(row.state.is_open());
    assert_eq!(due(row), (Some(Promise::NextAnswer), Some(at.plus(HOUR))));
    test.desk.claim(&ana, &ticket).await.unwrap_err();
    let bruno = test.finance_agent("bruno").await;
    test.desk.claim(&bruno, &ticket).await.unwrap();
    test.answers_in(&bruno, &ticket).await;
    assert_eq!(due(test.row(&ticket).await), (Some(Promise::Resolution), Some(at.plus(9 * HOUR))));
}

async fn new_targets_count_for_open_tickets(test: &TestDesk) {
    let ticket = test.customer_says(ANA, "oi").await;
    let seq = test.seq().await;
    test.set_queue(&test.queue, |form| form.name = "Balcão".into()).await;
    let told = test.desk.events_since(seq, 9).await.unwrap();
    assert_eq!(told.iter().map(|event| event.topic).collect::<Vec<_>>(), [Topic::Desk]);
    let seq = test.seq().await;
    test.set_queue(&test.queue, |form| form.closing_text = "Tchau".into()).await;
    assert_eq!((test.row(&ticket).await.due, test.seq().await), (None, seq));
    test.set_queue(&test.queue, |form| form.policy.sla.first_answer_minutes = 10).await;
    assert_eq!(test.row(&ticket).await.due, Some(START.plus(10 * MINUTE)));
    assert_eq!(test.seq().await, seq + 1, "screens hear of it");
    test.set_queue(&test.queue, office).await;
    assert_eq!(test.row(&ticket).await.due, Some(START.plus(2 * DAY + 10 * MINUTE)));
    test.set_queue(&test.queue, |form| form.policy.sla = SlaTargets::default()).await;
    assert_eq!(test.row(&ticket).await.due, None);
}

async fn a_queue_takes_the_numbers_it_is_told_to(test: &TestDesk) {
    let admin = test.admin("caio").await;
    // The number's own queue always takes it, also when others are named.
    test.set_queue(&test.queue, |form| form.numbers = vec![test.finance_number.clone()]).await;
    let form = test.queue_form(&test.queue).await;
    assert_eq!(form.numbers, [test.number.clone(), test.finance_number.clone()]);
    test.set_queue(&test.finance, |form| form.numbers = vec![test.finance_number.clone()]).await;
    let boot = test.desk.bootstrap(&admin).await.unwrap();
    let view = boot.queues.iter().find(|queue| queue.id == test.finance).unwrap();
    assert_eq!(view.numbers, std::slice::from_ref(&test.finance_number));
    // The other number leads here from now on, without a restart.
    test.set_queue(&test.finance, |form| form.default_of.push(test.number.clone())).await;
    let ticket = test.customer_says(ANA, "oi").await;
    assert_eq!(test.row(&ticket).await.queue, test.finance);
    assert!(test.queue_form(&test.queue).await.default_of.is_empty());
}
