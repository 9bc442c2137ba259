//! The list of templates, page by page.

use crate::stub::{GATEWAY, Seen, Stub, json_answer};
use axum::body::Bytes;
use axum::response::IntoResponse;
use desk_core::ports::{FileUpload, Gateway, ManageError, NumberAccess, SendErrorClass as Class};
use desk_model::number::NumberState::Disconnected;
use desk_model::template::{
    ButtonKind, Category, DraftButton, DraftHeader, Header, HeaderMedia, TemplateButton, TemplateDraft,
    TemplateStatus,
};
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
                {"type": "HEADER", "format": "TEXT", "text": "Pedido {{order}}",
                 "example": {"header_text_named_params": [{"param_name": "order", "example": "123"}]}},
                {"type": "BODY", "text": "Olá {{first_name}}",
                 "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ana"}]}},
                {"type": "FOOTER", "text": "Responda SAIR"},
                {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Falar"},
                    {"type": "URL", "text": "Rastrear", "url": "https://x.br/{{1}}", "example": ["https://x.br/abc"]},
                    {"type": "URL", "text": "Loja", "url": "https://x.br/"},
                    {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+55"},
                    {"type": "COPY_CODE", "text": "Copiar"}]}]},
            {"id": "2", "name": "picture", "language": "en_US", "status": "paused", "category": "NEW_WORD",
             "components": [{"type": "HEADER", "format": "IMAGE"}, {"type": "BODY", "text": "{{1}} e {{2}}", "example": {"body_text": [["a", "b"]]}}]},
            {"id": "3", "name": "cards", "language": "en", "status": "ARCHIVED", "category": "MARKETING", "rejected_reason": "SCAM",
             "components": [{"type": "BODY", "text": "x"}, {"type": "CAROUSEL", "cards": []}]}
        ]}))
    })
    .await;
    let templates = GATEWAY.templates(&stub.access()).await.unwrap();
    let by_name = |name: &str| templates.iter().find(|t| t.name == name).unwrap();
    let full = by_name("full");
    let button = |kind: &str, label: &str, target: &str, needs_value| TemplateButton {
        kind: ButtonKind::from(kind.to_owned()),
        label: label.into(),
        needs_value,
        target: target.into(),
    };
    assert_eq!(full.header, Some(Header::Text { text: "Pedido {{order}}".into() }));
    assert_eq!((full.body.as_str(), full.footer.as_deref()), ("Olá {{first_name}}", Some("Responda SAIR")));
    assert_eq!(
        (full.category, &full.status, full.quality.as_str(), full.named),
        (Category::Utility, &TemplateStatus::Approved, "GREEN", true)
    );
    assert_eq!(full.provider_id, "1689556908129835");
    assert_eq!(
        full.buttons,
        [
            button("QUICK_REPLY", "Falar", "", false),
            button("URL", "Rastrear", "https://x.br/{{1}}", true),
            button("URL", "Loja", "https://x.br/", false),
            button("PHONE_NUMBER", "Ligar", "+55", false),
            button("COPY_CODE", "Copiar", "", true)
        ]
    );
    let examples: Vec<(&str, &str)> = full.examples.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(
        examples,
        [("body.first_name", "Ana"), ("button.1", "https://x.br/abc"), ("header.order", "123")]
    );
    let picture = by_name("picture");
    assert_eq!(picture.header, Some(Header::Media { kind: HeaderMedia::Image }));
    assert_eq!(
        (picture.category, &picture.status, picture.quality.as_str(), picture.named),
        (Category::Marketing, &TemplateStatus::Paused, "UNKNOWN", false)
    );
    assert_eq!(picture.examples["body.2"], "b");
    assert_eq!(by_name("cards").header, Some(Header::Other { kind: "CAROUSEL".into() }));
    assert_eq!(by_name("cards").standing.rejection.as_deref(), Some("SCAM"));
    assert!(!by_name("cards").is_usable());
}

fn draft() -> TemplateDraft {
    TemplateDraft {
        name: "pedido_enviado".into(),
        header: DraftHeader::Text { text: "Pedido {{order}}".into() },
        body: "Ola {{first_name}}, seu pedido saiu.".into(),
        footer: "Responda SAIR para nao receber mais".into(),
        buttons: vec![
            DraftButton {
                kind: ButtonKind::QuickReply,
                label: "Falar com atendente".into(),
                target: String::new(),
            },
            DraftButton {
                kind: ButtonKind::Url,
                label: "Rastrear".into(),
                target: "https://x.br/{{1}}".into(),
            },
            DraftButton { kind: ButtonKind::Phone, label: "Ligar".into(), target: "+55 11 4000-0000".into() },
        ],
        examples: [("header.order", "123"), ("body.first_name", "Ana"), ("button.1", "abc")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
        ..TemplateDraft::default()
    }
}

#[tokio::test]
async fn creating_changing_deleting() {
    let stub = Stub::start(|seen| {
        if seen.target.starts_with("DELETE") || !seen.target.contains("message_templates") {
            json_answer(200, &json!({"success": true}))
        } else {
            json_answer(200, &json!({"id": "594425479261596", "status": "PENDING", "category": "MARKETING"}))
        }
    })
    .await;
    let made = GATEWAY.create_template(&stub.access(), &draft(), None).await.unwrap();
    assert_eq!(
        (made.provider_id.as_str(), made.status, made.category),
        ("594425479261596", TemplateStatus::Pending, Some(Category::Marketing))
    );
    let counted = TemplateDraft {
        named: false,
        header: DraftHeader::Media { kind: HeaderMedia::Image, example: Some("upl_1".parse().unwrap()) },
        body: "Olá {{1}}, pedido {{2}}.".into(),
        footer: String::new(),
        buttons: vec![DraftButton {
            kind: ButtonKind::CopyCode,
            label: "Copiar".into(),
            target: String::new(),
        }],
        examples: [("body.1", "Ana"), ("body.2", "#1"), ("button.0", "PROMO")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
        ..draft()
    };
    GATEWAY.edit_template(&stub.access(), "594425479261596", &counted, Some("4::aW")).await.unwrap();
    GATEWAY.delete_template(&stub.access(), "pedido_enviado", "594425479261596").await.unwrap();
    let seen = stub.seen();
    let targets: Vec<&str> = seen.iter().map(|s| s.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "POST /v24.0/102290129340398/message_templates",
            "POST /v24.0/594425479261596",
            "DELETE /v24.0/102290129340398/message_templates?hsm_id=594425479261596&name=pedido_enviado"
        ]
    );
    let body = |at: usize| serde_json::from_slice::<Value>(&seen[at].body).unwrap();
    assert_eq!(
        body(0),
        json!({"name": "pedido_enviado", "language": "pt_BR", "category": "UTILITY", "parameter_format": "named", "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Pedido {{order}}",
             "example": {"header_text_named_params": [{"param_name": "order", "example": "123"}]}},
            {"type": "BODY", "text": "Ola {{first_name}}, seu pedido saiu.",
             "example": {"body_text_named_params": [{"param_name": "first_name", "example": "Ana"}]}},
            {"type": "FOOTER", "text": "Responda SAIR para nao receber mais"},
            {"type": "BUTTONS", "buttons": [
                {"type": "QUICK_REPLY", "text": "Falar com atendente"},
                {"type": "URL", "text": "Rastrear", "url": "https://x.br/{{1}}", "example": ["https://x.br/abc"]},
                {"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "+551140000000"}]}]})
    );
    assert_eq!(
        body(1),
        json!({"category": "UTILITY", "parameter_format": "positional", "components": [
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::aW"]}},
            {"type": "BODY", "text": "Olá {{1}}, pedido {{2}}.", "example": {"body_text": [["Ana", "#1"]]}},
            {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "text": "Copiar", "example": "PROMO"}]}]})
    );
}

#[tokio::test]
async fn refusals_keep_their_number_and_words() {
    let stub = Stub::start(|_| {
        json_answer(
            400,
            &json!({"error": {"code": 100, "error_subcode": 2_388_024, "message": "Invalid parameter",
            "error_user_title": "Already exists", "error_user_msg": "There is already content."}}),
        )
    })
    .await;
    let error = GATEWAY.create_template(&stub.access(), &draft(), None).await.unwrap_err();
    let words = "Already exists: There is already content.".to_owned();
    assert_eq!(error, ManageError::Refused { code: 100, subcode: 2_388_024, words });
    let stub = Stub::start(|_| json_answer(400, &json!({"error": {"code": 190}}))).await;
    let error = GATEWAY.delete_template(&stub.access(), "n", "1").await.unwrap_err();
    assert!(matches!(error, ManageError::Failed(error) if error.class == Class::NumberDown(Disconnected)));
    let stub = Stub::start(|_| json_answer(200, &json!({}))).await;
    let error = GATEWAY.edit_template(&stub.access(), "1", &draft(), None).await.unwrap_err();
    assert!(matches!(error, ManageError::Failed(error) if error.class == Class::Unknown));
    // An id that would lead elsewhere goes nowhere.
    assert!(GATEWAY.edit_template(&stub.access(), "1/../2", &draft(), None).await.is_err());
    assert_eq!(stub.seen().len(), 1);
}

#[tokio::test]
async fn one_template_as_it_stands() {
    let stub = Stub::start(|_| json_answer(200, &entry(7))).await;
    let found = GATEWAY.template(&stub.access(), "7").await.unwrap();
    assert_eq!((found.name.as_str(), found.provider_id.as_str()), ("t7", "7"));
    assert!(stub.seen()[0].target.starts_with("GET /v24.0/7?fields=id%2Cname"));
}

fn file() -> FileUpload {
    FileUpload {
        mime: "image/png",
        filename: "foto é.png".into(),
        bytes: Bytes::from_static(b"\x89PNG bytes"),
    }
}

#[tokio::test]
async fn files_go_up_as_metas_pages_say() {
    let stub = Stub::start(|_| json_answer(200, &json!({"id": "1003383421387256"}))).await;
    assert_eq!(GATEWAY.upload(&stub.access(), file()).await.unwrap(), "1003383421387256");
    let seen = &stub.seen()[0];
    assert_eq!(seen.target, "POST /v24.0/106540352242922/media");
    assert!(seen.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
    let body = String::from_utf8_lossy(&seen.body).into_owned();
    for part in [
        "name=\"messaging_product\"\r\n\r\nwhatsapp",
        "name=\"type\"\r\n\r\nimage/png",
        "Content-Type: image/png",
        "PNG bytes",
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }

    let stub = Stub::start(|seen| {
        if seen.target.contains("/app/uploads") {
            json_answer(200, &json!({"id": "upload:MTphd==?sig=ARZ_q-k"}))
        } else {
            json_answer(200, &json!({"h": "4::aW1h:handle"}))
        }
    })
    .await;
    assert_eq!(GATEWAY.upload_example(&stub.access(), file()).await.unwrap(), "4::aW1h:handle");
    let seen = stub.seen();
    let query = "file_name=foto+%C3%A9.png&file_length=10&file_type=image%2Fpng";
    assert_eq!(seen[0].target, format!("POST /v24.0/app/uploads?{query}"));
    assert_eq!(seen[1].target, "POST /v24.0/upload:MTphd==?sig=ARZ_q-k");
    assert_eq!(
        (&seen[1].headers["file_offset"], &seen[1].body[..]),
        (&"0".parse().unwrap(), &b"\x89PNG bytes"[..])
    );

    for session in ["upload:", "http://evil.example/x", "upload:../1", "upload:a b", "upload:a?x=#y"] {
        let stub = Stub::start(move |_| json_answer(200, &json!({"id": session}))).await;
        assert!(GATEWAY.upload_example(&stub.access(), file()).await.is_err(), "{session}");
        assert_eq!(stub.seen().len(), 1, "the token goes nowhere else: {session}");
    }
    let stub = Stub::start(|_| json_answer(400, &json!({"error": {"code": 131_053, "message": "no"}}))).await;
    assert_eq!(GATEWAY.upload(&stub.access(), file()).await.unwrap_err().failure.code, 131_053);
}
