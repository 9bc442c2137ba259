//! Messages as they go out, and what the answers mean.

use crate::stub::{GATEWAY, Seen, Stub, access, json_answer};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk_core::ports::{
    ButtonAction, ButtonValue, Gateway, HeaderValue, NumberAccess, OutboundBody, OutboundMessage, Secret,
    SendError, SendErrorClass as Class,
};
use desk_model::contact::Identity;
use desk_model::interactive::{Interactive, OfferedChoice};
use desk_model::message::{Held, MediaKind};
use desk_model::number::NumberState::{Disconnected, Restricted};
use desk_model::template::{HeaderMedia, Place, TemplateParam};
use serde_json::{Value, json};

fn text(to: &str) -> OutboundMessage {
    OutboundMessage {
        id: "msg_1".parse().unwrap(),
        to: Identity::bsuid(to).or_else(|| Identity::phone(to)).unwrap(),
        reply_to: None,
        body: OutboundBody::Text { body: "Olá 👋".into() },
    }
}

fn template(named: bool, params: &[(Place, &str, &str)]) -> OutboundMessage {
    let params = params
        .iter()
        .map(|(place, key, value)| TemplateParam {
            place: *place,
            key: (*key).into(),
            value: (*value).into(),
        })
        .collect();
    let body = OutboundBody::Template {
        name: "pedido_enviado".into(),
        language: "pt_BR".into(),
        named,
        params,
        header: None,
        buttons: Vec::new(),
        category: None,
    };
    OutboundMessage { body, ..text("5511987654321") }
}

fn accepted() -> Response {
    json_answer(
        200,
        &json!({"messaging_product": "whatsapp", "messages": [{"id": "wamid.ok", "message_status": "accepted"}]}),
    )
}

/// The JSON that arrives for a message.
async fn sent(message: &OutboundMessage) -> Value {
    let stub = Stub::start(|_| accepted()).await;
    assert_eq!(GATEWAY.send(&stub.access(), message).await.unwrap().provider_id, "wamid.ok");
    let seen = stub.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].target, "POST /v24.0/106540352242922/messages");
    assert_eq!(seen[0].headers["authorization"], "Bearer EAAtoken");
    assert_eq!(seen[0].headers["content-type"], "application/json");
    serde_json::from_slice(&seen[0].body).unwrap()
}

#[tokio::test]
async fn something_to_tap_and_files_by_their_address() {
    let choice = |id: &str, title: &str, description: Option<&str>| OfferedChoice {
        id: id.into(),
        title: title.into(),
        description: description.map(str::to_owned),
    };
    let of = |body| OutboundMessage { body, ..text("5511987654321") };
    let choices =
        vec![choice("menu:1:1", "Vendas", None), choice("menu:1:2", "Suporte", Some("Segunda via"))];
    let list = Interactive { body: "Escolha".into(), list: Some("Ver".into()), choices };
    let sent_list = sent(&of(OutboundBody::Interactive(list.clone()))).await;
    assert_eq!(sent_list["type"], "interactive");
    assert_eq!(
        sent_list["interactive"],
        json!({"type": "list", "body": {"text": "Escolha"}, "action": {"button": "Ver", "sections": [{"rows": [
            {"id": "menu:1:1", "title": "Vendas"}, {"id": "menu:1:2", "title": "Suporte", "description": "Segunda via"}]}]}})
    );
    let buttons = Interactive { list: None, ..list };
    assert_eq!(
        sent(&of(OutboundBody::Interactive(buttons))).await["interactive"]["action"],
        json!({"buttons": [{"type": "reply", "reply": {"id": "menu:1:1", "title": "Vendas"}},
                           {"type": "reply", "reply": {"id": "menu:1:2", "title": "Suporte"}}]})
    );
    for (kind, word, file) in [
        (
            MediaKind::Document,
            "document",
            json!({"link": "https://a.b/c.pdf", "caption": "x", "filename": "c.pdf"}),
        ),
        (MediaKind::Image, "image", json!({"link": "https://a.b/c.pdf", "caption": "x"})),
        (MediaKind::Audio, "audio", json!({"link": "https://a.b/c.pdf"})),
    ] {
        let body = OutboundBody::Media {
            kind,
            link: "https://a.b/c.pdf".into(),
            caption: Some("x".into()),
            filename: Some("c.pdf".into()),
        };
        let sent = sent(&of(body)).await;
        assert_eq!((&sent["type"], &sent[word]), (&json!(word), &file));
    }
}

#[tokio::test]
async fn texts() {
    let plain = json!({"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5511987654321",
        "type": "text", "text": {"body": "Olá 👋", "preview_url": true}, "biz_opaque_callback_data": "msg_1"});
    assert_eq!(sent(&text("5511987654321")).await, plain);
    let mut reply = plain.clone();
    reply["context"] = json!({"message_id": "wamid.quoted"});
    assert_eq!(
        sent(&OutboundMessage { reply_to: Some("wamid.quoted".into()), ..text("5511987654321") }).await,
        reply
    );
    for bsuid in ["BR.1A2b", "BR.ENT.1A2b"] {
        let mut to_bsuid = plain.clone();
        to_bsuid.as_object_mut().unwrap().remove("to");
        to_bsuid["recipient"] = bsuid.into();
        assert_eq!(sent(&text(bsuid)).await, to_bsuid);
    }
}

#[tokio::test]
async fn templates_by_name_and_by_number() {
    let bare = sent(&template(false, &[])).await;
    assert_eq!(bare["type"], "template");
    assert_eq!(bare["template"], json!({"name": "pedido_enviado", "language": {"code": "pt_BR"}}));
    let counted = sent(&template(
        false,
        &[
            (Place::Body, "2", "#123"),
            (Place::Header, "1", "h"),
            (Place::Body, "10", "z"),
            (Place::Body, "1", "Ana"),
        ],
    ))
    .await;
    assert_eq!(
        counted["template"]["components"],
        json!([{"type": "header", "parameters": [{"type": "text", "text": "h"}]},
               {"type": "body", "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "#123"},
                                                {"type": "text", "text": "z"}]}])
    );
    let named =
        sent(&template(true, &[(Place::Body, "nome", "Ana"), (Place::Body, "dia", "{{nome}}")])).await;
    assert_eq!(
        named["template"]["components"],
        json!([{"type": "body", "parameters": [{"type": "text", "parameter_name": "nome", "text": "Ana"},
                                                {"type": "text", "parameter_name": "dia", "text": "{{nome}}"}]}])
    );
}

/// A template with this head and these buttons, and its components as they arrive.
async fn components(head: Option<HeaderValue>, actions: Vec<ButtonAction>) -> Value {
    let mut message = template(false, &[(Place::Body, "1", "Ana")]);
    if let OutboundBody::Template { header, buttons, .. } = &mut message.body {
        *header = head;
        *buttons =
            actions.into_iter().enumerate().map(|(index, action)| ButtonValue { index, action }).collect();
    }
    sent(&message).await["template"]["components"].clone()
}

#[tokio::test]
async fn every_head_and_button_has_metas_shape() {
    let body = json!({"type": "body", "parameters": [{"type": "text", "text": "Ana"}]});
    let media = |kind| {
        Some(HeaderValue::Media { kind, id: "1003383421387256".into(), filename: "boleto.pdf".into() })
    };
    for (kind, parameter) in [
        (HeaderMedia::Image, json!({"type": "image", "image": {"id": "1003383421387256"}})),
        (HeaderMedia::Video, json!({"type": "video", "video": {"id": "1003383421387256"}})),
        (
            HeaderMedia::Document,
            json!({"type": "document", "document": {"id": "1003383421387256", "filename": "boleto.pdf"}}),
        ),
    ] {
        let header = json!({"type": "header", "parameters": [parameter]});
        assert_eq!(components(media(kind), vec![]).await, json!([header, body]));
    }
    let place = |name: Option<&str>| HeaderValue::Location {
        latitude: "-23.5".into(),
        longitude: "-46.6".into(),
        name: name.map(str::to_owned),
        address: name.map(|_| "Rua 1".to_owned()),
    };
    assert_eq!(
        components(Some(place(Some("Loja"))), vec![]).await[0],
        json!({"type": "header", "parameters": [{"type": "location", "location":
            {"latitude": "-23.5", "longitude": "-46.6", "name": "Loja", "address": "Rua 1"}}]})
    );
    assert_eq!(
        components(Some(place(None)), vec![]).await[0]["parameters"][0]["location"],
        json!({"latitude": "-23.5", "longitude": "-46.6"})
    );
    let actions = vec![
        ButtonAction::Url { end: "abc123".into() },
        ButtonAction::QuickReply { payload: "OK".into() },
        ButtonAction::CopyCode { code: "PROMO10".into() },
        ButtonAction::Flow { token: "t".into() },
    ];
    assert_eq!(
        components(None, actions).await,
        json!([body,
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "abc123"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "OK"}]},
            {"type": "button", "sub_type": "copy_code", "index": "2", "parameters": [{"type": "coupon_code", "coupon_code": "PROMO10"}]},
            {"type": "button", "sub_type": "flow", "index": "3", "parameters": [{"type": "action", "action": {"flow_token": "t"}}]}])
    );
}

#[tokio::test]
async fn a_template_may_be_taken_and_held() {
    for (word, held) in [
        ("accepted", None),
        ("held_for_quality_assessment", Some(Held::Quality)),
        ("paused", Some(Held::Paused)),
    ] {
        let stub = Stub::start(move |_| {
            json_answer(200, &json!({"messages": [{"id": "w", "message_status": word}]}))
        })
        .await;
        assert_eq!(GATEWAY.send(&stub.access(), &template(false, &[])).await.unwrap().held, held, "{word}");
    }
}

async fn refused(script: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> SendError {
    let stub = Stub::start(script).await;
    let error = GATEWAY.send(&stub.access(), &text("5511987654321")).await.unwrap_err();
    assert_eq!(stub.seen().len(), 1, "never sent twice on its own");
    error
}

#[tokio::test]
async fn codes_decide() {
    let table = [
        (Class::PauseNumber, vec![4, 80007, 130429]),
        (Class::PauseConversation, vec![131056]),
        (Class::WindowClosed, vec![131047]),
        (Class::NumberDown(Disconnected), vec![0, 3, 10, 190, 200, 250, 299, 131005, 131045]),
        (Class::NumberDown(Restricted), vec![368, 131031, 131042, 131048]),
        (Class::Unknown, vec![1, 2, 131000, 131016, 133004]),
        (
            Class::Permanent,
            vec![
                33, 100, 131008, 131009, 131021, 131026, 131030, 131049, 131050, 131062, 130472, 132000,
                132001, 132015, 300, 199, -1,
            ],
        ),
    ];
    for (class, codes) in table {
        for code in codes {
            let error = refused(move |_| {
                json_answer(400, &json!({"error": {"message": "(#1) short", "code": code, "error_data": {"details": "long"}, "fbtrace_id": "Az"}}))
            })
            .await;
            assert_eq!(error.class, class, "{code}");
            assert_eq!((error.failure.code, error.failure.detail.as_str()), (code, "long (fbtrace_id Az)"));
        }
    }
    // The code counts, not the status beside it; as text too.
    let error = refused(|_| json_answer(500, &json!({"error": {"message": "m", "code": "131047"}}))).await;
    assert_eq!((error.class, error.failure.detail.as_str()), (Class::WindowClosed, "m"));
    let error = refused(|_| json_answer(500, &json!({"error": {"message": "m", "code": 131026}}))).await;
    assert_eq!(error.class, Class::Unknown, "a code without promise under 5xx");
    let error =
        refused(|_| json_answer(400, &json!({"error": {"code": 131026, "is_transient": true}}))).await;
    assert_eq!(error.class, Class::Unknown);
}

#[tokio::test]
async fn without_a_code_the_status_decides() {
    let plain = |status: u16, body: &'static str| {
        move |_: &Seen| (StatusCode::from_u16(status).unwrap(), [("retry-after", "7")], body).into_response()
    };
    for (status, body, class) in [
        (200, "{}", Class::Unknown),
        (200, r#"{"messages":[]}"#, Class::Unknown),
        (200, r#"{"messages":[{"id":""}]}"#, Class::Unknown),
        (200, "<html>", Class::Unknown),
        (204, "", Class::Unknown),
        (400, "<html>", Class::Permanent),
        (404, "{}", Class::Permanent),
        (401, "", Class::NumberDown(Disconnected)),
        (408, "", Class::Unknown),
        (429, "slow", Class::PauseNumber),
        (429, "{}", Class::PauseNumber),
        (500, "", Class::Unknown),
        (502, "<html>", Class::Unknown),
        (503, r#"{"error":"odd"}"#, Class::Unknown),
    ] {
        let error = refused(plain(status, body)).await;
        assert_eq!(error.class, class, "{status} {body}");
        assert_eq!(error.failure.code, desk_model::autopsy::own::NO_REASON);
        if status == 429 {
            assert_eq!(error.retry_after_secs, Some(7));
        }
    }
    let odd = refused(|_| {
        (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "Fri, 21 Nov 2026 07:28:00 GMT")], "")
            .into_response()
    });
    assert_eq!(odd.await.retry_after_secs, None);
    let long = refused(|_| (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "999999")], "").into_response());
    assert_eq!(long.await.retry_after_secs, Some(3600));
}

#[tokio::test]
async fn the_token_goes_nowhere_else() {
    let elsewhere = Stub::start(|_| accepted()).await;
    for status in [301, 302, 307, 308] {
        let target = format!("{}/v24.0/1/messages", elsewhere.base_url);
        let error = refused(move |_| {
            (StatusCode::from_u16(status).unwrap(), [("location", target.clone())], "").into_response()
        })
        .await;
        assert_eq!(error.class, Class::Permanent);
    }
    assert!(elsewhere.seen().is_empty());
    let wrong: [fn(&mut NumberAccess); 7] = [
        |a| a.provider_id = "../1".into(),
        |a| a.provider_id = "1/messages?x=".into(),
        |a| a.provider_id = String::new(),
        |a| a.api_version = "..".into(),
        |a| a.base_url = "file:///etc".into(),
        |a| a.base_url = "no address".into(),
        |a| a.access_token = Secret("a\nb".into()),
    ];
    for spoil in wrong {
        let mut access = elsewhere.access();
        spoil(&mut access);
        let error = GATEWAY.send(&access, &text("5511987654321")).await.unwrap_err();
        assert_eq!(error.class, Class::NumberDown(Disconnected));
    }
    assert!(elsewhere.seen().is_empty());
    // A base with a path is a stand-in or a proxy behind one.
    let mut access = elsewhere.access();
    access.base_url += "/graph/";
    GATEWAY.send(&access, &text("5511987654321")).await.unwrap();
    assert_eq!(elsewhere.seen()[0].target, "POST /graph/v24.0/106540352242922/messages");
}

#[tokio::test]
async fn lost_connections() {
    // Nobody listens: it never left.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = GATEWAY.send(&access(&format!("http://{free}")), &text("5511987654321")).await.unwrap_err();
    assert_eq!(error.class, Class::NotSent);
    // Taken, then cut: it may have gone out.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let cut = tokio::spawn(async move {
        use tokio::io::AsyncReadExt;
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = [0; 16];
        socket.read_exact(&mut head).await.unwrap();
    });
    let error = GATEWAY.send(&access(&base), &text("5511987654321")).await.unwrap_err();
    cut.await.unwrap();
    assert_eq!(error.class, Class::Unknown);
    // Accepted, but the answer is cut.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = [0; 16];
        socket.read_exact(&mut head).await.unwrap();
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"mess").await.unwrap();
    });
    let error = GATEWAY.send(&access(&base), &text("5511987654321")).await.unwrap_err();
    assert_eq!(error.class, Class::Unknown);
}
