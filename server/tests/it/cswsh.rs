//! Another site's page cannot open a socket with somebody's cookie.

use crate::support::TestDesk;
use crate::support::socket::Socket;

#[tokio::test]
async fn a_socket_needs_our_own_origin_and_a_session() {
    let desk = TestDesk::start().await;
    let ana = desk.login("ana@guiche.local").await;
    let origin = desk.url("");
    let connect = async |origin: Option<&str>, cookie: Option<&str>| {
        let mut headers = Vec::new();
        headers.extend(origin.map(|origin| ("origin", origin)));
        headers.extend(cookie.map(|cookie| ("cookie", cookie)));
        Socket::connect(&desk.url(""), &headers).await.err()
    };
    let sub = format!("{origin}.evil.example");
    let port = format!("http://{}:1", desk.address.ip());
    for foreign in
        [None, Some("null"), Some("https://evil.example"), Some(sub.as_str()), Some(port.as_str()), Some("")]
    {
        assert_eq!(connect(foreign, Some(&ana.cookie)).await, Some(403), "{foreign:?}");
    }
    assert_eq!(connect(Some(&origin), None).await, Some(401));
    assert_eq!(connect(Some(&origin), Some("guiche=AAAAAAAAAAAAAAAAAAAAAA")).await, Some(401));
    assert_eq!(connect(Some(&origin), Some("guiche=nonsense")).await, Some(401));
    assert_eq!(connect(Some(&origin), Some(&ana.cookie)).await, None);
    desk.stop().await;
}
