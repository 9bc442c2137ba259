//! The list of templates, page by page.

use crate::stub::{GATEWAY, Seen, Stub, json_answer};
use axum::response::IntoResponse;
use desk_core::ports::{Gateway, NumberAccess, SendErrorClass as Class};
use desk_model::number::NumberState::Disconnected;
use desk_model::template::{Category, Header, TemplateButton, TemplateStatus};
use serde_json::{Value, json};
use std::sync::Mutex;

fn entry(id: u32) -> Value {
    json!({"id": id.to_string(), "name": format!("t{id}"), "language": "pt_BR", "status": "APPROVED", "category": "UTILITY",
           "components": [{"type": "BODY", "text": "Oi"}]})
}

fn after(seen: &Seen) -> Option<String> {
    let (_, rest) = seen.target.split_once("after=")?;
    Some(rest.split('&').next().unwrap().to_owned())
}

#[tokio::test]
async fn template_pages_to_the_end() {
    let stub = Stub::start(|seen| match after(seen).as_deref() {
        None => json_answer(200, &json!({"data": [entry(1), entry(2)], "paging": {"cursors": {"before": "x", "after": "a+/="}, "next": "http://evil.example/"}})),
        Some("a%2B%2F%3D") => json_answer(200, &json!({"data": [entry(3), {"id": "9"}, 7], "paging": {"cursors": {"after": "b"}, "next": "x"}})),
        Some("b") => json_answer(200, &json!({"data": [entry(4)], "paging": {"cursors": {"after": "b"}}})),
        other => panic!("{other:?}"),
    })
    .await;
    let templates = GATEWAY.templates(&stub.access()).await.unwrap();
    let names: Vec<&str> = templates.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["t1", "t2", "t3", "t4"]);
    let seen = stub.seen();
    assert_eq!(seen.len(), 3);
    assert!(
        seen[0].target.starts_with("GET /v24.0/102290129340398/message_templates?fields=id%2Cname"),
        "{}",
        seen[0].target
    );
    assert!(seen.iter().all(|s| s.headers["authorization"] == "Bearer EAAtoken"));
    // The same again gives the same ids; another number of the account has ids of its own.
    assert_eq!(GATEWAY.templates(&stub.access()).await.unwrap(), templates);
    let other = NumberAccess { number: "num_2".parse().unwrap(), ..stub.access() };
    let others = GATEWAY.templates(&other).await.unwrap();
    assert!(templates.iter().zip(&others).all(|(a, b)| a.id != b.id && b.number == other.number));
}

#[tokio::test]
async fn an_invalid_cursor_begins_again() {
    let spoiled = Mutex::new(true);
    let stub = Stub::start(move |seen| match after(seen).as_deref() {
        None => {
            json_answer(200, &json!({"data": [entry(1)], "paging": {"cursors": {"after": "a"}, "next": "x"}}))
        }
        Some(_) if std::mem::take(&mut *spoiled.lock().unwrap()) => {
            json_answer(400, &json!({"error": {"code": 131059, "message": "cursor"}}))
        }
        Some(_) => json_answer(200, &json!({"data": [entry(2)], "paging": {"cursors": {"after": "b"}}})),
    })
    .await;
    assert_eq!(GATEWAY.templates(&stub.access()).await.unwrap().len(), 2);
    assert_eq!(stub.seen().len(), 4);
    // For ever: it gives up with the provider's word.
    let stub = Stub::start(|seen| match after(seen) {
        None => {
            json_answer(200, &json!({"data": [entry(1)], "paging": {"cursors": {"after": "a"}, "next": "x"}}))
        }
        Some(_) => json_answer(400, &json!({"error": {"code": 131059}})),
    })
    .await;
    assert_eq!(GATEWAY.templates(&stub.access()).await.unwrap_err().failure.code, 131_059);
    // A cursor that leads to itself ends.
    let stub = Stub::start(|_| {
        json_answer(200, &json!({"data": [entry(1)], "paging": {"cursors": {"after": "a"}, "next": "x"}}))
    })
    .await;
    assert_eq!(GATEWAY.templates(&stub.access()).await.unwrap().len(), 1);
    // A page that cannot be read is no empty list: the desk must not forget its templates.
    for body in ["<html>", "{}", r#"{"data":7}"#] {
        let stub = Stub::start(move |_| body.into_response()).await;
        assert_eq!(GATEWAY.templates(&stub.access()).await.unwrap_err().class, Class::Unknown);
    }
    let stub =
        Stub::start(|_| json_answer(400, &json!({"error": {"code": 190, "message": "expired"}}))).await;
    assert_eq!(GATEWAY.templates(&stub.access()).await.unwrap_err().class, Class::NumberDown(Disconnected));
}

#[tokio::test]
async fn template_parts() {
    let stub = Stub::start(|_| {
        json_answer(200, &json!({"data": [
            {"id": 1_689_556_908_129_835_u64, "name": "full", "language": "pt_BR", "status": "APPROVED", "category": "UTILITY",
             "quality_score": {"score": "GREEN", "date": 1}, "parameter_format": "NAMED", "components": [
                {"type": "HEADER", "format": "TEXT", "text": "Pedido {{order}}", "example": {}},
                {"type": "BODY", "text": "Olá {{first_name}}"},
                {"type": "FOOTER", "text": "Responda SAIR"},
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Falar"},
                    {"type": "URL", "text": "Rastrear", "url": "https://x.br/{{1}}"},
                    {"type": "URL", "text": "Loja", "url": "https://x.br/"},
                    {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+55"},
                    {"type": "COPY_CODE", "text": "Copiar"}]}]},
            {"id": "2", "name": "picture", "language": "en_US", "status": "paused", "category": "NEW_WORD",
             "components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "{{1}} e {{2}}"}]},
            {"id": "3", "name": "cards", "language": "en", "status": "ARCHIVED", "category": "MARKETING",
             "components": [{"type": "BODY", "text": "x"}, {"type": "CAROUSEL", "cards": []}]}
        ]}))
    })
    .await;
    let templates = GATEWAY.templates(&stub.access()).await.unwrap();
    let by_name = |name: &str| templates.iter().find(|t| t.name == name).unwrap();
    let full = by_name("full");
    let button = |kind: &str, label: &str, needs_value| TemplateButton {
        kind: kind.into(),
        label: label.into(),
        needs_value,
    };
    assert_eq!(full.header, Some(Header::Text { text: "Pedido {{order}}".into() }));
    assert_eq!((full.body.as_str(), full.footer.as_deref()), ("Olá {{first_name}}", Some("Responda SAIR")));
    assert_eq!(
        (full.category, &full.status, full.quality.as_str(), full.named),
        (Category::Utility, &TemplateStatus::Approved, "GREEN", true)
    );
    assert_eq!(
        full.buttons,
        [
            button("QUICK_REPLY", "Falar", false),
            button("URL", "Rastrear", true),
            button("URL", "Loja", false),
            button("PHONE_NUMBER", "Ligar", false),
            button("COPY_CODE", "Copiar", true)
        ]
    );
    assert!(full.needs_more_than_text());
    let picture = by_name("picture");
    assert_eq!(picture.header, Some(Header::Attachment { kind: "IMAGE".into() }));
    assert_eq!(
        (picture.category, &picture.status, picture.quality.as_str(), picture.named),
        (Category::Marketing, &TemplateStatus::Paused, "UNKNOWN", false)
    );
    assert_eq!(by_name("cards").header, Some(Header::Attachment { kind: "CAROUSEL".into() }));
    assert!(!by_name("cards").is_usable());
}
