//! Files for the heads of templates: who may hand one over, and which.

use crate::support::client::Answer;
use crate::support::{TestDesk, Wishes, eventually};
use desk_model::DeskError;
use desk_model::error::FieldProblem;
use desk_model::template::{HeaderMedia, UploadView};
use serde_json::json;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";

async fn number(desk: &TestDesk) -> String {
    desk.demo.as_ref().unwrap().number.to_string()
}

fn refused(problem: FieldProblem) -> DeskError {
    DeskError::invalid("file", problem)
}

#[tokio::test]
async fn a_file_goes_to_the_provider_and_into_a_template() {
    let desk = TestDesk::start().await;
    let ana = desk.login("ana@guiche.local").await;
    let row = desk.customer_writes("5511987650001", "oi").await;
    assert_eq!(ana.api("claim", json!({"ticket": row.ticket})).await.status, 200);
    let path = format!("/upload?number={}&kind=image&name=foto%20da%20oficina.png", row.number);
    let answer = ana.post(&path, "application/octet-stream", PNG.to_vec()).await;
    let view: UploadView = answer.ok();
    assert_eq!((view.kind, view.mime.as_str()), (HeaderMedia::Image, "image/png"));
    assert_eq!((view.filename.as_str(), view.size), ("foto da oficina.png", PNG.len() as u64));
    let promo = async || {
        let list = ana.api("templates", json!({"number": row.number})).await.json();
        let all = list["templates"].as_array().cloned().unwrap_or_default();
        all.iter().find(|t| t["name"] == "promo_revisao").map(|t| t["id"].as_str().unwrap().to_owned())
    };
    eventually("the templates are there", async || promo().await.is_some()).await;
    let param = |place: &str, key: &str, value: &str| json!({"place": place, "key": key, "value": value});
    let send = async |id: &str, file: &str, end: &str| {
        let params = [
            param("file", "image", file),
            param("body", "nome", "Ana"),
            param("body", "validade", "30/11"),
            param("button", "1", end),
        ];
        let request = json!({"id": id, "ticket": row.ticket, "template": promo().await.unwrap(),
            "params": params, "category": "MARKETING"});
        ana.api("send_template", request).await
    };
    let missing = send("msg_t1", view.id.as_str(), "").await;
    assert_eq!(missing.status, 422);
    assert_eq!(missing.json()["fields"][0]["field"], "button.1");
    assert_eq!(send("msg_t2", "upl_nada", "novembro").await.json()["fields"][0]["field"], "file.image");
    assert_eq!(send("msg_t3", view.id.as_str(), "novembro").await.status, 200);
    desk.quiet().await;
    let sent = desk.simulator.sent_messages();
    let template = sent.iter().find(|message| message.kind == "template").unwrap();
    let components = &template.body["template"]["components"];
    let media = components[0]["parameters"][0]["image"]["id"].as_str().unwrap();
    assert!(media.bytes().all(|b| b.is_ascii_digit()), "the provider's id, not ours: {media}");
    assert_eq!(
        components,
        &json!([
            {"type": "header", "parameters": [{"type": "image", "image": {"id": media}}]},
            {"type": "body", "parameters": [
                {"type": "text", "parameter_name": "nome", "text": "Ana"},
                {"type": "text", "parameter_name": "validade", "text": "30/11"}]},
            {"type": "button", "sub_type": "quick_reply", "index": "0",
             "parameters": [{"type": "payload", "payload": "promo_revisao:0"}]},
            {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "novembro"}]}
        ])
    );
    desk.stop().await;
}

#[tokio::test]
async fn what_does_not_belong_is_refused_and_nothing_is_kept() {
    let desk = TestDesk::with(Wishes {
        variables: vec![("GUICHE_TEMPLATE_DOCUMENT_MB", "1".to_owned())],
        ..Wishes::default()
    })
    .await;
    let ana = desk.login("ana@guiche.local").await;
    let number = number(&desk).await;
    let path = |kind: &str| format!("/upload?number={number}&kind={kind}&name=a.png");
    for (kind, bytes, problem) in [
        ("image", b"<svg onload=alert(1)>".to_vec(), FieldProblem::WrongType),
        ("image", b"%PDF-1.7".to_vec(), FieldProblem::WrongType),
        ("video", PNG.to_vec(), FieldProblem::WrongType),
        ("image", Vec::new(), FieldProblem::Missing),
        ("image", vec![0xff; 5 * 1024 * 1024 + 1], FieldProblem::TooLarge { max: 5 * 1024 * 1024 }),
        ("document", vec![b'%'; 1024 * 1024 + 1], FieldProblem::TooLarge { max: 1024 * 1024 }),
    ] {
        let answer = ana.post(&path(kind), "image/png", bytes).await;
        assert_eq!(answer.status, 422, "{kind} {problem:?}: {answer:?}");
        assert_eq!(serde_json::from_str::<DeskError>(&answer.text).unwrap(), refused(problem));
    }
    for odd in ["/upload", "/upload?number=1&kind=image", &path("music"), &format!("{}&x=1", path("image"))] {
        let answer = ana.post(odd, "image/png", PNG.to_vec()).await;
        assert_eq!(answer.status, 422, "{odd}: {answer:?}");
    }
    let nowhere = "/upload?number=num_nada&kind=image";
    assert_eq!(ana.post(nowhere, "image/png", PNG.to_vec()).await.status, 404);
    // The example of a template is for administrators.
    let example = format!("{}&example=true", path("image"));
    assert_eq!(ana.post(&example, "image/png", PNG.to_vec()).await.status, 403);
    let admin = desk.login("admin@guiche.local").await;
    assert_eq!(admin.post(&example, "image/png", PNG.to_vec()).await.status, 200);

    let post = async |cookie: Option<&str>, origin: &str| {
        let mut request = desk.http().post(desk.url(&path("image"))).header("origin", origin);
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        Answer::of(request.body(PNG.to_vec()).send().await.unwrap()).await
    };
    assert_eq!(post(None, &desk.url("")).await.status, 401, "nobody");
    for origin in ["https://evil.example", "null"] {
        let answer = post(Some(&ana.cookie), origin).await;
        assert_eq!((answer.status, answer.json()["error"].as_str()), (403, Some("foreign_origin")));
    }
    let read = desk.http().get(desk.url(&path("image"))).header("cookie", &ana.cookie).send().await.unwrap();
    assert_eq!(read.status(), 405);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM upload").await, 1, "only the example");
    desk.stop().await;
}
