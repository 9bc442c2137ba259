//! Sessions and logins: nothing can be fixed, reused or guessed.

use crate::support::client::{Person, try_login};
use crate::support::socket::Socket;
use crate::support::{PASSWORD, TestDesk, Wishes, all, within};
use desk_core::{Actor, LoginLimits};
use desk_model::{DeskError, Role, UserId};
use serde_json::json;
use std::time::{Duration, Instant};

async fn is_in(person: &Person) -> bool {
    match person.api("bootstrap", json!({})).await.status {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

fn id_of(desk: &TestDesk, email: &str) -> UserId {
    desk.demo.as_ref().unwrap().people.iter().find(|person| person.email == email).unwrap().id.clone()
}

#[tokio::test]
async fn the_id_is_new_at_login_and_dead_after_logout() {
    let desk = TestDesk::start().await;
    // An id of an attacker's choice is not taken over.
    let planted = "guiche=AAAAAAAAAAAAAAAAAAAAAA";
    let answer = try_login(&desk, "ana@guiche.local", PASSWORD, Some(planted)).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(answer.headers["location"], "/");
    let first = answer.cookie().unwrap();
    assert_ne!(first, planted);
    assert!(!is_in(&Person::of(&desk, planted)).await);
    assert!(is_in(&Person::of(&desk, &first)).await);
    // A second login with a living session changes the id, and the old one is dead.
    let second = try_login(&desk, "ana@guiche.local", PASSWORD, Some(&first)).await.cookie().unwrap();
    assert_ne!(first, second);
    assert!(!is_in(&Person::of(&desk, &first)).await);
    let person = Person::of(&desk, &second);
    let answer = person.post("/logout", "application/x-www-form-urlencoded", "").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.headers["location"], "/login");
    assert!(!is_in(&person).await);
    // What is stored opens nothing.
    let other = desk.login("bruno@guiche.local").await;
    let value = other.cookie.split_once('=').unwrap().1.to_owned();
    assert!(value.len() >= 22, "128 bits at least");
    let stored = desk.database.texts("SELECT id FROM session").await;
    assert!(!stored.is_empty() && stored.iter().all(|id| !id.contains(&value)));
    desk.stop().await;
}

#[tokio::test]
async fn logging_in_works_as_a_form_and_as_json() {
    let desk = TestDesk::start().await;
    let wrong = try_login(&desk, "ana@guiche.local", "errada errada", None).await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.cookie().is_none());
    assert!(wrong.text.contains("ana@guiche.local"), "what was typed is not lost");
    assert!(!wrong.text.contains("errada errada"));
    let json = async |body: serde_json::Value| {
        let request = desk.http().post(desk.url("/login")).header("origin", desk.url("")).json(&body);
        request.header("accept", "application/json").send().await.unwrap()
    };
    assert_eq!(json(json!({"email": "ana@guiche.local", "password": PASSWORD})).await.status(), 204);
    let answer = json(json!({"email": "ana@guiche.local", "password": "errada errada"})).await;
    assert_eq!(answer.status(), 401);
    assert_eq!(answer.json::<DeskError>().await.unwrap(), DeskError::WrongCredentials);
    assert_eq!(json(json!({"email": 7})).await.status(), 422);
    desk.stop().await;
}

/// Whatever ends a session ends it everywhere within a second, open sockets included.
#[tokio::test]
async fn sessions_end_everywhere_with_their_sockets() {
    let desk = TestDesk::start().await;
    let ana = id_of(&desk, "ana@guiche.local");
    let operator = Actor::operator();
    for step in ["logout", "logout everywhere", "password", "role", "disable"] {
        let person = desk.login("ana@guiche.local").await;
        let elsewhere = desk.login("ana@guiche.local").await;
        let other = desk.login("bruno@guiche.local").await;
        let mut socket = person.socket(None, &[]).await;
        let mut other_socket = other.socket(None, &[]).await;
        let seq = desk.desk.last_seq().await.unwrap();
        socket.events_until(seq).await;
        other_socket.events_until(seq).await;
        match step {
            "logout" => {
                person.post("/logout", "application/x-www-form-urlencoded", "").await;
            }
            "logout everywhere" => {
                assert_eq!(elsewhere.api("logout_everywhere", json!({})).await.status, 200)
            }
            "password" => desk.desk.set_password(&operator, &ana, PASSWORD).await.unwrap(),
            "role" => desk.desk.set_role(&operator, &ana, Role::Supervisor).await.unwrap(),
            _ => desk.desk.set_disabled(&operator, &ana, true).await.unwrap(),
        }
        let since = Instant::now();
        assert_eq!(socket.closed().await.0, Some(4401), "{step}");
        assert!(since.elapsed() < Duration::from_secs(1), "{step}: {:?}", since.elapsed());
        within(Duration::from_secs(1), step, async || !is_in(&person).await).await;
        assert_eq!(is_in(&elsewhere).await, step == "logout", "{step}");
        assert!(is_in(&other).await, "{step}");
        let headers = [("cookie", person.cookie.as_str()), ("origin", &desk.url(""))];
        assert_eq!(Socket::connect(&desk.url(""), &headers).await.err(), Some(401), "{step}");
        // The neighbour's socket goes on.
        other_socket.events_now(seq).await;
        if step == "role" {
            desk.desk.set_role(&operator, &ana, Role::Agent).await.unwrap();
        }
    }
    let locked = try_login(&desk, "ana@guiche.local", PASSWORD, None).await;
    assert_eq!(locked.status, 401, "a disabled account looks like a wrong password");
    desk.stop().await;
}

#[tokio::test]
async fn sessions_end_by_themselves() {
    let wishes = || Wishes {
        variables: vec![
            ("GUICHE_SESSION_IDLE", "30m".to_owned()),
            ("GUICHE_SESSION_ABSOLUTE", "2h".to_owned()),
        ],
        ..Wishes::default()
    };
    let desk = TestDesk::with(wishes()).await;
    let person = desk.login("ana@guiche.local").await;
    // Used now and then it lives on…
    for _ in 0..5 {
        desk.clock.advance(Duration::from_secs(20 * 60));
        assert!(is_in(&person).await);
    }
    // …but not beyond its whole life.
    desk.clock.advance(Duration::from_secs(21 * 60));
    assert!(!is_in(&person).await);
    let idle = desk.login("ana@guiche.local").await;
    desk.clock.advance(Duration::from_secs(31 * 60));
    assert!(!is_in(&idle).await);
    desk.stop().await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_nobody_is_locked_out() {
    let limits = LoginLimits::default();
    let desk = TestDesk::with(Wishes { login: Some(limits), ..Wishes::default() }).await;
    let mut statuses = Vec::new();
    for attempt in 0..100 {
        let answer = try_login(&desk, "ana@guiche.local", &format!("tentativa {attempt}"), None).await;
        if answer.status == 429 {
            let wait: u32 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=limits.address_secs).contains(&wait), "{wait}");
        }
        statuses.push(answer.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), limits.per_address, "{statuses:?}");
    assert!(statuses[limits.per_address..].iter().all(|status| *status == 429));
    // A forged header is no other address.
    let forged = desk
        .http()
        .post(desk.url("/login"))
        .header("origin", desk.url(""))
        .header("x-forwarded-for", "203.0.113.9");
    let forged = forged.form(&[("email", "bruno@guiche.local"), ("password", "x")]).send().await.unwrap();
    assert_eq!(forged.status(), 429);
    // Being refused does not make it longer.
    desk.clock.advance(Duration::from_secs(u64::from(limits.address_secs) + 1));
    let answer = try_login(&desk, "ana@guiche.local", PASSWORD, None).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    desk.stop().await;
}

/// Many addresses against one account: throttled, and the real person still gets in from where they always come.
#[tokio::test]
async fn one_account_is_guarded_against_many_addresses() {
    let limits = LoginLimits { per_address: 5, address_secs: 20, per_account: 6, account_secs: 300 };
    let desk = TestDesk::with(Wishes {
        login: Some(limits),
        variables: vec![("GUICHE_TRUSTED_PROXIES", "127.0.0.0/8".to_owned())],
        ..Wishes::default()
    })
    .await;
    let from = async |address: &str, email: &str, password: &str| {
        let request = desk
            .http()
            .post(desk.url("/login"))
            .header("origin", desk.url(""))
            .header("x-forwarded-for", address);
        request.form(&[("email", email), ("password", password)]).send().await.unwrap().status().as_u16()
    };
    assert_eq!(from("198.51.100.1", "ana@guiche.local", PASSWORD).await, 303);
    let mut statuses = Vec::new();
    for attempt in 0..30 {
        statuses.push(from(&format!("203.0.113.{attempt}"), "ana@guiche.local", "errada errada").await);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), limits.per_account, "{statuses:?}");
    assert_eq!(from("198.51.100.1", "ana@guiche.local", PASSWORD).await, 303);
    // An account that does not exist behaves the same.
    let mut unknown = Vec::new();
    for attempt in 0..30 {
        unknown.push(
            from(&format!("203.0.113.{}", 100 + attempt), "ninguem@guiche.local", "errada errada").await,
        );
    }
    assert_eq!(statuses, unknown);
    desk.stop().await;
}

/// An unknown account answers with the same words and costs the same time.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_account_cannot_be_told_from_a_wrong_password() {
    let desk = TestDesk::start().await;
    let ask = async |email: &str| {
        let started = Instant::now();
        let request = desk.http().post(desk.url("/login")).header("origin", desk.url(""));
        let answer =
            request.json(&json!({"email": email, "password": "errada errada"})).send().await.unwrap();
        assert_eq!(answer.status(), 401);
        (started.elapsed(), answer.text().await.unwrap())
    };
    // In turn, and the quickest of each: whatever else this machine does hits both alike.
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..12 {
        known.push(ask("ana@guiche.local").await);
        unknown.push(ask("ninguem@guiche.local").await);
    }
    let (known, unknown) = (known.into_iter().min().unwrap(), unknown.into_iter().min().unwrap());
    assert_eq!(known.1, unknown.1);
    // Without the work of the hash it would be a small fraction.
    assert!(unknown.0 * 3 > known.0 && known.0 * 3 > unknown.0, "{:?} and {:?}", known.0, unknown.0);
    desk.stop().await;
}

#[tokio::test]
async fn a_fresh_desk_has_no_account_and_the_set_up_link_works_once() {
    let desk = TestDesk::with(Wishes { empty: true, ..Wishes::default() }).await;
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM users").await, 0);
    for (email, password) in [("admin", "admin"), ("admin@guiche.local", "admin"), ("", "")] {
        assert_eq!(try_login(&desk, email, password, None).await.status, 401);
    }
    let token = desk.desk.setup_link_secret().await.unwrap().unwrap();
    let page = desk.http().get(desk.url(&format!("/setup?token={token}"))).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let create = async |token: &str, password: &str| {
        let form = [
            ("token", token),
            ("name", "Primeira"),
            ("email", "primeira@guiche.local"),
            ("password", password),
        ];
        let request = desk.http().post(desk.url("/setup")).header("origin", desk.url("")).form(&form);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(create("outro", PASSWORD).await, 404);
    assert_eq!(create(&token, "curta").await, 422);
    let both = all([create(&token, PASSWORD), create(&token, PASSWORD)]).await;
    assert_eq!(both.iter().filter(|status| **status == 303).count(), 1, "{both:?}");
    assert_eq!(create(&token, PASSWORD).await, 404);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM users").await, 1);
    assert!(desk.desk.setup_link_secret().await.unwrap().is_none());
    assert_eq!(try_login(&desk, "primeira@guiche.local", PASSWORD, None).await.status, 303);
    desk.stop().await;
}

#[tokio::test]
async fn pages_send_strangers_to_the_login() {
    let desk = TestDesk::start().await;
    let get = async |path: &str| {
        desk.http().get(desk.url(path)).header("accept", "text/html").send().await.unwrap()
    };
    for (path, login) in [("/", "/login"), ("/t/tkt_1", "/login?next=%2Ft%2Ftkt_1")] {
        let answer = get(path).await;
        assert_eq!(answer.status(), 302, "{path}");
        assert_eq!(answer.headers()["location"], login);
    }
    let form = |next: &'static str| [("email", "ana@guiche.local"), ("password", PASSWORD), ("next", next)];
    for (next, lands) in
        [("/t/tkt_1", "/t/tkt_1"), ("//evil.example", "/"), ("https://evil.example", "/"), ("", "/")]
    {
        let request = desk.http().post(desk.url("/login")).header("origin", desk.url("")).form(&form(next));
        assert_eq!(request.send().await.unwrap().headers()["location"], lands, "{next}");
    }
    // A wrong password does not lose the way.
    let wrong = [("email", "ana@guiche.local"), ("password", "errada errada"), ("next", "/t/tkt_1")];
    let request = desk.http().post(desk.url("/login")).header("origin", desk.url("")).form(&wrong);
    let page = request.send().await.unwrap().text().await.unwrap();
    assert!(page.contains(r#"name="next" value="/t/tkt_1""#), "{page}");
    assert_eq!(get("/login").await.status(), 200);
    let ana = desk.login("ana@guiche.local").await;
    assert_eq!(ana.get("/").await.status, 200);
    assert_eq!(ana.get("/login").await.status, 302);
    desk.stop().await;
}
