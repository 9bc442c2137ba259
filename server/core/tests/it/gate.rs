//! No sequence of events lets a free text out of a closed window; and the window at its edges.

use crate::inbound::{message, phone};
use crate::support::{MAIN, START, TestDesk, both};
use desk_core::ports::{
    Accepted, Change, InboundStatus, OutboundBody, OutboundMessage, SendError, SendErrorClass,
};
use desk_core::{Actor, NudgeRequest, ReplyRequest, ResendRequest, TemplateRequest};
use desk_model::message::{Content, SendFailure};
use desk_model::template::{Place, TemplateParam};
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::{CloseReason, DeskError, Direction, MessageStatus, TemplateId, TicketId, Timestamp};
use desk_store::MessageRow;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::atomic::{AtomicU64, Ordering};

both!(the_last_second_counts, an_entry_is_free_from_our_answer_on);

/// What may happen.
#[derive(Debug, Clone)]
enum Step {
    /// The customer wrote so long ago (µs); the webhook comes now.
    Inbound(i64),
    /// And came by an advertisement.
    Entry(i64),
    Reply,
    Template,
    Nudge,
    Resend,
    /// How the provider answers the next call.
    Answer(Answer),
    /// A late status of the n-th message that left.
    Refused(usize),
    Delivered(usize),
    Claim,
    Close,
    Wait(i64),
    Drain,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Answer {
    Takes,
    Closed,
    NotSent,
    Unknown,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let age = prop_oneof![
        3 => 0..3 * HOUR,
        2 => DAY - MINUTE..DAY + MINUTE,
        1 => Just(DAY - SECOND), 1 => Just(DAY), 1 => Just(DAY + SECOND),
        1 => -5 * SECOND..0,
    ];
    let wait = prop_oneof![
        3 => 0..2 * MINUTE,
        2 => 0..3 * HOUR,
        1 => DAY - 10 * MINUTE..DAY + 10 * MINUTE,
        1 => Just(DAY - SECOND), 1 => Just(SECOND),
    ];
    let answer = prop::sample::select(vec![Answer::Takes, Answer::Closed, Answer::NotSent, Answer::Unknown]);
    prop::collection::vec(
        prop_oneof![
            4 => age.clone().prop_map(Step::Inbound),
            1 => age.prop_map(Step::Entry),
            5 => Just(Step::Reply),
            1 => Just(Step::Template),
            2 => Just(Step::Nudge),
            2 => Just(Step::Resend),
            2 => answer.prop_map(Step::Answer),
            2 => (0usize..8).prop_map(Step::Refused),
            1 => (0usize..8).prop_map(Step::Delivered),
            3 => Just(Step::Claim),
            1 => Just(Step::Close),
            4 => wait.prop_map(Step::Wait),
            6 => Just(Step::Drain),
        ],
        5..40,
    )
}

/// The rule in other words, beside the desk: the latest message of the customer, and the latest refusal.
#[derive(Default)]
struct Truth {
    latest: Option<Timestamp>,
    refused: Option<Timestamp>,
}

impl Truth {
    fn wrote(&mut self, at: Timestamp) {
        self.latest = self.latest.max(Some(at));
        self.refused = self.refused.filter(|refused| refused.secs() > at.secs());
    }

    fn refused(&mut self, written: Timestamp) {
        if self.latest.is_none_or(|latest| latest.secs() <= written.secs()) {
            self.refused = self.refused.max(Some(written));
        }
    }

    fn open(&self, now: Timestamp) -> bool {
        self.latest.is_some_and(|at| {
            now < at.plus(DAY) && self.refused.is_none_or(|refused| at.secs() > refused.secs())
        })
    }
}

struct Play<'a> {
    test: &'a TestDesk,
    agent: &'a Actor,
    template: TemplateId,
    phone: String,
    truth: Truth,
    /// What the provider was told to answer.
    script: Vec<Answer>,
    /// When each message that left was written, and whether it was free.
    left: Vec<(OutboundMessage, Timestamp)>,
    heard: usize,
}

impl Play<'_> {
    async fn ticket(&self) -> Option<TicketId> {
        let found = self.test.desk.find(&Actor::operator(), &self.phone).await.unwrap();
        found.into_iter().max_by_key(|row| (row.opened_at, row.ticket.clone())).map(|row| row.ticket)
    }

    async fn line(&self, message: &OutboundMessage) -> MessageRow {
        let mut tx = self.test.store.read().await.unwrap();
        desk_store::message::get(&mut tx, &message.id).await.unwrap().unwrap()
    }

    /// Looks at what was handed over since the last look, at this instant.
    async fn look(&mut self) {
        let sent = self.test.gateway.sent();
        let now = self.test.now();
        for message in &sent[self.heard..] {
            if let OutboundBody::Text { .. } = message.body {
                assert!(self.truth.open(now), "free text left a closed window at {now:?}: {message:?}");
            }
            let answer = if self.script.is_empty() { Answer::Takes } else { self.script.remove(0) };
            if answer == Answer::Closed {
                self.truth.refused(now);
            }
            let line = self.line(message).await;
            self.left.push((message.clone(), line.view.at));
        }
        self.heard = sent.len();
    }

    async fn step(&mut self, step: &Step) {
        let test = self.test;
        match step {
            Step::Inbound(age) | Step::Entry(age) => {
                // Whole seconds, as the provider tells them.
                let at = Timestamp::from_secs(test.now().plus(-age).secs());
                let mut inbound = test.written(&[phone(&self.phone)], at, "oi");
                inbound.name = Some(self.phone.clone());
                inbound.from_ad = matches!(step, Step::Entry(_));
                test.arrives(MAIN, vec![message(inbound)]).await;
                self.truth.wrote(at);
            }
            Step::Wait(micros) => test.clock.advance(*micros),
            Step::Answer(answer) => {
                let error = |class, code| {
                    let failure = SendFailure { code, detail: "as scripted".into() };
                    Err(SendError { class, failure, retry_after_secs: None })
                };
                test.gateway.answer(match answer {
                    // Counted here, so that no two answers give the same id.
                    Answer::Takes => {
                        Ok(Accepted { provider_id: format!("wamid.take.{}", test.message_id()), held: None })
                    }
                    Answer::Closed => error(SendErrorClass::WindowClosed, 131_047),
                    Answer::NotSent => error(SendErrorClass::NotSent, 0),
                    Answer::Unknown => error(SendErrorClass::Unknown, 131_000),
                });
                self.script.push(*answer);
            }
            Step::Drain => {
                test.desk.nudge_due().await.unwrap();
                test.desk.drain_outbox().await.unwrap();
                self.look().await;
            }
            Step::Refused(n) | Step::Delivered(n) => {
                let Some((message, written)) = self.left.get(*n).cloned() else { return };
                let before = self.line(&message).await;
                let target =
                    before.provider_id.clone().unwrap_or_else(|| format!("wamid.late.{}", message.id));
                let failed = matches!(step, Step::Refused(_));
                let status = InboundStatus {
                    pricing: None,
                    target,
                    ours: Some(message.id.clone()),
                    status: if failed { MessageStatus::Failed } else { MessageStatus::Delivered },
                    failure: failed.then(|| SendFailure { code: 131_047, detail: "closed".into() }),
                    at: test.now(),
                };
                test.arrives(MAIN, vec![Change::Status(status)]).await;
                let after = self.line(&message).await.view.status;
                if failed && after == MessageStatus::Failed && before.view.status != after {
                    self.truth.refused(written);
                }
            }
            Step::Claim | Step::Close | Step::Reply | Step::Template | Step::Nudge | Step::Resend => {
                let Some(ticket) = self.ticket().await else { return };
                self.act(step, ticket).await;
            }
        }
    }

    async fn act(&self, step: &Step, ticket: TicketId) {
        let (test, agent) = (self.test, self.agent);
        let id = test.message_id();
        let result = match step {
            Step::Claim => test.desk.claim(agent, &ticket).await.map(|_| false),
            Step::Close => test.desk.close(agent, &ticket, CloseReason::Resolved).await.map(|_| false),
            Step::Reply => {
                let request = ReplyRequest { id, ticket, body: "texto livre".into(), reply_to: None };
                test.desk.reply(agent, request).await.map(|_| true)
            }
            Step::Nudge => test.desk.nudge(agent, NudgeRequest { id, ticket }).await.map(|_| true),
            Step::Template => {
                let param = TemplateParam { place: Place::Body, key: "1".into(), value: "Ana".into() };
                let template = self.template.clone();
                let request = TemplateRequest { id, ticket, template, category: None, params: vec![param] };
                test.desk.send_template(agent, request).await.map(|_| false)
            }
            _ => {
                let lines = test.desk.thread(agent, &ticket).await.unwrap().messages;
                let failed = |line: &&desk_model::view::MessageView| {
                    line.direction == Direction::Out && line.status == MessageStatus::Failed
                };
                let Some(failed) = lines.iter().rev().find(failed) else { return };
                let free = matches!(failed.content, Content::Text { .. });
                let request = ResendRequest { id, failed: failed.id.clone() };
                test.desk.resend(agent, request).await.map(|_| free)
            }
        };
        // The gate says the same as the rule, when it is written.
        match result {
            Ok(free) => assert!(!free || self.truth.open(test.now()), "{step:?} was accepted"),
            Err(DeskError::WindowClosed { .. }) => {
                assert!(!self.truth.open(test.now()), "{step:?} was refused")
            }
            Err(
                DeskError::Forbidden
                | DeskError::Transition { .. }
                | DeskError::Conflict { .. }
                | DeskError::NotFound { .. }
                // Rules of their own, tested elsewhere.
                | DeskError::ConsentMissing { .. }
                | DeskError::ContactLimit { .. }
                | DeskError::NoResend { .. },
            ) => {}
            Err(other) => panic!("{step:?}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_sequence_of_events_lets_free_text_out() {
    let test = TestDesk::new().await;
    let agent = test.agent("ana").await;
    test.capacity(&agent, 99).await;
    let template = test.template().await;
    test.queue_says("Protocolo {protocol}", "Até logo", 1).await;
    test.set_queue(&test.queue, |form| {
        form.nudge_text = "Ainda está aí?".into();
        (form.nudge_auto, form.nudge_minutes) = (true, 60);
    })
    .await;
    let customers = AtomicU64::new(10_000_000);
    let config = Config { failure_persistence: None, cases: 48, max_shrink_iters: 40, ..Config::default() };
    let handle = tokio::runtime::Handle::current();
    let run = tokio::task::block_in_place(|| {
        TestRunner::new(config).run(&steps(), |steps| {
            handle.block_on(async {
                let phone = format!("55119{}", customers.fetch_add(1, Ordering::Relaxed));
                // Whatever an earlier customer left behind is settled first.
                test.gateway.answers.lock().unwrap().clear();
                for _ in 0..3 {
                    test.clock.advance(2 * DAY);
                    test.desk.drain_outbox().await.unwrap();
                }
                let heard = test.gateway.sent().len();
                let (truth, script, left) = (Truth::default(), Vec::new(), Vec::new());
                let template = template.clone();
                let mut play =
                    Play { test: &test, agent: &agent, template, phone, truth, script, left, heard };
                for step in &steps {
                    Box::pin(play.step(step)).await;
                }
                Box::pin(play.step(&Step::Drain)).await;
            });
            Ok(())
        })
    });
    if let Err(problem) = run {
        panic!("{problem}");
    }
    test.end().await;
}

const BIA: &str = "5511987650002";

async fn the_last_second_counts(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(BIA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let reply = async |body: &str| {
        let request =
            ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: body.into(), reply_to: None };
        test.desk.reply(&agent, request).await.is_ok()
    };
    test.clock.advance(DAY - SECOND);
    assert!(reply("23:59:59").await);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    test.clock.advance(SECOND);
    assert!(!reply("24:00:00").await);
    test.clock.advance(SECOND);
    assert!(!reply("24:00:01").await);
    // Late webhooks around the edge: whole seconds of the provider decide, not when they come.
    let arrive = async |at: Timestamp| {
        test.arrives(MAIN, vec![message(test.written(&[phone(BIA)], at, "oi"))]).await;
    };
    arrive(test.now().plus(-DAY - SECOND)).await;
    assert!(!reply("24:00:01 old").await);
    arrive(test.now().plus(-DAY)).await;
    assert!(!reply("24:00:00 old").await);
    arrive(test.now().plus(-DAY + SECOND)).await;
    assert!(reply("23:59:59 old").await);
    // An older one after it changes nothing, and a second later all is over.
    arrive(test.now().plus(-3 * DAY)).await;
    assert!(reply("still").await);
    test.clock.advance(SECOND);
    assert!(!reply("over").await);
    assert_eq!(test.row(&ticket).await.window.last_inbound_at, Some(START.plus(2 * SECOND)));
}

async fn an_entry_is_free_from_our_answer_on(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let mut entry = test.written(&[phone(BIA)], test.now(), "vi o anúncio");
    entry.from_ad = true;
    test.arrives(MAIN, vec![message(entry)]).await;
    let ticket = test.all_rows().await.remove(0).ticket;
    let facts = test.row(&ticket).await.window;
    assert_eq!((facts.entry_at, facts.free_until), (Some(START), None));
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.clock.advance(2 * HOUR);
    let request =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "olá".into(), reply_to: None };
    test.desk.reply(&agent, request.clone()).await.unwrap();
    assert_eq!(test.row(&ticket).await.window.free_until, None, "not before the provider took it");
    test.desk.drain_outbox().await.unwrap();
    let until = START.plus(2 * HOUR + 3 * DAY);
    assert_eq!(test.row(&ticket).await.window.free_until, Some(until));
    // The next answer does not start it anew; and it is about price alone.
    test.clock.advance(HOUR);
    test.desk.reply(&agent, ReplyRequest { id: test.message_id(), ..request.clone() }).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.row(&ticket).await.window.free_until, Some(until));
    test.clock.advance(DAY);
    let refused = test.desk.reply(&agent, ReplyRequest { id: test.message_id(), ..request }).await;
    assert!(matches!(refused, Err(DeskError::WindowClosed { .. })));
}
