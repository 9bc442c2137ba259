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
    /// A queue that nothing else here changes, and what is set on it.
    other_queue: String,
    form: Value,
    /// A queue to be deleted.
    spare_queue: String,
    alert: String,
    /// Somebody of the desk who is not there.
    colleague: String,
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
        "bootstrap" | "claim_next" | "my_presence" | "team" | "logout_everywhere" => Rule::Own(json!({})),
        "inbox" => Rule::Own(json!({"view": "all", "order": "recent", "after": null})),
        "find" => Rule::Own(json!({"text": foreign.row.protocol.to_string()})),
        "preferences" => Rule::Own(json!({"locale": "pt-BR", "theme": "system", "shortcuts": true})),
        "thread" | "claim" | "mark_seen" => Rule::Hidden(json!({"ticket": ticket})),
        "close" => Rule::Hidden(json!({"ticket": ticket, "reason": CloseReason::Resolved})),
        "transfer" => Rule::Hidden(json!({
            "ticket": ticket, "target": {"to": "queue", "queue": foreign.queue}, "note": "a", "draft": ""
        })),
        "accept_offer" | "withdraw_offer" => Rule::Hidden(json!({"ticket": ticket})),
        "decline_offer" => Rule::Hidden(json!({"ticket": ticket, "reason": "a"})),
        "transfer_many" => Rule::Staff(json!({
            "tickets": ["tkt_none"], "target": {"to": "queue", "queue": foreign.queue}, "note": "a"
        })),
        "offers" => Rule::Own(json!({})),
        "transfer_targets" => Rule::Shared(json!({})),
        "older" => Rule::Hidden(json!({"ticket": ticket, "before": [i64::MAX, "msg_zzzz"]})),
        "reply" => Rule::Hidden(json!({"id": "msg_it1", "ticket": ticket, "body": "oi", "reply_to": null})),
        "note" => Rule::Hidden(json!({"id": "msg_it2", "ticket": ticket, "body": "oi"})),
        "send_template" => Rule::Hidden(
            json!({"id": "msg_it3", "ticket": ticket, "template": foreign.template, "params": []}),
        ),
        "resend" => {
            Rule::Hidden(json!({"id": "msg_it4", "failed": foreign.failed, "message": foreign.failed}))
        }
        "snooze" => Rule::Hidden(json!({"ticket": ticket, "until": null})),
        "unsnooze" | "mentionable" => Rule::Hidden(json!({"ticket": ticket})),
        "set_priority" => Rule::Hidden(json!({"ticket": ticket, "priority": "high"})),
        "label_ticket" => Rule::Hidden(json!({"ticket": ticket, "label": "lbl_it1", "on": true})),
        "labels" => Rule::Shared(json!({})),
        "label_uses" => Rule::Staff(json!({})),
        "new_label" => Rule::Staff(json!({"id": "lbl_it2", "name": "Garantia", "color": "#2b8a3e"})),
        "change_label" => Rule::Staff(json!({"label": {
            "id": "lbl_it1", "name": "Boleto", "color": "#2b8a3e", "archived": false
        }})),
        "delete_label" => Rule::Staff(json!({"label": "lbl_it3"})),
        "mentions" => Rule::Own(json!({})),
        "see_mentions" => Rule::Own(json!({"ticket": ticket})),
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
        "journal_health" | "queue_board" => Rule::Admin(json!({})),
        "import_consents" => Rule::Admin(json!({"rows": [{
            "identity": {"kind": "phone", "value": "5511987650099"}, "name": "", "purposes": ["marketing"],
            "act": "granted", "day": "2026-01-01", "wording": "Aceito", "evidence": "ficha 1"
        }]})),
        "create_queue" => Rule::Admin(json!({"name": "Oficina 2", "color": "#123456"})),
        "save_queue" => Rule::Admin(json!({"queue": foreign.other_queue, "form": foreign.form})),
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
        "menu" | "stop_menu" => Rule::Admin(json!({"number": number})),
        "save_menu" => Rule::Admin(json!({"number": number, "revision": 1, "draft": {}})),
        "menu_version" | "restore_menu" => Rule::Admin(json!({"number": number, "version": 1})),
        "publish_menu" => Rule::Admin(json!({"number": number, "revision": 1})),
        "ticket_menu" => Rule::Hidden(json!({"ticket": ticket})),
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
        "survey_settings" => Rule::Admin(json!({})),
        "set_queue_survey" => Rule::Admin(json!({
            "queue": foreign.queue, "survey": desk_model::survey::SurveyPolicy::default()
        })),
        "set_queue_status" => Rule::Admin(json!({
            "queue": foreign.queue, "status": desk_model::status::StatusPolicy::default()
        })),
        "survey_report" => Rule::Staff(json!({"from": "2026-11-01", "until": "2026-11-30"})),
        "set_presence" => Rule::Staff(json!({"user": foreign.colleague, "choice": {"choice": "offline"}})),
        "set_capacity" => Rule::Staff(json!({"user": foreign.colleague, "capacity": 4})),
        "presence_rules" => Rule::Admin(json!({})),
        "set_presence_rules" => Rule::Admin(json!({"rules": {"reasons": ["Café"], "grace_seconds": 30}})),
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
    // A menu that can be read, changed and published again.
    let menu = desk_model::menu::starter(&[(desk.queues()[0].clone(), "Atendimento".to_owned())]);
    let saved = json!({"number": row.number, "revision": 0, "draft": menu});
    assert_eq!(admin.api("save_menu", saved).await.status, 200);
    let published = admin.api("publish_menu", json!({"number": row.number, "revision": 1})).await;
    assert_eq!(published.status, 200, "{published:?}");
    let mut alert = None;
    eventually("the announcement", async || {
        let all = admin.api("number_health", json!({})).await.json();
        alert = all[0]["alerts"][0]["id"].as_str().map(str::to_owned);
        alert.is_some()
    })
    .await;
    let alert = alert.unwrap();
    let label = json!({"id": "lbl_it1", "name": "Boleto", "color": "#2b8a3e"});
    assert_eq!(admin.api("new_label", label).await.status, 200);
    let queue = desk.queues()[1].to_string();
    let other = admin.api("create_queue", json!({"name": "Apart", "color": "#123456"})).await.json();
    let board = admin.api("queue_board", json!({})).await.json();
    let set = board["queues"].as_array().unwrap().iter().find(|known| known["id"] == other["id"]);
    let made = admin.api("create_queue", json!({"name": "Some logo", "color": "#123456"})).await.json();
    let foreign = Foreign {
        alert,
        colleague: desk.demo.as_ref().unwrap().people[3].id.to_string(),
        failed: "msg_nota".parse().unwrap(),
        template: template.to_owned(),
        paused: named("aviso_pronto_v1"),
        spare: named("boas_vindas"),
        other_queue: other["id"].as_str().unwrap().to_owned(),
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

/// An offer shows its ticket to the one it is made to, and to nobody else, for as long as it lasts.
#[tokio::test]
async fn an_offer_shows_one_ticket_to_one_stranger() {
    let desk = TestDesk::start().await;
    let row = desk.customer_writes("5511987650001", "segredo").await;
    let other = desk.customer_writes("5511987650002", "outro segredo").await;
    let ana = desk.login("ana@guiche.local").await;
    assert_eq!(ana.api("claim", json!({"ticket": row.ticket})).await.status, 200);
    let (davi_id, davi) = desk.agent_of("davi@guiche.local", &desk.queues()[1..2]).await;
    let (_, eva) = desk.agent_of("eva@guiche.local", &desk.queues()[1..2]).await;
    let seen = async |person: &Person, ticket: &desk_model::TicketId| {
        person.api("thread", json!({"ticket": ticket})).await.status
    };
    assert_eq!(seen(&davi, &row.ticket).await, 404);
    let mut socket = davi.socket(None, &[]).await;
    while !matches!(socket.frame().await, ServerFrame::Tick { .. }) {}
    let offer = json!({
        "ticket": row.ticket, "target": {"to": "agent", "agent": davi_id}, "note": "veja isto", "draft": ""
    });
    assert_eq!(ana.api("transfer", offer).await.status, 200);
    // Pushed to them, with the note; and following its lines is theirs now.
    loop {
        if let ServerFrame::Event { event: DeskEvent::Ticket { row: told, .. }, .. } = socket.frame().await {
            assert_eq!(told.ticket, row.ticket);
            assert_eq!(told.handover.unwrap().note, "veja isto");
            break;
        }
    }
    socket.send(&ClientFrame::Subscribe { conversation: row.conversation.clone() }).await;
    loop {
        match socket.frame().await {
            ServerFrame::Subscribed { conversation, .. } if conversation == row.conversation => break,
            ServerFrame::Denied { .. } => panic!("an offered conversation was denied"),
            _ => {}
        }
    }
    assert_eq!(seen(&davi, &row.ticket).await, 200);
    assert_eq!(seen(&davi, &other.ticket).await, 404);
    assert_eq!(seen(&eva, &row.ticket).await, 404);
    let nothing = eva.api("offers", json!({})).await;
    assert!(nothing.status == 200 && !nothing.text.contains("segredo"), "{nothing:?}");
    let reason = json!({"ticket": row.ticket, "reason": "não é comigo"});
    assert_eq!(eva.api("decline_offer", reason.clone()).await.status, 404);
    assert_eq!(davi.api("decline_offer", reason).await.status, 200);
    assert_eq!(seen(&davi, &row.ticket).await, 404);
    // What is said after that is not for them, although their socket still follows.
    let note = json!({"id": "msg_depois", "ticket": row.ticket, "body": "entre nós"});
    assert_eq!(ana.api("note", note).await.status, 200);
    loop {
        match socket.frame().await {
            ServerFrame::Tick { .. } => break,
            ServerFrame::Event { event: DeskEvent::Message { message, .. }, .. } => {
                assert!(!format!("{:?}", message.content).contains("entre nós"), "{message:?}");
            }
            _ => {}
        }
    }
    desk.stop().await;
}
