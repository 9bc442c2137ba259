//! A page of another site can make nobody's browser change anything here.

use crate::support::{TestDesk, Wishes};
use desk_model::DeskError;
use http::Method;
use std::collections::BTreeSet;

/// Every server function that exists.
pub(crate) fn functions() -> BTreeSet<&'static str> {
    let all: Vec<(&str, Method)> = server_fn::axum::server_fn_paths().collect();
    assert!(all.iter().all(|(_, method)| *method == Method::POST), "a function that GET can reach: {all:?}");
    let paths: BTreeSet<&str> = all.iter().map(|(path, _)| *path).collect();
    assert!(paths.len() >= 15 && paths.iter().all(|path| path.starts_with("/api/")), "{paths:?}");
    paths
}

#[tokio::test]
async fn foreign_pages_are_refused_everywhere_and_get_changes_nothing() {
    let desk = TestDesk::start().await;
    let ana = desk.login("ana@guiche.local").await;
    let row = desk.customer_writes("5511987650001", "olá").await;
    let events = desk.quiet().await;
    let json = format!(r#"{{"ticket":"{}"}}"#, row.ticket);
    let bodies = [
        ("application/x-www-form-urlencoded", format!("ticket={}", row.ticket)),
        ("text/plain", json.clone()),
        (
            "multipart/form-data; boundary=x",
            format!(
                "--x\r\nContent-Disposition: form-data; name=\"ticket\"\r\n\r\n{}\r\n--x--\r\n",
                row.ticket
            ),
        ),
        ("application/json", json),
    ];
    let mut paths = functions();
    paths.extend(["/login", "/logout", "/setup"]);
    for path in &paths {
        for (kind, body) in &bodies {
            for (header, value) in [
                ("origin", "https://evil.example"),
                ("origin", "null"),
                ("origin", &format!("http://{}.evil.example", desk.address)),
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
            ] {
                let request =
                    desk.http().post(desk.url(path)).header("cookie", &ana.cookie).header(header, value);
                let request =
                    request.header("content-type", *kind).header("referer", "https://evil.example/page");
                let answer = request.header("accept", "text/html").body(body.clone()).send().await.unwrap();
                assert_eq!(answer.status(), 403, "{path} {kind} {header}: {value}");
                assert!(answer.headers().get("location").is_none());
                assert_eq!(answer.json::<DeskError>().await.unwrap(), DeskError::ForeignOrigin);
            }
        }
        if path.starts_with("/api/") {
            let answer = desk.http().get(desk.url(path)).header("cookie", &ana.cookie).send().await.unwrap();
            assert_eq!(answer.status(), 405, "{path}");
        }
    }
    assert_eq!(desk.quiet().await, events, "something changed");
    assert_eq!(ana.api("bootstrap", serde_json::json!({})).await.status, 200, "still logged in");
    desk.stop().await;
}

/// Behind a proxy with TLS: the configured address counts, and the cookie is bound to it.
#[tokio::test]
async fn the_public_address_is_ours() {
    let desk = TestDesk::with(Wishes {
        variables: vec![("GUICHE_PUBLIC_URL", "https://desk.example.com".to_owned())],
        ..Wishes::default()
    })
    .await;
    let login = async |origin: &str| {
        let request = desk.http().post(desk.url("/login")).header("origin", origin);
        let form = [("email", "ana@guiche.local"), ("password", crate::support::PASSWORD)];
        request.form(&form).send().await.unwrap()
    };
    assert_eq!(login("http://desk.example.com").await.status(), 403);
    assert_eq!(login("https://desk.example.com.evil.example").await.status(), 403);
    let answer = login("https://desk.example.com").await;
    assert_eq!(answer.status(), 303);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-guiche="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(answer.headers().contains_key("strict-transport-security"));
    desk.stop().await;
}
