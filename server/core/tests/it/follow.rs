//! Snapshot and events come to the same as a fresh snapshot, for every reader, after everything that can happen.

use crate::support::{FINANCE, MAIN, START, TestDesk, both};
use desk_core::ports::{Change, InboundStatus, SendError, SendErrorClass};
use desk_core::{Actor, NoteRequest, ReplyRequest, TemplateRequest};
use desk_model::message::{Content, SendFailure};
use desk_model::number::NumberState;
use desk_model::reduce::{Inbox, Thread};
use desk_model::template::{Place, TemplateParam};
use desk_model::time::{DAY, HOUR, SECOND};
use desk_model::view::{InboxFilter, InboxOrder, InboxView};
use desk_model::wire::DeskEvent;
use desk_model::{CloseReason, Identity, LabelId, MessageId, MessageStatus, Priority, TicketId};

/// What one reader has on screen: every list, and one thread.
struct Screen {
    reader: Actor,
    lists: Vec<(InboxView, InboxOrder, InboxFilter, Inbox)>,
    thread: Option<Thread>,
    seq: i64,
}

impl Screen {
    async fn open(test: &TestDesk, reader: &Actor) -> Self {
        let seq = test.seq().await;
        let mut lists = Vec::new();
        for view in InboxView::ALL {
            for order in InboxOrder::ALL {
                for filter in filters() {
                    let page = test.desk.inbox_of(reader, view, order, filter.clone(), None).await.unwrap();
                    let me = reader.user().clone();
                    lists.push((view, order, filter.clone(), Inbox::filtered(me, view, order, filter, page)));
                }
            }
        }
        Self { reader: reader.clone(), lists, thread: None, seq }
    }

    async fn look_at(&mut self, test: &TestDesk, ticket: &TicketId) {
        self.catch_up(test).await;
        self.thread = test.desk.thread(&self.reader, ticket).await.ok().as_ref().map(Thread::new);
    }

    async fn catch_up(&mut self, test: &TestDesk) {
        for event in test.desk.events_since(self.seq, 10_000).await.unwrap() {
            assert_eq!(event.seq, self.seq + 1, "no gaps");
            self.seq = event.seq;
            if !event.is_for(&self.reader) {
                continue;
            }
            let fact: DeskEvent = serde_json::from_str(&event.payload).unwrap();
            for (_, _, _, list) in &mut self.lists {
                list.apply(event.seq, &fact);
            }
            if let Some(thread) = &mut self.thread
                && event.conversation.as_ref().is_none_or(|followed| followed == thread.conversation())
            {
                thread.apply(event.seq, &fact);
            }
        }
    }

    /// Applies what happened and compares with what a new visitor would see.
    async fn check(&mut self, test: &TestDesk, after: &str) {
        self.catch_up(test).await;
        for (view, order, filter, list) in &self.lists {
            let page = test.desk.inbox_of(&self.reader, *view, *order, filter.clone(), None).await.unwrap();
            let fresh = Inbox::filtered(self.reader.user().clone(), *view, *order, filter.clone(), page);
            let name = self.reader.name();
            assert_eq!(list.sorted(), fresh.sorted(), "{name}: {view:?} by {order:?} after {after}");
            assert_eq!(list.counts(), fresh.counts(), "{name}: counts after {after}");
        }
        if let Some(thread) = &self.thread {
            // What one sees no more is not looked at any more.
            let Ok(view) = test.desk.thread(&self.reader, &thread.row.ticket).await else {
                self.thread = None;
                return;
            };
            let fresh = Thread::new(&view);
            assert_eq!(thread.row, fresh.row, "row of the thread after {after}");
            let lines = |thread: &Thread| thread.lines().cloned().collect::<Vec<_>>();
            assert_eq!(lines(thread), lines(&fresh), "lines after {after}");
        }
    }
}

fn label() -> LabelId {
    LabelId::from_parts(1, [1; 10])
}

/// Everything, and what is narrowed down.
fn filters() -> [InboxFilter; 3] {
    [
        InboxFilter::default(),
        InboxFilter { label: Some(label()), priority: None },
        InboxFilter { label: None, priority: Some(Priority::Urgent) },
    ]
}

struct Desks<'a> {
    test: &'a TestDesk,
    screens: Vec<Screen>,
    count: u32,
}

impl Desks<'_> {
    async fn step(&mut self, what: &str) {
        self.count += 1;
        for screen in &mut self.screens {
            screen.check(self.test, what).await;
        }
    }

    async fn arrives(&mut self, what: &str, change: Change) {
        self.test.clock.advance(SECOND);
        self.test.arrives(MAIN, vec![change]).await;
        self.step(what).await;
    }

    async fn look_at(&mut self, ticket: &TicketId) {
        for screen in &mut self.screens {
            screen.look_at(self.test, ticket).await;
        }
    }
}

fn status(of: &MessageId, target: &str, status: MessageStatus, code: i64) -> Change {
    let failure = (status == MessageStatus::Failed).then(|| SendFailure { code, detail: "why".into() });
    Change::Status(InboundStatus {
        target: target.into(),
        ours: Some(of.clone()),
        status,
        failure,
        pricing: None,
        at: START,
    })
}

both!(every_reader_sees_the_same_by_events_as_by_asking_again);

/// The phone of the customer all this is about.
const PHONE: &str = "5511987650001";

async fn every_reader_sees_the_same_by_events_as_by_asking_again(test: &TestDesk) {
    let (ana, bia) = (test.agent("ana").await, test.agent("bia").await);
    let readers = [
        ana.clone(),
        bia,
        test.finance_agent("caio").await,
        test.supervisor("duda").await,
        test.admin("eva").await,
    ];
    let mut screens = Vec::new();
    for reader in &readers {
        screens.push(Screen::open(test, reader).await);
    }
    let mut desks = Desks { test, screens, count: 0 };

    desks.test.queue_says("Protocolo {protocol}", "Até logo", 4).await;
    let ticket = desks.test.customer_says(PHONE, "oi").await;
    desks.look_at(&ticket).await;
    desks.step("the first message").await;
    desks.test.customer_says_to(FINANCE, PHONE, "boleto").await;
    desks.step("a message to another number").await;
    desks.test.desk.drain_outbox().await.unwrap();
    desks.step("the notice was accepted").await;
    let mut second = desks.test.inbound(PHONE, Content::text("tudo bem?"));
    second.name = Some("Cliente 5511987650001 da Silva".into());
    let target = second.id.clone();
    desks.arrives("a second message under a new name", Change::Message(Box::new(second))).await;
    desks.test.desk.claim(&ana, &ticket).await.unwrap();
    desks.step("claim").await;
    desks.test.desk.mark_seen(&ana, &ticket).await.unwrap();
    desks.step("seen").await;

    // Each part on the heap: together they are too much for the stack of a test.
    Box::pin(lines_change(&mut desks, &ana, &ticket, target)).await;
    Box::pin(sending_goes_wrong(&mut desks, &ana, &ticket)).await;
    let current = Box::pin(closing_and_reopening(&mut desks, &ana, &ticket)).await;
    Box::pin(putting_in_order(&mut desks, &ana, &ticket)).await;
    Box::pin(from_hand_to_hand(&mut desks, &ana, &current)).await;
    Box::pin(two_become_one(&mut desks)).await;
    assert!(desks.count > 25);
}

async fn lines_change(desks: &mut Desks<'_>, ana: &Actor, ticket: &TicketId, target: String) {
    let id = desks.test.message_id();
    let reply = ReplyRequest { id: id.clone(), ticket: ticket.clone(), body: "olá".into(), reply_to: None };
    desks.test.desk.reply(ana, reply).await.unwrap();
    desks.step("reply").await;
    desks.test.desk.drain_outbox().await.unwrap();
    desks.step("accepted").await;
    for news in [MessageStatus::Read, MessageStatus::Sent, MessageStatus::Delivered, MessageStatus::Failed] {
        desks.arrives("a status", status(&id, "wamid.out.2", news, 131_026)).await;
    }
    let note = NoteRequest { id: desks.test.message_id(), ticket: ticket.clone(), body: "cuidado".into() };
    desks.test.desk.note(ana, note).await.unwrap();
    desks.step("note").await;
    let at = desks.test.now();
    let edit = Change::Edit {
        id: "e".into(),
        target: target.clone(),
        content: Content::text("tudo bem mesmo?"),
        at,
    };
    desks.arrives("edit", edit).await;
    let react =
        Change::Reaction { id: "r".into(), target: "wamid.out.2".into(), emoji: Some("👍".into()), at };
    desks.arrives("reaction", react).await;
    desks.arrives("revocation", Change::Revoke { id: "v".into(), target, at }).await;
}

async fn sending_goes_wrong(desks: &mut Desks<'_>, ana: &Actor, ticket: &TicketId) {
    desks.test.gateway.answer(Err(SendError {
        class: SendErrorClass::WindowClosed,
        failure: SendFailure { code: 131_047, detail: "closed".into() },
        retry_after_secs: None,
    }));
    let reply = ReplyRequest {
        id: desks.test.message_id(),
        ticket: ticket.clone(),
        body: "mais".into(),
        reply_to: None,
    };
    desks.test.desk.reply(ana, reply).await.unwrap();
    desks.test.desk.drain_outbox().await.unwrap();
    desks.step("a refusal").await;
    let template = desks.test.template().await;
    let params = vec![TemplateParam { place: Place::Body, key: "1".into(), value: "Ana".into() }];
    let id = desks.test.message_id();
    let request =
        TemplateRequest { id: id.clone(), ticket: ticket.clone(), template, params, category: None };
    desks.test.desk.send_template(ana, request).await.unwrap();
    desks.test.desk.drain_outbox().await.unwrap();
    desks.step("template").await;
    desks.arrives("its status", status(&id, "wamid.out.4", MessageStatus::Delivered, 0)).await;
    let answer = desks.test.inbound(PHONE, Content::text("sim"));
    desks.arrives("the answer", Change::Message(Box::new(answer))).await;
    let old = Identity::phone(PHONE).unwrap();
    let news = Change::IdentityChange {
        id: Some("i".into()),
        before: vec![old],
        after: vec![Identity::phone("5511900000001").unwrap()],
        detail: "changed".into(),
        at: desks.test.now(),
    };
    desks.arrives("a new phone number", news).await;

    desks.test.gateway.answer(Err(SendError {
        class: SendErrorClass::NumberDown(NumberState::Disconnected),
        failure: SendFailure { code: 190, detail: "token".into() },
        retry_after_secs: None,
    }));
    let reply = ReplyRequest {
        id: desks.test.message_id(),
        ticket: ticket.clone(),
        body: "e agora".into(),
        reply_to: None,
    };
    desks.test.desk.reply(ana, reply).await.unwrap();
    desks.test.desk.drain_outbox().await.unwrap();
    desks.step("a number that is down").await;
    desks.test.desk.sync_templates(&Actor::operator(), &desks.test.number.clone()).await.unwrap();
    desks.test.desk.drain_outbox().await.unwrap();
    desks.step("a number that works again").await;
}

async fn closing_and_reopening(desks: &mut Desks<'_>, ana: &Actor, ticket: &TicketId) -> TicketId {
    desks.test.clock.advance(HOUR);
    desks.test.desk.close(ana, ticket, CloseReason::Resolved).await.unwrap();
    desks.step("closing").await;
    let mut again = desks.test.inbound("5511900000001", Content::text("voltei"));
    again.at = desks.test.now();
    desks.arrives("reopening", Change::Message(Box::new(again))).await;
    let current = desks.test.desk.claim_next(ana).await.unwrap().unwrap().ticket;
    desks.step("take next").await;
    current
}

async fn putting_in_order(desks: &mut Desks<'_>, ana: &Actor, ticket: &TicketId) {
    let supervisor = desks.screens[3].reader.clone();
    desks.test.desk.new_label(&supervisor, label(), "Garantia", None).await.unwrap();
    desks.step("a new label").await;
    desks.test.desk.label_ticket(ana, ticket, &label(), true).await.unwrap();
    desks.step("labelled").await;
    desks.test.desk.set_priority(ana, ticket, Priority::Urgent).await.unwrap();
    desks.step("urgent").await;
    let named = NoteRequest { id: desks.test.message_id(), ticket: ticket.clone(), body: "@bia".into() };
    desks.test.desk.mention(ana, named, vec![desks.screens[1].reader.user().clone()]).await.unwrap();
    desks.step("somebody is named").await;
    desks.test.desk.snooze(ana, ticket, Some(desks.test.now().plus(HOUR))).await.unwrap();
    desks.step("put aside").await;
    desks.test.clock.advance(HOUR);
    assert_eq!(desks.test.desk.wake_due().await.unwrap(), 1);
    desks.step("back at its time").await;
    desks.test.desk.mark_seen(ana, ticket).await.unwrap();
    desks.step("looked at").await;
    desks.test.desk.snooze(ana, ticket, None).await.unwrap();
    desks.test.desk.unsnooze(&supervisor, ticket).await.unwrap();
    desks.step("fetched back").await;
    desks.test.desk.set_priority(ana, ticket, Priority::Normal).await.unwrap();
    desks.test.desk.label_ticket(ana, ticket, &label(), false).await.unwrap();
    desks.step("as before").await;
    desks.test.desk.label_ticket(ana, ticket, &label(), true).await.unwrap();
}

async fn from_hand_to_hand(desks: &mut Desks<'_>, ana: &Actor, current: &TicketId) {
    // From hand to hand, and through queues that not everybody sees.
    let caio = desks.screens[2].reader.clone();
    let to_caio = desks.test.to_agent(current, &caio);
    desks.test.desk.transfer(ana, to_caio.clone()).await.unwrap();
    desks.step("an offer to somebody outside the queue").await;
    desks.look_at(current).await;
    desks.test.desk.decline_offer(&caio, current, "não").await.unwrap();
    desks.step("the offer declined").await;
    desks.test.desk.transfer(ana, to_caio).await.unwrap();
    desks.step("offered again").await;
    desks.look_at(current).await;
    desks.test.desk.accept_offer(&caio, current).await.unwrap();
    desks.step("the offer taken").await;
    let to_finance = desks.test.to_queue(current, &desks.test.finance.clone());
    desks.test.desk.transfer(&caio, to_finance).await.unwrap();
    desks.step("moved to another queue").await;
    let back = desks.test.to_queue(current, &desks.test.queue.clone());
    let duda = desks.screens[3].reader.clone();
    desks.test.desk.transfer(&duda, back).await.unwrap();
    desks.step("moved back").await;
    desks.test.desk.claim(ana, current).await.unwrap();
    desks.step("taken again").await;
}

async fn two_become_one(desks: &mut Desks<'_>) {
    // Another customer who turns out to be the first one.
    desks.test.clock.advance(DAY);
    let mut stranger = desks.test.inbound(PHONE, Content::text("oi, sou eu"));
    stranger.from = vec![Identity::bsuid("BR.x").unwrap()];
    desks.arrives("a stranger", Change::Message(Box::new(stranger))).await;
    let mut both = desks.test.inbound(PHONE, Content::text("sou o mesmo"));
    both.from = vec![Identity::phone("5511900000001").unwrap(), Identity::bsuid("BR.x").unwrap()];
    desks.arrives("two contacts that are one", Change::Message(Box::new(both))).await;
}
