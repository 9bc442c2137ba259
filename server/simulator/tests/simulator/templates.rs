//! Templates: sending them, listing them, making them.

use std::time::Duration;

use desk_simulator::{ReviewFault, SimulatorConfig, WindowEnforcement};
use reqwest::Method;
use serde_json::{Value, json};

use crate::receiver::{JOAO, MARINA, NUMBER, WABA, World, answer, code_of, id_of};

fn named(values: &[(&str, &str)]) -> Value {
    let list: Vec<Value> =
        values.iter().map(|(n, v)| json!({"type": "text", "parameter_name": n, "text": v})).collect();
    json!([{"type": "body", "parameters": list}])
}

fn ready() -> Value {
    named(&[("nome", "Marina"), ("veiculo", "Onix"), ("horario", "16h30"), ("protocolo", "1-2")])
}

fn template(name: &str, language: &str, components: Value) -> Value {
    json!({"to": MARINA, "type": "template",
           "template": {"name": name, "language": {"code": language}, "components": components}})
}

async fn code(world: &World, name: &str, language: &str, components: Value) -> i64 {
    code_of(&world.send(template(name, language, components)).await)
}

#[tokio::test]
async fn a_template_goes_out_with_the_window_closed() {
    let world =
        World::with(SimulatorConfig { window: WindowEnforcement::Sync, ..SimulatorConfig::for_tests() })
            .await;
    let sent = world.send(template("servico_pronto", "pt_BR", ready())).await;
    let id = id_of(&sent);
    assert_eq!(sent.1["messages"][0]["message_status"], "accepted");
    world.status_words(&id, "read").await;
    assert_eq!(world.statuses()[0]["pricing"]["category"], "utility");
    let bubble = &world.meta.chat(MARINA)[0];
    assert_eq!(bubble.content["header"]["text"], "Serviço concluído");
    assert!(bubble.content["body"].as_str().unwrap().starts_with("Olá, Marina! O serviço do seu Onix"));
    assert_eq!(bubble.content["buttons"][0]["text"], "Vou buscar hoje");
    // It does not open the window.
    assert_eq!(code_of(&world.send_text(MARINA, "Oi").await), 131_047);
}

#[tokio::test]
async fn what_does_not_exist_is_132001() {
    let world = World::new().await;
    let refused = world.send(template("nao_existe", "pt_BR", json!([]))).await;
    assert_eq!((refused.0, code_of(&refused)), (404, 132_001));
    let details = refused.1["error"]["error_data"]["details"].as_str().unwrap();
    assert_eq!(details, "template name (nao_existe) does not exist in pt_BR");
    assert_eq!(code(&world, "servico_pronto", "pt_PT", ready()).await, 132_001);
    assert_eq!(code(&world, "aviso_pronto_v1", "pt_BR", json!([])).await, 132_015);
    world.meta.set_template_status("aviso_pronto_v1", "DISABLED", "NONE");
    assert_eq!(code(&world, "aviso_pronto_v1", "pt_BR", json!([])).await, 132_016);
}

#[tokio::test]
async fn parameters_must_fit() {
    let world = World::new().await;
    let text = |t: &str| json!({"type": "text", "text": t});
    let budget = |head: Vec<Value>, body: Vec<Value>| json!([{"type": "header", "parameters": head}, {"type": "body", "parameters": body}]);
    let three = || vec![text("Marina"), text("Onix"), text("R$ 10")];
    for (components, expected) in [
        (budget(vec![text("1")], vec![text("a"), text("b")]), 132_000),
        (budget(vec![], three()), 132_000),
        (budget(vec![text("1"), text("2")], three()), 132_000),
        (budget(vec![text("1")], vec![text("a"), text("b"), text("c\nd")]), 132_018),
        (budget(vec![text("1")], vec![text("a"), text("b\tc"), text("d")]), 132_018),
        (budget(vec![text("1")], vec![text("a"), text("b     c"), text("d")]), 132_018),
        (budget(vec![text("1")], vec![text("a"), text(""), text("d")]), 131_008),
        (
            budget(
                vec![text("1")],
                vec![text("a"), json!({"type": "image", "image": {"id": "1"}}), text("d")],
            ),
            132_012,
        ),
        (budget(vec![text("1")], vec![text("a"), text(&"x".repeat(1100)), text("d")]), 132_005),
        (json!([{"type": "heading", "parameters": []}]), 132_018),
    ] {
        assert_eq!(
            code(&world, "orcamento_pronto", "pt_BR", components.clone()).await,
            expected,
            "{components}"
        );
    }
    id_of(&world.send(template("orcamento_pronto", "pt_BR", budget(vec![text("1")], three()))).await);
    for (components, expected) in [
        (named(&[("nome", "Marina")]), 132_000),
        (named(&[("nome", "a"), ("carro", "b"), ("horario", "c"), ("protocolo", "d")]), 132_012),
        (named(&[("nome", "a"), ("nome", "b"), ("horario", "c"), ("protocolo", "d")]), 132_012),
        (json!([{"type": "body", "parameters": three()}]), 132_000),
    ] {
        assert_eq!(
            code(&world, "servico_pronto", "pt_BR", components.clone()).await,
            expected,
            "{components}"
        );
    }
    let body = named(&[("nome", "Marina"), ("validade", "30/11")])[0].clone();
    assert_eq!(
        code(&world, "promo_revisao", "pt_BR", json!([body])).await,
        132_012,
        "the picture is missing"
    );
    let image = json!({"type": "header", "parameters": [{"type": "image", "image": {"link": "https://x.example/a"}}]});
    assert_eq!(
        code(&world, "promo_revisao", "pt_BR", json!([image, body])).await,
        131_008,
        "the link's end is missing"
    );
}

#[tokio::test]
async fn tapping_a_button_answers_the_template() {
    let world = World::new().await;
    let mut components = ready();
    components.as_array_mut().unwrap().push(json!({"type": "button", "sub_type": "quick_reply", "index": 0,
        "parameters": [{"type": "payload", "payload": "HOJE_42"}]}));
    id_of(&world.send(template("servico_pronto", "pt_BR", components)).await);
    let bubble = world.meta.chat(MARINA)[0].clone();
    assert_eq!(bubble.content["buttons"][0]["payload"], "HOJE_42");
    assert_eq!(bubble.content["buttons"][1]["payload"], "Busco amanhã");
}

async fn names(world: &World, query: &str) -> (Vec<String>, Value) {
    let (status, body) = world.get(&format!("{WABA}/message_templates{query}")).await;
    assert_eq!(status, 200, "{body}");
    let names =
        body["data"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap().to_owned()).collect();
    (names, body)
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let world = World::new().await;
    let (all, _) = names(&world, "").await;
    assert_eq!(all.len(), 7);
    let (mut seen, mut body) = names(&world, "?limit=3&fields=name,status,language").await;
    assert!(body["data"][0].get("components").is_none() && body["data"][0]["id"].is_string());
    while let Some(next) = body["paging"]["next"].as_str() {
        let (_, page) = answer(world.client.get(next).bearer_auth("simulator-access-token")).await;
        seen.extend(page["data"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap().to_owned()));
        body = page;
    }
    assert_eq!(seen, all);
    let before = body["paging"]["cursors"]["before"].as_str().unwrap();
    assert_eq!(names(&world, &format!("?limit=3&before={before}")).await.0, all[3..6]);
    assert_eq!(code_of(&world.get(&format!("{WABA}/message_templates?after=bm8")).await), 131_059);
    assert_eq!(names(&world, "?status=PAUSED").await.0, ["aviso_pronto_v1"]);
    assert_eq!(names(&world, "?name=servico_pronto&language=en_US").await.0, ["servico_pronto"]);
    assert_eq!(names(&world, "?category=MARKETING").await.0, ["promo_revisao"]);
    let (_, one) = names(
        &world,
        "?name=servico_pronto&language=pt_BR&fields=parameter_format,components,quality_score,name",
    )
    .await;
    assert_eq!(one["data"][0]["parameter_format"], "NAMED");
    assert_eq!(one["data"][0]["quality_score"]["score"], "GREEN");
}

fn new_template(name: &str) -> Value {
    json!({"name": name, "language": "pt_BR", "category": "UTILITY", "components": [
        {"type": "BODY", "text": "Olá {{1}}, o seu pedido já saiu para entrega.", "example": {"body_text": [["Ana"]]}}]})
}

async fn event(world: &World, event: &str) -> Value {
    world
        .until(|w| {
            let found = w
                .values()
                .into_iter()
                .find(|(f, v)| f == "message_template_status_update" && v["event"] == event);
            found.map(|(_, v)| v)
        })
        .await
}

#[tokio::test]
async fn a_new_template_is_reviewed_and_then_usable() {
    let world = World::new().await;
    let (status, made) = world.post(&format!("{WABA}/message_templates"), &new_template("pedido_saiu")).await;
    assert_eq!(
        (status, &made["status"], &made["category"]),
        (200, &json!("PENDING"), &json!("UTILITY")),
        "{made}"
    );
    let id = made["id"].as_str().unwrap().to_owned();
    let approved = event(&world, "APPROVED").await;
    assert_eq!(approved["message_template_id"].as_u64().unwrap().to_string(), id);
    assert_eq!(approved["message_template_name"], "pedido_saiu");
    let components = json!([{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]);
    id_of(&world.send(template("pedido_saiu", "pt_BR", components)).await);

    let again = world.post(&format!("{WABA}/message_templates"), &new_template("pedido_saiu")).await;
    assert_eq!((code_of(&again), again.1["error"]["error_subcode"].as_i64()), (100, Some(2_388_024)));

    let edit = json!({"components": [{"type": "BODY", "text": "Seu pedido já saiu para entrega."}]});
    assert_eq!(world.post(&id, &edit).await.1, json!({"success": true}));
    world
        .until(|w| (w.values().iter().filter(|(_, v)| v["event"] == "APPROVED").count() == 2).then_some(()))
        .await;
    assert_eq!(code_of(&world.post(&id, &edit).await), 100, "once a day");
    world.meta.advance(Duration::from_secs(24 * 3600));
    assert_eq!(world.post(&id, &edit).await.0, 200);

    let path = format!("{WABA}/message_templates?hsm_id={id}&name=pedido_saiu");
    assert_eq!(answer(world.graph(Method::DELETE, &path)).await.1, json!({"success": true}));
    event(&world, "PENDING_DELETION").await;
    assert_eq!(code(&world, "pedido_saiu", "pt_BR", json!([])).await, 132_001);
    let blocked = world.post(&format!("{WABA}/message_templates"), &new_template("pedido_saiu")).await;
    assert_eq!(blocked.1["error"]["error_subcode"], 2_388_023);
    assert_eq!(code_of(&answer(world.graph(Method::DELETE, &path)).await), 100);
}

#[tokio::test]
async fn bad_templates_are_refused_and_others_rejected() {
    let world = World::new().await;
    let path = format!("{WABA}/message_templates");
    let with = |change: fn(&mut Value)| {
        let mut body = new_template("novo");
        change(&mut body);
        body
    };
    for (body, subcode) in [
        (with(|b| b["name"] = json!("Com Maiúscula")), None),
        (with(|b| b["language"] = json!("xx")), None),
        (with(|b| b["category"] = json!("OTHER")), None),
        (with(|b| b["components"] = json!([])), Some(2_388_072)),
        (
            with(|b| b["components"][0]["text"] = json!("{{1}} o seu pedido já saiu para entrega.")),
            Some(2_388_299),
        ),
        (with(|b| b["components"][0]["text"] = json!("Oi {{1}} ok")), Some(2_388_293)),
        (with(|b| b["components"][0]["text"] = json!("x".repeat(1025))), Some(2_388_040)),
    ] {
        let refused = world.post(&path, &body).await;
        assert_eq!(code_of(&refused), 100, "{body}");
        assert_eq!(refused.1["error"]["error_subcode"].as_i64(), subcode, "{body}");
    }
    let mut faults = world.meta.faults();
    faults.template_review =
        Some(ReviewFault { decision: "REJECTED".to_owned(), reason: Some("INVALID_FORMAT".to_owned()) });
    world.meta.set_faults(faults);
    world.post(&path, &new_template("novo")).await;
    let rejected = event(&world, "REJECTED").await;
    assert_eq!(rejected["reason"], "INVALID_FORMAT");
    assert_eq!(code(&world, "novo", "pt_BR", json!([])).await, 132_001);
}

#[tokio::test]
async fn templates_change_under_us() {
    let world = World::new().await;
    let (_, list) = world.get(&format!("{WABA}/message_templates?name=boas_vindas")).await;
    let id = list["data"][0]["id"].as_str().unwrap();
    let change = json!({"status": "PAUSED", "category": "MARKETING", "quality": "RED"});
    assert_eq!(world.sim(Method::POST, &format!("templates/{id}"), Some(change)).await.0, 200);
    let paused = event(&world, "PAUSED").await;
    assert_eq!(paused["other_info"]["title"], "FIRST_PAUSE");
    let fields: Vec<String> = world
        .until(|w| Some(w.values()).filter(|v| v.len() >= 3))
        .await
        .into_iter()
        .map(|(f, _)| f)
        .collect();
    assert!(fields.contains(&"template_category_update".to_owned()));
    assert!(fields.contains(&"message_template_quality_update".to_owned()));
    assert_eq!(code(&world, "boas_vindas", "pt_BR", json!([])).await, 132_015);
    assert_eq!(world.post(&format!("{id}/unpause"), &json!({})).await.1, json!({"success": true}));
    let mut body = template("boas_vindas", "pt_BR", json!([]));
    body["to"] = json!(JOAO);
    id_of(&world.send(body).await);
}

async fn picture(world: &World, mime: &str) -> String {
    let part = reqwest::multipart::Part::bytes(vec![1, 2, 3]).file_name("a").mime_str(mime).unwrap();
    let form = reqwest::multipart::Form::new()
        .text("messaging_product", "whatsapp")
        .text("type", mime.to_owned())
        .part("file", part);
    let (_, made) = answer(world.graph(Method::POST, &format!("{NUMBER}/media")).multipart(form)).await;
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_head_names_a_file_that_is_there_and_fits() {
    let world = World::new().await;
    let body = named(&[("nome", "Marina"), ("validade", "30/11")])[0].clone();
    let end = json!({"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "x"}]});
    let with = |id: &str| json!([{"type": "header", "parameters": [{"type": "image", "image": {"id": id}}]}, body, end]);
    assert_eq!(code(&world, "promo_revisao", "pt_BR", with("123")).await, 131_009);
    let document = picture(&world, "application/pdf").await;
    assert_eq!(code(&world, "promo_revisao", "pt_BR", with(&document)).await, 131_053);
    let image = picture(&world, "image/png").await;
    id_of(&world.send(template("promo_revisao", "pt_BR", with(&image))).await);
    assert_eq!(world.meta.chat(MARINA)[0].content["header"]["media_id"], image);
}

#[tokio::test]
async fn examples_are_uploaded_in_sessions() {
    let world = World::new().await;
    let path = "app/uploads?file_name=a.png&file_length=3&file_type=image%2Fpng";
    let (status, opened) = answer(world.graph(Method::POST, path)).await;
    assert_eq!(status, 200, "{opened}");
    let session = opened["id"].as_str().unwrap().to_owned();
    assert!(session.starts_with("upload:") && session.contains("?sig="));
    let send = async |path: &str, offset: &str, bytes: &'static [u8]| {
        answer(world.graph(Method::POST, path).header("file_offset", offset).body(bytes)).await
    };
    assert_eq!(send("upload:none?sig=x", "0", b"abc").await.0, 400);
    assert_eq!(send(&session, "1", b"abc").await.0, 400, "not where it stands");
    let (status, made) = send(&session, "0", b"abc").await;
    assert_eq!(status, 200, "{made}");
    let handle = made["h"].as_str().unwrap().to_owned();
    let definition = |handle: &str, format: &str| {
        let mut body = new_template("com_foto");
        let head = json!({"type": "HEADER", "format": format, "example": {"header_handle": [handle]}});
        body["components"].as_array_mut().unwrap().insert(0, head);
        body
    };
    let path = format!("{WABA}/message_templates");
    for (handle, format) in [("4::nothing", "IMAGE"), (handle.as_str(), "VIDEO")] {
        let refused = world.post(&path, &definition(handle, format)).await;
        assert_eq!(refused.1["error"]["error_subcode"], 2_388_273, "{format}");
    }
    assert_eq!(world.post(&path, &definition(&handle, "IMAGE")).await.0, 200);
    for query in [
        "file_length=3",
        "file_type=image%2Fpng",
        "file_length=0&file_type=image%2Fpng",
        "file_length=3&file_type=text%2Fhtml",
    ] {
        assert_eq!(
            answer(world.graph(Method::POST, &format!("app/uploads?{query}"))).await.0,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn templates_can_be_held_back_and_categories_announced() {
    let world = World::new().await;
    let (_, list) = world.get(&format!("{WABA}/message_templates?name=boas_vindas")).await;
    let id = list["data"][0]["id"].as_str().unwrap();
    let change = json!({"paced": true, "upcoming_category": "MARKETING"});
    assert_eq!(world.sim(Method::POST, &format!("templates/{id}"), Some(change)).await.0, 200);
    let held = world.send(template("boas_vindas", "pt_BR", json!([]))).await;
    assert_eq!(held.1["messages"][0]["message_status"], "held_for_quality_assessment");
    id_of(&held);
    let announced = world
        .until(|w| w.values().into_iter().find(|(f, _)| f == "template_category_update").map(|(_, v)| v))
        .await;
    assert_eq!(
        (&announced["new_category"], &announced["correct_category"]),
        (&json!("UTILITY"), &json!("MARKETING"))
    );
    assert!(announced["category_update_timestamp"].is_i64());
}
