//! Customers are asked how it went; what they answer is kept and makes nobody's work.

use crate::support::{FINANCE, MAIN, TestDesk, both};
use desk_core::ports::{Change, OutboundBody};
use desk_core::{Actor, ReplyRequest};
use desk_model::message::{Author, Content, ThreadEvent};
use desk_model::price::Day;
use desk_model::survey::{
    Scale, SurveyPolicy, SurveyReason, SurveyReport, SurveySkip, SurveySum, SurveyTemplate,
};
use desk_model::template::{Place, TemplateParam};
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::view::{InboxRow, InboxView, MessageView};
use desk_model::{CloseReason, DeskError, QueueId, TicketId};

const PHONE: &str = "5511987650001";

both!(
    the_answer_is_kept_and_nobody_has_work,
    late_answers_count_and_others_open_a_ticket,
    repetitions_and_disorder_change_nothing,
    who_is_being_served_is_not_misunderstood,
    outside_the_window_a_template_asks_or_the_thread_says_why_not,
    some_are_not_asked,
    three_options_are_numbered,
    results_are_for_those_who_watch,
    settings_are_for_administrators,
);

fn policy() -> SurveyPolicy {
    SurveyPolicy {
        enabled: true,
        question: "{name}, que nota de 1 a 5 para {protocol}?".to_owned(),
        comment: "Por quê?".to_owned(),
        thanks: "Valeu!".to_owned(),
        ..SurveyPolicy::default()
    }
}

async fn asks(test: &TestDesk, policy: SurveyPolicy) {
    test.desk.set_queue_survey(&Actor::operator(), &test.queue, policy).await.unwrap();
}

/// A customer is served by `agent`, who ends it.
async fn served(test: &TestDesk, agent: &Actor) -> InboxRow {
    let ticket = test.customer_says(PHONE, "olá").await;
    test.desk.claim(agent, &ticket).await.unwrap();
    test.desk.close(agent, &ticket, CloseReason::Resolved).await.unwrap()
}

async fn lines(test: &TestDesk, ticket: &TicketId) -> Vec<MessageView> {
    test.desk.transcript(&Actor::operator(), ticket, false).await.unwrap().lines
}

async fn texts(test: &TestDesk, ticket: &TicketId) -> Vec<String> {
    let lines = lines(test, ticket).await;
    lines
        .into_iter()
        .filter(|line| line.author == Author::Desk)
        .map(|line| line.content.preview().1)
        .filter(|text| !text.is_empty())
        .collect()
}

async fn events(test: &TestDesk, ticket: &TicketId) -> Vec<ThreadEvent> {
    let lines = lines(test, ticket).await;
    lines
        .into_iter()
        .filter_map(|line| match line.content {
            Content::Event(
                what @ (ThreadEvent::SurveySkipped { .. } | ThreadEvent::SurveyAnswered { .. }),
            ) => Some(what),
            _ => None,
        })
        .collect()
}

async fn report(test: &TestDesk) -> SurveyReport {
    let days = |text: &str| Day::parse(text).unwrap();
    test.desk.survey_report(&Actor::operator(), days("2026-11-01"), days("2026-12-31")).await.unwrap()
}

async fn says(test: &TestDesk, text: &str) {
    let message = test.inbound(PHONE, Content::text(text));
    test.arrives(MAIN, vec![Change::Message(Box::new(message))]).await;
}

async fn tickets(test: &TestDesk) -> usize {
    test.desk.find(&Actor::operator(), PHONE).await.unwrap().len()
}

async fn the_answer_is_kept_and_nobody_has_work(test: &TestDesk) {
    let ana = test.agent("ana").await;
    asks(test, policy()).await;
    let row = served(test, &ana).await;
    let ticket = row.ticket.clone();
    let question = format!("Cliente {PHONE}, que nota de 1 a 5 para {}?", row.protocol);
    assert_eq!(texts(test, &ticket).await, std::slice::from_ref(&question));
    test.desk.drain_outbox().await.unwrap();
    let sent = test.gateway.sent();
    assert!(
        matches!(&sent.last().unwrap().body, OutboundBody::Text { body } if *body == question),
        "{sent:?}"
    );

    test.clock.advance(MINUTE);
    says(test, "5!").await;
    assert_eq!(texts(test, &ticket).await, [question.as_str(), "Por quê?"]);
    test.clock.advance(MINUTE);
    says(test, "A Ana foi muito atenciosa").await;
    assert_eq!(texts(test, &ticket).await, [question.as_str(), "Por quê?", "Valeu!"]);
    assert_eq!(events(test, &ticket).await, [ThreadEvent::SurveyAnswered { score: 5 }]);
    let row = test.row(&ticket).await;
    assert!(!row.state.is_open());
    assert_eq!((row.unread, row.waiting_since), (0, None));
    assert_eq!(row.window.last_inbound_at, Some(test.now()), "the customer wrote: the window is open");
    let open = test.desk.inbox(&Actor::operator(), InboxView::All, Default::default(), None).await.unwrap();
    assert!(open.rows.is_empty() && open.counts.all == 0);

    let report = report(test).await;
    assert_eq!(report.total, SurveySum { asked: 1, spread: [0, 0, 0, 0, 1] });
    assert_eq!(report.queues, [(test.queue.clone(), report.total.clone())]);
    assert_eq!(report.agents, [(Some(ana.user().clone()), report.total.clone())]);
    let resolved = SurveyReason { outcome: CloseReason::Resolved, detail: None };
    assert_eq!(report.reasons, [(resolved, report.total.clone())]);
    let answer = &report.answers[0];
    assert_eq!((answer.score, answer.comment.as_deref()), (5, Some("A Ana foi muito atenciosa")));
    assert_eq!((&answer.ticket, &answer.protocol), (&ticket, &row.protocol));
    // What comes after is a new matter.
    test.clock.advance(MINUTE);
    says(test, "Ah, mais uma coisa").await;
    assert_eq!(tickets(test).await, 2);
}

async fn late_answers_count_and_others_open_a_ticket(test: &TestDesk) {
    let ana = test.agent("ana").await;
    asks(test, policy()).await;
    let first = served(test, &ana).await.ticket;
    test.clock.advance(72 * HOUR - MINUTE);
    says(test, "ótimo").await;
    assert_eq!(tickets(test).await, 1);
    assert_eq!(report(test).await.total.spread, [0, 0, 0, 0, 1]);
    // Much later a number is a number again.
    test.clock.advance(2 * MINUTE);
    says(test, "3").await;
    assert_eq!(tickets(test).await, 2);
    assert_eq!(report(test).await.total.spread, [0, 0, 0, 0, 1]);
    let second = test.row_of(PHONE).await.ticket;
    assert_ne!(first, second);
    test.desk.claim(&ana, &second).await.unwrap();
    test.desk.close(&ana, &second, CloseReason::Resolved).await.unwrap();
    says(test, "Não era isso, quero trocar o produto").await;
    assert_eq!(tickets(test).await, 3, "no answer: a new matter");
    assert_eq!(report(test).await.total.answered(), 1);
}

async fn repetitions_and_disorder_change_nothing(test: &TestDesk) {
    let ana = test.agent("ana").await;
    asks(test, SurveyPolicy { comment: String::new(), ..policy() }).await;
    let ticket = served(test, &ana).await.ticket;
    test.clock.advance(MINUTE);
    let two = test.inbound(PHONE, Content::text("2"));
    test.clock.advance(MINUTE);
    let four = test.inbound(PHONE, Content::text("4"));
    // The later one first, each of them more than once.
    for message in [&four, &two, &four, &two] {
        test.arrives(MAIN, vec![Change::Message(Box::new(message.clone()))]).await;
    }
    assert_eq!(report(test).await.total, SurveySum { asked: 1, spread: [0, 0, 0, 1, 0] });
    assert_eq!(events(test, &ticket).await, [ThreadEvent::SurveyAnswered { score: 4 }]);
    assert_eq!(texts(test, &ticket).await.iter().filter(|text| *text == "Valeu!").count(), 1);
    // Within a short time the last word counts, after that nothing changes; neither is work.
    test.clock.advance(MINUTE);
    says(test, "5").await;
    assert_eq!(report(test).await.total.spread, [0, 0, 0, 0, 1]);
    test.clock.advance(11 * MINUTE);
    says(test, "1").await;
    assert_eq!(report(test).await.total.spread, [0, 0, 0, 0, 1]);
    assert_eq!(tickets(test).await, 1);
    assert!(!test.row(&ticket).await.state.is_open());
    let inbound = lines(test, &ticket).await.iter().filter(|line| line.author == Author::Customer).count();
    assert_eq!(inbound, 5, "all of it stands in the thread");
}

async fn who_is_being_served_is_not_misunderstood(test: &TestDesk) {
    let ana = test.agent("ana").await;
    asks(test, policy()).await;
    let first = served(test, &ana).await.ticket;
    test.desk.drain_outbox().await.unwrap();
    test.clock.advance(MINUTE);
    let late = test.inbound(PHONE, Content::text("4"));
    test.clock.advance(MINUTE);
    says(test, "Quero fazer um pedido").await;
    let second = test.row_of(PHONE).await.ticket;
    test.desk.claim(&ana, &second).await.unwrap();
    let ask = ReplyRequest {
        id: test.message_id(),
        ticket: second.clone(),
        body: "Quantas caixas?".into(),
        reply_to: None,
    };
    test.desk.reply(&ana, ask).await.unwrap();
    test.clock.advance(MINUTE);
    says(test, "5").await;
    assert_eq!(report(test).await.total.answered(), 0, "it was said to the agent");
    assert_eq!(test.row(&second).await.unread, 1);
    // Written before the second ticket began, and only now here.
    test.arrives(MAIN, vec![Change::Message(Box::new(late))]).await;
    assert_eq!(report(test).await.total.spread, [0, 0, 0, 1, 0]);
    assert_eq!(test.row(&second).await.unread, 1);
    // Quoting the question is plain enough.
    let question = lines(test, &first)
        .await
        .into_iter()
        .find(|line| line.content.preview().1.contains("que nota"))
        .unwrap();
    let mut quoting = test.inbound(PHONE, Content::text("3"));
    let provider_id =
        desk_store::message::get(&mut test.store.read().await.unwrap(), &question.id).await.unwrap();
    quoting.reply_to = provider_id.unwrap().provider_id;
    assert!(quoting.reply_to.is_some());
    test.arrives(MAIN, vec![Change::Message(Box::new(quoting))]).await;
    assert_eq!(report(test).await.total.spread, [0, 0, 1, 0, 0]);
    let row = test.row(&second).await;
    assert_eq!(row.unread, 1);
    assert_eq!(row.window.last_inbound_at, Some(test.now()), "the open ticket learns of the window");
    assert_eq!(lines(test, &first).await.iter().filter(|line| line.author == Author::Customer).count(), 3);
}

async fn outside_the_window_a_template_asks_or_the_thread_says_why_not(test: &TestDesk) {
    let ana = test.agent("ana").await;
    asks(test, policy()).await;
    let close_late = async |ana: &Actor| {
        let ticket = test.customer_says(PHONE, "olá").await;
        test.desk.claim(ana, &ticket).await.unwrap();
        test.clock.advance(25 * HOUR);
        test.desk.close(ana, &ticket, CloseReason::Resolved).await.unwrap()
    };
    let row = close_late(&ana).await;
    assert_eq!(events(test, &row.ticket).await, [ThreadEvent::SurveySkipped { why: SurveySkip::Window }]);
    assert_eq!(report(test).await.total.asked, 0);

    test.template().await;
    let template = |value: &str| SurveyTemplate {
        name: "retorno".to_owned(),
        language: "pt_BR".to_owned(),
        values: vec![TemplateParam { place: Place::Body, key: "1".to_owned(), value: value.to_owned() }],
    };
    let wrong = SurveyPolicy { template: Some(template(" ")), ..policy() };
    let refused = test.desk.set_queue_survey(&Actor::operator(), &test.queue, wrong).await;
    assert!(
        matches!(&refused, Err(DeskError::Invalid { fields }) if fields[0].field == "body.1"),
        "{refused:?}"
    );
    asks(test, SurveyPolicy { template: Some(template("{name}")), ..policy() }).await;
    let row = close_late(&ana).await;
    assert_eq!(events(test, &row.ticket).await, []);
    let asked = lines(test, &row.ticket)
        .await
        .into_iter()
        .rfind(|line| matches!(line.content, Content::Template { .. }))
        .unwrap();
    assert_eq!(asked.author, Author::Desk);
    assert_eq!(asked.content.preview().1, format!("Olá Cliente {PHONE}, podemos continuar?"));
    assert_eq!(row.pending_template, None, "nobody waits for it");
    test.clock.advance(HOUR);
    says(test, "4").await;
    assert_eq!(report(test).await.total, SurveySum { asked: 1, spread: [0, 0, 0, 1, 0] });
    assert_eq!(tickets(test).await, 2);

    // Whoever took their consent back gets no template.
    asks(test, SurveyPolicy { template: Some(template("{name}")), again_hours: 0, ..policy() }).await;
    test.customer_says(PHONE, "olá").await;
    says(test, "Parar").await;
    let row = test.row_of(PHONE).await;
    test.desk.claim(&ana, &row.ticket).await.unwrap();
    test.clock.advance(25 * HOUR);
    test.desk.close(&ana, &row.ticket, CloseReason::Resolved).await.unwrap();
    assert_eq!(events(test, &row.ticket).await, [ThreadEvent::SurveySkipped { why: SurveySkip::Consent }]);
    // The template is gone.
    test.gateway.templates.lock().unwrap().clear();
    test.desk.sync_templates(&Actor::operator(), &test.number).await.unwrap();
    let row = close_late(&ana).await;
    assert_eq!(events(test, &row.ticket).await, [ThreadEvent::SurveySkipped { why: SurveySkip::Template }]);
    assert_eq!(report(test).await.total.asked, 1);
}

async fn some_are_not_asked(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let silent = served(test, &ana).await.ticket;
    assert_eq!(
        lines(test, &silent).await.iter().filter(|line| line.author == Author::Desk).count(),
        3,
        "events only"
    );
    asks(test, policy()).await;
    let spam = test.customer_says(PHONE, "compre já").await;
    test.desk.claim(&ana, &spam).await.unwrap();
    test.desk.close(&ana, &spam, CloseReason::NotForUs).await.unwrap();
    assert_eq!(report(test).await.total.asked, 0);
    served(test, &ana).await;
    assert_eq!(report(test).await.total.asked, 1);
    says(test, "5").await;
    test.clock.advance(HOUR);
    served(test, &ana).await;
    assert_eq!(report(test).await.total.asked, 1, "asked not long ago");
    test.clock.advance(DAY);
    served(test, &ana).await;
    assert_eq!(report(test).await.total.asked, 2);
    // A queue that does not ask.
    let bia = test.finance_agent("bia").await;
    let ticket = test.customer_says_to(FINANCE, PHONE, "olá").await;
    test.desk.claim(&bia, &ticket).await.unwrap();
    test.desk.close(&bia, &ticket, CloseReason::Resolved).await.unwrap();
    assert_eq!(report(test).await.total.asked, 2);
}

async fn three_options_are_numbered(test: &TestDesk) {
    let ana = test.agent("ana").await;
    asks(
        test,
        SurveyPolicy { scale: Scale::Three, question: "E aí?".into(), comment: String::new(), ..policy() },
    )
    .await;
    let ticket = served(test, &ana).await.ticket;
    let asked = lines(test, &ticket)
        .await
        .into_iter()
        .find(|line| line.content.preview().1.starts_with("E aí?"))
        .unwrap();
    assert_eq!(asked.content, Content::text("E aí?\n\n1 – Ruim\n2 – Regular\n3 – Ótimo"));
    test.clock.advance(SECOND);
    let tapped = Content::Choice { title: "Regular".into(), description: None, id: "retorno:1".into() };
    let message = test.inbound(PHONE, tapped);
    test.arrives(MAIN, vec![Change::Message(Box::new(message))]).await;
    assert_eq!(report(test).await.total.spread, [0, 0, 1, 0, 0]);
    let tapped = Content::Choice { title: "?".into(), description: None, id: "survey:5".into() };
    let message = test.inbound(PHONE, tapped);
    test.arrives(MAIN, vec![Change::Message(Box::new(message))]).await;
    assert_eq!(report(test).await.total.spread, [0, 0, 0, 0, 1]);
    assert_eq!(tickets(test).await, 1);
    let photo = Content::Location { latitude: "1".into(), longitude: "2".into(), name: None, address: None };
    let message = test.inbound(PHONE, photo);
    test.arrives(MAIN, vec![Change::Message(Box::new(message))]).await;
    assert_eq!(tickets(test).await, 2);
}

async fn results_are_for_those_who_watch(test: &TestDesk) {
    let day = |text: &str| Day::parse(text).unwrap();
    let (ana, sonia) = (test.agent("ana").await, test.supervisor("sonia").await);
    let ask = async |who: &Actor, from: &str, until: &str| {
        test.desk.survey_report(who, day(from), day(until)).await
    };
    assert_eq!(ask(&ana, "2026-11-01", "2026-11-30").await, Err(DeskError::Forbidden));
    assert!(ask(&sonia, "2026-11-01", "2026-11-30").await.is_ok());
    assert!(matches!(ask(&sonia, "2026-11-02", "2026-11-01").await, Err(DeskError::Invalid { .. })));
    assert!(matches!(ask(&sonia, "2020-11-02", "2026-11-01").await, Err(DeskError::Invalid { .. })));
    let notes = test.desk.transcript(&ana, &served(test, &ana).await.ticket, true).await;
    assert_eq!(notes, Err(DeskError::Forbidden), "notes are not for everybody");
}

async fn settings_are_for_administrators(test: &TestDesk) {
    let (sonia, admin) = (test.supervisor("sonia").await, test.admin("caio").await);
    assert_eq!(test.desk.survey_settings(&sonia).await, Err(DeskError::Forbidden));
    assert_eq!(test.desk.set_queue_survey(&sonia, &test.queue, policy()).await, Err(DeskError::Forbidden));
    assert_eq!(
        test.desk.set_queue_status(&sonia, &test.queue, Default::default()).await,
        Err(DeskError::Forbidden)
    );
    let none: QueueId = "que_none".parse().unwrap();
    assert_eq!(test.desk.set_queue_survey(&admin, &none, policy()).await, Err(DeskError::not_found("queue")));
    assert_eq!(
        test.desk.set_queue_status(&admin, &none, Default::default()).await,
        Err(DeskError::not_found("queue"))
    );
    let bad = SurveyPolicy { question: String::new(), ..policy() };
    assert!(matches!(
        test.desk.set_queue_survey(&admin, &test.queue, bad).await,
        Err(DeskError::Invalid { .. })
    ));
    test.template().await;
    asks(test, policy()).await;
    let settings = test.desk.survey_settings(&admin).await.unwrap();
    assert_eq!(settings.queues[0].survey, policy());
    assert!(!settings.queues[1].survey.enabled, "nobody is asked unless somebody wants it");
    assert_eq!((settings.templates.len(), settings.templates[0].values.len()), (1, 1));
}
