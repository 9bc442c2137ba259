//! Who is behind a connection: only a named proxy is believed, and this machine has no privilege.

use crate::support::client::try_login;
use crate::support::{PASSWORD, TestDesk, Wishes};
use desk_core::LoginLimits;

async fn wrong_logins(desk: &TestDesk, forwarded: impl Fn(usize) -> String) -> Vec<u16> {
    let mut statuses = Vec::new();
    for attempt in 0..8 {
        let request = desk.http().post(desk.url("/login")).header("origin", desk.url(""));
        let request =
            request.header("x-forwarded-for", forwarded(attempt)).header("x-real-ip", forwarded(attempt));
        let form = [("email", format!("a{attempt}@guiche.local")), ("password", "errada errada".to_owned())];
        statuses.push(request.form(&form).send().await.unwrap().status().as_u16());
    }
    statuses
}

#[tokio::test]
async fn a_header_of_a_stranger_is_not_believed() {
    let desk = TestDesk::with(Wishes { login: Some(LoginLimits::default()), ..Wishes::default() }).await;
    let statuses = wrong_logins(&desk, |attempt| format!("203.0.113.{attempt}")).await;
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    // Nor does this machine get in where others do not.
    for path in ["/", "/api/bootstrap"] {
        let request = desk.http().get(desk.url(path)).header("x-forwarded-for", "127.0.0.1");
        assert_ne!(request.send().await.unwrap().status(), 200, "{path}");
    }
    desk.stop().await;
}

#[tokio::test]
async fn a_named_proxy_is_believed_as_far_as_it_saw() {
    let desk = TestDesk::with(Wishes {
        login: Some(LoginLimits::default()),
        variables: vec![("GUICHE_TRUSTED_PROXIES", "127.0.0.1".to_owned())],
        ..Wishes::default()
    })
    .await;
    // What the client made up stands left of what the proxy saw.
    let statuses = wrong_logins(&desk, |attempt| format!("198.51.100.{attempt}, 203.0.113.7")).await;
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    let statuses = wrong_logins(&desk, |attempt| format!("203.0.113.{}", 20 + attempt)).await;
    assert_eq!(statuses, [401; 8]);
    assert_eq!(try_login(&desk, "ana@guiche.local", PASSWORD, None).await.status, 303);
    desk.stop().await;
}
