//! What the screens get: whole, in order, and no more than is theirs.

use crate::support::{FINANCE, MAIN, TestDesk, both};
use desk_core::{Actor, NoteRequest, ReplyRequest};
use desk_model::message::Direction;
use desk_model::reduce::Inbox;
use desk_model::time::MINUTE;
use desk_model::view::{InboxOrder, InboxView};
use desk_model::wire::DeskEvent;
use desk_model::{CloseReason, DeskError, TicketId};

both!(
    events_bring_an_old_page_to_where_a_new_one_is,
    pages_of_the_list_join_without_gap_or_overlap_in_every_order,
    a_protocol_is_found_however_it_is_written,
);

#[tokio::test]
async fn a_page_begins_with_what_is_the_readers_own() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    test.customer_says("5511987650001", "oi").await;
    let page = test.desk.bootstrap(&ana).await.unwrap();
    assert_eq!((page.me.name.as_str(), page.email.as_str()), ("ana", "ana@desk.test"));
    assert_eq!(page.queues.iter().map(|queue| queue.name.as_str()).collect::<Vec<_>>(), ["Atendimento"]);
    assert_eq!(page.numbers.len(), 2);
    assert_eq!((page.as_of, page.now), (test.seq().await, test.now()));
    assert_eq!((page.time_zone.as_str(), page.build.as_str()), ("America/Sao_Paulo", "test"));
    let all = test.desk.bootstrap(&test.admin("caio").await).await.unwrap();
    assert_eq!(all.queues.len(), 2);
    assert_eq!(test.desk.bootstrap(&Actor::operator()).await.unwrap_err(), DeskError::Unauthenticated);
}

async fn pages_of_the_list_join_without_gap_or_overlap_in_every_order(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let mut opened = Vec::new();
    for n in 0..120 {
        opened.push(test.customer_says(&format!("551198765{n:04}"), "oi").await);
        if n % 3 == 0 {
            // Some at the very same instant, so that only their ids order them.
            test.clock.advance(MINUTE);
        }
    }
    for order in InboxOrder::ALL {
        let mut seen: Vec<TicketId> = Vec::new();
        let mut after = None;
        loop {
            let page = test.desk.inbox(&ana, InboxView::Waiting, order, after).await.unwrap();
            assert!(page.rows.len() <= 50);
            assert_eq!(page.counts.waiting, 120);
            seen.extend(page.rows.into_iter().map(|row| row.ticket));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 120, "{order:?}");
        let mut sorted = seen.clone();
        sorted.sort();
        let mut all = opened.clone();
        all.sort();
        assert_eq!(sorted, all, "{order:?}");
    }
}

async fn events_bring_an_old_page_to_where_a_new_one_is(test: &TestDesk) {
    let (ana, bruno) = (test.agent("ana").await, test.agent("bruno").await);
    let first = test.customer_says("5511987650001", "oi").await;
    let page = |view| test.desk.inbox(&ana, view, InboxOrder::Waiting, None);
    let mut screens = Vec::new();
    for view in InboxView::ALL {
        let me = ana.user().clone();
        screens.push((view, Inbox::new(me, view, InboxOrder::Waiting, page(view).await.unwrap())));
    }
    let seq = test.seq().await;

    test.desk.claim(&ana, &first).await.unwrap();
    let second = test.customer_says("5511987650002", "oi").await;
    test.customer_says_to(FINANCE, "5511987650003", "de outra fila").await;
    test.desk.claim(&bruno, &second).await.unwrap();
    let reply =
        ReplyRequest {
            id: test.message_id(), ticket: first.clone(), body: "olá".to_owned(), reply_to: None
        };
    test.desk.reply(&ana, reply).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    test.desk.close(&ana, &first, CloseReason::Resolved).await.unwrap();
    test.customer_says("5511987650001", "mais uma coisa").await;

    let events = test.desk.events_since(seq, 1000).await.unwrap();
    assert_eq!(events.first().map(|event| event.seq), Some(seq + 1));
    assert!(events.windows(2).all(|pair| pair[1].seq == pair[0].seq + 1));
    for (view, screen) in &mut screens {
        for event in events.iter().filter(|event| event.is_for(&ana)) {
            let told: DeskEvent = serde_json::from_str(&event.payload).unwrap();
            screen.apply(event.seq, &told);
        }
        let fresh = Inbox::new(ana.user().clone(), *view, InboxOrder::Waiting, page(*view).await.unwrap());
        assert_eq!(screen.sorted(), fresh.sorted(), "{view:?}");
        assert_eq!(screen.counts(), fresh.counts(), "{view:?}");
    }
}

#[tokio::test]
async fn a_thread_is_read_from_its_end_backwards() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    let ticket = test.customer_says("5511987650001", "linha 0").await;
    for n in 1..130 {
        test.clock.advance(MINUTE);
        assert_eq!(test.customer_says("5511987650001", &format!("linha {n}")).await, ticket);
    }
    let thread = test.desk.thread(&ana, &ticket).await.unwrap();
    assert_eq!((thread.messages.len(), thread.more), (50, true));
    assert_eq!(thread.as_of, test.seq().await);
    let mut lines = thread.messages;
    let mut more = thread.more;
    while more {
        let oldest = (lines[0].at, lines[0].id.clone());
        let older = test.desk.older(&ana, &ticket, oldest).await.unwrap();
        assert!(!older.messages.is_empty() && older.messages.len() <= 50);
        more = older.more;
        lines.splice(0..0, older.messages);
    }
    let texts: Vec<String> = lines
        .iter()
        .filter(|line| line.direction == Direction::In)
        .map(|line| line.content.preview().1)
        .collect();
    assert_eq!(texts, (0..130).map(|n| format!("linha {n}")).collect::<Vec<_>>());
    assert!(lines.windows(2).all(|pair| (pair[0].at, &pair[0].id) < (pair[1].at, &pair[1].id)));
    assert_eq!(thread.contact.identities.len(), 1);
    assert_eq!(thread.contact.tickets.len(), 1);
}

#[tokio::test]
async fn lines_of_a_ticket_in_a_queue_one_does_not_see_stay_hidden() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    let bruno = test.finance_agent("bruno").await;
    let phone = "5511987650001";
    // The first ticket of the conversation is in Financeiro…
    let old = test.customer_says_to(FINANCE, phone, "segredo do financeiro").await;
    test.desk.claim(&bruno, &old).await.unwrap();
    let note = NoteRequest { id: test.message_id(), ticket: old.clone(), body: "nota secreta".to_owned() };
    test.desk.note(&bruno, note).await.unwrap();
    test.desk.close(&bruno, &old, CloseReason::Resolved).await.unwrap();
    // …and the next one, of the same conversation, in Atendimento.
    test.clock.advance(MINUTE);
    let new = test.customer_says_to(FINANCE, phone, "outra coisa").await;
    assert_ne!(new, old);
    move_ticket(&test, &new).await;

    let thread = test.desk.thread(&ana, &new).await.unwrap();
    assert!(thread.messages.iter().all(|line| line.ticket == new), "{:?}", thread.messages);
    assert!(thread.messages.iter().any(|line| line.content.preview().1 == "outra coisa"));
    assert_eq!(thread.contact.tickets.iter().map(|known| &known.ticket).collect::<Vec<_>>(), [&new]);
    assert!(test.desk.may_follow(&ana, &thread.row.conversation).await.is_ok());
    assert!(test.desk.may_follow(&bruno, &thread.row.conversation).await.is_ok());
    let theirs = test.desk.thread(&bruno, &old).await.unwrap();
    assert!(theirs.messages.iter().all(|line| line.ticket == old));
}

/// Puts a ticket into Atendimento, as a transfer will.
async fn move_ticket(test: &TestDesk, id: &TicketId) {
    let mut tx = test.store.write().await.unwrap();
    let mut ticket = desk_store::ticket::get(&mut tx, id).await.unwrap().unwrap();
    let at = test.now();
    let command = desk_model::TicketCommand::Release { queue: test.queue.clone() };
    ticket.row.state = ticket.row.state.clone().step(command, at).unwrap();
    ticket.row.queue = test.queue.clone();
    let version = ticket.row.version;
    assert!(desk_store::ticket::update(&mut tx, &mut ticket, version).await.unwrap());
    tx.commit().await.unwrap();
}

async fn a_protocol_is_found_however_it_is_written(test: &TestDesk) {
    let ana = test.agent("ana").await;
    let ticket = test.customer_says("5511987650001", "oi").await;
    let protocol = test.row(&ticket).await.protocol;
    assert!(protocol.digits().starts_with("20261121"));
    for text in [
        protocol.to_string(),
        protocol.digits().to_owned(),
        format!(" {} ", protocol.to_string().replace('-', " ")),
    ] {
        assert_eq!(test.desk.search_protocol(&ana, &text).await.unwrap(), Some(ticket.clone()), "{text}");
        assert_eq!(test.desk.find(&ana, &text).await.unwrap()[0].ticket, ticket, "{text}");
    }
    let mistyped = protocol.digits().replace("000001", "000010");
    assert_eq!(test.desk.search_protocol(&ana, &mistyped).await.unwrap(), None);
    for text in ["cliente 5511987650001", "87650001"] {
        assert_eq!(test.desk.find(&ana, text).await.unwrap()[0].ticket, ticket, "{text}");
    }
    for text in ["", " ", "%", "_", "ninguém"] {
        assert_eq!(test.desk.find(&ana, text).await.unwrap(), [], "{text}");
    }
}

#[tokio::test]
async fn the_day_of_a_protocol_is_that_of_the_desk() {
    let test = TestDesk::new().await;
    // 23:59:59 in São Paulo is the next day in Greenwich.
    test.clock.advance(15 * 60 * MINUTE - 1_000_000);
    let late = test.customer_says_to(MAIN, "5511987650001", "oi").await;
    test.clock.advance(1_000_000);
    let early = test.customer_says_to(MAIN, "5511987650002", "oi").await;
    assert!(test.row(&late).await.protocol.digits().starts_with("20261121000001"));
    assert!(test.row(&early).await.protocol.digits().starts_with("20261122000001"));
}
