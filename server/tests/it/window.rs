//! The service window holds against whoever asks, and only the customer opens it.

use crate::support::TestDesk;
use desk_model::DeskError;
use desk_model::view::ThreadView;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn free_text_never_leaves_outside_the_window() {
    let desk = TestDesk::start().await;
    let phone = "5511987650001";
    let row = desk.customer_writes(phone, "olá").await;
    let ana = desk.login("ana@guiche.local").await;
    assert_eq!(ana.api("claim", json!({"ticket": row.ticket})).await.status, 200);
    let reply =
        |id: &str, body: &str| json!({"id": id, "ticket": row.ticket, "body": body, "reply_to": null});
    assert_eq!(ana.api("reply", reply("msg_um", "dentro da janela")).await.status, 200);
    let left = async |text: &'static str| {
        desk.simulator
            .wait_for(Duration::from_secs(10), |s| {
                s.send_log().iter().any(|r| format!("{r:?}").contains(text)).then_some(())
            })
            .await
            .is_some()
    };
    assert!(left("dentro da janela").await);

    // A second before the end it is open, a second after it is not.
    desk.clock.advance(Duration::from_secs(24 * 3_600 - 30));
    let ana = desk.login("ana@guiche.local").await;
    assert_eq!(ana.api("reply", reply("msg_dois", "no último minuto")).await.status, 200);
    assert!(left("no último minuto").await);
    desk.clock.advance(Duration::from_secs(60));
    let ana = desk.login("ana@guiche.local").await;
    let refused = ana.api("reply", reply("msg_tres", "fora da janela")).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    assert_eq!(refused.json()["error"], "window_closed");
    let error: DeskError = serde_json::from_str(&refused.text).unwrap();
    assert!(matches!(error, DeskError::WindowClosed { since: Some(_) }), "{error:?}");
    // Without origin, as a program would, with the same id, as a form: never.
    let program = desk
        .http()
        .post(desk.url("/api/reply"))
        .header("cookie", &ana.cookie)
        .json(&reply("msg_tres", "fora da janela"));
    assert_eq!(program.send().await.unwrap().status(), 409);
    let thread: ThreadView = ana.api("thread", json!({"ticket": row.ticket})).await.ok();
    assert!(thread.messages.iter().all(|line| line.id.as_str() != "msg_tres"));

    // A template leaves, and opens nothing.
    desk.desk.sync_all_templates().await;
    let templates = ana.api("templates", json!({"number": row.number})).await.json();
    assert!(!templates["templates"].as_array().unwrap().is_empty(), "{templates}");
    let usable = templates["templates"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["status"] == "APPROVED" && is_plain(t))
        .unwrap()
        .clone();
    let params: Vec<Value> = slots(&usable)
        .into_iter()
        .map(|key| json!({"place": "body", "key": key, "value": "valor"}))
        .collect();
    let sent = json!({"id": "msg_modelo", "ticket": row.ticket, "template": usable["id"], "params": params});
    let answer = ana.api("send_template", sent).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let name = usable["name"].as_str().unwrap().to_owned();
    let went = desk
        .simulator
        .wait_for(Duration::from_secs(10), |s| {
            s.send_log().iter().any(|r| format!("{r:?}").contains(&name)).then_some(())
        })
        .await;
    assert!(went.is_some());
    assert_eq!(ana.api("reply", reply("msg_quatro", "fora da janela")).await.status, 409);

    // The customer answers: open at once.
    desk.customer_writes(phone, "sim, pode ser").await;
    assert_eq!(ana.api("reply", reply("msg_cinco", "de novo dentro")).await.status, 200);
    assert!(left("de novo dentro").await);
    assert!(desk.simulator.send_log().iter().all(|r| !format!("{r:?}").contains("fora da janela")));
    desk.stop().await;
}

fn is_plain(template: &Value) -> bool {
    template["header"].is_null()
        && template["buttons"].as_array().is_none_or(|b| b.iter().all(|b| b["needs_value"] != true))
}

fn slots(template: &Value) -> Vec<String> {
    desk_model::template::variables(template["body"].as_str().unwrap())
}

/// A late webhook can neither shorten nor stretch the window.
#[tokio::test]
async fn late_messages_do_not_move_the_window_back() {
    let desk = TestDesk::start().await;
    let phone = "5511987650001";
    let row = desk.customer_writes(phone, "agora").await;
    let old = desk.clock.now().plus(-20 * desk_model::time::HOUR);
    let late = crate::support::hook::text(&crate::support::hook::wamid(), phone, "atrasada", old);
    assert_eq!(desk.hook(late).await, 200);
    desk.applied().await;
    let after = desk.row_of(phone).await.unwrap();
    assert_eq!(after.window.last_inbound_at, row.window.last_inbound_at);
    assert_eq!(after.unread, 2);
    desk.stop().await;
}
