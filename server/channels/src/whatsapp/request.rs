//! Requests to the Graph API (Cloud API, *Messages* and *Send messages*).

use super::errors::{from_answer, from_transport, own, refusal};
use super::message_template;
use super::payload::Node;
use desk_core::ports::{
    Accepted, ManageError, NumberAccess, OutboundBody, OutboundMessage, SendError, SendErrorClass,
};
use desk_model::contact::IdentityKind;
use desk_model::message::Held;
use desk_model::number::NumberState;
use reqwest::{Client, Method, RequestBuilder, Response, Url, redirect};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// For a whole request; afterwards a message counts as *unknown*.
const TIMEOUT: Duration = Duration::from_secs(15);
/// For the connection alone; afterwards a message counts as not sent.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Largest answer that is read, in bytes: a page of a hundred templates is far below.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// The client. It follows no redirect and takes its addresses from the number's access only, so that the token goes to
/// no other host.
#[derive(Debug, Clone)]
pub(super) struct Http(Client);

/// An answer with its body read.
pub(super) struct Answer {
    status: u16,
    retry_after: Option<String>,
    body: String,
}

impl Answer {
    /// The body of a success.
    pub(super) fn success(&self) -> Result<&str, SendError> {
        if (200..300).contains(&self.status) { Ok(&self.body) } else { Err(self.error()) }
    }

    /// The body of a success, for what administrators ask: a rule that was broken keeps its number.
    pub(super) fn managed(&self) -> Result<&str, ManageError> {
        self.success().map_err(|error| refusal(&self.body, error))
    }

    /// The answer as a failure.
    pub(super) fn error(&self) -> SendError {
        from_answer(self.status, self.retry_after.as_deref(), &self.body)
    }
}

impl Http {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        Self::with_timeout(TIMEOUT)
    }

    fn with_timeout(timeout: Duration) -> Result<Self, reqwest::Error> {
        // Fails when another part of the process chose a provider before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            // A second copy of a request is a second message; who repeats is decided by the outbox.
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(timeout)
            .user_agent(concat!("guiche/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self(client))
    }

    /// `POST /{phone_number_id}/messages`.
    pub(super) async fn send(
        &self,
        access: &NumberAccess,
        message: &OutboundMessage,
    ) -> Result<Accepted, SendError> {
        let url = address(access, &[&access.provider_id, "messages"])?;
        let answer = answer(self.0.post(url).json(&body(message)), access).await?;
        let accepted = Node::parse(answer.success()?).ok().and_then(|root| {
            let message = root.object()?.list("messages")?.first()?.object()?;
            let held = match message.text("message_status").as_deref() {
                Some("held_for_quality_assessment") => Some(Held::Quality),
                Some("paused") => Some(Held::Paused),
                Some(_) | None => None,
            };
            Some(Accepted { provider_id: message.filled("id")?, held })
        });
        match accepted {
            Some(accepted) => Ok(accepted),
            None => Err(own(SendErrorClass::Unknown, "the answer names no message")),
        }
    }

    /// A request to `/{parts…}`, without a body.
    pub(super) fn request(
        &self,
        access: &NumberAccess,
        method: Method,
        parts: &[&str],
    ) -> Result<RequestBuilder, SendError> {
        Ok(self.0.request(method, address(access, parts)?))
    }

    /// Reads `/{parts…}` with a query.
    pub(super) async fn read(
        &self,
        access: &NumberAccess,
        parts: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Answer, SendError> {
        answer(self.request(access, Method::GET, parts)?.query(query), access).await
    }

    /// Posts nothing to `/{parts…}`.
    pub(super) async fn post(&self, access: &NumberAccess, parts: &[&str]) -> Result<Answer, SendError> {
        answer(self.request(access, Method::POST, parts)?.json(&json!({})), access).await
    }

    /// A request to the session of an upload: its id holds a colon and may hold a signature as a query.
    pub(super) fn session(&self, access: &NumberAccess, id: &str) -> Result<RequestBuilder, SendError> {
        let (path, query) = id.split_once('?').map_or((id, None), |(path, query)| (path, Some(query)));
        let name = path.strip_prefix("upload:").filter(|name| !name.is_empty());
        let odd = || own(SendErrorClass::Permanent, "the answer names no upload session");
        let letters =
            |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:=+%&".contains(&b));
        if !name.is_some_and(letters) || !query.is_none_or(letters) {
            return Err(odd());
        }
        let mut url = address(access, &[])?;
        url.path_segments_mut().map_err(|()| odd())?.push(path);
        url.set_query(query);
        Ok(self.0.post(url))
    }
}

/// `{base}/{version}/{parts…}`, with nothing in the parts that could lead elsewhere.
fn address(access: &NumberAccess, parts: &[&str]) -> Result<Url, SendError> {
    let plain = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
            && !part.starts_with('.')
    };
    let wrong = || {
        own(SendErrorClass::NumberDown(NumberState::Disconnected), "the number's address is not well-formed")
    };
    if !plain(&access.api_version) || !parts.iter().all(|part| plain(part)) {
        return Err(wrong());
    }
    let mut url = Url::parse(&access.base_url).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong());
    }
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().push(&access.api_version).extend(parts);
    Ok(url)
}

/// Sends a request with the number's token and reads the whole answer.
pub(super) async fn answer(request: RequestBuilder, access: &NumberAccess) -> Result<Answer, SendError> {
    let response =
        request.bearer_auth(&access.access_token.0).send().await.map_err(|error| from_transport(&error))?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get("retry-after").and_then(|v| v.to_str().ok()).map(str::to_owned);
    let body = read(response).await?;
    tracing::debug!(number = %access.number, status, "the provider answered");
    Ok(Answer { status, retry_after, body })
}

async fn read(mut response: Response) -> Result<String, SendError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| from_transport(&error))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(own(SendErrorClass::Unknown, "the answer is too large"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// The JSON of one message.
pub(super) fn body(message: &OutboundMessage) -> Value {
    let mut body = Map::new();
    body.insert("messaging_product".into(), "whatsapp".into());
    body.insert("recipient_type".into(), "individual".into());
    match message.to.kind {
        // Without the sign our own country code may be put in front.
        IdentityKind::Phone => body.insert("to".into(), format!("+{}", message.to.value).into()),
        IdentityKind::Bsuid | IdentityKind::ParentBsuid => {
            body.insert("recipient".into(), message.to.value.as_str().into())
        }
    };
    match &message.body {
        OutboundBody::Text { body: text } => {
            body.insert("type".into(), "text".into());
            body.insert("text".into(), json!({ "body": text, "preview_url": true }));
        }
        OutboundBody::Interactive(what) => {
            body.insert("type".into(), "interactive".into());
            body.insert("interactive".into(), super::interactive::json(what));
        }
        OutboundBody::Media { kind, link, caption, filename } => {
            let (word, file) =
                super::interactive::media(*kind, link, caption.as_deref(), filename.as_deref());
            body.insert("type".into(), word.into());
            body.insert(word.into(), file);
        }
        OutboundBody::Template { name, language, named, params, header, buttons, category: _ } => {
            let template = message_template::json(name, language, *named, params, header.as_ref(), buttons);
            body.insert("type".into(), "template".into());
            body.insert("template".into(), template);
        }
    }
    if let Some(quoted) = &message.reply_to {
        body.insert("context".into(), json!({ "message_id": quoted }));
    }
    // Comes back with every status: the only way to find a message whose answer was lost.
    body.insert("biz_opaque_callback_data".into(), message.id.as_str().into());
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk_core::ports::Secret;
    use desk_model::contact::Identity;

    #[tokio::test]
    async fn an_answer_that_never_comes_is_no_proof_of_failure() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let access = NumberAccess {
            number: "num_1".parse().unwrap(),
            provider_id: "1".into(),
            account_id: "2".into(),
            base_url: format!("http://{}", silent.local_addr().unwrap()),
            api_version: "v24.0".into(),
            access_token: Secret("t".into()),
        };
        let message = OutboundMessage {
            id: "msg_1".parse().unwrap(),
            to: Identity::phone("5511987654321").unwrap(),
            reply_to: None,
            body: OutboundBody::Text { body: "x".into() },
        };
        let http = Http::with_timeout(Duration::from_millis(100)).unwrap();
        let error = http.send(&access, &message).await.unwrap_err();
        assert_eq!(
            (error.class, error.failure.detail.as_str()),
            (SendErrorClass::Unknown, "no answer in time")
        );
    }
}
