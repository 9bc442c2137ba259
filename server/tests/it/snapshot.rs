//! The screen after an event is the screen of a fresh visit: the browser's reducer is applied to what the socket says and
//! compared with a new snapshot, for every role and every list, after everything that can happen.

use crate::support::client::Person;
use crate::support::socket::Socket;
use crate::support::{TestDesk, both, hook};
use desk_model::reduce::{Inbox, Thread};
use desk_model::view::{Bootstrap, InboxOrder, InboxPage, InboxRow, InboxView, ThreadView};
use desk_model::{DeskError, TicketId, UserId};
use serde_json::{Value, json};

struct Screen {
    person: Person,
    me: UserId,
    socket: Socket,
    lists: Vec<(InboxView, InboxOrder, Inbox)>,
    thread: Option<Thread>,
    role: &'static str,
}

async fn page(person: &Person, view: InboxView, order: InboxOrder) -> InboxPage {
    person.api("inbox", json!({"view": view, "order": order, "after": null})).await.ok()
}

impl Screen {
    async fn open(desk: &TestDesk, email: &'static str, ticket: Option<&TicketId>) -> Self {
        let person = desk.login(email).await;
        let boot: Bootstrap = person.api("bootstrap", json!({})).await.ok();
        let mut lists = Vec::new();
        for view in InboxView::ALL {
            for order in InboxOrder::ALL {
                lists.push((
                    view,
                    order,
                    Inbox::new(boot.me.id.clone(), view, order, page(&person, view, order).await),
                ));
            }
        }
        let view: Option<ThreadView> = match ticket {
            Some(ticket) => Some(person.api("thread", json!({"ticket": ticket})).await.ok()),
            None => None,
        };
        let follow: Vec<_> = view.iter().map(|view| view.row.conversation.clone()).collect();
        let socket = person.socket(Some(boot.as_of), &follow).await;
        Self { person, me: boot.me.id, socket, lists, thread: view.as_ref().map(Thread::new), role: email }
    }

    /// Hears everything up to `seq`, and must then look like a new screen.
    async fn compare(&mut self, seq: i64, after: &str) {
        for (seq, event) in self.socket.events_now(seq).await {
            for (_, _, list) in &mut self.lists {
                list.apply(seq, &event);
            }
            if let Some(thread) = &mut self.thread {
                thread.apply(seq, &event);
            }
        }
        for (view, order, list) in &self.lists {
            let fresh = page(&self.person, *view, *order).await;
            let what = format!("{}: {view:?} by {order:?} after {after}", self.role);
            assert_eq!(list.counts(), fresh.counts, "{what}");
            let fresh = Inbox::new(self.me.clone(), *view, *order, fresh);
            let rows = |list: &Inbox| list.sorted().into_iter().cloned().collect::<Vec<InboxRow>>();
            assert_eq!(rows(list), rows(&fresh), "{what}");
        }
        if let Some(thread) = &self.thread {
            let fresh: ThreadView =
                self.person.api("thread", json!({"ticket": thread.row.ticket})).await.ok();
            let fresh = Thread::new(&fresh);
            let lines = |thread: &Thread| thread.lines().cloned().collect::<Vec<_>>();
            assert_eq!(lines(thread), lines(&fresh), "{}: thread after {after}", self.role);
            assert_eq!(thread.row, fresh.row, "{}: row after {after}", self.role);
        }
    }
}

both! { applying_events_gives_a_fresh_snapshot }

async fn applying_events_gives_a_fresh_snapshot(desk: TestDesk) {
    let phone = "5511987650001";
    let row = desk.customer_writes(phone, "primeira").await;
    let ticket = row.ticket.clone();
    let mut screens = Vec::new();
    for email in ["ana@guiche.local", "bruno@guiche.local", "sonia@guiche.local", "admin@guiche.local"] {
        screens.push(Screen::open(&desk, email, Some(&ticket)).await);
    }
    let ana = screens[0].person.clone();
    let bruno = screens[1].person.clone();
    let now = desk.clock.now();
    let target = hook::wamid();
    let inbound = |message: Value| {
        hook::envelope(&[hook::change(&json!([hook::contact(phone)]), &json!([message]), &Value::Null)])
            .to_string()
    };
    let stamp = now.secs().to_string();
    let of_type = |kind: &str, content: Value| {
        let mut message = json!({"from": phone, "id": hook::wamid(), "timestamp": stamp, "type": kind});
        message[kind] = content;
        inbound(message)
    };
    let hooks: Vec<(&str, String)> = vec![
        ("second message", inbound(hook::message(&target, phone, "segunda", now))),
        ("reaction", of_type("reaction", json!({"message_id": target, "emoji": "👍"}))),
        ("reaction taken back", of_type("reaction", json!({"message_id": target}))),
        ("location", of_type("location", json!({"latitude": -23.5, "longitude": -46.6, "name": "Sé"}))),
        (
            "document",
            of_type("document", json!({"id": "1", "mime_type": "application/pdf", "filename": "a.pdf"})),
        ),
        (
            "another customer",
            String::from_utf8(hook::text(&hook::wamid(), "5511987650002", "outro cliente", now)).unwrap(),
        ),
    ];
    for (what, body) in hooks {
        assert_eq!(desk.hook(body).await, 200, "{what}");
        settle(&desk, &mut screens, what).await;
    }
    let call = async |person: &Person, name: &'static str, arguments: Value| {
        let answer = person.api(name, arguments).await;
        assert_eq!(answer.status, 200, "{name}: {answer:?}");
    };
    call(&ana, "claim", json!({"ticket": ticket})).await;
    settle(&desk, &mut screens, "claim").await;
    let lost = bruno.api("claim", json!({"ticket": ticket})).await;
    assert!(matches!(serde_json::from_str(&lost.text).unwrap(), DeskError::Conflict { .. }), "{lost:?}");
    settle(&desk, &mut screens, "a claim that came too late").await;
    call(&ana, "mark_seen", json!({"ticket": ticket})).await;
    settle(&desk, &mut screens, "mark seen").await;
    call(&ana, "reply", json!({"id": "msg_r1", "ticket": ticket, "body": "resposta", "reply_to": null}))
        .await;
    call(&ana, "reply", json!({"id": "msg_r1", "ticket": ticket, "body": "resposta", "reply_to": null}))
        .await;
    let supervisor = desk.supervisor().await;
    crate::support::eventually("the answer is read", async || {
        let thread = desk.desk.thread(&supervisor, &ticket).await.unwrap();
        thread
            .messages
            .iter()
            .any(|m| m.id.as_str() == "msg_r1" && m.status == desk_model::MessageStatus::Read)
    })
    .await;
    settle(&desk, &mut screens, "reply and its statuses").await;
    call(&bruno, "note", json!({"id": "msg_n1", "ticket": ticket, "body": "nota interna"})).await;
    settle(&desk, &mut screens, "note").await;
    call(&bruno, "claim_next", json!({})).await;
    settle(&desk, &mut screens, "claim next").await;
    call(&ana, "close", json!({"ticket": ticket, "reason": "resolved"})).await;
    settle(&desk, &mut screens, "close").await;
    assert_eq!(desk.hook(hook::text(&hook::wamid(), phone, "voltei", now)).await, 200);
    settle(&desk, &mut screens, "reopen").await;
    desk.stop().await;
}

/// Waits until nothing moves any more, then compares every screen.
async fn settle(desk: &TestDesk, screens: &mut [Screen], after: &str) {
    let seq = desk.quiet().await;
    for screen in screens {
        screen.compare(seq, after).await;
    }
}
