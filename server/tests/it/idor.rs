//! What one may not see does not exist. The table below must name every server function: a new one fails until somebody
//! says what strangers get from it.

use crate::csrf::functions;
use crate::support::client::Person;
use crate::support::{TestDesk, eventually};
use desk_model::view::InboxRow;
use desk_model::wire::{ClientFrame, DeskEvent, ServerFrame};
use desk_model::{CloseReason, MessageId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What somebody gets who may not see the ticket.
enum Rule {
    /// 404, as if it did not exist.
    Hidden(Value),
    /// 403 for everybody but administrators.
    Admin(Value),
    /// 403 for agents; supervisors and administrators see it.
    Staff(Value),
    /// Works, on what is one's own; nothing of the ticket may be in the answer.
    Own(Value),
    /// The same for everybody who is logged in.
    Shared(Value),
}

struct Foreign {
    row: InboxRow,
    failed: MessageId,
    template: String,
    /// A paused template, to be changed.
    paused: String,
    /// A template to be deleted.
    spare: String,
    queue: String,
    /// What is set on it.
    form: Value,
    /// A queue to be deleted.
    spare_queue: String,
    alert: String,
}

/// A template as the editor hands it in.
fn draft(name: &str) -> Value {
    json!({"name": name, "language": "pt_BR", "category": "UTILITY", "named": true, "header": {"format": "none"},
           "body": "O seu pedido já saiu para entrega.", "footer": "", "buttons": [], "examples": {}})
}

fn rule(name: &str, foreign: &Foreign) -> Rule {
    let ticket = &foreign.row.ticket;
    let number = &foreign.row.number;
    match name {
        "bootstrap" | "claim_next" | "logout_everywhere" => Rule::Own(json!({})),
        "inbox" => Rule::Own(json!({"view": "all", "order": "recent", "after": null})),
        "find" => Rule::Own(json!({"text": foreign.row.protocol.to_string()})),
        "preferences" => Rule::Own(json!({"locale": "pt-BR", "theme": "system", "shortcuts": true})),
        "thread" | "claim" | "mark_seen" => Rule::Hidden(json!({"ticket": ticket})),
        "close" => Rule::Hidden(json!({"ticket": ticket, "reason": CloseReason::Resolved})),
        "older" => Rule::Hidden(json!({"ticket": ticket, "before": [i64::MAX, "msg_zzzz"]})),
        "reply" => Rule::Hidden(json!({"id": "msg_it1", "ticket": ticket, "body": "oi", "reply_to": null})),
        "note" => Rule::Hidden(json!({"id": "msg_it2", "ticket": ticket, "body": "oi"})),
        "send_template" => Rule::Hidden(
            json!({"id": "msg_it3", "ticket": ticket, "template": foreign.template, "params": []}),
        ),
        "resend" => {
            Rule::Hidden(json!({"id": "msg_it4", "failed": foreign.failed, "message": foreign.failed}))
        }
        "hold_reply" => {
            Rule::Hidden(json!({"id": "msg_it5", "ticket": ticket, "body": "oi", "reply_to": null}))
        }
        "discard_held" => Rule::Hidden(json!({"ticket": ticket, "held": "msg_it5"})),
        "nudge" => Rule::Hidden(json!({"id": "msg_it6", "ticket": ticket})),
        "start_conversation" => Rule::Hidden(json!({
            "id": "msg_it7", "number": number, "to": {"to": "contact", "contact": foreign.row.contact},
            "queue": foreign.queue, "template": foreign.template, "params": []
        })),
        "templates" => Rule::Shared(json!({"number": number})),
        "sync_templates" => Rule::Admin(json!({"number": number})),
        "create_template" => {
            Rule::Admin(json!({"number": number, "queues": [], "draft": draft("novo_aviso")}))
        }
        "edit_template" => {
            Rule::Admin(json!({"template": foreign.paused, "draft": draft("aviso_pronto_v1")}))
        }
        "set_template_queues" => Rule::Admin(json!({"template": foreign.paused, "queues": [foreign.queue]})),
        "delete_template" => Rule::Admin(json!({"template": foreign.spare})),
        "journal_health" | "queue_settings" | "queue_board" => Rule::Admin(json!({})),
        "create_queue" => Rule::Admin(json!({"name": "Oficina 2", "color": "#123456"})),
        "save_queue" => Rule::Admin(json!({"queue": foreign.queue, "form": foreign.form})),
        "order_queues" => Rule::Admin(json!({"order": [foreign.queue]})),
        "delete_queue" => Rule::Admin(json!({"queue": foreign.spare_queue, "heir": foreign.queue})),
        "close_choices" => Rule::Hidden(json!({"ticket": ticket})),
        "close_for" => Rule::Hidden(json!({"ticket": ticket, "reason": "rsn_it1"})),
        "number_health" => Rule::Staff(json!({})),
        "check_number" | "subscribe_number" | "number_setup" => Rule::Admin(json!({"number": number})),
        "finish_number" => Rule::Admin(json!({"number": number, "queue": foreign.queue})),
        "acknowledge_alert" => Rule::Admin(json!({"alert": foreign.alert})),
        "save_number" => Rule::Admin(json!({"number": null, "form": {
            "label": "Loja", "provider_id": "777", "account_id": "888", "access_token": "t", "app_secret": "s",
            "base_url": "http://127.0.0.1:9", "api_version": "v24.0"
        }})),
        "message_attempts" => Rule::Hidden(json!({"message": foreign.failed})),
        "set_queue_texts" => Rule::Admin(json!({
            "queue": foreign.queue, "opening_text": "a", "closing_text": "b", "reopen_hours": 1
        })),
        "set_queue_nudge" => {
            Rule::Admin(json!({"queue": foreign.queue, "text": "a", "auto": true, "minutes": 30}))
        }
        "consents" => Rule::Hidden(json!({"contact": foreign.row.contact})),
        "record_consent" => Rule::Hidden(json!({
            "subject": {"subject": "contact", "contact": foreign.row.contact}, "purpose": "marketing",
            "act": "granted", "source": "agent", "wording": "a", "evidence": "b"
        })),
        "consent_check" => {
            Rule::Hidden(json!({"about": {"about": "ticket", "ticket": ticket}, "category": "UTILITY"}))
        }
        "consent_settings" | "optin_pages" => Rule::Admin(json!({})),
        "set_consent_settings" => {
            Rule::Admin(json!({"settings": desk_model::consent::ConsentSettings::default()}))
        }
        "set_optin_page" => Rule::Admin(json!({"change": {
            "number": number, "slug": "matriz", "enabled": true, "purposes": ["marketing"],
            "text": {"pt_br": "a", "en": "b"}, "privacy": {"pt_br": "", "en": ""}
        }})),
        "prices" => Rule::Shared(json!({})),
        "put_price" => Rule::Admin(json!({"id": null, "terms": price("2030-01-01")})),
        "import_prices" => Rule::Admin(json!({"rows": [price("2031-01-01")]})),
        "cost_report" => Rule::Staff(json!({"from": "2026-11-01", "until": "2026-11-30"})),
        other => panic!("/api/{other} is new: what do strangers get from it?"),
    }
}

fn price(from: &str) -> Value {
    json!({
        "market": "BR", "category": "service", "inside_window": false,
        "amount": {"micros": 6800, "currency": "USD"}, "valid_from": from, "valid_until": null,
        "source": "teste", "source_date": null,
    })
}

#[tokio::test]
async fn strangers_get_nothing_from_any_function() {
    let desk = TestDesk::start().await;
    let row = desk.customer_writes("5511987650001", "segredo da Ana").await;
    let ana = desk.login("ana@guiche.local").await;
    assert_eq!(ana.api("claim", json!({"ticket": row.ticket})).await.status, 200);
    let note = ana.api("note", json!({"id": "msg_nota", "ticket": row.ticket, "body": "nota"})).await;
    assert_eq!(note.status, 200, "{note:?}");
    let templates = ana.api("templates", json!({"number": row.number})).await.json();
    let template = templates["templates"]
        .as_array()
        .and_then(|list| list.first())
        .map_or("tpl_x", |t| t["id"].as_str().unwrap());
    let named = |name: &str| {
        let all = templates["templates"].as_array().unwrap();
        all.iter().find(|t| t["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let flagged = json!({"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "time": 1_795_262_400, "changes": [
        {"field": "account_update", "value": {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "ADULT"}}}]}]});
    desk.simulator.post_webhook(flagged);
    let admin = desk.login("admin@guiche.local").await;
    let mut alert = None;
    eventually("the announcement", async || {
        let all = admin.api("number_health", json!({})).await.json();
        alert = all[0]["alerts"][0]["id"].as_str().map(str::to_owned);
        alert.is_some()
    })
    .await;
    let alert = alert.unwrap();
    let board = admin.api("queue_board", json!({})).await.json();
    let queue = desk.queues()[1].to_string();
    let set = board["queues"].as_array().unwrap().iter().find(|known| known["id"] == queue.as_str());
    let made = admin.api("create_queue", json!({"name": "Some logo", "color": "#123456"})).await.json();
    let foreign = Foreign {
        alert,
        failed: "msg_nota".parse().unwrap(),
        template: template.to_owned(),
        paused: named("aviso_pronto_v1"),
        spare: named("boas_vindas"),
        form: set.unwrap()["form"].clone(),
        spare_queue: made["id"].as_str().unwrap().to_owned(),
        queue,
        row,
    };
    let (_, stranger) = desk.agent_of("davi@guiche.local", &desk.queues()[1..2]).await;
    let nobody = Person::of(&desk, "guiche=AAAAAAAAAAAAAAAAAAAAAA");
    let supervisor = desk.login("sonia@guiche.local").await;
    let hidden = [
        foreign.row.ticket.to_string(),
        foreign.row.conversation.to_string(),
        "segredo".to_owned(),
        foreign.row.contact.to_string(),
    ];

    let mut names: BTreeSet<&str> =
        functions().into_iter().map(|path| path.strip_prefix("/api/").unwrap()).collect();
    // Last, because it ends the session it is asked with.
    names.remove("logout_everywhere");
    for name in names.into_iter().chain(["logout_everywhere"]) {
        let (Rule::Hidden(arguments)
        | Rule::Admin(arguments)
        | Rule::Staff(arguments)
        | Rule::Own(arguments)
        | Rule::Shared(arguments)) = rule(name, &foreign);
        let answer = nobody.api(name, arguments.clone()).await;
        assert_eq!(answer.status, 401, "nobody: {name}: {answer:?}");
        let answer = stranger.api(name, arguments.clone()).await;
        match rule(name, &foreign) {
            Rule::Hidden(_) => assert_eq!(answer.status, 404, "stranger: {name}: {answer:?}"),
            Rule::Admin(_) => {
                assert_eq!(answer.status, 403, "stranger: {name}: {answer:?}");
                let other = supervisor.api(name, arguments.clone()).await;
                assert_eq!(other.status, 403, "supervisor: {name}: {other:?}");
                let other = admin.api(name, arguments).await;
                assert_eq!(other.status, 200, "admin: {name}: {other:?}");
            }
            Rule::Staff(_) => {
                assert_eq!(answer.status, 403, "stranger: {name}: {answer:?}");
                for person in [&supervisor, &admin] {
                    let other = person.api(name, arguments.clone()).await;
                    assert_eq!(other.status, 200, "{name}: {other:?}");
                }
            }
            Rule::Own(_) | Rule::Shared(_) => assert_eq!(answer.status, 200, "stranger: {name}: {answer:?}"),
        }
        for word in &hidden {
            assert!(!answer.text.contains(word), "{name} tells a stranger {word}: {}", answer.text);
        }
    }
    // Who may see it but does not own it may read and note, not write to the customer.
    let bruno = desk.login("bruno@guiche.local").await;
    for (person, name) in [(&bruno, "bruno"), (&supervisor, "supervisor"), (&admin, "admin")] {
        assert_eq!(person.api("thread", json!({"ticket": foreign.row.ticket})).await.status, 200, "{name}");
        let reply = json!({"id": format!("msg_{name}"), "ticket": foreign.row.ticket, "body": "oi", "reply_to": null});
        assert_eq!(person.api("reply", reply).await.status, 403, "{name}");
    }
    desk.stop().await;
}

#[tokio::test]
async fn strangers_cannot_follow_a_conversation() {
    let desk = TestDesk::start().await;
    let row = desk.customer_writes("5511987650001", "segredo").await;
    let (_, stranger) = desk.agent_of("davi@guiche.local", &desk.queues()[1..2]).await;
    let denied = |frame: &ServerFrame| matches!(frame, ServerFrame::Denied { conversation } if *conversation == row.conversation);
    // Asked for in the first frame, and later.
    let mut socket = stranger.socket(Some(0), std::slice::from_ref(&row.conversation)).await;
    let mut heard = Vec::new();
    while !heard.iter().any(|frame| matches!(frame, ServerFrame::Tick { .. })) {
        heard.push(socket.frame().await);
    }
    assert!(heard.iter().any(denied), "{heard:?}");
    let about = |frame: &ServerFrame| {
        matches!(
            frame,
            ServerFrame::Event { event: DeskEvent::Ticket { .. } | DeskEvent::Message { .. }, .. }
        )
    };
    assert!(!heard.iter().any(about), "{heard:?}");
    socket.send(&ClientFrame::Subscribe { conversation: row.conversation.clone() }).await;
    loop {
        let frame = socket.frame().await;
        assert!(!matches!(frame, ServerFrame::Subscribed { .. }));
        if denied(&frame) {
            break;
        }
    }
    socket.send(&ClientFrame::Subscribe { conversation: "cnv_none".parse().unwrap() }).await;
    while !matches!(socket.frame().await, ServerFrame::Denied { .. }) {}
    desk.stop().await;
}
