//! How much anybody may send, how long they may take, and how many they may be.

use crate::csrf::functions;
use crate::support::{TestDesk, Wishes, raw};
use desk_model::DeskError;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_large_body_is_refused_early_by_every_function() {
    let desk = TestDesk::start().await;
    let ana = desk.login("ana@guiche.local").await;
    let address = desk.address;
    let head = |path: &str, length: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {}\r\n\
             Content-Type: application/json\r\n{length}\r\n\r\n",
            ana.cookie
        )
    };
    let chunk = [b"10000\r\n".as_slice(), &[b'a'; 0x10000], b"\r\n"].concat().repeat(160);
    let mut paths = functions();
    paths.extend(["/login", "/logout", "/setup"]);
    for path in paths {
        let announced = raw::exchange(address, &head(path, "Content-Length: 104857600"), b"").await;
        assert_eq!(raw::status(&announced), 413, "{path}");
        let chunked = raw::exchange(address, &head(path, "Transfer-Encoding: chunked"), &chunk).await;
        assert_eq!(raw::status(&chunked), 413, "{path}");
    }
    desk.stop().await;
}

/// Nonsense in the arguments is the caller's fault, never ours, and extra fields change nothing.
#[tokio::test]
async fn bad_arguments_are_never_a_server_error() {
    let desk = TestDesk::start().await;
    let ana = desk.login("ana@guiche.local").await;
    let row = desk.customer_writes("5511987650001", "olá").await;
    for path in functions() {
        let name = path.strip_prefix("/api/").unwrap();
        for body in [
            "",
            "{",
            "[]",
            "null",
            "{\"ticket\":7}",
            "{\"ticket\":\"tkt_'; DROP TABLE ticket\"}",
            "\0",
            "{\"id\":{}}",
        ] {
            // These take nothing, so that nothing can be wrong with it.
            let answer = ana.post(path, "application/json", body).await;
            assert!(answer.status < 500, "{name} {body:?}: {answer:?}");
            if answer.status >= 400 {
                serde_json::from_str::<DeskError>(&answer.text)
                    .unwrap_or_else(|error| panic!("{name}: {error} {answer:?}"));
            }
        }
        if !ana.api("bootstrap", json!({})).await.status.eq(&200) {
            // One of them logs out everywhere, which is what it was asked to do.
            assert_eq!(name, "logout_everywhere");
            break;
        }
    }
    let ana = desk.login("ana@guiche.local").await;
    // Mass assignment: what is not an argument is not looked at.
    let extra = json!({
        "ticket": row.ticket, "actor": "usr_x", "role": "admin", "owner": "usr_x", "queue": desk.queues()[1],
        "queue_id": desk.queues()[1], "created_at": 0, "state": {"state": "closed"}, "protocol": "1"
    });
    let answer = ana.api("claim", extra).await;
    assert!([200, 422].contains(&answer.status), "{answer:?}");
    let now = desk.row_of("5511987650001").await.unwrap();
    assert_eq!((now.queue, now.protocol, now.opened_at), (row.queue, row.protocol, row.opened_at));
    let me =
        desk.demo.as_ref().unwrap().people.iter().find(|person| person.email == "ana@guiche.local").unwrap();
    assert!(now.state.owner().is_none_or(|owner| *owner == me.id));
    let extra = json!({"locale": "en", "theme": "dark", "shortcuts": false, "role": "admin", "email": "x@x", "disabled": true});
    let answer = ana.api("preferences", extra).await;
    assert!([200, 422].contains(&answer.status), "{answer:?}");
    let mine = ana.api("bootstrap", json!({})).await.json();
    assert_eq!((&mine["me"]["role"], &mine["email"]), (&json!("agent"), &json!("ana@guiche.local")));
    desk.stop().await;
}

/// A client that says nothing, or half a head, is dropped; others are served meanwhile.
#[tokio::test]
async fn silent_clients_are_dropped() {
    let desk = TestDesk::start().await;
    let mut silent = Vec::new();
    for part in ["", "GET / HTTP/1.1\r\n", "POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nX-A: "] {
        for _ in 0..10 {
            let mut stream = TcpStream::connect(desk.address).await.unwrap();
            stream.write_all(part.as_bytes()).await.unwrap();
            silent.push(stream);
        }
    }
    let since = Instant::now();
    assert_eq!(desk.http().get(desk.url("/health")).send().await.unwrap().status(), 200);
    assert!(since.elapsed() < Duration::from_secs(2));
    for mut stream in silent {
        let mut rest = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut rest)).await;
        assert!(end.is_ok(), "still open after {:?}", since.elapsed());
    }
    desk.stop().await;
}

#[tokio::test]
async fn one_address_holds_only_so_many_connections() {
    let wishes =
        Wishes { variables: vec![("GUICHE_CONNECTIONS_PER_ADDRESS", "20".to_owned())], ..Wishes::default() };
    let desk = TestDesk::with(wishes).await;
    let mut open = Vec::new();
    let mut refused = 0;
    for _ in 0..60 {
        let mut stream = TcpStream::connect(desk.address).await.unwrap();
        let request = format!("GET /health HTTP/1.1\r\nHost: {}\r\n\r\n", desk.address);
        let mut buffer = [0; 512];
        let served = stream.write_all(request.as_bytes()).await.is_ok()
            && stream.read(&mut buffer).await.is_ok_and(|count| count > 0);
        if served {
            open.push(stream);
        } else {
            refused += 1;
        }
    }
    assert!(open.len() <= 20 && refused >= 40, "{} open, {refused} refused", open.len());
    drop(open);
    crate::support::eventually("room again", async || {
        desk.http().get(desk.url("/health")).send().await.is_ok_and(|answer| answer.status() == 200)
    })
    .await;
    desk.stop().await;
}
