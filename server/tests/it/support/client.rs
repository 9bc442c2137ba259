//! Somebody at a browser.

use super::TestDesk;
use super::socket::Socket;
use desk_model::ConversationId;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A client without cookies and redirects of its own.
pub(crate) fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A logged-in person.
#[derive(Clone)]
pub(crate) struct Person {
    /// `name=value`.
    pub(crate) cookie: String,
    origin: String,
    http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body of a success.
    pub(crate) fn ok<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{self:?}");
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The session cookie that was set.
    pub(crate) fn cookie(&self) -> Option<String> {
        let set = self.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
        let pair = set.filter_map(|value| value.split(';').next()).find(|pair| {
            pair.split_once('=').is_some_and(|(name, value)| name.ends_with("guiche") && !value.is_empty())
        });
        pair.map(str::to_owned)
    }
}

impl Person {
    pub(crate) async fn login(desk: &TestDesk, email: &str, password: &str) -> Self {
        let answer = try_login(desk, email, password, None).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        Self::of(desk, &answer.cookie().unwrap())
    }

    /// Whoever has this cookie.
    pub(crate) fn of(desk: &TestDesk, cookie: &str) -> Self {
        Self { cookie: cookie.to_owned(), origin: desk.url(""), http: desk.http().clone() }
    }

    /// Calls a server function.
    pub(crate) async fn api(&self, name: &str, arguments: Value) -> Answer {
        self.post(&format!("/api/{name}"), "application/json", arguments.to_string()).await
    }

    /// Posts as a page of ours would.
    pub(crate) async fn post(&self, path: &str, kind: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.http.post(format!("{}{path}", self.origin));
        let request = request.header("cookie", &self.cookie).header("origin", &self.origin);
        Answer::of(request.header("content-type", kind).body(body).send().await.unwrap()).await
    }

    /// Reads a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.origin)).header("cookie", &self.cookie);
        Answer::of(request.header("accept", "text/html").send().await.unwrap()).await
    }

    /// Opens the live socket as the console does.
    pub(crate) async fn socket(&self, last_seq: Option<i64>, follow: &[ConversationId]) -> Socket {
        let mut socket = Socket::connect(&self.origin, &[("cookie", &self.cookie), ("origin", &self.origin)])
            .await
            .unwrap();
        socket.hello(last_seq, follow).await;
        socket
    }
}

/// Sends the login form.
pub(crate) async fn try_login(desk: &TestDesk, email: &str, password: &str, cookie: Option<&str>) -> Answer {
    let form = [("email", email), ("password", password)];
    let mut request = desk.http().post(desk.url("/login")).header("origin", desk.url("")).form(&form);
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    Answer::of(request.header("accept", "text/html").send().await.unwrap()).await
}
