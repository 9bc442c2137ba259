//! Secrets stay where they belong.

use crate::csrf::functions;
use crate::support::{ACCESS_TOKEN, PASSWORD, SECRET, TestDesk, VERIFY_TOKEN, hook};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A whole working day at the most talkative level: no secret, no customer's words and no phone number in the log, in
/// answers, in frames or readable in the database.
#[tokio::test]
async fn planted_secrets_show_up_nowhere() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("desk_core=trace,desk_live=trace,desk_channels=trace,desk_store=trace,server=trace");
    // The process's logger: everything that happens while this test runs is seen, also on other threads.
    tracing::subscriber::set_global_default(subscriber.with_writer(log.clone()).with_ansi(false).finish())
        .unwrap();
    let desk = TestDesk::start().await;
    let words = "palavras secretas do cliente";
    let row = desk.customer_writes("5511987654321", words).await;
    let admin = desk.login("admin@guiche.local").await;
    let ana = desk.login("ana@guiche.local").await;
    let mut socket = ana.socket(Some(0), std::slice::from_ref(&row.conversation)).await;
    let mut seen = String::new();
    for person in [&admin, &ana] {
        for path in functions() {
            let name = path.strip_prefix("/api/").unwrap();
            if name == "logout_everywhere" {
                continue;
            }
            let arguments = json!({
                "ticket": row.ticket, "number": row.number, "view": "all", "order": "recent", "after": null,
                "text": "Cliente", "reason": "resolved", "id": format!("msg_it{}", seen.len()), "body": "resposta", "reply_to": null,
            });
            seen.push_str(&person.api(name, arguments).await.text);
        }
        for path in ["/", "/login", "/admin/journal", "/nowhere"] {
            seen.push_str(&person.get(path).await.text);
        }
    }
    assert_eq!(desk.hook_signed(b"{}".to_vec(), &hook::signature("falso", b"{}")).await, 401);
    for (_, event) in socket.events_now(desk.desk.last_seq().await.unwrap()).await {
        seen.push_str(&serde_json::to_string(&event).unwrap());
    }
    assert!(seen.contains(words), "the test looks at nothing");
    let cookie = ana.cookie.split_once('=').unwrap().1;
    let secrets = [SECRET, VERIFY_TOKEN, ACCESS_TOKEN, PASSWORD, cookie, &"07".repeat(32), "$argon2"];
    for secret in secrets {
        assert!(!seen.contains(secret), "{secret} was told to a browser");
    }
    let folder = desk.folder.path.clone();
    desk.desk.store().ping().await.unwrap();
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            stored.extend(std::fs::read(path).unwrap());
        }
    }
    for secret in [SECRET, VERIFY_TOKEN, ACCESS_TOKEN, PASSWORD, cookie] {
        let found = stored.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret} is readable in the database");
    }
    desk.stop().await;
    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.contains("request"), "the log is empty");
    for secret in secrets.iter().chain(&[words, "5511987654321", "98765-4321", "resposta"]) {
        let line = log.lines().find(|line| line.contains(secret));
        assert!(line.is_none(), "{secret} in the log: {line:?}");
    }
}
