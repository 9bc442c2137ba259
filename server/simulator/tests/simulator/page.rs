//! The page: served whole, under a policy that allows no inline script, and safe from other sites.

use reqwest::Method;
use serde_json::json;

use crate::receiver::World;

#[tokio::test]
async fn the_page_and_all_it_names_are_there() {
    let world = World::new().await;
    let base = world.meta.base_url();
    let response = world.client.get(&base).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"));
    let html = response.text().await.unwrap();
    assert!(!html.contains("onclick=") && !html.contains("style=\""));
    assert_eq!(html.matches("<script").count(), html.matches("<script type=\"module\" src=").count());
    let mut names: Vec<String> =
        html.split(['"', '\'']).filter(|part| part.starts_with("/page/")).map(str::to_owned).collect();
    assert!(names.len() >= 3);
    let mut seen = Vec::new();
    while let Some(name) = names.pop() {
        let file = world.client.get(format!("{base}{name}")).send().await.unwrap();
        assert_eq!(file.status(), 200, "{name}");
        let text = file.text().await.unwrap();
        assert!(!text.contains("innerHTML") && !text.contains("insertAdjacentHTML"), "{name}");
        for part in text.split(['"', '\'']).filter(|p| p.starts_with("./") && p.ends_with(".js")) {
            let next = part.replacen("./", "/page/", 1);
            if !seen.contains(&next) && !names.contains(&next) {
                names.push(next);
            }
        }
        seen.push(name);
    }
    assert!(seen.contains(&"/page/bubble.js".to_owned()));
}

#[tokio::test]
async fn other_sites_cannot_play_the_customer() {
    let world = World::new().await;
    let url = format!("{}/sim/customers/c1/messages", world.meta.base_url());
    let request = |site: &str| {
        world.client.post(&url).header("sec-fetch-site", site.to_owned()).json(&json!({"text": "Oi"}))
    };
    assert_eq!(request("cross-site").send().await.unwrap().status(), 403);
    assert_eq!(request("same-origin").send().await.unwrap().status(), 200);
    let form = world.client.post(&url).header("content-type", "text/plain").body("{\"text\":\"Oi\"}");
    assert_eq!(form.send().await.unwrap().status(), 415);
    assert_eq!(world.sim(Method::GET, "nothing", None).await.0, 404);
}

#[tokio::test]
async fn the_stream_tells_of_changes() {
    let world = World::new().await;
    let url = format!("{}/sim/stream", world.meta.base_url());
    let mut stream = world.client.get(url).send().await.unwrap();
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"event: changed"));
    world.open_window("c1").await;
    let second = stream.chunk().await.unwrap().unwrap();
    assert!(second.starts_with(b"event: changed"));
}
