//! What every answer says to browsers.

use crate::csrf::functions;
use crate::support::{TestDesk, Wishes};
use reqwest::header::HeaderMap;

fn check(what: &str, headers: &HeaderMap) {
    let one = |name: &str| {
        let all: Vec<_> = headers.get_all(name).iter().collect();
        assert_eq!(all.len(), 1, "{what}: {name} {all:?}");
        all[0].to_str().unwrap().to_owned()
    };
    assert_eq!(one("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(one("x-frame-options"), "DENY", "{what}");
    assert_eq!(one("referrer-policy"), "same-origin", "{what}");
    assert_eq!(one("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(one("cross-origin-resource-policy"), "same-origin", "{what}");
    let policy = one("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src")).unwrap_or_default();
    assert!(!scripts.contains("unsafe-inline") && !scripts.contains("'unsafe-eval'"), "{what}: {policy}");
    assert!(!headers.contains_key("access-control-allow-origin"), "{what}");
    assert!(!headers.contains_key("server") && !headers.contains_key("x-powered-by"), "{what}");
}

#[tokio::test]
async fn the_list_holds_on_every_route() {
    let desk = TestDesk::with(Wishes {
        variables: vec![("GUICHE_PUBLIC_URL", "https://desk.example.com".to_owned())],
        ..Wishes::default()
    })
    .await;
    let form = [("email", "ana@guiche.local"), ("password", crate::support::PASSWORD)];
    let login = desk.http().post(desk.url("/login")).header("origin", "https://desk.example.com").form(&form);
    let login = login.send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    check("login", login.headers());

    std::fs::create_dir_all(desk.folder.path.join("site/pkg")).unwrap();
    std::fs::write(desk.folder.path.join("site/pkg/guiche.js"), "export {}").unwrap();
    std::fs::write(desk.folder.path.join("site/pkg/guiche.js.br"), "packed").unwrap();
    let paths = [
        "/",
        "/login",
        "/setup",
        "/health",
        "/ready",
        "/webhooks/whatsapp",
        "/live",
        "/nowhere",
        "/pkg/guiche.js",
        "/pkg/none.js",
    ];
    for path in paths {
        for cookie in [None, Some(&cookie)] {
            let mut request = desk.http().get(desk.url(path)).header("accept", "text/html");
            if let Some(cookie) = cookie {
                request = request.header("cookie", cookie);
            }
            let answer = request.send().await.unwrap();
            let what = format!("GET {path} ({})", answer.status());
            check(&what, answer.headers());
            assert!(
                answer.headers()["strict-transport-security"]
                    .to_str()
                    .unwrap()
                    .starts_with("max-age=31536000")
            );
            let cache = answer.headers()["cache-control"].to_str().unwrap();
            let file = path == "/pkg/guiche.js";
            assert_eq!(cache, if file { "public, no-cache" } else { "no-store" }, "{what}");
        }
    }
    for path in functions() {
        let request = desk.http().post(desk.url(path)).header("origin", "https://desk.example.com");
        let answer = request.header("cookie", &cookie).header("content-type", "application/json").body("{}");
        let answer = answer.send().await.unwrap();
        check(path, answer.headers());
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
    }
    desk.stop().await;
}

/// Each answer has a nonce of its own, and every script of the page has it.
#[tokio::test]
async fn scripts_carry_the_nonce_of_their_answer() {
    let desk = TestDesk::start().await;
    let ana = desk.login("ana@guiche.local").await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = ana.get("/").await;
        assert_eq!(page.status, 200);
        let policy = page.headers["content-security-policy"].to_str().unwrap().to_owned();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 22, "{nonce}");
        for script in page.text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{tag}");
        }
        assert!(!page.text.contains("javascript:") && !page.text.contains(" onclick="));
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
    desk.stop().await;
}

#[tokio::test]
async fn packed_files_are_sent_packed() {
    let desk = TestDesk::start().await;
    let pkg = desk.folder.path.join("site/pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    std::fs::write(pkg.join("guiche.js"), "export {}").unwrap();
    std::fs::write(pkg.join("guiche.js.br"), "packed").unwrap();
    std::fs::write(desk.folder.path.join("secret.txt"), "s3cret").unwrap();
    let get = |path: &str| desk.http().get(desk.url(path));
    let plain = get("/pkg/guiche.js").send().await.unwrap();
    assert_eq!(plain.text().await.unwrap(), "export {}");
    let packed = get("/pkg/guiche.js").header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "br");
    assert_eq!(packed.headers()["content-type"], "text/javascript");
    let since = packed.headers()["last-modified"].to_str().unwrap().to_owned();
    let again = get("/pkg/guiche.js").header("if-modified-since", since).send().await.unwrap();
    assert_eq!(again.status(), 304);
    for path in [
        "/../secret.txt",
        "/pkg/../../secret.txt",
        "/pkg/%2e%2e/%2e%2e/secret.txt",
        "/pkg/..%2f..%2fsecret.txt",
    ] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", desk.address);
        let answer = crate::support::raw::exchange(desk.address, &head, b"").await;
        assert!(!answer.contains("s3cret"), "{path}");
        assert_ne!(crate::support::raw::status(&answer), 200, "{path}");
    }
    desk.stop().await;
}
