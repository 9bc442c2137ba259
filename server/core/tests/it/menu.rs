//! The text menu talks to customers: in the transaction of their message, through the gate, and never after a person did.

use crate::inbound::{ANA, message, phone};
use crate::support::{MAIN, TestDesk, both};
use desk_core::Actor;
use desk_core::ports::OutboundBody;
use desk_model::consent::{Act, Purpose};
use desk_model::menu::{
    Fault, Menu, MenuView, Node, NodeId, NodeKind, OnTimeout, Sending, TicketMenu, Walk, Why, starter,
};
use desk_model::message::{Content, MediaKind, ThreadEvent};
use desk_model::ticket::StateName;
use desk_model::time::{DAY, MINUTE, SECOND};
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{CloseReason, DeskError, TicketId};
use desk_store::menu;
use futures::future::join_all;

both!(
    a_menu_is_walked_to_its_queue,
    buttons_protocol_and_the_end,
    photos_are_kept_and_are_no_answer,
    a_person_is_called_at_every_step,
    silence_ends_the_wait_once_on_two_nodes,
    a_closed_window_says_nothing_and_leads_to_the_queue,
    a_person_stops_the_menu_for_good,
    duplicates_and_reordered_messages,
    many_first_messages_at_once,
    what_cannot_be_sent_is_left_out_visibly,
    consent_is_written_down,
    drafts_versions_and_going_back,
    a_menu_that_is_gone_loses_nobody,
);

const BEA: &str = "5511987650002";

impl TestDesk {
    fn starter(&self) -> Menu {
        starter(&[(self.finance.clone(), "Vendas".into()), (self.queue.clone(), "Atendimento".into())])
    }

    async fn publishes(&self, draft: Menu) -> MenuView {
        let operator = Actor::operator();
        let known = self.desk.menu(&operator, &self.number).await.unwrap();
        let saved = self.desk.save_menu(&operator, &self.number, known.revision, draft).await.unwrap();
        self.desk.publish_menu(&operator, &self.number, saved.revision).await.unwrap()
    }

    async fn answers(&self, content: Content) {
        let inbound = self.inbound(ANA, content);
        self.arrives(MAIN, vec![message(inbound)]).await;
    }

    async fn chose(&self, ticket: &TicketId) -> TicketMenu {
        self.desk.ticket_menu(&Actor::operator(), ticket).await.unwrap().unwrap()
    }

    async fn at(&self, ticket: &TicketId) -> Walk {
        let mut tx = self.store.read().await.unwrap();
        menu::walk(&mut tx, ticket).await.unwrap().unwrap().walk
    }

    async fn left(&self, ticket: &TicketId) -> (Why, Vec<String>, Option<String>) {
        let events = self.events(ticket).await;
        let mut left = events.into_iter().filter_map(|event| match event {
            ThreadEvent::MenuLeft { why, path, queue } => Some((why, path, queue)),
            _ => None,
        });
        let one = left.next().expect("the menu was left");
        assert_eq!(left.next(), None, "once");
        one
    }
}

async fn a_menu_is_walked_to_its_queue(test: &TestDesk) {
    // Without a menu all is as before.
    let plain = test.customer_says(BEA, "oi").await;
    assert_eq!(test.row(&plain).await.state.name(), StateName::Queued);

    test.publishes(test.starter()).await;
    let ticket = test.customer_says(ANA, "Oi!").await;
    let row = test.row(&ticket).await;
    assert_eq!((row.state.name(), row.waiting_since), (StateName::Menu, None));
    let texts = test.texts(&ticket).await;
    assert_eq!(texts.len(), 2);
    assert!(
        texts[1].starts_with(&format!("Olá, Cliente {ANA}! Como podemos ajudar?\n\n1 - Vendas")),
        "{texts:?}"
    );
    // Nobody waits for an agent; those who see everything see it.
    let agent = test.agent("ana").await;
    let page = test.desk.inbox(&agent, InboxView::Waiting, InboxOrder::Recent, None).await.unwrap();
    assert_eq!((page.counts.waiting, page.rows.len()), (1, 1));
    let boss = test.supervisor("sonia").await;
    let all = test.desk.inbox(&boss, InboxView::All, InboxOrder::Recent, None).await.unwrap();
    assert_eq!(all.rows.len(), 2);

    test.answers(Content::text("suporte")).await;
    assert_eq!(test.texts(&ticket).await.last().unwrap(), "Qual é o seu nome completo?");
    test.answers(Content::text("  Ana Souza ")).await;
    let row = test.row(&ticket).await;
    assert_eq!((row.state.name(), &row.queue), (StateName::Queued, &test.queue));
    assert_eq!(row.waiting_since, Some(test.now()));
    assert_eq!(row.preview.text, "Ana Souza");
    let left = (Why::Chosen, vec!["Suporte".to_owned(), "Ana Souza".into()], Some("Atendimento".into()));
    assert_eq!(test.left(&ticket).await, left);
    let told = test.chose(&ticket).await;
    assert_eq!((told.why, told.answers[0].value.as_str()), (Some(Why::Chosen), "Ana Souza"));
    assert_eq!(told.fields, []);
    // What they answered is known in their next ticket.
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.desk.close(&agent, &ticket, CloseReason::Resolved).await.unwrap();
    test.clock.advance(MINUTE);
    let next = test.customer_says(ANA, "oi de novo").await;
    assert_ne!(next, ticket);
    let told = test.chose(&next).await;
    assert_eq!((told.why, told.fields[0].value.as_str()), (None, "Ana Souza"));
    // All that was said went through the gate and out.
    assert!(test.desk.drain_outbox().await.unwrap() > 0);
    assert_eq!(test.outbox_size().await, 0);
}

async fn buttons_protocol_and_the_end(test: &TestDesk) {
    let other = test.customer_says(BEA, "oi").await;
    let other = test.row(&other).await.protocol.to_string();
    test.publishes(test.starter()).await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.answers(Content::text("3")).await;
    // Somebody else's protocol does not exist.
    test.answers(Content::text(other)).await;
    assert!(test.texts(&ticket).await.last().unwrap().starts_with("Não encontrei esse protocolo"));
    let mine = test.row(&ticket).await.protocol.to_string();
    test.answers(Content::text(mine.replace('-', " "))).await;
    let said = test.said(&ticket).await;
    let told = Content::text(format!(
        "O protocolo {mine}, aberto em 21/11/2026, está na fila: logo alguém responde."
    ));
    assert!(said.iter().any(|line| line.content == told), "{said:?}");
    let Content::Interactive(buttons) = said.last().unwrap().content.clone() else { panic!("{said:?}") };
    assert_eq!(buttons.choices.len(), 2);
    test.desk.drain_outbox().await.unwrap();
    let sent = test.gateway.sent();
    assert_eq!(sent.last().unwrap().body, OutboundBody::Interactive(buttons.clone()));
    // In the order it was said, though it was written at one instant.
    assert!(
        matches!(&sent[sent.len() - 2].body, OutboundBody::Text { body } if body.starts_with("O protocolo"))
    );
    let choice = &buttons.choices[1];
    let tapped = Content::Choice { title: choice.title.clone(), description: None, id: choice.id.clone() };
    test.answers(tapped).await;
    let row = test.row(&ticket).await;
    assert_eq!(row.state.name(), StateName::Closed);
    assert_eq!(test.left(&ticket).await.0, Why::Chosen);
    // Nobody served them: whoever writes again meets the menu again, also where tickets are reopened.
    test.queue_says("", "", 24).await;
    test.clock.advance(MINUTE);
    let again = test.customer_says(ANA, "mais uma coisa").await;
    assert_ne!(again, ticket);
    assert_eq!(test.row(&again).await.state.name(), StateName::Menu);
}

async fn photos_are_kept_and_are_no_answer(test: &TestDesk) {
    test.publishes(test.starter()).await;
    let ticket = test.customer_says(ANA, "oi").await;
    let photo = Content::Media {
        kind: MediaKind::Image,
        media_id: Some("1".into()),
        mime: None,
        filename: None,
        caption: Some("1".into()),
        voice: false,
    };
    for count in 1..=2 {
        test.answers(photo.clone()).await;
        assert_eq!(test.at(&ticket).await.wrong, count);
        assert!(test.texts(&ticket).await.last().unwrap().starts_with("Não entendi"));
    }
    test.answers(photo.clone()).await;
    assert_eq!(test.left(&ticket).await.0, Why::Wrong);
    let kept = test.said(&ticket).await.into_iter().filter(|line| line.content == photo).count();
    assert_eq!(kept, 3);
    assert_eq!(test.row(&ticket).await.state.name(), StateName::Queued);
}

async fn a_person_is_called_at_every_step(test: &TestDesk) {
    test.publishes(test.starter()).await;
    let ways: [&[&str]; 4] = [&[], &["2"], &["3"], &["3", "PROTOCOLO"]];
    for (n, way) in ways.iter().enumerate() {
        let who = format!("551198765100{n}");
        let ticket = test.customer_says(&who, "oi").await;
        for said in *way {
            let said = if *said == "PROTOCOLO" {
                test.row(&ticket).await.protocol.to_string()
            } else {
                (*said).to_owned()
            };
            test.customer_says(&who, &said).await;
        }
        assert_eq!(test.row(&ticket).await.state.name(), StateName::Menu, "{way:?}");
        test.customer_says(&who, ["Atendente", "quero falar com atendente", "0", "humano"][n]).await;
        let row = test.row(&ticket).await;
        assert_eq!((row.state.name(), &row.queue), (StateName::Queued, &test.queue), "{way:?}");
    }
}

async fn silence_ends_the_wait_once_on_two_nodes(test: &TestDesk) {
    test.publishes(test.starter()).await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.clock.advance(20 * MINUTE);
    test.answers(Content::text("2")).await;
    // The next question has its own time.
    test.clock.advance(30 * MINUTE - 1);
    assert_eq!(test.desk.menus_due().await.unwrap(), 0, "a moment too early");
    test.clock.advance(1);
    let other = test.node().await;
    let (here, there) = tokio::join!(test.desk.menus_due(), other.menus_due());
    assert_eq!(here.unwrap() + there.unwrap(), 1);
    assert_eq!(test.left(&ticket).await, (Why::Silent, vec!["Suporte".into()], Some("Atendimento".into())));
    assert_eq!(test.row(&ticket).await.state.name(), StateName::Queued);
    assert!(test.texts(&ticket).await.last().unwrap().starts_with("Como não tivemos resposta"));
    assert_eq!(test.desk.menus_due().await.unwrap(), 0);

    // Or the ticket ends.
    let mut draft = test.starter();
    draft.rules.on_timeout = OnTimeout::End;
    test.publishes(draft).await;
    let ended = test.customer_says(BEA, "oi").await;
    test.clock.advance(30 * MINUTE);
    assert_eq!(test.desk.menus_due().await.unwrap(), 1);
    assert_eq!(test.row(&ended).await.state.name(), StateName::Closed);
}

async fn a_closed_window_says_nothing_and_leads_to_the_queue(test: &TestDesk) {
    let mut draft = test.starter();
    draft.rules.timeout_minutes = 1440;
    test.publishes(draft).await;
    let ticket = test.customer_says(ANA, "oi").await;
    let said = test.said(&ticket).await.len();
    test.clock.advance(DAY);
    assert_eq!(test.desk.menus_due().await.unwrap(), 1);
    assert_eq!(test.said(&ticket).await.len(), said, "nothing leaves");
    assert_eq!(test.row(&ticket).await.state.name(), StateName::Queued);

    // An answer that was on its way for longer than the window.
    let bea = test.customer_says(BEA, "oi").await;
    let mut late = test.inbound(BEA, Content::text("2"));
    late.at = test.now().plus(SECOND);
    test.clock.advance(DAY + MINUTE);
    test.arrives(MAIN, vec![message(late)]).await;
    assert_eq!(test.left(&bea).await.0, Why::Window);
    assert_eq!(test.row(&bea).await.state.name(), StateName::Queued);
    // And a first one that comes so late opens a ticket that waits.
    let mut old = test.inbound("5511987650003", Content::text("oi"));
    old.at = test.now().plus(-2 * DAY);
    test.arrives(MAIN, vec![message(old)]).await;
    assert_eq!(test.row_of("5511987650003").await.state.name(), StateName::Queued);
}

async fn a_person_stops_the_menu_for_good(test: &TestDesk) {
    test.publishes(test.starter()).await;
    let ticket = test.customer_says(ANA, "oi").await;
    let boss = test.supervisor("sonia").await;
    let row = test.desk.claim(&boss, &ticket).await.unwrap();
    assert_eq!(row.state.owner(), Some(boss.user()));
    let said = test.said(&ticket).await.len();
    test.answers(Content::text("1")).await;
    assert_eq!(test.said(&ticket).await.len(), said + 1, "their line and no answer");
    test.clock.advance(60 * MINUTE);
    assert_eq!(test.desk.menus_due().await.unwrap(), 0);
    assert_eq!(test.chose(&ticket).await.why, Some(Why::Person));
    assert_eq!(test.row(&ticket).await.state.owner(), Some(boss.user()));
    // Ending it from the menu works too.
    let other = test.customer_says(BEA, "oi").await;
    let closed = test.desk.close(&boss, &other, CloseReason::NotForUs).await.unwrap();
    assert_eq!(closed.state.name(), StateName::Closed);
}

async fn duplicates_and_reordered_messages(test: &TestDesk) {
    test.publishes(test.starter()).await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.clock.advance(10 * SECOND);
    let first = test.written(&[phone(ANA)], test.now().plus(-5 * SECOND), "3");
    let second = test.written(&[phone(ANA)], test.now(), "2");
    test.arrives(MAIN, vec![message(second.clone())]).await;
    let at = test.at(&ticket).await;
    // Overtaken, and told twice: in the thread, and of no effect.
    test.arrives(MAIN, vec![message(first.clone())]).await;
    test.arrives(MAIN, vec![message(second), message(first)]).await;
    assert_eq!(test.at(&ticket).await, at);
    let texts = test.texts(&ticket).await;
    assert_eq!(texts.len(), 5, "{texts:?}");
    test.desk.replay(test.now().plus(-DAY)).await.unwrap();
    assert_eq!(test.texts(&ticket).await.len(), 5);
}

async fn many_first_messages_at_once(test: &TestDesk) {
    test.publishes(test.starter()).await;
    let written = test.now().plus(-3 * SECOND);
    let all = (0..50).map(|n| test.written(&[phone(ANA)], written.plus(n * 1000), &format!("oi {n}")));
    let all: Vec<_> = all.collect();
    join_all(all.into_iter().map(|one| test.arrives(MAIN, vec![message(one)]))).await;
    let row = test.row_of(ANA).await;
    // Written before the question was asked: no wrong answers to it.
    assert_eq!(row.state.name(), StateName::Menu);
    assert_eq!(test.at(&row.ticket).await.wrong, 0);
}

async fn what_cannot_be_sent_is_left_out_visibly(test: &TestDesk) {
    test.template().await;
    let node = |id, kind| Node { id: NodeId(id), name: format!("p{id}"), kind };
    let param = desk_model::template::TemplateParam {
        place: desk_model::template::Place::Body,
        key: "1".into(),
        value: "{name}".into(),
    };
    let mut draft = test.starter();
    draft.root = Some(NodeId(20));
    let what = Sending::Template { name: "retorno".into(), language: "pt_BR".into(), params: vec![param] };
    draft.nodes.push(node(20, NodeKind::Send { what, next: Some(NodeId(21)) }));
    let what = Sending::Media {
        media: MediaKind::Document,
        link: "https://exemplo.com.br/a/tabela.pdf?v=1".into(),
        caption: "Para {name}".into(),
    };
    draft.nodes.push(node(21, NodeKind::Send { what, next: Some(NodeId(1)) }));
    test.publishes(draft).await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.drain_outbox().await.unwrap();
    let sent = test.gateway.sent();
    assert!(
        matches!(&sent[0].body, OutboundBody::Template { params, .. } if params[0].value == format!("Cliente {ANA}"))
    );
    let media = OutboundBody::Media {
        kind: MediaKind::Document,
        link: "https://exemplo.com.br/a/tabela.pdf?v=1".into(),
        caption: Some(format!("Para Cliente {ANA}")),
        filename: Some("tabela.pdf".into()),
    };
    assert_eq!(sent[1].body, media);
    assert_eq!(test.said(&ticket).await.len(), 4);

    test.gateway.templates.lock().unwrap().clear();
    test.desk.sync_templates(&Actor::operator(), &test.number).await.unwrap();
    let other = test.customer_says(BEA, "oi").await;
    assert!(test.events(&other).await.contains(&ThreadEvent::MenuSkipped { what: "retorno".into() }));
    assert_eq!(test.row(&other).await.state.name(), StateName::Menu);
    assert_eq!(test.said(&other).await.len(), 3);
}

async fn consent_is_written_down(test: &TestDesk) {
    let mut draft = test.starter();
    let mut ask = desk_model::menu::new_node(5, NodeId(30), "Novidades".into());
    ask.kind.lead(desk_model::menu::Exit::Granted, Some(NodeId(2)));
    ask.kind.lead(desk_model::menu::Exit::Refused, Some(NodeId(4)));
    draft.nodes.push(ask);
    draft.root = Some(NodeId(30));
    test.publishes(draft).await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.answers(Content::text("sim")).await;
    let row = test.row(&ticket).await;
    assert_eq!(row.queue, test.finance);
    let known = test.desk.consents(&Actor::operator(), &row.contact).await.unwrap();
    let given = known.entries.iter().find(|entry| entry.purpose == Purpose::Marketing).unwrap();
    assert_eq!(given.act, Act::Granted);
    assert!(given.wording.starts_with("Podemos enviar novidades"));
    assert!(given.evidence.line.is_some());
    assert!(test.events(&ticket).await.iter().any(|event| matches!(event, ThreadEvent::Consent { .. })));
    // A word of farewell is one in the menu too, and no answer.
    let other = test.customer_says(BEA, "oi").await;
    test.customer_says(BEA, "SAIR").await;
    assert_eq!(test.at(&other).await.wrong, 0);
    assert_eq!(test.row(&other).await.state.name(), StateName::Menu);
}

async fn drafts_versions_and_going_back(test: &TestDesk) {
    let (caio, lia) = (test.admin("caio").await, test.admin("lia").await);
    let agent = test.agent("ana").await;
    assert_eq!(test.desk.menu(&agent, &test.number).await, Err(DeskError::Forbidden));
    let empty = test.desk.menu(&caio, &test.number).await.unwrap();
    assert_eq!((empty.revision, empty.published), (0, None));
    let first = test.desk.save_menu(&caio, &test.number, 0, test.starter()).await.unwrap();
    // The second one is told who was faster; nothing is overwritten.
    let outrun = Err(DeskError::Conflict { what: "menu".into(), winner: Some("caio".into()) });
    assert_eq!(test.desk.save_menu(&lia, &test.number, 0, Menu::default()).await, outrun);
    assert_eq!(test.desk.publish_menu(&lia, &test.number, 7).await, outrun);
    let live = test.desk.publish_menu(&caio, &test.number, first.revision).await.unwrap();
    assert_eq!((live.published, live.versions.len()), (Some(1), 1));

    let mut ring = test.starter();
    let send = |id, to| Node {
        id: NodeId(id),
        name: "volta".into(),
        kind: NodeKind::Send { what: Sending::Text { text: "oi".into() }, next: Some(NodeId(to)) },
    };
    ring.nodes.extend([send(40, 41), send(41, 40)]);
    let saved = test.desk.save_menu(&lia, &test.number, live.revision, ring).await.unwrap();
    let refused = test.desk.publish_menu(&lia, &test.number, saved.revision).await;
    let Err(DeskError::MenuFaulty { problems }) = refused else { panic!("{refused:?}") };
    let path = [40, 41, 40].map(NodeId).to_vec();
    assert!(problems.iter().any(|known| known.fault == Fault::Loop { path: path.clone() }), "{problems:?}");

    // Customers of the first version go on with it when a second one comes.
    let ticket = test.customer_says(ANA, "oi").await;
    let mut second = test.starter();
    second.rules.agent_text = "Já vai".into();
    if let Some(Node { kind: NodeKind::Ask { text, .. }, .. }) = second.node_mut(NodeId(1)) {
        *text = "Nova saudação".into();
    }
    let saved = test.desk.save_menu(&lia, &test.number, saved.revision, second).await.unwrap();
    let live = test.desk.publish_menu(&lia, &test.number, saved.revision).await.unwrap();
    assert_eq!(live.published, Some(2));
    test.answers(Content::text("???")).await;
    assert!(test.texts(&ticket).await.last().unwrap().contains("Como podemos ajudar?"));
    let new = test.customer_says(BEA, "oi").await;
    assert!(test.texts(&new).await[1].starts_with("Nova saudação"));

    let back = test.desk.restore_menu(&caio, &test.number, 1).await.unwrap();
    let newest = &back.versions[0];
    assert_eq!(
        (back.published, newest.version, newest.from, newest.by.as_str()),
        (Some(3), 3, Some(1), "caio")
    );
    assert_eq!(test.desk.menu_version(&caio, &test.number, 3).await.unwrap(), test.starter());
    assert!(matches!(test.desk.restore_menu(&caio, &test.number, 9).await, Err(DeskError::NotFound { .. })));
    let off = test.desk.stop_menu(&caio, &test.number).await.unwrap();
    assert_eq!((off.published, off.versions.len()), (None, 3));
    let plain = test.customer_says("5511987650009", "oi").await;
    assert_eq!(test.row(&plain).await.state.name(), StateName::Queued);
    assert_eq!(test.desk.ticket_menu(&agent, &plain).await, Ok(None));
}

async fn a_menu_that_is_gone_loses_nobody(test: &TestDesk) {
    test.publishes(test.starter()).await;
    let ticket = test.customer_says(ANA, "oi").await;
    let mut tx = test.store.write().await.unwrap();
    let row = menu::walk(&mut tx, &ticket).await.unwrap().unwrap();
    let lost = menu::WalkRow { walk: Walk { at: NodeId(99), ..row.walk.clone() }, ..row };
    menu::put_walk(&mut tx, &ticket, &lost).await.unwrap();
    tx.commit().await.unwrap();
    test.answers(Content::text("2")).await;
    assert_eq!(test.left(&ticket).await.0, Why::Broken);
    assert_eq!(test.row(&ticket).await.state.name(), StateName::Queued);
}
